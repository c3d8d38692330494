"""What a record of each extract is called, dated and told apart by: one line an extract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """How one extract's records are handled."""

    once: tuple[str, ...]
    """Columns that together may stand only once; ``a|b`` is the first of the two that is filled in."""
    names: tuple[tuple[str, ...], ...]
    """Columns that name a record in a correction, best first."""
    about: tuple[str, ...]
    """Columns by which a person finds the record."""
    dated: str
    """The day on which a record arrives: rows grow by quarters of it."""
    in_force: str
    """The day by which coded columns are judged; where it is empty (``""``: always) the quarter's last day."""
    amounts: tuple[tuple[str, str], ...] = ()
    """(amount, kind) columns whose spread by kind history keeps."""
    alike: tuple[str, ...] = ()
    """Columns in which two records of different numbers agree that may be one thing entered twice; only where all of
    them are filled in. Empty where that is everyday: two gifts of one sum on one day."""
    alike_among: tuple[str, str] | None = None
    """Only among records that hold this value in this column."""
    reversed_by: str = ""
    """Column whose negative values reverse a record: a refund doesn't repeat the payment of the same number."""
    lasting: tuple[str, str] | None = None
    """From when and until when a record holds: two of one number that don't overlap are two, no repetition."""
    state: bool = False
    """True where the rows of a quarter are a return as of its last day, so that every quarter has rows of its own."""


SHAPES: Mapping[str, Shape] = {
    "registration": Shape(
        once=("uscc",),
        names=(("uscc",), ("certificate_no",), ("name",)),
        about=("name",),
        dated="registered_on",
        in_force="exited_on",
        lasting=("registered_on", "exited_on"),
        amounts=(("capital_fen", "legal_type"),),
        alike=("name", "registered_on"),
    ),
    "funding": Shape(
        once=("project_no", "instalment"),
        names=(("project_no", "instalment"),),
        about=("project_no", "instalment", "recipient_name"),
        dated="approved_on",
        in_force="approved_on",
        reversed_by="paid_fen",
        alike=("project_no", "paid_on", "paid_fen"),
        amounts=(("awarded_fen", "fund"), ("paid_fen", "fund")),
    ),
    "evaluation": Shape(
        once=("event_no",),
        names=(("event_no",),),
        about=("event_no", "name"),
        dated="event_on",
        in_force="event_on",
        alike=("uscc", "event_kind", "event_on", "due_on"),
        alike_among=("event_result", "finding"),
    ),
    "filing": Shape(
        once=("filing_no",),
        names=(("filing_no",),),
        about=("filing_no", "name"),
        dated="filed_on",
        in_force="ended_on",
        alike=("name", "community_code", "filed_on"),
    ),
    "party": Shape(
        once=("uscc", "as_of"),
        names=(("uscc", "as_of"),),
        about=("name", "as_of"),
        dated="as_of",
        in_force="as_of",
        state=True,
    ),
    "linkage": Shape(
        once=("community_code", "as_of"),
        names=(("community_code", "as_of"),),
        about=("community_code", "as_of"),
        dated="as_of",
        in_force="as_of",
        state=True,
    ),
    "ventures": Shape(
        once=("project_no", "stage"),
        names=(("project_no", "stage"),),
        about=("project_no", "stage", "project_name"),
        dated="done_on",
        in_force="done_on",
        alike=("project_name", "round", "community_code", "stage", "applicant_name", "done_on"),
        amounts=(("grant_fen", "field"),),
    ),
    "donations": Shape(
        once=("donation_no",),
        names=(("donation_no",),),
        about=("donation_no",),
        dated="received_on",
        in_force="received_on",
        amounts=(("cash_fen", "donor_class"), ("in_kind_fen", "donor_class")),
    ),
    "activities": Shape(
        once=("activity_no", "uscc|name"),
        names=(("activity_no", "uscc"), ("activity_no", "name"), ("activity_no",)),
        about=("activity_no", "name"),
        dated="held_on",
        in_force="held_on",
        alike=("title", "activity_kind", "held_on", "uscc|name"),
    ),
}
"""Extract -> its shape."""
