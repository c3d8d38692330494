"""The suite of the registration extract: who is on the register, since when, until when.

Severity: *block* only what leaves the report without meaning; *hold* what a signature must wait for; *warn* what costs
single rows or puts a footnote.
"""

from __future__ import annotations

from govreport.canonical import LEFT
from govreport.errors import Message
from govreport.quality.conditions import (
    Scope,
    between,
    cutoff_of,
    dated_since,
    empty,
    expectation,
    filled_in,
    first_of_its_kind,
    flagged,
    not_below,
    one_of,
    word_of,
)
from govreport.quality.rule import FrameName, Record, Rule
from govreport.quality.rules.every_file import BESIDE_PREDECESSORS, EVERY_FILE, STATED_TOTAL
from govreport.quality.rules.factories import IN_FORCE, TOWN, alike_rule, band_rule, once_rule
from govreport.quality.rules.history import REGISTER
from govreport.quality.rules.identifiers import has_credit_codes, has_identifiers, identifier_rules

_NOT_PREPARING = (("status", "!=", "preparing"),)
_WHEN_EXITED = Message(
    "退出日期决定该组织在哪个季度仍算在册。", "The exit date decides in which quarters the organization still counts."
)


def _second_federation(record: Record, scope: Scope) -> Message:
    town = scope.district.town_by_code[record["town_code"]]
    return Message(
        f"{town.short_name_on(scope.quarter.end)}已有另一家正常状态的联合会，又见“{record['name']}”",
        f"{town.en} already has an active federation, and here is another, “{record['name']}”",
    )


RULES: list[Rule] = [
    *EVERY_FILE,
    STATED_TOTAL,
    *BESIDE_PREDECESSORS,
    Rule(
        id="E10",
        severity="warn",
        when=has_identifiers,
        sets_aside=True,
        zh="已登记的组织有统一社会信用代码",
        en="a registered organization has a credit code",
        why=Message(
            "没有代码就无法与资助、评估数据对应，也无法查重。",
            "Without a code it can't be matched with grants and assessments, nor checked for repetition.",
        ),
        fix=Message("请补填登记证书上的统一社会信用代码。", "Fill in the credit code from the certificate."),
        expect=filled_in("uscc", where=_NOT_PREPARING),
        shows=("name", "status"),
    ),
    *identifier_rules(
        extract="registration",
        column="uscc",
        sets_aside=True,
        why=Message(
            "校验不符说明代码抄错，会与别的组织混淆或与资助、评估数据对不上。",
            "A code that fails its checks was miscopied: it would be taken for another organization or match nothing.",
        ),
    ),
    once_rule(
        id="E12",
        column="uscc",
        zh="同一代码在同一时期只出现一次",
        en="a credit code stands once at a time",
        repeated=Message("统一社会信用代码{uscc}", "the credit code {uscc}"),
        why=Message(
            "重复的行会使在册组织数虚增，只计第一行；退出后以原代码重新登记的，两行的时间不重叠，都计入。",
            "Repetitions would inflate the number of organizations, so the first row counts; of one that left and was "
            "registered again under its code the times don't overlap, and both rows count.",
        ),
        fix=Message(
            "请保留正确的一行，删去其余；若为退出后以原代码重新登记，请在前一次登记的行填写退出日期和状态。",
            "Keep the right row and delete the others; if it left and was registered again under its code, give the "
            "row of the earlier registration its exit date and status.",
        ),
    ),
    alike_rule(
        id="E12-ALIKE",
        column="name",
        zh="同一组织没有以两个代码登记",
        en="no organization is entered under two codes",
        what=Message("“{name}”的名称和成立登记日期", "the name and registration date of “{name}”"),
        why=Message(
            "同一组织登记两行会被数两次；也可能确是两家，故都计入。",
            "One organization in two rows counts twice; but there may be two of the name, so both count.",
        ),
        shows=("uscc",),
    ),
    Rule(
        id="E13",
        severity="warn",
        when=has_credit_codes,
        sets_aside=True,
        zh="代码第一位是5（民政部门登记）",
        en="the code's first character is 5 (civil affairs)",
        why=Message(
            "第一位不是5的是企业、事业单位等，不是社会组织。",
            "Other first characters belong to companies, public institutions and the like.",
        ),
        fix=Message(
            "请核实该单位是否为民政部门登记的社会组织。", "Find out whether civil affairs registered this body."
        ),
        expect=expectation("ExpectColumnPartToBeInSet", column="uscc", start=0, stop=1, parts=["5"]),
        shows=("name",),
    ),
    Rule(
        id="E14",
        severity="warn",
        when=has_credit_codes,
        zh="代码第二位与组织类型一致",
        en="the code's second character agrees with the type",
        why=Message(
            "类型与代码不一致，按类型分的数字可能有误；总数不受影响，故仍计入。",
            "The breakdown by type may be wrong; the total isn't, so the row stays.",
        ),
        fix=Message("请核对社会组织类型与登记证书。", "Compare the type with the certificate."),
        expect=expectation(
            "ExpectCodeClassToAgreeWithType",
            column_A="uscc",
            column_B="legal_type",
            position=1,
            types={"1": "association", "2": "service_institution", "3": "foundation"},
        ),
        column="legal_type",
        shows=("uscc",),
    ),
    Rule(
        id="E15-REGISTRAR",
        severity="warn",
        sets_aside=True,
        zh="登记管理机关是本区的",
        en="the registrar is the district's own",
        why=Message(
            "市、省或外区登记的组织不计入本区在册数。",
            "Organizations of the city's, province's or another district's registrar aren't this district's.",
        ),
        fix=Message(
            "请从本区名册中移出；若机关名称只是写法不同，请写明是本区的机关，由登记管理机关告知运行值班。",
            "Remove it from the district's register; if only the spelling differs, say that it is the district's own "
            "registrar, and let the register's office tell the operators.",
        ),
        expect=word_of("registrar", lambda s: list(s.district.registrars)),
        shows=("name",),
    ),
    Rule(
        id="E15-DIVISION",
        severity="warn",
        when=has_credit_codes,
        sets_aside=True,
        zh="代码第三至八位是本区代码",
        en="characters 3 to 8 of the code are the district's division code",
        why=Message(
            "代码中的区划是登记机关的区划，不同即为别处登记的组织。",
            "The division in the code is its registrar's: another one means another registrar.",
        ),
        fix=Message(
            "请核实登记机关；别处登记的组织请从本区名册中移出。",
            "Check the registrar; remove organizations registered elsewhere.",
        ),
        expect=expectation(
            "ExpectColumnPartToBeInSet", column="uscc", start=2, stop=8, parts=lambda s: list(s.district.divisions)
        ),
        shows=("name", "registrar"),
    ),
    Rule(
        id="E15-FORMER",
        severity="info",
        noted=True,
        zh="代码第三至八位是现行的区划代码",
        en="characters 3 to 8 of the code are the present division code",
        why=Message(
            "区划调整前登记的组织沿用原代码，照常计入；这里只作记录。",
            "An organization that was registered before the divisions changed keeps its code and counts; "
            "this is for the record.",
        ),
        fix=Message("不必更正。", "Nothing needs to be corrected."),
        expect=expectation(
            "ExpectColumnPartToBeOutsideSet",
            column="uscc",
            start=2,
            stop=8,
            parts=lambda s: list(s.district.former_codes),
        ),
        shows=("name",),
        when=lambda district: has_credit_codes(district) and bool(district.former_codes),
    ),
    TOWN,
    IN_FORCE,
    Rule(
        id="E21",
        severity="warn",
        sets_aside=True,
        zh="成立登记日期在{registrations_from_year}年至数据截止日期之间",
        en="the registration date lies between {registrations_from_year} and the cut-off",
        why=Message(
            "日期不在合理范围，无法判断该组织在哪个季度在册。",
            "With an impossible date nobody can say in which quarters it was on the register.",
        ),
        fix=Message("请对照登记证书更正日期。", "Correct the date from the certificate."),
        expect=dated_since("registered_on", "registrations_from_year"),
        parameters=("registrations_from_year",),
        shows=("name",),
    ),
    Rule(
        id="E21-PRESENT",
        severity="warn",
        sets_aside=True,
        zh="已登记的组织有成立登记日期",
        en="a registered organization has a registration date",
        why=Message(
            "没有日期就无法判断该组织在哪个季度在册。",
            "Without a date nobody can say in which quarters it was on the register.",
        ),
        fix=Message("请对照登记证书补填日期。", "Fill in the date from the certificate."),
        expect=filled_in("registered_on", where=_NOT_PREPARING),
        shows=("name",),
    ),
    Rule(
        id="E22",
        severity="warn",
        sets_aside=True,
        zh="退出日期不早于成立登记日期",
        en="the exit date is not before the registration date",
        why=_WHEN_EXITED,
        expect=not_below("exited_on", "registered_on"),
        shows=("name", "registered_on"),
    ),
    Rule(
        id="E22-CUTOFF",
        severity="warn",
        sets_aside=True,
        zh="退出日期不晚于数据截止日期",
        en="the exit date is not after the cut-off",
        why=_WHEN_EXITED,
        expect=between("exited_on", high=cutoff_of),
        shows=("name",),
    ),
    Rule(
        id="E22-LEFT",
        severity="warn",
        sets_aside=True,
        zh="已注销、撤销、吊销的组织有退出日期",
        en="an organization that left has an exit date",
        why=_WHEN_EXITED,
        expect=filled_in("exited_on", where=(("status", "in", list(LEFT)),)),
        shows=("name", "status"),
    ),
    Rule(
        id="E22-STAYED",
        severity="warn",
        sets_aside=True,
        zh="未退出的组织没有退出日期",
        en="an organization that hasn't left has no exit date",
        why=_WHEN_EXITED,
        expect=empty("exited_on", where=(("status", "not in", list(LEFT)),)),
        shows=("name", "status"),
    ),
    Rule(
        id="E23",
        severity="warn",
        zh="注册资金不为负",
        en="the capital is not negative",
        why=Message(
            "负数说明录入有误；报表不用此列，故仍计入。",
            "A negative amount is a slip; no figure uses the column, so the row stays.",
        ),
        expect=between("capital_fen", low=0),
        shows=("name",),
    ),
    Rule(
        id="E20-CATEGORY",
        severity="warn",
        zh="社区社会组织填明类别",
        en="a community organization has its category",
        why=Message(
            "未填类别的组织只进总数，不进分类，各类之和会小于总数。",
            "It enters the total but no category, so the categories sum to less.",
        ),
        fix=Message("请补填社区社会组织类别。", "Fill in the category."),
        expect=filled_in("category", where=(("is_community_org", "==", 1),)),
        shows=("name",),
    ),
    Rule(
        id="E25F",
        severity="hold",
        zh="镇街社区社会组织联合会是社会团体",
        en="a town's federation is an association",
        why=Message(
            "联合会覆盖率是对外承诺的指标，误标会虚增覆盖，须查明后签发。",
            "Coverage by federations is a public commitment; a wrong mark inflates it, so signing waits.",
        ),
        fix=Message(
            "请核对该组织是否确为镇街联合会及其组织类型。", "Check that it is the town's federation, and its type."
        ),
        expect=one_of("legal_type", ["association"], where=(("is_federation", "==", 1),)),
        shows=("name",),
    ),
    Rule(
        id="E25F-ONE",
        severity="hold",
        zh="一个镇街至多一家正常状态的联合会",
        en="a town has at most one active federation",
        why=Message(
            "联合会覆盖率是对外承诺的指标，一镇两家说明有误标或未办注销，须查明后签发。",
            "Coverage by federations is a public commitment; two in a town mean a wrong mark or a missing "
            "exit, so signing waits.",
        ),
        fix=Message(
            "请核实哪一家是该镇街的联合会，更正另一家的标记或状态。",
            "Find out which one is the town's federation and correct the other's mark or status.",
        ),
        expect=first_of_its_kind("town_code", where=(("is_federation", "==", 1), ("status", "==", "active"))),
        frame=FrameName.GROUPS,
        observed=_second_federation,
    ),
    Rule(
        id="E34",
        severity="warn",
        zh="已加入联合会的组织，其镇街有联合会",
        en="where an organization has joined a federation, its town has one",
        why=Message(
            "有会员而无联合会，联合会覆盖率与入会率两个数必有一个不对；组织本身属实，故仍计入。",
            "Members without a federation: either its coverage or its membership is wrong; the organization is real, "
            "so the row stays.",
        ),
        fix=Message(
            "请补报该镇街的联合会，或更正所属镇街、加入日期。",
            "Supply the town's federation, or correct the town or the joining date.",
        ),
        expect=flagged("federation_in_town", where=(("joined_federation_on", "not null", None),)),
        column="joined_federation_on",
        frame=FrameName.GROUPS,
        shows=("name", "town_code"),
    ),
    band_rule(
        extract="registration",
        amount="capital_fen",
        kind="legal_type",
        zh="注册资金在同类组织历来的范围内",
        en="the capital is within what its type has had so far",
        why=Message(
            "差出一个数量级以上多因金额单位混用；报表不用此列，故仍计入。",
            "More than an order of magnitude off usually means one unit of money taken for another; no figure uses "
            "the column, so the row stays.",
        ),
        shows=("name", "legal_type"),
    ),
    *REGISTER,
]
"""The suite, in the order in which it is reported."""
