"""The view model as plain data for templates, with the few derived facts that placing needs."""

from __future__ import annotations

from typing import Any

from govreport.reports.formats.fonts import plain
from govreport.reports.model import ReportModel, TableBlock

DEFINITIONS = "method"
"""Key of the table of definitions."""


def header_groups(table: TableBlock) -> list[dict[str, Any]]:
    """Spanning heads over adjacent columns of one group; empty where the table has none."""
    if not any(c.group for c in table.columns):
        return []
    groups: list[dict[str, Any]] = []
    for index, column in enumerate(table.columns):
        if groups and groups[-1]["text"] == column.group:
            groups[-1]["span"] += 1
        else:
            groups.append({"text": column.group, "start": index, "span": 1})
    return groups


def template_data(model: ReportModel, *, every_definition: bool = False) -> dict[str, Any]:
    """JSON data of everything printed; the workbook's own sheets are left out, direction marks are stripped.

    ``every_definition``: also those of indicators that the report doesn't print.
    """
    data: dict[str, Any] = _clean(model.model_dump(mode="json", exclude={"data", "data_set", "triangles"}))
    for section, plain_section in zip(model.sections, data["sections"], strict=True):
        for block, plain_block in zip(section.blocks, plain_section["blocks"], strict=True):
            # What a chart draws is a table of the workbook; here it is seen.
            plain_block.pop("table", None)
            if isinstance(block, TableBlock):
                plain_block["groups"] = header_groups(block)
                # Rows for the workbook only: here a sentence counts them.
                more, said = plain_block.pop("more"), plain_block.pop("more_note")
                if every_definition and block.key == DEFINITIONS:
                    plain_block["rows"] += more
                    said = ""
                plain_block["note"] = model.labels.get("note_join", " ").join(
                    n for n in (plain_block["note"], said) if n
                )
    return data


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_clean(v) for v in value]
    if isinstance(value, dict):
        return {k: _clean(v) for k, v in value.items()}
    return value
