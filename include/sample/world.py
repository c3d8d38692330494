"""The invented district: organizations, grants and supervision events with all their days, and what is known when.

Belongs here: the records and how they look on a cut-off day. Does not belong here: drawing them (organizations.py,
grants.py, events.py), how a file spells them (rows.py, dirt.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Organization:
    """One social organization. ``known_from`` is the day it was entered into the register."""

    number: int
    name: str
    uscc: str
    legal_type: str
    registered_on: date
    town: str
    community: str | None
    is_community: bool
    category: str | None
    capital: int
    """分."""
    domicile: str
    supervisor: str
    known_from: date
    certificate_no: str | None = None
    registrar: str = "番禺区民政局"
    exited_on: date | None = None
    exit_kind: str | None = None
    liquidating_from: date | None = None
    is_federation: bool = False
    preparing_from: date | None = None
    joined_on: date | None = None

    def active(self, day: date) -> bool:
        """Registered and not gone on ``day``, whether or not the register knew it."""
        return self.registered_on <= day and (self.exited_on is None or self.exited_on > day)

    def status(self, day: date) -> str:
        """The status code that an extract of ``day`` shows."""
        if self.exited_on is not None and self.exited_on <= day:
            return self.exit_kind or "deregistered"
        if self.registered_on > day:
            return "preparing"
        return "liquidating" if self.liquidating_from is not None and self.liquidating_from <= day else "active"

    def listed(self, day: date) -> bool:
        """Whether an extract of ``day`` has a row for it."""
        return self.known_from <= day or (self.preparing_from is not None and self.preparing_from <= day)


@dataclass
class Payment:
    """One instalment. ``misstated`` = (amount first stated, day from which the right amount is stated)."""

    due_on: date
    amount: int
    misstated: tuple[int, date] | None = None

    def stated(self, day: date) -> int:
        """The amount an extract of ``day`` shows, in 分."""
        return self.misstated[0] if self.misstated is not None and day < self.misstated[1] else self.amount


@dataclass
class Grant:
    """One project and its grant; the recipient may be a filed group without a credit code."""

    number: str
    title: str
    fund: str
    purpose: str
    approved_on: date
    recipient_name: str
    recipient_uscc: str | None
    town: str
    community: str | None
    awarded: int
    payments: list[Payment] = field(default_factory=list)
    budget: int | None = None
    """分 that the whole project costs, where the fund asks for it."""

    def paid(self, day: date) -> int:
        """分 paid by ``day``."""
        return sum(p.amount for p in self.payments if p.due_on <= day)


@dataclass
class Event:
    """One supervision event; the meaning of the days is that of the canonical table."""

    kind: str
    organization: Organization
    event_on: date
    result: str
    """As soon as the event is known and nothing else has happened."""
    number: str = ""
    report_year: int | None = None
    due_on: date | None = None
    returned_on: date | None = None
    closed_on: date | None = None
    closed_result: str | None = None
    """The result once closed, where it differs from the first one."""
    grade: str | None = None
    score: int | None = None
    valid_to: date | None = None
    item: str | None = None
    """What was published."""

    def result_on(self, day: date) -> str:
        """The result that an extract of ``day`` shows."""
        if self.closed_on is not None and self.closed_on <= day:
            return self.closed_result or self.result
        return "returned" if self.returned_on is not None and self.returned_on <= day else self.result


@dataclass
class World:
    """Everything that is true; faults come on top (faults.py)."""

    organizations: list[Organization]
    grants: list[Grant]
    events: list[Event]
