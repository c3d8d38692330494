"""The suite of the funding extract: what was awarded to whom, and what was paid when.

Belongs here: the declared rules. Does not belong here: how they are run (suite.py), what is summed over a project
(frames.py), rules shared with other extracts (common.py).
"""

from __future__ import annotations

from datetime import date

from govreport.errors import Message
from govreport.quality.rule import Record, Rule, Scope, expectation, flagged
from govreport.quality.rules.common import FIX_SOURCE, credit_code_rule, cutoff_of, file_rules, midnight, town_rule
from govreport.quality.rules.factories import in_force_rule
from govreport.quality.rules.history import size_rules
from govreport.quality.values import printed


def _repetition(record: Record, scope: Scope) -> Message:
    first, differs = int(record["first_row"]), record["differs"]
    return Message(
        f"项目{record['project_no']}第{record['instalment']}批已见于第{first}行，"
        + (f"且两行的{differs}不一致" if differs else "两行内容相同"),
        f"instalment {record['instalment']} of project {record['project_no']} already stands in row {first}, "
        + (f"and the rows differ in {differs}" if differs else "and the rows are the same"),
    )


def _overpaid(record: Record, scope: Scope) -> Message:
    paid, awarded = (printed("money", record[name]) for name in ("project_paid_fen", "project_awarded_fen"))
    return Message(
        f"项目{record['project_no']}连同本批累计拨付{paid}，超过立项金额{awarded}",
        f"with this instalment project {record['project_no']} has been paid {paid}, more than its award of {awarded}",
    )


def _sum_differs(record: Record, scope: Scope) -> Message:
    paid, stated = (printed("money", record[name]) for name in ("project_paid_fen", "paid_to_date_fen"))
    return Message(
        f"项目{record['project_no']}累计拨付写{stated}，各批之和是{paid}",
        f"project {record['project_no']}: {stated} are stated to date, its instalments sum to {paid}",
    )


def _gap(record: Record, scope: Scope) -> Message:
    missing = int(record["instalments_missing"])
    return Message(
        f"项目{record['project_no']}第{record['instalment']}批之前缺{missing}批",
        f"project {record['project_no']}: {missing} before instalment {record['instalment']} are missing",
    )


def _differs(record: Record, scope: Scope) -> Message:
    return Message(
        f"项目{record['project_no']}本行的{record['attributes_differ']}与该项目第一行不一致",
        f"project {record['project_no']}: {record['attributes_differ']} differ from the project's first row",
    )


def _of_which(record: Record, scope: Scope) -> Message:
    part, total = (printed("money", record[name]) for name in ("stated", "computed"))
    return Message(
        f"其中扶老、助残、救孤、济困拨付{part}，大于拨付总额{total}",
        f"{part} were paid for the elderly, disabled, orphans and hardship, more than the total of {total}",
    )


_OWN: list[Rule] = [
    Rule(
        "E29",
        "funding",
        "hold",
        False,
        zh="其中项不大于总额",
        en="an of-which amount does not exceed its total",
        why=Message(
            "其中项大于总额说明有负数或错行，资金数字在查明前不宜签发。",
            "A part larger than its whole means negative or misplaced amounts: find out before signing.",
        ),
        fix=FIX_SOURCE,
        column="value",
        expect=expectation(
            "ExpectColumnPairValuesAToBeGreaterThanB",
            column_A="computed",
            column_B="stated",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            where=(("kind", "==", "of_which"),),
        ),
        frame="facts",
        observed=_of_which,
    ),
    Rule(
        "E10P",
        "funding",
        "warn",
        True,
        zh="有项目编号",
        en="there is a project number",
        why=Message(
            "没有编号就无法把各批拨付归到项目，项目数会失真。",
            "Without a number instalments can't be joined to their project and projects are miscounted.",
        ),
        fix=FIX_SOURCE,
        column="project_no",
        expect=expectation(
            "ExpectColumnValuesToNotBeNull",
            column="project_no",
        ),
        shows=("project_name",),
    ),
    Rule(
        "E12P",
        "funding",
        "warn",
        True,
        zh="同一项目的同一批次只出现一次",
        en="an instalment of a project stands once",
        why=Message(
            "重复的行会使拨付金额虚增；只计第一行。",
            "Repetitions would inflate the amounts paid; the first row counts.",
        ),
        fix=Message(
            "请保留正确的一行，删去其余；若为两笔不同的拨付，请改正批次。",
            "Keep the right row and delete the others; if they are two payments, correct the instalment.",
        ),
        column="project_no",
        expect=expectation(
            "ExpectColumnValuesToBeFirstOfTheirKind",
            column="repeat_key",
        ),
        frame="repeats",
        observed=_repetition,
    ),
    Rule(
        "E21P",
        "funding",
        "warn",
        True,
        zh="立项日期在2014年至数据截止日期之间",
        en="the approval date lies between 2014 and the cut-off",
        why=Message(
            "专项资金自2014年设立，之外的日期会把项目算进错误的年度。",
            "The special fund began in 2014; other dates put a project into the wrong year.",
        ),
        fix=FIX_SOURCE,
        column="approved_on",
        expect=expectation(
            "ExpectColumnValuesToBeBetween",
            column="approved_on",
            min_value=midnight(date(2014, 1, 1)),
            max_value=cutoff_of,
        ),
        shows=("project_no",),
    ),
    Rule(
        "E21P-PAID",
        "funding",
        "warn",
        True,
        zh="拨付日期不晚于数据截止日期",
        en="the payment date is not after the cut-off",
        why=Message("截止日期之后的拨付不可能已经发生。", "A payment after the cut-off can't have been made."),
        fix=FIX_SOURCE,
        column="paid_on",
        expect=expectation(
            "ExpectColumnValuesToBeBetween",
            column="paid_on",
            max_value=cutoff_of,
        ),
        shows=("project_no",),
    ),
    Rule(
        "E21P-ORDER",
        "funding",
        "warn",
        False,
        zh="拨付日期不早于立项日期",
        en="the payment date is not before the approval",
        why=Message(
            "先拨后批须说明；钱确已拨出，故仍计入。",
            "Money paid before approval needs explaining; it was paid, so the row stays.",
        ),
        fix=Message(
            "请核对立项日期与拨付日期；确系先拨后批的请书面说明。",
            "Check both dates; if it was paid first, explain in writing.",
        ),
        column="paid_on",
        expect=expectation(
            "ExpectColumnPairValuesAToBeGreaterThanB",
            column_A="paid_on",
            column_B="approved_on",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
        ),
        shows=("project_no", "approved_on"),
    ),
    Rule(
        "E23P",
        "funding",
        "warn",
        True,
        zh="拨付金额不为负",
        en="the amount paid is not negative",
        why=Message(
            "负数会抵减拨付总额；退款应另行登记。",
            "A negative amount would lower the total; refunds are recorded apart.",
        ),
        fix=FIX_SOURCE,
        column="paid_fen",
        expect=expectation(
            "ExpectColumnValuesToBeBetween",
            column="paid_fen",
            min_value=0,
        ),
        shows=("project_no",),
    ),
    Rule(
        "E23P-AWARD",
        "funding",
        "warn",
        True,
        zh="立项金额不为负",
        en="the amount awarded is not negative",
        why=Message("负数会抵减立项总额。", "A negative amount would lower the total awarded."),
        fix=FIX_SOURCE,
        column="awarded_fen",
        expect=expectation(
            "ExpectColumnValuesToBeBetween",
            column="awarded_fen",
            min_value=0,
        ),
        shows=("project_no",),
    ),
    Rule(
        "E23P-DATE",
        "funding",
        "warn",
        True,
        zh="已拨付的批次有拨付日期",
        en="a paid instalment has its payment date",
        why=Message(
            "没有日期就无法判断钱是哪个季度拨付的。",
            "Without a date nobody can say in which quarter it was paid.",
        ),
        fix=FIX_SOURCE,
        column="paid_on",
        expect=expectation(
            "ExpectColumnValuesToNotBeNull",
            column="paid_on",
            where=(("paid_fen", ">", 0),),
        ),
        shows=("project_no", "paid_fen"),
    ),
    Rule(
        "E27",
        "funding",
        "warn",
        True,
        zh="一个项目的累计拨付不超过立项金额",
        en="what a project was paid does not exceed its award",
        why=Message(
            "超额多因元、万元混用或重复入账；超出的批次查明前不计入。",
            "Usually 元 taken for 万元, or booked twice; the instalments beyond the award wait.",
        ),
        fix=Message("请核对该批次的金额与单位。", "Check the instalment's amount and unit."),
        column="paid_fen",
        expect=expectation(
            "ExpectColumnPairValuesAToBeGreaterThanB",
            column_A="project_awarded_fen",
            column_B="project_paid_fen",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            where=(("paid_fen", ">", 0),),
        ),
        frame="groups",
        observed=_overpaid,
    ),
    Rule(
        "E28",
        "funding",
        "warn",
        False,
        zh="累计拨付等于各批拨付之和",
        en="what was paid to date is the sum of the instalments",
        why=Message(
            "两数不等，说明少报了一批或某批金额有误；各批拨付仍按明细计入。",
            "If they differ an instalment is missing or wrong; the instalments are counted as they stand.",
        ),
        fix=Message("请核对各批拨付与累计数。", "Compare the instalments with the sum to date."),
        column="paid_to_date_fen",
        expect=expectation(
            "ExpectColumnPairValuesToBeEqual",
            column_A="paid_to_date_fen",
            column_B="project_paid_fen",
            ignore_row_if="either_value_is_missing",
            where=(("paid_to_date_fen", "not null", None),),
        ),
        frame="groups",
        observed=_sum_differs,
    ),
    Rule(
        "E28-GAP",
        "funding",
        "warn",
        False,
        zh="一个项目的各批次之间没有缺批",
        en="no instalment is missing between two of a project",
        why=Message(
            "缺一批，累计拨付就少一笔；已报的各批仍计入。",
            "A missing instalment lowers the sum paid; those supplied still count.",
        ),
        fix=Message("请补报所缺批次，或改正批次编号。", "Supply the missing instalment or correct the numbering."),
        column="instalment",
        expect=flagged("instalments_missing", expected=0, where=(("project_awarded_fen", "not null", None),)),
        frame="groups",
        observed=_gap,
    ),
    Rule(
        "E26-SHARE",
        "funding",
        "warn",
        False,
        zh="公益创投资助不超过项目预算的60%",
        en="a city venture grant is at most 60% of the project's budget",
        why=Message(
            "市公益创投2019年起的规定；超出部分须说明，立项属实，故仍计入。",
            "The city's rule since 2019; an excess needs explaining, the award was made, so the row stays.",
        ),
        fix=Message("请核对立项金额与项目预算。", "Check the award and the project's budget."),
        column="awarded_fen",
        expect=expectation(
            "ExpectColumnPairValuesAToBeGreaterThanB",
            column_A="venture_limit_fen",
            column_B="venture_award_fen",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            where=(("venture_award_fen", "not null", None), ("venture_limit_fen", "not null", None)),
        ),
        frame="groups",
        shows=("project_no", "budget_fen"),
    ),
    Rule(
        "E26-CEILING",
        "funding",
        "warn",
        False,
        zh="公益创投单个项目资助不超过50万元",
        en="a city venture grant is at most 500,000 yuan",
        why=Message(
            "市公益创投2019年起的规定；超出部分须说明，立项属实，故仍计入。",
            "The city's rule since 2019; an excess needs explaining, the award was made, so the row stays.",
        ),
        fix=Message("请核对立项金额与单位。", "Check the award and its unit."),
        column="awarded_fen",
        expect=expectation(
            "ExpectColumnValuesToBeBetween",
            column="venture_award_fen",
            max_value=50_000_000,
            where=(("venture_award_fen", "not null", None),),
        ),
        frame="groups",
        shows=("project_no",),
    ),
    Rule(
        "E28P",
        "funding",
        "warn",
        False,
        zh="一个项目各批的基本信息一致",
        en="a project's rows agree about the project",
        why=Message(
            "同一项目的资金类别、用途、镇街或单位前后不一，分类数字可能有误；总额不受影响，故仍计入。",
            "Breakdowns may be wrong where a project's fund, purpose, town or recipient change; the total "
            "isn't, so rows stay.",
        ),
        fix=FIX_SOURCE,
        column="project_no",
        expect=expectation(
            "ExpectColumnValuesToBeNull",
            column="attributes_differ",
        ),
        frame="groups",
        observed=_differs,
    ),
    credit_code_rule(
        "funding",
        "recipient_uscc",
        sets_aside=False,
        id="E11R",
        why=Message(
            "代码有误就找不到受助单位的登记信息；钱已拨出，不计入反而少算，故仍计入。",
            "With a wrong code the recipient can't be found; but the money was paid and leaving it out would "
            "understate, so the row stays.",
        ),
    ),
    town_rule("funding"),
    in_force_rule("funding"),
    Rule(
        "G08",
        "funding",
        "warn",
        False,
        zh="没有未立项而拨付的资金",
        en="nothing is paid without an award",
        why=Message(
            "未见立项的拨付须补手续或查明；钱已拨出，故仍计入。",
            "Payment without an award needs its paperwork; the money was paid, so the row stays.",
        ),
        fix=Message(
            "请补报该项目第一批中的立项金额，或说明拨付依据。",
            "Supply the award on the project's first instalment, or say on what ground it was paid.",
        ),
        column="awarded_fen",
        expect=expectation(
            "ExpectColumnValuesToNotBeNull",
            column="project_awarded_fen",
            where=(("paid_fen", ">", 0),),
        ),
        frame="groups",
        shows=("project_no", "paid_fen"),
    ),
]

RULES: list[Rule] = [*file_rules("funding", totals=True), *size_rules("funding"), *_OWN]
"""The suite, in the order in which it is reported."""
