"""Community organizations: registered, filed with a town or street, and their categories (domain theme 1.1, R08-R13).

Where the district has no filing extract only the registered ones (R09R, R12R) are stated: unknown is not zero.
"""

from __future__ import annotations

from sqlalchemy import and_, true

from govreport.errors import Message
from govreport.indicators.dates import QUARTER_END
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.relations import communities, registered
from govreport.indicators.relations.register import CATEGORIES, COMMUNITY_ORGANIZATIONS, REGISTER

_all = COMMUNITY_ORGANIZATIONS.c
_UNIT = Message("家", "organizations")
_PERCENT = Message("%", "%")
_OPINION = "community_organizations"
_CATEGORIES = "community_organizations；community_categories"
_UNCLASSIFIED = Message(
    "尚未分类的计入总数，不计入任何类别", "Those not classified yet are in the whole and in no category"
)
_NO_COMMUNITY = Message(
    "登记资料未注明村（社区）的组织不计入分子；村（社区）数按现行名单计",
    "Organizations whose record names no village or community aren't counted; communities by today's list",
)

_everyone = Measure(COMMUNITY_ORGANIZATIONS, true())
_registered = and_(registered(QUARTER_END, REGISTER), REGISTER.c.is_community_org)
_registered_ones = Measure(REGISTER, _registered)

INDICATORS = (
    Indicator(
        id="R09R",
        name=Message("社区社会组织（登记）", "Community organizations (registered)"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="more_is_better",
        numerator=_registered_ones,
        formula=Message(
            "期末登记社会组织中的社区社会组织", "Registered organizations that are community organizations"
        ),
        source=_OPINION,
        breakdowns=("category", "community_code"),
        caveat=Message("不含街镇备案的社区社会组织", "Excludes groups filed with a town or street"),
    ),
    Indicator(
        id="R08",
        name=Message("社区社会组织（备案）", "Community organizations (filed)"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(COMMUNITY_ORGANIZATIONS, _all._extract == "filing"),
        formula=Message(
            "期末已在镇街备案、尚未终止备案的社区社会组织",
            "Community groups filed with a town or street by quarter end whose filing hasn't ended",
        ),
        source=_OPINION,
        breakdowns=("category", "form", "community_code"),
        caveat=Message(
            "同一团队在两个村（社区）备案的按备案数计", "A group filed in two communities counts once for each filing"
        ),
    ),
    Indicator(
        id="R09",
        name=Message("社区社会组织（含备案）", "Community organizations (including filed)"),
        unit=_UNIT,
        kind="count",
        basis="stock",
        direction="more_is_better",
        numerator=_everyone,
        formula=Message(
            "登记的社区社会组织数 + 备案的社区社会组织数", "Registered community organizations plus filed groups"
        ),
        source=_OPINION,
        breakdowns=("category", "community_code"),
        caveat=Message(
            "先备案、后登记而未终止备案的，两边各计一次",
            "One that was filed, registered later and never unfiled counts twice",
        ),
    ),
    Indicator(
        id="R10",
        name=Message("城市社区平均社区社会组织数", "Community organizations per urban community"),
        unit=Message("个/社区", "per community"),
        kind="average",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(COMMUNITY_ORGANIZATIONS, _all.community_kind == "urban"),
        denominator=Measure(communities, communities.c.kind == "urban"),
        formula=Message(
            "城市社区的社区社会组织数（登记和备案）÷ 城市社区数",
            "Community organizations in urban communities, registered or filed, over urban communities",
        ),
        source=_OPINION,
        caveat=_NO_COMMUNITY,
    ),
    Indicator(
        id="R11",
        name=Message("农村社区平均社区社会组织数", "Community organizations per village"),
        unit=Message("个/村", "per village"),
        kind="average",
        basis="stock",
        direction="more_is_better",
        numerator=Measure(COMMUNITY_ORGANIZATIONS, _all.community_kind == "rural"),
        denominator=Measure(communities, communities.c.kind == "rural"),
        formula=Message(
            "农村社区（村）的社区社会组织数（登记和备案）÷ 村数",
            "Community organizations in villages, registered or filed, over villages",
        ),
        source=_OPINION,
        caveat=_NO_COMMUNITY,
    ),
    Indicator(
        id="R12R",
        name=Message("社区社会组织（登记）类别占比", "Community organizations (registered) by category"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="neutral",
        numerator=Measure(REGISTER, and_(_registered, REGISTER.c.category.is_not(None))),
        denominator=_registered_ones,
        formula=Message(
            "各类别登记的社区社会组织数 ÷ 登记的社区社会组织总数；总行为已分类的比例",
            "Registered community organizations of a category over all; the total is the share that has a category",
        ),
        source=_CATEGORIES,
        breakdowns=("category",),
        share_of_total=True,
        caveat=_UNCLASSIFIED,
    ),
    Indicator(
        id="R12",
        name=Message("社区社会组织（含备案）类别占比", "Community organizations (including filed) by category"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="neutral",
        numerator=Measure(COMMUNITY_ORGANIZATIONS, _all.category.is_not(None)),
        denominator=_everyone,
        formula=Message(
            "各类别社区社会组织数（登记和备案）÷ 社区社会组织总数；总行为已分类的比例",
            "Community organizations of a category, registered or filed, over all; the total is the share that has a "
            "category",
        ),
        source=_CATEGORIES,
        breakdowns=("category",),
        share_of_total=True,
        caveat=_UNCLASSIFIED,
    ),
    Indicator(
        id="R13",
        name=Message("社区社会组织类别集中度", "Share of the largest category"),
        unit=_PERCENT,
        kind="percent",
        basis="stock",
        direction="less_is_better",
        numerator=Measure(CATEGORIES, CATEGORIES.c.category == CATEGORIES.c.largest),
        denominator=Measure(CATEGORIES, true()),
        towns_add_up=False,
        formula=Message(
            "数量最多的一个类别的社区社会组织数 ÷ 社区社会组织总数",
            "Community organizations of the most frequent category over all community organizations",
        ),
        source=_CATEGORIES,
        caveat=Message(
            "数量并列的类别取代码在前者；尚未分类的计入总数",
            "Of equally frequent categories the first by code; those not classified yet are in the whole",
        ),
    ),
    Indicator(
        id="R13H",
        name=Message("社区社会组织类别集中指数", "Concentration index of categories"),
        unit=Message("（0至1）", "(0 to 1)"),
        kind="index",
        basis="stock",
        direction="less_is_better",
        numerator=Measure(CATEGORIES, CATEGORIES.c.category.is_not(None), value=CATEGORIES.c.alike),
        denominator=Measure(CATEGORIES, true(), value=CATEGORIES.c.everyone),
        towns_add_up=False,
        formula=Message(
            "各类别占比的平方和（赫芬达尔指数）；1为只有一个类别{community_categories:equal}",
            "Sum of the squared shares of the categories (Herfindahl): 1 is a single "
            "category{community_categories:equal}",
        ),
        source=_CATEGORIES,
        caveat=_UNCLASSIFIED,
    ),
)
