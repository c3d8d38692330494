"""A failed task's sentence: said in its log where it stands open, and carried to the run's message with what to do.

Airflow folds away what callbacks log after a task, and cuts the heading of its trace; so the sentence is logged before
the exception is raised.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, TypeVar

from airflow.sdk.exceptions import AirflowException, AirflowFailException

from govreport.context import Context
from govreport.errors import BlockedError, GovreportError, Message, ReadError
from govreport.language import Language
from govreport.manifests.documents import Report
from govreport.manifests.extracts import Snapshot
from govreport.manifests.verdicts import ExtractCheck
from govreport.sources.changed import Collected
from govreport_airflow.remedies import UNKNOWN, remedy_of
from govreport_airflow.run import spoken

log = logging.getLogger(__name__)
Raised = TypeVar("Raised", bound=AirflowException)


def said(exception: type[Raised], sentence: Message, remedy: Message, language: Language) -> Raised:
    """The exception to raise, its sentence and how to go on logged as an error."""
    text, advice = sentence.in_language(language), remedy.in_language(language)
    log.error("%s", " ".join(f"{text} {advice}".split()))
    raised = exception(text)
    raised.remedy = remedy  # type: ignore[attr-defined]
    return raised


def failure(error: GovreportError, language: Language, task: str = "") -> AirflowFailException:
    """What a task raises that fails for good with ``error``."""
    return said(AirflowFailException, error.message, remedy_of(error, task), language)


def remedy_in(context: Mapping[str, Any]) -> Message:
    """How to go on after the failure that a callback is about; UNKNOWN where nothing was said of it."""
    remedy: Message = getattr(context.get("exception"), "remedy", UNKNOWN)
    return remedy


def say_why(context: Mapping[str, Any]) -> None:
    """Callback for failures and retries: a bug, or a task that took too long, of which nothing was said yet."""
    exception = context.get("exception")
    if not hasattr(exception, "remedy"):
        log.error("%s", " ".join(f"{exception} {UNKNOWN.in_language(spoken(context))}".split()))


def and_what_changed(run: Context, error: GovreportError, worked_with: list[Any]) -> GovreportError:
    """``error`` of data, with a word on each file that lies at its source as another one than was collected."""
    from govreport.sources.changed import changed_since  # here, not when DAG files are read

    if not isinstance(error, (BlockedError, ReadError)) or run.is_longer:
        return error
    changed = changed_since(run, _collected(run, worked_with))
    if changed:
        text = Message("".join(m.zh for m in changed), " ".join(m.en for m in changed))
        error.message = Message(f"{text.zh}{error.message.zh}", f"{text.en} {error.message.en}")
    return error


def _collected(run: Context, worked_with: list[Any]) -> list[Collected]:
    found = []
    for value in worked_with:
        if isinstance(value, Snapshot):
            found.append(Collected.of(value))
        elif isinstance(value, list):
            found += [Collected.of(check.tidy) for check in value if isinstance(check, ExtractCheck)]
        elif isinstance(value, Report):
            made = run.runs.last_run(run.district.id, run.quarter, "render")
            verdict = run.results.verdict(made.verdict_sha256) if made is not None else None
            found += [Collected.of(check.tidy) for check in (verdict.checks if verdict is not None else ())]
    return found
