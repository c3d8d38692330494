"""The calendar quarter, the one value object that every stage is given.

Nothing here reads a clock; working days are in workdays.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from govreport.errors import ConfigError

_FORM = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)
_CHINESE = "一二三四"


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter such as ``Quarter(2019, 3)``, written ``2019-Q3``."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ConfigError(
                f"季度只能是 1 至 4，得到 {self.number}。", f"A quarter's number is 1 to 4, got {self.number}."
            )

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read ``2019-Q3``; raises ConfigError for anything else."""
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise ConfigError(
                f"看不懂季度“{text}”，请写成 2019-Q3 的形式。",
                f"Cannot read the quarter {text!r}; write it like 2019-Q3.",
            )
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def containing(cls, day: date) -> Quarter:
        """The quarter in which ``day`` lies."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def start(self) -> date:
        """The quarter's first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """The quarter's last day."""
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after this one."""
        return self.plus(1)

    @property
    def previous(self) -> Quarter:
        """The quarter before this one: the base of 环比."""
        return self.plus(-1)

    @property
    def year_ago(self) -> Quarter:
        """The same quarter of last year: the base of 同比."""
        return Quarter(self.year - 1, self.number)

    @property
    def ordinal(self) -> int:
        """Quarters since year 0, for differences: ``b.ordinal - a.ordinal`` is how many quarters b is after a."""
        return self.year * 4 + self.number - 1

    def plus(self, quarters: int) -> Quarter:
        """The quarter that many quarters later (or earlier, when negative)."""
        year, index = divmod(self.ordinal + quarters, 4)
        return Quarter(year, index + 1)

    def back(self, count: int) -> list[Quarter]:
        """The last ``count`` quarters up to and including this one, oldest first."""
        return [self.plus(-i) for i in range(count - 1, -1, -1)]

    @staticmethod
    def span(first: Quarter, last: Quarter) -> Iterator[Quarter]:
        """Every quarter from ``first`` to ``last``, both included."""
        return (first.plus(i) for i in range(last.ordinal - first.ordinal + 1))

    @property
    def zh(self) -> str:
        """As printed: 2019年第三季度."""
        return f"{self.year}年第{_CHINESE[self.number - 1]}季度"

    @property
    def en(self) -> str:
        """As printed in English: Q3 2019."""
        return f"Q{self.number} {self.year}"

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"
