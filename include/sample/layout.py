"""How each quarter's files look: column order, header groups, and the spellings that change from quarter to quarter.

Every spelling is one that the district's layouts (include/districts/panyu/sources) know. Belongs here: headers and
notes. Does not belong here: values (rows.py, dirt.py), bytes (writers.py).
"""

from __future__ import annotations

from datetime import date

from govreport.quarter import Quarter

SERIAL = "serial"
"""The running number, counted when the file is written."""

REGISTRATION: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", ((SERIAL, "序号"),)),
    (
        "基本信息",
        (
            ("name", "社会组织名称"),
            ("uscc", "统一社会信用代码"),
            ("certificate_no", "登记证号"),
            ("legal_type", "社会组织类型"),
            ("legal_representative", "法定代表人"),
            ("phone", "联系电话"),
            ("domicile", "住所"),
        ),
    ),
    (
        "登记信息",
        (
            ("registrar", "登记管理机关"),
            ("supervisor", "业务主管单位"),
            ("registered_on", "成立登记日期"),
            ("status", "状态"),
            ("exited_on", "注销（撤销、吊销）日期"),
            ("capital_fen", "注册资金"),
        ),
    ),
    ("", (("town_code", "所属镇街"), ("community_code", "所属村（社区）"))),
    (
        "社区社会组织",
        (
            ("is_community_org", "是否社区社会组织"),
            ("category", "社区社会组织类别"),
            ("is_federation", "是否镇街社区社会组织联合会"),
            ("joined_federation_on", "加入镇街联合会日期"),
        ),
    ),
    ("", (("sector", "行业分类"), ("is_charity", "是否慈善组织"), ("is_hub", "是否枢纽型"), ("remark", "备注"))),
)
"""Groups of columns in order; a group without a heading holds columns merged over both header rows."""

FUNDING: tuple[tuple[str, str], ...] = (
    (SERIAL, "序号"),
    ("project_no", "项目编号"),
    ("project_name", "项目名称"),
    ("fund", "资金类别"),
    ("approved_on", "立项日期"),
    ("recipient_name", "受助单位"),
    ("recipient_uscc", "受助单位统一社会信用代码"),
    ("town_code", "所属镇街"),
    ("community_code", "实施村（社区）"),
    ("purpose", "用途（服务领域）"),
    ("instalment", "拨付批次"),
    ("awarded_fen", "立项金额"),
    ("paid_on", "拨付日期"),
    ("paid_fen", "拨付金额"),
    ("budget_fen", "项目预算"),
    ("department", "资金主管部门"),
    ("target_group", "服务对象"),
    ("remark", "备注"),
)

EVALUATION: tuple[tuple[str, str], ...] = (
    ("event_no", "记录编号"),
    ("event_kind", "事项类别"),
    ("name", "社会组织名称"),
    ("uscc", "统一社会信用代码"),
    ("town_code", "所属镇街"),
    ("report_year", "所属年度"),
    ("event_on", "办理日期"),
    ("event_result", "办理结果"),
    ("due_on", "期限"),
    ("closed_on", "办结日期"),
    ("grade", "评估等级"),
    ("score", "评估得分"),
    ("valid_to", "有效期至"),
    ("disclosure_item", "公开事项"),
    ("cutoff", "数据截止日期"),
    ("remark", "备注"),
)

_HABITS: tuple[dict[str, dict[str, str]], ...] = (
    {"registration": {}, "funding": {}, "evaluation": {}},
    {
        "registration": {
            "name": "单位名称",
            "uscc": "统一信用代码",
            "town_code": "镇(街)",
            "registered_on": "成立日期",
            "sector": "所属行业",
        },
        "funding": {"purpose": "服务领域", "paid_on": "拨付时间", "town_code": "镇（街）", "department": "主管部门"},
        "evaluation": {"name": "单位名称", "due_on": "整改期限", "disclosure_item": "公开内容"},
    },
    {
        "registration": {
            "legal_type": "类型",
            "exited_on": "注销（撤销、吊销）\n日期",
            "is_federation": "是否街（镇）社联会",
            "registrar": "登记机关",
            "is_hub": "是否枢纽型社会组织",
        },
        "funding": {
            "recipient_name": "受资助单位",
            "awarded_fen": "批准金额",
            "instalment": "批次",
            "target_group": "服务人群",
        },
        "evaluation": {"event_on": "发生日期", "closed_on": "完成日期", "town_code": "镇（街）"},
    },
)
"""Spellings of three clerks who take turns."""


def header(extract: str, quarter: Quarter, column: str, usual: str) -> str:
    """The header of a column as this quarter's file spells it."""
    return _HABITS[quarter.ordinal % len(_HABITS)][extract].get(column, usual)


def repeats_headers(quarter: Quarter) -> bool:
    """Whether ungrouped columns have their header in both header rows (else one cell merged over both)."""
    return quarter.ordinal % 2 == 0


def notes_first(quarter: Quarter) -> bool:
    """Whether the sheet of instructions stands before the register."""
    return quarter.ordinal % 3 == 1


def printed(day: date) -> str:
    """A day as titles print it: 2019年9月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


INSTRUCTIONS = (
    "填报说明",
    "一、本表由区民政局社会组织管理科按季汇总，含已注销、撤销、吊销的社会组织。",
    "二、金额以万元为单位，日期填写到日。",
    "三、尚在筹备的镇街社区社会组织联合会可先行列入，登记后补填代码和日期。",
    "四、样例数据：组织、代码、地址均为虚构。",
)
