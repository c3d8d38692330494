"""Worked examples: the register, community organizations, party building."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from govreport.district.reference_data import Population
from tests.indicators.example import NANCUN, SHIQIAO, Example, Row, gone, org

VILLAGE, NEIGHBOURHOOD = "440113102201", "440113007003"
"""A village of 南村镇 and an urban community of 市桥街."""


def community_org(uscc: str, **facts: Any) -> Row:
    return org(uscc, is_community_org=True, **facts)


def filed(number: str, **facts: Any) -> Row:
    """A community group filed with its town."""
    return {
        "filing_no": number,
        "name": f"示例备案{number}",
        "form": "team",
        "town_code": NANCUN,
        "community_code": VILLAGE,
        "category": "recreation",
        "filed_on": "2018-06-01",
        **facts,
    }


def party(uscc: str, form: str = "none", **facts: Any) -> Row:
    """What an organization returned about party building for the third quarter of 2019."""
    return {"uscc": uscc, "town_code": NANCUN, "as_of": "2019-09-30", "party_form": form, **facts}


def residents(town: str, year: int, persons: int) -> Population:
    return Population(town_code=town, year=year, persons=persons, source="示例")


EDGES = [
    org("A"),
    org("B", registered_on="2019-09-30", legal_type="foundation"),  # registered on the last day: counts
    gone("C", "2019-10-01", town_code=SHIQIAO),  # left after the quarter: still counts
    gone("D", "2019-09-30"),  # left on the last day: gone
    org("E", registered_on="2019-10-01"),
    org("F", registered_on=None, status="preparing"),
]
MIXED = [
    *[community_org(f"A{n}", category="charity", community_code=VILLAGE) for n in range(3)],
    community_org("B"),  # not classified yet, and no community: in the whole, in no part
    community_org("C", category="recreation", town_code=SHIQIAO, community_code=NEIGHBOURHOOD),
    org("D"),  # no community organization
    gone("E", "2019-09-30", is_community_org=True, category="charity"),
]
FILINGS = [
    filed("1"),
    filed("2", filed_on="2019-09-30", form="station"),  # filed on the last day: counts
    filed("3", filed_on="2019-10-01"),
    filed("4", ended_on="2019-09-30"),  # ended on the last day: gone
    filed("5", ended_on="2019-10-01", town_code=SHIQIAO, community_code=NEIGHBOURHOOD, category=None),
]
SIX = [org(f"M{n}") for n in range(6)]
RETURNS = [
    party(
        "M0", "sole", members=3, organization_secured=True, funds_secured=True, staff_secured=True, venue_secured=True
    ),
    party("M1", "joint", members=4, organization_secured=True, funds_secured=True, staff_secured=True),
    party("M2", "attached", members=1, organization_secured=True, has_instructor=True),
    party("M3", "sole", members=3, as_of="2019-06-30"),  # another quarter's return says nothing of this one
    party("M4", has_instructor=True, members=3, no_party_reason="other"),
    party("L", "sole"),  # in liquidation: not in operation
    party("X", "sole"),  # not on the register
]
OPERATING = [
    *SIX[:5],
    org("N", town_code=SHIQIAO, legal_type="foundation"),  # returned nothing
    org("L", status="liquidating"),
    gone("G", "2019-09-30"),
]
GUARDED = [*SIX, org("Z", town_code=SHIQIAO)]
GUARANTEES: list[Row] = [
    party("M0", "sole", organization_secured=True, funds_secured=True, staff_secured=True, venue_secured=True),
    party("M1", "joint", organization_secured=True, funds_secured=True, staff_secured=True, venue_secured=False),
    party("M2", "attached", organization_secured=True, funds_secured=True),
    party("M3", "sole", organization_secured=True),
    party("M4", "sole"),  # blank counts as not met
    party("M5", "none", organization_secured=True, venue_secured=True),  # no party organization: in neither
]

REGISTER = [
    Example("R01", Fraction(3), EDGES, town=(SHIQIAO, 1, None), member=("legal_type", "foundation", 1, None)),
    Example(
        "R03",
        Fraction(2),
        [
            org("A", registered_on="2019-07-01"),
            org("B", registered_on="2019-09-30", town_code=SHIQIAO),
            org("C"),
            org("D", registered_on="2019-08-01", status="preparing"),
        ],
        town=(SHIQIAO, 1, None),
        member=("legal_type", "association", 2, None),
    ),
    Example(
        "R04",
        Fraction(2),
        [
            gone("A", "2019-07-01"),
            org("B", exited_on="2019-09-30", status="revoked", town_code=SHIQIAO),
            gone("C", "2019-06-30"),
            gone("D", "2019-10-01"),
        ],
        town=(SHIQIAO, 1, None),
        member=("status", "deregistered", 1, None),
    ),
    Example(
        "R05",
        Fraction(-1),
        [gone("A", "2019-08-01"), gone("B", "2019-08-02"), org("C", registered_on="2019-08-03", town_code=SHIQIAO)],
        town=(SHIQIAO, 1, None),
    ),
    Example(
        "R07",
        Fraction(3 * 10_000, 30_000),
        EDGES,
        reference={
            "population": (
                residents("", 2019, 30_000),
                residents("", 2018, 1),  # another year's residents are never used
                residents(SHIQIAO, 2019, 5_000),
            )
        },
        numerator=3,
        denominator=30_000,
        town=(SHIQIAO, 1, 5_000),
    ),
    Example(
        "R14",
        Fraction(1),
        [org("A", is_charity=True), org("B", is_charity=False), org("C"), gone("D", "2019-09-30", is_charity=True)],
        town=(NANCUN, 1, None),
        member=("legal_type", "association", 1, None),
    ),
    Example(
        "R15",
        Fraction(1),
        [org("A", is_hub=True, town_code=SHIQIAO), org("B"), org("C", is_hub=True, registered_on="2019-10-01")],
        town=(SHIQIAO, 1, None),
        member=("legal_type", "association", 1, None),
    ),
    Example("R09R", Fraction(5), MIXED, town=(SHIQIAO, 1, None), member=("category", "charity", 3, None)),
    Example(
        "R08",
        Fraction(3),
        MIXED,
        filing=FILINGS,
        town=(SHIQIAO, 1, None),
        member=("form", "station", 1, None),
    ),
    Example(
        "R09",
        Fraction(8),
        MIXED,
        filing=FILINGS,
        town=(SHIQIAO, 2, None),
        member=("category", "recreation", 3, None),
    ),
    Example("R10", Fraction(2, 98), MIXED, filing=FILINGS, numerator=2, denominator=98, town=(SHIQIAO, 2, 28)),
    Example("R11", Fraction(5, 177), MIXED, filing=FILINGS, numerator=5, denominator=177, town=(NANCUN, 5, 16)),
    Example(
        "R12R",
        Fraction(400, 5),
        MIXED,
        filing=FILINGS,
        numerator=4,
        denominator=5,
        town=(SHIQIAO, 1, 1),
        member=("category", "charity", 3, 5),
    ),
    Example(
        "R12",
        Fraction(600, 8),
        MIXED,
        filing=FILINGS,
        numerator=6,
        denominator=8,
        town=(SHIQIAO, 1, 2),
        member=("category", "recreation", 3, 8),
    ),
    Example(
        "R13",
        Fraction(300, 8),  # three charities and three choirs: the first by code
        MIXED,
        filing=FILINGS,
        numerator=3,
        denominator=8,
        town=(NANCUN, 3, 6),
    ),
    Example(
        "R13H",
        Fraction(3 * 3 + 3 * 3, 8 * 8),
        MIXED,
        filing=FILINGS,
        numerator=18,
        denominator=64,
        town=(NANCUN, 3 * 3 + 2 * 2, 6 * 6),
    ),
    Example(
        "P01",
        Fraction(300, 6),
        OPERATING,
        party=RETURNS,
        numerator=3,
        denominator=6,
        town=(SHIQIAO, 0, 1),
        member=("legal_type", "association", 3, 5),
    ),
    Example("P02", Fraction(100, 6), OPERATING, party=RETURNS, member=("legal_type", "foundation", 0, 1)),
    Example(
        "P03",
        Fraction(400, 6),
        OPERATING,
        party=RETURNS,
        town=(NANCUN, 4, 5),
        member=("legal_type", "association", 4, 5),
    ),
    Example(
        "P04",
        Fraction(2),
        OPERATING,
        party=RETURNS,
        town=(NANCUN, 2, None),
        member=("no_party_reason", "other", 1, None),
    ),
    *(
        Example(f"P05{letter}", Fraction(100 * met, 5), GUARDED, party=GUARANTEES, town=(SHIQIAO, 0, 0))
        for letter, met in (("O", 4), ("F", 3), ("S", 2), ("V", 1))
    ),
    Example(
        "P05",
        Fraction(100, 5),
        GUARDED,
        party=GUARANTEES,
        numerator=1,
        denominator=5,
        town=(NANCUN, 1, 5),
        member=("legal_type", "association", 1, 5),
    ),
    Example(
        "P06",
        Fraction(700, 9),
        GUARDED,
        party=[
            party("M0", "sole", meetings_due=6, meetings_held=5),
            party("M1", "joint", meetings_due=2, meetings_held=2),
            party("Z", "sole", meetings_due=1, town_code=SHIQIAO),  # held none, or didn't say
            party("M2", "none", meetings_held=1),  # nothing due
            party("M3", "sole", meetings_due=6, meetings_held=6, as_of="2019-06-30"),
        ],
        numerator=7,
        denominator=9,
        town=(SHIQIAO, 0, 1),
        member=("legal_type", "association", 7, 9),
    ),
]
