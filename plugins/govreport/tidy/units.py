"""In which unit amounts stand, as a header, a row above it or a cell below it states.

Only a whole statement counts: one that holds another word too is an office's name or the like. What an amount itself
states (3万元) is read in values/money.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from govreport.currency import Currency
from govreport.currency.marks import IN_TITLES, WITHOUT_UNIT, foreign
from govreport.currency.units import SCALE_PATTERN
from govreport.district.folder import Layout
from govreport.tidy import unit_refusals
from govreport.tidy.values.cells import key

_CURRENCY = rf"(?:{IN_TITLES})".casefold()
_AMOUNTS = rf"(?:[十百千万亿]*|{SCALE_PATTERN}(?:of|in)?){_CURRENCY}(?:{SCALE_PATTERN}(?![a-z]))?"
_MONEY = rf"(?:(?:人民币)?{_AMOUNTS})"
_YUAN = rf"人民币(?!{_AMOUNTS})"  # without the look ahead one text could be matched in very many ways
_WORDS = rf"(?:{_YUAN}|{_MONEY}|[、,/;和或及与~()-])*{_MONEY}(?:\(人民币\)|\({_MONEY}\))?"
"""One unit of money, or several, which is one too many."""
_MEASURE = r"(?:[十百千万亿]?(?:个|家|人次?|次|件|户|项)|分|%|批|期|笔|年月日|年|—|-|/)"
_NEXT = r"填|编制|制表|报送|报表|数据|统计|截|日期|时间|审核|负责|联系|金额|单位|第"
"""How the next statement in the same cell begins."""
_LABELLED = re.compile(
    r"(?P<label>金额|货币|计量|数额|计价|资金)?单位(?::|为|是)"
    rf"(?P<before>(?:{_MEASURE}[、,/])*)(?P<words>{_WORDS}|[十百千万亿]+(?=$|[,;)\]。]))"
    rf"(?:\((?!{_MONEY})[^()]*\))?(?:[、,]{_MEASURE})*(?P<rest>.?.?)"
    rf"|币种(?:单位)?:?(?P<currency>{_WORDS})|以(?P<counted>{_WORDS})(?:为单位|计)"
)
_IN_ENGLISH = re.compile(
    rf"(?:units?|currency|(?:amounts?|figures|values|money)(?:are)?(?:shown|stated|given)?in):?(?P<words>{_MONEY})(?![a-z])"
)
_LONGEST_TITLE, _LONGEST_CELL = 100, 2000
"""Characters of a title or a cell that are looked at."""
_STRICT = re.compile(r"(?:金额|货币|数额|计价)单位:(?!人民币$)(?P<words>[^,;()]+)")
_WHOLE = re.compile(rf"[(\[【〔]?(?:金额|货币|计量)?(?:单位)?:?({_WORDS})[)\]】〕]?")
_IN_BRACKETS = re.compile(rf"[(\[【〔](?:[^()]*?[,、;:])??({_WORDS})(?:[,、;][^()]*)?[)\]】〕]$")
_AFTER_SIGN = re.compile(rf"[:/,]({_MONEY})$")
_AT_END = re.compile(rf"({_MONEY})$")
_MARK = re.compile(rf"[(\[【〔/]({WITHOUT_UNIT})[)\]】〕]?$", re.IGNORECASE)
_OTHER = re.compile(rf"\(?{_MEASURE}\)?")
_UNIT = re.compile(_MONEY)
_HINT = re.compile(
    r"\((?:必填|选填|必填项|年月日|年-月-日|年/月/日|yyyy[-/.]mm[-/.]dd|格式[^)]*|满分[^)]*|分|是/否)\)$|^\*|\*$"
)
_SIGN_BEFORE = re.compile(r"(?:人民币|rmb|cny|¥):?(?=[十百千万亿]{0,3}元)")
_YUAN_AFTER = re.compile(r"元(?:人民币|rmb|cny)(?![十百千万亿]{0,3}元)")
_SAME_FOR_ALL = re.compile(r"单位(?:均|都|全部)(?=[:为是])")
_AMOUNT = "_fen"
"""How the names of canonical columns of money end."""


@dataclass(frozen=True)
class Statement:
    """What one cell says of the unit."""

    row: int
    text: str
    """The cell."""
    units: tuple[str, ...]
    """The units it names; a sound statement names one."""
    column: str | None = None
    """The canonical column that it is about; None for every amount of the table."""
    glued: bool = False
    """The title just ends in it (立项金额万元), which is less than a statement in brackets."""

    mark: bool = False
    """It names a currency without its unit: RMB."""

    def unit(self, own: Currency) -> str | None:
        """The one unit of the district's currency that amounts can be read in."""
        return own.unit(self.units[0]) if len(self.units) == 1 and not self.mark else None


def split_unit(title: str) -> tuple[str, str | None]:
    """A header's folded text without the unit in its brackets or behind a sign, and that unit as it is written."""
    folded = _without_hints(key(title))
    if len(folded) > _LONGEST_TITLE:
        return folded, None
    match = _IN_BRACKETS.search(folded) or _AFTER_SIGN.search(folded)
    return (folded[: match.start()], match[1]) if match else (folded, None)


def split_end(title: str) -> tuple[str, str | None]:
    """A header's folded text without the unit that it ends in, and that unit as it is written."""
    folded = _without_hints(key(title))
    match = _AT_END.search(folded) if len(folded) <= _LONGEST_TITLE else None
    return (folded[: match.start()], match[1]) if match else (folded, None)


def _without_hints(folded: str) -> str:
    if len(folded) > _LONGEST_CELL:  # no title: without a bound, one star after the other would be cut from it
        return folded
    while hint := _HINT.search(folded):
        folded = folded[: hint.start()] + folded[hint.end() :]
    return folded


def _named(words: str) -> tuple[str, ...]:
    """The different units among words of money; a bare 万 is as unclear as two."""
    if len(words) > _LONGEST_CELL:
        return (words,)
    found = [unit.removeprefix("人民币").replace("圆", "元") for unit in _UNIT.findall(words)]
    return tuple(dict.fromkeys(found)) or (words,)


def of_title(column: str, titles: Sequence[str], row: int) -> Statement | None:
    """What the titles above a column of money state, best first."""
    for title in titles if column.endswith(_AMOUNT) else ():
        units: list[str] = []
        rest, words = split_unit(title)
        while words is not None:
            units += _named(words)
            rest, words = split_unit(rest)
        if units:
            return Statement(row, title, tuple(dict.fromkeys(units)), column)
    for title in titles if column.endswith(_AMOUNT) else ():
        if (words := split_end(title)[1]) is not None:
            return Statement(row, title, _named(words), column, glued=True)
    for title in titles if column.endswith(_AMOUNT) else ():
        if mark := _MARK.search(_without_hints(key(title))):
            return Statement(row, title, (mark[1],), column, mark=True)
    return None


def below_header(cells: Sequence[str], columns: Mapping[str, int], row: int) -> list[Statement] | None:
    """What a row of units states of each column of money; None where it is another row."""
    filled = [c for c in map(key, cells) if c]
    if any(len(c) > _LONGEST_TITLE for c in filled):
        return None
    if not all(_WHOLE.fullmatch(c) or _OTHER.fullmatch(c) for c in filled) or not any(map(_WHOLE.fullmatch, filled)):
        return None
    if len(filled) == 1 and speaks_of_unit(filled[0]):
        return [Statement(row, c, _named(m[1])) for c in cells if (m := _WHOLE.fullmatch(key(c)))]
    return [
        Statement(row, cells[at], _named(m[1]), column)
        for column, at in columns.items()
        if column.endswith(_AMOUNT) and (m := _WHOLE.fullmatch(key(cells[at])))
    ]


def speaks_of_unit(text: str) -> bool:
    """Whether a cell has the word for unit."""
    return "单位" in text or text.casefold().startswith(("unit:", "units:", "currency:"))


def above_header(rows: Iterable[Sequence[str]]) -> list[Statement]:
    """What the rows above a header state of all its amounts."""
    return [
        Statement(number, cell, units)
        for number, row in enumerate(rows, start=1)
        for cell in row
        if cell
        for units in _stated(key(cell))
    ]


def _in_usual_words(text: str) -> str:
    """RMB万元, ¥万元, 万元人民币 and 单位均为万元 as they are usually said."""
    text = _SIGN_BEFORE.sub("人民币", _SAME_FOR_ALL.sub("单位", text))
    return _YUAN_AFTER.sub("元", text)


def _stated(text: str) -> list[tuple[str, ...]]:
    if len(text) > _LONGEST_CELL:
        return []
    text = _in_usual_words(text)
    if whole := _WHOLE.fullmatch(text):
        return [_named(whole[1])]
    found = []
    for match in _LABELLED.finditer(text):
        rest = match["rest"]
        if match["words"] is None:
            found.append(_named(match["currency"] or match["counted"]))
        elif rest[:1] == "/" or "/" in match["before"]:  # 元/人 is no amount in 元
            found.append((match["before"] + match["words"] + rest,))
        elif not rest or match["label"] or not rest[0].isalpha() or re.match(_NEXT, rest):
            found.append(_named(match["words"]))
    if not found and (english := _IN_ENGLISH.search(text)):
        found.append(_named(english["words"]))
    if not found and (strict := _STRICT.search(text)):
        found.append((strict["words"],))
    if not found and (bracket := _IN_BRACKETS.search(text[-_LONGEST_TITLE:])):
        found.append(_named(bracket[1]))
    return found


def units_of(columns: Iterable[str], statements: Iterable[Statement], currency: Currency) -> dict[str, str]:
    """Canonical column -> the unit that the file states for it; a statement about the column goes before others."""
    own: dict[str, str] = {}
    general: str | None = None
    for stated in statements:
        unit = stated.unit(currency)
        if unit is not None and stated.column is not None:
            own[stated.column] = unit
        elif unit is not None:
            general = unit
    return ({c: general for c in columns if c.endswith(_AMOUNT)} if general else {}) | own


def require_one_unit(file: str, columns: Iterable[str], statements: Sequence[Statement], layout: Layout) -> None:
    """Raise ReadError where a column of money has no one unit: two statements differ, or one names no unit of ours.

    The layout's unit may differ from what a column's own title says, which goes before it, but not from a statement
    about the whole table nor from a title that just ends in a unit.
    """
    money = [column for column in columns if column.endswith(_AMOUNT)]
    if not money:
        return
    currency = layout.money
    for stated in statements:
        if other_one := foreign("".join(stated.units).upper(), currency.code):
            raise unit_refusals.other_currency(file, stated.row, stated.text, other_one, currency)
        if stated.unit(currency) is None and not stated.mark:
            raise unit_refusals.unknown_unit(file, stated.row, stated.text, currency)
    statements = [s for s in statements if not s.mark]
    worth = {s: currency.units[s.unit(currency) or ""] for s in statements}
    general = [s for s in statements if s.column is None]
    for column in money:
        own = [s for s in statements if s.column == column]
        meant = [*own, *general]
        if other := next((s for s in meant if worth[s] != worth[meant[0]]), None):
            raise unit_refusals.differing_units(file, (meant[0].row, meant[0].text), (other.row, other.text))
        setting = layout.columns.get(column)
        wanted = setting.unit if setting else None
        weak = own[0] if own and all(s.glued for s in own) else None if own else next(iter(general), None)
        if wanted is not None and weak is not None and worth[weak] != currency.units[wanted]:
            title = setting.aliases[0] if setting and setting.aliases else column
            raise unit_refusals.differs_from_layout(file, (weak.row, weak.text), title, wanted)
