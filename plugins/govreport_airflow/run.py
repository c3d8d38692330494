"""What a running task knows: which district, which quarter, which settings, and whether mail goes out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from airflow.sdk import Connection
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import AirflowNotFoundException

from govreport import connections
from govreport.context import Context
from govreport.district.dag_config import district_names, read_dag_config
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.errors import ConfigError, GovreportError, WrongRunError
from govreport.language import Language
from govreport.period import EXAMPLES, PERIOD_KINDS, PeriodKind
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport_airflow.masking import hide_secrets

DAG_PREFIX = "quarterly_report_"
"""A DAG's id is this and the district's folder name."""
BASE_PREFIXES: Mapping[PeriodKind, str] = {"month": "monthly_report_", "quarter": DAG_PREFIX}
"""The same of the DAGs that collect extracts, by what the district reports by."""
LONGER_PREFIXES: Mapping[PeriodKind, str] = {
    "quarter": DAG_PREFIX,
    "half_year": "half_year_report_",
    "year": "year_report_",
}
"""The same of the DAGs that put longer reports together; of quarters where the district reports by month."""
REPORT_PREFIXES: Mapping[PeriodKind, str] = {**BASE_PREFIXES, **LONGER_PREFIXES}
"""Of all of them."""


def report_dag_prefixes() -> tuple[str, ...]:
    """How the ids of DAGs that make reports begin."""
    return tuple(REPORT_PREFIXES.values())


NOT_DELIVERED = (
    "本次运行不发送：由人触发的和回填的运行，只有 deliver 选 yes 才签发、发送；要发，请再触发一次本期，deliver 选 yes。"
    " / This run delivers nothing: a run started by hand or by a backfill signs and mails only where its deliver "
    "parameter is yes. To send, trigger the period once more with deliver set to yes."
)
AUTO, YES, NO = "auto", "yes", "no"
"""The ``deliver`` parameter. ``auto``: runs of the timetable deliver; those that somebody starts don't."""


def run_context(context: Mapping[str, Any]) -> Context:
    """Settings, district and quarter of the running task; raises ConfigError."""
    settings = Settings()
    hide_secrets(settings)
    kind, name = kind_and_district(context["dag"].dag_id)
    district = load_district(settings.districts_dir, name)
    settings = settings.model_copy(update={"language": settings.language_for(district.languages[0])})
    return Context(settings, district, quarter_of(context, district, kind), look_up_connection)


def spoken(context: Mapping[str, Any]) -> Language:
    """The language of what a run says: that of the installation, else its district's first."""
    return spoken_in(district_of(context["dag"].dag_id))


def spoken_in(district: str) -> Language:
    """The language of what is said of a district's runs."""
    settings = Settings()
    try:
        own = read_dag_config(settings.districts_dir, district).languages[0]
    except GovreportError:
        return settings.language  # the folder can't be read, which is what there is to say
    return settings.language_for(own)


def kind_and_district(dag_id: str) -> tuple[PeriodKind, str]:
    """Of what kind are the periods of a report's DAG, and the district's folder."""
    for kind, prefix in REPORT_PREFIXES.items():
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
    last complete one of its ``kind``. Raises ConfigError where a backfill is asked for another one than its interval's.
    """
    run, parameter = context["dag_run"], parameter_of(kind)
    wanted = context["params"].get(parameter)
    asked = Quarter.parse(wanted, (kind,)) if wanted else None
    interval = (run.data_interval_start, run.data_interval_end)
    if asked is not None and (_run_type(context) != "backfill" or run.data_interval_start is None):
        return asked
    if run.data_interval_start is None:
        return last_complete(run.run_after, district.tz, kind)
    quarter = quarter_of_interval(interval, district.tz, kind)
    if asked is not None and asked != quarter:
        raise WrongRunError(
            f"回填中的这次运行是 {quarter} 的，{parameter} 参数却写了 {asked}；回填不能把各期都做成同一期，没有处理。"
            f"请删除这次运行，再回填，{parameter} 留空；只想做 {asked} 的，改用“触发”，{parameter} 填 {asked}。",
            f"This run of the backfill is about {quarter}, but its {parameter} parameter says {asked}; a backfill "
            f"can't make every period the same one, so nothing was done. Delete this run and backfill again with "
            f"{parameter} empty; to make {asked} alone, trigger the DAG with {parameter} {asked}.",
        )
    return quarter


def quarter_of_interval(interval: tuple[datetime, datetime], zone: ZoneInfo, kind: PeriodKind) -> Quarter:
    """The period that a data interval is, on the clocks of ``zone``; raises ConfigError where it is none."""
    start, end = (moment.astimezone(zone) for moment in interval)
    quarter = Quarter.containing(start.date(), kind)
    if (start.date(), end.date()) != (quarter.start, quarter.next.start):
        name, given = PERIOD_KINDS[kind], parameter_of(kind)
        raise ConfigError(
            f"本次运行的数据区间 {start:%Y-%m-%d} 至 {end:%Y-%m-%d} 不是一个自然{name.zh}；"
            f"请改用 {given} 参数（如 {EXAMPLES[kind]}）。",
            f"This run's data interval, {start:%Y-%m-%d} to {end:%Y-%m-%d}, is not a calendar {name.en}; "
            f"give the {given} parameter instead (such as {EXAMPLES[kind]}).",
        )
    return quarter


def last_complete(moment: datetime, zone: ZoneInfo, kind: PeriodKind) -> Quarter:
    """The last period that was over at ``moment`` on the clocks of ``zone``."""
    return Quarter.containing(moment.astimezone(zone).date(), kind).previous


def parameter_of(kind: PeriodKind) -> str:
    """The parameter by which a run is told its period."""
    return "quarter" if kind == "quarter" else "period"


def delivers(context: Mapping[str, Any]) -> bool:
    """Whether this run may mail its report: a kind of run that isn't known to mail doesn't."""
    wanted = context["params"].get("deliver", AUTO)
    return bool(wanted == YES or (wanted == AUTO and _run_type(context) == "scheduled"))


def waits(context: Mapping[str, Any]) -> bool:
    """Whether this run waits for an extract that isn't due yet: runs of the timetable do, others say so and end."""
    return _run_type(context) == "scheduled"


def _run_type(context: Mapping[str, Any]) -> str:
    return run_type_of(context["dag_run"])


def run_type_of(run: Any) -> str:
    """scheduled, manual, backfill …"""
    run_type = run.run_type  # in a worker a plain str, in other processes one of Airflow's enums
    return str(getattr(run_type, "value", run_type))


def look_up_connection(name: str, /) -> connections.Connection | None:
    """Host and credentials of a source or mail server: Airflow's connection ``name``, else GOVREPORT_CONN_<NAME>."""
    stored = _connection(name)
    return connections.from_environment(name) if stored is None else as_connection(name, stored)


def as_connection(name: str, stored: Any) -> connections.Connection:
    """A connection of Airflow's as the library's own."""
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


def _connection(conn_id: str) -> Connection | None:
    try:
        connection: Connection = Connection.get(conn_id)
    except AirflowNotFoundException:
        return None
    return connection
