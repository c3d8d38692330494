"""The schemas of the data's files as docs/schemas/ holds them: Table Schemas, and the JSON Schema of changes.json."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govreport.reports.data_changes import ChangesFile
from govreport.reports.open_data.package import as_json, table_schema
from govreport.reports.open_data.tables import TABLES

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> Iterator[tuple[str, str]]:
    """(file, text) of every schema."""
    for table in TABLES:
        yield f"{table.name}.schema.json", as_json(table_schema(table)).decode()
    yield "changes.schema.json", as_json(changes_schema()).decode()


def changes_schema() -> dict[str, Any]:
    """What ``changes.json`` may hold."""
    return {"$schema": DIALECT, **ChangesFile.model_json_schema(mode="serialization")}
