"""What kind of row it is, where it doesn't look like a record: blank, note, placeholder, repeated header, total.

body.py asks only about rows that lack most of what a record must have.
"""

from __future__ import annotations

import re
from typing import Literal

from govreport.tidy.values.cells import narrow

RowKind = Literal["blank", "note", "placeholder", "header", "total", "subtotal", "part", "data"]

_TOTAL = re.compile(
    r"(?:全区|全市|各?镇街|本年|全年|全部|截至本期)?(?:合计|总计|共计|累计|总数)(?:数|金额|\(.*\)|\d+[个家项条笔])?:?"
)
_SUBTOTAL = re.compile(r".{0,20}(?:小计|本页合计|分页合计)(?:数|金额|\(.*\))?:?")
_PART = re.compile(r"(?:其中|#)[:：]?.{0,20}")
_NOTE_WORDS = (
    "注|备注|附注|说明|填表说明|填报说明|填表人|填报人|制表|制表人|制表单位|经办人?|审核|审核人|复核人?|核稿|负责人|单位负责人|"
    r"分管领导|填表单位|填报单位|编制单位|单位\(?公?盖?章\)?|公章|盖章|资料来源|数据来源|"
    "填表日期|填报日期|制表日期|打印日期|打印时间|导出时间|导出日期|联系电话|联系人|数据截止日期|截止日期|统计时间"
)
_NOTE = re.compile(
    rf"(?:\d\.)?(?:{_NOTE_WORDS})\d?(?:\(.*?\))?:.*"
    r"|.*\((?:公章|盖章|签章|签字)\).*|注\d?[.、:].*|(?:截至|截止).*\d{4}.*"
)
_PLACEHOLDER = re.compile(
    r"(?:暂无|没有|无|未查询到|查无)(?:相关|符合条件的?)?(?:数据|记录|信息|内容)[!。.]*|-*(?:本页)?以下空白-*"
)


def row_kind(cells: list[str], titles: frozenset[str]) -> RowKind:
    """The kind of a row that lacks most required values. ``titles`` are the header's cells, folded by ``narrow``."""
    folded = [text for text in map(narrow, cells) if text]
    if not folded:
        return "blank"
    if len(folded) > 1 and sum(text in titles for text in folded) * 2 > len(folded):
        return "header"
    if any(_TOTAL.fullmatch(text) for text in folded):
        return "total"
    if any(_SUBTOTAL.fullmatch(text) for text in folded):
        return "subtotal"
    if any(_PART.fullmatch(text) for text in folded[:2]):
        return "part"
    if _PLACEHOLDER.fullmatch(folded[0]):
        return "placeholder"
    if _NOTE.fullmatch(folded[0]):
        return "note"
    return "data"
