"""The shape of a worked example: a few records, the figure they make, and why; what definitions mean in practice.

Examples are data, read by a test (test_catalogue_examples.py) and by the dictionary. Does not belong here: the examples
(one list a group of themes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

Row = dict[str, Any]
Rows = Sequence[Row]
NANCUN, SHIQIAO = "440113102", "440113007"


class Example(NamedTuple):
    """Records of each extract (and lines of reference files), and what the indicator makes of them."""

    indicator: str
    expected: Fraction | None
    """In the printed unit; None where nothing may be printed."""
    registration: Rows = ()
    funding: Rows = ()
    evaluation: Rows = ()
    filing: Rows = ()
    party: Rows = ()
    linkage: Rows = ()
    ventures: Rows = ()
    donations: Rows = ()
    activities: Rows = ()
    reference: Mapping[str, Any] = {}
    """What the district's folder states: attribute of District -> its lines."""
    quarter: str = "2019-Q3"
    numerator: int | None = None
    denominator: int | None = None
    """The integers behind ``expected`` (money in 分)."""
    town: tuple[str, int, int | None] | None = None
    """A town, and its numerator and denominator."""
    member: tuple[str, str, int, int | None] | None = None
    """A breakdown and a member of it, and their numerator and denominator."""

    @property
    def records(self) -> dict[str, Rows]:
        """Rows by extract, only of those that the example has."""
        names = ("registration", "funding", "evaluation", "filing", "party", "linkage", "ventures", "donations",
                 "activities")  # fmt: skip
        return {name: getattr(self, name) for name in names if getattr(self, name)}


def org(uscc: str, **facts: Any) -> Row:
    return {
        "uscc": uscc,
        "name": f"示例{uscc}",
        "legal_type": "association",
        "status": "active",
        "town_code": NANCUN,
        "registered_on": "2017-05-05",
        **facts,
    }


def gone(uscc: str, day: str, **facts: Any) -> Row:
    return org(uscc, exited_on=day, status="deregistered", **facts)


def grant(project: str, **facts: Any) -> Row:
    return {
        "project_no": project,
        "fund": "special_fund",
        "approved_on": "2018-03-01",
        "recipient_name": f"受助{project}",
        "town_code": NANCUN,
        "purpose": "capacity",
        "instalment": 1,
        **facts,
    }


def event(kind: str, uscc: str, **facts: Any) -> Row:
    return {
        "event_no": f"{kind}-{uscc}-{sorted(facts.items())}",
        "event_kind": kind,
        "uscc": uscc,
        "town_code": NANCUN,
        "event_on": "2019-05-05",
        **facts,
    }
