"""What is last: vintages by the run that used them last, reports by the run that made them last.

Numbers of runs decide, not times: what comes back because data were put back is the last one, whatever the clocks say.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, func, select

from govreport.store import tables


def last_use() -> ColumnElement[int]:
    """When a measure used a vintage last, as the number of its run; 0 for one that no recorded run has used."""
    return _last_run(tables.run_vintages.c.vintage_id, tables.vintages.c.id, "measure")


def last_made() -> ColumnElement[int]:
    """When a render made a report last, as the number of its run; 0 for one that no recorded run has made."""
    return _last_run(tables.run_reports.c.report_sha256, tables.reports.c.sha256, "render")


def current_first() -> tuple[ColumnElement[Any], ...]:
    """Order of one quarter's vintages: those of the latest extracts first, of these the one that was used last."""
    v = tables.vintages.c
    return v.source_quarter.desc(), last_use().desc(), v.sequence.desc()


def _last_run(named: Column[Any], key: Column[Any], stage: str) -> ColumnElement[int]:
    """The number of the last run of a stage that names ``key`` in the column ``named``, beside its run_id."""
    r, link = tables.runs, named.table
    number = (
        select(func.max(r.c.sequence))
        .select_from(link.join(r, r.c.id == link.c.run_id))
        .where(named == key, r.c.stage == stage)
        # The subquery asks about the row of the query around it; without this it would ask about all rows.
        .correlate(key.table)
        .scalar_subquery()
    )
    return func.coalesce(number, 0)
