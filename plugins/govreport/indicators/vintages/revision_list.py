"""Which stated figures a run states differently, each with the kind of its revision and the reason.

Belongs here: choosing what a run's figures are compared with. Does not belong here: comparing two vintages
(verification.py), the kinds (revising.py), what a reader can see of it (reports/).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from govreport.errors import Message
from govreport.indicators.identities import revisions
from govreport.indicators.vintages.measuring import load_observations
from govreport.indicators.vintages.revision_kind import classify_revision
from govreport.manifests.measurements import Measurement, Revision, VintageRef
from govreport.quarter import Quarter
from govreport.store.results import ResultStore
from govreport.store.runs import Judged, RunStore, VintageRecord


@dataclass(frozen=True)
class Replaced:
    """A vintage of a quarter that took another's place."""

    old: VintageRecord
    new: VintageRecord
    judged: Judged


def replacements(runs: RunStore, district: str, quarter: Quarter, release_working_days: int) -> list[Replaced]:
    """Every revision of a quarter's figures: from each quarter's extracts to the next one's, and within one of them.

    What was recorded when it happened goes before what can be found out now.
    """
    recorded = runs.revisions(district, quarter)
    known = {(r.old_vintage, r.new_vintage): r.judged for r in recorded}
    found = []
    for old, new in pairwise(runs.vintages(district, Quarter(9999, 4), quarter)):
        judged = known.get((old.id, new.id)) or classify_revision(
            old, new, False, release_working_days=release_working_days
        )
        found.append(Replaced(old, new, judged))
    for record in recorded:
        before, after = runs.vintage(record.old_vintage), runs.vintage(record.new_vintage)
        if before is not None and after is not None and before.source_quarter == after.source_quarter:
            found.append(Replaced(before, after, record.judged))
    return sorted(found, key=lambda r: (r.new.source_quarter, r.old.source_quarter))


def list_revisions(results: ResultStore, measurement: Measurement, release_working_days: int) -> list[Revision]:
    """What the run states otherwise than earlier quarters' extracts did, and, for its own quarter, otherwise than the
    report that was signed when its figures became current.

    What was measured and superseded without being signed is in nobody's hands and isn't listed, so going back to an
    earlier file makes the earlier report again.
    """
    runs = RunStore(results.engine)
    found = []
    for vintage in measurement.vintages:
        earlier = results.latest_vintage(measurement.district, vintage.quarter, measurement.quarter, before=True)
        if earlier is not None:
            old, new = _known(runs, earlier), _known(runs, vintage)
            judged = classify_revision(old, new, False, release_working_days=release_working_days)
            found += _compared(results, earlier, vintage, judged)
        replaced = runs.revision_of(vintage.id) if vintage.quarter == measurement.quarter else None
        if replaced is not None and replaced.signed_vintage is not None:
            signed = vintage.model_copy(update={"id": replaced.signed_vintage})
            found += _compared(results, signed, vintage, replaced.judged)
    return found


def _known(runs: RunStore, vintage: VintageRef) -> VintageRecord:
    record = runs.vintage(vintage.id)
    assert record is not None  # noqa: S101 - for the type checker: the database's keys say so
    return record


def _compared(results: ResultStore, old: VintageRef, new: VintageRef, judged: Judged) -> list[Revision]:
    reason: Message = judged.reason
    said = {"kind": judged.kind, "reason_zh": reason.zh, "reason_en": reason.en}
    return [
        revision.model_copy(update=said)
        for revision in revisions(load_observations(results, [old]), load_observations(results, [new]))
    ]
