"""Oldest first: a run doesn't judge its data while a run of an earlier quarter is still making its figures.

Rules about change, revisions and trends read what earlier quarters left behind, so the order must hold however many
runs a backfill starts at once.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowRescheduleException

from govreport.context import Context
from govreport.quarter import Quarter
from govreport_airflow.timetable import QuarterTimetable

log = logging.getLogger(__name__)

FIGURES = "measure"
"""The task that leaves behind the last of what later quarters read."""
OVER = frozenset({"success", "failed", "upstream_failed", "skipped", "removed"})
"""States from which nothing more comes."""
TURN = timedelta(seconds=15)
"""About what a quarter takes from its turn to its figures; so long a run waits for each one before it."""


def wait_for_earlier(run: Context) -> int:
    """Return once no running run of an earlier quarter still owes its figures; until then no worker is held.

    Only runs at work are waited for, so nothing can wait for ever: not those that failed, that are queued (behind this
    one, perhaps), or that have their figures and wait for signatures. The earliest run never waits. Runs that were
    started by hand have no logical date and aren't seen. Gives how many are waited for, which is 0.
    """
    context: Any = get_current_context()
    behind = _at_work(context["ti"], context["dag"].dag_id, run)
    if behind:
        log.info(
            "先做更早的季度：%s 还在计算。 Older quarters first; these still owe their figures.", "、".join(behind)
        )
        again = datetime.now(UTC) + TURN * len(behind)
        raise AirflowRescheduleException(again)  # type: ignore[no-untyped-call]
    return 0


def _at_work(ti: Any, dag_id: str, run: Context) -> list[str]:
    """The running runs of earlier quarters whose figures are still to come."""
    clock = QuarterTimetable(run.district.timezone, run.district.work_calendar, 1, kind=run.district.base)
    starts = [clock.interval(q).start for q in Quarter.span(run.district.report.first_issue, run.quarter.previous)]
    if not starts or not ti.get_dr_count(dag_id, logical_dates=starts, states=["running"]):
        return []
    states = ti.get_task_states(dag_id, task_ids=[FIGURES], logical_dates=starts)
    owing = [run_id for run_id, tasks in states.items() if str(tasks.get(FIGURES)) not in OVER]
    return sorted(run_id for run_id in owing if ti.get_dr_count(dag_id, run_ids=[run_id], states=["running"]))
