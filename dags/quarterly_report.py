"""**每季度一次**：收取各份数据（登记必有，其余八份视本区来源而定），整理、核查、计算、校验、成文、签发、分发。

- 自动运行：发布日 9:00；有签发链时自拟稿日起，签齐后等到发布时刻才发送。日期见 `govreport calendar`。
- 手动运行：点“触发”，`quarter` 从列表中选（也可写 `2019-Q3`、`2019Q3`）；不填即最近一个已结束的季度。
  只成文，**不发邮件**，除非 `deliver` 选 `yes`（“发送”）：选了，就签发并发给全部收件人。
- 回填：`airflow backfill create` 或界面上的“回填”；计算并成文，**不发邮件**，除非 `deliver` 选 `yes`；`quarter` 留空。
- “收取”“整理”每份数据一个实例；“核查”在一个任务里查完全部数据，省得每份都重新加载一次核查引擎。
- “候前季”显示 up for reschedule：更早的季度还在计算，等它算完再核查本季，不占工作进程；失败的、在等签署的不等。
- “收取”显示 up for reschedule：数据未到、也未到期，系统会定时再看；过期未到则失败（docs/zh/sources.md）。
- 某步失败：打开该任务的日志，标明 ERROR 的那一行就是原因、办法和怎么续跑。数据的问题（缺、错、不可签发），
  改好后选“清除现有任务”从“收取”重做；服务器的故障，排除后选“只清除失败任务”。重复运行不会改变数字，也不会重复发信。
- 哪次运行是哪一季：运行的名字和笔记里都写着；笔记里有报告页的链接，报告成了草稿、不可签发的，也写明为什么。
- “结论”任务失败说明数据不能成文：不会重试，日志里用一段话说明哪条规则、哪个文件、怎么办。
- “退回”任务不论结论如何都生成更正单和结论页，不耽误出报；见 docs/zh/corrections.md。
- “签署”任务（district.yaml 列出 `signoff` 时才有）：轮到的人在“待办 Required Actions”中同意或退回。
- “档案”任务最后更新报告档案（docs/zh/archive.md），成败不影响运行结果；别的任务失败时它也失败，好一起重做。

*English:* one run a quarter collects the district's extracts (registration, and those of the
other eight that it has a source for), tidies each, checks them in one task, measures, verifies, renders, signs and
delivers the report. A run started by hand takes a `quarter`; it mails nobody, and a backfill neither, unless `deliver`
is `yes`. The ERROR line in a failed task's log says why, what to do and how to go on: after data were mended “Clear
existing tasks”, after a server was “Clear only failed tasks”. A repeated run changes no figure, mails nobody twice. A
run's name and note say which quarter it is about, and why a draft can't be signed.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from airflow.sdk import DAG

from govreport import stages
from govreport.context import Context
from govreport.district.dag_config import DagConfig
from govreport.district.schedule import run_offset
from govreport.language import text_in
from govreport.manifests.base import ExtractName
from govreport.manifests.documents import Archive, Report
from govreport.manifests.extracts import Snapshot, TidyExtract
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import ExtractCheck, Verdict, require_unblocked
from govreport.period import PeriodKind
from govreport.quality.opening import opening
from govreport_airflow.alerts import remember_why, tell_of_archive, tell_of_failed_run
from govreport_airflow.correction_sheets import send_correction_sheets
from govreport_airflow.dag_words import called, language_of, report_params
from govreport_airflow.districts import a_dag_each, access_control, doc_for, pool
from govreport_airflow.order import wait_for_earlier
from govreport_airflow.run import BASE_PREFIXES
from govreport_airflow.saying import say_why
from govreport_airflow.signoff import signatures
from govreport_airflow.stage import require_delivered, require_whole_run, stage
from govreport_airflow.timetable import QuarterTimetable


@stage(retries=3, retry_delay=timedelta(minutes=1), retry_exponential_backoff=2)
def collect(run: Context, extract: ExtractName) -> Snapshot:
    """Fetch one extract; the only stage that depends on others' servers, so the only one tried again and again."""
    return stages.collect(run, extract)


@stage()
def tidy(run: Context, snapshot: Snapshot) -> TidyExtract:
    """Bring one extract to its canonical table."""
    return stages.tidy(run, snapshot)


@stage()
def earlier(run: Context) -> int:
    """Let older quarters make their figures first: what they left behind is read from here on."""
    return wait_for_earlier(run)


@stage()
def check(run: Context, extracts: list[TidyExtract]) -> list[ExtractCheck]:
    """Judge each extract by its rules; one task for all, for importing the engine costs more than judging does."""
    return stages.check(run, extracts)


@stage()
def conclude(run: Context, checks: list[ExtractCheck]) -> Verdict:
    """Judge the extracts together; a blocked verdict ends the run here."""
    verdict = stages.conclude(run, checks)
    require_unblocked(verdict, opening(verdict, run.district))
    return verdict


@stage(trigger_rule="all_done")
def return_rows(run: Context, checks: list[ExtractCheck]) -> dict[str, int]:
    """Give every office the rows that it should correct, also where the verdict blocks; nothing waits for this."""
    return send_correction_sheets(run, checks)


@stage()
def measure(run: Context, verdict: Verdict) -> Measurement:
    """Compute the quarter's figures."""
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


def quarterly_report(district: DagConfig) -> DAG:
    """One district's DAG."""
    language, named = language_of(district), partial(called, district=district)
    with DAG(
        dag_id=f"{BASE_PREFIXES[district.base]}{district.id}",
        dag_display_name=text_in(language, district.report.title),
        description=f"{district.name.zh} · {district.name.en}",
        doc_md=doc_for(district, __doc__),
        schedule=QuarterTimetable(
            district.timezone,
            district.work_calendar,
            run_offset(district),
            district.calendar.hour,
            district.base,
            language,
        ),
        start_date=QuarterTimetable(district.timezone, district.work_calendar, 1)
        .interval(district.report.first_issue)
        .start,
        catchup=False,
        max_active_runs=2,
        max_active_tasks=4,
        on_failure_callback=tell_of_failed_run,
        on_success_callback=tell_of_archive,
        params=report_params(district, district.base),
        tags=["govreport", text_in(language, district.short_name)],
        access_control=access_control(district),
        default_args={
            "pool": pool(district),
            # Two more tries for a worker that died, or two of them: every stage may be repeated. What the data or the
            # configuration causes fails at once (see govreport_airflow.stage).
            "retries": 2,
            "retry_delay": timedelta(seconds=10),
            "execution_timeout": timedelta(hours=1),
            "on_failure_callback": remember_why,
            "on_retry_callback": say_why,
        },
    ) as dag:
        snapshots = named(collect).expand(extract=list(district.extracts))
        checks = named(check)(named(tidy).expand(snapshot=snapshots))
        named(earlier)() >> checks
        verdict = named(conclude)(checks)
        verdict >> named(return_rows)(checks)
        reports = named(render)(named(verify)(named(measure)(verdict)), verdict)
        # A teardown: it runs after the mails, and neither its success nor its failure decides how the run ends.
        sent = named(deliver).expand(report=named(sign).expand(report=signatures(district, reports)))
        sent >> named(publish)().as_teardown()
    return dag


def _wants(kind: PeriodKind, district: DagConfig) -> bool:
    return district.base == kind


for _kind, _prefix in BASE_PREFIXES.items():
    globals().update(a_dag_each(_prefix, quarterly_report, wants=partial(_wants, _kind)))
