"""Every figure of the quarter and of the quarters it is compared with, for the workbook's data sheet and open data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from govreport.district.words import district_codes
from govreport.indicators.labels import breakdown_word, member_word
from govreport.indicators.model import Indicator, Observation
from govreport.indicators.presentation import SUPPRESSED
from govreport.quarter import Quarter
from govreport.reports.data_set import TrendPoint
from govreport.reports.facts import Facts
from govreport.reports.numbers import rounded

_APART = ("community_code", "cohort")
"""Hundreds of members each: their figures stand on the explanation pages, records beneath, not in a flat list."""

Key = tuple[str, str, str]
"""(town, breakdown, member)."""


class DataPoints(NamedTuple):
    """The figures in the order of the catalogue and its quarters."""

    shown: list[TrendPoint]
    zeros: list[TrendPoint]
    """Of towns' members, those that have nothing: a sheet for people needn't list them."""


def data_points(facts: Facts) -> DataPoints:
    """District figures of the whole history; towns and breakdowns of the quarter and its two bases.

    A town's breakdowns are listed for the quarter itself.
    """
    revised = {(r.indicator, r.quarter, r.town_code, r.breakdown, r.member) for r in facts.inputs.measurement.revisions}
    codes = district_codes(facts.inputs.settings.reference_dir / "codes.yaml", facts.district)
    town_name = cache(lambda code: facts.town(code) if code else facts.words("columns.district"))
    flag_word = cache(facts.flag_word)
    figures = facts.inputs.figures
    points = DataPoints([], [])
    for indicator, declared in figures.indicators.items():
        name = facts.name(indicator)
        unit, basis = facts.unit(indicator, stored=True), facts.words(f"basis.{declared.basis}")
        language = facts.words.language
        in_words = {
            (b, m): member_word(declared, b, m, facts.district, codes).in_language(language)
            for q in facts.history
            for _, b, m in _keys(facts, declared, q)
            if b
        }
        missing = facts.words("missing", floor=declared.denominator_floor)
        for quarter in facts.history:
            for town_code, breakdown, member in _keys(facts, declared, quarter):
                key = (indicator, quarter, town_code, breakdown, member)
                observation = figures.get(*key)
                suppressed = facts.is_suppressed(*key)
                # that the quarter's figure is missing is said once, of the district or of the town that lacks it
                unstated = key[1:] == (facts.quarter, town_code, "", "") and (
                    (indicator, town_code) in facts.inputs.unstated_in
                    if town_code
                    else indicator in facts.inputs.unstated
                )
                if observation is None and not suppressed and not unstated:
                    continue
                value = figures.value(*key)
                letters = facts.flags(*key)
                statuses = [flag_word(letter) for letter in letters if letter not in "MUQ"]
                if suppressed:
                    statuses = [flag_word("Q")]
                elif value is None:
                    statuses = [facts.words("not_supplied") if unstated else missing]
                elif key in revised and "R" not in letters:
                    statuses.append(facts.words("columns.new"))
                nothing = town_code and breakdown and observation is not None and not observation.numerator
                (points.zeros if nothing and not suppressed else points.shown).append(
                    TrendPoint(
                        indicator=indicator,
                        name=name,
                        unit=unit,
                        basis=basis,
                        quarter=str(quarter),
                        town_code=town_code,
                        town=town_name(town_code),
                        breakdown=breakdown_word(breakdown).in_language(language) if breakdown else "",
                        member=in_words[breakdown, member] if breakdown else "",
                        breakdown_code=breakdown,
                        member_code=member,
                        value=None if value is None else rounded(value, declared.decimals),
                        decimals=declared.decimals,
                        numerator=None if observation is None else observation.numerator,
                        denominator=None if observation is None else observation.denominator,
                        status=facts.words.join(statuses),
                        letters=_letters(letters, observation, suppressed=suppressed),
                    )
                )
    return points


def _letters(letters: str, observation: Observation | None, *, suppressed: bool) -> str:
    """The figure's status as ``bi.figures`` gives it too: of one that isn't shown or stated nothing else is said."""
    if suppressed:
        return SUPPRESSED
    return "M" if observation is None or observation.denominator == 0 else letters or "A"


def _keys(facts: Facts, declared: Indicator, quarter: Quarter) -> Iterator[Key]:
    yield "", "", ""
    if quarter not in {facts.quarter, facts.quarter.previous, facts.quarter.year_ago}:
        return
    members = facts.inputs.figures.members
    breakdowns = [b for b in declared.breakdowns if b not in _APART]
    for breakdown in breakdowns:
        yield from (("", breakdown, m) for m in members(declared.id, quarter, breakdown))
    for town in facts.district.towns:
        yield town.code, "", ""
        if quarter == facts.quarter:
            for breakdown in breakdowns:
                yield from ((town.code, breakdown, m) for m in members(declared.id, quarter, breakdown, town.code))
