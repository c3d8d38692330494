"""What a running task knows: which district, which quarter, which settings, and whether mail goes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from airflow.sdk import Connection
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import AirflowNotFoundException

from govreport import connections
from govreport.context import Context
from govreport.district.dag_config import district_names
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.errors import ConfigError
from govreport.period import EXAMPLES, PERIOD_KINDS, PeriodKind
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport_airflow.masking import hide_secrets

DAG_PREFIX = "quarterly_report_"
"""A DAG's id is this and the district's folder name."""
LONGER_PREFIXES: Mapping[PeriodKind, str] = {"half_year": "half_year_report_", "year": "year_report_"}
"""The same of the DAGs that make longer reports."""

NOT_DELIVERED = (
    "本次运行不发送报告：它是回填运行，或 deliver 参数为 no。"
    " / This run delivers nothing: it is a backfill, or its deliver parameter is no."
)
AUTO, YES, NO = "auto", "yes", "no"
"""The ``deliver`` parameter. ``auto``: scheduled and manual runs deliver, backfills don't."""


def run_context(context: Mapping[str, Any]) -> Context:
    """Settings, district and quarter of the running task; raises ConfigError."""
    settings = Settings()
    hide_secrets(settings)
    kind, name = _kind_and_district(context["dag"].dag_id)
    district = load_district(settings.districts_dir, name)
    return Context(settings, district, quarter_of(context, district, kind), look_up_connection)


def _kind_and_district(dag_id: str) -> tuple[PeriodKind, str]:
    for kind, prefix in LONGER_PREFIXES.items():
        if dag_id.startswith(prefix):
            return kind, dag_id.removeprefix(prefix)
    return "quarter", dag_id.removeprefix(DAG_PREFIX)


def district_of(dag_id: str) -> str:
    """The district's folder, from the id of any of its DAGs."""
    # The longest name first: the DAG deadlines_lunan_east belongs to lunan_east, not to a district called east.
    names = sorted(district_names(Settings().districts_dir), key=len, reverse=True)
    return next((name for name in names if dag_id.endswith(f"_{name}")), dag_id)


def run_link(context: Mapping[str, Any]) -> str:
    """Where the running run is seen in Airflow's web interface."""
    base = conf.get("api", "base_url", fallback=None) or "http://localhost:8080"
    run_id = context.get("run_id") or context["dag_run"].run_id
    return f"{base.rstrip('/')}/dags/{quote(context['dag'].dag_id)}/runs/{quote(run_id, safe='')}"


def quarter_of(context: Mapping[str, Any], district: District, kind: PeriodKind = "quarter") -> Quarter:
    """The ``quarter`` (of a longer report: ``period``) parameter; without one the data interval's; without either the
    last complete one of its ``kind``."""
    if wanted := context["params"].get("quarter" if kind == "quarter" else "period"):
        return Quarter.parse(wanted, (kind,))
    run = context["dag_run"]
    if run.data_interval_start is None:
        return Quarter.containing(run.run_after.astimezone(district.tz).date(), kind).previous
    start, end = (moment.astimezone(district.tz) for moment in (run.data_interval_start, run.data_interval_end))
    quarter = Quarter.containing(start.date(), kind)
    if (start.date(), end.date()) != (quarter.start, quarter.next.start):
        name, given = PERIOD_KINDS[kind], "quarter" if kind == "quarter" else "period"
        raise ConfigError(
            f"本次运行的数据区间 {start:%Y-%m-%d} 至 {end:%Y-%m-%d} 不是一个自然{name.zh}；"
            f"请改用 {given} 参数（如 {EXAMPLES[kind]}）。",
            f"This run's data interval, {start:%Y-%m-%d} to {end:%Y-%m-%d}, is not a calendar {name.en}; "
            f"give the {given} parameter instead (such as {EXAMPLES[kind]}).",
        )
    return quarter


def delivers(context: Mapping[str, Any]) -> bool:
    """Whether this run may mail its report: a kind of run that isn't known to mail doesn't."""
    wanted = context["params"].get("deliver", AUTO)
    return bool(wanted == YES or (wanted == AUTO and _run_type(context) in ("scheduled", "manual")))


def waits(context: Mapping[str, Any]) -> bool:
    """Whether this run waits for an extract that isn't due yet: runs of the timetable do, others say so and end."""
    return _run_type(context) == "scheduled"


def _run_type(context: Mapping[str, Any]) -> str:
    run_type = context["dag_run"].run_type  # in a worker a plain str, in other processes one of Airflow's enums
    return str(getattr(run_type, "value", run_type))


def look_up_connection(name: str, /) -> connections.Connection | None:
    """A source's host and credentials: Airflow's connection ``name``, without one GOVREPORT_CONN_<NAME>."""
    stored = _connection(name)
    if stored is None:
        return connections.from_environment(name)
    extra = {key: str(value) for key, value in stored.extra_dejson.items() if isinstance(value, (str, int, float))}
    return connections.Connection(
        name=name,
        kind=stored.conn_type or "",
        host=stored.host or None,
        port=stored.port,
        login=stored.login or extra.pop("aws_access_key_id", None),
        password=stored.password or extra.pop("aws_secret_access_key", None),
        path=stored.schema or "",
        extra=extra,
    )


def with_mail(settings: Settings, district: str) -> Settings:
    """``settings`` with the SMTP server of the connection ``govreport_smtp_<district>`` or ``govreport_smtp``.

    Without either, what GOVREPORT_SMTP_* says holds; without that, mails land in the outbox folder. The connection is
    Airflow's own kind "smtp": SSL unless ``disable_ssl``, then STARTTLS unless ``disable_tls``.
    """
    connection = _connection(f"govreport_smtp_{district}") or _connection("govreport_smtp")
    if connection is None:
        return settings
    extra = connection.extra_dejson
    ssl, tls = not _on(extra, "disable_ssl"), not _on(extra, "disable_tls")
    return settings.model_copy(
        update={
            "smtp_host": connection.host,
            "smtp_port": connection.port or (465 if ssl else 587 if tls else 25),
            "smtp_security": "ssl" if ssl else "starttls" if tls else "none",
            "smtp_user": connection.login or None,
            "smtp_password": _secret(connection.password),
        }
    )


def _connection(conn_id: str) -> Connection | None:
    try:
        connection: Connection = Connection.get(conn_id)
    except AirflowNotFoundException:
        return None
    return connection


def _on(extra: Mapping[str, Any], name: str) -> bool:
    return str(extra.get(name, "")).lower() in {"true", "1", "yes"}


def _secret(text: str | None) -> Any:
    from pydantic import SecretStr

    return SecretStr(text) if text else None
