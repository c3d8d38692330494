"""Whether what lies at a source is still what was collected: a run that fails again over the old bytes says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from govreport.context import Context
from govreport.errors import GovreportError, Message
from govreport.infrastructure_errors import as_machine_error
from govreport.manifests.base import ExtractName
from govreport.manifests.extracts import Snapshot, TidyExtract
from govreport.sources.collect import collect


class Collected(NamedTuple):
    """What a run works with: an extract, its file, the hash of its bytes."""

    extract: ExtractName
    filename: str
    sha256: str

    @classmethod
    def of(cls, made: Snapshot | TidyExtract) -> Collected:
        """What a snapshot is, or a tidy extract was made of."""
        sha256 = made.sha256 if isinstance(made, Snapshot) else made.snapshot_sha256
        return cls(made.extract, made.filename, sha256)


def changed_since(context: Context, collected: Iterable[Collected]) -> list[Message]:
    """A sentence for each extract whose bytes at the source are others now; nothing is recorded.

    A source that can't be read at this moment is passed over: whether it changed isn't known.
    """
    found = []
    for one in collected:
        try:
            now = collect(
                context.settings, context.district, context.quarter, one.extract, context.files, context.connections
            )
        except GovreportError:
            continue
        except Exception as error:
            if as_machine_error(error) is None:
                raise
            continue
        if now.sha256 != one.sha256:
            found.append(
                Message(
                    f"来源处的“{now.filename}”在收取以后换过了（收取时 {one.sha256[:12]}，现在 {now.sha256[:12]}），"
                    "这次运行用的还是收取时的那一份。",
                    f"{now.filename} at the source isn't what was collected any more (then {one.sha256[:12]}, now "
                    f"{now.sha256[:12]}), and this run still works with what was collected.",
                )
            )
    return found
