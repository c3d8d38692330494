"""Register: how many organizations there are, of what kind, and how that changes (domain theme 1.1).

The number by legal type (R02) is R01's breakdown; growth (R06) is derived from two observations where it is printed.
Community organizations, registered or filed, are in community_organizations.py.
"""

from __future__ import annotations

from sqlalchemy import and_, case, or_

from govreport.canonical import LEFT
from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END, QUARTER_START
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations import registered
from govreport.indicators.relations.register import REGISTER, REGISTERED, RESIDENTS

_c = REGISTER.c
_UNIT = Message("家", "organizations")
_RULE = "register"

_new = and_(_c.registered_on.between(QUARTER_START, QUARTER_END), _c.status != "preparing")
_gone = and_(_c.exited_on.between(QUARTER_START, QUARTER_END), _c.status.in_(LEFT))
_here = registered(QUARTER_END, REGISTER)

INDICATORS = (
    Indicator(
        id="R01",
        name=Message("登记社会组织", "Registered social organizations"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="neutral",
        numerator=REGISTERED,
        formula=Message(
            "期末已在区民政局登记、尚未注销、撤销或吊销的社会团体、民办非企业单位和基金会",
            "Organizations registered with the district on or before the quarter's last day that haven't left by then",
        ),
        source=_RULE,
        breakdowns=("legal_type", "sector", "cohort", "community_code"),
        caveat=Message(
            "不含筹备中的组织，不含在市、省登记而在本区活动的组织，不含街镇备案的社区社会组织",
            "Excludes organizations in preparation, those registered with the city or province, and filed groups",
        ),
    ),
    Indicator(
        id="R03",
        name=Message("本季新成立", "Newly registered"),
        unit=_UNIT,
        kind="count",
        basis="flow",
        direction="neutral",
        numerator=Measure(REGISTER, _new),
        formula=Message(
            "成立登记日期在本季度内的社会组织，筹备中的除外",
            "Organizations whose registration date lies in the quarter, those in preparation apart",
        ),
        source=_RULE,
        breakdowns=("legal_type",),
    ),
    Indicator(
        id="R04",
        name=Message("本季注销、撤销、吊销", "Left the register"),
        unit=_UNIT,
        kind="count",
        basis="flow",
        direction="neutral",
        numerator=Measure(REGISTER, _gone),
        formula=Message(
            "注销、撤销或吊销日期在本季度内的社会组织",
            "Organizations deregistered, revoked or stripped of their licence in the quarter",
        ),
        source=_RULE,
        breakdowns=("status", "legal_type"),
    ),
    Indicator(
        id="R05",
        name=Message("本季净增", "Net increase"),
        unit=_UNIT,
        kind="count",
        basis="flow",
        direction="neutral",
        numerator=Measure(
            REGISTER,
            or_(_new, _gone),
            value=case((_new, 1), else_=0) - case((_gone, 1), else_=0),
        ),
        formula=Message(
            "本季新成立数 − 本季注销、撤销、吊销数；应等于期末数与上季度末数之差",
            "Newly registered less those that left; equals the change of the stock over the quarter",
        ),
        source=_RULE,
    ),
    Indicator(
        id="R07",
        name=Message("每万常住人口社会组织数", "Organizations per 10,000 residents"),
        unit=Message("个/万人", "per 10,000 residents"),
        kind="density",
        basis="stock",
        direction="neutral",
        numerator=REGISTERED,
        denominator=Measure(RESIDENTS, RESIDENTS.c.persons > 0, value=RESIDENTS.c.persons),
        formula=Message(
            "期末登记社会组织数 ÷ 同一年度常住人口（万人）",
            "Registered organizations at quarter end over permanent residents (in 10,000s) of the same year",
        ),
        source="统计部门公布的常住人口",
        caveat=Message(
            "只用与季度同一年度的人口数，该年度没有人口数的不列；各镇街须有本镇街的人口数",
            "Only residents of the quarter's own year are used; without them nothing is stated, town by town alike",
        ),
    ),
    Indicator(
        id="R14",
        name=Message("慈善组织", "Charities"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(REGISTER, and_(_here, _c.is_charity)),
        formula=Message(
            "期末登记社会组织中已登记或认定为慈善组织的", "Registered organizations that are recognized as charities"
        ),
        source="charity",
        breakdowns=("legal_type",),
        caveat=Message("不含公开募捐资格，资格另行核发", "Says nothing on the licence to raise funds in public"),
    ),
    Indicator(
        id="R15",
        name=Message("枢纽型社会组织", "Hub organizations"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(REGISTER, and_(_here, _c.is_hub)),
        formula=Message(
            "期末登记社会组织中认定为枢纽型社会组织的", "Registered organizations that are recognized as hubs"
        ),
        source="community_development",
        breakdowns=("legal_type",),
    ),
)
