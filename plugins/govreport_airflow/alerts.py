"""Mails to operators about runs, one a failed run, and a look at deadlines every day: Airflow's callbacks.

A failed task leaves its sentence in the results database, because the run's end is noticed in another process.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowException

from govreport.district.dag_config import read_dag_config
from govreport.district.reading import load_district
from govreport.errors import GovreportError, Message, unstopped
from govreport.manifests.deliveries import DEALT_WITH
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport_airflow.remedies import UNKNOWN, together
from govreport_airflow.run import district_of, look_up_connection, run_link, spoken
from govreport_airflow.run_names import page_address, period_of
from govreport_airflow.saying import failure, remedy_in, say_why
from govreport_airflow.stage import UnfinishedError

if TYPE_CHECKING:
    from govreport.store.alerts import Failure

log = logging.getLogger(__name__)
DEADLINES_PREFIX = "deadlines_"
"""A deadline DAG's id is this and the district's folder name."""
MOST = 3
"""Tasks that are named where many failed of the same."""
NO_REASON = Message(
    "有任务没有正常结束（进程中断或超时），没有留下原因；请看该任务的日志。",
    "A task ended without a reason (a process was killed, or it took too long); see its log.",
)


def remember_why(context: Mapping[str, Any]) -> None:
    """Callback for tasks that failed for good: the sentence and how to go on, kept for the run's message."""
    # Imported here, as below: the files of DAGs are read every few seconds and import this module.
    from govreport.store.alerts import Failure, FailureStore
    from govreport.store.database import open_results

    if isinstance(context.get("exception"), UnfinishedError):
        return say_why(context)  # what did go wrong is said by the task where it did
    try:
        ti, task = context["ti"], context["ti"].task
        label = getattr(ti, "rendered_map_index", None) or context.get("label") or ""
        failed = Failure(
            task=ti.task_id,
            map_index=ti.map_index if ti.map_index is not None else -1,
            title=f"{task.task_display_name}{f' ({label})' if label else ''}",
            sentence=_sentence(context),
            advice=remedy_in(context).in_language(spoken(context)),
        )
        FailureStore(open_results(Settings())).add(ti.dag_id, ti.run_id, failed)
    except Exception:
        log.warning("The failure couldn't be kept for the operators' message.", exc_info=True)
    return say_why(context)


def tell_of_failed_run(context: Mapping[str, Any]) -> None:
    """Callback for failed runs: one mail to each of the district's operators; a repeated callback sends none."""
    _tell(
        context,
        Message("运行失败", "run failed"),
        Message(
            "重复运行不会改变数字，也不会重复发信。", "Repeating a run changes no figure and sends no second copy."
        ),
    )


def tell_of_archive(context: Mapping[str, Any]) -> None:
    """Callback for runs that went well: tells operators where the archive, which decides nothing, wasn't written."""
    _tell(
        context,
        Message("季报已办，档案没有更新", "the report is done, the archive wasn't written"),
        Message("不续跑也可以：下次运行也会更新档案。", "Or let it be: the next run writes the archive too."),
        only="publish",
    )


def _tell(context: Mapping[str, Any], what: Message, after: Message, only: str = "") -> None:
    """Tell operators of a run's failures; ``only`` those of one task, and nothing where it has none."""
    from govreport.release.alerts import Alert, notify_operators
    from govreport.store.alerts import FailureStore
    from govreport.store.database import open_results

    dag, run_id = context["dag"], context["run_id"]
    settings = Settings()
    store = FailureStore(open_results(settings))
    failures = [f for f in store.untold(dag.dag_id, run_id) if f.task == (only or f.task)]
    if only and not failures:
        return
    # No more of the folder than that: the run may have failed because something else in it is broken.
    district = read_dag_config(settings.districts_dir, district_of(dag.dag_id))
    if not district.operators:
        log.warning("%s: district.yaml names no operators, so nobody is told that %s failed.", district.id, run_id)
        return
    times_cleared = getattr(context.get("dag_run"), "clear_number", None) or 0
    title = dag.dag_display_name or dag.dag_id
    period = period_of(dag.dag_id, context.get("dag_run"))
    about = f"{period} " if period is not None else ""
    zh = "\n".join(f"· {_titles(said, '、')}：{sentence}" for sentence, said in _by_sentence(failures).items())
    en = "\n".join(f"- {_titles(said, ', ')}: {sentence}" for sentence, said in _by_sentence(failures).items())
    language = spoken(context)
    remedies = together([f.advice for f in failures] or [UNKNOWN.in_language(language)], language)
    advice = "".join(f"{remedy}\n" for remedy in remedies)
    where = _links(context, period)
    text = Message(
        f"{what.zh}：{about}{title}，{run_id}\n\n失败在哪一步、为什么：\n{zh or f'· {NO_REASON.zh}'}\n\n"
        f"{advice}{after.zh}\n\n{where.zh}",
        f"{what.en.capitalize()}: {about}{title}, {run_id}\n\nWhere and why:\n{en or f'- {NO_REASON.en}'}\n\n"
        f"{advice}{after.en}\n\n{where.en}",
    )
    first = failures[0].title if failures else run_id
    notified = notify_operators(
        settings,
        district,
        [Alert(f"run {dag.dag_id} {run_id} {times_cleared} {only}".strip(), text)],
        subject=Message(
            f"【{district.short_name.zh}】{about}{what.zh}：{title}，{first}",
            f"[{district.short_name.en}] {about}{what.en}: {title}, {first}",
        ),
        connections=look_up_connection,
    )
    if any(one.state in ("sent", "outbox", "in_doubt") for one in notified):
        store.mark_told(dag.dag_id, run_id)  # otherwise the next mail of this run names them too
    for one in notified:
        log.info("%s %s %s", one.address, one.state, one.detail)


def _by_sentence(failures: Sequence[Failure]) -> dict[str, list[Failure]]:
    """What went wrong -> where: what fails every extract's task alike is said once."""
    found: dict[str, list[Failure]] = {}
    for one in failures:
        found.setdefault(one.sentence, []).append(one)
    return found


def _titles(failures: Sequence[Failure], comma: str) -> str:
    titles = list(dict.fromkeys(one.title for one in failures))
    return comma.join(titles[:MOST]) + (f" … ({len(titles)})" if len(titles) > MOST else "")


def _links(context: Mapping[str, Any], period: Quarter | None) -> Message:
    run, name = run_link(context), district_of(context["dag"].dag_id)
    page = page_address(name, period) if period is not None else ""
    return Message(
        f"这次运行：{run}" + (f"\n本期报告页：{page}" if page else ""),
        f"The run: {run}" + (f"\nThe period's page: {page}" if page else ""),
    )


def look_at_deadlines(context: Mapping[str, Any]) -> dict[str, int]:
    """Tell operators what is open near its day; counts for XCom."""
    from govreport.context import Context
    from govreport.release.deadlines import remind

    settings = Settings()
    try:
        district = load_district(settings.districts_dir, district_of(context["dag"].dag_id))
        settings = settings.model_copy(update={"language": settings.language_for(district.languages[0])})
        day = context["dag_run"].run_after.astimezone(district.tz).date()
        run = Context(settings, district, district.report.first_issue, look_up_connection)
        alerts, notified = remind(run, day)
    except GovreportError as error:
        raise failure(error, settings.language) from None
    for alert in alerts:
        log.warning("%s", alert.text.in_language(settings.language))
    for one in notified:
        log.info("%s %s %s", one.address, one.state, one.detail)
    undelivered = [one for one in notified if one.state not in DEALT_WITH]
    if undelivered:
        # Tried again by the task's retries; who has had the mail doesn't get it twice.
        raise AirflowException("; ".join(unstopped(f"{one.address}: {one.state} {one.detail}") for one in undelivered))
    return {"open": len(alerts), "told": sum(one.alerts > 0 for one in notified)}


def _sentence(context: Mapping[str, Any]) -> str:
    error: BaseException | str | None = context.get("exception")
    if error is None:
        return NO_REASON.in_language(spoken(context))
    if isinstance(error, GovreportError):
        return error.message.in_language(spoken(context))
    name = type(error).__name__
    text = " ".join(str(error).split())
    return text if isinstance(error, str) or name.startswith("Airflow") else f"{name}: {text}"
