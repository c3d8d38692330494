"""Facts about the quarter's own rows beside those of earlier quarters: whether they came at all, came filled in, and
are not an earlier quarter's records once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import EXTRACTS, ROW
from govreport.errors import Message
from govreport.manifests.extracts import TidyExtract
from govreport.months import said_of
from govreport.quality.failure_files import read_table
from govreport.quality.frames.stored_rows import StoredRows
from govreport.quality.profile import COUNT, Profile, dates_of, kinds_of, recent, within
from govreport.quality.shapes import SHAPES
from govreport.store.files import FileStore

FEWEST = 5
"""Rows that a quarter must have before the share of them that is filled in says anything."""
USUAL = 0.5
"""A column is usual among a day's rows where no earlier quarter filled it in fewer than this share of them."""


def newcomers(tidy: TidyExtract, rows: StoredRows, past: Sequence[Profile]) -> Iterator[dict[str, Any]]:
    """One line a day column and usual column: whether this quarter's rows hold what earlier quarters' held.

    A column counts as run dry where fewer than half of the smallest earlier share of rows are filled in.
    """
    known = [profile for profile in past[: recent(tidy.quarter)] if profile.dated]
    if len(known) < tidy.quarter.in_a_year:  # a year holds every season once
        return
    dry: set[str] = set()  # a payment without its amount is told by its payment day or its approval, not by both
    for day in dates_of(tidy.extract):
        earlier = [profile.dated.get(day, {}) for profile in known]
        fewest = min(counts.get(COUNT, 0) for counts in earlier)
        if fewest < FEWEST or day not in rows.names:
            continue
        mine = within(rows.table([day])[day], tidy.quarter)
        count = pc.sum(mine).as_py() or 0
        yield _arrived(tidy, day, count, fewest, len(known))
        for name in kinds_of(tidy.extract):
            share = min(counts.get(name, 0) / counts[COUNT] for counts in earlier)
            if count < FEWEST or name in {day, *dry} or share < USUAL or name not in rows.names:
                continue
            filled = pc.sum(pc.and_(mine, pc.is_valid(rows.table([name])[name]))).as_py() or 0
            line = _filled(tidy, day, name, filled, count, share)
            dry |= set() if line["within"] else {name}
            yield line


def _arrived(tidy: TidyExtract, day: str, count: int, fewest: int, quarters: int) -> dict[str, Any]:
    header = _header(tidy, day)
    told = said_of(
        tidy.quarter.kind,
        Message(
            f"没有一行的“{header}”在本季度，而此前{quarters}个季度每季至少有{fewest:,}行",
            f"no row's “{header}” lies in the quarter; each of the {quarters} quarters before had at least {fewest:,}",
        ),
    )
    return {
        "kind": "new",
        "header": header,
        "rows": count,
        "within": int(count > 0),
        "value": told.zh,
        "value_en": told.en,
    }


def _filled(tidy: TidyExtract, day: str, name: str, filled: int, count: int, share: float) -> dict[str, Any]:
    header, dated = _header(tidy, name), _header(tidy, day)
    told = said_of(
        tidy.quarter.kind,
        Message(
            f"“{dated}”在本季度的{count:,}行中，只有{filled:,}行填了“{header}”，此前各季至少填了{share:.0%}",
            f"of the {count:,} rows whose “{dated}” lies in the quarter {filled:,} hold “{header}”; in every earlier "
            f"quarter at least {share:.0%} did",
        ),
    )
    return {
        "kind": "new",
        "header": header,
        "rows": filled,
        "within": int(2 * filled >= share * count),
        "value": told.zh,
        "value_en": told.en,
    }


def _header(tidy: TidyExtract, name: str) -> str:
    return str(tidy.columns.get(name, EXTRACTS[tidy.extract].columns[name].info["zh"]))


def again(tidy: TidyExtract, rows: StoredRows, past: Sequence[Profile], files: FileStore) -> dict[str, Any]:
    """Whether the records are those of an earlier quarter in another file, with nothing in them that came since.

    The same file byte for byte is told apart by its hash, and re-exports that reach into the quarter are no repetition.
    """
    for earlier in past:
        same_size = earlier.rows_in == tidy.rows_in and earlier.snapshot_sha256 != tidy.snapshot_sha256
        if same_size and _ends(tidy, rows, earlier) and _same_records(tidy, rows, earlier, files):
            when = {"value": earlier.quarter.zh, "value_en": earlier.quarter.en}
            return {"kind": "again", **when, "rows": tidy.rows_in, "within": 0}
    return {"kind": "again", "within": 1}


def _ends(tidy: TidyExtract, rows: StoredRows, earlier: Profile) -> bool:
    """Whether no record is dated after the earlier quarter."""
    day = SHAPES[tidy.extract].dated
    if day not in rows.names:
        return True
    last = pc.max(rows.table([day])[day].cast(pa.date32())).as_py()
    return last is None or last <= earlier.quarter.end


def _same_records(tidy: TidyExtract, rows: StoredRows, earlier: Profile, files: FileStore) -> bool:
    """The same values in the same or another order; row numbers don't count, for a title may be a line longer."""
    columns = [c.name for c in EXTRACTS[tidy.extract].columns if c.name != ROW]
    before = read_table(files, earlier.rows_key, columns)
    if before.num_rows != len(rows):
        return False
    now = read_table(files, tidy.key, [name for name in columns if name in rows.names])
    if now.column_names != before.column_names:
        return False
    return bool(_sorted(now).equals(_sorted(before)))


def _sorted(table: pa.Table) -> pa.Table:
    plain = pa.table([column.cast(pa.string()) for column in table.columns], table.column_names)
    return plain.sort_by([(name, "ascending") for name in plain.column_names]).combine_chunks()
