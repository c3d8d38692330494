"""Rows with more cells than the header: when the surplus is certainly nothing, when a row is set aside for it, and when
it is the header that lacks a cell. The whole file decides, never a row for itself.

An export may end each row in a separator more than its header; then nearly every row has the same empty cells behind
the last column, and the cells before them suit their columns. A number cut at its thousands comma (30,000.00), a comma
in a name without quotes or a separator lost in the header leave other traces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Verdict = Literal["nothing", "aside", "narrow"]

NEARLY_ALL = 0.9
_FITS = 0.8
_FEW = 5
"""Of so few rows each counts: a column of free text that may have been moved is doubt enough."""

_BLANK = r"^[\s\x{3000}—/无暂不详-]*$"
_DATE = r"\d{4}\s*[-/.年]\s*\d{1,2}|^\D{0,3}(?:\d{8}|\d{5})\D{0,3}$|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|年"
_DAY = r"\d{4}[-/年]\d{1,2}|\d{4}\.\d{1,2}\."
_NUMBER = r"[\d０-９零〇一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾]"
_LOOKS = {"date": _DATE, "id": r"^\S{8,}", "town": r"\p{Han}|\d{6}", "community": r"\p{Han}|\d{6}"} | dict.fromkeys(
    ("money", "int", "score"), _NUMBER
)
_BEFORE_COMMA = r"^\D{0,3}\d{1,3}$"
_BEHIND_COMMA = r"^\d{3}(?:\.\d*)?\D{0,3}$"


@dataclass(frozen=True)
class Expected:
    """What the header says of the rows below it."""

    row: int
    """The header's row, from 1."""
    named: int
    """Cells up to the last title."""
    kinds: Mapping[int, str] = field(default_factory=dict)
    """Column of the file -> kind of the canonical column that it becomes."""
    joined: str | None = None
    """A title that looks like two run together."""


class Evidence:
    """Gathers what speaks for and against the surplus cells of one width being nothing."""

    def __init__(self, width: int, kinds: Mapping[int, str]) -> None:
        self._width = width
        self._kinds = {i: kind for i, kind in kinds.items() if i < width}
        self._rows = self._filled = self._split = 0
        self._held = dict.fromkeys(self._kinds, 0)
        self._fitting = dict.fromkeys(self._kinds, 0)

    def add(self, columns: list[pa.Array]) -> None:
        """Rows of one piece, all with the same surplus."""
        self._rows += len(columns[0])
        self._filled += int(filled(columns[self._width :]).sum())
        self._split += int(split_numbers(columns, self._kinds).sum())
        for at, kind in self._kinds.items():
            held = columns[at].filter(pc.invert(pc.match_substring_regex(columns[at], _BLANK)))
            self._held[at] += len(held)
            fits = pc.match_substring_regex(held, _LOOKS[kind]) if kind in _LOOKS else pa.repeat(True, len(held))
            if kind in ("money", "int", "score"):
                fits = pc.and_not(fits, pc.match_substring_regex(held, _DAY))
            self._fitting[at] += pc.sum(fits).as_py() or 0

    def verdict(self) -> Verdict:
        """What the surplus cells are."""
        if self._split * 2 > self._rows:
            return "aside"
        if self._filled > (1 - NEARLY_ALL) * self._rows:
            return "narrow"
        if any(self._fitting[at] < _FITS * held for at, held in self._held.items()):
            return "narrow"
        sure = max((at for at, kind in self._kinds.items() if kind in _LOOKS and self._held[at]), default=-1)
        loose = any(held for at, held in self._held.items() if at > sure)
        return "aside" if self._rows < _FEW and loose else "nothing"


def filled(columns: list[pa.Array]) -> Any:
    """Which rows hold anything in these columns."""
    held = np.zeros(len(columns[0]) if columns else 0, bool)
    for column in columns:
        held |= pc.match_substring_regex(column, r"[^\s\x{3000}]").to_numpy(zero_copy_only=False)
    return held


def split_numbers(columns: list[pa.Array], kinds: Mapping[int, str]) -> Any:
    """Which rows look as if an amount had been cut at its thousands comma: 30 in its column, 000.00 in the next."""
    split = np.zeros(len(columns[0]), bool)
    for at, kind in kinds.items():
        if kind == "money" and at + 1 < len(columns):
            before = pc.match_substring_regex(columns[at], _BEFORE_COMMA)
            behind = pc.match_substring_regex(columns[at + 1], _BEHIND_COMMA)
            split |= pc.and_(before, behind).to_numpy(zero_copy_only=False)
    return split


def usual_width(counted: Any, width: int) -> int:
    """The number of cells that nearly all records have, of those that aren't notes; 0 where there is none."""
    records = counted.copy()
    records[: max(2, width // 2)] = 0
    usual = int(records.argmax()) if records.any() else 0
    return usual if usual and records[usual] >= NEARLY_ALL * records.sum() else 0


def in_single_quotes(columns: list[pa.Array]) -> Any:
    """Which rows have a cell that begins with a single quote, and at or behind it one that ends with it."""
    begun = np.zeros(len(columns[0]), bool)
    quoted = begun.copy()
    for column in columns:
        ends = pc.ends_with(column, "'").to_numpy(zero_copy_only=False)
        quoted |= begun & ends
        quoted |= pc.match_substring_regex(column, "^'.*'$").to_numpy(zero_copy_only=False)
        begun |= pc.starts_with(column, "'").to_numpy(zero_copy_only=False)
    return quoted
