"""All suites, for running them and for the documentation; cheap to import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from govreport.district.folder import District
from govreport.errors import Message
from govreport.quality.rule import Rule
from govreport.quality.rules import (
    activities,
    cross_extract,
    donations,
    evaluation,
    filing,
    funding,
    linkage,
    party,
    registration,
    ventures,
)

SUITES: Mapping[str, list[Rule]] = {
    "registration": registration.RULES,
    "funding": funding.RULES,
    "evaluation": evaluation.RULES,
    "filing": filing.RULES,
    "party": party.RULES,
    "linkage": linkage.RULES,
    "ventures": ventures.RULES,
    "donations": donations.RULES,
    "activities": activities.RULES,
    "across": cross_extract.RULES,
}
"""Suite name -> its rules in reporting order."""


def suite_of(name: str, district: District, rules: Iterable[Rule] | None = None) -> list[Rule]:
    """A suite (or ``rules`` in its place) as one district has it: with the texts filled in, those rules too that rest
    on what it doesn't state."""
    return [rule.in_place(district.given) for rule in (SUITES[name] if rules is None else rules)]


def rule_catalogue() -> list[Rule]:
    """Every declared rule, suite by suite."""
    return [rule for suite in SUITES.values() for rule in suite]


def fix_of(suite: str, rule_id: str) -> Message | None:
    """What to do about a failure of that rule; None for a rule that is no longer declared."""
    return next((rule.fix for rule in SUITES[suite] if rule.id == rule_id), None)
