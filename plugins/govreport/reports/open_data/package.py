"""``datapackage.json``: what the files of the data are, as a Frictionless Data Package with Table Schemas."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from govreport.errors import Message
from govreport.reports.model import ReportModel
from govreport.reports.open_data.sdmx import COMPONENTS, REFERENCES
from govreport.reports.open_data.tables import TABLES, Column, TableOf

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
OTHERS: Mapping[str, tuple[str, Message]] = {
    "sdmx-data.csv": (
        "application/vnd.sdmx.data+csv;version=2.0.0",
        Message("同样的数值，SDMX-CSV 2.0", "the same figures as SDMX-CSV 2.0"),
    ),
    "sdmx-structure.xml": (
        "application/vnd.sdmx.structure+xml;version=3.0.0",
        Message("其结构，SDMX-ML 3.0", "their structure as SDMX-ML 3.0"),
    ),
    "changes.json": ("application/json", Message("与以前各版的差别", "what changed since earlier editions")),
}
"""Files of the package that are no tables of it: name -> media type, what it is."""


_TYPES = {"Decimal": "number", "Integer": "integer"}
_SCHEMAS: Mapping[str, dict[str, Any]] = {
    "sdmx-data.csv": {
        "fields": [
            *({"name": name, "type": "string"} for name in REFERENCES),
            *({"name": c.id, "type": _TYPES.get(c.text, "string")} for c in COMPONENTS),
        ],
        "missingValues": [""],
    }
}


def datapackage(model: ReportModel, files: Mapping[str, bytes]) -> bytes:
    """The description of ``files``, by their names in the package."""
    lists = model.data_set
    described: dict[str, Any] = {
        "$schema": PROFILE,
        "name": f"{model.district_id}-{model.quarter}".lower().replace("_", "-"),
        "title": _both(lists.title, f" {model.quarter}") if lists.title else model.quarter,
        "version": lists.version,
        "currency": lists.currency,
        "released": model.date_iso,
        "keywords": [model.quarter],
    }
    if lists.note:
        described["description"] = _both(lists.note)
    if lists.licence:
        licence = lists.licence
        described["licenses"] = [
            {"name": licence.name, "title": _both(Message(licence.title_zh, licence.title_en))}
            | ({"path": licence.path} if licence.path else {})
        ]
    if lists.publisher:
        described["contributors"] = [{"title": _both(lists.publisher), "roles": ["publisher"]}]
        described["sources"] = [{"title": _both(lists.title, f" {model.quarter}") if lists.title else model.quarter}]
    if lists.contact:
        described["contact"] = _both(lists.contact)
    described["resources"] = [
        *(_table(table, files[table.filename]) for table in TABLES),
        *(_other(name, files[name], _SCHEMAS.get(name)) for name in OTHERS),
    ]
    return as_json(described)


def as_json(value: Any) -> bytes:
    """JSON that people can read; the same value gives the same bytes."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def table_schema(table: TableOf) -> dict[str, Any]:
    """The table's columns and keys as a Table Schema; an empty cell is a missing value."""
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    if table.leads_to:
        schema["foreignKeys"] = [
            {"fields": list(columns), "reference": {"resource": other, "fields": list(columns)}}
            for columns, other in table.leads_to
        ]
    return schema


def _table(table: TableOf, data: bytes) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "path": table.filename,
        "title": _both(table.about),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_sealed(data),
        "schema": table_schema(table),
    }


def _other(name: str, data: bytes, schema: dict[str, Any] | None) -> dict[str, Any]:
    media_type, about = OTHERS[name]
    described = {
        "name": name.rsplit(".", 1)[0],
        "path": name,
        "title": _both(about),
        "format": name.rsplit(".", 1)[1],
        "mediatype": media_type,
        **_sealed(data),
    }
    return described | ({"type": "table", "encoding": "utf-8", "schema": schema} if schema else {})


def _sealed(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.pattern:
        constraints["pattern"] = column.pattern
    described = {"name": column.name, "type": column.type, "title": column.about.zh, "description": column.about.en}
    return described | ({"constraints": constraints} if constraints else {})


def _both(text: Any, more: str = "") -> str:
    return f"{text.zh}{more} / {text.en}{more}"
