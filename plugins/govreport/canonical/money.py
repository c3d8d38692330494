"""Where money comes from and goes: grants and their instalments, gifts to community funds, venture projects.

Amounts are integers of the smallest unit of the district's currency.
"""

from __future__ import annotations

from sqlalchemy import Table

from govreport.canonical.columns import column, flag, metadata, row_number

funding = Table(
    "funding",
    metadata,
    row_number(),
    column("project_no", "text", "项目编号", required=True),
    column("project_name", "text", "项目名称"),
    column("fund", "coded", "资金类别", codes="fund", required=True),
    column("approved_on", "date", "立项日期", required=True),
    column("recipient_name", "text", "受助单位"),
    column("recipient_uscc", "id", "受助单位统一社会信用代码"),
    column("town_code", "town", "所属镇街", required=True),
    column("community_code", "community", "实施村(社区)"),
    column("purpose", "coded", "用途(服务领域)", codes="purpose", required=True, may_lack=True),
    column("instalment", "int", "拨付批次", required=True),
    column("awarded_fen", "money", "立项金额"),
    column("paid_on", "date", "拨付日期"),
    column("paid_fen", "money", "拨付金额"),
    column("paid_to_date_fen", "money", "累计拨付金额"),
    column("budget_fen", "money", "项目预算"),
    column("department", "coded", "资金主管部门", codes="department"),
    column("target_group", "coded", "服务对象", codes="target_group"),
    info={
        "zh": (
            "一行是一个项目的一批拨款（拨付台账）；立项金额只写在第1批上。"
            "退款单列一行：`paid_fen` 为负数，`paid_on` 为退款日期，其余各栏照抄所退的批次。"
        )
    },
)
"""One row an instalment of a project's grant (funding extract); the award stands on instalment 1 only. A refund is a
row of its own: ``paid_fen`` is negative, ``paid_on`` the day of the refund, the rest as in that instalment."""

donations = Table(
    "donations",
    metadata,
    row_number(),
    column("donation_no", "text", "捐赠编号", required=True),
    column("town_code", "town", "所属镇街", required=True),
    column("community_code", "community", "社区基金所在村(社区)", required=True),
    column("received_on", "date", "入账日期", required=True),
    column("donor_class", "coded", "捐赠方类别", codes="donor_class", required=True),
    column("cash_fen", "money", "捐赠资金"),
    column("in_kind_fen", "money", "捐赠物资折价"),
    info={"zh": "一行是社区基金收到的一笔捐赠（捐赠明细）。捐赠方只记类别，不记姓名或名称。"},
)
"""One row a gift to a community fund (donations extract). Donors are a class, never a name."""

venture_stages = Table(
    "venture_stages",
    metadata,
    row_number(),
    column("project_no", "text", "项目编号", required=True),
    column("round", "int", "届次", required=True),
    column("project_name", "text", "项目名称"),
    column("field", "coded", "项目领域", codes="purpose", required=True),
    column("town_code", "town", "所属镇街", required=True),
    column("community_code", "community", "实施村(社区)", required=True),
    column("applicant_name", "text", "申报单位"),
    column("implementer_kind", "coded", "实施主体类型", codes="implementer_kind", required=True),
    column("stage", "coded", "环节", codes="venture_stage", required=True),
    column("due_on", "date", "计划完成日期"),
    column("done_on", "date", "实际完成日期"),
    column("stage_result", "coded", "环节结果", codes="stage_result"),
    column("grant_fen", "money", "资助金额"),
    column("own_funds_fen", "money", "自筹金额"),
    column("activities", "int", "活动场次"),
    column("people_served", "int", "服务人次"),
    column("volunteers", "int", "志愿者人数"),
    column("volunteer_hours", "int", "志愿服务时长(小时)"),
    flag("is_brand", "是否品牌项目"),
    column("became_no", "text", "转化登记(备案)号"),
    column("became_on", "date", "转化登记(备案)日期"),
    info={
        "zh": (
            "一行是公益微创投项目已到达或应到达的一个环节（项目台账）。资助和自筹金额写在 `review` 环节；产出、"
            "是否品牌、转化结果写在 `closing` 环节。"
        )
    },
)
"""One row a stage that a 公益微创投 project reached or is due to reach (ventures extract). The grant and own funds
stand on the stage ``review``; outputs, the brand mark and what the project became stand on the stage ``closing``."""
