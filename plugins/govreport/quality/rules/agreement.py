"""Rules about agreement with others: the statutory return, the finance bureau, the report system, the platform.

Each is judged only where its reference file was supplied.
"""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.conditions import flagged
from govreport.quality.rule import FrameName, Rule, sentence

_EXPLAIN = Message(
    "请会同对方单位查明，更正数据，或在 reconciliation.yaml 中写明差额、原因、说明单位和日期。",
    "Settle it with the other office: correct the data, or write the difference, its reason, who explains it and when "
    "into reconciliation.yaml.",
)


def _figures_rule(*, id: str, zh: str, en: str, why: Message) -> Rule:
    return Rule(
        id=id,
        severity="hold",
        zh=zh,
        en=en,
        why=why,
        fix=_EXPLAIN,
        accepted_as=Message("差额已与对方核实", "the difference has been settled with the other office"),
        expect=flagged("settled", where=(("reference", "==", id),)),
        column="value",
        frame=FrameName.FIGURES,
        needs="reference",
        observed=sentence("{told_zh}，差额未说明（请与{owner}核对）", "{told_en}, not explained (ask {owner})"),
    )


RULES: list[Rule] = [
    _figures_rule(
        id="E50",
        zh="各类型在册数与法定民政季报一致，或差额已说明",
        en="the counts by type agree with the statutory return, or the difference is explained",
        why=Message(
            "同一家单位对上对下报两个数，领导无从采信；差额说明之前不宜签发。",
            "One bureau, two numbers: nobody knows which to trust. Explain the difference before signing.",
        ),
    ),
    _figures_rule(
        id="E51",
        zh="本季拨付与财政部门数一致，或差额已说明",
        en="the quarter's payments agree with the finance bureau's, or the difference is explained",
        why=Message(
            "台账与国库支付对不上，可能漏记、错记或跨季入账；差额说明之前不宜签发。",
            "If the ledger disagrees with the treasury, payments were left out, misbooked or booked in another "
            "quarter: explain before signing.",
        ),
    ),
    _figures_rule(
        id="E52",
        zh="年度报告数与年报系统一致，或差额已说明",
        en="the annual reports agree with the report system, or the difference is explained",
        why=Message(
            "参报率是对外公布的数，须与年报系统同源；差额说明之前不宜签发。",
            "The reporting rate is published and must agree with the system it comes from: explain before signing.",
        ),
    ),
    Rule(
        id="E53",
        severity="warn",
        zh="抽取的组织在全国平台上的名称和状态与名册相同",
        en="sampled organizations have the register's name and status on the national platform",
        why=Message(
            "抽样不符说明名册未及时更新；抽样只作提示，不改动数字。",
            "A disagreement shows that the register lags behind; a sample warns and changes no figure.",
        ),
        fix=Message(
            "请核对后更正名册或报请平台更正。", "Check and correct the register, or have the platform corrected."
        ),
        expect=flagged("agrees"),
        column="value",
        frame=FrameName.SAMPLED,
        needs="reference",
        observed=sentence("{told_zh}", "{told_en}"),
    ),
]
"""In the order in which they are reported, before the rules about the suites themselves."""
