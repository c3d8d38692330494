"""Repairable dirt of the six further extracts: the same values in the other spellings that real extracts use.

Belongs here: which spellings are found in which column. Does not belong here: how they are planted (dirt.py), values
that are wrong (faults_further.py).
"""

from __future__ import annotations

from include.sample import names
from include.sample.dirt import DATE_FORMS, TOWNS, Kind, Respell, wide, word
from include.sample.rows import Cell

_NBSP, _ZERO_WIDTH = "\u00a0", "\u200b"


def _committee(cell: Cell) -> Cell:
    return str(cell).replace("居民委员会", "居委会").replace("民委员会", "委会")


def _unit(cell: Cell) -> Cell:
    """3,000.00 as 0.3万元."""
    value = float(str(cell).replace(",", ""))
    return f"{value / 10_000:g}万元" if value >= 1000 and value % 100 == 0 else None


def _with_yuan(cell: Cell) -> Cell:
    return f"{str(cell).replace(',', '')}元"


def _dates(column: str, early: int, later: int) -> list[Kind]:
    return [Kind(column, form, early, later) for form in DATE_FORMS.values()]


def _towns(early: int, later: int) -> list[Kind]:
    return [Kind("town_code", word(old, new), early, later) for old, new in TOWNS]


def _ticks(column: str, count: int) -> list[Kind]:
    ticks: list[Respell] = [word("是", "√"), word("否", "×")]
    return [Kind(column, tick, 0, count) for tick in ticks]


KINDS: dict[str, list[Kind]] = {
    "filing": [
        *_dates("filed_on", 3, 2),
        Kind("ended_on", DATE_FORMS["2019.1.5"], 2),
        *_towns(2, 1),
        Kind("community_code", _committee, 4, 3),
        Kind("community_code", lambda c: names.place(str(c)), 6, 4),
        Kind("name", lambda c: f"{c}{_NBSP}", 3, 2),
        Kind("form", word("队", "队伍"), 3, 2),
        Kind("form", word("组", "小组"), 2),
        Kind("category", word("文娱类", "文娱"), 4, 3),
        Kind("category", word("公益慈善类", "公益慈善"), 3, 1),
    ],
    "party": [
        Kind("as_of", DATE_FORMS["2019年1月5日"], 0, 20),
        Kind("as_of", DATE_FORMS["2019.1.5"], 0, 20),
        Kind("party_founded_on", DATE_FORMS["2019/01/05"], 0, 20),
        Kind("party_founded_on", DATE_FORMS["20190105"], 0, 20),
        Kind("party_form", word("单独组建", "单独"), 0, 20),
        Kind("party_form", word("未建立", "未组建"), 0, 30),
        Kind("no_party_reason", word("正式党员不足3人", "党员不足三人"), 0, 30),
        Kind("uscc", lambda c: str(c).lower(), 0, 20),
        Kind("uscc", lambda c: f"{c}{_ZERO_WIDTH}", 0, 20),
        Kind("members", lambda c: f"{c}人", 0, 30),
        *_ticks("has_instructor", 25),
        *_ticks("venue_secured", 20),
        *_towns(0, 8),
    ],
    "linkage": [
        Kind("as_of", DATE_FORMS["2019/01/05"], 0, 20),
        Kind("started_on", DATE_FORMS["2019.1.5"], 0, 20),
        Kind("committee_on", DATE_FORMS["2019年1月5日"], 0, 15),
        Kind("community_code", _committee, 0, 40),
        Kind("community_code", lambda c: names.place(str(c)), 0, 40),
        *_ticks("has_enterprise", 30),
        *_ticks("has_fund", 20),
        *_towns(0, 10),
    ],
    "ventures": [
        *_dates("due_on", 1, 1),
        Kind("done_on", DATE_FORMS["2019.1.5"], 2, 3),
        Kind("field", word("党建活动", "党建"), 2, 2),
        Kind("implementer_kind", word("备案社区社会组织", "备案组织"), 3, 3),
        Kind("stage", word("督导", "项目督导"), 2, 2),
        Kind("stage_result", word("完成", "已完成"), 3, 3),
        Kind("grant_fen", _unit, 2, 2),
        Kind("grant_fen", _with_yuan, 1, 1),
        Kind("community_code", lambda c: names.place(str(c)), 4, 4),
        *[Kind("town_code", word("南村镇", "南村"), 2, 2)],
    ],
    "donations": [
        *_dates("received_on", 1, 1),
        Kind("donor_class", word("个人", "居民"), 2, 3),
        Kind("donor_class", word("企业", "单位"), 1, 2),
        Kind("cash_fen", _unit, 2, 2),
        Kind("cash_fen", _with_yuan, 2, 2),
        Kind("cash_fen", wide, 1, 1),
        Kind("community_code", lambda c: names.place(str(c)), 3, 3),
        *_towns(1, 1),
    ],
    "activities": [
        *_dates("held_on", 2, 2),
        Kind("activity_kind", word("培训", "业务培训"), 3, 4),
        Kind("activity_kind", word("项目交流会", "交流会"), 2, 2),
        Kind("uscc", lambda c: str(c).lower(), 2, 2),
        Kind("uscc", wide, 1, 1),
        Kind("name", lambda c: f"{_ZERO_WIDTH}{c}", 2, 2),
        Kind("attendances", lambda c: f"{c}人次", 3, 3),
        *_towns(2, 2),
    ],
}

NULL_WORDS: dict[str, tuple[str, ...]] = {
    "filing": ("ended_on",),
    "party": ("no_party_reason", "party_founded_on"),
    "linkage": ("committee_on", "started_on"),
    "ventures": ("stage_result", "became_no"),
    "donations": ("in_kind_fen",),
    "activities": ("uscc", "leaders"),
}
"""Columns whose empty cells now and then say 无, — or 暂无."""
