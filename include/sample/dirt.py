"""Repairable dirt: the same values in the other spellings that real extracts use. No record is lost by it.

Every kind is planted on records that were there from the first extract, so each extract has all kinds; some kinds
also on later records, where the office puts them right one to three quarters on. Belongs here: spellings. Does not
belong here: values that are wrong (faults.py).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import cn2an

from govreport.quarter import Quarter
from include.sample import names, plan
from include.sample.rows import Cell, Row

Respell = Callable[[Cell], Cell]
_NBSP, _ZERO_WIDTH, _IDEOGRAPHIC_SPACE = "\u00a0", "\u200b", "\u3000"
_DIGITS = "〇一二三四五六七八九"


def _parts(cell: Cell) -> tuple[int, int, int]:
    day = date.fromisoformat(str(cell))
    return day.year, day.month, day.day


def _hanzi(cell: Cell) -> str:
    year, month, day = _parts(cell)
    words = "".join(_DIGITS[int(c)] for c in str(year))
    return f"{words}年{_count(month)}月{_count(day)}日"


def _count(number: int) -> str:
    return str(cn2an.an2cn(number, "low")).removeprefix("一") if 10 <= number < 20 else str(cn2an.an2cn(number, "low"))


def wide(cell: Cell) -> str:
    """In full-width characters."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in str(cell))


def _narrow_brackets(cell: Cell) -> str:
    return str(cell).replace("（", "(").replace("）", ")")


def _capital(form: str) -> Respell:
    def respell(cell: Cell) -> Cell:
        value = float(str(cell).replace(",", ""))
        if form == "hanzi":
            return f"{cn2an.an2cn(int(value), 'up')}万元" if value == int(value) and value < 100 else None
        if form == "commas":
            return f"{value:,.2f}" if value >= 1000 else None
        return f"{value:g}万元"

    return respell


def word(old: str, new: str) -> Respell:
    """One word for another; cells that say something else are left alone."""
    return lambda cell: new if cell == old else None


DATE_FORMS: dict[str, Respell] = {
    "2019-1-5": lambda c: "{}-{}-{}".format(*_parts(c)),
    "2019/01/05": lambda c: str(c).replace("-", "/"),
    "2019.1.5": lambda c: "{}.{}.{}".format(*_parts(c)),
    "20190105": lambda c: str(c).replace("-", ""),
    "2019年1月5日": lambda c: "{}年{}月{}日".format(*_parts(c)),
    "二〇一九年一月五日": _hanzi,
}
TOWNS = (
    ("市桥街道", "市桥街"),
    ("桥南街道", "桥南街办"),
    ("小谷围街道", "小谷围街道办事处"),
    ("沙湾镇", "沙湾镇（街）"),
    ("石碁镇", "石基镇"),
)


@dataclass(frozen=True)
class Kind:
    """A spelling, the column it is found in, how many early and later records have it."""

    column: str
    respell: Respell
    early: int
    later: int = 0


def _text_kinds(name: str, code: str, count: int) -> list[Kind]:
    return [
        Kind(name, lambda c: f"{_ZERO_WIDTH}{c}", count),
        Kind(name, lambda c: f"{c}{_NBSP}", count),
        Kind(name, lambda c: f"{c}  ", count),
        Kind(code, lambda c: str(c).lower(), count),
        Kind(code, wide, count),
        Kind(code, lambda c: f" {c}{_ZERO_WIDTH}", count),
        Kind("town_code", lambda c: f"{c}{_IDEOGRAPHIC_SPACE}", count),
        *(Kind("town_code", word(old, new), count) for old, new in TOWNS),
    ]


KINDS: dict[str, list[Kind]] = {
    "registration": [
        *(Kind("registered_on", form, 1, 1) for form in DATE_FORMS.values()),
        Kind("registered_on", lambda c: date(*_parts(c)), 2, 2),
        Kind("exited_on", DATE_FORMS["2019.1.5"], 1),
        Kind("exited_on", lambda c: date(*_parts(c)), 1),
        *_text_kinds("name", "uscc", 1),
        Kind("name", lambda c: _narrow_brackets(c) if "（" in str(c) else None, 1),
        Kind("legal_type", word("社会团体", "社团"), 1, 1),
        Kind("legal_type", word("民办非企业单位", "民办非企业单位(社会服务机构)"), 1, 1),
        Kind("status", word("正常", "在册"), 1, 1),
        Kind("status", word("正常", "存续"), 1),
        Kind("status", word("正常", f"正常{_NBSP}"), 1),
        Kind("status", word("注销", "已注销"), 2),
        Kind("capital_fen", _capital("commas"), 1),
        Kind("capital_fen", _capital("unit"), 1, 1),
        Kind("capital_fen", _capital("hanzi"), 1),
        Kind("is_community_org", word("是", "√"), 1),
        Kind("community_code", lambda c: names.place(str(c)), 2, 1),
        Kind("community_code", lambda c: str(c).replace("居民委员会", "居委会").replace("民委员会", "委会"), 2),
    ],
    "funding": [
        *(Kind("approved_on", form, 1) for form in DATE_FORMS.values()),
        Kind("paid_on", DATE_FORMS["2019/01/05"], 1, 1),
        Kind("paid_fen", _capital("unit"), 1),
        Kind("paid_fen", lambda c: f"{c}{_NBSP}", 1),
        Kind("awarded_fen", _capital("hanzi"), 1),
        Kind("awarded_fen", wide, 1),
        Kind("fund", word("社会组织培育发展专项资金", "专项资金"), 1),
        Kind("recipient_uscc", lambda c: str(c).lower(), 1),
        Kind("recipient_name", lambda c: f"{_ZERO_WIDTH}{c}", 1),
        *(Kind("town_code", word(old, new), 1) for old, new in TOWNS[:2]),
    ],
    "evaluation": [
        *(Kind("event_on", form, 2, 2) for form in DATE_FORMS.values()),
        Kind("closed_on", DATE_FORMS["2019年1月5日"], 2),
        *_text_kinds("name", "uscc", 2),
        Kind("event_kind", word("年度报告", "年报"), 2),
        Kind("grade", lambda c: {"3A": "AAA", "4A": "ＡＡＡＡ"}.get(str(c)), 2),
        Kind("event_result", lambda c: f"{c} ", 2),
    ],
}

NULL_WORDS: dict[str, tuple[str, ...]] = {
    "registration": ("certificate_no", "community_code", "category", "exited_on"),
    "funding": ("recipient_uscc", "community_code"),
    "evaluation": ("closed_on", "grade", "due_on"),
}
"""Columns whose empty cells now and then say 无, — or 暂无."""


@dataclass(frozen=True)
class _Planted:
    kind: Kind
    until: Quarter | None


class Dirt:
    """Knows which record of an extract has which spelling; made once from the last extract's rows.

    ``kinds`` and ``empty`` (columns whose empty cells may hold a word) are the extract's own, or those given.
    """

    def __init__(
        self, extract: str, rows: list[Row], kinds: list[Kind] | None = None, empty: tuple[str, ...] | None = None
    ) -> None:
        kinds = KINDS[extract] if kinds is None else kinds
        empty = NULL_WORDS[extract] if empty is None else empty
        rng = plan.stream(f"dirt/{extract}")
        self._planted: dict[str, _Planted] = {}
        first_cutoff = plan.QUARTERS[0].end
        ordered = sorted(rows, key=lambda r: r.order)
        rng.shuffle(ordered)
        for kind in kinds:
            self._plant(rng, kind, kind.early, [r for r in ordered if r.order[0] <= first_cutoff], mended=False)
            self._plant(rng, kind, kind.later, [r for r in ordered if r.order[0] > first_cutoff], mended=True)
        self._nulls = self._null_words(plan.stream(f"nulls/{extract}"), empty, ordered)

    def _plant(self, rng: random.Random, kind: Kind, count: int, rows: list[Row], *, mended: bool) -> None:
        for row in rows:
            if not count:
                return
            cell = row.cells[kind.column]
            if row.key in self._planted or cell is None or kind.respell(cell) in (None, cell):
                continue
            until = Quarter.containing(row.order[0]).plus(rng.randint(1, 3)) if mended else None
            self._planted[row.key] = _Planted(kind, until)
            count -= 1

    @staticmethod
    def _null_words(rng: random.Random, columns: tuple[str, ...], rows: list[Row]) -> dict[tuple[str, str], str]:
        return {(r.key, c): rng.choice(("无", "—", "暂无")) for r in rows for c in columns if rng.random() < 0.02}

    def apply(self, row: Row, quarter: Quarter) -> None:
        """Respell the row's cells as the extract of ``quarter`` has them."""
        for column in row.cells:
            if row.cells[column] is None and (row.key, column) in self._nulls:
                row.cells[column] = self._nulls[row.key, column]
        planted = self._planted.get(row.key)
        if planted is None or (planted.until is not None and planted.until <= quarter):
            return
        column = planted.kind.column
        cell = row.cells[column]
        respelt = None if cell is None else planted.kind.respell(cell)
        row.cells[column] = cell if respelt is None else respelt
