"""Tidy: one raw extract to its canonical table.

Reads everything as text, finds the header, parses each cell, and accounts for every row: kept, or set aside with its
reasons. Nothing is written unless the whole file was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.context import Context
from govreport.district.corrections import Correction
from govreport.district.folder import District, Layout
from govreport.manifests.extracts import Snapshot, TidyExtract
from govreport.quarter import Quarter
from govreport.store.files import FileStore, sha256
from govreport.tidy.amendments import Corrections, SeveralRecordsError
from govreport.tidy.body import Body
from govreport.tidy.columns import READ, READ_WITH_NOTE, ColumnParser, parsers_for
from govreport.tidy.cutoff import COLUMN_TITLES, cutoff_in_rows, cutoff_of_layout
from govreport.tidy.header import Header
from govreport.tidy.opening import Opened, open_file, require_columns
from govreport.tidy.readers import refusals
from govreport.tidy.stacked_tables import pieces
from govreport.tidy.values.cells import narrow
from govreport.tidy.values.dates import DateStyle
from govreport.tidy.values.places import Communities, Towns


@dataclass(frozen=True)
class Understood:
    """A whole file as understood; nothing of it is stored yet."""

    opened: Opened
    body: Body
    corrections: Corrections
    cutoff: date | None

    @property
    def unknown(self) -> list[str]:
        """Headers that nothing decides, and columns without one that hold something."""
        headers = self.body.headers
        titles = dict.fromkeys(header.titles[i] for header in headers for i in header.unknown)
        known = [title for title in titles if narrow(title).casefold() not in COLUMN_TITLES]
        return known + [f"（第{i + 1}列无表头）" for i in sorted(self.body.unnamed)]

    @property
    def columns(self) -> dict[str, str]:
        """Canonical column -> header as found, in the file's order; a later table adds what the first lacks."""
        found: dict[str, str] = {}
        for header in self.body.headers:
            found |= {name: title for name, title in columns(header).items() if name not in found}
        return found

    @property
    def ignored(self) -> list[str]:
        """Headers that the layout leaves behind."""
        headers = self.body.headers
        return list(dict.fromkeys(header.titles[i] for header in headers for i in header.ignored))


def columns(header: Header) -> dict[str, str]:
    """Canonical column -> header as found, in the file's order."""
    return {name: header.titles[index] for name, index in sorted(header.mapping.items(), key=lambda m: m[1])}


def tidy(district: District, snapshot: Snapshot, files: FileStore, codes: Mapping[str, CodeList]) -> TidyExtract:
    """Bring ``snapshot`` to its canonical table and store the rows kept and the reasons for those that are not.

    Raises ReadError, in one sentence, where the file as a whole can't be understood.
    """
    layout = district.sources[snapshot.extract].layout
    opened = open_file(snapshot.filename, files.get(snapshot.key), layout, snapshot.extract)
    meant = [c for c in district.corrections if c.is_for(snapshot.extract, snapshot.quarter)]
    read = understand(
        district, opened, snapshot.filename, snapshot.extract, layout, codes, meant, snapshot.sha256, snapshot.quarter
    )
    body = read.body
    kept = body.kept.finish()
    aside = body.aside.finish()
    return TidyExtract(
        district=district.id,
        extract=snapshot.extract,
        quarter=snapshot.quarter,
        filename=snapshot.filename,
        snapshot_sha256=snapshot.sha256,
        table=EXTRACTS[snapshot.extract].name,
        key=files.put("tidy", kept, ".parquet"),
        sha256=sha256(kept),
        set_aside_key=files.put("set-aside", aside, ".parquet"),
        rows_in=body.rows_in,
        rows_kept=body.rows_in - body.rows_set_aside,
        rows_set_aside=body.rows_set_aside,
        cutoff=read.cutoff,
        encoding=opened.grid.encoding,
        sheet=opened.grid.sheet,
        header_row=opened.header.row,
        columns=read.columns,
        ignored=read.ignored,
        unknown=read.unknown,
        totals=body.totals.rows(),
        format=opened.format,
        corrections_applied=read.corrections.applied,
        corrections_unmatched=read.corrections.unmatched,
        sheets=opened.sheets,
        hidden_sheets=list(opened.hidden_sheets),
        hidden_rows=opened.hidden_rows,
    )


def understand(
    district: District,
    opened: Opened,
    file: str,
    extract: str,
    layout: Layout,
    codes: Mapping[str, CodeList],
    corrections: Sequence[Correction] = (),
    snapshot_sha256: str = "",
    quarter: Quarter | None = None,
) -> Understood:
    """Read every row of an opened file. Raises ReadError where it can't be understood as a whole."""
    require_columns(file, opened, layout, extract)
    try:
        return _read(district, opened, file, extract, layout, codes, corrections, snapshot_sha256, frozenset(), quarter)
    except SeveralRecordsError as error:
        several = error.positions
    return _read(district, opened, file, extract, layout, codes, corrections, snapshot_sha256, several, quarter)


def _read(
    district: District,
    opened: Opened,
    file: str,
    extract: str,
    layout: Layout,
    codes: Mapping[str, CodeList],
    corrections: Sequence[Correction],
    snapshot_sha256: str,
    several: frozenset[int],
    quarter: Quarter | None,
) -> Understood:
    header, towns, by = opened.header, Towns(district), district.identifiers_in(extract)
    made: dict[tuple[tuple[str, str], ...], dict[str, ColumnParser]] = {}

    def parsers(table: Header) -> dict[str, ColumnParser]:
        """One set for every table of the same units: they remember what they have parsed."""
        units = tuple(sorted(table.units.items()))
        if units not in made:
            made[units] = parsers_for(extract, layout, codes, towns, table.units, district.tz, by)
        return made[units]

    first = parsers(header)
    amendments = Corrections(corrections, first, header.mapping, snapshot_sha256, several)
    body = Body(
        file=file,
        extract=extract,
        layout=layout,
        header=header,
        parsers_for=parsers,
        communities=Communities(district),
        corrections=amendments,
        sheets=opened.sheets,
        dates=DateStyle(layout.dates, district.tz),
        by_name=by.scheme == "none",
    )
    for number, table in enumerate(opened.tables):
        above = table.grid.head[: table.header.row - 1]
        body.read_titles(above, number)
    is_town = first["town_code"].outcome
    for piece in pieces(file, opened, layout, extract, lambda cell: is_town(cell)[2] in (READ, READ_WITH_NOTE)):
        body.take(piece)
    if body.rows_in == 0 and layout.empty != "allowed":
        raise refusals.no_data(file, header.row)
    amendments.require_unambiguous()
    body.note_hidden(opened.hidden_rows, opened.hidden_sheets)
    by_layout = cutoff_of_layout(file, layout.cutoff, opened.grid.head, quarter)
    cutoff = body.conclude_cutoff(cutoff_in_rows(opened.grid.head[: header.row - 1]), by_layout)
    return Understood(opened, body, amendments, cutoff)


def tidy_snapshot(context: Context, snapshot: Snapshot) -> TidyExtract:
    """``tidy`` of one snapshot of a context's district. Raises ReadError."""
    return tidy(context.district, snapshot, context.files, context.codes)
