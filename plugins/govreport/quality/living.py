"""Registers of the living: who stood in the snapshot of the quarter before and isn't in this one any more.

A register without exit dates would let past quarters shrink to those who are still there. So whom it no longer lists is
carried along, as the quarter before had him, with an exit in the quarter in which he was missed first.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from govreport.canonical import EXTRACTS, GONE, LEFT, ROW
from govreport.district.folder import District
from govreport.district.words import derives_exits
from govreport.indicators.meanings import meaning_of
from govreport.manifests.extracts import Living, TidyExtract
from govreport.quarter import Quarter
from govreport.store.files import FileStore

# What imports pyarrow is imported in functions: the suites can be listed without it.
if TYPE_CHECKING:
    from govreport.quality.profile import Profile

Row = dict[str, Any]


def with_those_gone(district: District, tidy: TidyExtract, files: FileStore, past: Sequence[Profile]) -> TidyExtract:
    """``tidy``, where it is a register without exit dates with whom it no longer lists since ``past``, the latest
    first. Raises IntegrityError."""
    if tidy.extract != "registration" or not lists_the_living(district, tidy, files):
        return tidy
    last = past[0] if past else None
    here = _numbers(files, tidy.key)
    gone, back = _gone_and_back(district, tidy, files, last, here) if last else ([], [])
    certain = derives_exits(district) and tidy.rows_set_aside == 0
    status, day = (GONE if certain else None), tidy.quarter.end
    explained = sum(_explained(row, district, tidy.quarter) is not None for row in gone)
    listed = [_explained(row, district, tidy.quarter) or _left(row, day, status) for row in gone]
    listed += _before(last, files, here)
    living = Living(
        key=files.put("gone", _parquet(listed), ".parquet"),
        known_since=_known_since(last, tidy.quarter),
        gaps=_gaps(last, tidy.quarter),
        compared_with=last.quarter if last else None,
        gone=len(gone),
        explained=explained,
        open=sum(is_open(row, district) for row in listed),
        back=sorted(back),
        derived=derives_exits(district),
    )
    return tidy.model_copy(update={"living": living})


def lists_the_living(district: District, tidy: TidyExtract, files: FileStore) -> bool:
    """Whether a register knows no exits: it says so, or has no exit date and doesn't claim to hold them all."""
    source = district.sources["registration"]
    if source.exits is not None:
        return True
    if "exited_on" in source.covers:
        return False
    return not any(row["exited_on"] is not None for row in _rows(files, tidy.key, ["exited_on"]))


def is_open(row: Mapping[str, Any], district: District) -> bool:
    """Whether nothing explains why an organization isn't listed any more: it is gone, and not known to have left."""
    return row["exited_on"] is not None and meaning_of(district, "status", row["status"]) not in (*LEFT, GONE)


def _gone_and_back(
    district: District, tidy: TidyExtract, files: FileStore, last: Profile, here: Mapping[Any, set[str]]
) -> tuple[list[Row], list[str]]:
    """The rows of those that the last snapshot counted and this one lacks, and the names of those that are back."""
    rows = [*_accepted(last, files), *(r for r in _carried(last, files) if r["exited_on"] is None)]
    gone = [row for row in rows if not _stands(row, here)]
    back = [r["name"] for r in _carried(last, files) if r["exited_on"] is not None and _stands(r, here)]
    return gone, back


def _before(last: Profile | None, files: FileStore, here: Mapping[Any, set[str]]) -> list[Row]:
    """Those that had gone before and aren't back."""
    carried = _carried(last, files) if last else []
    return [row for row in carried if row["exited_on"] is not None and not _stands(row, here)]


def _left(row: Row, day: date, status: str | None) -> Row:
    return {**row, "exited_on": day, "status": status or row["status"]}


def _explained(row: Row, district: District, quarter: Quarter) -> Row | None:
    """The row as exits.csv explains it: left on a day, or still registered and missing by mistake."""
    known = {row["uscc"], row["name"], row["certificate_no"]} - {None}
    for exit_ in district.exits:
        if exit_.quarter == quarter and exit_.number in known:
            if exit_.exited_on is None:
                return dict(row)
            return _left(row, exit_.exited_on, exit_.status or LEFT[0])
    return None


# -- who is who --------------------------------------------------------------------------------------------------------


def _numbers(files: FileStore, key: str) -> dict[Any, set[str]]:
    """What an organization is recognized by in the present file: number, certificate, name with registration day."""
    rows = _rows(files, key, ["uscc", "certificate_no", "name", "registered_on"])
    return {
        "uscc": {r["uscc"] for r in rows if r["uscc"]},
        "certificate_no": {r["certificate_no"] for r in rows if r["certificate_no"]},
        "name": {f"{r['name']}|{r['registered_on']}" for r in rows if r["name"] and r["registered_on"]},
    }


def _stands(row: Row, here: Mapping[Any, set[str]]) -> bool:
    """Whether the organization is in the present file, be it under another number: E16 tells of that."""
    named = f"{row['name']}|{row['registered_on']}"
    return row["uscc"] in here["uscc"] or row["certificate_no"] in here["certificate_no"] or named in here["name"]


def _known_since(last: Profile | None, quarter: Quarter) -> Quarter:
    if last is None:
        return quarter
    return last.living.known_since if last.living is not None else last.quarter


def _gaps(last: Profile | None, quarter: Quarter) -> list[Quarter]:
    if last is None:
        return []
    before = last.living.gaps if last.living is not None else []
    return [*before, *(q for q in quarter.back(quarter.ordinal - last.quarter.ordinal) if last.quarter < q < quarter)]


# -- rows --------------------------------------------------------------------------------------------------------------


def _accepted(last: Profile, files: FileStore) -> list[Row]:
    from govreport.quality.failure_files import stored_rows

    aside = stored_rows(files, last.set_aside_key)
    return [row for row in _rows(files, last.rows_key) if row[ROW] not in aside]


def _carried(last: Profile, files: FileStore) -> list[Row]:
    return _rows(files, last.living.key) if last.living is not None else []


def carried_rows(living: Living | None, files: FileStore) -> list[Row]:
    """The rows of those that a register no longer lists; none of another extract."""
    return _rows(files, living.key) if living is not None else []


def _rows(files: FileStore, key: str, columns: Sequence[str] | None = None) -> list[Row]:
    from govreport.parquet import parquet_table

    wanted = list(columns) if columns is not None else [c.name for c in EXTRACTS["registration"].columns]
    table = parquet_table(files.get(key))
    held = table.select([name for name in wanted if name in table.column_names])
    return [dict.fromkeys(wanted) | row for row in held.to_pylist()]


def _parquet(rows: Iterable[Row]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from govreport.tidy.writer import canonical_schema

    ordered = sorted(rows, key=lambda r: (str(r["exited_on"]), str(r["uscc"]), r["name"], str(r["registered_on"])))
    numbered = [{**row, ROW: -place} for place, row in enumerate(ordered, start=1)]
    buffer = io.BytesIO()
    schema = canonical_schema(EXTRACTS["registration"])
    pq.write_table(pa.Table.from_pylist(numbered, schema=schema), buffer, compression="zstd")
    return buffer.getvalue()
