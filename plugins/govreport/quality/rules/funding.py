"""The suite of the funding extract: what was awarded to whom, and what was paid when."""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.conditions import (
    between,
    cutoff_of,
    dated_since,
    empty,
    expectation,
    filled_in,
    flagged,
    not_below,
)
from govreport.quality.rule import FrameName, Rule, sentence
from govreport.quality.rules.every_file import BESIDE_PREDECESSORS, EVERY_FILE, STATED_TOTAL
from govreport.quality.rules.factories import IN_FORCE, TOWN, alike_rule, once_rule
from govreport.quality.rules.identifiers import identifier_rules

RULES: list[Rule] = [
    *EVERY_FILE,
    STATED_TOTAL,
    *BESIDE_PREDECESSORS,
    Rule(
        id="E29",
        severity="hold",
        zh="其中项不大于总额",
        en="an of-which amount does not exceed its total",
        why=Message(
            "其中项大于总额说明有负数或错行，资金数字在查明前不宜签发。",
            "A part larger than its whole means negative or misplaced amounts: find out before signing.",
        ),
        expect=not_below("computed", "stated", where=(("kind", "==", "of_which"),)),
        column="value",
        frame=FrameName.FACTS,
        observed=sentence(
            "其中扶老、助残、救孤、济困拨付{stated:money}，大于拨付总额{computed:money}",
            "{stated:money} were paid for the elderly, disabled, orphans and hardship, more than the total of "
            "{computed:money}",
        ),
    ),
    Rule(
        id="E10P",
        severity="warn",
        sets_aside=True,
        zh="有项目编号",
        en="there is a project number",
        why=Message(
            "没有编号就无法把各批拨付归到项目，项目数会失真。",
            "Without a number instalments can't be joined to their project and projects are miscounted.",
        ),
        expect=filled_in("project_no"),
        shows=("project_name",),
    ),
    once_rule(
        id="E12P",
        column="project_no",
        zh="同一项目的同一批次只出现一次",
        en="an instalment of a project stands once",
        repeated=Message("项目{project_no}第{instalment}批", "instalment {instalment} of project {project_no}"),
        why=Message(
            "重复的行会使拨付金额虚增；只计第一行。",
            "Repetitions would inflate the amounts paid; the first row counts.",
        ),
        fix=Message(
            "请保留正确的一行，删去其余；若为两笔不同的拨付，请改正批次；若为退款，拨付金额应为负数。",
            "Keep the right row and delete the others; if they are two payments, correct the instalment; if it is a "
            "refund, its amount is negative.",
        ),
    ),
    alike_rule(
        id="E12P-ALIKE",
        column="instalment",
        zh="同一笔拨付没有以两个批次登记",
        en="no payment is entered as two instalments",
        what=Message("项目{project_no}的拨付日期和金额", "the day and amount of this payment of project {project_no}"),
        why=Message(
            "同一天、同一金额的两批可能是一笔登记了两次，拨付额会虚增；也可能确是两笔，故都计入。",
            "Two instalments of one day and one amount may be one payment entered twice; but there may be two, so both "
            "count.",
        ),
        shows=("project_no", "paid_on", "paid_fen"),
    ),
    Rule(
        id="E21P",
        severity="warn",
        sets_aside=True,
        zh="立项日期在{special_fund_first_year}年至数据截止日期之间",
        en="the approval date lies between {special_fund_first_year} and the cut-off",
        why=Message(
            "专项资金自{special_fund_first_year}年设立，之外的日期会把项目算进错误的年度。",
            "The special fund began in {special_fund_first_year}; other dates put a project into the wrong year.",
        ),
        expect=dated_since("approved_on", "special_fund_first_year"),
        parameters=("special_fund_first_year",),
        shows=("project_no",),
    ),
    Rule(
        id="E21P-PAID",
        severity="warn",
        sets_aside=True,
        zh="拨付日期不晚于数据截止日期",
        en="the payment date is not after the cut-off",
        why=Message("截止日期之后的拨付不可能已经发生。", "A payment after the cut-off can't have been made."),
        expect=between("paid_on", high=cutoff_of),
        shows=("project_no",),
    ),
    Rule(
        id="E21P-ORDER",
        severity="warn",
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
        expect=not_below("paid_on", "approved_on"),
        shows=("project_no", "approved_on"),
    ),
    Rule(
        id="E23P",
        severity="warn",
        sets_aside=True,
        zh="退款不多于该项目此前的拨付",
        en="a refund is no more than its project had been paid",
        why=Message(
            "负数的拨付金额是退款，自退款日期起从拨付额中扣除；退得比拨的多，说明录入有误，该行不计入。",
            "A negative amount paid is a refund and is taken off from its day on; more returned than was paid is a "
            "slip, and the row doesn't count.",
        ),
        fix=Message(
            "请核对金额的正负与日期。退款请单列一行：拨付金额写负数，拨付日期写退款日期，批次顺延，"
            "其余各栏照抄所退的批次。",
            "Check sign and day. A refund has a row of its own: a negative amount paid, the day of the refund as the "
            "payment date, the next instalment number, and the rest as in the instalment that was refunded.",
        ),
        expect=between("project_left_fen", low=0, where=(("returned", "==", 1),)),
        column="paid_fen",
        frame=FrameName.GROUPS,
        shows=("project_no", "paid_on"),
        observed=sentence(
            "项目{project_no}在{paid_on}退款{returned_fen:money}，而此前扣除退款后只拨付{before_fen:money}",
            "project {project_no} returned {returned_fen:money} on {paid_on}, of {before_fen:money} that it had been "
            "paid by then, refunds taken off",
        ),
    ),
    Rule(
        id="E23P-AWARD",
        severity="warn",
        sets_aside=True,
        zh="立项金额不为负",
        en="the amount awarded is not negative",
        why=Message("负数会抵减立项总额。", "A negative amount would lower the total awarded."),
        expect=between("awarded_fen", low=0),
        shows=("project_no",),
    ),
    Rule(
        id="E23P-DATE",
        severity="warn",
        sets_aside=True,
        zh="已拨付的批次和退款有日期",
        en="a paid instalment and a refund have their day",
        why=Message(
            "没有日期就无法判断钱是哪个季度拨付或退回的。",
            "Without a date nobody can say in which quarter it was paid or returned.",
        ),
        expect=filled_in("paid_on", where=(("paid_fen", "not null", None), ("paid_fen", "!=", 0))),
        shows=("project_no", "paid_fen"),
    ),
    Rule(
        id="E23P-AMOUNT",
        severity="warn",
        zh="有拨付日期的批次有拨付金额",
        en="an instalment with a payment date has its amount",
        why=Message(
            "有日期而无金额，说明钱可能已拨而没有计入；立项仍属实，故该行仍计入。",
            "A date without an amount means that money may have been paid and is not counted; the award is real, so "
            "the row stays.",
        ),
        fix=Message(
            "请补填拨付金额；未拨付的，请删去拨付日期。", "Fill in the amount paid; if nothing was, remove the date."
        ),
        expect=filled_in("paid_fen", where=(("paid_on", "not null", None),)),
        shows=("project_no", "paid_on"),
    ),
    Rule(
        id="E27",
        severity="warn",
        sets_aside=True,
        zh="一个项目的累计拨付不超过立项金额",
        en="what a project was paid does not exceed its award",
        why=Message(
            "超额多因金额单位混用或重复入账；超出的批次查明前不计入。",
            "Usually one unit of money taken for another, or booked twice; the instalments beyond the award wait.",
        ),
        fix=Message("请核对该批次的金额与单位。", "Check the instalment's amount and unit."),
        expect=not_below("project_awarded_fen", "project_paid_fen", where=(("paid_fen", ">", 0),)),
        column="paid_fen",
        frame=FrameName.GROUPS,
        observed=sentence(
            "项目{project_no}连同本批累计拨付{project_paid_fen:money}，超过立项金额{project_awarded_fen:money}",
            "with this instalment project {project_no} has been paid {project_paid_fen:money}, more than its award of "
            "{project_awarded_fen:money}",
        ),
    ),
    Rule(
        id="E28",
        severity="warn",
        zh="累计拨付等于各批拨付之和",
        en="what was paid to date is the sum of the instalments",
        why=Message(
            "两数不等，说明少报了一批或某批金额有误；各批拨付仍按明细计入。",
            "If they differ an instalment is missing or wrong; the instalments are counted as they stand.",
        ),
        fix=Message("请核对各批拨付与累计数。", "Compare the instalments with the sum to date."),
        expect=expectation(
            "ExpectColumnPairValuesToBeEqual",
            column_A="paid_to_date_fen",
            column_B="project_paid_fen",
            ignore_row_if="either_value_is_missing",
            where=(("paid_to_date_fen", "not null", None),),
        ),
        frame=FrameName.GROUPS,
        observed=sentence(
            "项目{project_no}累计拨付写{paid_to_date_fen:money}，各批之和是{project_paid_fen:money}",
            "project {project_no}: {paid_to_date_fen:money} are stated to date, its instalments sum to "
            "{project_paid_fen:money}",
        ),
    ),
    Rule(
        id="E28-GAP",
        severity="warn",
        zh="一个项目的各批次之间没有缺批",
        en="no instalment is missing between two of a project",
        why=Message(
            "缺一批，累计拨付就少一笔；已报的各批仍计入。",
            "A missing instalment lowers the sum paid; those supplied still count.",
        ),
        fix=Message("请补报所缺批次，或改正批次编号。", "Supply the missing instalment or correct the numbering."),
        expect=flagged("instalments_missing", expected=0, where=(("project_awarded_fen", "not null", None),)),
        column="instalment",
        frame=FrameName.GROUPS,
        observed=sentence(
            "项目{project_no}第{instalment}批之前缺{instalments_missing:.0f}批",
            "project {project_no}: {instalments_missing:.0f} before instalment {instalment} are missing",
        ),
    ),
    Rule(
        id="E26-SHARE",
        severity="warn",
        zh="公益创投资助不超过项目预算的{city_venture_share}%",
        en="a city venture grant is at most {city_venture_share}% of the project's budget",
        why=Message(
            "市公益创投{city_venture_limits_since:year}年起的规定；超出部分须说明，立项属实，故仍计入。",
            "The city's rule since {city_venture_limits_since:year}; an excess needs explaining, the award "
            "was made, so the row stays.",
        ),
        fix=Message("请核对立项金额与项目预算。", "Check the award and the project's budget."),
        expect=not_below(
            "venture_limit_fen",
            "venture_award_fen",
            where=(("venture_award_fen", "not null", None), ("venture_limit_fen", "not null", None)),
        ),
        parameters=("city_venture_limits_since", "city_venture_share"),
        column="awarded_fen",
        frame=FrameName.GROUPS,
        shows=("project_no", "budget_fen"),
    ),
    Rule(
        id="E26-CEILING",
        severity="warn",
        zh="公益创投单个项目资助不超过{city_venture_ceiling:money}",
        en="a city venture grant is at most {city_venture_ceiling:money}",
        why=Message(
            "市公益创投{city_venture_limits_since:year}年起的规定；超出部分须说明，立项属实，故仍计入。",
            "The city's rule since {city_venture_limits_since:year}; an excess needs explaining, the award "
            "was made, so the row stays.",
        ),
        fix=Message("请核对立项金额与单位。", "Check the award and its unit."),
        expect=between(
            "venture_award_fen",
            high=lambda s: s.district.given.bound(s.cutoff)["city_venture_ceiling"],
            where=(("venture_award_fen", "not null", None),),
        ),
        parameters=("city_venture_limits_since", "city_venture_ceiling"),
        column="awarded_fen",
        frame=FrameName.GROUPS,
        shows=("project_no",),
    ),
    Rule(
        id="E28P",
        severity="warn",
        zh="一个项目各批的基本信息一致",
        en="a project's rows agree about the project",
        why=Message(
            "同一项目的资金类别、用途、镇街或单位前后不一，分类数字可能有误；总额不受影响，故仍计入。",
            "Breakdowns may be wrong where a project's fund, purpose, town or recipient change; the total "
            "isn't, so rows stay.",
        ),
        expect=empty("attributes_differ"),
        column="project_no",
        frame=FrameName.GROUPS,
        observed=sentence(
            "项目{project_no}本行的{attributes_differ}与该项目第一行不一致",
            "project {project_no}: {attributes_differ} differ from the project's first row",
        ),
    ),
    *identifier_rules(
        extract="funding",
        column="recipient_uscc",
        sets_aside=False,
        id="E11R",
        why=Message(
            "代码有误就找不到受助单位的登记信息；钱已拨出，不计入反而少算，故仍计入。",
            "With a wrong code the recipient can't be found; but the money was paid and leaving it out would "
            "understate, so the row stays.",
        ),
    ),
    TOWN,
    IN_FORCE,
    Rule(
        id="G08",
        severity="warn",
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
        expect=filled_in("project_awarded_fen", where=(("paid_fen", ">", 0),)),
        column="awarded_fen",
        frame=FrameName.GROUPS,
        shows=("project_no", "paid_fen"),
    ),
]
"""The suite, in the order in which it is reported."""
