"""What kind of row it is, where it doesn't look like a record: blank, title, note, signature, page number, total and so
on, whichever column it stands in.

row_teller.py asks only about rows that lack most of what a record must have.
"""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Literal

from govreport.tidy.total_labels import total_label
from govreport.tidy.totals_in_words import label_in_words
from govreport.tidy.values.cells import key

RowKind = Literal[
    "blank", "title", "section", "note", "page", "placeholder", "header", "total", "subtotal", "part", "unknown", "data"
]

_DAY = (
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}(?:日|号)?(?:t?[\d:.]+)?|\d{4}年\d{1,2}月|年月日"
    r"|[零〇一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?"
    r"|\d{1,2}(?:january|february|march|april|may|june|july|august|september|october|november|december),?\d{4}"
)
_PART = re.compile(r"(?:其中|#|ofwhich):?.{0,20}")
_NOTE_WORDS = (
    "注|备注|附注|说明|填表说明|填报说明|填表人?|填报人?|制表人?|制单人?|编制人?|制表单位|经办人?|经手人|审核人?|审批人?|复核人?|核稿|"
    "校对|会计|出纳|主管|负责人|单位负责人|部门负责人|科室负责人|分管领导|领导|填表单位|填报单位|编制单位|报送单位|单位|金额单位|计量单位|"
    r"单位\(?公?盖?章\)?|公章|盖章|签字|签名|签章|签发人?|资料来源|数据来源|日期|时间|填表日期|填报日期|填表时间|填报时间|制表日期|制表时间|"
    "打印日期|打印时间|打印人|导出时间|导出日期|导出人|报送日期|审核日期|联系电话|电话|联系人|数据截止日期|截止日期|统计时间|统计日期|"
    "notes?|remarks?|preparedby|compiledby|reviewedby|checkedby|approvedby|filledinby|signature|signedby|signed|seal|stamp|"
    "source|datasource|date|reportdate|printdate|printedon|exportedon|contact|telephone|phone|unit|currency"
)
_LABEL = re.compile(
    rf"(?:\d\.)?(?:{_NOTE_WORDS})\d?(?:\(.*?\))?:?|.{{0,12}}(?:签字|签名|签章|盖章|公章)(?:栏|处)?(?:\(.*\))?:?"
)
_NOTE = re.compile(
    rf"\(?(?:\d\.)?(?:{_NOTE_WORDS})\d?(?:\(.*?\))?:.*|.{{0,12}}(?:签字|签名|签章|盖章)(?:\(.*?\))?:.*"
    r"|.*\((?:公章|盖章|签章|签字)\).*|注\d?[.、:].*|(?:截至|截止|asof).*\d{4}.*"
)
_DATE = re.compile(_DAY)
_NUMBER = r"[\d一二三四五六七八九十]+"
_PAGE = re.compile(
    rf"-?(?:第?{_NUMBER}页?[,/]?)?共{_NUMBER}页-?|-?第{_NUMBER}(?:/{_NUMBER})?页-?|共{_NUMBER}页,?第{_NUMBER}页"
    rf"|第{_NUMBER}页\(?,?共{_NUMBER}页\)?|\d+/\d+页?|-+\d+-+|page:?\d+(?:(?:of|/)\d+)?|接上页|承前页|承上页|过次页|转下页|续表"
    rf"|第{_NUMBER}页,?共{_NUMBER}页,?(?:每页{_NUMBER}条,?)?共{_NUMBER}条(?:记录|数据)?"
)
_SECTION = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.:,].{1,60}|\([一二三四五六七八九十\d]{1,3}\)\D.{0,60}"
    r"|第[一二三四五六七八九十\d]{1,3}(?:部分|大?类|章|节|组)[、.:]?.{0,40}|\d{1,2}[、.)](?!\d).{1,40}"
    r"|(?:section|part|chapter|group)(?:\d{1,2}|[ivx]{1,4}|[a-d])[:.、-].{0,60}|(?:section|part|chapter)(?:\d{1,2}|[ivx]{1,4})"
)
_TITLE = re.compile(
    r".{2,60}(?:表|台账|名册|名单|清单|登记簿)(?:\(.{1,20}\)|之[一二三四五]|\d|续)*|.*\((?:续表?|接上[页表]|continued|cont\.?'?d?\.?)\d*\)"
)
_OFFICE = re.compile(r".{0,30}(?:人民政府|办事处|镇政府|区政府|民政[局科办]|[^格]局|办公室)")
_SENTENCE = re.compile(r"(?:以上|上述|本表|此表).+|.{8,}[。!].*")
_PLACEHOLDER = re.compile(
    r"(?:暂无|没有|无|未查询到|查无)(?:相关|符合条件的?)?(?:数据|记录|信息|内容)[!。.]*|-*(?:本页)?以下空白-*|nodata\.?|none"
    r"|-*end(?:ofreport|ofdata)?-*"
)


def row_kind(cells: list[str], titles: frozenset[str], above: Set[str] = frozenset()) -> RowKind:
    """The kind of a row that lacks most required values. ``titles`` are the header's cells and ``above`` what stands
    above it, both folded by ``key``."""
    folded = [text for text in map(key, cells) if text]
    if not folded:
        return "blank"
    if len(folded) > 1 and sum(text in titles for text in folded) * 2 > len(folded):
        return "header"
    label = total_label(folded) or (label_in_words(folded) if len(folded) < 3 else None)
    if label is not None:
        return "subtotal" if label.core == "sub" or label.group else "total"
    if any(_PART.fullmatch(text) for text in folded[:2]):
        return "part"
    if _PLACEHOLDER.fullmatch(folded[0]):
        return "placeholder"
    if _NOTE.fullmatch(folded[0]) or _LABEL.fullmatch(folded[0]):
        return "note"
    if all(_said_beside(text) for text in folded):
        return "note"
    joined = "".join(folded)
    if _PAGE.fullmatch(joined):
        return "page"
    if len(folded) > 2:
        return "data"
    if _SECTION.fullmatch(joined):
        return "section"
    if len(folded) > 1:
        return "data"
    if joined in above or _TITLE.fullmatch(joined):
        return "title"
    return "note" if _OFFICE.fullmatch(joined) or _SENTENCE.fullmatch(joined) else "data"


def _said_beside(text: str) -> bool:
    """A cell of a line below a table: a signature, a day, a page number."""
    return any(pattern.fullmatch(text) for pattern in (_DATE, _NOTE, _LABEL, _PAGE))
