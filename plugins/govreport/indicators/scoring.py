"""The weighted score of each town for the 综治考评 (domain theme 1.11), by weights that the scoring office supplied.

No weights are public, so none are in the product: without scoring.yaml in the district's folder nothing is scored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import and_, func, literal, select

from govreport.canonical import town_scores
from govreport.district.reference_data import Scoring
from govreport.errors import ConfigError, Message
from govreport.indicators.model import Indicator, Measure, Observation
from govreport.quarter import Quarter

WHOLE = 10_000
"""Points are kept in ten-thousandths."""
MISSING = Message(
    "尚未提供综治考评的权重，镇街得分不予计算；请将考评部门给出的权重写入本区文件夹的 scoring.yaml。",
    "No weights for the assessment were supplied, so no town is scored; put the scoring office's weights into "
    "scoring.yaml in the district's folder.",
)

_c = town_scores.c
TOTALS = (
    select(
        _c.town_code,
        func.sum(_c.points_e4).label("points_e4"),
        (func.count() - func.count(_c.points_e4)).label("missing"),
        literal(WHOLE).label("whole"),
    )
    .group_by(_c.town_code)
    .subquery("town_totals")
)
_scored = and_(TOTALS.c.town_code.is_not(None), TOTALS.c.missing == 0)

INDICATORS = (
    Indicator(
        id="K01",
        name=Message("镇街综合得分", "Weighted score of a town"),
        unit=Message("分", "points"),
        kind="score",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(TOTALS, _scored, value=TOTALS.c.points_e4, records=town_scores, record_key="town_code"),
        denominator=Measure(TOTALS, _scored, value=TOTALS.c.whole, records=town_scores, record_key="town_code"),
        formula=Message(
            "各项得分之和；单项得分 = 权重 ×（指标值 − 零分值）÷（满分值 − 零分值），不低于0、不高于权重，"
            "保留到万分之一分；全区为有得分镇街的平均分",
            "Sum of the items' points; an item's points are its weight × (value − zero_at) ÷ (full_at − zero_at), not "
            "below 0 nor above the weight, kept to 1/10,000; the district's is the mean of the towns that have a score",
        ),
        source="考评部门提供的权重（scoring.yaml）",
        floor_applies=False,
        caveat=Message(
            "权重由考评部门提供，本报告不自行设定；有任何一项无数值的镇街不计分",
            "The weights are the scoring office's, never this report's; a town lacking an item's figure has no score",
        ),
    ),
)


def score_rows(
    scoring: Scoring,
    indicators: Mapping[str, Indicator],
    observations: Iterable[Observation],
    quarter: Quarter,
    towns: Collection[str],
) -> list[tuple[Any, ...]]:
    """The rows of town_scores for one quarter; raises ConfigError where an item can't be scored by town."""
    wanted = {item.indicator for item in scoring.items}
    for name in sorted(wanted):
        if name not in indicators or not indicators[name].by_town:
            raise ConfigError(
                f"scoring.yaml 的“{name}”不是按镇街统计的指标，不能计分；"
                "请改用 govreport indicators 所列、分镇街的指标。",
                f"scoring.yaml: {name!r} isn't an indicator that is stated by town; use one that govreport indicators "
                "lists by town.",
            )
    stated = {
        (o.indicator, o.town_code): o
        for o in observations
        if o.indicator in wanted and o.town_code and not o.breakdown and o.quarter == quarter
    }
    rows: list[tuple[Any, ...]] = []
    for town in sorted(towns):
        for item in scoring.items:
            found = stated.get((item.indicator, town))
            value = None if found is None else found.value(indicators[item.indicator])
            rows.append(
                (
                    town,
                    item.indicator,
                    int(item.weight * WHOLE),
                    None if found is None else found.numerator,
                    None if found is None else found.denominator,
                    None if value is None else points_e4(item.weight, item.zero_at, item.full_at, value),
                )
            )
    return rows


def points_e4(weight: Decimal, zero_at: Decimal, full_at: Decimal, value: Fraction) -> int:
    """What a value earns, in ten-thousandths of a point, half up; exact until then."""
    zero, full = Fraction(zero_at), Fraction(full_at)
    part = min(max((value - zero) / (full - zero), Fraction(0)), Fraction(1))
    return int(Fraction(weight) * part * WHOLE + Fraction(1, 2))
