"""What the small DAGs beside the reports have in common: one step, one run at a time, told of when it fails.

A DAG file says only what it looks at, when, and how long that may take.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG

from govreport.district.dag_config import DagConfig
from govreport.errors import Message
from govreport.language import text_in
from govreport_airflow.alerts import remember_why, tell_of_failed_run
from govreport_airflow.dag_words import called, language_of
from govreport_airflow.districts import access_control, doc_for, pool
from govreport_airflow.timetable import QuarterTimetable


def side_dag(
    district: DagConfig,
    prefix: str,
    doc: str | None,
    step: Any,
    *,
    title: Message,
    description: str,
    schedule: Any,
    hours: int = 1,
    params: dict[str, Any] | None = None,
) -> DAG:
    """A district's DAG of the one ``step``, which may take so many hours; from the quarter of the first report on."""
    language = language_of(district)
    with DAG(
        dag_id=f"{prefix}{district.id}",
        dag_display_name=text_in(language, title),
        description=description,
        doc_md=doc_for(district, doc),
        schedule=schedule,
        start_date=QuarterTimetable(district.timezone, district.work_calendar, 1)
        .interval(district.report.first_issue)
        .start,
        catchup=False,
        max_active_runs=1,
        on_failure_callback=tell_of_failed_run,
        params=params,
        tags=["govreport", text_in(language, district.short_name)],
        access_control=access_control(district),
        default_args={
            "pool": pool(district),
            "retries": 1,
            "retry_delay": timedelta(minutes=5),
            "execution_timeout": timedelta(hours=hours),
            "on_failure_callback": remember_why,
        },
    ) as dag:
        called(step, district)()
    return dag
