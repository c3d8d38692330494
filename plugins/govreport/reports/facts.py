"""Figures as a report asks for them: looked up, compared and formatted, with None where there is nothing to print.

Belongs here: the one way from a stored figure to a printed string. Does not belong here: sentences (narrative.py),
choosing what is worth saying (findings.py), computing indicators (indicators/).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import Literal, cast

from govreport.indicators.citations import cited
from govreport.indicators.model import Indicator, Observation
from govreport.indicators.vintages.status import STATUS, VINTAGE_STATUS, Status
from govreport.quarter import Quarter
from govreport.reports.inputs import ReportInputs
from govreport.reports.model import Change, Tone
from govreport.reports.numbers import (
    Comparison,
    Number,
    rounded,
    signed_number,
    signed_text,
    table_number,
    text_number,
)
from govreport.reports.words import Words

Against = Literal["previous", "year_ago"]
NOTED_FALLS = ("R01", "R09R")
"""More organizations aren't better in themselves, but a reader must not miss that there are fewer."""


class Facts:
    """The figures of one report in one language."""

    def __init__(self, inputs: ReportInputs, words: Words) -> None:
        self.inputs = inputs
        self.words = words
        self.quarter = inputs.quarter
        self.history = list(inputs.history)
        self.district = inputs.district
        self.unprintable: Counter[str] = Counter()
        """Characters of quoted text that no font holds, as often as 〓 stands for one."""
        self.as_of = self.date(inputs.quarter.end)
        self.publisher = inputs.district.publisher.en if words.language == "en" else inputs.district.publisher.zh

    # -- looking up

    def rule(self, indicator: Indicator) -> str:
        """The rule that defines an indicator, as this district cites it."""
        return cited(indicator.source, self.district.code)

    def declared(self, indicator: str) -> Indicator | None:
        """The declaration, or None where this installation doesn't have the indicator."""
        return self.inputs.figures.indicators.get(indicator)

    def observation(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> Observation | None:
        """The stored figure; the report's quarter unless another is given."""
        return self.inputs.figures.get(indicator, quarter or self.quarter, town, breakdown, member)

    def value(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> Fraction | None:
        """The exact value in the printed unit; None where unknown or not to be shown."""
        if self.declared(indicator) is None:
            return None
        return self.inputs.figures.value(indicator, quarter or self.quarter, town, breakdown, member)

    def is_suppressed(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> bool:
        """Whether the figure exists and is kept out of print because it could point at people."""
        return self.inputs.figures.is_suppressed(indicator, quarter or self.quarter, town, breakdown, member)

    def flags(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> str:
        """Letters of the figure's status; "" for an ordinary figure. What they mean: ``flag_word``."""
        return self.inputs.figures.flags(indicator, quarter or self.quarter, town, breakdown, member)

    def flag_word(self, letter: str) -> str:
        """What a status letter means."""
        return STATUS[cast("Status", letter)].in_language(self.words.language)

    @property
    def vintage_word(self) -> str:
        """初步数 or 核实数 for the report's quarter; "" where its vintage doesn't say."""
        if not self.inputs.vintage_status:
            return ""
        return VINTAGE_STATUS[self.inputs.vintage_status].in_language(self.words.language)

    def href(self, indicator: str, town: str = "", breakdown: str = "", member: str = "") -> str:
        """Where this quarter's figure is explained: the indicator's page, at the town's or the member's line."""
        page = self.inputs.figure_pages.get(indicator, "")
        if not page or (town and breakdown):
            return page
        return page + (f"#t-{town}" if town else f"#b-{breakdown}-{member}" if breakdown else "")

    def has(self, *indicators: str) -> bool:
        """Whether every one of ``indicators`` has a district figure this quarter."""
        return all(self.value(i) is not None for i in indicators)

    def members(self, indicator: str, breakdown: str) -> list[str]:
        """Members of a breakdown with a figure this quarter."""
        return (
            [] if self.declared(indicator) is None else self.inputs.figures.members(indicator, self.quarter, breakdown)
        )

    def base_quarter(self, indicator: str, against: Against) -> Quarter | None:
        """What a figure is compared with; a year-to-date figure has no previous quarter in January to March."""
        declared = self.declared(indicator)
        if against == "year_ago":
            return self.quarter.year_ago
        if declared is not None and declared.basis == "year_to_date" and self.quarter.number == 1:
            return None
        return self.quarter.previous

    def compare(
        self, indicator: str, against: Against, town: str = "", breakdown: str = "", member: str = ""
    ) -> Comparison | None:
        """This quarter against an earlier one; None where either has no figure."""
        declared, base_quarter = self.declared(indicator), self.base_quarter(indicator, against)
        if declared is None or base_quarter is None:
            return None
        now = self.value(indicator, None, town, breakdown, member)
        base = self.value(indicator, base_quarter, town, breakdown, member)
        if now is None or base is None:
            return None
        return Comparison(now, base, declared.decimals, declared.is_rate)

    def series(
        self, indicator: str, town: str = "", breakdown: str = "", member: str = ""
    ) -> list[tuple[Quarter, Fraction | None]]:
        """Values over the report's history, oldest first."""
        return [(q, self.value(indicator, q, town, breakdown, member)) for q in self.history]

    def run(self, indicator: str, direction: str = "up") -> int:
        """How many quarters in a row, up to this one, the figure moved in ``direction``."""
        values = [v for _, v in self.series(indicator)]
        decimals = self.decimals(indicator)
        count = 0
        for before, after in zip(reversed(values[:-1]), reversed(values), strict=False):
            if before is None or after is None or Comparison(after, before, decimals, True).direction != direction:
                break
            count += 1
        return count

    # -- words and formats

    def name(self, indicator: str) -> str:
        """The indicator's name as this report prints it."""
        key = f"names.{indicator}"
        declared = self.declared(indicator)
        if key in self.words:
            return self.words(key)
        return declared.name.in_language(self.words.language) if declared else indicator

    def unit(self, indicator: str) -> str:
        """The unit's word."""
        declared = self.declared(indicator)
        return declared.unit.in_language(self.words.language) if declared else ""

    def decimals(self, indicator: str) -> int:
        """Digits printed after the point."""
        declared = self.declared(indicator)
        return declared.decimals if declared else 0

    def is_money(self, indicator: str) -> bool:
        """Whether the figure is an amount of money."""
        declared = self.declared(indicator)
        return declared is not None and declared.kind in ("money", "money_average")

    def quantity(self, value: Number, indicator: str) -> str:
        """A value with its unit as in running text: 851家, 5.8%, 79万元."""
        number = text_number(value, self.decimals(indicator))
        unit = self.unit(indicator)
        if self.is_money(indicator):
            yuan = table_number(rounded(value, self.decimals(indicator)) * 10_000, 0)
            return self.words("money", number=number, unit=unit, yuan=yuan)
        return f"{number}%" if unit == "%" else self.words("quantity", number=number, unit=unit)

    def percent(self, part: Number, whole: Number) -> str:
        """A share as in running text: 29.3%."""
        return f"{text_number(Fraction(part) / Fraction(whole) * 100, 1)}%"

    def text(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> str:
        """A figure with its unit as in running text; "" where there is none."""
        value = self.value(indicator, quarter, town, breakdown, member)
        return "" if value is None else self.quantity(value, indicator)

    def cell(self, indicator: str, value: Fraction | None) -> str:
        """A figure as in a table."""
        return self.words("none") if value is None else table_number(value, self.decimals(indicator))

    def change(
        self,
        indicator: str,
        against: Against,
        town: str = "",
        breakdown: str = "",
        member: str = "",
        *,
        fixed: bool = True,
    ) -> Change:
        """A comparison as tables print it, or as cards do (``fixed`` False: whole amounts without ".0")."""
        label = self.words(f"kpi.{against}")
        compared = self.compare(indicator, against, town, breakdown, member)
        declared = self.declared(indicator)
        if compared is None or declared is None:
            return Change(label=label, absolute=self.words("none"), relative="", tone="muted")
        if compared.direction == "flat":
            return Change(label=label, absolute=self.words("flat"), relative="", tone="muted")
        bad = {"more_is_better": "down", "less_is_better": "up", "neutral": ""}[declared.direction]
        if indicator in NOTED_FALLS:
            bad = "down"
        tone: Tone = "alert" if compared.direction == bad else "normal"
        if compared.is_rate:
            absolute = signed_number(compared.difference, compared.decimals) + self.words("points")
        else:
            number = signed_number if fixed else signed_text
            absolute = number(compared.difference, compared.decimals)
        return Change(label=label, absolute=absolute, relative=compared.signed_percent, tone=tone)

    def phrase(self, indicator: str, against: Against, town: str = "", breakdown: str = "", member: str = "") -> str:
        """A comparison in words: 比上季度末增加13家、增长1.6%; "" where there is nothing to compare with."""
        compared = self.compare(indicator, against, town, breakdown, member)
        declared = self.declared(indicator)
        if compared is None or declared is None:
            return ""
        base = self.words(f"base.{declared.basis}.{against}")
        if compared.direction == "flat":
            return self.words("change.flat", base=base)
        if compared.is_rate:
            return self.words(f"change.rate_{compared.direction}", base=base, amount=compared.amount)
        amount = self.quantity(abs(compared.difference), indicator)
        return self.words(f"change.{compared.direction}", base=base, amount=amount, percent=compared.percent)

    def phrases(self, indicator: str, town: str = "", breakdown: str = "", member: str = "") -> str:
        """Both comparisons in words, joined; "" where there are none."""
        both = (self.phrase(indicator, a, town, breakdown, member) for a in ("previous", "year_ago"))
        return self.words("join.clause").join(p for p in both if p)

    def town(self, code: str) -> str:
        """A town's short name in force at the quarter's end."""
        town = self.district.town_by_code.get(code)
        if town is None:
            return code
        return town.en if self.words.language == "en" else town.short_name_on(self.quarter.end)

    def town_brief(self, code: str) -> str:
        """A town's name as charts print it: in English without Town or Subdistrict."""
        name = self.town(code)
        return name.rsplit(" ", 1)[0] if self.words.language == "en" else name

    def towns(self, codes: list[str]) -> str:
        """Several towns' names, joined."""
        return self.words.join((self.town(c) for c in codes), last=self.words.language == "en")

    def date(self, day: dt.date) -> str:
        """A whole date."""
        return self.words("date", year=day.year, month=day.month, day=day.day)

    def due_short(self, day: dt.date, *, with_year: bool = True) -> str:
        """A deadline as cards and charts print it: 2019年10月底前."""
        month_end = (day + dt.timedelta(days=1)).day == 1
        return self.words(
            "due_short", year=day.year, month=day.month, day=day.day, month_end=month_end, with_year=with_year
        )

    def quarter_name(self, quarter: Quarter) -> str:
        """A quarter's full name."""
        return self.words("quarter", zh=quarter.zh, en=quarter.en)

    def quarter_word(self, quarter: Quarter) -> str:
        """A quarter without its year, as on axes: 三季度."""
        return self.words.list("quarters")[quarter.number - 1]
