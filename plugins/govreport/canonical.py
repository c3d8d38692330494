"""Canonical tables: the shape every extract is brought to, whatever its district's layout.

One Table per extract; tidy/ writes it as Parquet, quality/ judges it, indicators/ are expressions over it. A column's
``info`` says what it is: ``zh`` (its name in messages), ``kind`` (text, id, coded, town, community, date, money, int,
score) and, for coded ones, ``codes`` (its list in codes.yaml). Money is integer 分. Belongs here: columns. Does not
belong here: layouts of files (include/districts/*/sources), rules (quality/).

Personal columns (legal representative, phone, identity number) have no place here, so they end at tidy.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, MetaData, String, Table

metadata = MetaData()

ROW = "_row"
"""The row number of the record in its file, as a spreadsheet shows it (the first line is 1)."""


def _column(name: str, kind: str, zh: str, *, codes: str | None = None, required: bool = False) -> Column:  # type: ignore[type-arg]
    types = {"date": Date, "money": BigInteger, "int": Integer, "score": Integer, "bool": Boolean}
    return Column(name, types.get(kind, String), nullable=not required, info={"zh": zh, "kind": kind, "codes": codes})


def _row_number() -> Column:  # type: ignore[type-arg]
    return Column(ROW, Integer, nullable=False, info={"zh": "行号", "kind": "row", "codes": None})


organizations = Table(
    "organizations",
    metadata,
    _row_number(),
    _column("name", "text", "社会组织名称", required=True),
    _column("uscc", "id", "统一社会信用代码"),
    _column("certificate_no", "text", "登记证号"),
    _column("legal_type", "coded", "社会组织类型", codes="legal_type", required=True),
    _column("registrar", "text", "登记管理机关"),
    _column("supervisor", "text", "业务主管单位"),
    _column("registered_on", "date", "成立登记日期"),
    _column("status", "coded", "状态", codes="status", required=True),
    _column("exited_on", "date", "注销(撤销、吊销)日期"),
    _column("capital_fen", "money", "注册资金"),
    _column("domicile", "text", "住所"),
    _column("town_code", "town", "所属镇街", required=True),
    _column("community_code", "community", "所属村(社区)"),
    _column("is_community_org", "bool", "是否社区社会组织", codes="yes_no"),
    _column("category", "coded", "社区社会组织类别", codes="category"),
    _column("is_federation", "bool", "是否镇街社区社会组织联合会", codes="yes_no"),
    _column("joined_federation_on", "date", "加入联合会日期"),
)
"""One row a social organization (registration extract), those that left the register included."""

funding = Table(
    "funding",
    metadata,
    _row_number(),
    _column("project_no", "text", "项目编号", required=True),
    _column("project_name", "text", "项目名称"),
    _column("fund", "coded", "资金类别", codes="fund", required=True),
    _column("approved_on", "date", "立项日期", required=True),
    _column("recipient_name", "text", "受助单位"),
    _column("recipient_uscc", "id", "受助单位统一社会信用代码"),
    _column("town_code", "town", "所属镇街", required=True),
    _column("community_code", "community", "实施村(社区)"),
    _column("purpose", "coded", "用途(服务领域)", codes="purpose", required=True),
    _column("instalment", "int", "拨付批次", required=True),
    _column("awarded_fen", "money", "立项金额"),
    _column("paid_on", "date", "拨付日期"),
    _column("paid_fen", "money", "拨付金额"),
    _column("paid_to_date_fen", "money", "累计拨付金额"),
    _column("budget_fen", "money", "项目预算"),
)
"""One row an instalment of a project's grant (funding extract); the award stands on instalment 1 only."""

evaluations = Table(
    "evaluations",
    metadata,
    _row_number(),
    _column("event_no", "text", "记录编号", required=True),
    _column("event_kind", "coded", "事项类别", codes="event_kind", required=True),
    _column("name", "text", "社会组织名称"),
    _column("uscc", "id", "统一社会信用代码", required=True),
    _column("town_code", "town", "所属镇街", required=True),
    _column("report_year", "int", "所属年度"),
    _column("event_on", "date", "办理日期", required=True),
    _column("event_result", "coded", "办理结果", codes="event_result"),
    _column("due_on", "date", "期限"),
    _column("closed_on", "date", "办结日期"),
    _column("grade", "coded", "评估等级", codes="grade"),
    _column("score", "score", "评估得分"),
    _column("valid_to", "date", "有效期至"),
)
"""One row a supervision event (evaluation extract). What the dates mean follows from ``event_kind``:

| event_kind | event_on | due_on | closed_on |
|---|---|---|---|
| regular_check, ad_hoc_check | day of the check | rectification deadline | rectified |
| annual_report | submitted | 31 March after report_year | accepted |
| assessment | grade issued | - | - |
| abnormal_list | listed | - | removed |
| incubation | moved in | - | graduated or left |
"""

towns = Table(
    "towns",
    metadata,
    Column("town_code", String, nullable=False),
    Column("name", String, nullable=False),
)
"""Reference: one row a town or street of the district (from towns.csv)."""

communities = Table(
    "communities",
    metadata,
    Column("community_code", String, nullable=False),
    Column("town_code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
)
"""Reference: one row a village or residents' committee; ``kind`` is "urban" (社区居委会) or "rural" (村委会)."""

EXTRACTS: dict[str, Table] = {
    "registration": organizations,
    "funding": funding,
    "evaluation": evaluations,
}
"""The three extracts of a quarter and the canonical table each is brought to."""
