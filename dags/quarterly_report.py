"""**每季度一次**：收取各份数据（登记必有，其余八份视本区来源而定），整理、核查、计算、校验、成文、签发、分发。

- 自动运行：发布日 9:00；有签发链时自拟稿日起，签齐后等到发布时刻才发送。日期见 `govreport calendar`。
- 手动运行：点“触发”，可填 `quarter`（如 `2019-Q3`）；不填即最近一个已结束的季度。
- 回填：`airflow backfill create` 或界面上的“回填”；计算并成文，**不发邮件**，除非 `deliver` 选 `yes`。
- “收取”“整理”每份数据一个实例；“核查”在一个任务里查完全部数据，省得每份都重新加载一次核查引擎。
- “候前季”显示 up for reschedule：更早的季度还在计算，等它算完再核查本季，不占工作进程；失败的、在等签署的不等。
- “收取”显示 up for reschedule：数据未到、也未到期，系统会定时再看；过期未到则失败（docs/zh/sources.md）。
- 某步失败：打开该任务的日志，最后一行就是原因和办法；改好后清除该任务即可续跑。重复运行不会改变数字，也不会重复发信。
- “结论”任务失败说明数据不能成文：不会重试，日志里用一段话说明哪条规则、哪个文件、怎么办。
- “退回”任务不论结论如何都生成更正单和结论页，不耽误出报；见 docs/zh/corrections.md。
- “签署”任务（district.yaml 列出 `signoff` 时才有）：轮到的人在“待办 Required Actions”中同意或退回。
- “档案”任务最后更新报告档案（docs/zh/archive.md），成败不影响运行结果；别的任务失败时它也失败，好一起重做。

*English:* one run a quarter collects the district's extracts (registration, and those of the
other eight that it has a source for), tidies each, checks them in one task, measures, verifies, renders, signs and
delivers the report. A run started by hand takes a `quarter`; backfills mail nobody unless `deliver` is `yes`. A failed
task's last log line says why and what to do; clear it to go on. A repeated run changes no figure, mails nobody twice.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, Param

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
from govreport.quality.opening import opening
from govreport.vocabulary import STAGES
from govreport_airflow.alerts import remember_why, tell_of_archive, tell_of_failed_run
from govreport_airflow.correction_sheets import send_correction_sheets
from govreport_airflow.districts import a_dag_each, access_control, doc_for, pool
from govreport_airflow.order import wait_for_earlier
from govreport_airflow.run import AUTO, DAG_PREFIX, NO, YES
from govreport_airflow.signoff import signatures
from govreport_airflow.stage import require_delivered, require_whole_run, say_why, stage
from govreport_airflow.timetable import QuarterTimetable

PARAMS = {
    "quarter": Param(
        None,
        type=["null", "string"],
        pattern=r"^\d{4}-Q[1-4]$",
        title="季度 Quarter",
        description="如 2019-Q3；留空即本次运行的数据区间。 Empty: the run's data interval.",
    ),
    "deliver": Param(
        AUTO,
        type="string",
        enum=[AUTO, YES, NO],
        values_display={AUTO: "自动：回填不发 auto: not in backfills", YES: "发送 yes", NO: "不发送 no"},
        title="发送 Deliver",
        description="是否签发并发送报告。 Whether the report is signed and mailed.",
    ),
}


def _title(name: str) -> str:
    """A task's name in the interface: the stage in Chinese, then the task's id."""
    return f"{STAGES[name].zh} {name}"


@stage(task_display_name=_title("collect"), retries=3, retry_delay=timedelta(minutes=1), retry_exponential_backoff=2)
def collect(run: Context, extract: ExtractName) -> Snapshot:
    """Fetch one extract; the only stage that depends on others' servers, so the only one tried again and again."""
    return stages.collect(run, extract)


@stage(task_display_name=_title("tidy"))
def tidy(run: Context, snapshot: Snapshot) -> TidyExtract:
    """Bring one extract to its canonical table."""
    return stages.tidy(run, snapshot)


@stage(task_display_name="候前季 earlier")
def earlier(run: Context) -> int:
    """Let older quarters make their figures first: what they left behind is read from here on."""
    return wait_for_earlier(run)


@stage(task_display_name=_title("check"))
def check(run: Context, extracts: list[TidyExtract]) -> list[ExtractCheck]:
    """Judge each extract by its rules; one task for all, for importing the engine costs more than judging does."""
    return stages.check(run, extracts)


@stage(task_display_name=_title("conclude"))
def conclude(run: Context, checks: list[ExtractCheck]) -> Verdict:
    """Judge the extracts together; a blocked verdict ends the run here."""
    verdict = stages.conclude(run, checks)
    require_unblocked(verdict, opening(verdict, run.district))
    return verdict


@stage(task_display_name=_title("return_rows"), trigger_rule="all_done")
def return_rows(run: Context, checks: list[ExtractCheck]) -> dict[str, int]:
    """Give every office the rows that it should correct, also where the verdict blocks; nothing waits for this."""
    return send_correction_sheets(run, checks)


@stage(task_display_name=_title("measure"))
def measure(run: Context, verdict: Verdict) -> Measurement:
    """Compute the quarter's figures."""
    return stages.measure(run, verdict)


@stage(task_display_name=_title("verify"))
def verify(run: Context, measurement: Measurement) -> Measurement:
    """Prove that the figures agree with each other, and list what was revised."""
    return stages.verify(run, measurement)


@stage(task_display_name=_title("render"))
def render(run: Context, measurement: Measurement, verdict: Verdict) -> list[Report]:
    """Write the report, once a language."""
    return stages.render(run, measurement, verdict)


@stage(task_display_name=_title("sign"), releases=True)
def sign(run: Context, report: Report) -> Report:
    """Record that the report may go out."""
    return stages.sign(run, report)


@stage(task_display_name=_title("deliver"), releases=True, at_release=True)
def deliver(run: Context, report: Report) -> dict[str, int]:
    """Mail the report to those who haven't had it."""
    return require_delivered(run, stages.deliver(run, report))


@stage(task_display_name=_title("publish"))
def publish(run: Context) -> Archive:
    """Bring the static archive up to date, whatever became of the mails."""
    return require_whole_run(stages.publish(run))


def quarterly_report(district: DagConfig) -> DAG:
    """One district's DAG."""
    with DAG(
        dag_id=f"{DAG_PREFIX}{district.id}",
        dag_display_name=text_in(district.languages[0], district.report.title),
        description=f"{district.name.zh} · {district.name.en}",
        doc_md=doc_for(district, __doc__),
        schedule=QuarterTimetable(
            district.timezone, district.work_calendar, run_offset(district), district.calendar.hour
        ),
        start_date=QuarterTimetable(district.timezone, district.work_calendar, 1)
        .interval(district.report.first_issue)
        .start,
        catchup=False,
        max_active_runs=2,
        max_active_tasks=4,
        on_failure_callback=tell_of_failed_run,
        on_success_callback=tell_of_archive,
        params=PARAMS,
        tags=["govreport", text_in(district.languages[0], district.short_name)],
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
        snapshots = collect.expand(extract=list(district.extracts))
        checks = check(tidy.expand(snapshot=snapshots))
        earlier() >> checks
        verdict = conclude(checks)
        verdict >> return_rows(checks)
        reports = render(verify(measure(verdict)), verdict)
        # A teardown: it runs after the mails, and neither its success nor its failure decides how the run ends.
        deliver.expand(report=sign.expand(report=signatures(district, reports))) >> publish().as_teardown()
    return dag


globals().update(a_dag_each(DAG_PREFIX, quarterly_report))
