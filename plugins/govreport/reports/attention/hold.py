"""Why a report can't be signed yet, in the words of the check that holds it."""

from __future__ import annotations

from govreport.reports.facts import Facts
from govreport.reports.holding import IDENTITY
from govreport.reports.stated import Stated, given_text


def hold_reason(facts: Facts) -> str:
    """Why the report can't be signed; "" where it may."""
    zh, settled = facts.words.language != "en", facts.inputs.settled
    for identity in facts.inputs.measurement.identities:
        if not identity.holds and (IDENTITY, identity.name) not in settled:
            return facts.words(
                "head.draft_identity",
                name=_quoted(facts.words.identity(identity.zh if zh else identity.en)),
            )
    if facts.inputs.held:
        for suite, outcome in facts.inputs.verdict.by_suite:
            if not outcome.passed and outcome.severity in ("hold", "block") and (suite, outcome.rule) not in settled:
                return facts.words("head.draft_rule", name=_quoted(facts.words.own(outcome.zh if zh else outcome.en)))
        return _quoted(facts.inputs.verdict.paragraph_zh if zh else facts.inputs.verdict.paragraph_en)
    return ""


def _quoted(name: str) -> Stated:
    return given_text("rule", name)
