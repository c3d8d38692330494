"""A stage as an Airflow task: manifests through XCom, errors to task states, plain sentences to its log."""

from __future__ import annotations

import functools
import inspect
import logging
import typing
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
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
from govreport.errors import DeliveryError
from govreport.indicators.vintages.predecessors import what_is_missing
from govreport.manifests.deliveries import DeliveryRow
from govreport.manifests.documents import Archive
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.settings import Settings
from govreport_airflow.outcome import Outcome, Reschedule, Retry, outcome_of
from govreport_airflow.run import NOT_DELIVERED, delivers, run_context, waits, with_mail

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

NOTHING_CAME = (
    "前面的任务没有完成，没有留下可处理的结果。 / A task before this one didn't finish, so there is nothing to work on."
)
UNFINISHED = (
    "档案已更新到目前为止；本次运行有任务没有完成，清除失败的任务续跑时，档案随之再更新。"
    " / The archive is up to date so far, but tasks of this run failed; clear them, and it is brought up to date again "
    "with them."
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
            context: Any = get_current_context()
            if any(value is None for value in (*args, *kwargs.values())):
                raise AirflowSkipException(NOTHING_CAME)
            try:
                run = run_context(context)
                context["label"] = _label(run, *args, *kwargs.values())
                if releases:
                    run = _ready_to_release(context, run, at_release=at_release)
                hints = typing.get_type_hints(function)
                bound = signature.bind(run, *args, **kwargs)
                for name, value in list(bound.arguments.items())[1:]:
                    bound.arguments[name] = _read(hints[name], value)
                result = function(*bound.args, **bound.kwargs)
                _log_result(run, result)
                return TypeAdapter(hints["return"]).dump_python(result, mode="json")
            except Exception as error:
                outcome = outcome_of(error)
                if outcome is None:  # a bug, or one of Airflow's own, such as a skip
                    raise
                raise _airflow_exception(outcome, context) from None

        # Airflow fills in what stands in a task's signature; ``run`` doesn't come from there.
        execute.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
        return task(
            map_index_template="{{ label }}", multiple_outputs=False, show_return_value_in_logs=False, **options
        )(execute)

    return decorate


def _ready_to_release(context: Any, run: Context, *, at_release: bool) -> Context:
    """``run`` with its mail server; skips the task where nothing is delivered, and waits for the release moment."""
    if not delivers(context):
        raise AirflowSkipException(NOT_DELIVERED)
    if at_release and waits(context) and (moment := release_moment(run)) > datetime.now(UTC):
        log.info("%s 发布，届时发送。 Released, and mailed, at that time.", moment.isoformat(" ", "minutes"))
        raise AirflowRescheduleException(moment)  # type: ignore[no-untyped-call]
    return replace(run, settings=with_mail(run.settings, run.district.id))


def _airflow_exception(outcome: Outcome, context: Any) -> AirflowException:
    """The exception by which Airflow does what ``outcome`` says."""
    sentence = outcome.message.in_language(Settings().language)
    if isinstance(outcome, Retry):
        return AirflowException(sentence)
    if isinstance(outcome, Reschedule) and waits(context):
        log.info("%s", sentence)
        again = datetime.now(UTC) + timedelta(minutes=Settings().look_again_minutes)
        return AirflowRescheduleException(again)  # type: ignore[no-untyped-call]
    return AirflowFailException(sentence)


def say_why(context: Mapping[str, Any]) -> None:
    """Callback for failures and retries: the sentence as the log's last line, below Airflow's traceback."""
    log.error("%s", " ".join(str(context.get("exception")).splitlines()))


def release_moment(run: Context) -> datetime:
    """When the quarter's report may go out by itself."""
    day = run.district.timing.release(run.quarter)
    return datetime.combine(day, time(run.district.calendar.hour), run.district.tz)


def require_delivered(run: Context, rows: list[DeliveryRow]) -> dict[str, int]:
    """How many copies are in which state, for XCom; a DeliveryError where one isn't known to have arrived.

    A dead server or a refused address is for an operator to look into: nothing is sent again by itself.
    """
    roles = {recipient.address: recipient.role for recipient in run.district.recipients}
    lines = [f"{roles.get(row.recipient, row.recipient)}：{row.state} {row.detail}".strip() for row in rows]
    for line in lines:
        log.info("%s", line)
    open_ = [
        line for line, row in zip(lines, rows, strict=True) if row.state not in ("sent", "already_sent", "withheld")
    ]
    if open_:
        raise DeliveryError(
            f"{run.quarter} 报告有 {len(open_)} 份未确认送达，其余 {len(rows) - len(open_)} 份已处理："
            f"{'；'.join(open_)}。请核实后处理；系统不会自动重发。",
            f"{run.quarter}: {len(open_)} copies are not known to have arrived, the other {len(rows) - len(open_)} are "
            f"dealt with: {'; '.join(open_)}. Look into it; nothing is sent again by itself.",
        )
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
        raise UnfinishedError(UNFINISHED)
    return archive


def _read(hint: Any, value: Any) -> Any:
    if typing.get_origin(hint) is list:
        value = value[:]  # mapped results come as a lazy sequence; a slice fetches it whole
    return TypeAdapter(hint).validate_python(value)


def _label(run: Context, *arguments: Any) -> str:
    value = arguments[0] if arguments else ""
    fields = value if isinstance(value, dict) else {}
    source = run.district.sources.get(value if isinstance(value, str) else fields.get("extract", ""))
    return f"{run.quarter} {source.title.zh if source else fields.get('language', '')}".strip()


def _log_result(run: Context, result: Any) -> None:
    log.info("%s %s", run.district.name.zh, run.quarter.zh)
    if isinstance(result, Verdict):
        log.info("%s", result.paragraph_en if run.settings.language == "en" else result.paragraph_zh)
    if isinstance(result, Measurement) and (missing := what_is_missing(run)) is not None:
        log.warning("%s", missing.in_language(run.settings.language))
