"""What a workbook says of single cells beyond their values: formula errors, formulas never computed, cells that look
otherwise than what is stored."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from govreport.tidy.readers.number_formats import NumberFormat, number_format
from govreport.tidy.values.cells import DOUBTFUL, ERROR, FORMATTED, MARKERS, UNCOMPUTED, unmark

_PARTS = "\x1f"


@dataclass(frozen=True)
class Fact:
    """What is said of a cell. ``marked`` gives the text that travels on."""

    marker: str
    """"" where a text is put right and nothing else is said."""
    text: str | None = None
    """What is shown or stored, where calamine doesn't tell."""
    format: NumberFormat | None = None

    def marked(self, cell: Any, text: str) -> str:
        """``text`` (how calamine's ``cell`` would travel without this fact) marked."""
        if self.marker != FORMATTED:
            return self.marker + (unmark(text)[1] if self.text is None else self.text)
        stored = unmark(text)[1]
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            shown = self.text if self.format is None else self.format.shown(float(cell))
            return text if shown is None else f"{FORMATTED}{shown}{_PARTS}{stored}"
        if isinstance(cell, str) and cell and self.format is not None and self.format.shown_text(cell) is not None:
            return DOUBTFUL + stored
        return text


def error(shown: str) -> Fact:
    """A formula error."""
    return Fact(ERROR, shown)


def uncomputed(formula: str = "") -> Fact:
    """A formula without a stored value."""
    return Fact(UNCOMPUTED, formula)


def doubtful(text: str | None = None) -> Fact:
    """Struck out or raised in part."""
    return Fact(DOUBTFUL, text)


def put_right(text: str) -> Fact:
    """A text that calamine misreads."""
    return Fact("", text.lstrip(MARKERS))


def formatted(code: str, own: str) -> Fact | None:
    """A number under the format ``code``; None where the format is harmless. ``own`` is the district's currency."""
    taken_apart = number_format(code, own)
    return None if taken_apart.harmless else Fact(FORMATTED, format=taken_apart)


class CellFacts:
    """Facts by place, small enough for a sheet on which every cell has one. Rows and columns count from 0."""

    def __init__(self) -> None:
        self._places = array("Q")
        self._facts: list[Fact] = []
        self._sorted = True

    def __len__(self) -> int:
        return len(self._facts)

    def add(self, row: int, column: int, fact: Fact) -> None:
        """State ``fact`` of a cell; the last one stated counts."""
        place = row << 20 | column
        self._sorted = self._sorted and (not self._places or self._places[-1] <= place)
        self._places.append(place)
        self._facts.append(fact)

    def bounds(self) -> tuple[int, int, int]:
        """Row after the last, first column, column after the last of which something is said."""
        places = np.frombuffer(self._places, np.uint64).astype(np.int64)
        columns = places & 0xFFFFF
        return int((places >> 20).max()) + 1, int(columns.min()), int(columns.max()) + 1

    def between(self, first: int, end: int) -> Iterator[tuple[int, int, Fact]]:
        """Row, column and fact of the rows from ``first`` up to ``end``."""
        if not self._facts:
            return
        places = np.frombuffer(self._places, np.uint64)
        if not self._sorted:
            order = np.argsort(places, kind="stable")
            self._facts = [self._facts[i] for i in order.tolist()]
            self._places = array("Q", places[order].tobytes())
            self._sorted = True
            places = np.frombuffer(self._places, np.uint64)
        start, stop = np.searchsorted(places, np.array([first << 20, end << 20], np.uint64)).tolist()
        for i in range(start, stop):
            yield self._places[i] >> 20, self._places[i] & 0xFFFFF, self._facts[i]
