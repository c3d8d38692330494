"""The page of a correction sheet that says how to fill it in, and how its sheets are printed."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from govreport import spreadsheet as look
from govreport.district.folder import District
from govreport.language import pick
from govreport.manifests.verdicts import Verdict
from govreport.quality.sheets import in_english
from govreport.quality.sheets.faulty_cells import Unit

HELP = "填写说明"
NOT_HERE = "不在此填写"
"""Stands in place of a new value where none would help."""


def set_page(sheet: Worksheet, title: str, unit: Unit) -> None:
    """A4 across, one page wide, with a running foot."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    running = look.xml_text(f"{title} {unit.title}").replace("&", "&&")
    sheet.set_footer(f"&L&9{running}&R&9&P / &N")


def write_guide(
    sheet: Worksheet, make: look.Formats, title: str, unit: Unit, district: District, verdict: Verdict
) -> None:
    """The sheet that says how to fill in."""
    language = district.languages[0]
    set_page(sheet, title, unit)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 84)
    sheet.write_string(0, 0, pick(language, HELP, in_english.HELP), make(bold=True, font_size=16, font_color=look.RED))
    sheet.set_row(0, 30)
    money = f"金额写明{district.money.base}或{district.money.large_unit}"
    owners = "；".join(f"{s.title.zh}：{s.owner}" for s in (district.sources[n] for n in district.extracts))
    texts: tuple[tuple[str, str], ...] = (
        ("填什么", "只填浅黄色的三栏：更正值、更正原因、填报人职务。三栏都填的行才会被采用；不更正的行留空即可。"),
        ("更正值", f"写这一格应有的内容。有下拉箭头的从列表中选；日期写成 2019-01-05；{money}；代码写全18位。"),
        ("建议值", "是程序推算的，仅供参考：请对照登记证书等原件核实后，再抄到更正值中。"),
        ("更正原因", "一句话写明依据，如：按登记证书更正。请不要写个人姓名、电话和证件号码。"),
        ("填报人职务", "写职务，不写姓名，如：社会组织管理科经办人。"),
        ("不要改动", "其他格已锁定；改动、增删行列后，本表将无法读回。排序不影响读回。"),
        (NOT_HERE, "这一项不是改一个格能解决的（如整份文件的表头、合计或截止日期），请按“怎么改”一栏办理。"),
        ("交回", f"填好后另存为 .xlsx，交回{district.report.contact.zh}。更正会按原值核对后逐条采用，并在报告中列明。"),
        ("根治", "请同时在业务系统中改正，否则下次导出的文件里还会出现同样的问题。"),
        ("文件的填报单位", owners),
        ("本表对应", f"{district.name.zh} {verdict.quarter.zh} {unit.title}"),
    )  # fmt: skip
    if language == "en":
        own = district.money
        texts = in_english.guide_texts(
            f"amounts with their unit ({own.base} or {own.large_unit})",
            "; ".join(f"{s.title.en}: {s.owner}" for s in (district.sources[n] for n in district.extracts)),
            district.report.contact.en,
            f"{district.name.en} {verdict.quarter.en} {unit.title}",
        )
    for row, (name, text) in enumerate(texts, start=2):
        sheet.write_string(row, 0, name, make(bold=True, valign="top"))
        sheet.write_string(row, 1, look.xml_text(text), make(text_wrap=True, valign="top"))
        sheet.set_row(row, look.LINE_HEIGHT * look.lines_needed(text, 84) + 6)
