"""The records of the six further extracts: filed groups, party returns, five actors, ventures, gifts, activities.

What such a record consists of, and how it looks on a cut-off day. The modules named after the extracts draw them;
rows_further.py says how a file spells them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from govreport.district.folder import Community
from include.sample.world import Organization


@dataclass
class FiledGroup:
    """A community group that its town keeps on file; ``community`` is the full name of its village or committee."""

    number: str
    name: str
    form: str
    town: str
    community: str
    category: str
    filed_on: date
    ended_on: date | None = None

    def active(self, day: date) -> bool:
        """On file on ``day``."""
        return self.filed_on <= day and (self.ended_on is None or self.ended_on > day)


@dataclass
class PartyQuarter:
    """What one organization returns of one quarter."""

    organization: Organization
    as_of: date
    form: str
    founded_on: date | None
    reason: str | None
    members: int
    instructor: bool
    union: bool
    secured: tuple[bool, bool, bool, bool] | None
    """Organization, funds, staff, venue; None where there is no party organization."""
    due: int | None
    held: int | None
    staff: int
    social_workers: int
    new_workers: int


@dataclass
class CommunityQuarter:
    """The five-actor model in one village or community at the end of one quarter."""

    community: Community
    as_of: date
    started_on: date | None
    pilot: bool
    showcase: bool
    committee_on: date | None
    deliberations: int | None
    actors: dict[str, bool]
    """By canonical column; empty where the model isn't running yet."""


@dataclass
class Stage:
    """One stage of a venture project; ``result`` is shown once it is done."""

    name: str
    due_on: date
    done_on: date
    result: str


@dataclass
class Venture:
    """One 微创投 project from its application on."""

    number: str
    round: int
    title: str
    purpose: str
    town: str
    community: str
    applicant: str
    kind: str
    stages: list[Stage]
    approved: bool
    grant: int = 0
    own_funds: int = 0
    outputs: tuple[int, int, int, int] = (0, 0, 0, 0)
    """Activities, people served, volunteers, volunteer hours."""
    brand: bool = False
    became: tuple[str, date] | None = None
    """Number and day of the group that the project became."""


@dataclass
class Gift:
    """One gift to a community fund; amounts in 分."""

    number: str
    town: str
    community: str
    received_on: date
    donor: str
    cash: int | None
    in_kind: int | None


@dataclass
class Activity:
    """One organization's (or filed group's) part in a training, an exchange, a commendation or a publication."""

    number: str
    kind: str
    title: str
    held_on: date
    town: str
    name: str
    uscc: str | None
    attendances: int | None = None
    people: int | None = None
    leaders: int | None = None


@dataclass
class Further:
    """The records of the six further extracts."""

    filed: list[FiledGroup] = field(default_factory=list)
    party: list[PartyQuarter] = field(default_factory=list)
    linkage: list[CommunityQuarter] = field(default_factory=list)
    ventures: list[Venture] = field(default_factory=list)
    gifts: list[Gift] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
