"""Small canonical tables for tests of indicators: rows as dictionaries, everything not said is null."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from govreport.canonical import EXTRACTS, metadata, town_scores
from govreport.district.folder import District
from govreport.district.words import district_codes
from govreport.indicators.catalogue import CATALOGUE, catalogue_of
from govreport.indicators.engine import compute
from govreport.indicators.model import Figures
from govreport.indicators.vintages.measuring import state
from govreport.indicators.warehouse import AcceptedExtract, open_warehouse
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore

_TYPES = {
    "date": pa.date32(),
    "money": pa.int64(),
    "int": pa.int32(),
    "score": pa.int32(),
    "bool": pa.bool_(),
    "row": pa.int32(),
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def parquet(extract: str, rows: list[dict[str, Any]]) -> bytes:
    table = EXTRACTS[extract]
    schema = pa.schema([(c.name, _TYPES.get(c.info["kind"], pa.string())) for c in table.columns])
    filled = [
        {"_row": n, **{c.name: None for c in table.columns if c.name != "_row"}, **row} for n, row in enumerate(rows, 1)
    ]
    for row in filled:
        for name, value in row.items():
            if isinstance(value, str) and pa.types.is_date(schema.field(name).type):
                row[name] = day(value)
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(filled, schema=schema), buffer)
    return buffer.getvalue()


@cache
def empty(extract: str) -> bytes:
    """An extract without rows, as most are in most tests."""
    return parquet(extract, [])


def figures(
    files: FileStore,
    district: District,
    quarter: str,
    *,
    set_aside: Mapping[str, list[int]] | None = None,
    reference: Mapping[str, Any] | None = None,
    only_available: bool = False,
    only: str = "",
    **rows: Sequence[dict[str, Any]],
) -> Figures:
    """Measure a quarter from rows (one keyword an extract), through real Parquet files and the real engine.

    ``reference`` replaces what the district's folder states (bases, budgets, commitments, ...). Extracts without rows
    are empty unless ``only_available``: then they have no source, and what reads them isn't stated.
    ``only`` is one indicator to state instead of all, which is faster (scores need all the others).
    """
    extracts = []
    for name in EXTRACTS:
        given = list(rows.get(name, ()))
        if not given and only_available:
            continue
        key = files.put("tidy", parquet(name, given) if given else empty(name), ".parquet")
        buffer = io.BytesIO()
        aside = (set_aside or {}).get(name, [])
        pq.write_table(pa.table({"_row": pa.array(aside, pa.int32())}), buffer)
        extracts.append(
            AcceptedExtract(EXTRACTS[name].name, key, files.put("set-aside-rows", buffer.getvalue(), ".parquet"))
        )
    stating = district.model_copy(update=dict(reference or {}))
    codes = district_codes(Settings().reference_dir / "codes.yaml", stating)
    with open_warehouse(files, stating, extracts, "1GB") as warehouse:
        everything = None if only_available else [*metadata.tables]
        if only and town_scores.name not in CATALOGUE[only].tables:
            towns = [t.code for t in stating.towns]
            found = compute(
                warehouse, {only: catalogue_of(stating.given)[only]}, Quarter.parse(quarter), towns, codes, everything
            )
        else:
            found = state(warehouse, stating, Quarter.parse(quarter), codes, everything)
    return Figures(CATALOGUE, found)
