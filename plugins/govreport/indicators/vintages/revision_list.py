"""Which stated figures a run states differently, each with the kind of its revision and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from govreport.district.timing import Timing
from govreport.indicators.model import Observation
from govreport.indicators.vintages.measuring import load_observations
from govreport.indicators.vintages.revision_kind import classify_revision
from govreport.manifests.measurements import Measurement, Revision, VintageRef
from govreport.quarter import Quarter
from govreport.store.records import Judged, VintageRecord
from govreport.store.revisions import RevisionStore
from govreport.store.vintages import VintageStore


@dataclass(frozen=True)
class Replaced:
    """A vintage of a quarter that took another's place."""

    old: VintageRecord
    new: VintageRecord
    judged: Judged


def list_replacements(
    vintages: VintageStore, revisions: RevisionStore, district: str, quarter: Quarter, timing: Timing
) -> list[Replaced]:
    """Every revision of a quarter's figures: from each quarter's extracts to the next one's, and within one of them.

    What was recorded when it happened goes before what can be found out now.
    """
    recorded = revisions.of_quarter(district, quarter)
    known = {(r.old_vintage, r.new_vintage): r.judged for r in recorded}
    found = []
    for old, new in pairwise(vintages.current(district, Quarter(9999, 4), quarter)):
        judged = known.get((old.id, new.id)) or classify_revision(old, new, False, timing=timing)
        found.append(Replaced(old, new, judged))
    for record in recorded:
        before, after = vintages.find(record.old_vintage), vintages.find(record.new_vintage)
        if before is not None and after is not None and before.source_quarter == after.source_quarter:
            found.append(Replaced(before, after, record.judged))
    return sorted(found, key=lambda r: (r.new.source_quarter, r.old.source_quarter))


def list_revisions(
    vintages: VintageStore,
    revisions: RevisionStore,
    measurement: Measurement,
    stated: Mapping[str, list[Observation]],
    timing: Timing,
) -> list[Revision]:
    """What the run states otherwise than earlier quarters' extracts did, and, for its own quarter, otherwise than the
    report that was signed when its figures became current.

    ``stated`` are the observations of the run's vintages, by id. What was measured and superseded without being signed
    is in nobody's hands and isn't listed, so going back to an earlier file makes the earlier report again.
    """
    revised = []
    for vintage in measurement.vintages:
        new = stated[vintage.id]
        earlier = vintages.latest(measurement.district, vintage.quarter, measurement.quarter, before=True)
        if earlier is not None:
            judged = classify_revision(_known(vintages, earlier), _known(vintages, vintage), False, timing=timing)
            revised += _with_reason(find_revisions(load_observations(vintages, [earlier]), new), judged)
        replaced = revisions.of_vintage(vintage.id) if vintage.quarter == measurement.quarter else None
        if replaced is not None and replaced.signed_vintage is not None:
            signed = vintage.model_copy(update={"id": replaced.signed_vintage})
            revised += _with_reason(find_revisions(load_observations(vintages, [signed]), new), replaced.judged)
    return revised


def find_revisions(before: list[Observation], after: list[Observation]) -> list[Revision]:
    """What ``after`` states differently from ``before``, an earlier vintage of the quarter; new figures don't count."""
    stated = {(o.indicator, o.town_code, o.breakdown, o.member): o for o in before}
    revised = []
    for new in after:
        old = stated.get((new.indicator, new.town_code, new.breakdown, new.member))
        if old is not None and (old.numerator, old.denominator) != (new.numerator, new.denominator):
            revised.append(
                Revision(
                    indicator=new.indicator,
                    quarter=new.quarter,
                    town_code=new.town_code,
                    breakdown=new.breakdown,
                    member=new.member,
                    old_numerator=old.numerator,
                    old_denominator=old.denominator,
                    new_numerator=new.numerator,
                    new_denominator=new.denominator,
                )
            )
    return revised


def _known(vintages: VintageStore, vintage: VintageRef) -> VintageRecord:
    record = vintages.find(vintage.id)
    assert record is not None  # noqa: S101 - for the type checker: the database's keys say so
    return record


def _with_reason(revisions: list[Revision], judged: Judged) -> list[Revision]:
    why = {"kind": judged.kind, "reason_zh": judged.reason.zh, "reason_en": judged.reason.en}
    return [revision.model_copy(update=why) for revision in revisions]
