"""Between a run and its period's page: what came of the run in its note, and a link from each of its tasks.

Airflow calls these in the scheduler and in the api-server, which have its database; tasks haven't.
"""

from __future__ import annotations

import logging
from typing import Any

from airflow.listeners import hookimpl
from airflow.sdk import BaseOperatorLink

from govreport_airflow.run import kind_and_district
from govreport_airflow.run_names import HAD, HELD, LONGEST, note_of, page_address, period_of

log = logging.getLogger(__name__)


class RunNotes:
    """A run's note: its period, why its report can't be signed, where it can't, and which edition people have, where it
    is another one. What people wrote there stays."""

    @hookimpl
    def on_dag_run_running(self, dag_run: Any, msg: str) -> None:
        """A run that starts, or starts once more."""
        write_note(dag_run, "")

    @hookimpl
    def on_dag_run_success(self, dag_run: Any, msg: str) -> None:
        """A backfill is green also where its report is held."""
        write_note(dag_run, outcome_of_run(dag_run))

    @hookimpl
    def on_dag_run_failed(self, dag_run: Any, msg: str) -> None:
        """Where signing failed because the report is held."""
        write_note(dag_run, outcome_of_run(dag_run))


def write_note(dag_run: Any, outcome: str) -> None:
    """Put period and ``outcome`` into the note of a report's run, above what people wrote."""
    period = period_of(dag_run.dag_id, dag_run)
    if period is None:
        return
    first, before = note_of(kind_and_district(dag_run.dag_id)[1], period), str(dag_run.note or "")
    theirs = before.partition("\n\n")[2] if before.startswith(first) else before
    ours = "\n".join(filter(None, (first, outcome)))
    text = "\n\n".join(filter(None, (ours, theirs)))
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    if text == before:
        return
    if dag_run.dag_run_note is None:
        dag_run.note = text
    else:
        dag_run.dag_run_note.content = text


def outcome_of_run(dag_run: Any) -> str:
    """What the run left of its report: why it can't be signed, and which edition people have instead of it."""
    from airflow.models.xcom import XComModel
    from sqlalchemy import select
    from sqlalchemy.orm import object_session

    session = object_session(dag_run)
    if session is None:
        return ""
    of = (XComModel.dag_id == dag_run.dag_id, XComModel.run_id == dag_run.run_id, XComModel.key.in_((HELD, HAD)))
    found = {left.key: str(XComModel.deserialize_value(left)) for left in session.scalars(select(XComModel).where(*of))}
    return "\n".join(found[key] for key in (HELD, HAD) if key in found)


class PeriodPage(BaseOperatorLink):
    """The link from a task to the page of the period that its run is about."""

    name = "报告页 Report page"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """The page's address; "" for a task of another DAG, which then shows no link."""
        from airflow.models.dagrun import DagRun
        from airflow.utils.session import create_session
        from sqlalchemy import select

        with create_session() as session:
            of = (DagRun.dag_id == ti_key.dag_id, DagRun.run_id == ti_key.run_id)
            run = session.scalar(select(DagRun).where(*of))
            period = None if run is None else period_of(ti_key.dag_id, run)
        return "" if period is None else page_address(kind_and_district(ti_key.dag_id)[1], period)
