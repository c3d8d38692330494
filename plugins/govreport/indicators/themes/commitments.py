"""Promises made in public and whether they were kept by their day (domain theme 1.12).

Two figures, and the identity between a promise and the figure that shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from sqlalchemy import and_, or_

from govreport.canonical import commitments
from govreport.district.reference_data import Commitment
from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END
from govreport.indicators.model import Figures, Indicator, Measure
from govreport.manifests.measurements import Identity
from govreport.quarter import Quarter

RULE = "E48"
_c = commitments.c
_SOURCE = "reply"
_due = _c.due_on <= QUARTER_END
_NO_DAY = Message("没有期限的承诺不计", "Promises without a day aren't counted")

INDICATORS = (
    Indicator(
        id="C01",
        name=Message("承诺按期兑现率", "Promises kept on time"),
        unit=Message("%", "%"),
        kind="percent",
        basis="cumulative",
        direction="more_is_better",
        numerator=Measure(commitments, and_(_due, _c.fulfilled_on <= _c.due_on), by_town=False),
        denominator=Measure(commitments, _due, by_town=False),
        formula=Message(
            "在期限内兑现的承诺数 ÷ 期末前到期的承诺数",
            "Promises fulfilled by their day over promises due so far",
        ),
        source=_SOURCE,
        by_town=False,
        floor_applies=False,
        caveat=_NO_DAY,
    ),
    Indicator(
        id="C02",
        name=Message("逾期未兑现承诺", "Promises overdue"),
        unit=Message("项", "promises"),
        kind="count",
        basis="stock",
        direction="less_is_better",
        numerator=Measure(
            commitments,
            and_(_due, or_(_c.fulfilled_on.is_(None), _c.fulfilled_on > QUARTER_END)),
            by_town=False,
        ),
        formula=Message("期末已到期限而尚未兑现的承诺数", "Promises due by quarter end and not fulfilled then"),
        source=_SOURCE,
        by_town=False,
        caveat=_NO_DAY,
    ),
)


def check_commitments(figures: Figures, quarter: Quarter, promises: Iterable[Commitment]) -> list[Identity]:
    """One line a promise that has a figure: it is declared fulfilled exactly where its figure reaches the target."""
    lines = []
    for promise in promises:
        if promise.indicator is None or promise.target is None or promise.indicator not in figures.indicators:
            continue
        value = figures.value(promise.indicator, quarter)
        if value is None:
            continue
        declared = figures.indicators[promise.indicator]
        target = Fraction(promise.target)
        reached = value <= target if declared.direction == "less_is_better" else value >= target
        said = promise.fulfilled_on is not None and promise.fulfilled_on <= quarter.end
        lines.append(
            Identity(
                name=f"promise:{promise.id}",
                rule=RULE,
                zh=f"承诺“{promise.promise_zh}”：是否兑现与指标一致",
                en=f"The promise “{promise.promise_en}”: declared fulfilled exactly where its figure says so",
                holds=reached == said,
                detail_zh=(
                    f"{declared.name.zh}{_shown(value)}{declared.unit.zh}，目标{_shown(target)}{declared.unit.zh}；"
                    f"{'已' if said else '未'}宣布兑现"
                ),
                detail_en=(
                    f"{declared.name.en} {_shown(value)} {declared.unit.en}, target {_shown(target)} "
                    f"{declared.unit.en}; {'' if said else 'not '}declared fulfilled"
                ),
            )
        )
    return lines


def _shown(exact: Fraction) -> str:
    return f"{int(exact):,}" if exact.denominator == 1 else f"{float(exact):,.4g}"
