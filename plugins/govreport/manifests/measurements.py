"""What measure and verify hand on: vintages, identities, revisions."""

from __future__ import annotations

from pydantic import Field

from govreport.manifests.base import Manifest, QuarterText, RevisionKind


class VintageRef(Manifest):
    """One computation of one quarter's observations (measure)."""

    id: str
    """Hash of district, measured quarter, extracts, reference data and code version."""
    district: str
    quarter: QuarterText
    """The quarter the figures are about."""
    source_quarter: QuarterText
    """The quarter whose extracts they were computed from."""
    observations: int


class Identity(Manifest):
    """An arithmetic identity that the figures must satisfy (verify)."""

    name: str
    rule: str = ""
    """Its id in the catalogue of expectations: E40."""
    zh: str
    en: str
    holds: bool
    detail_zh: str
    detail_en: str


class Revision(Manifest):
    """A stated figure that this run's extracts state differently (verify)."""

    indicator: str
    quarter: QuarterText
    town_code: str
    breakdown: str
    member: str
    old_numerator: int
    old_denominator: int | None
    new_numerator: int
    new_denominator: int | None
    kind: RevisionKind = "routine"
    reason_zh: str = ""
    reason_en: str = ""


class Measurement(Manifest):
    """Vintages of one run and what verify found (measure, verify)."""

    district: str
    quarter: QuarterText
    verdict_sha256: str
    vintages: list[VintageRef]
    identities: list[Identity] = Field(default_factory=list)
    revisions: list[Revision] = Field(default_factory=list)
