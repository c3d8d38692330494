"""Figures as strings: the one way from a stored figure to what a report prints of it, "" or "—" where there is none."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import cast

from govreport.canonical.codes import load_codes
from govreport.indicators.citations import cited
from govreport.indicators.model import Indicator
from govreport.indicators.vintages.status import STATUS, VINTAGE_STATUS, Status
from govreport.quarter import Quarter
from govreport.reports.figure_lookup import Against, FigureLookup
from govreport.reports.inputs import ReportInputs
from govreport.reports.model import Change, Tone
from govreport.reports.numbers import Number, rounded, signed_number, signed_text, table_number, text_number
from govreport.reports.words import Words

NOTED_FALLS = ("R01", "R09R")
"""More organizations aren't better in themselves, but a reader must not miss that there are fewer."""


class Facts(FigureLookup):
    """The figures of one report in one language."""

    def __init__(self, inputs: ReportInputs, words: Words) -> None:
        super().__init__(inputs)
        self.words = words
        self.unprintable: Counter[str] = Counter()
        """Characters of quoted text that no font holds, as often as 〓 stands for one."""
        self.as_of = self.date(inputs.quarter.end)
        self.publisher = inputs.district.publisher.en if words.language == "en" else inputs.district.publisher.zh

    def rule(self, indicator: Indicator) -> str:
        """The rule that defines an indicator, as this district cites it."""
        return cited(indicator.source, self.district.code)

    def flag_word(self, letter: str) -> str:
        """What a status letter means."""
        return STATUS[cast("Status", letter)].in_language(self.words.language)

    @property
    def vintage_word(self) -> str:
        """初步数 or 核实数 for the report's quarter; "" where its vintage doesn't say."""
        if not self.inputs.vintage_status:
            return ""
        return VINTAGE_STATUS[self.inputs.vintage_status].in_language(self.words.language)

    def name(self, indicator: str) -> str:
        """The indicator's name as this report prints it."""
        key = f"names.{indicator}"
        declared = self.declared(indicator)
        if key in self.words:
            return self.words(key)
        return declared.name.in_language(self.words.language) if declared else indicator

    def unit(self, indicator: str) -> str:
        """The word of its unit; "" where the indicator isn't known."""
        declared = self.declared(indicator)
        return declared.unit.in_language(self.words.language) if declared else ""

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
        """A date with its year, as in running text."""
        return self.words("date", year=day.year, month=day.month, day=day.day)

    def due_short(self, day: dt.date, *, with_year: bool = True) -> str:
        """A deadline as cards and charts print it: 2019年10月底前."""
        month_end = (day + dt.timedelta(days=1)).day == 1
        return self.words(
            "due_short", year=day.year, month=day.month, day=day.day, month_end=month_end, with_year=with_year
        )

    def quarter_name(self, quarter: Quarter) -> str:
        """A quarter with its year: 2019年第三季度."""
        return self.words("quarter", zh=quarter.zh, en=quarter.en)

    def quarter_word(self, quarter: Quarter) -> str:
        """A quarter without its year, as on axes: 三季度."""
        return self.words.list("quarters")[quarter.number - 1]

    def count_word(self, number: int) -> str:
        """A small number as a word (两个镇街), a larger one in digits."""
        words = self.words.list("counts")
        return words[number] if number < len(words) else str(number)

    def code_word(self, list_name: str, code: str) -> str:
        """The printed word of a code; a community's name."""
        if list_name == "community_code":
            return next((c.name for c in self.district.communities if c.code == code), code)
        known = load_codes(self.inputs.settings.reference_dir / "codes.yaml").get(list_name)
        entry = known.codes.get(code) if known else None
        if entry is None:
            return code
        return entry.en if self.words.language == "en" else entry.zh
