"""Register: how many organizations there are, of what kind, and how that changes (domain theme 1.1)."""

from __future__ import annotations

from sqlalchemy import and_, case, or_

from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END, QUARTER_START
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations import LEFT, organizations, registered

_c = organizations.c
_UNIT = Message("家", "organizations")
_RULE = "《社会团体登记管理条例》《民办非企业单位登记管理暂行条例》《基金会管理条例》"

_registered = Measure(organizations, registered(QUARTER_END))
_new = and_(_c.registered_on.between(QUARTER_START, QUARTER_END), _c.status != "preparing")
_gone = and_(_c.exited_on.between(QUARTER_START, QUARTER_END), _c.status.in_(LEFT))
_community = and_(registered(QUARTER_END), _c.is_community_org)

INDICATORS = (
    Indicator(
        id="R01",
        name=Message("登记社会组织", "Registered organizations"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="neutral",
        numerator=_registered,
        formula=Message(
            "期末已在区民政局登记、尚未注销、撤销或吊销的社会团体、民办非企业单位和基金会",
            "Organizations registered with the district on or before the quarter's last day that haven't left by then",
        ),
        source=_RULE,
        breakdowns=("legal_type",),
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
        numerator=Measure(organizations, _new),
        formula=Message(
            "成立登记日期在本季度内的社会组织", "Organizations whose registration date lies in the quarter"
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
        numerator=Measure(organizations, _gone),
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
            organizations,
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
        id="R09",
        name=Message("登记的社区社会组织", "Registered community organizations"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(organizations, _community),
        formula=Message(
            "期末登记社会组织中的社区社会组织", "Registered organizations that are community organizations"
        ),
        source="民发〔2017〕191号",
        breakdowns=("category",),
        caveat=Message("不含街镇备案的社区社会组织", "Excludes groups filed with a town or street"),
    ),
    Indicator(
        id="R12",
        name=Message("社区社会组织类别占比", "Community organizations by category"),
        unit=Message("%", "%"),
        kind="percent",
        basis="stock",
        direction="neutral",
        numerator=Measure(organizations, and_(_community, _c.category.is_not(None))),
        denominator=Measure(organizations, _community),
        formula=Message(
            "各类别社区社会组织数 ÷ 登记的社区社会组织总数；总行为已分类的比例",
            "Community organizations of a category over all; the total is the share that has a category",
        ),
        source="民发〔2017〕191号；广州市民政局重点培育的五个类别",
        breakdowns=("category",),
        share_of_total=True,
    ),
)
