"""The rules of attention: each looks at the figures and, where it applies, yields the values its sentences need.

The sentences are those of the narrative templates, under ``attention.<rule>``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from govreport.reports.attention.hold import hold_reason
from govreport.reports.attention.item import AttentionItem
from govreport.reports.facts import Facts
from govreport.reports.targets import TargetState, target_state, target_states

CONCENTRATED = 50
"""Per cent of the money with ten recipients from which concentration is reported."""
STAGNANT_QUARTERS = 5
"""Quarters of history a category must show without growth before it is called stagnant."""
TARGETS_WITH_OWN_RULE = ("F01", "S01")
"""Indicators whose targets have rules of their own below."""
QUARTERS_AHEAD = 5
FAR_OFF = Fraction(4, 5)
"""A target due within so many quarters is worth a line where less than this part of it is reached."""
MUST_BE_ZERO = (
    # indicator, rule, weight
    ("C02", "promises_overdue", 97),
    ("G08", "paid_unapproved", 93),
    ("S09", "abnormal_two_years", 78),
    ("P04", "party_due", 62),
    ("S11", "dormant", 58),
    ("V03", "grants_over", 47),
)
"""Figures of which one record is already worth a line."""


def _held(facts: Facts) -> Iterator[AttentionItem]:
    name = hold_reason(facts)
    if name:
        yield AttentionItem("quality_held", 95, {"name": name})


def _federations(facts: Facts) -> Iterator[AttentionItem]:
    state, observation = target_state(facts, "F01"), facts.observation("F01")
    if state is None or observation is None or state.judgement not in ("missed", "behind"):
        return
    missing = facts.federation_towns(built=False)
    weight = 100 if state.judgement == "missed" else 90
    label = state.target.label_en if facts.words.language == "en" else state.target.label_zh
    values = {
        "missing": str(state.missing),
        "missing_word": facts.count_word(state.missing),
        "towns": facts.towns(missing),
        "due": facts.date(state.target.due),
        "target": label,
        "built": str(observation.numerator),
        "value": facts.text("F01"),
    }
    yield AttentionItem(f"federation_{state.judgement}", weight, values, state.target.due)


def _checks(facts: Facts) -> Iterator[AttentionItem]:
    state, observation = target_state(facts, "S01"), facts.observation("S01")
    if state is None or observation is None or state.judgement not in ("missed", "behind"):
        return
    values = {
        "value": facts.text("S01"),
        "target": facts.quantity(state.target.value, "S01"),
        "done": str(observation.numerator),
        "missing": str(state.missing),
    }
    yield AttentionItem(
        f"checks_{state.judgement}", 98 if state.judgement == "missed" else 75, values, state.target.due
    )


def _towns(facts: Facts) -> Iterator[AttentionItem]:
    falling = facts.falling_towns()[:3]
    if falling:
        details = facts.words("join.strong").join(
            facts.words(
                "attention.towns_falling.detail",
                town=facts.town(c),
                value=facts.text("R01", town=c),
                changes=facts.phrases("R01", c),
            )
            for c in falling
        )
        brief = facts.words.join(
            facts.words("attention.towns_falling.short", town=facts.town(c), change=facts.phrase("R01", "previous", c))
            for c in falling
        )
        yield AttentionItem("towns_falling", 70, {"towns": facts.towns(falling), "details": details, "brief": brief})


def _stagnant_categories(facts: Facts) -> list[str]:
    """Categories of community organizations that have not grown over the whole history."""
    if len(facts.history) < STAGNANT_QUARTERS:
        return []
    stagnant = []
    for member in facts.members("R09R", "category"):
        values = [v for _, v in facts.series("R09R", breakdown="category", member=member)]
        if values[0] is not None and all(v is not None and v <= values[0] for v in values):
            stagnant.append(member)
    return stagnant


def _categories(facts: Facts) -> Iterator[AttentionItem]:
    for member in _stagnant_categories(facts)[:1]:
        values = {
            "category": facts.code_word("category", member),
            "since": facts.quarter_name(facts.history[0]),
            "quarters": facts.count_word(len(facts.history)),
            "value": facts.text("R09R", breakdown="category", member=member),
            "share": facts.text("R12R", breakdown="category", member=member) or facts.words("none"),
        }
        yield AttentionItem("category_stagnant", 60, values)


def _rectification(facts: Facts) -> Iterator[AttentionItem]:
    observation = facts.observation("S02B") if facts.declared("S02B") else None
    if observation and observation.denominator and observation.numerator < observation.denominator:
        overdue = observation.denominator - observation.numerator
        share = facts.percent(observation.numerator, observation.denominator)
        values = {
            "due_count": str(observation.denominator),
            "done": str(observation.numerator),
            "overdue": str(overdue),
            "value": share if facts.has("S02B") else facts.words("none"),
        }
        yield AttentionItem("rectification", 80, values)


def _annual_reports(facts: Facts) -> Iterator[AttentionItem]:
    observation = facts.observation("S03") if facts.declared("S03") else None
    if facts.quarter.number == 1 or not observation or not observation.denominator:
        return  # reports are due on 31 March: before that nobody is late
    missing = observation.denominator - observation.numerator
    if missing > 0 and facts.has("S03"):
        values = {
            "missing": str(missing),
            "due_count": str(observation.denominator),
            "done": str(observation.numerator),
            "value": facts.text("S03"),
            "changes": facts.phrase("S03", "year_ago"),
        }
        yield AttentionItem(
            "annual_reports", 65 if observation.numerator * 10 < observation.denominator * 9 else 45, values
        )


def _grades(facts: Facts) -> Iterator[AttentionItem]:
    value = facts.value("S07")
    if value:
        yield AttentionItem("grades_expiring", 40, {"value": facts.quantity(value, "S07")})


def _abnormal(facts: Facts) -> Iterator[AttentionItem]:
    compared = facts.compare("S08", "previous")
    if compared is not None and compared.direction == "up":
        yield AttentionItem("abnormal_growing", 55, {"value": facts.text("S08"), "changes": facts.phrases("S08")})


def _concentration(facts: Facts) -> Iterator[AttentionItem]:
    value = facts.value("G07")
    if value is not None and value >= CONCENTRATED:
        yield AttentionItem(
            "concentration", 50, {"value": facts.text("G07"), "changes": facts.phrase("G07", "year_ago")}
        )


def _graduates(facts: Facts) -> Iterator[AttentionItem]:
    observation = facts.observation("I03") if facts.declared("I03") else None
    if observation and observation.denominator and observation.numerator < observation.denominator:
        values = {
            "total": str(observation.denominator),
            "running": str(observation.numerator),
            "stopped": str(observation.denominator - observation.numerator),
            "value": facts.percent(observation.numerator, observation.denominator),
        }
        yield AttentionItem("graduates", 48, values)


def _must_be_zero(facts: Facts) -> Iterator[AttentionItem]:
    """Figures that should be zero and aren't."""
    for indicator, rule, weight in MUST_BE_ZERO:
        value = facts.value(indicator)
        if value:
            changes = facts.phrases(indicator)
            yield AttentionItem(rule, weight, {"value": facts.quantity(value, indicator), "changes": changes})


def _serious_growing(facts: Facts) -> Iterator[AttentionItem]:
    """A list that nobody should be on, and it grew."""
    compared = facts.compare("S10", "previous")
    if compared is not None and compared.direction == "up":
        yield AttentionItem("serious_growing", 83, {"value": facts.text("S10"), "changes": facts.phrases("S10")})


def _targets_missed(facts: Facts) -> Iterator[AttentionItem]:
    """Targets that were missed or whose day is near; one item for all of them, the widest named first."""
    states = [
        s
        for s in target_states(facts)
        if s.target.indicator not in TARGETS_WITH_OWN_RULE
        and (s.judgement in ("missed", "behind") or _is_far_off(facts, s))
    ]
    if not states:
        return
    english = facts.words.language == "en"
    said = [
        facts.words(
            "attention.targets_gap.detail",
            name=facts.name(s.target.indicator),
            value=facts.text(s.target.indicator),
            target=s.target.label_en if english else s.target.label_zh,
        )
        for s in states
    ]
    missed = sum(s.judgement == "missed" for s in states)
    values = {
        "count": str(len(states)),
        "missed": str(missed) if missed else "",
        "names": facts.words.join(facts.name(s.target.indicator) for s in states[:2]),
        "details": facts.words("join.strong").join(said),
    }
    yield AttentionItem("targets_gap", 85 if missed else 68, values, min(s.target.due for s in states))


def _is_far_off(facts: Facts, state: TargetState) -> bool:
    """Whether a target that isn't due yet is far off with little more than a year to go."""
    declared, value = facts.declared(state.target.indicator), facts.value(state.target.indicator)
    if state.judgement != "open" or declared is None or value is None or declared.direction != "more_is_better":
        return False
    near = state.target.due <= facts.quarter.plus(QUARTERS_AHEAD).end and declared.basis != "year_to_date"
    return near and value < Fraction(state.target.value) * FAR_OFF


def _five_actors(facts: Facts) -> Iterator[AttentionItem]:
    """The linkage is said to be everywhere while its parts are missing."""
    running, complete = facts.value("W01"), facts.observation("W03") if facts.declared("W03") else None
    if running is None or complete is None or not complete.denominator:
        return
    lacking = complete.denominator - complete.numerator
    if lacking * 5 >= complete.denominator and facts.has("W03"):
        values = {"coverage": facts.text("W01"), "value": facts.text("W03"), "lacking": str(lacking)}
        yield AttentionItem("five_actors", 52, values)


def _ventures_late(facts: Facts) -> Iterator[AttentionItem]:
    """Venture projects whose stages slip: one stage in ten or more isn't done by its planned day."""
    due = facts.observation("M02") if facts.declared("M02") else None
    if due is None or not due.denominator or not facts.has("M02"):
        return
    late = due.denominator - due.numerator
    if late * 10 >= due.denominator:
        yield AttentionItem(
            "ventures_late", 45, {"value": facts.text("M02"), "late": str(late), "due": str(due.denominator)}
        )


RULES: tuple[Callable[[Facts], Iterator[AttentionItem]], ...] = (
    _held,
    _federations,
    _checks,
    _rectification,
    _towns,
    _annual_reports,
    _categories,
    _abnormal,
    _concentration,
    _graduates,
    _grades,
    _must_be_zero,
    _serious_growing,
    _targets_missed,
    _five_actors,
    _ventures_late,
)
"""Every rule, in the order that breaks ties."""
