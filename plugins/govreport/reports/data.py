"""Every figure of the quarter and of the quarters it is compared with, for the workbook's data sheet.

Belongs here: listing. Does not belong here: choosing what the report shows.
"""

from __future__ import annotations

from govreport.reports.facts import Facts
from govreport.reports.findings import code_word
from govreport.reports.model import TrendPoint
from govreport.reports.numbers import rounded


def data_points(facts: Facts) -> list[TrendPoint]:
    """District figures of the whole history; towns and breakdowns of the quarter and its two bases."""
    compared = {facts.quarter, facts.quarter.previous, facts.quarter.year_ago}
    revised = {(r.indicator, r.quarter, r.town_code, r.breakdown, r.member) for r in facts.inputs.measurement.revisions}
    figures = facts.inputs.figures
    points = []
    for indicator, declared in figures.indicators.items():
        for quarter in facts.history:
            keys = [("", "", "")]
            if quarter in compared:
                for breakdown in declared.breakdowns:
                    keys += [("", breakdown, m) for m in figures.members(indicator, quarter, breakdown)]
                for town in facts.district.towns:
                    keys.append((town.code, "", ""))
                    # A community lies in one town: its district figure says it all.
                    for breakdown in (b for b in declared.breakdowns if b != "community_code"):
                        keys += [
                            (town.code, breakdown, m) for m in figures.members(indicator, quarter, breakdown, town.code)
                        ]
            for town_code, breakdown, member in keys:
                key = (indicator, quarter, town_code, breakdown, member)
                observation = figures.get(*key)
                suppressed = facts.is_suppressed(*key)
                if observation is None and not suppressed:
                    continue
                value = figures.value(*key)
                letters = facts.flags(*key)
                statuses = [facts.flag_word(letter) for letter in letters if letter not in "MUQ"]
                if suppressed:
                    statuses = [facts.flag_word("Q")]
                elif value is None:
                    statuses = [facts.words("missing", floor=declared.denominator_floor)]
                elif key in revised and "R" not in letters:
                    statuses.append(facts.words("columns.new"))
                points.append(
                    TrendPoint(
                        indicator=indicator,
                        name=declared.name.in_language(facts.words.language),
                        unit=facts.unit(indicator),
                        basis=facts.words(f"basis.{declared.basis}"),
                        quarter=str(quarter),
                        town_code=town_code,
                        town=facts.town(town_code) if town_code else facts.words("columns.district"),
                        breakdown=breakdown,
                        member=code_word(facts, breakdown, member) if breakdown else "",
                        value=None if value is None else rounded(value, declared.decimals),
                        decimals=declared.decimals,
                        numerator=None if observation is None else observation.numerator,
                        denominator=None if observation is None else observation.denominator,
                        status=facts.words.join(statuses),
                    )
                )
    return points
