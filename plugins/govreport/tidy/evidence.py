"""What the cells of a column say of its meaning: whether they read as days, amounts, towns or words of a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.district.identifiers import Identifiers
from govreport.tidy.opening import Opened
from govreport.tidy.values import identifiers, texts
from govreport.tidy.values.cells import plain
from govreport.tidy.values.dates import parse_date
from govreport.tidy.values.money import money_parser
from govreport.tidy.values.places import Towns
from govreport.tidy.values.problems import UnreadableError

NOTHING = ("", "无", "/", "—", "－", "-", "暂无", "不详")
"""Words that mean "nothing" nearly everywhere."""
_ROWS = 2000
_USCC = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}")
_DAY_MONTH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}")


def sample(opened: Opened) -> list[list[str]]:
    """The distinct cells of each column of the first rows, empty ones left out."""
    header = opened.header
    columns: list[dict[str, None]] = [{} for _ in header.titles]
    seen = 0
    for batch in opened.grid.batches(header.row - 1 + header.rows):
        for found, column in zip(columns, batch.columns, strict=False):
            found.update(dict.fromkeys(c for c in column.slice(0, _ROWS - seen).to_pylist() if c))
        seen += len(batch.rows)
        if seen >= _ROWS:
            break
    return [[c for c in found if plain(c) not in NOTHING] for found in columns]


class Evidence:
    """Tries the cells of columns as what they might be."""

    def __init__(self, district: District | None, codes: Mapping[str, CodeList], money: str) -> None:
        self._codes = codes
        amounts = money_parser(money)
        self.currency = amounts.currency
        self._parse: dict[str, Callable[[str], Any]] = {
            "date": parse_date,
            "money": lambda cell: amounts.parse(cell, amounts.currency.base),
            "int": texts.parse_int,
            "score": texts.parse_int,
        }
        if district is not None:
            self._parse["town"] = Towns(district).parse
        self._ids = {} if district is None else {name: _own(district.identifiers_in(name)) for name in EXTRACTS}

    def share(self, extract: str, column: str, cells: Sequence[str]) -> float | None:
        """Which part of the cells reads as ``column``; None where any text would."""
        info = EXTRACTS[extract].columns[column].info
        listed = self._codes.get(info["codes"] or "")
        parse = self._ids.get(extract, _uscc) if info["kind"] == "id" else self._parse.get(info["kind"])
        if listed is not None:
            parse = listed.find
        if parse is None or not cells:
            return None
        return sum(_reads(parse, cell) for cell in cells) / len(cells)

    def unknown_words(self, extract: str, column: str, cells: Sequence[str]) -> list[str]:
        """The words of a coded column that its list lacks."""
        listed = self._codes.get(EXTRACTS[extract].columns[column].info["codes"] or "")
        if listed is None:
            return []
        return [plain(cell) for cell in cells if listed.find(plain(cell)) is None]


def day_or_month_first(cells: Sequence[str]) -> str | None:
    """day_first or month_first where a day such as 25/03/2019 settles it, "?" where 05/03/2019 could be either."""
    pairs = [(int(m[1]), int(m[2])) for cell in cells if (m := _DAY_MONTH.fullmatch(plain(cell)))]
    if not pairs:
        return None
    if any(first > 12 for first, _ in pairs):
        return "day_first"
    return "month_first" if any(second > 12 for _, second in pairs) else "?"


def _uscc(cell: str) -> str | None:
    return cell if _USCC.fullmatch(plain(cell).upper()) else None


def _own(by: Identifiers) -> Callable[[str], str | None]:
    if by.scheme == "uscc":
        return _uscc

    def read(cell: str) -> str | None:
        text = identifiers.parse_identifier(cell)
        return text if text and by.scheme == "pattern" and by.fits(text) else None

    return read


def _reads(parse: Callable[[str], Any], cell: str) -> bool:
    try:
        return parse(plain(cell)) is not None
    except (UnreadableError, ValueError):
        return False
