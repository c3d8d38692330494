"""What one place states of what definitions, rules and sentences rest on, and how texts print it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

from govreport.currency import Currency
from govreport.district.laws import Law
from govreport.district.parameters import PARAMETERS
from govreport.district.timing import AnnualReports
from govreport.errors import Message
from govreport.language import capitalized, pick
from govreport.months import said_of
from govreport.period import PeriodKind

Marks = tuple[tuple[str, str], ...]
"""Mark of a narrative template -> the text that takes its place."""
_HOW = ("word", "Word", "before", "tenths", "fifths")
REPORTS_DUE = "annual_reports"
"""Reads like a parameter: the day by which annual reports are due."""
SINCE = "since"
"""How a text prints a year that it can do without."""
EQUAL = "equal"
"""How a text prints what the index of so many equal parts is; it can do without."""
LAW = "law"
"""How a text prints the name of a law."""
_CALENDAR = ("所在国家的放假安排", "the country's calendar")
_ZH = "零一两三四五六七八九十"  # of years: 两年, where a number by itself is 二
_EN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905


def _fits(name: str, how: str) -> bool:
    kind = PARAMETERS[name].kind if name in PARAMETERS else "day"
    return kind == "percent" if how in ("tenths", "fifths") else kind in ("years", "count")


@dataclass(frozen=True)
class Given:
    """The parameters, the day of the annual reports, the laws and remarks of one place."""

    parameters: Mapping[str, Any] = field(default_factory=dict)
    annual_reports: AnnualReports | None = None
    laws: Mapping[str, Law] = field(default_factory=dict)
    law_days: Mapping[str, date] = field(default_factory=dict)
    remarks: Mapping[str, Message] = field(default_factory=dict)
    currency: Currency | None = None
    base: PeriodKind = "quarter"
    """Of what kind the periods are that its figures are stated of."""

    def lacks(self, names: Iterable[str]) -> list[str]:
        """Those of ``names`` that aren't stated, sorted."""
        return sorted(name for name in set(names) if self._value(name) is None)

    def fill(self, text: Message) -> Message:
        """``text`` with what is stated in place of its {names}, and as it is said of the place's periods."""
        text = said_of(self.base, text)
        if "{" not in text.zh + text.en:
            return text
        return Message(*(_FORMATTER.vformat(t, (), self.printed(i)) for t, i in ((text.zh, "zh"), (text.en, "en"))))

    def printed(self, language: str) -> dict[str, Printed]:
        """Name -> its value as texts of a language print it."""
        names = (*PARAMETERS, REPORTS_DUE)
        values = {name: Printed(self._value(name), language, self.currency) for name in names}
        days = self.laws["working_days"].in_language(language) if "working_days" in self.laws else None
        return values | {"working_days": Printed(days or pick(language, *_CALENDAR), language)}

    def marks(self, language: str) -> Marks:
        """What stands for [[name:how]] in a narrative template, every way in which it may be written."""
        values = self.printed(language)
        return tuple(
            (f"[[{name}:{how}]]", format(values[name], how)) for name in values for how in _HOW if _fits(name, how)
        )

    def bound(self, quarter_end: date) -> dict[str, Any]:
        """The values of the parameters that expressions name (indicators/dates.py), for a quarter that ends so; None
        for what isn't stated."""
        values = {name: self._bound(name, value) for name, value in self.parameters.items()}
        none = dict.fromkeys(PARAMETERS)
        due = self.annual_reports.due_on(quarter_end.year) if self.annual_reports is not None else None
        return none | values | {"report_deadline": due}

    def values(self, names: Iterable[str]) -> dict[str, str]:
        """The stated ones of ``names`` as text, for hashes."""
        return {name: str(self._value(name)) for name in sorted(names) if self._value(name) is not None}

    def _value(self, name: str) -> Any:
        if name == REPORTS_DUE:
            return None if self.annual_reports is None else self.annual_reports.due_on(2001)  # no leap year
        return self.parameters.get(name)

    def _bound(self, name: str, value: Any) -> Any:
        kind = PARAMETERS[name].kind
        if kind == "percent":
            return int(value * 100)  # hundredths of a per cent: expressions compute with integers
        if kind == "money":
            return int(value * (self.currency.minor if self.currency is not None else 100))
        return value


@dataclass(frozen=True)
class Printed:
    """A stated value in one language; the format says how: ``since``, ``word``, ``before``, ``tenths``,
    ``fifths``, ``day``, ``money``, ``law``."""

    value: Any
    language: str
    currency: Currency | None = None

    def __format__(self, how: str) -> str:
        if self.value is None:
            return "" if how in (SINCE, EQUAL) else "…"
        if how == LAW:
            return str(self.value)
        if how == EQUAL:
            share = f"{1 / self.value:.2g}"
            return pick(self.language, f"，{self._word()}类均等时为{share}", f", {share} {self._word()} equal ones")
        if how == SINCE:
            year = self.value.year if isinstance(self.value, date) else self.value
            return pick(self.language, f"{year}年以来", f" since {year}")
        if how == "year":
            return str(self.value.year if isinstance(self.value, date) else self.value)
        if how in ("word", "Word"):
            return capitalized(self._word()) if how == "Word" else self._word()
        if how == "before":
            return "in the year before" if self.value == 1 else f"in the {self._word()} years before"
        if how == "day":
            return self._day()
        if how == "tenths":
            whole = Decimal(self.value) % 10 == 0
            return (
                f"{_ZH[int(self.value) // 10].replace('两', '二')}成"
                if whole and self.language != "en"
                else f"{self.value}%"
            )
        if how == "fifths":
            whole = Decimal(self.value) % 20 == 0
            return f"{_EN[int(self.value) // 20]} fifths" if whole and self.language == "en" else f"{self.value}%"
        if how == "money":
            return self._money()
        return str(self.value)

    def _word(self) -> str:
        if not 0 <= self.value < len(_EN):
            return str(self.value)
        return str(pick(self.language, _ZH[self.value], _EN[self.value]))

    def _day(self) -> str:
        day, annual = self.value, self.value.year == 2001
        zh = f"{day.month}月{day.day}日" if annual else f"{day.year}年{day.month}月{day.day}日"
        en = f"{day.day} {_MONTHS[day.month - 1]}" + ("" if annual else f" {day.year}")
        return pick(self.language, zh, en)

    def _money(self) -> str:
        if self.currency is None:
            return str(self.value)
        if self.language != "en":
            return self.currency.exactly(int(self.value * self.currency.minor)).zh
        return f"{self.value:,} {self.currency.many}"


class _Formatter(Formatter):
    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs[str(key)]


_FORMATTER = _Formatter()


def named_in(*texts: Message | None) -> set[str]:
    """The parameters that texts can't do without."""
    parsed = (part for text in texts if text is not None for part in Formatter().parse(text.zh + text.en))
    return {name for _, name, how, _ in parsed if name and how not in (SINCE, EQUAL, LAW)}
