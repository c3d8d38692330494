"""Rows of an extract as their office wrote them: the cells of a few rows, read again from the stored bytes.

What tidy rejected exists nowhere else, and a correction must name the cell's own text, not what became of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from govreport.canonical import ROW
from govreport.canonical.codes import CodeList
from govreport.district.corrections import SNAPSHOT
from govreport.district.folder import District
from govreport.manifests.extracts import TidyExtract
from govreport.quality.shapes import SHAPES
from govreport.store.files import FileStore


@dataclass(frozen=True)
class Original:
    """One row."""

    cells: Mapping[str, str]
    """Canonical column -> the cell's text, invisible characters and spaces at its ends cleaned away."""
    names: tuple[Mapping[str, str], ...]
    """Every set of its shape's names by which this row, and no other row of the file, goes; best first."""
    place: Mapping[str, str]
    """Row number and file: always means this row, but of this file only."""

    def key_for(self, column: str) -> Mapping[str, str]:
        """What a correction of ``column`` should call the record: never by the value that is to be corrected."""
        return next((name for name in self.names if column not in name), self.place)


def original_rows(
    tidy: TidyExtract, rows: Iterable[int], files: FileStore, district: District, codes: Mapping[str, CodeList]
) -> dict[int, Original]:
    """``rows`` in the columns that tidy kept; other columns, personal ones among them, aren't looked at.

    A row that lacks cells, or has too many, is not here. Raises IntegrityError where the stored file is missing.
    """
    # Tidy's parsers load pyarrow, which most commands don't need.
    from govreport.tidy.columns import READ, READ_WITH_NOTE, parsers_for
    from govreport.tidy.opening import open_file
    from govreport.tidy.stacked_tables import pieces
    from govreport.tidy.values.cells import key, plain
    from govreport.tidy.values.places import Towns

    wanted = set(rows)
    if not wanted:
        return {}
    data = files.get(files.find("raw", tidy.snapshot_sha256))
    layout = district.sources[tidy.extract].layout
    opened = open_file(tidy.filename, data, layout, tidy.extract)
    by = district.identifiers_in(tidy.extract)
    parsers = parsers_for(tidy.extract, layout, codes, Towns(district), opened.header.units, district.tz, by)
    columns = opened.header.mapping
    is_town = parsers["town_code"].outcome
    keys = [names for names in SHAPES[tidy.extract].names if set(names) <= set(columns)]

    def spelling(name: str, cell: str) -> str:
        """What a correction's key would find: the spellings of one identifier are one."""
        parser = parsers[name]
        return str(parser.outcome(cell)[0] or "") or key(cell) if parser.is_identifier else key(cell)

    seen: Counter[tuple[str, ...]] = Counter()
    found: dict[int, dict[str, str]] = {}
    every = pieces(tidy.filename, opened, layout, tidy.extract, lambda cell: is_town(cell)[2] in (READ, READ_WITH_NOTE))
    for piece in every:
        batch, width = piece.batch, len(piece.batch.columns)
        cells = {n: batch.columns[at].to_pylist() for n, at in piece.header.mapping.items() if at < width}
        for names in (names for names in keys if set(names) <= set(cells)):
            rows_of_names = zip(*(cells[n] for n in names), strict=True)
            seen.update((*names, *map(spelling, names, values)) for values in rows_of_names)
        for position, row in enumerate(batch.rows.to_pylist()):
            if row in wanted:
                found[row] = {name: plain(column[position] or "") for name, column in cells.items()}
    return {
        row: Original(
            cells=cells,
            names=tuple(
                {name: cells[name] for name in names}
                for names in keys
                if all(parsers[n].outcome(cells[n])[0] is not None for n in names)
                and seen[(*names, *(spelling(n, cells[n]) for n in names))] == 1
            ),
            place={ROW: str(row), SNAPSHOT: tidy.snapshot_sha256},
        )
        for row, cells in found.items()
    }
