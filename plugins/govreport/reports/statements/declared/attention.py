"""The sentences of: matters for attention, page 1's paragraph on them, what became of the last issue's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from govreport.reports.claims import Claim, FollowedClaim, Key, Outcome, TargetClaim
from govreport.reports.statements.conditions import Condition, Sentence, both, counted, moved
from govreport.reports.statements.evidence import Evidence
from govreport.reports.statements.picked import picked
from govreport.reports.statements.standing import in_force, standing

_SAID = ("headline", "clause", "heading", "text")


def _rule(rule: str, *states: str, when: Condition) -> dict[str, Sentence]:
    """A rule's four sentences: they state the same and are true under one condition."""
    return {f"attention.{rule}.{part}": Sentence(states, when) for part in _SAID}


def _stands(indicator: str, *judged: str) -> Condition:
    """The indicator's target in force stands so on the day of issue."""

    def holds(claims: Sequence[Claim], evidence: Evidence) -> bool:
        target = in_force(indicator, evidence)
        return target is not None and standing(target, evidence)[0] in judged

    return holds


def _some(indicator: str) -> Condition:
    return counted(lambda n: n > 0, indicator)


def _rest(indicator: str, of: int) -> Condition:
    """One in ``of`` or more of the indicator's denominator isn't in its numerator."""

    def holds(claims: Sequence[Claim], evidence: Evidence) -> bool:
        key = Key(indicator, evidence.quarter)
        rest, whole = evidence.exact(key, "rest"), evidence.exact(key, "denominator")
        return rest is not None and whole is not None and rest > 0 and rest * of >= whole

    return holds


def _targets(*judged: str) -> Condition:
    """The sentence states targets, and every one of them stands so."""

    def holds(claims: Sequence[Claim], evidence: Evidence) -> bool:
        stated = [c for c in claims if isinstance(c, TargetClaim)]
        return bool(stated) and all(c.judged in judged for c in stated)

    return holds


def _matters(least: int, most: int | None = None) -> Condition:
    """The document lists so many matters."""

    def holds(claims: Sequence[Claim], evidence: Evidence) -> bool:
        number = evidence.listed.get("matters", 0)
        return number >= least and (most is None or number <= most)

    return holds


def _half(claims: Sequence[Claim], evidence: Evidence) -> bool:
    """Half of the money or more is with the ten."""
    value = evidence.exact(Key("G07", evidence.quarter))
    return value is not None and value >= 50


def _fallen(some: bool) -> Condition:
    return lambda claims, evidence: bool(picked("fallen", "R01", evidence.quarter, "", evidence)) == some


def _became(outcome: Outcome) -> Condition:
    return lambda claims, evidence: any(isinstance(c, FollowedClaim) and c.outcome == outcome for c in claims)


def _since(indicator: str, direction: int) -> Condition:
    """The figure moved so since the last issue."""

    def holds(claims: Sequence[Claim], evidence: Evidence) -> bool:
        quarter = next((q for q, _ in evidence.earlier), None)
        then = evidence.exact(Key(indicator, quarter)) if quarter else None
        now = evidence.exact(Key(indicator, evidence.quarter))
        return then is not None and now is not None and (now > then) - (now < then) == direction

    return holds


_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

SENTENCES: dict[str, Sentence] = {
    **_rule("federation_missed", "F01", when=_stands("F01", "missed")),
    **_rule("federation_passed", "F01", when=_stands("F01", "passed")),
    **_rule("federation_behind", "F01", when=_stands("F01", "behind")),
    **_rule("checks_missed", "S01", when=_stands("S01", "missed")),
    **_rule("checks_passed", "S01", when=_stands("S01", "passed")),
    **_rule("checks_behind", "S01", when=_stands("S01", "behind")),
    "attention.targets_missed.detail": Sentence(("*",), _targets("missed", "passed")),
    "attention.targets_far.detail": Sentence(("*",), _targets("behind", "open")),
    **_rule("paid_off_register", "G14", "G14A", when=_some("G14")),
    **_rule("awarded_listed", "G15", "G15A", when=_some("G15")),
    **_rule("towns_falling", "R01", when=_fallen(True)),
    **_rule("category_stagnant", "R09R", "R12R", when=counted(lambda n: n > 0, "R09R")),
    **_rule("rectification", "S02C", "S02Y", "S02B", when=_some("S02C")),
    **_rule("annual_reports", "S03M", "S03", when=_some("S03M")),
    **_rule("annual_returned", "S03R", when=_some("S03R")),
    **_rule("grades_expiring", "S07", when=_some("S07")),
    **_rule("abnormal_growing", "S08", when=moved("up", of="S08")),
    **_rule("abnormal_past", "S08Y", when=_some("S08Y")),
    **_rule("abnormal_two_years", "S09", when=_some("S09")),
    **_rule("concentration", "G07", when=_half),
    **_rule("graduates", "I03", when=counted(lambda n: n > 0, "I03", "rest")),
    **_rule("promises_overdue", "C02", when=_some("C02")),
    **_rule("paid_unapproved", "G08", when=_some("G08")),
    **_rule("party_due", "P04U", when=_some("P04U")),
    **_rule("dormant", "S11", when=_some("S11")),
    **_rule("credit_late", "S14", when=_rest("S14", 10)),
    **_rule("grants_over", "V03", when=_some("V03")),
    **_rule("serious_growing", "S10", when=moved("up", of="S10")),
    **_rule("five_actors", "W01", "W03", when=_rest("W03", 5)),
    **_rule("ventures_late", "M02", when=_rest("M02", 10)),
    "findings.attention.lead_none": Sentence(when=_matters(0, 0)),
    "findings.attention.lead_one": Sentence(when=_matters(1, 1)),
    "findings.attention.lead": Sentence(when=_matters(2)),
    "findings.attention.lead_more": Sentence(when=_matters(4)),
    "findings.attention.text_none": Sentence(when=_matters(0, 0)),
    "findings.attention.clear_targets": Sentence(("*",), both(_matters(0, 0), _targets("reached", "open"))),
    "findings.attention.clear_towns": Sentence(("*",), _fallen(False)),
    "findings.attention.clear_overdue": Sentence(("S02C",), counted(lambda n: n == 0, "S02C")),
    "headline.quiet": Sentence(when=both(_matters(0, 0), _targets("reached", "open"))),
    "headline.quiet_plain": Sentence(when=_matters(0, 0)),
    **{f"follow_up.{outcome}": Sentence((), _became(outcome)) for outcome in _OUTCOMES},
    **{
        f"follow_up.{indicator}_{said}": Sentence((indicator,), _since(indicator, direction))
        for indicator in ("S08Y", "S10")
        for said, direction in (("came", 1), ("same", 0), ("eased", -1))
    },
}
