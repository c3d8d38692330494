"""What becomes of a task that raised: failed, tried again, or looked at later. Imports no Airflow."""

from __future__ import annotations

from dataclasses import dataclass

from govreport.errors import GovreportError, LateError, MachineError, SourceError, WaitingError
from govreport.infrastructure_errors import as_machine_error


@dataclass(frozen=True)
class Fail:
    """The task fails at once: trying again would change nothing."""

    error: GovreportError


@dataclass(frozen=True)
class Retry:
    """The task is tried again, as often as its ``retries`` say."""

    error: GovreportError


@dataclass(frozen=True)
class Reschedule:
    """The task looks again later and holds no worker meanwhile; a run that doesn't wait fails instead."""

    error: GovreportError


Outcome = Fail | Retry | Reschedule

# The first class that an error is an instance of decides, so subclasses stand above their parents.
OUTCOMES: tuple[tuple[type[GovreportError], type[Outcome]], ...] = (
    (WaitingError, Reschedule),
    (LateError, Fail),
    (SourceError, Retry),
    (MachineError, Retry),
    (GovreportError, Fail),
)


def outcome_of(error: BaseException) -> Outcome | None:
    """What a task that raised ``error`` does; None for a bug, whose traceback is what somebody needs to see."""
    known = error if isinstance(error, GovreportError) else as_machine_error(error)
    if known is None:
        return None
    return next(outcome(known) for kind, outcome in OUTCOMES if isinstance(known, kind))
