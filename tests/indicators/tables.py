"""Small canonical tables for tests of indicators: rows as dictionaries, everything not said is null."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from govreport.canonical import EXTRACTS
from govreport.district import District
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.engine import compute
from govreport.indicators.model import Figures
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


def figures(
    files: FileStore,
    district: District,
    quarter: str,
    *,
    registration: Sequence[dict[str, Any]] = (),
    funding: Sequence[dict[str, Any]] = (),
    evaluation: Sequence[dict[str, Any]] = (),
    set_aside: dict[str, list[int]] | None = None,
) -> Figures:
    """Measure a quarter from rows, through real Parquet files and the real engine."""
    from govreport.codes import load_codes

    extracts = []
    for name, rows in (("registration", registration), ("funding", funding), ("evaluation", evaluation)):
        key = files.put("tidy", parquet(name, list(rows)), ".parquet")
        buffer = io.BytesIO()
        aside = (set_aside or {}).get(name, [])
        pq.write_table(pa.table({"_row": pa.array(aside, pa.int32())}), buffer)
        extracts.append(
            AcceptedExtract(EXTRACTS[name].name, key, files.put("set-aside-rows", buffer.getvalue(), ".parquet"))
        )
    codes = load_codes(Settings().reference_dir / "codes.yaml")
    parsed = Quarter.parse(quarter)
    with open_warehouse(files, district, extracts, "1GB") as warehouse:
        found = compute(warehouse, CATALOGUE, parsed, [t.code for t in district.towns], codes)
    return Figures(CATALOGUE, found)
