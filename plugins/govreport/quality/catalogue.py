"""All suites, for running them and for the documentation; cheap to import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from govreport.district.folder import District
from govreport.district.identifiers import Identifiers
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


def rules_of(suite: str, district: District, rules: Iterable[Rule] | None = None) -> list[Rule]:
    """The rules of a suite (or ``rules`` in its place) that are asked of this district, in the words of its identifiers
    and with the numbers that it states; those too that rest on what it doesn't state."""
    asked = SUITES[suite] if rules is None else rules
    own = [rule for rule in asked if rules is not None or rule.when is None or rule.when(district)]
    return [_worded(rule.in_place(district.given), district.identifiers_in(suite)) for rule in own]


def _worded(rule: Rule, by: Identifiers) -> Rule:
    told = rule.observed
    if by.scheme == "uscc":
        return rule
    must = by.say(Message(rule.zh, rule.en))
    observed = None if told is None else lambda record, scope: by.say(told(record, scope))
    return replace(rule, zh=must.zh, en=must.en, why=by.say(rule.why), fix=by.say(rule.fix), observed=observed)


def rule_catalogue() -> list[Rule]:
    """Every declared rule, suite by suite."""
    return [rule for suite in SUITES.values() for rule in suite]


def accepted_as(suite: str, rule_id: str) -> Message | None:
    """What somebody states who accepts that rule's failure; None where it can't be accepted."""
    return next((rule.accepted_as for rule in SUITES[suite] if rule.id == rule_id), None)


def fix_of(suite: str, rule_id: str) -> Message | None:
    """What to do about a failure of that rule; None for a rule that is no longer declared."""
    return next((rule.fix for rule in SUITES[suite] if rule.id == rule_id), None)
