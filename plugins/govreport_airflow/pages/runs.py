"""The runs of a period, for its page: which they are, how they ended, where they are seen."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from airflow.configuration import conf
from airflow.models.dagrun import DagRun
from airflow.utils.session import create_session
from sqlalchemy import select

from govreport.quarter import Quarter
from govreport_airflow.run import REPORT_PREFIXES
from govreport_airflow.run_names import period_of

LOOKED_AT = 500
"""So many of the DAG's newest runs are looked through; an older one is found in Airflow's own list."""
SHOWN = 8


class PeriodRun(NamedTuple):
    """One run of a report's DAG."""

    id: str
    state: str
    """queued, running, success or failed."""
    started_at: datetime | None
    href: str


def runs_of(district: str, period: Quarter) -> list[PeriodRun]:
    """The newest runs that were about the period, newest first."""
    dag_id = f"{REPORT_PREFIXES[period.kind]}{district}"
    query = select(DagRun).where(DagRun.dag_id == dag_id).order_by(DagRun.id.desc()).limit(LOOKED_AT)
    with create_session() as session:
        found = [run for run in session.scalars(query) if period_of(dag_id, run) == period][:SHOWN]
        return [PeriodRun(r.run_id, str(r.state), r.start_date, run_address(dag_id, r.run_id)) for r in found]


def run_address(dag_id: str, run_id: str) -> str:
    """Where Airflow's interface shows a run, as a link from our pages names it."""
    base = (conf.get("api", "base_url", fallback=None) or "").rstrip("/")
    return f"{base}/dags/{quote(dag_id)}/runs/{quote(run_id, safe='')}"
