"""How a figure moved, as tables, cards and sentences print it, and since when; each text claims what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from govreport.quarter import Quarter
from govreport.reports.claims import ChangeClaim, Claim, ExtremeClaim, Key, RunClaim
from govreport.reports.figure_lookup import Against, FigureLookup, Run
from govreport.reports.inputs import ReportInputs
from govreport.reports.model import Change, Tone
from govreport.reports.numbers import MINUS, Comparison, Number, printed_decimal, rounded, signed_number, signed_text
from govreport.reports.quantities import InCell, Quantity, in_cell, quantity
from govreport.reports.stated import Stated, joined
from govreport.reports.words import Words

NOTED_FALLS = ("R01", "R09R")
"""More organizations aren't better in themselves, but a reader must not miss that there are fewer."""


class Place(NamedTuple):
    """Of what a figure is: the district, a town, a member of a breakdown."""

    town: str = ""
    breakdown: str = ""
    member: str = ""


def said_by(measured: Quantity) -> dict[str, Stated]:
    """How much a figure moved, for phrases that name its unit again and for those that don't."""
    return {"amount": measured.text, "bare": measured.bare}


class Comparing(FigureLookup):
    """The figures of one report against earlier ones, in one language."""

    def __init__(self, inputs: ReportInputs, words: Words) -> None:
        super().__init__(inputs)
        self.words = words

    def key(
        self, indicator: str, quarter: Quarter | None = None, town: str = "", breakdown: str = "", member: str = ""
    ) -> Key:
        """Which stored figure is meant; the report's quarter unless another is given."""
        return Key(indicator, quarter or self.quarter, town, breakdown, member)

    def measured(self, value: Number, indicator: str) -> Quantity:
        """A value with its unit, and what a claim must know of how it is printed."""
        declared = self.declared(indicator)
        assert declared is not None  # noqa: S101 - asked for figures that are there
        return quantity(self.words, declared, value)

    def in_cell(self, indicator: str, value: Number, more: int = 0, *, nonzero: bool = False) -> InCell:
        """A value as tables and charts print it; ``more`` digits than usual, ``nonzero`` for a figure."""
        declared = self.declared(indicator)
        assert declared is not None  # noqa: S101 - asked for figures that are there
        return in_cell(self.words, declared, value, more, nonzero=nonzero)

    def quantity(self, value: Number, indicator: str, *claims: Claim) -> Stated:
        """A value with its unit as in running text: 851家, 5.8%, 79万元. ``claims`` say which figure it is."""
        return self.measured(value, indicator).stating(*claims)

    # -- against an earlier quarter

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
        """A comparison as tables print it, or as cards do (``fixed`` False: whole amounts without ".0", with the unit
        of money)."""
        label = self.words(f"kpi.{against}")
        compared = self.compare(indicator, against, town, breakdown, member)
        declared = self.declared(indicator)
        if compared is None or declared is None:
            return Change(label=label, absolute=self.words("none"), relative="", tone="muted")
        key, base = self.key(indicator, None, town, breakdown, member), self._base(indicator, against)
        if compared.direction == "flat":
            said = self.words("flat_short" if fixed else "flat")
            flat, none = Stated(said, ChangeClaim(key, base, "flat")), rounded(0, compared.decimals)
            return Change(label=label, absolute=flat, relative="", tone="muted", number=none)
        bad = {"more_is_better": "down", "less_is_better": "up", "neutral": ""}[declared.direction]
        if indicator in NOTED_FALLS:
            bad = "down"
        tone: Tone = "alert" if compared.direction == bad else "normal"
        percent = None if compared.relative is None else rounded(abs(compared.relative), 1)
        relative = Stated(compared.signed_percent, ChangeClaim(key, base, compared.direction, percent=percent))
        absolute = self._signed(indicator, compared, key, base, fixed=fixed)
        return Change(
            label=label,
            absolute=absolute,
            relative=relative if compared.percent else "",
            tone=tone,
            number=rounded(compared.difference, compared.decimals),
            percent=rounded(compared.relative, 1) if compared.percent and compared.relative is not None else None,
        )

    def _signed(self, indicator: str, compared: Comparison, key: Key, base: Quarter, *, fixed: bool) -> Stated:
        """+12, +1.2 percentage points, and on cards +7.2万元."""
        size = abs(compared.difference)
        claim = ChangeClaim(key, base, compared.direction, rounded(size, compared.decimals))
        if compared.is_rate:
            said: str = signed_number(compared.difference, compared.decimals) + self.words("points")
        elif fixed:
            shown = self.in_cell(indicator, compared.difference)
            said = shown.signed
            claim = ChangeClaim(key, base, compared.direction, abs(shown.number), per_unit=shown.per_unit)
        else:
            measured = self.measured(size, indicator)
            said = signed_text(compared.difference, compared.decimals)
            if self.is_money(indicator):
                said = ("+" if compared.direction == "up" else MINUS) + measured.text
            claim = ChangeClaim(key, base, compared.direction, measured.shown, per_unit=measured.per_unit)
        return Stated(str(said), claim)

    def amount(self, indicator: str, against: Against, town: str = "", breakdown: str = "", member: str = "") -> Stated:
        """The size of a movement with its unit, without its sign: 38家; "" where there is nothing to compare with."""
        compared = self.compare(indicator, against, town, breakdown, member)
        if compared is None:
            return Stated("")
        measured = self.measured(abs(compared.difference), indicator)
        key, base = self.key(indicator, None, town, breakdown, member), self._base(indicator, against)
        return measured.stating(ChangeClaim(key, base, compared.direction, measured.shown, per_unit=measured.per_unit))

    def phrase(self, indicator: str, against: Against, town: str = "", breakdown: str = "", member: str = "") -> Stated:
        """A comparison in words: 比上季度末增加13家、增长1.6%; "" where there is nothing to compare with."""
        return self._moved(indicator, (against,), Place(town, breakdown, member))

    def phrases(self, indicator: str, town: str = "", breakdown: str = "", member: str = "") -> Stated:
        """Both comparisons in words, as one where they are the same; "" where there are none."""
        place = Place(town, breakdown, member)
        previous, year = (self.compare(indicator, a, *place) for a in ("previous", "year_ago"))
        if self.quarter.previous == self.quarter.year_ago:
            return self.phrase(indicator, "year_ago", *place)
        if previous is not None and year is not None and previous.base == year.base:
            return self._moved(indicator, ("previous", "year_ago"), place)
        both = (self.phrase(indicator, a, *place) for a in ("previous", "year_ago"))
        return joined(self.words("join.changes"), (p for p in both if p))

    def _moved(self, indicator: str, against: Sequence[Against], place: Place) -> Stated:
        compared, declared = self.compare(indicator, against[0], *place), self.declared(indicator)
        if compared is None or declared is None:
            return Stated("")
        bases = [self.words(f"base.{declared.basis}.{a}") for a in against]
        base = bases[0] if len(bases) == 1 else self.words("base.both", first=bases[0], second=bases[1])
        key, quarters = self.key(indicator, None, *place), [self._base(indicator, a) for a in against]
        if compared.direction == "flat":
            return Stated(self.words("change.flat", base=base), *(ChangeClaim(key, q, "flat") for q in quarters))
        percent = printed_decimal(abs(compared.relative), 1) if compared.relative and compared.percent else None
        size = abs(compared.difference)
        if compared.is_rate:
            shown, per_unit = printed_decimal(size, compared.decimals), Quantity.per_unit
            said = self.words(f"change.rate_{compared.direction}", base=base, amount=compared.amount)
        else:
            measured = self.measured(size, indicator)
            shown, per_unit = measured.shown, measured.per_unit
            said = self.words(f"change.{compared.direction}", base=base, percent=compared.percent, **said_by(measured))
        claims = (ChangeClaim(key, q, compared.direction, shown, percent, per_unit) for q in quarters)
        return Stated(said, *claims)

    def _base(self, indicator: str, against: Against) -> Quarter:
        base = self.base_quarter(indicator, against)
        assert base is not None  # noqa: S101 - compared before
        return base

    # -- against all that is stored

    def run_word(self, indicator: str, run: Run, direction: str = "up") -> Stated:
        """How many quarters in a row a figure moved: 八个季度, or 十一个季度以上 where what is stored begins there."""
        said = self.words(f"run.{'at_least' if run.at_least else 'exact'}", count=self.count_word(run.length))
        return Stated(said, RunClaim(self.key(indicator), direction, run.length, run.at_least))  # type: ignore[arg-type]

    def since_year(self, indicator: str) -> Stated:
        """The first year of those whose same quarters are all below this one; "" where it isn't the highest."""
        quarters = self.highest_since(indicator)
        if not quarters:
            return Stated("")
        claim = ExtremeClaim(self.key(indicator), tuple(quarters), "highest", season=True)
        return Stated(self.words("year", year=quarters[0].year), claim)

    def count_word(self, number: int) -> str:
        """A small number as a word (两个镇街), a larger one in digits."""
        words = self.words.list("counts")
        return words[number] if number < len(words) else str(number)
