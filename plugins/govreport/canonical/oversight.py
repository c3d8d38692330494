"""What the registrar and its partners did: supervision events, trainings and exchanges, the five-actor model."""

from __future__ import annotations

from sqlalchemy import Table

from govreport.canonical.columns import column, flag, metadata, row_number

evaluations = Table(
    "evaluations",
    metadata,
    row_number(),
    column("event_no", "text", "记录编号", required=True),
    column("event_kind", "coded", "事项类别", codes="event_kind", required=True),
    column("name", "text", "社会组织名称"),
    column("uscc", "id", "统一社会信用代码", required=True),
    column("town_code", "town", "所属镇街", required=True),
    column("report_year", "int", "所属年度"),
    column("event_on", "date", "办理日期", required=True),
    column("event_result", "coded", "办理结果", codes="event_result"),
    column("due_on", "date", "期限"),
    column("closed_on", "date", "办结日期"),
    column("grade", "coded", "评估等级", codes="grade"),
    column("score", "score", "评估得分"),
    column("valid_to", "date", "有效期至"),
    column("disclosure_item", "coded", "公开事项", codes="disclosure_item"),
    info={
        "zh": (
            "一行是一件监管或评估事项（监管与评估台账）。各日期的含义随 `event_kind` 而定：\n"
            "\n"
            "| event_kind | event_on | due_on | closed_on |\n"
            "|---|---|---|---|\n"
            "| regular_check, ad_hoc_check | 检查日期 | 整改期限 | 整改完成 |\n"
            "| annual_report | 报送 | report_year 次年的报送期限 | 通过 |\n"
            "| assessment_application | 申请评估 | - | - |\n"
            "| assessment | 授予等级 | - | - |\n"
            "| abnormal_list, serious_list | 列入名单 | - | 移出 |\n"
            "| penalty | 作出处罚 | - | - |\n"
            "| dormancy | 认定不活跃（`event_result` 写明依据哪一条） | - | 处置完毕 |\n"
            "| credit_entry | 信用信息产生 | - | 记入信用系统 |\n"
            "| disclosure | 公开 `report_year` 年度的 `disclosure_item` | - | - |\n"
            "| incubation | 入驻 | - | 出壳或离开 |"
        )
    },
)
"""One row a supervision event (evaluation extract). What the dates mean follows from ``event_kind``:

| event_kind | event_on | due_on | closed_on |
|---|---|---|---|
| regular_check, ad_hoc_check | day of the check | rectification deadline | rectified |
| annual_report | submitted | the day on which it was due, the year after report_year | accepted |
| assessment_application | applied for an assessment | - | - |
| assessment | grade issued | - | - |
| abnormal_list, serious_list | listed | - | removed |
| penalty | penalty imposed | - | - |
| dormancy | found inactive (``event_result`` says which criterion) | - | settled |
| credit_entry | credit information arose | - | entered into the credit system |
| disclosure | ``disclosure_item`` published for ``report_year`` | - | - |
| incubation | moved in | - | graduated or left |
"""

activities = Table(
    "activities",
    metadata,
    row_number(),
    column("activity_no", "text", "活动编号", required=True),
    column("activity_kind", "coded", "活动类别", codes="activity_kind", required=True),
    column("title", "text", "活动名称"),
    column("held_on", "date", "举办日期", required=True),
    column("uscc", "id", "参加单位统一社会信用代码"),
    column("name", "text", "参加单位"),
    column("town_code", "town", "所属镇街", required=True),
    column("attendances", "int", "参加人次"),
    column("people", "int", "参加人数"),
    column("leaders", "int", "其中负责人(骨干)人数"),
    info={
        "zh": (
            "一行是一家组织参加一次培训、交流、表彰，或公开一次决策或账目（活动登记表）。`people` 每人计一次，"
            "`attendances` 每场计一次。"
        )
    },
)
"""One row an organization's part in a training, an exchange, a commendation or a publication of decisions or accounts
(activities extract). ``people`` counts everybody once, ``attendances`` once a session."""

community_quarters = Table(
    "community_quarters",
    metadata,
    row_number(),
    column("community_code", "community", "村(社区)", required=True),
    column("town_code", "town", "所属镇街", required=True),
    column("as_of", "date", "统计截止日期", required=True),
    column("started_on", "date", "五社联动启动日期"),
    flag("is_pilot", "是否试点社区"),
    flag("is_showcase", "是否示范镇街所属"),
    column("committee_on", "date", "五社联动委员会成立日期"),
    column("deliberations", "int", "本季议事次数"),
    flag("has_residents_committee", "社区居委"),
    flag("has_organization", "社会组织"),
    flag("has_social_work", "社会工作"),
    flag("has_enterprise", "社区企业"),
    flag("has_fund", "社区基金"),
    flag("has_volunteers", "社区志愿者"),
    flag("has_charity_resources", "社会慈善资源"),
    info={"zh": "一行是一个村(社区)的一个季度（`as_of` 为季度最后一天）的五社联动情况（五社联动统计表）。"},
)
"""One row a village or community and quarter (``as_of`` is its last day): the 五社联动 model (linkage extract)."""
