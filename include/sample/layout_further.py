"""How the six further extracts look: titles, header groups, notes, encodings, and spellings that change by quarter.

Every spelling is one that the district's layouts (include/districts/panyu/sources) know. Belongs here: forms. Does not
belong here: values (rows_further.py, dirt_further.py), bytes (forms.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from govreport.quarter import Quarter
from include.sample.layout import SERIAL

Columns = tuple[tuple[str, str], ...]
Groups = tuple[tuple[str, Columns], ...]


@dataclass(frozen=True)
class Form:
    """One office's form."""

    title: str
    office: str
    groups: Groups
    """Heading over some columns ("" for none) and those columns with their usual header."""
    notes: tuple[str, ...]
    sheet: str | None = None
    """The sheet's name; None where the file is CSV."""
    encoding: str = "utf-8-sig"
    unit: str | None = None
    total: str | None = None
    """What the 合计 row holds: "rows" (their number), "amounts" (sums); None where there is none."""
    repeats: str | None = None
    """A column that stands only where it changes from row to row."""
    habits: tuple[dict[str, str], ...] = ({}, {}, {})
    """Other spellings of headers, by clerk."""

    @property
    def columns(self) -> Columns:
        """All columns without their groups."""
        return tuple(column for _, group in self.groups for column in group)

    def header(self, quarter: Quarter, column: str, usual: str) -> str:
        """The header of a column as this quarter's file spells it."""
        return self.habits[quarter.ordinal % len(self.habits)].get(column, usual)


_SIGNED = ("填表人：（略）    审核人：（略）",)

FORMS: dict[str, Form] = {
    "filing": Form(
        title="番禺区社区社会组织备案名册",
        office="番禺区民政局基层政权和社区建设科",
        sheet="备案名册",
        groups=(
            (
                "",
                (
                    (SERIAL, "序号"), ("town_code", "备案镇街"), ("community_code", "所在村（社区）"),
                    ("filing_no", "备案号"), ("name", "社区社会组织名称"), ("form", "组织形式"),
                    ("category", "社区社会组织类别"), ("filed_on", "备案日期"), ("ended_on", "终止备案日期"),
                    ("person", "负责人"), ("phone", "联系电话"), ("headcount", "成员人数"), ("remark", "备注"),
                ),
            ),
        ),
        notes=("注：1.由各镇街逐级汇总；2.含已终止备案的社区社会组织。", *_SIGNED),
        total="rows",
        repeats="town_code",
        habits=(
            {},
            {"community_code": "村（居）", "name": "组织名称", "category": "类别"},
            {"filing_no": "备案编号", "filed_on": "备案时间", "form": "形式"},
        ),
    ),
    "party": Form(
        title="番禺区社会组织党建工作情况季度报表",
        office="番禺区委组织部",
        sheet="党建季报",
        groups=(
            (
                "",
                (
                    (SERIAL, "序号"), ("as_of", "统计时点"), ("name", "社会组织名称"), ("uscc", "统一社会信用代码"),
                    ("town_code", "所属镇街"),
                ),
            ),
            (
                "党的组织",
                (
                    ("party_form", "党组织类别"), ("party_founded_on", "党组织成立时间"),
                    ("no_party_reason", "未建立党组织原因"), ("members", "正式党员人数"), ("person", "党组织书记"),
                    ("phone", "联系电话"),
                ),
            ),
            ("党的工作", (("has_instructor", "是否有党建指导员"), ("via_union_or_league", "是否依托工会、共青团"))),
            (
                "四个保障是否达标",
                (
                    ("organization_secured", "组织保障"), ("funds_secured", "经费保障"), ("staff_secured", "人员保障"),
                    ("venue_secured", "场所保障"),
                ),
            ),
            ("三会一课", (("meetings_due", "应开展次数"), ("meetings_held", "按期开展次数"))),
            (
                "工作人员",
                (
                    ("full_time_staff", "专职人数"), ("social_workers", "持社工证人数"),
                    ("new_social_workers", "本季新取得证书人数"),
                ),
            ),
            ("", (("remark", "备注"),)),
        ),
        notes=("注：本表列本季、上季和上年同季三个时点，以便比较；未建立党组织的不填四个保障和三会一课。", *_SIGNED),
        habits=(
            {},
            {"name": "单位名称", "party_form": "组建方式", "members": "党员人数"},
            {"as_of": "季末日期", "no_party_reason": "未建立原因", "town_code": "镇（街）"},
        ),
    ),
    "linkage": Form(
        title="番禺区“五社联动”推进情况统计表",
        office="番禺区民政局基层政权和社区建设科",
        encoding="gb18030",
        groups=(
            (
                "",
                (
                    (SERIAL, "序号"), ("as_of", "统计时点"), ("town_code", "所属镇街"),
                    ("community_code", "村（社区）"), ("started_on", "启动日期"),
                    ("is_pilot", "是否试点社区"), ("is_showcase", "是否示范镇街"),
                    ("committee_on", "五社联动委员会成立日期"), ("deliberations", "本季议事次数"),
                    ("has_residents_committee", "社区居委"), ("has_organization", "社会组织"),
                    ("has_social_work", "社会工作"), ("has_enterprise", "社区企业"), ("has_fund", "社区基金"),
                    ("person", "联系人"), ("phone", "联系电话"), ("remark", "备注"),
                ),
            ),
        ),
        notes=("注：本表列本季、上季和上年同季三个时点；未启动的只填镇街和村（社区）。", *_SIGNED),
        habits=(
            {},
            {"community_code": "村居", "committee_on": "委员会成立日期"},
            {"town_code": "镇（街）", "started_on": "五社联动启动日期", "deliberations": "议事次数"},
        ),
    ),
    "ventures": Form(
        title="番禺区社区公益微创投项目台账",
        office="番禺区社会组织联合会",
        sheet="微创投台账",
        unit="单位：元",
        groups=(
            (
                "项目",
                (
                    (SERIAL, "序号"), ("round", "届次"), ("project_no", "项目编号"), ("project_name", "项目名称"),
                    ("field", "项目领域"), ("town_code", "所属镇街"), ("community_code", "实施村（社区）"),
                    ("applicant_name", "申报单位"), ("implementer_kind", "实施主体类型"), ("person", "项目负责人"),
                    ("phone", "联系电话"),
                ),
            ),
            (
                "环节",
                (
                    ("stage", "环节名称"), ("due_on", "计划完成日期"), ("done_on", "实际完成日期"),
                    ("stage_result", "环节结果"),
                ),
            ),
            ("资金", (("grant_fen", "资助金额"), ("own_funds_fen", "自筹金额"))),
            (
                "成效",
                (
                    ("activities", "活动场次"), ("people_served", "服务人次"), ("volunteers", "志愿者人数"),
                    ("volunteer_hours", "志愿服务时长"), ("is_brand", "是否品牌项目"),
                    ("became_no", "转化登记（备案）号"), ("became_on", "转化日期"),
                ),
            ),
            ("", (("remark", "备注"),)),
        ),
        notes=("注：资助和自筹金额填在评审环节，成效填在结项环节。", *_SIGNED),
        habits=(
            {},
            {"project_name": "项目", "due_on": "计划日期", "done_on": "完成日期"},
            {"applicant_name": "申报主体", "field": "领域", "grant_fen": "资助额"},
        ),
    ),
    "donations": Form(
        title="番禺区社区基金捐赠收入明细表",
        office="番禺区慈善会",
        unit="单位：元",
        groups=(
            (
                "",
                (
                    (SERIAL, "序号"), ("donation_no", "捐赠编号"), ("received_on", "入账日期"),
                    ("town_code", "所属镇街"), ("community_code", "社区基金所在村（社区）"),
                    ("donor_class", "捐赠方类别"), ("person", "捐赠人"), ("cash_fen", "捐赠资金"),
                    ("in_kind_fen", "捐赠物资折价"), ("remark", "备注"),
                ),
            ),
        ),
        notes=_SIGNED,
        total="amounts",
        habits=(
            {},
            {"received_on": "到账日期", "donor_class": "捐赠来源"},
            {"community_code": "所在村（社区）", "in_kind_fen": "物资折价"},
        ),
    ),
    "activities": Form(
        title="番禺区社会组织培训交流及公开情况登记表",
        office="番禺区社会组织发展中心",
        encoding="gb18030",
        groups=(
            (
                "",
                (
                    (SERIAL, "序号"), ("activity_no", "活动编号"), ("activity_kind", "活动类别"),
                    ("title", "活动名称"), ("held_on", "举办日期"), ("name", "参加单位"),
                    ("uscc", "统一社会信用代码"), ("town_code", "所属镇街"), ("attendances", "参加人次"),
                    ("people", "参加人数"), ("leaders", "其中负责人（骨干）"), ("person", "联系人"), ("remark", "备注"),
                ),
            ),
        ),
        notes=("注：每行为一个单位参加一次活动；公开事项填公开单位和公开日期。", *_SIGNED),
        habits=(
            {},
            {"held_on": "日期", "name": "单位名称"},
            {"title": "名称", "uscc": "信用代码", "leaders": "负责人（骨干）人数"},
        ),
    ),
}  # fmt: skip
