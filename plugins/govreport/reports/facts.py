"""Figures as strings: the one way from a stored figure to what a report prints of it, "" or "—" where there is none.

What is printed of a figure carries the claim it makes (stated.py), so that statements/ can check it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import cast

from govreport.canonical.codes import CodeList
from govreport.district.folder import Target
from govreport.district.words import district_codes
from govreport.indicators.citations import cited
from govreport.indicators.model import Indicator
from govreport.indicators.vintages.status import STATUS, VINTAGE_STATUS, Status
from govreport.quarter import Quarter
from govreport.reports.claims import (
    DayClaim,
    FigureClaim,
    Key,
    ListedClaim,
    NameClaim,
    NamesClaim,
    Part,
    ShareClaim,
    SumClaim,
    TargetClaim,
)
from govreport.reports.comparing import Comparing
from govreport.reports.inputs import ReportInputs
from govreport.reports.numbers import Number, printed_decimal, table_number, text_number
from govreport.reports.quantities import unit_word
from govreport.reports.stated import Stated, given_text
from govreport.reports.words import Words


class Facts(Comparing):
    """The figures of one report in one language."""

    def __init__(self, inputs: ReportInputs, words: Words) -> None:
        super().__init__(inputs, words)
        self.unprintable: Counter[str] = Counter()
        """Characters of quoted text that no font holds, as often as 〓 stands for one."""
        self.as_of = self.date(inputs.quarter.end, "quarter_end")
        self.publisher = inputs.district.publisher.en if words.language == "en" else inputs.district.publisher.zh

    def rule(self, indicator: Indicator) -> str:
        """The rule that defines an indicator, as this district cites it."""
        return cited(indicator.source, self.district.given, self.quarter.end, self.words.language)

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
        """The indicator's name, the same in every document."""
        declared = self.declared(indicator)
        name = self.words.of_period(declared.name.in_language(self.words.language)) if declared else indicator
        return Stated(name, NameClaim(indicator, name)) if declared else name

    def unit(self, indicator: str, *, stored: bool = False) -> str:
        """The word of its unit in tables, or of its numbers as data; "" where the indicator isn't known."""
        declared = self.declared(indicator)
        return unit_word(self.words, declared, stored=stored) if declared else ""

    def count(self, indicator: str, part: Part, town: str = "", breakdown: str = "", member: str = "") -> Stated:
        """A part of a figure's fraction as a plain number: how many are counted, of how many, and how many are left."""
        observation = self.observation(indicator, None, town, breakdown, member) if self.declared(indicator) else None
        if observation is None or (part != "numerator" and observation.denominator is None):
            return Stated("")
        whole = observation.denominator or 0
        number = {"denominator": whole, "rest": whole - observation.numerator}.get(part, observation.numerator)
        claim = FigureClaim(self.key(indicator, None, town, breakdown, member), Decimal(number), part)
        return Stated(table_number(number, 0), claim)

    def share(self, parts: Sequence[tuple[Key, Part]], whole: tuple[Key, Part]) -> Stated:
        """What the parts together are of a whole, as in running text: 29.3%; "" where a figure is missing or zero."""
        values = [self.part(*p) for p in parts]
        total = self.part(*whole)
        if not total or any(v is None for v in values):
            return Stated("")
        share = sum((v for v in values if v is not None), Fraction(0)) / total * 100
        return Stated(f"{text_number(share, 1)}%", ShareClaim(tuple(parts), whole, printed_decimal(share, 1)))

    def part(self, key: Key, part: Part = "value") -> Fraction | None:
        """A figure in its printed unit, or a part of its fraction; None where there is none."""
        if part == "value":
            return self.value(*key)
        observation = self.observation(*key)
        if observation is None or (part != "numerator" and observation.denominator is None):
            return None
        whole = observation.denominator or 0
        return Fraction({"denominator": whole, "rest": whole - observation.numerator}.get(part, observation.numerator))

    def listed(self, number: int, subject: str, *, word: bool = True) -> Stated:
        """How many there are of what the document lists, as a word where it is small; ``subject``: statements/."""
        return Stated(self.count_word(number) if word else table_number(number, 0), ListedClaim(subject, number))

    def percent(self, part: Number, whole: Number) -> str:
        """A share as in running text: 29.3%."""
        return f"{text_number(Fraction(part) / Fraction(whole) * 100, 1)}%"

    def text(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> str:
        """A figure with its unit as in running text; "" where there is none."""
        value = self.value(indicator, quarter, town, breakdown, member)
        if value is None:
            return Stated("")
        measured = self.measured(value, indicator)
        key = self.key(indicator, quarter, town, breakdown, member)
        return measured.stating(FigureClaim(key, measured.shown, per_unit=measured.per_unit))

    def number(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> Stated:
        """A figure as cards print it, beside its unit (``card_unit``); "" where there is none."""
        value = self.value(indicator, quarter, town, breakdown, member)
        if value is None:
            return Stated("")
        measured = self.measured(value, indicator)
        key = self.key(indicator, quarter, town, breakdown, member)
        return Stated(str(measured.number), FigureClaim(key, measured.shown, per_unit=measured.per_unit))

    def point_value(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> Stated:
        """A figure among others of its kind, as alternative texts list them: in English a count without its unit, which
        the list's head has named."""
        value = self.value(indicator, quarter, town, breakdown, member)
        if value is None:
            return Stated("")
        measured = self.measured(value, indicator)
        whole = self.words.language == "zh" or measured.unit == "%"
        claim = FigureClaim(
            self.key(indicator, quarter, town, breakdown, member), measured.shown, per_unit=measured.per_unit
        )
        return measured.stating(claim) if whole else Stated(measured.bare, claim)

    def card_unit(self, indicator: str, town: str = "") -> str:
        """What stands beside ``number`` on a card."""
        value = self.value(indicator, None, town)
        return "" if value is None else self.measured(value, indicator).unit

    def sum_of(self, keys: Sequence[Key]) -> Stated:
        """The sum of several figures of one indicator with its unit; "" where one is missing."""
        values = [self.value(*key) for key in keys]
        if not values or any(v is None for v in values):
            return Stated("")
        measured = self.measured(sum((v for v in values if v is not None), Fraction(0)), keys[0].indicator)
        return measured.stating(SumClaim(tuple(keys), measured.shown, measured.per_unit))

    def goal(self, target: Target, judged: str = "") -> Stated:
        """A target's value with its unit; ``judged`` where what is printed says how far it is."""
        claim = TargetClaim(target.indicator, target.due, target.value, judged)
        return self.quantity(target.value, target.indicator, claim)

    def cell(self, indicator: str, value: Fraction | None) -> str:
        """A value as in a table, without a claim: ``BlockFactory.figure`` makes it for a stored figure."""
        return self.words("none") if value is None else self.in_cell(indicator, value, nonzero=True).text

    def town(self, code: str) -> str:
        """A town's short name in force at the quarter's end."""
        town = self.district.town_by_code.get(code)
        if town is None:
            return code
        return town.en if self.words.language == "en" else town.short_name_on(self.quarter.end)

    def town_brief(self, code: str) -> Stated:
        """A town's name as charts print it: in English without the word that others end with too (Town, Ward)."""
        town = self.district.town_by_code.get(code)
        if town is not None and town.short_en and self.words.language == "en":
            return given_text(f"town:{code}", town.short_en)
        name = self.town(code)
        first, _, kind = name.rpartition(" ")
        brief = first if self.words.language == "en" and first and kind in self._kinds else name
        return given_text(f"town:{code}", brief)

    @cached_property
    def _kinds(self) -> frozenset[str]:
        """The last words that several towns' English names share; what would make two names one is none of them."""
        split = [town.en.rpartition(" ") for town in self.district.towns]
        counted = Counter(kind for first, _, kind in split if first)
        alike = Counter(first for first, _, kind in split if first and counted[kind] > 1)
        return frozenset(kind for first, _, kind in split if first and counted[kind] > 1 and alike[first] == 1) - {
            kind for first, _, kind in split if first and alike[first] > 1
        }

    def towns(self, codes: Sequence[str], *claims: NamesClaim) -> Stated:
        """Several towns' names, joined; ``claims`` say why these."""
        return Stated(self.words.join((self.town(c) for c in codes), last=self.words.language == "en"), *claims)

    def members_picked(
        self, rule: str, indicator: str, breakdown: str, members: Sequence[str], *, complete: bool = True
    ) -> Stated:
        """The words of members of a breakdown as those that ``rule`` picks by ``indicator``."""
        said = self.words.join((self.code_word(breakdown, m) for m in members), last=self.words.language == "en")
        return Stated(said, NamesClaim(rule, indicator, self.quarter, tuple(members), breakdown, complete))

    def picked(self, rule: str, indicator: str, codes: Sequence[str], *, complete: bool = True) -> Stated:
        """The towns' names as those that ``rule`` picks by ``indicator`` (statements/picked.py)."""
        return self.towns(codes, NamesClaim(rule, indicator, self.quarter, tuple(codes), complete=complete))

    def date(self, day: dt.date, subject: str = "") -> Stated:
        """A date with its year, as in running text; ``subject`` says which day it is (statements/days.py)."""
        return Stated(self.words("date", year=day.year, month=day.month, day=day.day), DayClaim(subject, day))

    def due_short(self, day: dt.date, *, with_year: bool = True) -> str:
        """A deadline as cards and charts print it: 2019年10月底前."""
        month_end = (day + dt.timedelta(days=1)).day == 1
        text = self.words(
            "due_short", year=day.year, month=day.month, day=day.day, month_end=month_end, with_year=with_year
        )
        return Stated(text, DayClaim("", day))

    def quarter_name(self, quarter: Quarter) -> str:
        """A quarter with its year: 2019年第三季度."""
        text = self.words("quarter", zh=quarter.zh, en=quarter.en)
        return given_text("quarter", text)

    def quarter_word(self, quarter: Quarter) -> str:
        """A quarter without its year, as on axes: 三季度; a year is nothing but its number."""
        if quarter.kind == "year":
            return given_text("quarter", self.words("year", year=quarter.year))
        word = self.words.list("quarters")[quarter.number - 1]
        return given_text("quarter", word)

    @cached_property
    def codes(self) -> Mapping[str, CodeList]:
        """The code lists."""
        return district_codes(self.inputs.settings.reference_dir / "codes.yaml", self.district)

    def code_word(self, list_name: str, code: str) -> str:
        """The printed word of a code; a community's name."""
        if list_name == "community_code":
            return given_text("code", next((c.name for c in self.district.communities if c.code == code), code))
        known = self.codes.get(list_name)
        entry = known.codes.get(code) if known else None
        word = code if entry is None else entry.en if self.words.language == "en" else entry.zh
        return given_text("code", word)
