"""The workbook's own words in both languages: names of sheets that stay each quarter, heads, explanations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from govreport.errors import Message
from govreport.language import Language

SHEET_NAMES: Mapping[str, Message] = {
    "registered_trend": Message("登记走势", "Registered by quarter"),
    "legal_types": Message("类型", "Types"),
    "community_categories": Message("社区类别走势", "Kinds by quarter"),
    "towns_ranked": Message("镇街排序", "Towns ranked"),
    "towns_tiles": Message("镇街分布", "Towns on the map"),
    "funding_season": Message("逐季拨付", "Payments by quarter"),
    "funding_purposes": Message("拨付用途", "Payments by purpose"),
    "checks": Message("抽查走势", "Checks by quarter"),
    "federation_path": Message("联合会进度", "Federations by quarter"),
    "targets": Message("目标", "Targets"),
    "follow_up": Message("上期事项", "Last issue's matters"),
    "corrections": Message("更正", "Corrections"),
    "revisions": Message("修订", "Revisions"),
    "revisions_all": Message("全部修订", "All revisions"),
    "annex_towns": Message("各镇街", "Towns"),
    "funding_indicators": Message("资金指标", "Money"),
    "supervision_indicators": Message("监管指标", "Supervision"),
    "policy_indicators": Message("联合会与孵化指标", "Federations and incubation"),
    "party_indicators": Message("党建指标", "Party building"),
    "linkage_indicators": Message("五社联动指标", "Five actors"),
    "ventures_indicators": Message("微创投指标", "Venture projects"),
    "talent_indicators": Message("人才品牌指标", "Talent and brands"),
    "target_groups": Message("服务对象", "Target groups"),
    "promises": Message("承诺", "Promises"),
    "quality_rows": Message("行数", "Rows"),
    "quality_rules": Message("规则", "Rules"),
    "accepted": Message("已接受", "Accepted"),
    "quality_identities": Message("恒等式", "Identities"),
    "reconciliation": Message("对账", "Reconciliation"),
    "method": Message("指标口径", "Definitions"),
    "unstated": Message("未提供", "Not supplied"),
    "triangle": Message("修订三角表", "Revision triangle"),
}
"""Names of sheets by the block's key. Titles are findings and change; formulas in other files point at these names."""

OF_MONEY = frozenset({"workbook.units_text", "workbook.numerator"})
"""Labels that speak of the district's currency."""
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
        "每张表的标题下或列头写明单位；金额以{large}计，保留一位小数，四舍五入。数值按报告所印的位数保存，可直接计算；增减、增速也是数值，"
        "比率的增减为百分点。“—”表示没有可比数，或不宜给出百分比。",
        "Each table states its units under its title or in its heads: money is in thousands of {many} ({large}), on "
        "the sheets of key figures and data in the unit beside it; rounded half up. Numbers are kept to the digits the "
        "report prints and can be computed with; so are changes, which are percentage points where the figure is a "
        "rate. “—” means that there is nothing to compare with or that a percentage may not be given.",
    ),
    "workbook.units_single": Message(
        "每张表的标题下或列头写明单位；金额以{plain}计，四舍五入。数值按报告所印的位数保存，可直接计算；增减、增速也是数值，比率的增减为百分点。"
        "“—”表示没有可比数，或不宜给出百分比。",
        "Each table states its units under its title or in its heads: money is in {many} ({sign}), rounded half up. "
        "Numbers are kept to the digits the report prints and can be computed with; so are changes, which are "
        "percentage points where the figure is a rate. “—” means that there is nothing to compare with or that a "
        "percentage may not be given.",
    ),
    "workbook.reading": Message("怎样阅读", "How to read"),
    "workbook.reading_text": Message(
        "各表首行为报告中的图号、表号和标题；每幅图的数据各有一张表。“数据”表逐行列出本季及对比各季的全部数值，可筛选、可透视，"
        "不打印；镇街栏为全区的行是全区数，分组栏为空的行是合计。同比与上年同季比较，环比与上一季度比较。",
        "The first line of a sheet is the table's or the figure's number and title in the report; the data of every "
        "figure are on a sheet. The sheet Data lists every figure of this quarter and of those it is compared with, "
        "one a row, ready to filter or pivot, and isn't printed: rows without a town code are the district's, rows "
        "without a breakdown are totals. QoQ compares with the quarter before, YoY with the same quarter a year ago.",
    ),
    "workbook.names": Message("名称", "Names"),
    "workbook.names_text": Message(
        "工作表、表格和单元格的名称逐季不变，可在公式中引用；表格和单元格的名称中英文版相同。"
        "主要指标：{example}_value 为数值，"
        "{example}_qoq、{example}_qoq_rate 为环比增减和增速，{example}_yoy、{example}_yoy_rate 为同比增减和增速，"
        "{example} 换成“{kpis}”表首列的编号即为其他指标；没有可比数的没有名称。表格名称见下列目录。",
        "Names of sheets, tables and cells stay from quarter to quarter, those of tables and cells in both languages, "
        "and formulas may use them. Key figures: {example}_value is the value, {example}_qoq and {example}_qoq_rate "
        "the change on last quarter and its rate, {example}_yoy and {example}_yoy_rate those on a year ago; for the "
        "others put the code in the first column of the sheet {kpis} in place of {example}. Where there is nothing to "
        "compare with there is no name. Tables are named in the contents below.",
    ),
    "workbook.data_text": Message(
        "本季及对比各季的全部数值", "Every figure of this quarter and of those it is compared with"
    ),
    "workbook.data_note": Message(
        "共{rows}行，一行一个数值；镇街的分组中没有列出的为零。供筛选和计算，不打印",
        "{rows} rows, one figure each; what isn't listed of a town's breakdown is zero. To filter and compute with; "
        "not printed",
    ),
    "workbook.trend_text": Message("主要指标逐季数值", "Key figures by quarter"),
    "workbook.contents": Message("目录", "Contents"),
    "workbook.sheet": Message("工作表", "Sheet"),
    "workbook.holds": Message("内容", "What it holds"),
    "workbook.table": Message("表格名称", "Table"),
    "workbook.none": Message("本期没有", "None in this quarter"),
    "workbook.column": Message("栏{number}", "Column {number}"),
    "workbook.value": Message("数值", "Value"),
    "workbook.change": Message("增减", "Change"),
    "workbook.rate": Message("增速", "Rate"),
    "workbook.target": Message("目标", "Target"),
    "workbook.revised": Message("修订", "Revised"),
    "workbook.no": Message("序号", "No."),
    "workbook.matter": Message("事项", "Matter"),
    "workbook.facts": Message("情况", "Facts"),
    "workbook.action": Message("建议", "What to do"),
    "workbook.owner": Message("责任单位", "Who"),
    "workbook.due": Message("时限", "By when"),
    "workbook.due_date": Message("截止日", "Due"),
    "workbook.indicator": Message("指标编号", "Indicator"),
    "workbook.name": Message("指标", "Name"),
    "workbook.unit": Message("单位", "Unit"),
    "workbook.basis": Message("时间口径", "Basis"),
    "workbook.period": Message("季度", "Quarter"),
    "workbook.town_code": Message("镇街代码", "Town code"),
    "workbook.town": Message("镇街", "Town"),
    "workbook.breakdown": Message("分组", "Breakdown"),
    "workbook.breakdown_code": Message("分组代码", "Breakdown code"),
    "workbook.member": Message("组别", "Member"),
    "workbook.member_code": Message("组别代码", "Member code"),
    "workbook.numerator": Message("分子（金额以{minor}计）", "Numerator (money in {minor})"),
    "workbook.denominator": Message("分母", "Denominator"),
    "workbook.status": Message("备注", "Remark"),
}
"""Words of the workbook that the view model's own labels may lack; where they have the key, theirs is used."""


_SHEET = "sheet."


def sheet_words(key: str, language: Language, labels: Mapping[str, str]) -> str:
    """The name of a block's sheet; of a block that has none here, its key in words."""
    if key not in SHEET_NAMES:
        return key.replace("_", " ")
    return labels.get(f"{_SHEET}{key}") or SHEET_NAMES[key].in_language(language)


def said_otherwise(language: Language, said: Callable[[str], str]) -> dict[str, str]:
    """Labels for the view model: those of the workbook's words that the district or a longer period says otherwise."""
    usual = {key: text.in_language(language) for key, text in WORKBOOK_LABELS.items()}
    usual |= {f"{_SHEET}{key}": text.in_language(language) for key, text in SHEET_NAMES.items()}
    return {key: own for key, text in usual.items() if (own := said(text)) != text}
