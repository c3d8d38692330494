"""Rules about targets: which are missed, whose day is near or has just passed, which are far off."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from govreport.reports.attention.item import AttentionItem
from govreport.reports.claims import DaysClaim
from govreport.reports.facts import Facts
from govreport.reports.stated import Stated, given_text, joined
from govreport.reports.targets import TargetState, plan_due, target_state, target_states

WITH_OWN_RULE = ("F01", "S01")
"""Indicators whose targets have rules of their own here."""
TELLING = ("missed", "passed", "behind")
MONTHS_AHEAD = 15
FAR_OFF = Fraction(4, 5)
"""A target due within so many quarters is worth a line where less than this part of it is reached."""


def federations(facts: Facts) -> Iterator[AttentionItem]:
    """The towns that have no federation while the day by which all should is near or past."""
    state, observation = target_state(facts, "F01"), facts.observation("F01")
    if state is None or observation is None or state.judgement not in TELLING:
        return
    lacking = facts.federation_towns(built=False)
    values = _of_target(facts, state) | {
        "missing_word": state.stated(facts.count_word(state.missing)),
        "towns": facts.picked("none", "F01", lacking),
        "built": facts.count("F01", "numerator"),
        "value": facts.text("F01"),
    }
    about = (facts.key("F01"),)
    yield AttentionItem(f"federation_{state.judgement}", values, about, concerned=state.missing)


def checks(facts: Facts) -> Iterator[AttentionItem]:
    """Regular checks below what the year requires."""
    state, observation = target_state(facts, "S01"), facts.observation("S01")
    if state is None or observation is None or state.judgement not in TELLING:
        return
    values = _of_target(facts, state) | {
        "value": facts.text("S01"),
        "goal": state.stated(facts.quantity(state.target.value, "S01")),
        "done": facts.count("S01", "numerator"),
    }
    yield AttentionItem(f"checks_{state.judgement}", values, (facts.key("S01"),), concerned=state.missing)


def targets(facts: Facts) -> Iterator[AttentionItem]:
    """Targets without a rule of their own: those that were missed or whose day is near, and those that are far off."""
    own = [s for s in target_states(facts) if s.target.indicator not in WITH_OWN_RULE]
    missed = [s for s in own if s.judgement in ("missed", "passed")]
    far = [s for s in own if s.judgement == "behind" or _is_far_off(facts, s)]
    for rule, states in (("targets_missed", missed), ("targets_far", far)):
        if states:
            yield _gap(facts, rule, states)


def _gap(facts: Facts, rule: str, states: list[TargetState]) -> AttentionItem:
    """One item for several targets; what is asked for is a plan, and it is due well before they are."""
    values = {
        "names": facts.words.join((_name(facts, s) for s in states), last=facts.words.language == "en"),
        "details": joined(facts.words("join.strong"), (_detail(facts, rule, s) for s in states)),
    }
    about = tuple(facts.key(s.target.indicator) for s in states)
    due = min((plan_due(facts, s.target) for s in states), key=lambda d: d.day)
    return AttentionItem(rule, values, about, concerned=len(states), due=due)


def _detail(facts: Facts, rule: str, state: TargetState) -> Stated:
    said = facts.words(
        f"attention.{rule}.detail",
        name=_name(facts, state),
        value=facts.text(state.target.indicator),
        **_of_target(facts, state),
    )
    return state.stated(said)


def _of_target(facts: Facts, state: TargetState) -> dict[str, str]:
    """What every sentence about a target may say of it: the target, its day and the days left, what is wanting."""
    target = state.target
    english = facts.words.language == "en"
    label = target.label_en if english else target.label_zh
    left = (target.due - facts.inputs.release).days
    subject = f"target:{target.indicator}"
    return {
        "target": state.stated(given_text("target", label)),
        "due": facts.date(target.due, subject),
        "days": Stated(str(left), DaysClaim(subject, target.due, left)),
        "missing": state.stated(str(state.missing)),
        "as_of": facts.words("head.as_of", date=facts.as_of),
    }


def _name(facts: Facts, state: TargetState) -> Stated:
    name = facts.name(state.target.indicator)
    return given_text("indicator", name)


def _is_far_off(facts: Facts, state: TargetState) -> bool:
    """Whether a target that isn't due yet is far off with little more than a year to go."""
    declared, value = facts.declared(state.target.indicator), facts.value(state.target.indicator)
    if state.judgement != "open" or declared is None or value is None or declared.direction != "more_is_better":
        return False
    near = state.target.due <= facts.quarter.end_after(MONTHS_AHEAD) and declared.basis != "year_to_date"
    return near and value < Fraction(state.target.value) * FAR_OFF
