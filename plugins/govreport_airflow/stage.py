"""A stage as an Airflow task: manifests through XCom, errors to task states, plain sentences to its log."""

from __future__ import annotations

import functools
import inspect
import logging
import typing
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from airflow.sdk import get_current_context, task
from airflow.sdk.exceptions import (
    AirflowException,
    AirflowFailException,
    AirflowRescheduleException,
    AirflowSkipException,
)
from pydantic import TypeAdapter

from govreport.context import Context
from govreport.errors import DeliveryError, GovreportError, Message, strung
from govreport.garbage import collect_seldom
from govreport.indicators.vintages.predecessors import what_is_missing
from govreport.language import pick, text_in
from govreport.manifests.deliveries import DEALT_WITH, DeliveryRow
from govreport.manifests.documents import Archive, Report
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.settings import Settings
from govreport.vocabulary import REPORTS as STATES
from govreport_airflow.made import copies, made, seen, summed_up, what_next
from govreport_airflow.outcome import Outcome, Reschedule, Retry, outcome_of
from govreport_airflow.remedies import IN_THE_SENTENCE, remedy_of
from govreport_airflow.run import NOT_DELIVERED, delivers, run_context, spoken, waits
from govreport_airflow.run_names import HAD, HELD, page_address
from govreport_airflow.saying import and_what_changed, failure, said

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

NOTHING_CAME = (
    "前面的任务没有完成，没有留下可处理的结果。 / A task before this one didn't finish, so there is nothing to work on."
)
UNFINISHED = Message(
    "档案已更新到目前为止；本次运行有任务没有完成，续跑时档案随之再更新。",
    "The archive is up to date so far, but tasks of this run failed; when it goes on, so does the archive.",
)
for _name in ("great_expectations", "alembic"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # their chatter hides what an operator should read


class UnfinishedError(AirflowFailException):
    """Nothing of this task's own went wrong, but others of its run did, and it is to be repeated with them."""


def stage(
    *, releases: bool = False, at_release: bool = False, **options: Any
) -> Callable[[Callable[Concatenate[Context, P], R]], Any]:
    """Make ``function(run, ...)`` a task whose arguments and result are manifests.

    ``run`` is filled in from Airflow's context; the other arguments are read from XCom by their type hints and the
    result goes back as JSON. ``releases``: the task lets the report out; where the run delivers nothing, it is skipped.
    ``at_release``: in a run of the timetable it waits for the release day's hour, if everything else is ready before.
    What an exception does to the task is said in outcome.py. ``options`` are those of ``airflow.sdk.task``.
    """

    def decorate(function: Callable[Concatenate[Context, P], R]) -> Any:
        signature = inspect.signature(function)
        _run, *rest = signature.parameters.values()

        @functools.wraps(function)
        def execute(*args: Any, **kwargs: Any) -> Any:
            collect_seldom()
            context: Any = get_current_context()
            if any(value is None for value in (*args, *kwargs.values())):
                raise AirflowSkipException(NOTHING_CAME)
            run, worked_with = None, []
            try:
                run = run_context(context)
                context["label"] = _label(run, *args, *kwargs.values())
                if releases:
                    _require_release(context, run, at_release=at_release)
                hints = typing.get_type_hints(function)
                bound = signature.bind(run, *args, **kwargs)
                for name, value in list(bound.arguments.items())[1:]:
                    bound.arguments[name] = _read(hints[name], value)
                worked_with = list(bound.args[1:])
                result = function(*bound.args, **bound.kwargs)
                _log_result(run, result, context)
                return TypeAdapter(hints["return"]).dump_python(result, mode="json")
            except Exception as error:
                outcome = outcome_of(error)
                if outcome is None:  # a bug, or one of Airflow's own, such as a skip
                    raise
                known = outcome.error if run is None else and_what_changed(run, outcome.error, worked_with)
                raise _airflow_exception(outcome, known, context) from None

        # Airflow fills in what stands in a task's signature; ``run`` doesn't come from there.
        execute.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
        return task(
            map_index_template="{{ label }}", multiple_outputs=False, show_return_value_in_logs=False, **options
        )(execute)

    return decorate


def _require_release(context: Any, run: Context, *, at_release: bool) -> None:
    """Skip the task where nothing is delivered, and wait for the release moment."""
    if not delivers(context):
        raise AirflowSkipException(NOT_DELIVERED)
    if at_release and waits(context) and (moment := release_moment(run)) > datetime.now(UTC):
        log.info("%s 发布，届时发送。 Released, and mailed, at that time.", moment.isoformat(" ", "minutes"))
        raise AirflowRescheduleException(moment)  # type: ignore[no-untyped-call]


def _airflow_exception(outcome: Outcome, error: GovreportError, context: Any) -> AirflowException:
    """The exception by which Airflow does what ``outcome`` says, what it says of ``error`` logged."""
    task, language = str(getattr(context.get("ti"), "task_id", "")), spoken(context)
    if isinstance(outcome, Retry):
        return said(AirflowException, error.message, remedy_of(error, task), language)
    if isinstance(outcome, Reschedule) and waits(context):
        log.info("%s", error.message.in_language(language))
        again = datetime.now(UTC) + timedelta(minutes=Settings().look_again_minutes)
        return AirflowRescheduleException(again)  # type: ignore[no-untyped-call]
    return failure(error, language, task)


def release_moment(run: Context) -> datetime:
    """When the quarter's report may go out by itself."""
    day = run.district.timing.release(run.quarter)
    return datetime.combine(day, time(run.district.calendar.hour), run.district.tz)


def require_delivered(run: Context, rows: list[DeliveryRow]) -> dict[str, int]:
    """How many copies are in which state, for XCom; a DeliveryError where one isn't known to have arrived.

    A dead server or a refused address is for an operator to look into; what may be in somebody's hands isn't sent again
    by itself.
    """
    # Imported here, as below: the files of DAGs are read every few seconds and import this module.
    from govreport.release.delivered_before import all_sentences, delivered_before

    language, lines = run.settings.language, copies(rows, run.district)
    for line in [*lines, summed_up(rows)]:
        log.info("%s", text_in(language, line))
    for before in delivered_before(run):
        for sentence in all_sentences(run, before):
            log.warning("%s", text_in(language, sentence))
    open_ = [(line, row.state) for line, row in zip(lines, rows, strict=True) if row.state not in DEALT_WITH]
    if open_:
        told, then = strung(line for line, _ in open_), what_next(state for _, state in open_)
        raise DeliveryError(
            f"{run.quarter} 报告有 {len(open_)} 份未确认送达，其余 {len(rows) - len(open_)} 份已处理：{told.zh}。"
            f"{then.zh}",
            f"{run.quarter}: {len(open_)} copies are not known to have arrived, the other {len(rows) - len(open_)} are "
            f"dealt with: {told.en}. {then.en}",
        )
    log.info("%s", text_in(language, seen(page_address(run.district.id, run.quarter))))
    return dict(Counter(row.state for row in rows))


def require_whole_run(archive: Archive) -> Archive:
    """The archive as it was just written; an UnfinishedError where tasks of the run failed before it.

    Clearing a run's failed tasks leaves alone those that succeeded, so the archive, which is written whatever became of
    the others, would stay as it was while the run is repaired. Failed like them, it is cleared and written with them; a
    teardown's failure doesn't decide how the run ends.
    """
    context: Any = get_current_context()
    states = context["ti"].get_task_states(context["dag"].dag_id, run_ids=[context["run_id"]])
    if any(str(state) in ("failed", "upstream_failed") for tasks in states.values() for state in tasks.values()):
        raise said(UnfinishedError, UNFINISHED, IN_THE_SENTENCE, spoken(context))
    return archive


def _read(hint: Any, value: Any) -> Any:
    if typing.get_origin(hint) is list:
        value = value[:]  # mapped results come as a lazy sequence; a slice fetches it whole
    return TypeAdapter(hint).validate_python(value)


def _label(run: Context, *arguments: Any) -> str:
    value = arguments[0] if arguments else ""
    fields = value if isinstance(value, dict) else {}
    source = run.district.sources.get(value if isinstance(value, str) else fields.get("extract", ""))
    called = text_in(run.settings.language, source.title) if source else fields.get("language", "")
    return f"{run.quarter} {called}".strip()


def _log_result(run: Context, result: Any, context: Any) -> None:
    language = run.settings.language
    log.info("%s %s", text_in(language, run.district.name), text_in(language, run.quarter))
    for line in made(run, result):
        log.info("%s", text_in(language, line))
    if isinstance(result, Verdict):
        log.info("%s", pick(language, result.paragraph_zh, result.paragraph_en))
    if isinstance(result, Measurement) and (missing := what_is_missing(run)) is not None:
        log.warning("%s", missing.in_language(language))
    if isinstance(result, list) and (held := [r for r in result if isinstance(r, Report) and r.held]):
        _say_held(run, held[0], context)
    if isinstance(result, list) and result and all(isinstance(r, Report) for r in result):
        _say_what_people_have(run, context)


def _say_what_people_have(run: Context, context: Any) -> None:
    """Of a period that was delivered before: what the new edition changes, both ways out; the note says it too."""
    from govreport.release.delivered_before import all_sentences, delivered_before, what_people_have

    language = run.settings.language
    found = delivered_before(run)
    for before in found:
        for sentence in all_sentences(run, before):
            log.warning("%s", text_in(language, sentence))
    if found:
        lines = [text_in(language, what_people_have(run, before)) for before in found]
        context["ti"].xcom_push(key=HAD, value="\n".join(lines))


def _say_held(run: Context, report: Report, context: Any) -> None:
    """Log what holds a report that was made, and leave it for the run's note: nothing else fails in a backfill."""
    language = run.settings.language
    lines = [text_in(language, STATES["held"]), *(text_in(language, hold) for hold in report.holds)]
    for line in lines:
        log.warning("%s", line)
    context["ti"].xcom_push(key=HELD, value="\n".join(lines))
