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
                    for breakdown in declared.breakdowns:
                        keys += [
                            (town.code, breakdown, m) for m in figures.members(indicator, quarter, breakdown, town.code)
                        ]
            for town_code, breakdown, member in keys:
                observation = figures.get(indicator, quarter, town_code, breakdown, member)
                if observation is None:
                    continue
                value = figures.value(indicator, quarter, town_code, breakdown, member)
                status = ""
                if value is None:
                    status = facts.words("missing", floor=declared.denominator_floor)
                elif (indicator, quarter, town_code, breakdown, member) in revised:
                    status = facts.words("columns.new")
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
                        numerator=observation.numerator,
                        denominator=observation.denominator,
                        status=status,
                    )
                )
    return points
