"""Who there is: registered organizations, filed groups, and what party and staff returns say of them each quarter.

Personal columns (legal representatives, persons in charge, phones) have no place here.
"""

from __future__ import annotations

from sqlalchemy import Table

from govreport.canonical.columns import column, flag, metadata, row_number

LEFT = ("deregistered", "revoked", "licence_revoked")
"""Statuses of organizations that have left the register: 注销, 撤销, 吊销."""
STATUSES = ("active", "preparing", "liquidating", *LEFT)
"""All statuses of the product."""
GONE = "gone"
"""Status of an organization that a register of the living no longer lists: it has left, nobody knows by which way. It
counts as deregistered, and only districts whose exits are derived so have it."""

organizations = Table(
    "organizations",
    metadata,
    row_number(),
    column("name", "text", "社会组织名称", required=True),
    column("uscc", "id", "统一社会信用代码"),
    column("certificate_no", "text", "登记证号"),
    column("legal_type", "coded", "社会组织类型", codes="legal_type", required=True),
    column("registrar", "text", "登记管理机关"),
    column("supervisor", "text", "业务主管单位"),
    column("registered_on", "date", "成立登记日期"),
    column("status", "coded", "状态", codes="status", required=True),
    column("exited_on", "date", "注销(撤销、吊销)日期"),
    column("capital_fen", "money", "注册资金"),
    column("domicile", "text", "住所"),
    column("town_code", "town", "所属镇街", required=True),
    column("community_code", "community", "所属村(社区)"),
    flag("is_community_org", "是否社区社会组织"),
    column("category", "coded", "社区社会组织类别", codes="category"),
    flag("is_federation", "是否镇街社区社会组织联合会"),
    column("joined_federation_on", "date", "加入联合会日期"),
    column("sector", "coded", "行业分类", codes="sector"),
    flag("is_charity", "是否慈善组织"),
    flag("is_hub", "是否枢纽型社会组织"),
    info={"zh": "一行是一家社会组织（登记名册），已退出登记的也在内。"},
)
"""One row a social organization (registration extract), those that left the register included."""

filed_groups = Table(
    "filed_groups",
    metadata,
    row_number(),
    column("filing_no", "text", "备案号", required=True),
    column("name", "text", "社区社会组织名称", required=True),
    column("form", "coded", "组织形式", codes="group_form"),
    column("town_code", "town", "备案镇街", required=True),
    column("community_code", "community", "所在村(社区)", required=True),
    column("category", "coded", "社区社会组织类别", codes="category"),
    column("filed_on", "date", "备案日期", required=True),
    column("ended_on", "date", "终止备案日期"),
    info={"zh": "一行是一家在镇街备案的社区社会组织；这类组织没有统一社会信用代码（备案名册）。"},
)
"""One row a community group filed (备案) with its town or street; such groups have no credit code (filing extract)."""

party_quarters = Table(
    "party_quarters",
    metadata,
    row_number(),
    column("uscc", "id", "统一社会信用代码", required=True),
    column("name", "text", "社会组织名称"),
    column("town_code", "town", "所属镇街", required=True),
    column("as_of", "date", "统计截止日期", required=True),
    column("party_form", "coded", "党组织类别", codes="party_form", required=True),
    column("party_founded_on", "date", "党组织成立时间"),
    column("no_party_reason", "coded", "未建立党组织原因", codes="no_party_reason"),
    column("members", "int", "正式党员人数"),
    flag("has_instructor", "是否有党建指导员"),
    flag("via_union_or_league", "是否依托工会、共青团开展党的工作"),
    flag("organization_secured", "组织保障是否达标"),
    flag("funds_secured", "经费保障是否达标"),
    flag("staff_secured", "人员保障是否达标"),
    flag("venue_secured", "场所保障是否达标"),
    column("meetings_due", "int", "本季应开展三会一课次数"),
    column("meetings_held", "int", "本季按期开展三会一课次数"),
    column("full_time_staff", "int", "专职工作人员"),
    column("social_workers", "int", "持社会工作者职业资格证人数"),
    column("new_social_workers", "int", "本季新取得资格证人数"),
    info={
        "zh": (
            "一行是一家社会组织的一个季度（`as_of` 为季度最后一天）的党建和用工情况（党建报表）。"
            "三会一课次数和新取得的资格证按本季计，其余按季末计。"
        )
    },
)
"""One row an organization and quarter (``as_of`` is the quarter's last day): party building and staff (party extract).
Meetings and new certificates are the quarter's, everything else is as of its end."""
