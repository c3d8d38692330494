"""Finding the header: which row it is, which column is which, and in which unit amounts stand.

Aliases are matched over the first rows; headers of several rows, unit rows and pseudo-headers (甲 乙 丙) are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from govreport.district.folder import Layout
from govreport.tidy.readers.grid import HEAD_ROWS, Span
from govreport.tidy.units import Statement, above_header, below_header, of_title, split_end, split_unit, units_of
from govreport.tidy.values.cells import key, narrow, plain

LEVELS = 4
"""A header has so many rows of titles at most."""
_LONGEST_TITLE = 60
_REMEMBERED = 100_000
_LOOKED_AT = 2_001
"""Characters of a cell among which a header is looked for: one more than a cell of titles has."""
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


_Ranked = tuple[tuple[float, float, int], Header]


class _Aliases:
    """The layout's words, folded: what a title means and how good a match it is."""

    def __init__(self, layout: Layout) -> None:
        self.columns: dict[str, tuple[str, int]] = {}
        for column, setting in layout.columns.items():
            for rank, alias in enumerate(setting.aliases):
                self.columns.setdefault(key(alias), (column, rank))
        self.ignored = {key(word) for word in layout.ignore}
        self._known: dict[str, tuple[tuple[str, int] | None, bool]] = {}

    def column(self, levels: tuple[str, ...]) -> tuple[tuple[str, tuple[str, int]] | None, str | None]:
        """Of a column under a header of one or several rows: its title with the canonical column and rank that it
        means, and the title by which the layout leaves it behind; None each where there is none."""
        hit, dropped = None, None
        for title in _variants(levels):
            found, ignored = self.look_up(title)
            if found and hit is None:
                hit = (title, found)
            if ignored and dropped is None:
                dropped = title
        return hit, dropped

    def look_up(self, title: str) -> tuple[tuple[str, int] | None, bool]:
        """Canonical column and rank of a title, and whether the layout leaves it behind. Kept, because the same titles
        are looked up again with every row that might be the header."""
        known = self._known.get(title)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            whole, bare, cut = _forms_before(title) if len(title) <= _LONGEST_TITLE else _forms(title)
            column = self.columns.get(whole) or self.columns.get(bare)
            if column is None and (glued := self.columns.get(cut)) and glued[0].endswith("_fen"):
                column = glued
            known = self._known[title] = (column, whole in self.ignored or bare in self.ignored)
        return known


def _forms(title: str) -> tuple[str, str, str]:
    """A title folded: whole, without the unit in its brackets, without the unit that it ends in."""
    return key(title), split_unit(title)[0], split_end(title)[0]


_forms_before = lru_cache(maxsize=16_384)(_forms)
"""Kept beyond one layout, because a file that nobody has said anything of is held against those of all extracts."""


def joined_title(header: Header, layout: Layout) -> str | None:
    """A title unknown to the layout that begins or ends with one of its words: a separator may be lost between two."""
    words = {key(w) for setting in layout.columns.values() for w in setting.aliases} | set(map(key, layout.ignore))
    long = tuple(word for word in words if len(word) > 1)
    titles = (header.titles[at] for at in header.unknown)
    return next((title for title in titles if key(title).startswith(long) or key(title).endswith(long)), None)


def _variants(levels: tuple[str, ...]) -> list[str]:
    """What a column under a header of several rows may be called, best first: with all that stands above, or less."""
    titles = [""]
    for part in filter(None, reversed(levels)):
        titles.append(part + titles[-1])
    return titles[:0:-1] or titles


def _filled(rows: list[list[str]], spans: list[Span], index: int) -> list[list[str]]:
    """A header's rows; merged (or left out) cells of all but the last are repeated over the columns below them."""
    filled = [list(row) for row in rows]
    for level in range(len(rows) - 1):
        row, merged = filled[level], False
        for first, left, _, right in spans:
            if first == index + level:
                merged = True
                for column in range(left, min(right + 1, len(row))):
                    row[column] = rows[level][left]
        if not merged:
            # Looked at at once: one cell far to the right makes rows of thousands of empty ones.
            for column, below in enumerate(zip(*rows[level + 1 :], strict=True)):
                if column and not row[column] and any(below):
                    row[column] = row[column - 1]
    return filled


def _read(aliases: _Aliases, index: int, depth: int, rows: list[list[str]]) -> Header:
    best: dict[str, tuple[int, int]] = {}
    titles: list[str] = []
    ignored: list[int] = []
    repeated: str | None = None
    stated: dict[str, Statement] = {}
    for position, levels in enumerate(zip(*rows, strict=True)):
        if not any(levels):
            titles.append("")
            continue
        hit, dropped = aliases.column(levels)
        if hit is None:
            titles.append(dropped or "/".join(filter(None, levels)))
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
            if statement := of_title(column, (title, levels[-1]), index + 1):
                stated[column] = statement
    mapping = {column: position for column, (_, position) in best.items()}
    score = 3 * len(mapping) + len(ignored)
    return Header(index + 1, depth, tuple(titles), mapping, {}, tuple(stated.values()), tuple(ignored), repeated, score)


def _shown(head: list[list[str]]) -> list[list[str]]:
    width = max((len(r) for r in head), default=0)
    return [
        ["".join(plain(c[:_LOOKED_AT]).split()) if c else "" for c in row] + [""] * (width - len(row)) for row in head
    ]


class Headers:
    """Finds the headers of one extract by its layout."""

    def __init__(self, layout: Layout, extract: str) -> None:
        self._layout = layout
        self._aliases = _Aliases(layout)
        self.required = layout.needed(extract)

    def first(self, head: list[list[str]], spans: list[Span]) -> Header | None:
        """The header among the first rows, or None where nothing looks like one.

        A row is a header where it names at least three known columns, or all the required ones.
        """
        rows = _shown(head)
        ranked = [pair for index in range(min(len(rows), HEAD_ROWS)) for pair in self._at(index, rows, spans)]
        best = max(ranked, key=lambda r: (r[0], -r[1].row), default=None)
        if best is None or not self._names_enough(len(best[1].mapping)):
            return None
        return _finished(_first_table(best[1], ranked, self.required, rows), rows, self._layout)

    def around(self, place: int, rows: list[list[str]], spans: list[Span]) -> Header | None:
        """The header to which row ``place`` (from 0) of ``rows`` belongs; its row counts within ``rows``."""
        rows = _shown(rows)
        ranked = [
            pair
            for index in range(max(0, place - LEVELS + 1), place + 1)
            for pair in self._at(index, rows, spans)
            if index + pair[1].rows > place
        ]
        best = max(ranked, key=lambda r: (r[0], -r[1].row), default=None)
        return _finished(best[1], rows, self._layout) if best is not None else None

    def deeper(self, head: list[list[str]], spans: list[Span]) -> bool:
        """Whether the first rows are a header of more rows than are looked at."""
        rows = _shown(head)
        return any(
            set(self.required) <= set(header.mapping)
            for index in range(min(len(rows), HEAD_ROWS))
            for _, header in self._at(index, rows, spans, range(LEVELS + 1, 2 * LEVELS + 1))
        )

    def named_by(self, cells: list[str]) -> bool:
        """Whether a row by itself looks like (a row of) a header."""
        filled, known, columns = 0, 0, set()
        for cell in cells:
            if not cell or cell.isspace():
                continue
            filled += 1
            if len(cell) <= _LONGEST_TITLE:
                found, ignored = self._aliases.look_up(cell)
                known += found is not None or ignored
                if found is not None:
                    columns.add(found[0])
        return filled > 1 and known * 2 > filled and self._names_enough(len(columns))

    def _names_enough(self, columns: int) -> bool:
        return columns >= min(3, len(self.required))

    def _at(
        self, index: int, rows: list[list[str]], spans: list[Span], depths: range = range(1, LEVELS + 1)
    ) -> list[_Ranked]:
        if sum(map(bool, rows[index])) < 2:
            return []
        ranked: list[_Ranked] = []
        merged = max((last - index + 1 for first, _, last, _ in spans if first == index), default=1)
        for depth in depths[: max(0, len(rows) - index - depths.start + 1)]:
            header = _read(self._aliases, index, depth, _filled(rows[index : index + depth], spans, index))
            # of equals one row is enough, unless cells merged downwards show that the header has more
            ranked.append(((header.score, 0.5 if depth == 1 else float(depth == merged), -depth), header))
        return ranked


def find_header(head: list[list[str]], spans: list[Span], layout: Layout, extract: str) -> Header | None:
    """The header among the first rows, or None where nothing looks like one."""
    return Headers(layout, extract).first(head, spans)


def _first_table(best: Header, ranked: list[_Ranked], required: list[str], rows: list[list[str]]) -> Header:
    """The best header, or a header of the same table further up that has records of its own below it: the first of
    several tables in a sheet may have fewer columns than the next."""
    for _, header in sorted(ranked, key=lambda r: (r[1].row, tuple(-x for x in r[0]))):
        if header.row + header.rows >= best.row:
            continue
        if set(required) <= set(header.mapping):
            between = rows[header.row - 1 + header.rows : best.row - 1]
            cells = [header.mapping[name] for name in required]
            if any(sum(bool(row[i]) for i in cells) * 2 > len(cells) for row in between):
                return header
    return best


def _finished(header: Header, rows: list[list[str]], layout: Layout) -> Header:
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
    units = units_of(header.mapping, statements, layout.money)
    return replace(header, rows=depth, units=units, unit_statements=tuple(statements))


def _is_pseudo(filled: list[str]) -> bool:
    """甲 乙 丙, 1 2 3, (1) (2) (3) and mixtures: the numbers count up by one, so no record is taken for it."""
    if len(filled) < 2 or not all(_PSEUDO.fullmatch(c.casefold()) for c in filled):
        return False
    numbers = [int(c.strip("()")) for c in filled if c.strip("()").isdigit()]
    return len(numbers) + sum(c in "甲乙丙丁戊己庚辛壬癸" for c in filled) >= 2 and all(
        b == a + 1 for a, b in pairwise(numbers)
    )
