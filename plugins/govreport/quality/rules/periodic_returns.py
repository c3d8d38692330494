"""Rules between the extracts that not every district has and the others; each is judged only where all it needs is."""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.conditions import flagged
from govreport.quality.rule import FrameName, Rule, sentence
from govreport.quality.rules.identifiers import unregistered

RULES: list[Rule] = [
    Rule(
        id="E30-PARTY",
        severity="warn",
        sets_aside=True,
        zh="报送党建数据的组织在登记名册中",
        en="an organization with a party return is on the register",
        why=Message(
            "名册里没有的组织进了分子而不在分母，覆盖率会虚高。",
            "An organization outside the register would enter the coverage's numerator and not its denominator.",
        ),
        fix=Message(
            "请核对代码；组织确已登记的，请更正登记名册。",
            "Check the code; if the organization is registered, correct the register.",
        ),
        expect=flagged("in_register"),
        column="uscc",
        frame=FrameName.PARTY,
        needs="extracts",
        extracts=("party",),
        shows=("name", "as_of"),
        observed=unregistered("uscc"),
    ),
    Rule(
        id="E47-PARTY",
        severity="warn",
        zh="季度末运作中的组织都有本季度的党建数据",
        en="every organization in operation at the quarter's end has a party return of the quarter",
        why=Message(
            "没有报送的组织在分母中，却不可能进分子，覆盖率会偏低。",
            "An organization that didn't answer is in the denominator and can't be in the numerator: coverage is "
            "understated.",
        ),
        fix=Message("请党建数据的填报单位补报该组织。", "The office that keeps the party return should add it."),
        expect=flagged("has_party_return"),
        column="uscc",
        frame=FrameName.REGISTRATION,
        needs="extracts",
        extracts=("party",),
        observed=sentence(
            "“{name}”（{uscc}）在{scope.quarter.end}没有党建数据",
            "“{name}” ({uscc}) has no party return as of {scope.quarter.end}",
        ),
    ),
    Rule(
        id="E30-ACTIVITIES",
        severity="warn",
        zh="有代码的参加单位在登记名册中",
        en="a participant with a code is on the register",
        why=Message(
            "查不到的单位可能是别处登记的；人确实参加了，不计入反而少算，故仍计入。",
            "It may be registered elsewhere; its people took part and leaving them out would understate, so the row "
            "stays.",
        ),
        fix=Message("请核对参加单位的代码。", "Check the participant's code."),
        expect=flagged("in_register", where=(("uscc", "not null", None),)),
        column="uscc",
        frame=FrameName.ACTIVITIES,
        needs="extracts",
        extracts=("activities",),
        shows=("name", "activity_no"),
        observed=unregistered("uscc"),
    ),
    Rule(
        id="E30-BECAME",
        severity="warn",
        zh="项目转化成的组织在登记名册或备案名册中",
        en="an organization that a project became is registered or filed",
        why=Message(
            "查不到的转化无从证明，转化率会虚高；项目属实，故仍计入。",
            "A conversion that can't be found can't be shown, and the rate is overstated; the project is real, so the "
            "row stays.",
        ),
        fix=Message("请核对转化登记（备案）号。", "Check the number of registration or filing."),
        expect=flagged("became_known", where=(("became_no", "not null", None),)),
        column="became_no",
        frame=FrameName.VENTURES,
        needs="extracts",
        extracts=("ventures", "filing"),
        shows=("project_no",),
        observed=sentence(
            "登记名册和备案名册中都没有“{became_no}”",
            "neither the register nor the list of filed groups has “{became_no}”",
        ),
    ),
    Rule(
        id="E30-FUND",
        severity="warn",
        zh="收到捐赠的村（社区）有社区基金",
        en="a community that was given something has a fund",
        why=Message(
            "没有基金却有捐赠，基金覆盖率与筹集金额两个数必有一个不对；款已入账，故仍计入。",
            "A gift to a fund that isn't there: either the coverage or the sum raised is wrong; the money came in, so "
            "the row stays.",
        ),
        fix=Message(
            "请核对捐赠所属村（社区）；确有基金的，请更正五社联动数据。",
            "Check the gift's community; if it has a fund, correct the linkage return.",
        ),
        expect=flagged("has_fund"),
        column="community_code",
        frame=FrameName.DONATIONS,
        needs="extracts",
        extracts=("donations", "linkage"),
        shows=("donation_no",),
        observed=sentence(
            "五社联动数据称该村（社区）在{scope.quarter.end}没有社区基金",
            "by the linkage return the community had no fund on {scope.quarter.end}",
        ),
    ),
]
"""In the order in which they are reported."""
