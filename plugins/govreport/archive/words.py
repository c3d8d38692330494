"""Labels and short sentences of the archive's pages; what reports say is shown as they printed it."""

from __future__ import annotations

from collections.abc import Mapping

from govreport.archive.holdings import State
from govreport.errors import Message
from govreport.html.labels import LABELS
from govreport.vocabulary import NO_SIGNATURE, REPORTS

STATES: Mapping[State, Message] = {
    "draft": REPORTS["held"],
    "unsigned": REPORTS["awaiting"],
    "issued": REPORTS["issued"],
    "sent": REPORTS["delivered"],
}
WORDS: Mapping[str, Message] = {
    **LABELS,
    "annex": Message("提案答复附件", "Annex to a reply"),
    "archive": Message("报告档案", "archive"),
    "briefs": Message("镇街简报", "Town briefs"),
    "caveat": Message("说明", "Note"),
    "compared_with": Message("相比", "compared with"),
    "contains": Message("内容", "content"),
    "contents": Message("目录", "Contents"),
    "copies": Message("已发送份数", "Copies sent"),
    "data": Message("数据文件", "Figures as data"),
    "data_note": Message(
        "中英文各列齐备，供程序读取；地址不随版本变化，总是最新一版。不公布的数留空。",
        "For programs, with names in both languages; these addresses stay and always lead to the newest edition. "
        "What is withheld is empty.",
    ),
    "data_changes": Message("与以前各版相比", "Compared with earlier editions"),
    "data_version": Message("数据集版本", "data set version"),
    "definition": Message("口径", "Definition"),
    "direction": Message("方向", "Direction"),
    "district": Message("全区", "District"),
    "drafts": Message("本档案含草稿，仅供内部核对。", "This archive holds drafts, for internal checks only."),
    "due": Message("期限", "due"),
    "edition": Message("版本", "Edition"),
    "editions": Message("报告文件", "The report's files"),
    "explained_note": Message(
        "每页列出口径、分镇街数、来源文件和可公开的记录。",
        "Each page gives the definition, the towns' figures, the source files and the records that may be shown.",
    ),
    "figures": Message("数值", "figures"),
    "graveness": Message("程度", "level"),
    "files_withheld": Message("草稿的文件不在本档案中。", "A draft's files aren't in this archive."),
    "from_report": Message("以下照录最近一版报告所载。", "As the newest edition of the report prints it."),
    "headline": Message("主要数字", "Headline figures"),
    "indicators": Message("指标", "Indicators"),
    "main_by_vintage": Message("主要数字逐版", "Headline figures by vintage"),
    "by_source": Message("列为数据所属时期", "columns: the period of the extracts"),
    "made_from": Message("数据来自", "extracts of"),
    "name": Message("指标", "indicator"),
    "newest": Message("最新", "newest"),
    "none": Message("—", "—"),
    "no_figures": Message("尚无可公开的数字。", "There are no figures to show yet."),
    "no_report": Message("尚无报告", "no report yet"),
    "not_signed": Message("尚无签发", "not signed yet"),
    "no_signatures": NO_SIGNATURE,
    "period": Message("时期", "period"),
    "quality": Message("数据质量与修订", "Data quality and revisions"),
    "quarters": Message("各期", "All periods"),
    "reason": Message("原因", "reason"),
    "reports": Message("报告", "report"),
    "revision": Message("修订", "revision"),
    "revisions": Message("逐版数值", "Revisions"),
    "revisions_note": Message(
        "行为所述季度，列为数据所属时期；同一行自左至右即该数的修订经过。",
        "Rows are quarters measured, columns the quarters of the extracts: a row shows how a figure was revised.",
    ),
    "rule_source": Message("依据", "Rule"),
    "search": Message("检索", "Search"),
    "search_hint": Message("季度、指标或镇街，如 2019 三季度、覆盖率", "a quarter, indicator or town: 2019, coverage"),
    "search_found": Message("找到", "found:"),
    "series": Message("各季度数值", "By quarter"),
    "series_longer": Message("半年与全年数值", "Half-years and years"),
    "size": Message("大小", "size"),
    "status": Message("状态", "status"),
    "targets": Message("目标", "Targets"),
    "town": Message("镇街", "town"),
    "towns": Message("镇街", "Towns"),
    "towns_figures": Message("分镇街", "By town"),
    "towns_note": Message(
        "最近五个季度，自左至右由旧到新；点数值看说明页。",
        "The last five quarters, from left to right the oldest first; a value leads to its page.",
    ),
    "triangle_change": Message("累计修订", "revised by"),
    "value": Message("数值", "value"),
    "verdict": Message("核查结论", "Verdict on the data"),
    "verdict_short": Message("数据核查", "Data"),
    "vintage": Message("数据版本", "vintage"),
    "vintages": Message("数据版本", "Vintages of the figures"),
    "vintages_note": Message(
        "每次用新一期的数据重算，即为一版；旧版保留不改。",
        "Each computation from another period's extracts is a vintage; earlier ones are kept as they were.",
    ),
    "what": Message("数字", "figure"),
    "old": Message("原为", "was"),
    "new": Message("现为", "is"),
}
