"""The row that looks most like a header where none is one: what a preview shows of a file that nobody can read yet.

A likeness is shown and never used for reading.
"""

from __future__ import annotations

from govreport.district.folder import Layout
from govreport.tidy.header import Header
from govreport.tidy.opening import Opened, open_grids
from govreport.tidy.readers.csv_grid import CsvGrid
from govreport.tidy.readers.grid import HEAD_ROWS, Grid
from govreport.tidy.units import split_unit
from govreport.tidy.values.cells import key, narrow, plain

_ALIKE = 60


def likeliest_header(file: str, data: bytes, layout: Layout) -> Opened | None:
    """The file with the likeliest row of all its tables as its header; None where no row holds two texts. Raises
    ReadError where the file can't even be opened."""
    kind, grids = open_grids(file, data, layout)
    aliases = {key(a): name for name, setting in layout.columns.items() for a in setting.aliases}
    ignored = {key(word) for word in layout.ignore}
    best: tuple[float, Grid, Header] | None = None
    for grid in grids:
        for index, row in enumerate(grid.head[:HEAD_ROWS]):
            titles = tuple("".join(plain(cell).split()) for cell in row)
            score = _likeness(titles, aliases, ignored)
            if score > (best[0] if best else 0):
                best = score, grid, _as_header(index, titles, aliases, ignored, layout)
    if best is None:
        return None
    _, grid, header = best
    return Opened(kind, grid, header, grid.delimiter if isinstance(grid, CsvGrid) else None)


def _likeness(titles: tuple[str, ...], aliases: dict[str, str], ignored: set[str]) -> float:
    """Words that a layout knows count most, then words like them, then any short text that isn't a number."""
    from rapidfuzz import fuzz, process  # slow to load, and only a preview needs it

    words = [t for t in titles if t and not any(c.isdigit() for c in t) and len(t) <= 30]
    if len({*words}) < 2:
        return 0
    known = [*aliases, *ignored]
    found = [process.extractOne(split_unit(t)[0], known, scorer=fuzz.ratio, score_cutoff=_ALIKE) for t in words]
    return sum(hit[1] / 10 if hit else 1 for hit in found) - sum(1 for t in titles if narrow(t).isdigit())


def _as_header(
    index: int, titles: tuple[str, ...], aliases: dict[str, str], ignored: set[str], layout: Layout
) -> Header:
    mapping: dict[str, int] = {}
    units: dict[str, str] = {}
    left = []
    for position, title in enumerate(titles):
        bare, unit = split_unit(title)
        name = aliases.get(key(title)) or aliases.get(bare)
        if name is not None:
            mapping.setdefault(name, position)
            if unit and (known := layout.money.unit(unit)):
                units.setdefault(name, known)
        elif {key(title), bare} & ignored:
            left.append(position)
    return Header(index + 1, 1, titles, mapping, units, (), tuple(left), None, 0)
