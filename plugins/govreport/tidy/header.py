"""Finding the header: which row it is, which column is which, and in which unit amounts stand.

Aliases are matched over the first rows; headers of two rows, unit rows and pseudo-headers (甲 乙 丙) are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from govreport.district.folder import Layout
from govreport.tidy.readers.grid import HEAD_ROWS, Span
from govreport.tidy.units import Statement, above_header, below_header, of_title, split_end, split_unit, units_of
from govreport.tidy.values.cells import key, narrow, plain

_PSEUDO = re.compile(r"[甲乙丙丁戊己庚辛壬癸]|\(?\d{1,2}\)?|栏次|行次|序号|[a-z]|[-—/]")


@dataclass(frozen=True)
class Header:
    """A header as found. Rows count from 1."""

    row: int
    rows: int
    """Rows it takes, unit and pseudo rows below included; data starts at ``row + rows``."""
    titles: tuple[str, ...]
    """One a column of the file."""
    mapping: dict[str, int]
    """Canonical column -> index of the file's column."""
    units: dict[str, str]
    """Canonical column -> unit that the file states for it."""
    unit_statements: tuple[Statement, ...]
    """Every place that states a unit, contradictions included."""
    ignored: tuple[int, ...]
    repeated: str | None
    """A title that two columns bear and the layout wants."""
    score: int

    @cached_property
    def unknown(self) -> tuple[int, ...]:
        """Columns with a title that the layout neither maps nor ignores."""
        known = {*self.mapping.values(), *self.ignored}
        return tuple(i for i, title in enumerate(self.titles) if title and i not in known)


class _Aliases:
    """The layout's words, folded: what a title means and how good a match it is."""

    def __init__(self, layout: Layout) -> None:
        self.columns: dict[str, tuple[str, int]] = {}
        for column, setting in layout.columns.items():
            for rank, alias in enumerate(setting.aliases):
                self.columns.setdefault(key(alias), (column, rank))
        self.ignored = {key(word) for word in layout.ignore}
        self._known: dict[str, tuple[tuple[str, int] | None, bool]] = {}

    def find(self, title: str) -> tuple[str, int] | None:
        """Canonical column and rank of a title."""
        return self._look_up(title)[0]

    def ignores(self, title: str) -> bool:
        """The layout leaves this column behind."""
        return self._look_up(title)[1]

    def _look_up(self, title: str) -> tuple[tuple[str, int] | None, bool]:
        """Kept, because the same titles are looked up again with every row that might be the header."""
        known = self._known.get(title)
        if known is None:
            whole, bare = key(title), split_unit(title)[0]
            column = self.columns.get(whole) or self.columns.get(bare)
            if column is None and (glued := self.columns.get(split_end(title)[0])) and glued[0].endswith("_fen"):
                column = glued
            known = self._known[title] = (column, whole in self.ignored or bare in self.ignored)
        return known


def joined_title(header: Header, layout: Layout) -> str | None:
    """A title unknown to the layout that begins or ends with one of its words: a separator may be lost between two."""
    words = {key(w) for setting in layout.columns.values() for w in setting.aliases} | set(map(key, layout.ignore))
    long = tuple(word for word in words if len(word) > 1)
    titles = (header.titles[at] for at in header.unknown)
    return next((title for title in titles if key(title).startswith(long) or key(title).endswith(long)), None)


def _variants(top: str, bottom: str) -> list[str]:
    """What a column under a two-row header may be called, best first."""
    if not bottom:
        return [top]
    return [top + bottom, bottom] if top else [bottom]


def _filled(row: list[str], below: list[str], spans: list[Span], index: int) -> list[str]:
    """The upper row of a two-row header with merged (or left out) cells repeated over the columns they stand above."""
    filled = list(row)
    for first, left, _, right in spans:
        if first == index:
            for column in range(left, min(right + 1, len(filled))):
                filled[column] = row[left]
    if not any(first == index for first, *_ in spans):
        for column in range(1, len(filled)):
            if not filled[column] and below[column]:
                filled[column] = filled[column - 1]
    return filled


def _read(aliases: _Aliases, index: int, depth: int, rows: list[list[str]]) -> Header:
    best: dict[str, tuple[int, int]] = {}
    titles: list[str] = []
    ignored: list[int] = []
    repeated: str | None = None
    stated: dict[str, Statement] = {}
    for position, (top, bottom) in enumerate(zip(*rows, strict=True)):
        variants = _variants(top, bottom)
        hit = next(((v, found) for v in variants if (found := aliases.find(v))), None)
        dropped = next((v for v in variants if aliases.ignores(v)), None)
        if hit is None:
            titles.append(dropped or (f"{top}/{bottom}" if top and bottom else top or bottom))
            if dropped:
                ignored.append(position)
            continue
        title, (column, rank) = hit
        titles.append(title)
        if column in best and best[column][0] == rank and key(titles[best[column][1]]) == key(title):
            repeated = title
        if column not in best or rank < best[column][0]:
            best[column] = (rank, position)
            stated.pop(column, None)
            if statement := of_title(column, (title, bottom), index + 1):
                stated[column] = statement
    mapping = {column: position for column, (_, position) in best.items()}
    score = 3 * len(mapping) + len(ignored)
    return Header(index + 1, depth, tuple(titles), mapping, {}, tuple(stated.values()), tuple(ignored), repeated, score)


def _shown(head: list[list[str]]) -> list[list[str]]:
    width = max((len(r) for r in head), default=0)
    return [["".join(plain(c).split()) if c else "" for c in row] + [""] * (width - len(row)) for row in head]


def find_header(head: list[list[str]], spans: list[Span], layout: Layout, extract: str) -> Header | None:
    """The best header of the first rows, or None where nothing looks like one.

    A row is a header where it names at least three known columns, or all the required ones.
    """
    aliases = _Aliases(layout)
    rows = _shown(head)
    best: Header | None = None
    best_rank: tuple[float, float] = (-1, -1)
    for index in range(min(len(rows), HEAD_ROWS)):
        if sum(map(bool, rows[index])) < 2:
            continue
        blank = [""] * len(rows[index])
        candidates = [_read(aliases, index, 1, [rows[index], blank])]
        if index + 1 < len(rows):
            below = rows[index + 1]
            candidates.append(_read(aliases, index, 2, [_filled(rows[index], below, spans, index), below]))
        merged_down = any(first == index and last > index for first, _, last, _ in spans)
        for candidate in candidates:
            # of equals one row is enough, unless a cell merged downwards shows that the header has two
            rank = (candidate.score, merged_down if candidate.rows == 2 else 0.5)
            if rank > best_rank:
                best, best_rank = candidate, rank
    required = layout.needed(extract)
    if best is None or len(best.mapping) < min(3, len(required)):
        return None
    return _finished(best, rows)


def _finished(header: Header, rows: list[list[str]]) -> Header:
    """With the unit row and pseudo-header rows below it taken in, and a unit stated above it."""
    statements = list(header.unit_statements)
    depth = header.rows
    while header.row - 1 + depth < len(rows):
        below = rows[header.row - 1 + depth]
        stated = below_header(below, header.mapping, header.row + depth)
        if stated is None and not _is_pseudo([c for c in map(narrow, below) if c]):
            break
        statements += stated or ()
        depth += 1
    statements += above_header(rows[: header.row - 1])
    units = units_of(header.mapping, statements)
    return replace(header, rows=depth, units=units, unit_statements=tuple(statements))


def _is_pseudo(filled: list[str]) -> bool:
    """甲 乙 丙, 1 2 3, (1) (2) (3) and mixtures: the numbers count up by one, so no record is taken for it."""
    if len(filled) < 2 or not all(_PSEUDO.fullmatch(c.casefold()) for c in filled):
        return False
    numbers = [int(c.strip("()")) for c in filled if c.strip("()").isdigit()]
    return len(numbers) + sum(c in "甲乙丙丁戊己庚辛壬癸" for c in filled) >= 2 and all(
        b == a + 1 for a, b in pairwise(numbers)
    )
