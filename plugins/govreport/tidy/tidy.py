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
from govreport.parallel import prefetch
from govreport.quarter import Quarter
from govreport.store.files import FileStore, sha256
from govreport.tidy.amendments import Corrections, SeveralRecordsError
from govreport.tidy.body import Body
from govreport.tidy.columns import parsers_for
from govreport.tidy.cutoff import COLUMN_TITLES, cutoff_in_rows, cutoff_of_layout
from govreport.tidy.header import Header
from govreport.tidy.opening import Opened, open_file, require_columns
from govreport.tidy.readers import refusals
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
        header = self.opened.header
        known = [header.titles[i] for i in header.unknown if narrow(header.titles[i]).casefold() not in COLUMN_TITLES]
        return known + [f"（第{i + 1}列无表头）" for i in sorted(self.body.unnamed)]

    @property
    def columns(self) -> dict[str, str]:
        """Canonical column -> header as found, in the file's order."""
        return columns(self.opened.header)


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
        ignored=[opened.header.titles[i] for i in opened.header.ignored],
        unknown=read.unknown,
        totals=body.totals.rows(),
        format=opened.format,
        corrections_applied=read.corrections.applied,
        corrections_unmatched=read.corrections.unmatched,
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
    require_columns(file, opened.header, layout, extract)
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
    header = opened.header
    parsers = parsers_for(extract, layout, codes, Towns(district), header.units, district.tz)
    amendments = Corrections(corrections, parsers, header.mapping, snapshot_sha256, several)
    body = Body(
        file=file,
        extract=extract,
        layout=layout,
        header=header,
        parsers=parsers,
        communities=Communities(district),
        corrections=amendments,
        dates=DateStyle(layout.dates, district.tz),
    )
    for batch in prefetch(opened.grid.batches(header.row - 1 + header.rows)):
        body.take(batch)
    if body.rows_in == 0:
        raise refusals.no_data(file, header.row)
    amendments.require_unambiguous()
    by_layout = cutoff_of_layout(file, layout.cutoff, opened.grid.head, quarter)
    cutoff = body.conclude_cutoff(cutoff_in_rows(opened.grid.head[: header.row - 1]), by_layout)
    return Understood(opened, body, amendments, cutoff)


def tidy_snapshot(context: Context, snapshot: Snapshot) -> TidyExtract:
    """``tidy`` of one snapshot of a context's district. Raises ReadError."""
    return tidy(context.district, snapshot, context.files, context.codes)
