"""Canonical tables: the shape every extract is brought to, whatever its district's layout.

One Table per extract; tidy/ writes it as Parquet, quality/ judges it, indicators/ are expressions over it. A column's
``info`` says what it is: ``zh`` (its name in messages), ``kind`` (text, id, coded, town, community, date, money, int,
score, bool) and, for coded ones, ``codes`` (its list in codes.yaml). What a row is stands in English below its table
and in Chinese in the table's ``info``; the data dictionary prints both. Money is integer 分.

Personal columns (legal representative, phone, identity number) have no place here, so they end at tidy.
"""

from __future__ import annotations

from sqlalchemy import Table

from govreport.canonical.columns import ROW, metadata
from govreport.canonical.money import donations, funding, venture_stages
from govreport.canonical.oversight import activities, community_quarters, evaluations
from govreport.canonical.reference import (
    REFERENCES,
    bases,
    budgets,
    calendar,
    commitments,
    communities,
    population,
    town_scores,
    towns,
)
from govreport.canonical.register import GONE, LEFT, STATUSES, filed_groups, organizations, party_quarters

__all__ = [
    "EXTRACTS",
    "GONE",
    "KINDS",
    "LEFT",
    "OPEN_ENDED",
    "REFERENCES",
    "REQUIRED",
    "ROW",
    "STATUSES",
    "activities",
    "bases",
    "budgets",
    "calendar",
    "commitments",
    "communities",
    "community_quarters",
    "donations",
    "evaluations",
    "filed_groups",
    "funding",
    "metadata",
    "organizations",
    "party_quarters",
    "population",
    "town_scores",
    "towns",
    "venture_stages",
]

EXTRACTS: dict[str, Table] = {
    "registration": organizations,
    "funding": funding,
    "evaluation": evaluations,
    "filing": filed_groups,
    "party": party_quarters,
    "linkage": community_quarters,
    "ventures": venture_stages,
    "donations": donations,
    "activities": activities,
}
"""The extracts of a quarter and the canonical table each is brought to."""

REQUIRED = ("registration",)
"""The extract that every district has; where one of the others has no source, its indicators are not stated at all."""

KINDS: dict[str, str] = {
    "evaluation": "event_kind",
    "funding": "fund",
    "activities": "activity_kind",
    "ventures": "stage",
}
"""Extract -> the column that says of what kind a record is; an extract needn't hold every kind."""

OPEN_ENDED: dict[str, tuple[str, ...]] = {"registration": ("exited_on",), "filing": ("ended_on",)}
"""Extract -> days that a register of the living may lack altogether: who stands in it is there."""
