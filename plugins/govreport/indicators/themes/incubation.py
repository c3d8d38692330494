"""The incubation base: residents, graduates, and whether graduates live on (domain theme 1.10)."""

from __future__ import annotations

from sqlalchemy import and_

from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations import EVENTS, GRADUATES, open_on

_e = EVENTS.c
_g = GRADUATES.c
RESIDENT = Measure(EVENTS, open_on(QUARTER_END, EVENTS, "incubation"), distinct=_e.uscc)
"""Organizations in the incubation base at quarter end."""
_UNIT = Message("家", "organizations")
_SOURCE = "reply"
_ended = and_(_e.event_kind == "incubation", _e.closed_on <= QUARTER_END)
_graduated = and_(_ended, _e.event_result == "graduated")

INDICATORS = (
    Indicator(
        id="I01",
        name=Message("孵化基地在孵社会组织", "Residents of the incubation base"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="neutral",
        numerator=RESIDENT,
        formula=Message(
            "期末已入驻、尚未出壳或退出的社会组织数", "Organizations that have moved in and neither graduated nor left"
        ),
        source=_SOURCE,
    ),
    Indicator(
        id="I02",
        name=Message("累计孵化出壳", "Graduates of the incubation base"),
        unit=_UNIT,
        kind="count",
        basis="cumulative",
        direction="more_is_better",
        numerator=Measure(EVENTS, _graduated, distinct=_e.uscc),
        formula=Message("历年孵化出壳的社会组织数", "Organizations that have graduated to date"),
        source=_SOURCE,
    ),
    Indicator(
        id="I03",
        name=Message("出壳组织正常运营率", "Graduates operating normally"),
        unit=Message("%", "%"),
        kind="percent",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(GRADUATES, and_(_g.closed_on <= QUARTER_END, _g.operating), distinct=_g.uscc),
        denominator=Measure(GRADUATES, _g.closed_on <= QUARTER_END, distinct=_g.uscc),
        formula=Message(
            "期末正常运营的出壳组织数 ÷ 累计出壳组织数；正常运营指在册、已报送应报的上年度报告、未列入活动异常名录",
            "Graduates operating at quarter end over all graduates; operating means registered, last year's report "
            "handed in where due, and not on the list of abnormal activity",
        ),
        source=_SOURCE,
        caveat=Message("“正常运营”为本报告的操作性定义", "“Operating” is this report's own working definition"),
    ),
    Indicator(
        id="I04",
        name=Message("孵化出壳率", "Graduation rate"),
        unit=Message("%", "%"),
        kind="percent",
        basis="cumulative",
        direction="more_is_better",
        numerator=Measure(EVENTS, _graduated, distinct=_e.uscc),
        denominator=Measure(EVENTS, and_(_ended, _e.event_result.in_(("graduated", "left"))), distinct=_e.uscc),
        formula=Message(
            "累计出壳数 ÷（累计出壳数 + 未出壳退出数）",
            "Graduates over graduates plus those that left without graduating",
        ),
        source=_SOURCE,
    ),
)
