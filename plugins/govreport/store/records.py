"""The rows of runs, vintages and revisions as values, and how each is made of a row of the database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import RowMapping

from govreport.errors import Message
from govreport.manifests.base import RevisionKind
from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.period import KINDS
from govreport.quarter import Quarter

Stage = Literal["measure", "verify", "render"]


class StoredObservation(NamedTuple):
    """One figure as it stands in the database."""

    indicator: str
    town_code: str
    breakdown: str
    member: str
    numerator: int
    denominator: int | None


class VintageRow(NamedTuple):
    """One computation of a quarter's figures, as it was recorded; without what it was computed from."""

    sequence: int
    id: str
    quarter: Quarter
    source_quarter: Quarter
    verdict_sha256: str
    catalogue_sha256: str
    reference_sha256: str
    created_at: datetime


class StatedFigure(NamedTuple):
    """What one vintage states of one figure."""

    vintage: VintageRow
    numerator: int
    denominator: int | None


@dataclass(frozen=True)
class VintageRecord:
    """A vintage and what it was computed from."""

    id: str
    district: str
    quarter: Quarter
    source_quarter: Quarter
    verdict_sha256: str
    catalogue_sha256: str
    reference_sha256: str
    product_version: str
    """"" for one stored before versions were recorded."""
    inputs: Mapping[str, str]
    """Extract -> sha256 of the file as it came."""
    reference: Mapping[str, str]
    """Part of the reference data -> its hash; empty for one stored before parts were recorded."""
    definitions: Mapping[str, str]
    """Indicator -> hash of its definition; empty likewise."""


@dataclass(frozen=True)
class NewVintage:
    """A vintage as a run computed it."""

    record: VintageRecord
    observations: Sequence[StoredObservation]

    @property
    def ref(self) -> VintageRef:
        """What stages hand on."""
        r = self.record
        return VintageRef(
            id=r.id,
            district=r.district,
            quarter=r.quarter,
            source_quarter=r.source_quarter,
            observations=len(self.observations),
        )


@dataclass(frozen=True)
class NewRun:
    """What is recorded of a run when it ends."""

    district: str
    quarter: Quarter
    stage: Stage
    verdict_sha256: str
    catalogue_sha256: str
    product_version: str
    vintages: Sequence[str]
    started_at: datetime
    reports: Sequence[str] = ()
    revision_kind: str | None = None
    reason: str = ""
    known_since: date | None = None


@dataclass(frozen=True)
class RunRecord:
    """A run as it stands in the database."""

    sequence: int
    id: str
    district: str
    quarter: Quarter
    stage: Stage
    verdict_sha256: str
    catalogue_sha256: str
    product_version: str
    revision_kind: str | None
    reason: str
    known_since: date | None
    vintages: frozenset[str]
    reports: frozenset[str]


@dataclass(frozen=True)
class Judged:
    """What kind of revision it is that one vintage takes another's place, and why."""

    kind: RevisionKind
    code: str
    reason: Message


@dataclass(frozen=True)
class RevisionRecord:
    """A vintage that took another's place."""

    run_id: str
    old_vintage: str
    new_vintage: str
    signed_vintage: str | None
    """The vintage behind the report that was signed last then, where it is another than the new one."""
    judged: Judged


class StandingVerdict(NamedTuple):
    """The verdict that a quarter's extracts got last."""

    verdict: Verdict
    judged_at: datetime
    earlier: int
    """Verdicts before it."""


def vintage_row(row: Sequence[Any]) -> VintageRow:
    """``row`` has the columns in the order of the fields."""
    return VintageRow(row[0], row[1], Quarter.parse(row[2], KINDS), Quarter.parse(row[3], KINDS), *row[4:])


def vintage_record(row: RowMapping, definitions: Mapping[str, str]) -> VintageRecord:
    """``row`` is of vintages, with the columns of provenance beside it (null where none was recorded)."""
    return VintageRecord(
        id=row["id"],
        district=row["district"],
        quarter=Quarter.parse(row["quarter"], KINDS),
        source_quarter=Quarter.parse(row["source_quarter"], KINDS),
        verdict_sha256=row["verdict_sha256"],
        catalogue_sha256=row["catalogue_sha256"],
        reference_sha256=row["reference_sha256"],
        product_version=row["product_version"] or "",
        inputs=json.loads(row["inputs"] or "{}"),
        reference=json.loads(row["reference"] or "{}"),
        definitions=definitions,
    )


def run_record(row: RowMapping, vintages: frozenset[str], reports: frozenset[str]) -> RunRecord:
    """``row`` is of runs; what it used and made stands in tables of their own."""
    return RunRecord(
        sequence=row["sequence"],
        id=row["id"],
        district=row["district"],
        quarter=Quarter.parse(row["quarter"], KINDS),
        stage=row["stage"],
        verdict_sha256=row["verdict_sha256"],
        catalogue_sha256=row["catalogue_sha256"],
        product_version=row["product_version"],
        revision_kind=row["revision_kind"],
        reason=row["reason"],
        known_since=row["known_since"],
        vintages=vintages,
        reports=reports,
    )


def revision_record(row: RowMapping) -> RevisionRecord:
    """``row`` is of revisions."""
    return RevisionRecord(
        run_id=row["run_id"],
        old_vintage=row["old_vintage"],
        new_vintage=row["new_vintage"],
        signed_vintage=row["signed_vintage"],
        judged=Judged(row["kind"], row["code"], Message(row["reason_zh"], row["reason_en"])),
    )
