"""**半年报、年报**：由各季度已经算出的数字汇成，核对、成文、签发、发送。各区 district.yaml 的 `periods` 写了才有。

补做某一期：点右上角“触发”，`period` 从列表中选，或填 2019-H1、2019。某季度尚未计算时，运行失败并写明缺哪一季；
先运行该季度，再在失败的运行上选“清除现有任务”。

*English:* half-year and annual reports, put together from the stored figures of their quarters. One DAG a
district and kind.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from airflow.sdk import DAG

from govreport import stages
from govreport.context import Context
from govreport.district.dag_config import DagConfig
from govreport.district.schedule import longer_offsets
from govreport.language import text_in
from govreport.manifests.documents import Archive, Report
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.period import PeriodKind
from govreport_airflow.alerts import remember_why, tell_of_archive, tell_of_failed_run
from govreport_airflow.dag_words import called, language_of, report_params
from govreport_airflow.districts import a_dag_each, access_control, doc_for, pool
from govreport_airflow.run import LONGER_PREFIXES
from govreport_airflow.saying import say_why
from govreport_airflow.signoff import signatures
from govreport_airflow.stage import require_delivered, require_whole_run, stage
from govreport_airflow.timetable import QuarterTimetable


@stage()
def conclude(run: Context) -> Verdict:
    """See that every quarter has figures; gives the verdict on the last one's data."""
    return stages.conclude_longer(run)


@stage()
def measure(run: Context, verdict: Verdict) -> Measurement:
    """Put the period's figures together."""
    return stages.measure(run, verdict)


@stage()
def verify(run: Context, measurement: Measurement) -> Measurement:
    """Prove that the figures agree with each other, and list what was revised."""
    return stages.verify(run, measurement)


@stage()
def render(run: Context, measurement: Measurement, verdict: Verdict) -> list[Report]:
    """Write the report, once a language."""
    return stages.render(run, measurement, verdict)


@stage(releases=True)
def sign(run: Context, report: Report) -> Report:
    """Record that the report may go out."""
    return stages.sign(run, report)


@stage(releases=True, at_release=True)
def deliver(run: Context, report: Report) -> dict[str, int]:
    """Mail the report to those who haven't had it."""
    return require_delivered(run, stages.deliver(run, report))


@stage()
def publish(run: Context) -> Archive:
    """Bring the static archive up to date, whatever became of the mails."""
    return require_whole_run(stages.publish(run))


def longer_report(kind: PeriodKind, district: DagConfig) -> DAG:
    """One district's DAG of that kind."""
    language, named = language_of(district), partial(called, district=district)
    offsets = longer_offsets(district, kind)
    clock = partial(QuarterTimetable, district.timezone, district.work_calendar, kind=kind, language=language)
    with DAG(
        dag_id=f"{LONGER_PREFIXES[kind]}{district.id}",
        dag_display_name=text_in(language, district.report.title_of(kind)),
        description=f"{district.name.zh} · {district.name.en}",
        doc_md=doc_for(district, __doc__),
        schedule=clock(offsets["draft" if district.signoff else "release"], district.calendar.hour),
        start_date=clock(1).interval(district.report.first_of(kind)).start,
        catchup=False,
        max_active_runs=1,
        on_failure_callback=tell_of_failed_run,
        on_success_callback=tell_of_archive,
        params=report_params(district, kind),
        tags=["govreport", text_in(language, district.short_name)],
        access_control=access_control(district),
        default_args={
            "pool": pool(district),
            "retries": 2,
            "retry_delay": timedelta(seconds=10),
            "execution_timeout": timedelta(hours=1),
            "on_failure_callback": remember_why,
            "on_retry_callback": say_why,
        },
    ) as dag:
        verdict = named(conclude)()
        reports = named(render)(named(verify)(named(measure)(verdict)), verdict)
        sent = named(deliver).expand(report=named(sign).expand(report=signatures(district, reports)))
        sent >> named(publish)().as_teardown()
    return dag


def _wants(kind: PeriodKind, district: DagConfig) -> bool:
    return kind in district.longer_kinds


for _kind, _prefix in LONGER_PREFIXES.items():
    globals().update(a_dag_each(_prefix, partial(longer_report, _kind), wants=partial(_wants, _kind)))
