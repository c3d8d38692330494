"""Mails to operators about runs, one a failed run, and a look at deadlines every day: Airflow's callbacks.

A failed task leaves its sentence in the results database, because the run's end is noticed in another process.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from airflow.sdk.exceptions import AirflowException, AirflowFailException

from govreport.district.dag_config import read_dag_config
from govreport.district.reading import load_district
from govreport.errors import GovreportError, Message
from govreport.settings import Settings
from govreport_airflow.run import district_of, look_up_connection, run_link, with_mail
from govreport_airflow.stage import UnfinishedError, say_why

log = logging.getLogger(__name__)
DEADLINES_PREFIX = "deadlines_"
"""A deadline DAG's id is this and the district's folder name."""
NO_REASON = Message(
    "有任务没有正常结束（进程中断或超时），没有留下原因；请看该任务的日志。",
    "A task ended without a reason (a process was killed, or it took too long); see its log.",
)


def remember_why(context: Mapping[str, Any]) -> None:
    """Callback for tasks that failed for good: the sentence as the log's last line, and kept for the run's message."""
    # Imported here, as below: the files of DAGs are read every few seconds and import this module.
    from govreport.store.alerts import Failure, FailureStore
    from govreport.store.database import open_database

    if isinstance(context.get("exception"), UnfinishedError):
        return say_why(context)  # what did go wrong is said by the task where it did
    try:
        ti, task = context["ti"], context["ti"].task
        label = getattr(ti, "rendered_map_index", None) or context.get("label") or ""
        failure = Failure(
            task=ti.task_id,
            map_index=ti.map_index if ti.map_index is not None else -1,
            title=f"{task.task_display_name}{f'（{label}）' if label else ''}",
            sentence=_sentence(context.get("exception")),
        )
        FailureStore(open_database(Settings().database)).add(ti.dag_id, ti.run_id, failure)
    except Exception:
        log.warning("The failure couldn't be kept for the operators' message.", exc_info=True)
    return say_why(context)


def tell_of_failed_run(context: Mapping[str, Any]) -> None:
    """Callback for failed runs: one mail to each of the district's operators; a repeated callback sends none."""
    _tell(
        context,
        Message("运行失败", "run failed"),
        Message(
            "怎么办：按上面的说明处理后，打开下面的链接，清除（Clear）失败的任务即可续跑；重复运行不会改变数字，也不会重复发信。",
            "What to do: mend what is said above, open the link and clear the failed task to go on. Repeating a run "
            "changes no figure and sends no second copy.",
        ),
    )


def tell_of_archive(context: Mapping[str, Any]) -> None:
    """Callback for runs that went well: tells operators where the archive, which decides nothing, wasn't written."""
    _tell(
        context,
        Message("季报已办，档案没有更新", "the report is done, the archive wasn't written"),
        Message(
            "怎么办：按上面的说明处理后，打开下面的链接，清除（Clear）“档案”任务；下次运行也会更新。",
            "What to do: mend what is said above, open the link and clear the task publish; the next run, too, writes "
            "the archive.",
        ),
        only="publish",
    )


def _tell(context: Mapping[str, Any], what: Message, advice: Message, only: str = "") -> None:
    """Tell operators of a run's failures; ``only`` those of one task, and nothing where it has none."""
    from govreport.release.alerts import Alert, notify_operators
    from govreport.store.alerts import FailureStore
    from govreport.store.database import open_database

    dag, run_id = context["dag"], context["run_id"]
    settings = Settings()
    store = FailureStore(open_database(settings.database))
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
    zh = "\n".join(f"· {f.title}：{f.sentence}" for f in failures) or f"· {NO_REASON.zh}"
    en = "\n".join(f"- {f.title}: {f.sentence}" for f in failures) or f"- {NO_REASON.en}"
    text = Message(
        f"{what.zh}：{title}，{run_id}\n\n失败在哪一步、为什么：\n{zh}\n\n{advice.zh}\n{run_link(context)}",
        f"{what.en.capitalize()}: {title}, {run_id}\n\nWhere and why:\n{en}\n\n{advice.en}\n{run_link(context)}",
    )
    first = failures[0].title if failures else run_id
    notified = notify_operators(
        with_mail(settings, district.id),
        district,
        [Alert(f"run {dag.dag_id} {run_id} {times_cleared} {only}".strip(), text)],
        subject=Message(
            f"【{district.short_name.zh}】{what.zh}：{title}，{first}",
            f"[{district.short_name.en}] {what.en}: {title}, {first}",
        ),
    )
    if any(one.state in ("sent", "in_doubt") for one in notified):
        store.mark_told(dag.dag_id, run_id)  # otherwise the next mail of this run names them too
    for one in notified:
        log.info("%s %s %s", one.address, one.state, one.detail)


def look_at_deadlines(context: Mapping[str, Any]) -> dict[str, int]:
    """Tell operators what is open near its day; counts for XCom."""
    from govreport.context import Context
    from govreport.release.deadlines import remind

    settings = Settings()
    try:
        district = load_district(settings.districts_dir, district_of(context["dag"].dag_id))
        day = context["dag_run"].run_after.astimezone(district.tz).date()
        run = Context(with_mail(settings, district.id), district, district.report.first_issue, look_up_connection)
        alerts, notified = remind(run, day)
    except GovreportError as error:
        raise AirflowFailException(error.message.in_language(settings.language)) from None
    for alert in alerts:
        log.warning("%s", alert.text.in_language(settings.language))
    for one in notified:
        log.info("%s %s %s", one.address, one.state, one.detail)
    undelivered = [one for one in notified if one.state not in ("sent", "already_sent")]
    if undelivered:
        # Tried again by the task's retries; who has had the mail doesn't get it twice.
        raise AirflowException("；".join(f"{one.address}：{one.state} {one.detail}" for one in undelivered))
    return {"open": len(alerts), "told": sum(one.alerts > 0 for one in notified)}


def _sentence(error: BaseException | str | None) -> str:
    if error is None:
        return "没有留下原因 / no reason given"
    if isinstance(error, GovreportError):
        return error.message.in_language(Settings().language)
    name = type(error).__name__
    text = " ".join(str(error).split())
    return text if isinstance(error, str) or name.startswith("Airflow") else f"{name}：{text}"
