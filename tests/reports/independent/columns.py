"""Which headers of the sample's extracts mean which column, and what a column holds (the district's folder)."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[3]
DISTRICT = PROJECT / "include" / "districts" / "panyu"
EXTRACTS = (
    "registration", "funding", "evaluation", "filing", "party", "linkage", "ventures", "donations", "activities",
)  # fmt: skip
REQUIRED = {
    "registration": "name legal_type status town_code",
    "funding": "project_no fund approved_on town_code purpose instalment",
    "evaluation": "event_no event_kind uscc town_code event_on",
    "filing": "filing_no name town_code filed_on",
    "party": "uscc town_code as_of party_form",
    "linkage": "community_code town_code as_of",
    "ventures": "project_no round field town_code community_code implementer_kind stage",
    "donations": "donation_no town_code community_code received_on donor_class",
    "activities": "activity_no activity_kind held_on town_code",
}
"""Columns without which a row says nothing (docs/en/data-dictionary.md, "Required")."""
CODED = {
    "legal_type": "legal_type", "status": "status", "category": "category", "sector": "sector", "fund": "fund",
    "purpose": "purpose", "department": "department", "target_group": "target_group", "event_kind": "event_kind",
    "event_result": "event_result", "grade": "grade", "disclosure_item": "disclosure_item", "form": "group_form",
    "party_form": "party_form", "no_party_reason": "no_party_reason", "donor_class": "donor_class",
    "implementer_kind": "implementer_kind", "stage": "venture_stage", "stage_result": "stage_result",
    "activity_kind": "activity_kind", "field": "purpose",
}  # fmt: skip
"""Column -> its list in include/reference/codes.yaml."""
DATES = frozenset(
    [
        "registered_on",
        "exited_on",
        "joined_federation_on",
        "approved_on",
        "paid_on",
        "event_on",
        "due_on",
        "closed_on",
        "valid_to",
        "filed_on",
        "ended_on",
        "as_of",
        "party_founded_on",
        "started_on",
        "committee_on",
        "done_on",
        "became_on",
        "received_on",
        "held_on",
    ]
)
MONEY = frozenset(
    ["capital_fen", "awarded_fen", "paid_fen", "budget_fen", "grant_fen", "own_funds_fen", "cash_fen", "in_kind_fen"]
)
WHOLE = frozenset(
    [
        "instalment",
        "report_year",
        "score",
        "members",
        "meetings_due",
        "meetings_held",
        "full_time_staff",
        "social_workers",
        "new_social_workers",
        "deliberations",
        "round",
        "activities",
        "people_served",
        "volunteers",
        "volunteer_hours",
        "attendances",
        "people",
        "leaders",
    ]
)
YES_NO = frozenset(
    [
        "is_community_org",
        "is_federation",
        "is_charity",
        "is_hub",
        "has_instructor",
        "via_union_or_league",
        "organization_secured",
        "funds_secured",
        "staff_secured",
        "venue_secured",
        "is_pilot",
        "is_showcase",
        "has_residents_committee",
        "has_organization",
        "has_social_work",
        "has_enterprise",
        "has_fund",
        "is_brand",
    ]
)
IDENTIFIERS = frozenset(["uscc", "recipient_uscc"])


@lru_cache(maxsize=None, typed=True)
def folded(word: object) -> str:
    """A word without spaces, line breaks and differences of width, as headers and codes are compared."""
    text = unicodedata.normalize("NFKC", "" if word is None else str(word))
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")


@cache
def layout(extract: str) -> dict[str, Any]:
    """The district's layout of an extract, as its YAML says it."""
    text = (DISTRICT / "sources" / f"{extract}.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["layout"])


@cache
def headers(extract: str) -> dict[str, str]:
    """Header -> column."""
    columns = layout(extract)["columns"]
    return {folded(alias): name for name, column in columns.items() for alias in column["aliases"]}


@cache
def empty_words(extract: str, column: str) -> frozenset[str]:
    """What counts as left empty in a column."""
    found = layout(extract)
    return frozenset(folded(w) for w in found["columns"][column].get("nulls", found["nulls"]))


@cache
def codes() -> dict[str, dict[str, str]]:
    """Code list -> word as found in extracts -> code."""
    lists = yaml.safe_load((PROJECT / "include" / "reference" / "codes.yaml").read_text(encoding="utf-8"))
    return {
        name: {folded(word): str(code) for code, entry in entries.items() for word in (entry["zh"], *entry["aliases"])}
        for name, entries in lists.items()
    }


@cache
def fen_per_unit(extract: str, column: str) -> int:
    """分 in the unit that the column's amounts are written in."""
    return {"元": 100, "万元": 1_000_000}[layout(extract)["columns"][column]["unit"]]
