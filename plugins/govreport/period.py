"""The period that a report is about: a month, a quarter, half a year, a year. A value object that reads no clock.

Most of the product is given one and asks no more of it than its days, its names and its neighbours; quarter.py has the
name for places where it is truly a quarter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, total_ordering
from typing import Final, Literal, get_args

from govreport.errors import ConfigError, Message

PeriodKind = Literal["month", "quarter", "half_year", "year"]
KINDS: Final[tuple[PeriodKind, ...]] = get_args(PeriodKind)
QUARTER: Final[tuple[PeriodKind, ...]] = ("quarter",)
BASES: Final[tuple[PeriodKind, ...]] = ("month", "quarter")
"""Kinds whose figures can be stated from extracts. A district has one of them; every longer kind that it reports is put
together from the figures of that one."""
PERIOD_KINDS: Final[Mapping[PeriodKind, Message]] = {
    "month": Message("月", "month"),
    "quarter": Message("季度", "quarter"),
    "half_year": Message("半年", "half-year"),
    "year": Message("年", "year"),
}
REPORTS: Final[Mapping[PeriodKind, Message]] = {
    "month": Message("月报", "monthly report"),
    "quarter": Message("季报", "report"),
    "half_year": Message("半年报", "half-year report"),
    "year": Message("年报", "annual report"),
}
"""What a report of such a period is called."""
_A_YEAR: Final[Mapping[PeriodKind, int]] = {"month": 12, "quarter": 4, "half_year": 2, "year": 1}
_FORMS: Final[Mapping[PeriodKind, re.Pattern[str]]] = {
    "month": re.compile(r"(\d{4})-(\d{2})"),
    "quarter": re.compile(r"(\d{4})(?:-?Q|-)([1-4])", re.IGNORECASE),
    "half_year": re.compile(r"(\d{4})-?[HS]([12])", re.IGNORECASE),
    "year": re.compile(r"(\d{4})()"),
}
EXAMPLES: Final[Mapping[PeriodKind, str]] = {
    "month": "2019-08",
    "quarter": "2019-Q3",
    "half_year": "2019-H1",
    "year": "2019",
}
_TRENDS: Final[Mapping[PeriodKind, int]] = {"month": 13}
_CHINESE: Final = "一二三四"
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@total_ordering
@dataclass(frozen=True)
class Period:
    """A calendar period: ``Period(2019, 3)`` is the third quarter, ``Period(2019, 1, "half_year")`` the first half."""

    year: int
    number: int
    kind: PeriodKind = "quarter"

    def __post_init__(self) -> None:
        last = _A_YEAR[self.kind]
        if not 1 <= self.number <= last:
            name = PERIOD_KINDS[self.kind]
            raise ConfigError(
                f"{name.zh}只能是 1 至 {last}，得到 {self.number}。",
                f"A {name.en}'s number is 1 to {last}, got {self.number}.",
            )

    @classmethod
    def parse(cls, text: str, kinds: Collection[PeriodKind] = QUARTER) -> Period:
        """Read ``2019-Q3``, or a period of any of ``kinds``; raises ConfigError for anything else.

        Quarters alone unless more is asked for: whoever wants a quarter isn't given the year 2019 by mistake.
        """
        known = _read(text.strip())
        if known is not None and known.kind in kinds:
            return known
        written_zh = "、".join(EXAMPLES[kind] for kind in KINDS if kind in kinds)
        written = " or ".join(EXAMPLES[kind] for kind in KINDS if kind in kinds)
        if known is None:
            wanted = next(iter(kinds)) if len(kinds) == 1 else None
            zh, en = PERIOD_KINDS[wanted] if wanted else ("报告期", "period")
            raise ConfigError(
                f"看不懂{zh}“{text}”，请写成 {written_zh} 的形式。",
                f"Cannot read the {en} {text!r}; write it like {written}.",
            )
        is_one = PERIOD_KINDS[known.kind]
        raise ConfigError(
            f"“{text}”是{is_one.zh}，这里要写成 {written_zh} 的形式。",
            f"{text!r} is a {is_one.en}; here it is written like {written}.",
        )

    @classmethod
    def containing(cls, day: date, kind: PeriodKind = "quarter") -> Period:
        """The period in which ``day`` lies."""
        return cls(day.year, (day.month - 1) // (12 // _A_YEAR[kind]) + 1, kind)

    @property
    def in_a_year(self) -> int:
        """How many of its kind a year has."""
        return _A_YEAR[self.kind]

    @property
    def months(self) -> int:
        """How many months it has."""
        return 12 // _A_YEAR[self.kind]

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, self.months * (self.number - 1) + 1, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> Period:
        """The period of the same kind after this one."""
        return self.plus(1)

    @property
    def previous(self) -> Period:
        """The period of the same kind before this one: the base of 环比."""
        return self.plus(-1)

    @property
    def year_ago(self) -> Period:
        """The same period of last year: the base of 同比."""
        return Period(self.year - 1, self.number, self.kind)

    @property
    def ordinal(self) -> int:
        """Periods of its kind since year 0, for differences: ``b.ordinal - a.ordinal`` is how many b is after a."""
        return self.year * _A_YEAR[self.kind] + self.number - 1

    def plus(self, periods: int) -> Period:
        """The period of its kind that many later (or earlier, when negative)."""
        year, index = divmod(self.ordinal + periods, _A_YEAR[self.kind])
        return Period(year, index + 1, self.kind)

    def back(self, count: int) -> list[Period]:
        """The last ``count`` periods of its kind up to and including this one, oldest first."""
        return [self.plus(-i) for i in range(count - 1, -1, -1)]

    @staticmethod
    def span(first: Period, last: Period) -> Iterator[Period]:
        """Every period of the same kind from ``first`` to ``last``, both included."""
        return (first.plus(i) for i in range(last.ordinal - first.ordinal + 1))

    def is_same_part_as(self, other: Period) -> bool:
        """Whether it is the same part of another year; whole years aren't told apart so."""
        return self.kind != "year" and self.number == other.number and self != other

    def parts(self, base: PeriodKind) -> tuple[Period, ...]:
        """The periods of kind ``base`` within it, oldest first; of such a one itself; none where it is shorter."""
        first = Period.containing(self.start, base)
        return tuple(first.plus(i) for i in range(self.months // first.months))

    def last_part(self, base: PeriodKind) -> Period:
        """The period of kind ``base`` in which it ends."""
        return Period.containing(self.end, base)

    def end_after(self, months: int) -> date:
        """The last day of the month that many months after (before, when negative) the one in which it ends."""
        return self.last_part("month").plus(months).end

    @property
    def trend_length(self) -> int:
        """So many periods a trend has at most, its own among them: the same period of the year before is inside."""
        return _TRENDS.get(self.kind, 9)

    @property
    def zh(self) -> str:
        """As printed: 2019年第三季度, 2019年上半年, 2019年, 2019年8月."""
        names = {
            "month": f"{self.number}月",
            "quarter": f"第{_CHINESE[(self.number - 1) % 4]}季度",
            "half_year": ("上半年", "下半年")[(self.number - 1) % 2],
            "year": "",
        }
        return f"{self.year}年{names[self.kind]}"

    @property
    def report_zh(self) -> str:
        """Its report, as sentences for operators name it: 2019年第三季度季报, 2019年上半年报告, 2019年年报."""
        return f"{self.zh}{'报告' if self.kind == 'half_year' else REPORTS[self.kind].zh}"

    @property
    def report_en(self) -> str:
        """The same in English, to follow an article: report of Q3 2019, report of the first half of 2019, annual report
        of 2019."""
        name = "report" if self.kind == "half_year" else REPORTS[self.kind].en
        return f"{name} of {self.running_en}"

    @property
    def running_en(self) -> str:
        """In the middle of an English sentence: Q3 2019, the first half of 2019, 2019."""
        return f"the {self.en}" if self.kind == "half_year" else self.en

    @property
    def en(self) -> str:
        """As printed in English: Q3 2019, first half of 2019, 2019, August 2019."""
        names = {
            "month": f"{_MONTHS[self.number - 1]} ",
            "quarter": f"Q{self.number} ",
            "half_year": ("first half of ", "second half of ")[(self.number - 1) % 2],
            "year": "",
        }
        return f"{names[self.kind]}{self.year}"

    def __str__(self) -> str:
        names = {
            "month": f"-{self.number:02}",
            "quarter": f"-Q{self.number}",
            "half_year": f"-H{self.number}",
            "year": "",
        }
        return f"{self.year}{names[self.kind]}"

    def __lt__(self, other: Period) -> bool:
        """By the last day; of those that end together the shorter is first."""
        return self._place < other._place

    @property
    def _place(self) -> tuple[int, int]:
        return self.year * 12 + self.number * self.months, self.months


def patterns_of(kind: PeriodKind) -> tuple[str, ...]:
    """What the texts of stored periods of that kind are LIKE in SQL, one of them, and no other ones."""
    return {"month": ("____-0_", "____-1_"), "quarter": ("____-Q_",), "half_year": ("____-H_",), "year": ("____",)}[
        kind
    ]


@cache
def _read(text: str) -> Period | None:
    for kind, form in _FORMS.items():
        match = form.fullmatch(text)
        if match is not None:
            number = int(match[2] or 1)
            return Period(int(match[1]), number, kind) if 1 <= number <= _A_YEAR[kind] else None
    return None
