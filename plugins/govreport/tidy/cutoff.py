"""The day up to which a file's data run, as its title rows, notes or a column state it.

Whether it fits the quarter is judged in quality/.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from govreport.district.layout import QUARTER_END
from govreport.quarter import Quarter
from govreport.tidy.readers import refusals
from govreport.tidy.readers.grid import Batch
from govreport.tidy.values.cells import clean, key, plain, unmark
from govreport.tidy.values.dates import PLAIN, DateStyle, arabic, parse_date, parse_exact_date
from govreport.tidy.values.problems import Problem, UnreadableError

COLUMN_TITLES = frozenset(
    key(t) for t in ("数据截止日期", "数据截至日期", "统计截止日期", "截止日期", "截至日期", "数据日期", "统计日期")
)
"""Headers of a column that states the cut-off in every row."""

_ENGLISH = r"\b(?:as (?:of|at)|cut-?off|data up to|up to)\b"
_LABEL = re.compile(
    rf"截止|截至|统计时间|统计日期|统计期|统计时点|数据日期|数据时间|所属期|报告期|{_ENGLISH}|\breporting period\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(rf"截止|截至|{_ENGLISH}", re.IGNORECASE)
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2}\s*日?|\s*月)|\d{8}")
_QUARTER = re.compile(r"(\d{4})年?第?([一二三四1-4])季度|(\d{4})-?Q([1-4])", re.IGNORECASE)


def cutoff_in(text: str, *, until_only: bool = False) -> date | None:
    """The cut-off that a title, a period row or a note states: the last day named after a word such as 截至.

    A month or a quarter means its last day. ``until_only`` wants 截至 or 截止 itself, for notes that name other days.
    """
    folded = arabic(unicodedata.normalize("NFKC", " ".join(clean(text).split())))
    label = (_UNTIL if until_only else _LABEL).search(folded)
    if label is None:
        return None
    rest = folded[label.start() :]
    if quarter := _QUARTER.search(rest):
        year, number = quarter[1] or quarter[3], quarter[2] or quarter[4]
        digit = "一二三四".find(number) + 1 or int(number)
        return Quarter(int(year), digit).end
    days = _DATE.findall(rest)
    if not days:
        return None
    try:
        day, exact = parse_date(days[-1])
    except UnreadableError:
        return None
    return day if exact else _end_of_month(day)


@dataclass(frozen=True)
class Stated:
    """A day that somebody states as the cut-off, and where."""

    day: date
    row: int
    """0: the layout, not the file."""
    text: str


def cutoff_in_rows(rows: list[list[str]]) -> Stated | None:
    """The cut-off that the rows above a header state, the lowest one where several do.

    The label and the day may stand in neighbouring cells.
    """
    for number, row in reversed(list(enumerate(rows, start=1))):
        texts = [unmark(c)[1] if c[:1] else "" for c in row]
        for cell in reversed(texts):
            if day := cutoff_in(cell):
                return Stated(day, number, plain(cell))
        joined = " ".join(filter(None, (plain(c) for c in row)))
        if day := cutoff_in(joined):
            return Stated(day, number, joined)
    return None


def cutoff_of_layout(file: str, entry: str | None, head: list[list[str]], quarter: Quarter | None) -> Stated | None:
    """The cut-off that the layout's ``cutoff`` gives: a day, the quarter's last day, or what stands in a cell of the
    file's first rows. Raises ReadError where that cell holds no day."""
    if entry is None:
        return None
    if entry == QUARTER_END:
        return Stated(quarter.end, 0, f"cutoff: {entry}") if quarter is not None else None
    if entry[:4].isdecimal():
        return Stated(date.fromisoformat(entry), 0, f"cutoff: {entry}")
    letters = entry.rstrip("0123456789").upper()
    row, column = int(entry[len(letters) :]), 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    cells = head[row - 1] if row <= len(head) else []
    cell = cells[column - 1] if column <= len(cells) else ""
    day = cutoff_in(unmark(cell)[1])
    if day is None:
        try:
            day, exact = parse_date(cell)
            day = day if exact else _end_of_month(day)
        except UnreadableError:
            raise refusals.no_cutoff(file, entry.upper(), plain(cell)) from None
    return Stated(day, row, plain(cell))


def _end_of_month(first: date) -> date:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return following - timedelta(days=1)


class Cutoffs:
    """Collects the days that a cut-off column and notes state, with the first row that does."""

    def __init__(self, titles: Sequence[str], style: DateStyle = PLAIN) -> None:
        self._style = style
        self._days: dict[date, tuple[int, str]] = {}
        self._title = "数据截止日期"
        self.under(titles)

    def under(self, titles: Sequence[str]) -> None:
        """The rows that follow stand under these titles."""
        self._column = next((i for i, title in enumerate(titles) if key(title) in COLUMN_TITLES), None)
        if self._column is not None:
            self._title = titles[self._column]

    def titled(self, day: date, row: int, text: str) -> None:
        """A day that a later sheet states above its header."""
        self._days.setdefault(day, (row, text))

    def add(self, batch: Batch, data: pa.Array, notes: list[tuple[int, list[str]]]) -> None:
        """Look through a batch's records and its notes."""
        for row, cells in notes:
            for cell in filter(plain, cells):
                if day := cutoff_in(unmark(cell)[1], until_only=True):
                    self._days.setdefault(day, (row, plain(cell)))
        if self._column is None or self._column >= len(batch.columns):
            return
        column = batch.columns[self._column].filter(data)
        rows = batch.rows.filter(data)
        for cell in filter(plain, pc.unique(column).to_pylist()):
            try:
                day = parse_exact_date(cell, self._style)
            except UnreadableError:
                continue
            if day not in self._days:
                self._days[day] = (rows[pc.index(column, cell).as_py()].as_py(), plain(cell))

    def conclude(
        self, titled: Stated | None, by_layout: Stated | None = None
    ) -> tuple[date | None, list[tuple[int, str, str, Problem]]]:
        """The one day that titles, notes, the column and the layout agree on; else None, with each place that states
        one."""
        for stated in (titled, by_layout):
            if stated is not None and stated.row:
                self._days.setdefault(stated.day, (stated.row, stated.text))
        days = {*self._days, *([by_layout.day] if by_layout else [])}
        if len(days) <= 1:
            return next(iter(days), None), []
        listed = "、".join(f"{d:%Y-%m-%d}" for d in sorted(days))
        zh, en = f"与其他处不一致（{listed}）", f"disagrees with other places ({listed})"
        if by_layout is not None and not by_layout.row:
            zh, en = (
                f"与来源定义的 cutoff 不一致（{listed}）",
                f"disagrees with the layout's cutoff ({listed})",
            )
        problem = Problem("T-CUTOFF", zh, en)
        return None, [(row, self._title, text, problem) for row, text in sorted(self._days.values())]
