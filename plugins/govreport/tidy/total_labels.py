"""What a total row calls itself, and how many records a text says there are.

All texts are folded (``key``): no spaces, small letters, half-width punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

_PERIOD = (
    r"(?:截至|截止).{0,12}?|\d{4}年度?(?:第?[一二三四1-4]季度?|[上下]半年|\d{1,2}(?:-\d{1,2})?月份?)?"
    r"|第?[一二三四1-4]季度|\d{1,2}(?:-\d{1,2})?月份?|[本当全][年季期月]度?"
)
_WHOLE = r"全[区市县省镇街]|全部|所有|各?镇街|各街道|各?乡镇|本表|以上"
_GRAND = r"总计(?:金额)?|总共|总金额|总额|总数|总和|grandtotal|overalltotal"
_PLAIN = r"(?:金额)?(?:合计|共计|累计|汇总)(?:金额|总额)?|totals?(?:amount)?|sum|[∑σ]"
_SUB = r"(?:本页|分页)?小计|(?:本页|分页|每页)合计|sub-?totals?|pagetotal"
_THINGS = r"(?:笔|条|行|批次?|项|个|件)(?:记录|数据|项目|明细|款项|业务|信息)?"
_COUNTED = rf"\d[\d,]*{_THINGS}"
_TAIL = rf"(?:数|额|款)?(?:\(.*\))?:?(?:{_COUNTED})?(?:\d+(?:家|人次?|户))?:?"
_LABEL = re.compile(
    rf"(?P<whole>{_WHOLE})?(?P<period>{_PERIOD})?(?P<group>[^:;,。()=#+*/]{{0,20}}?)"
    rf"(?:(?P<sub>{_SUB})|(?P<grand>{_GRAND})|(?P<plain>{_PLAIN})){_TAIL}"
)
_LABEL_EN = re.compile(r"(?P<sub>sub-?)?totals?(?:for|of|-)(?P<group>.{1,40}?):?")
_COUNT_ONLY = re.compile(
    rf"\(?(?:以上|本表)?,?(?:总?共|总计)(?:计|有)?{_COUNTED}[。.)]*|总?(?:数据)?(?:记录|数据|笔|条|行)数量?:?\d[\d,]*(?:笔|条|行)?"
    r"|(?:total)?(?:records?|rows?|entries|count|recordcount|numberofrecords)[:=]\d[\d,]*"
    r"|total:?\d[\d,]*(?:records?|rows?|entries)|\d[\d,]*(?:records?|rows?|entries)(?:intotal)?"
)
_COUNTS = (
    re.compile(
        rf"(?:^|(?<=[(,;。:])|以上|本表|(?<=表)|(?<=\d页))(?:总?共|合计|总计)(?:计|有)?:?(\d[\d,]*)({_THINGS})(?=$|[,;。.)(:])"
    ),
    re.compile(r"(?<!页)(?:总?(?:数据)?(?:记录|数据|笔|条|行)数量?):?(\d[\d,]*)(笔|条|行)?(?!\d)"),
    re.compile(r"(?:records?|rows?|entries|recordcount|numberofrecords|^count)[:=](\d[\d,]*)()"),
    re.compile(r"(?:^|total:?)(\d[\d,]*)(records?|rows?|entries)(?:intotal)?$"),
    re.compile(rf"(?:{_PLAIN}|{_GRAND}|{_SUB}):?\((?:共)?(\d[\d,]*)({_THINGS})\)"),
)
_DIGITS = re.compile(rf"\d[\d,]*({_THINGS})?")
_ITEMS = re.compile(r"项|个|件|.*项目")


class Count(NamedTuple):
    """A stated number of records."""

    number: int
    items: bool
    """Projects or the like: perhaps each is counted once, however many rows it has."""


Core = Literal["grand", "plain", "sub"]


@dataclass(frozen=True)
class TotalLabel:
    """What a total row calls itself."""

    text: str
    core: Core
    """总计: of the whole table; 合计: of the table or of a group; 小计: of a group."""
    group: str
    """What stands before the word: 市桥街 of 市桥街小计; a town, or whatever the rows are grouped by."""


def total_label(texts: Iterable[str]) -> TotalLabel | None:
    """The label among a row's filled cells, which may be written over the first two."""
    folded = list(texts)
    for place, text in enumerate((*folded, "".join(folded[:2]), ":".join(folded[:2]))):
        if len(text) > 60 or text.isdigit():
            continue
        found = _LABEL.fullmatch(text) or _LABEL_EN.fullmatch(text)
        if found is None:
            if _COUNT_ONLY.fullmatch(text):
                return TotalLabel(text, "plain", "")
            continue
        parts = found.groupdict()
        group = parts["group"] or ""
        if group and 2 < place < len(folded):  # far from the beginning a word in front makes it a text like others
            continue
        if parts["sub"]:
            return TotalLabel(text, "sub", group)
        return TotalLabel(text, "grand" if parts.get("grand") or parts.get("whole") else "plain", group)
    return None


def counts_beside(cells: Sequence[str]) -> list[tuple[str, Count]]:
    """The numbers of records that stand in another cell than what names them: 记录数 | 3, 共计 | 3 | 笔, 合计 | 3笔."""
    filled = [cell for cell in cells if cell]
    found: list[tuple[str, Count]] = []
    for at, cell in enumerate(filled[:-1]):
        number, unit = _DIGITS.fullmatch(filled[at + 1]), "".join(filled[at + 2 : at + 3])
        if number is None or cell[-1].isdigit():
            continue
        text = f"{cell.rstrip(':')}:{filled[at + 1]}"
        if not number[1] and re.fullmatch(_THINGS, unit):
            text += unit
        found += [(text, count) for count in counts_in(text)]
    return found


def counts_in(text: str) -> list[Count]:
    """The numbers of records that a text states: 共3笔, 记录数:240, Total 3 records."""
    found: dict[tuple[int, int], Count] = {}
    for pattern in _COUNTS:
        for match in pattern.finditer(text):
            unit = match[2] or ""
            found[match.span(1)] = Count(int(match[1].replace(",", "")), bool(_ITEMS.fullmatch(unit)))
    return list(found.values())
