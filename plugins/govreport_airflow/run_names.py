"""Runs show which period they are about: in their id, and in a note with the way to the period's page.

Airflow names runs by a moment, and asks a timetable for a name only where a run is neither of a backfill nor started
with parameters. So the names are given where runs are made: in the scheduler, the api-server and the command line.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from airflow.configuration import conf

from govreport.district.dag_config import read_dag_config
from govreport.errors import GovreportError
from govreport.language import pick
from govreport.period import PeriodKind
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport_airflow.run import (
    kind_and_district,
    last_complete,
    parameter_of,
    quarter_of_interval,
    report_dag_prefixes,
    run_type_of,
    spoken_in,
)

log = logging.getLogger(__name__)
PREFIX = "/govreport"
"""Below this address of Airflow our pages lie."""
LONGEST = 1000
"""Characters that Airflow keeps of a note."""
HELD = "held"
"""The XCom in which a run leaves why its report can't be signed."""
HAD = "had"
"""The XCom in which a run leaves which edition people have, where it made another one."""
_RENAMED = ("backfill", "manual")


def page_address(district: str, period: Quarter) -> str:
    """Where the page of a district's period is, as people open it."""
    base = conf.get("api", "base_url", fallback=None) or "http://localhost:8080"
    return f"{base.rstrip('/')}{PREFIX}/{district}/{period}"


def audit_address() -> str:
    """Where the page of the last audit is, as people open it."""
    base = conf.get("api", "base_url", fallback=None) or "http://localhost:8080"
    return f"{base.rstrip('/')}{PREFIX}/audit"


def note_of(district: str, period: Quarter) -> str:
    """The first line of a run's note, as Markdown: its period, and the link to the page."""
    language = spoken_in(district)
    word = pick(language, "报告页", "page")
    called = pick(language, f"{period.zh}（{period}）", f"{period.en} ({period})")
    return f"{called} [{word}]({page_address(district, period)})"


def name_runs() -> None:
    """Have new runs named from now on, in processes that make runs; elsewhere nothing is imported for it."""
    models = sys.modules.get("airflow.models.dagrun")
    if models is None:
        return
    from sqlalchemy import event

    if not event.contains(models.DagRun, "init", _name):
        event.listen(models.DagRun, "init", _name)


def _name(_run: object, _positional: tuple[Any, ...], fields: dict[str, Any]) -> None:
    """Give the run that is being made its name. Never fails: a run that can't be named keeps Airflow's name."""
    try:
        name_fields(fields)
    except Exception:
        log.warning("A run couldn't be named after its period.", exc_info=True)


def name_fields(fields: dict[str, Any]) -> None:
    """Put the period into ``run_id`` and ``note`` of a run's ``fields``, where it is one of our reports'.

    A name or a note that somebody chose is left as it is.
    """
    dag_id, run_id = str(fields.get("dag_id") or ""), str(fields.get("run_id") or "")
    if not dag_id.startswith(report_dag_prefixes()):
        return
    kind, name = kind_and_district(dag_id)
    run_type = run_type_of(SimpleNamespace(**fields))
    period = _period_of(kind, name, run_type, fields)
    if period is None:
        return
    if not fields.get("note"):
        fields["note"] = note_of(name, period)
    for moment in (fields.get("logical_date"), fields.get("run_after")):
        if run_type in _RENAMED and moment is not None and run_id == f"{run_type}__{moment.isoformat()}":
            # A backfill has one run a period; by hand a period may be run again and again.
            fields["run_id"] = f"{run_type}__{period}" + ("" if run_type == "backfill" else f"__{moment.isoformat()}")


def period_of(dag_id: str, run: Any) -> Quarter | None:
    """The period that an existing run is about; None where it is no report's, or can't be told."""
    if run is None or not dag_id.startswith(report_dag_prefixes()):
        return None
    start, end = getattr(run, "data_interval_start", None), getattr(run, "data_interval_end", None)
    fields = {
        "conf": getattr(run, "conf", None),
        "data_interval": (start, end) if start is not None and end is not None else None,
        "run_after": getattr(run, "run_after", None),
    }
    kind, name = kind_and_district(dag_id)
    try:
        return _period_of(kind, name, run_type_of(run), fields)
    except (GovreportError, OSError):
        return None


def _period_of(kind: PeriodKind, name: str, run_type: str, fields: Mapping[str, Any]) -> Quarter | None:
    """The period that the run will be about; None where it will be refused."""
    zone = read_dag_config(Settings().districts_dir, name).tz
    asked, interval = (fields.get("conf") or {}).get(parameter_of(kind)), fields.get("data_interval")
    try:
        if asked and run_type != "backfill":
            return Quarter.parse(str(asked), (kind,))
        if interval is not None:
            return quarter_of_interval((interval[0], interval[1]), zone, kind)
        return last_complete(fields["run_after"], zone, kind) if fields.get("run_after") else None
    except GovreportError:
        return None
