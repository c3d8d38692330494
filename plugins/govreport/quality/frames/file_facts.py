"""Facts about a file as lines, so that rules about it are expectations like the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import EXTRACTS, ROW
from govreport.manifests.extracts import TidyExtract
from govreport.quality.conditions import Scope
from govreport.quality.frames.frame import Frame
from govreport.quality.frames.quarter_facts import again, newcomers
from govreport.quality.frames.stored_rows import StoredRows
from govreport.quality.profile import filled_floor, kinds_of, row_band
from govreport.quality.shapes import SHAPES
from govreport.store.files import FileStore

OF_WHICH = ("elderly", "disabled", "orphans", "hardship")
_NUMBERS = ("known", "required", "stated", "computed", "rows", "low", "high", "within", "current")
_NONE: dict[str, Any] = {
    "line": 0, "header": "", "value": "", "value_en": "", "value_kind": "text", "cutoff": None, "quarter_end": None,
    **dict.fromkeys(_NUMBERS),
}  # fmt: skip
Line = dict[str, Any]
MOST_GONE = 10
"""Per cent of a register of the living that may be gone in one quarter: a truncated file looks the same."""


def facts(tidy: TidyExtract, rows: StoredRows, scope: Scope, files: FileStore) -> Frame:
    """One line a fact; its ``kind`` says which."""
    lines = [*_file(tidy, rows, scope), *_headers(tidy), *_columns(tidy, scope), *_totals(tidy), *_parts(tidy, rows)]
    lines += _communities(tidy, rows, scope)
    if scope.past:
        lines += _beside_the_past(tidy, rows, scope)
        lines += [again(tidy, rows, scope.past, files), *newcomers(tidy, rows, scope.past)]
    data = pd.DataFrame([_NONE | line for line in lines])
    for name in _NUMBERS:
        data[name] = data[name].astype("float64")
    for name in ("cutoff", "quarter_end"):
        data[name] = pd.to_datetime(data[name]).astype("datetime64[ns]")
    data.insert(0, ROW, np.arange(len(data)))
    return Frame(data)


def what_is_left(tidy: TidyExtract, rows: StoredRows, aside: int, broken: Sequence[str]) -> Frame:
    """One line: how many rows the file has and how many of them count, with the rule that most broke (``broken``: a
    rule's id for each failing row); nothing to ask of a file without any."""
    left = len(rows) - aside if len(rows) else None
    most = max(sorted(set(broken)), key=broken.count, default="")
    data = pd.DataFrame([{"line": 0, "header": "", "value": most, "rows": tidy.rows_in, "left": left}])
    data["left"] = data["left"].astype("float64")
    data.insert(0, ROW, np.arange(len(data)))
    return Frame(data)


def _file(tidy: TidyExtract, rows: StoredRows, scope: Scope) -> Iterator[Line]:
    nothing = tidy.rows_in == 0 and scope.district.sources[tidy.extract].layout.empty == "allowed"
    yield {
        "kind": "file",
        "rows": None if nothing else len(rows),
        "cutoff": tidy.cutoff,
        "quarter_end": tidy.quarter.end,
        "value": tidy.cutoff.isoformat() if tidy.cutoff else "",
        # That there are no rows at all is another rule's to say.
        "current": len(_current(rows, tidy, [ROW])) if SHAPES[tidy.extract].state and len(rows) else None,
    }


def _current(rows: StoredRows, tidy: TidyExtract, columns: list[str]) -> pa.Table:
    """The rows of a return that are as of the quarter's last day."""
    day = SHAPES[tidy.extract].dated
    table = rows.table([*columns, day])
    return table.filter(pc.equal(table[day].cast(pa.date32()), pa.scalar(tidy.quarter.end, pa.date32())))


def _communities(tidy: TidyExtract, rows: StoredRows, scope: Scope) -> Iterator[Line]:
    """Whether each community of the district has a row of the quarter; asked where the file has any at all."""
    if tidy.extract != "linkage":
        return
    answered = set(_current(rows, tidy, ["community_code"])["community_code"].to_pylist())
    for community in scope.district.communities if answered else ():
        yield {
            "kind": "community",
            "header": EXTRACTS["linkage"].columns["community_code"].info["zh"],
            "value": community.name,
            "known": int(community.code in answered),
        }


def _headers(tidy: TidyExtract) -> Iterator[Line]:
    known = [(header, 1) for header in (*tidy.columns.values(), *tidy.ignored)]
    for header, decided in sorted(known + [(header, 0) for header in tidy.unknown]):
        yield {"kind": "header", "line": tidy.header_row, "header": header, "value": header, "known": decided}


def _columns(tidy: TidyExtract, scope: Scope) -> Iterator[Line]:
    """The columns that the table or the district's layout promises, and whether the file has them."""
    layout = scope.district.sources[tidy.extract].layout.columns
    by_name = scope.district.identifiers_in(tidy.extract).scheme == "none"
    for column in EXTRACTS[tidy.extract].columns:
        if by_name and column.info["kind"] == "id":
            continue  # the name stands for it
        if column.name != ROW and (column.name in layout or not (column.nullable or column.info["may_lack"])):
            setting = layout.get(column.name)
            if setting is not None and (setting.value is not None or setting.same_as is not None):
                continue  # no column of the file is promised: the layout itself says what it holds
            if setting is not None and setting.optional and column.name not in tidy.columns and column.nullable:
                continue
            header = setting.aliases[0] if setting else column.info["zh"]
            yield {
                "kind": "column",
                "line": tidy.header_row,
                "header": header,
                "value": header,
                "known": int(column.name in tidy.columns),
                "required": int(not column.nullable),
            }


def _totals(tidy: TidyExtract) -> Iterator[Line]:
    table = EXTRACTS[tidy.extract].columns
    for total in tidy.totals:
        counted = total.column == ROW
        yield {
            "kind": "total",
            "line": total.row,
            "header": "" if counted else tidy.columns.get(total.column, table[total.column].info["zh"]),
            "value": total.seen if total.stated is None else str(total.stated),
            "value_en": total.label,
            "value_kind": "rows" if counted else table[total.column].info["kind"],
            "stated": total.stated,
            "computed": total.computed,
            "within": int(total.agrees),
        }


def _parts(tidy: TidyExtract, rows: StoredRows) -> Iterator[Line]:
    if tidy.extract != "funding":
        return
    table = rows.table(["paid_fen", "purpose"])
    paid = pc.fill_null(table["paid_fen"].cast(pa.int64()), 0)
    part = pc.sum(paid.filter(pc.is_in(table["purpose"].cast(pa.string()), pa.array(OF_WHICH)))).as_py() or 0
    header = tidy.columns.get("paid_fen", "paid_fen")
    yield {"kind": "of_which", "header": header, "stated": part, "computed": pc.sum(paid).as_py() or 0}


def _beside_the_past(tidy: TidyExtract, rows: StoredRows, scope: Scope) -> Iterator[Line]:
    last = scope.past[0]
    when = {"value": last.quarter.zh, "value_en": last.quarter.en}
    gone = tidy.living.gone - tidy.living.open if tidy.living is not None else 0
    low, high = row_band(scope.past, tidy.quarter)
    low -= gone  # those that a register without exit dates lists no more, and is known to list no more
    within = int(low <= tidy.rows_in <= high)
    if tidy.living is not None and tidy.living.derived:
        most = max(1, last.rows_accepted * MOST_GONE // 100)
        count = tidy.living.gone - tidy.living.explained
        yield {"kind": "gone", **when, "rows": count, "high": most, "within": int(count <= most)}
    yield {"kind": "size", **when, "rows": tidy.rows_in, "low": low, "high": high, "within": within}
    covers = tidy.cutoff is not None and tidy.cutoff >= tidy.quarter.end  # today's file may serve past quarters too
    same = next((p for p in scope.past if p.snapshot_sha256 == tidy.snapshot_sha256), None)
    whose = {"value": same.quarter.zh, "value_en": same.quarter.en} if same else {}
    yield {"kind": "same", **whose, "within": int(same is None or covers)}
    for name in kinds_of(tidy.extract):
        floor = filled_floor(scope.past, name, tidy.rows_set_aside)
        if floor is not None:
            column = rows.table([name])
            filled = len(column) - column[name].null_count if name in column.column_names else 0
            yield {
                "kind": "filled",
                **when,
                "header": tidy.columns.get(name, EXTRACTS[tidy.extract].columns[name].info["zh"]),
                "rows": filled,
                "computed": last.columns[name].filled,
                "within": int(filled >= floor - gone),
            }
