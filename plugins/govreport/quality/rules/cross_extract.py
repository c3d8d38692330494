"""The suite across extracts: one batch, every organization on the register, and the suites themselves complete."""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.conditions import between, expectation, flagged, not_below
from govreport.quality.rule import FrameName, Rule, sentence
from govreport.quality.rules.agreement import RULES as AGREEMENT
from govreport.quality.rules.identifiers import unregistered
from govreport.quality.rules.periodic_returns import RULES as RETURNS

MOST_SET_ASIDE = 10
"""Per cent of an extract's rows that may be left out before its figures must not be signed."""
_CODED = (("recipient_uscc", "not null", None),)
_TELL_US = Message("请把本段文字转给系统维护人员。", "Pass this paragraph to whoever maintains the system.")


RULES: list[Rule] = [
    Rule(
        id="E01-BATCH",
        severity="hold",
        zh="各份文件的数据截止日期相同",
        en="all files state the same cut-off",
        why=Message(
            "截止日期不一，组织数与资金、评估数不在同一时点，不宜签发。",
            "With different cut-offs organizations, grants and events aren't of one moment: don't sign.",
        ),
        fix=Message("请提供与其他文件同一截止日期的文件。", "Supply the file as of the others' cut-off."),
        expect=not_below("cutoff", "latest"),
        column="value",
        frame=FrameName.FILES,
        observed=sentence(
            "数据截止日期为{cutoff}，其他文件已到{latest}", "its cut-off is {cutoff}, while another file's is {latest}"
        ),
    ),
    Rule(
        id="E30",
        severity="warn",
        sets_aside=True,
        zh="事项所涉组织在登记名册中",
        en="an event's organization is on the register",
        why=Message(
            "名册里没有的组织进了分子而不在分母，比率会虚高。",
            "An organization outside the register would enter a rate's numerator and not its denominator.",
        ),
        fix=Message(
            "请核对代码；组织确已登记的，请更正登记名册。",
            "Check the code; if the organization is registered, correct the register.",
        ),
        expect=flagged("in_register"),
        column="uscc",
        frame=FrameName.EVALUATION,
        needs="extracts",
        extracts=("evaluation",),
        shows=("name", "event_no"),
        observed=unregistered("uscc"),
    ),
    Rule(
        id="E30-FUNDING",
        severity="warn",
        zh="有代码的受助单位在登记名册中",
        en="a recipient with a code is on the register",
        why=Message(
            "查不到的受助单位可能是别处登记的；钱已拨出，不计入反而少算，故仍计入。",
            "It may be registered elsewhere; but the money was paid and leaving it out would understate, so "
            "the row stays.",
        ),
        fix=Message("请核对受助单位的代码与登记机关。", "Check the recipient's code and registrar."),
        expect=flagged("in_register", where=_CODED),
        column="recipient_uscc",
        frame=FrameName.FUNDING,
        needs="extracts",
        extracts=("funding",),
        shows=("recipient_name", "project_no"),
        observed=unregistered("recipient_uscc"),
    ),
    Rule(
        id="E31",
        severity="warn",
        zh="不向已退出登记的组织拨付",
        en="no payment to an organization that has left the register",
        why=Message(
            "可能是结清旧账，也可能是错付；钱已拨出，不计入会与财务数不符，故仍计入并逐笔列出。",
            "It may settle an old debt or be a mistake; the money was paid and must agree with the accounts, "
            "so the row stays and is listed.",
        ),
        fix=Message("请财务部门逐笔说明拨付依据。", "The finance office should give the ground for each payment."),
        expect=not_below("exited_on", "paid_on", where=(("paid_fen", ">", 0),)),
        column="paid_on",
        frame=FrameName.FUNDING,
        needs="extracts",
        extracts=("funding",),
        shows=("project_no", "paid_fen"),
        observed=sentence(
            "“{recipient_name}”已于{exited_on}退出登记，却在{paid_on}收到拨付",
            "“{recipient_name}” left the register on {exited_on} and was paid on {paid_on}",
        ),
    ),
    Rule(
        id="E32",
        severity="warn",
        zh="立项前{award_after_abnormal_years:word}年内，受助单位不在活动异常名录",
        en="{award_after_abnormal_years:before} its award a recipient wasn't on the list of abnormal activity",
        why=Message(
            "近期列入名录的单位获得资助，须说明依据；立项属实，故仍计入。",
            "An award to an organization that was listed lately needs its ground; it was made, so the row stays.",
        ),
        fix=Message("请核对名录与立项依据，并逐项说明。", "Check the list and the ground for the award; explain each."),
        expect=flagged("was_listed", expected=0, where=(("awarded_fen", "not null", None),)),
        parameters=("award_after_abnormal_years",),
        column="approved_on",
        frame=FrameName.FUNDING,
        needs="extracts",
        extracts=("funding", "evaluation"),
        shows=("recipient_name", "project_no"),
        observed=sentence(
            "“{recipient_name}”在立项日{approved_on}或此前{award_after_abnormal_years:word}年内列于活动异常名录",
            "“{recipient_name}” was on the list of abnormal activity on {approved_on}, the day of its award, or "
            "{award_after_abnormal_years:before}",
        ),
    ),
    Rule(
        id="E32-SERIOUS",
        severity="warn",
        zh="立项前{award_after_serious_years:word}年内，受助单位不在严重违法失信名单",
        en="{award_after_serious_years:before} its award a recipient wasn't on the list of serious breaches",
        why=Message(
            "近{award_after_serious_years:word}年列入名单的单位获得资助，须说明依据；立项属实，故仍计入。",
            "An award to an organization that was listed within {award_after_serious_years:word} years needs "
            "its ground; it was made, so the row "
            "stays.",
        ),
        fix=Message("请核对名单与立项依据，并逐项说明。", "Check the list and the ground for the award; explain each."),
        expect=flagged("was_serious", expected=0, where=(("awarded_fen", "not null", None),)),
        parameters=("award_after_serious_years",),
        column="approved_on",
        frame=FrameName.FUNDING,
        needs="extracts",
        extracts=("funding", "evaluation"),
        shows=("recipient_name", "project_no"),
        observed=sentence(
            "“{recipient_name}”在立项日{approved_on}或此前{award_after_serious_years:word}年内列于严重违法失信名单",
            "“{recipient_name}” was on the list of serious breaches on {approved_on}, the day of its award, or "
            "{award_after_serious_years:before}",
        ),
    ),
    Rule(
        id="E32-ASSESSED",
        severity="warn",
        zh="评估时不在活动异常名录",
        en="an assessed organization isn't on the list of abnormal activity",
        why=Message(
            "在名录中的组织参加评估，须说明依据；评估确已进行，故仍计入。",
            "That a listed organization was assessed needs its ground; the assessment took place, so the row stays.",
        ),
        fix=Message("请核对列入、移出日期与评估日期。", "Check the listing's dates and the assessment's."),
        expect=flagged("was_listed", expected=0, where=(("event_kind", "==", "assessment"),)),
        column="event_on",
        frame=FrameName.EVALUATION,
        needs="extracts",
        extracts=("evaluation",),
        shows=("event_no",),
        observed=sentence(
            "“{name}”在评估日{event_on}列于活动异常名录",
            "“{name}” was on the list of abnormal activity on {event_on}, the day of its assessment",
        ),
    ),
    Rule(
        id="E33",
        severity="warn",
        zh="参加等级评估的组织登记满{assessment_after_years:word}年",
        en="an assessed organization has been registered for {assessment_after_years:word} years",
        why=Message(
            "不满{assessment_after_years:word}年不具备参评资格；评估确已进行，故仍计入。",
            "Younger ones may not be assessed; the assessment took place, so the row stays.",
        ),
        fix=Message("请核对成立登记日期与评估日期。", "Check the registration date and the assessment's."),
        expect=not_below("event_on", "assessable_from", where=(("event_kind", "==", "assessment"),)),
        parameters=("assessment_after_years",),
        frame=FrameName.EVALUATION,
        needs="extracts",
        extracts=("evaluation",),
        shows=("event_no",),
        observed=sentence(
            "“{name}”{registered_on}登记，{event_on}评估时不满{assessment_after_years:word}年",
            "“{name}” was registered on {registered_on}, not {assessment_after_years:word} years before its "
            "assessment on {event_on}",
        ),
    ),
    *RETURNS,
    *AGREEMENT,
    Rule(
        id="E46-LEFT",
        severity="hold",
        zh=f"不计入报表的行不超过{MOST_SET_ASIDE}%",
        en=f"at most {MOST_SET_ASIDE}% of the rows are left out",
        why=Message(
            "剔除过多，数字已不能代表全区，更正前不宜签发。",
            "With so many rows left out the figures no longer stand for the district: correct before signing.",
        ),
        fix=Message(
            "请按更正单逐行更正后重新提供文件。", "Correct the rows by the correction sheet and supply the file again."
        ),
        expect=between("per_cent_out", high=MOST_SET_ASIDE),
        column="value",
        frame=FrameName.SUITES,
        observed=sentence(
            "共{rows_in:.0f}行，其中{rows_out:.0f}行不计入报表",
            "{rows_out:.0f} of {rows_in:.0f} rows are left out of the report",
        ),
    ),
    Rule(
        id="E00-LEFT",
        severity="block",
        zh="与其他数据核对之后还有可用的行",
        en="usable rows remain once the extracts are compared",
        why=Message(
            "每一行都不能计入，就没有任何数字可言：由它写出的零都不是查出来的零。",
            "Where no row counts there is nothing to report: every zero would be a gap and not a count.",
        ),
        fix=Message(
            "请核对该数据与登记名册是否用同一种编号，改正后重新提供。",
            "See whether it names organizations by the same numbers as the register; correct it and supply it again.",
        ),
        expect=between("rows_left", low=1),
        column="value",
        frame=FrameName.SUITES,
        observed=sentence(
            "共{rows_in:.0f}行，与其他数据核对后全部不能计入，没有可用的行",
            "none of its {rows_in:.0f} rows can be counted beside the other extracts: there are no usable rows",
        ),
    ),
    Rule(
        id="E60",
        severity="block",
        zh="声明的规则全部执行",
        en="every declared rule was evaluated",
        why=Message(
            "漏执行的规则看起来像是通过了，数据未经完整检查不得出具报表。",
            "A rule that was skipped looks like one that passed; unproved data make no report.",
        ),
        fix=_TELL_US,
        expect=expectation("ExpectColumnPairValuesToBeEqual", column_A="declared", column_B="evaluated"),
        column="value",
        frame=FrameName.SUITES,
        observed=sentence(
            "声明规则{declared:.0f}条，实际执行{evaluated:.0f}条",
            "{declared:.0f} rules are declared, {evaluated:.0f} were evaluated",
        ),
    ),
    Rule(
        id="E61",
        severity="block",
        zh="不合规则的行全部存下",
        en="every failing row is stored",
        why=Message("少存一行，就有一行无声消失。", "One row not stored is one row that vanished in silence."),
        fix=_TELL_US,
        expect=expectation("ExpectColumnPairValuesToBeEqual", column_A="counted", column_B="stored"),
        column="value",
        frame=FrameName.SUITES,
        observed=sentence(
            "不合规则的行计得{counted:.0f}行，存下{stored:.0f}行",
            "{counted:.0f} failing rows were counted, {stored:.0f} stored",
        ),
    ),
]
"""The suite, in the order in which it is reported."""
