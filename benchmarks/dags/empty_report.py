"""The quarterly report's DAG with nothing in its tasks: what Airflow itself takes for this shape.

The tasks of dags/quarterly_report.py, mapped the same way, in the same order; a test compares the two.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from airflow.sdk import DAG, task

EXTRACTS = [
    "registration",
    "funding",
    "evaluation",
    "filing",
    "party",
    "linkage",
    "ventures",
    "donations",
    "activities",
]


@task
def collect(extract: str) -> str:
    """Nothing."""
    return extract


@task
def tidy(snapshot: str) -> str:
    """Nothing."""
    return snapshot


@task
def earlier() -> int:
    """Nothing."""
    return 0


@task
def check(extracts: Any) -> list[str]:
    """Nothing but its inputs, as the real one has them."""
    return list(extracts)


@task
def conclude(checks: list[str]) -> str:
    """Nothing."""
    return "pass"


@task(trigger_rule="all_done")
def return_rows(checks: list[str]) -> int:
    """Nothing."""
    return 0


@task
def measure(verdict: str) -> str:
    """Nothing."""
    return verdict


@task
def verify(measurement: str) -> str:
    """Nothing."""
    return measurement


@task
def render(measurement: str, verdict: str) -> list[str]:
    """One report."""
    return [measurement]


@task
def sign(report: str) -> str:
    """Nothing."""
    return report


@task
def deliver(report: str) -> int:
    """Nothing."""
    return 0


@task
def publish() -> int:
    """Nothing."""
    return 0


with DAG(dag_id="empty_report", schedule=None, start_date=datetime(2017, 10, 1), catchup=False) as dag:  # noqa: DTZ001
    snapshots = collect.expand(extract=EXTRACTS)
    checked = check(tidy.expand(snapshot=snapshots))
    earlier() >> checked
    verdict = conclude(checked)
    verdict >> return_rows(checked)
    reports = render(verify(measure(verdict)), verdict)
    deliver.expand(report=sign.expand(report=reports)) >> publish().as_teardown()
