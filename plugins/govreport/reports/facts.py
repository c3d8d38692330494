"""Figures as strings: the one way from a stored figure to what a report prints of it, "" or "—" where there is none.

What is printed of a figure carries the claim it makes (stated.py), so that statements/ can check it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import cast

from govreport.canonical.codes import load_codes
from govreport.indicators.citations import cited
from govreport.indicators.model import Indicator
from govreport.indicators.vintages.status import STATUS, VINTAGE_STATUS, Status
from govreport.quarter import Quarter
from govreport.reports.claims import (
    ChangeClaim,
    Claim,
    DayClaim,
    FigureClaim,
    GivenClaim,
    Key,
    ListedClaim,
    NamesClaim,
    Part,
    ShareClaim,
)
from govreport.reports.figure_lookup import Against, FigureLookup
from govreport.reports.inputs import ReportInputs
from govreport.reports.model import Change, Tone
from govreport.reports.numbers import (
    Number,
    printed_decimal,
    rounded,
    signed_number,
    signed_text,
    table_number,
    text_number,
)
from govreport.reports.stated import Stated, joined
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
        self.as_of = self.date(inputs.quarter.end, "quarter_end")
        self.publisher = inputs.district.publisher.en if words.language == "en" else inputs.district.publisher.zh

    def rule(self, indicator: Indicator) -> str:
        """The rule that defines an indicator, as this district cites it."""
        return cited(indicator.source, self.district.code, self.quarter.end)

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

    def quantity(self, value: Number, indicator: str, *claims: Claim) -> Stated:
        """A value with its unit as in running text: 851家, 5.8%, 79万元. ``claims`` say which figure it is."""
        number = text_number(value, self.decimals(indicator))
        unit = self.unit(indicator)
        if self.is_money(indicator):
            yuan = table_number(rounded(value, self.decimals(indicator)) * 10_000, 0)
            return Stated(self.words("money", number=number, unit=unit, yuan=yuan), *claims)
        return Stated(f"{number}%" if unit == "%" else self.words("quantity", number=number, unit=unit), *claims)

    def key(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> Key:
        """Which stored figure is meant; the report's quarter unless another is given."""
        return Key(indicator, quarter or self.quarter, town, breakdown, member)

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
        shown = printed_decimal(value, self.decimals(indicator))
        return self.quantity(
            value, indicator, FigureClaim(self.key(indicator, quarter, town, breakdown, member), shown)
        )

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
            before = self.base_quarter(indicator, against) or self.quarter
            claim = ChangeClaim(self.key(indicator, None, town, breakdown, member), before, "flat")
            return Change(label=label, absolute=Stated(self.words("flat"), claim), relative="", tone="muted")
        bad = {"more_is_better": "down", "less_is_better": "up", "neutral": ""}[declared.direction]
        if indicator in NOTED_FALLS:
            bad = "down"
        tone: Tone = "alert" if compared.direction == bad else "normal"
        amount = printed_decimal(abs(compared.difference), compared.decimals)
        if compared.is_rate:
            said: str = signed_number(compared.difference, compared.decimals) + self.words("points")
        else:
            said = (signed_number if fixed else signed_text)(compared.difference, compared.decimals)
        key, base = self.key(indicator, None, town, breakdown, member), self.base_quarter(indicator, against)
        assert base is not None  # noqa: S101 - compared above
        absolute = Stated(said, ChangeClaim(key, base, compared.direction, amount))
        percent = None if compared.relative is None else printed_decimal(abs(compared.relative), 1)
        relative = Stated(compared.signed_percent, ChangeClaim(key, base, compared.direction, percent=percent))
        return Change(label=label, absolute=absolute, relative=relative if compared.percent else "", tone=tone)

    def phrase(self, indicator: str, against: Against, town: str = "", breakdown: str = "", member: str = "") -> str:
        """A comparison in words: 比上季度末增加13家、增长1.6%; "" where there is nothing to compare with."""
        compared = self.compare(indicator, against, town, breakdown, member)
        declared = self.declared(indicator)
        if compared is None or declared is None:
            return ""
        base = self.words(f"base.{declared.basis}.{against}")
        key, before = self.key(indicator, None, town, breakdown, member), self.base_quarter(indicator, against)
        assert before is not None  # noqa: S101 - compared above
        if compared.direction == "flat":
            return Stated(self.words("change.flat", base=base), ChangeClaim(key, before, "flat"))
        shown = printed_decimal(abs(compared.difference), compared.decimals)
        relative = compared.relative if compared.percent else None
        percent = None if relative is None else printed_decimal(abs(relative), 1)
        claim = ChangeClaim(key, before, compared.direction, shown, percent)
        if compared.is_rate:
            said = self.words(f"change.rate_{compared.direction}", base=base, amount=compared.amount)
        else:
            amount = self.quantity(abs(compared.difference), indicator)
            said = self.words(f"change.{compared.direction}", base=base, amount=amount, percent=compared.percent)
        return Stated(said, claim)

    def phrases(self, indicator: str, town: str = "", breakdown: str = "", member: str = "") -> str:
        """Both comparisons in words, joined; "" where there are none."""
        both = (self.phrase(indicator, a, town, breakdown, member) for a in ("previous", "year_ago"))
        return joined(self.words("join.clause"), (p for p in both if p))

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

    def towns(self, codes: Sequence[str], *claims: NamesClaim) -> Stated:
        """Several towns' names, joined; ``claims`` say why these."""
        return Stated(self.words.join((self.town(c) for c in codes), last=self.words.language == "en"), *claims)

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
        return Stated(text, GivenClaim("quarter", text))

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
