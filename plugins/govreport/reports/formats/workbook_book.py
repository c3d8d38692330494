"""A workbook in the making: its fixed words, and the few ways in which sheets are begun and cells are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from govreport import spreadsheet as look
from govreport.errors import Message
from govreport.reports.model import ReportModel

WORKBOOK_LABELS: Mapping[str, Message] = {
    "workbook.about": Message("说明", "About"),
    "workbook.kpis": Message("主要指标", "Key figures"),
    "workbook.attention": Message("需要关注", "Attention"),
    "workbook.trend": Message("趋势", "Trend"),
    "workbook.data": Message("数据", "Data"),
    "workbook.quarter": Message("统计季度", "Quarter"),
    "workbook.issue": Message("期号", "Issue"),
    "workbook.publisher": Message("编印单位", "Publisher"),
    "workbook.date": Message("发布日期", "Date"),
    "workbook.as_of": Message("数据时点", "Figures as of"),
    "workbook.contact": Message("联系", "Contact"),
    "workbook.note": Message("附注", "Note"),
    "workbook.draft": Message("状态", "Status"),
    "workbook.units": Message("单位与进位", "Units and rounding"),
    "workbook.units_text": Message(
        "每张表的标题下或列头写明单位；金额以万元计，保留一位小数，四舍五入。数值按报告所印的位数保存，可直接计算；"
        "“—”表示没有可比数，或不宜给出百分比。",
        "Each table states its units under its title or in its heads; money is in thousands of yuan (CNY thousand), on "
        "the data sheet in the unit beside it, rounded half up. Numbers are kept to the digits the report prints and "
        "can be computed with; “—” means that there is nothing to compare with or that a percentage may not be given.",
    ),
    "workbook.reading": Message("怎样阅读", "How to read"),
    "workbook.reading_text": Message(
        "各表与报告正文的表号一致。“数据”表逐行列出本季及对比各季的全部数值，可筛选、可透视；镇街栏为空的行是全区数，"
        "分组栏为空的行是合计。同比与上年同季比较，环比与上一季度比较。",
        "Tables bear the numbers they have in the report. The sheet Data lists every figure of this quarter and of "
        "those it is compared with, one a row, ready to filter or pivot: rows without a town are the district's, rows "
        "without a breakdown are totals.",
    ),
    "workbook.data_text": Message("本季及对比各季的全部数值，一行一个", "Every figure, one a row"),
    "workbook.trend_text": Message("主要指标逐季数值及走势图", "Key figures by quarter, with a chart"),
    "workbook.contents": Message("目录", "Contents"),
    "workbook.value": Message("数值", "Value"),
    "workbook.change": Message("增减", "Change"),
    "workbook.rate": Message("增速", "Rate"),
    "workbook.target": Message("目标", "Target"),
    "workbook.no": Message("序号", "No."),
    "workbook.matter": Message("事项", "Matter"),
    "workbook.facts": Message("情况", "Facts"),
    "workbook.action": Message("建议", "What to do"),
    "workbook.owner": Message("责任单位", "Who"),
    "workbook.due": Message("时限", "By when"),
    "workbook.indicator": Message("指标编号", "Indicator"),
    "workbook.name": Message("指标", "Name"),
    "workbook.unit": Message("单位", "Unit"),
    "workbook.basis": Message("时间口径", "Basis"),
    "workbook.period": Message("季度", "Quarter"),
    "workbook.town_code": Message("镇街代码", "Town code"),
    "workbook.town": Message("镇街", "Town"),
    "workbook.breakdown": Message("分组", "Breakdown"),
    "workbook.member": Message("组别", "Member"),
    "workbook.numerator": Message("分子（金额以分计）", "Numerator (money in fen)"),
    "workbook.denominator": Message("分母", "Denominator"),
    "workbook.status": Message("备注", "Remark"),
}
"""Words of the workbook that the view model's own labels may lack; where they have the key, theirs is used."""


@dataclass
class Book:
    """A workbook that is being written: its formats and its fixed words."""

    file: Workbook
    model: ReportModel
    formats: look.Formats
    contents: list[tuple[str, str]] = field(default_factory=list)
    """Sheet name and what it holds, in order."""

    def label(self, key: str) -> str:
        """A fixed word in the report's language."""
        return self.model.labels.get(key) or WORKBOOK_LABELS[key].in_language(self.model.language)

    def sheet(self, name: str, about: str, *, landscape: bool = False) -> Worksheet:
        """A new sheet set up for A4, listed in the contents."""
        legal = look.sheet_name(name, [taken for taken, _ in self.contents])
        self.contents.append((legal, about))
        sheet: Worksheet = self.file.add_worksheet(legal)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        if landscape:
            sheet.set_landscape()
        running_title = f"{self.model.title} {self.model.quarter_name}".replace("&", "&&")
        sheet.set_footer(look.xml_text(f"&L&9{running_title}&R&9&P / &N"))
        return sheet

    def text(self, sheet: Worksheet, row: int, column: int, text: str, form: Format) -> None:
        """Write text as text, whatever it looks like."""
        sheet.write_string(row, column, look.xml_text(text), form)

    def number(self, sheet: Worksheet, row: int, column: int, number: Decimal | int, form: Format) -> None:
        """Write a number. The one place where a Decimal becomes a float: the file format stores doubles, and the number
        is already rounded to the digits its format shows."""
        sheet.write_number(row, column, float(number), form)

    def title(self, sheet: Worksheet, title: str, subtitle: str = "") -> int:
        """Title and subtitle at the top; returns the first free row."""
        self.text(sheet, 0, 0, title, self.formats(bold=True, font_size=14))
        sheet.set_row(0, 26)
        self.text(sheet, 1, 0, subtitle, self.formats(font_color=look.MUTE))
        return 2

    def heads(self, sheet: Worksheet, row: int, heads: Sequence[tuple[str, float, str]]) -> None:
        """One row of heads: text, column width, alignment; frozen, and repeated on every printed page."""
        for column, (text, width, align) in enumerate(heads):
            sheet.set_column(column, column, width)
            self.text(sheet, row, column, text, self.head(align, column))
        sheet.set_row(row, look.LINE_HEIGHT * max(look.lines_needed(t, w) for t, w, _ in heads) + 6)
        sheet.repeat_rows(row)

    def head(self, align: str, column: int = 0) -> Format:
        """The format of a column head."""
        return self.formats(
            bold=True,
            align=align,
            indent=look.indent(align, column),
            text_wrap=True,
            bg_color=look.PALE,
            top=1,
            bottom=1,
            border_color=look.INK,
        )
