"""Trying what a run would do: the stages run as they are, on a copy of what is stored, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from pydantic import SecretStr

from govreport.context import Context
from govreport.manifests.base import State
from govreport.manifests.documents import Hold
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.reports.holding import is_held, standing
from govreport.settings import Settings
from govreport.store.copying import copy_all
from govreport.trust.keys import new_seed


@contextmanager
def rehearsal(context: Context) -> Iterator[Context]:
    """The context with all that is stored, where whatever a stage puts or records stays in a folder that is removed.

    The installation's store and database are only read, and aren't made where they are missing.
    """
    with TemporaryDirectory(prefix="govreport-check-") as name:
        folder, settings = Path(name), context.settings
        copy = copy_all(settings.database, folder / "results.sqlite")
        given: dict[str, Any] = {field: getattr(settings, field) for field in settings.model_fields_set}
        # What is recorded here nobody sees, so a key that is thrown away seals it: trying makes no key file either.
        own_key = SecretStr(new_seed())
        database_url = f"sqlite:///{folder / 'results.sqlite'}"
        own = Settings(**given | {"database_url": database_url, "signing_key": own_key})
        try:
            yield replace(context, settings=own, kept_in=str(folder / "store"))
        finally:
            copy.dispose()


class Outcome(NamedTuple):
    """What a run comes to."""

    state: State
    accepted: list[Hold]
    """What would hold it, had nobody accepted it."""


def outcome_with(context: Context, verdict: Verdict, measurement: Measurement | None) -> Outcome:
    """A run's verdict, and held where a figure or a sentence contradicts another one and nobody has accepted it."""
    if measurement is None or verdict.state == "block":
        return Outcome(verdict.state, [])
    found = standing(context, verdict, measurement)
    if is_held(verdict, measurement, found.settled):
        return Outcome("hold", found.accepted)
    return Outcome("warn" if verdict.state == "hold" else verdict.state, found.accepted)
