"""What is worth a leader's attention this quarter: declared rules, each with its weight, ranked.

A rule looks at the figures and, where it applies, gives the values its sentences need; the sentences stand in the
narrative template under ``attention.<rule>``. Belongs here: rules and weights. Does not belong here: words
(include/templates/narrative.*.yaml), the order of page 1 (narrative.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from govreport.reports.attention.findings_systems import FURTHER
from govreport.reports.facts import Facts
from govreport.reports.model import AttentionItem
from govreport.reports.numbers import Comparison
from govreport.reports.targets import target_state

CONCENTRATED = 50
"""Per cent of the money with ten recipients from which concentration is reported."""
STAGNANT_QUARTERS = 5
"""Quarters of history a category must show without growth before it is called stagnant."""


@dataclass(frozen=True)
class Issue:
    """A rule that applies."""

    rule: str
    weight: int
    """Heavier first; equal weights in the order of RULES."""
    values: dict[str, str] = field(default_factory=dict)
    due: date | None = None
    """A date given by a target; else the end of the month after release."""

    def say(self, facts: Facts, part: str) -> str:
        """One of the rule's sentences: headline, clause, heading, text, action, owner."""
        return facts.words(f"attention.{self.rule}.{part}", publisher=facts.publisher, **self.values)

    def item(self, facts: Facts) -> AttentionItem:
        """The rule as a row of the attention table."""
        due = self.due if self.due and self.due > facts.inputs.release else next_month_end(facts.inputs.release)
        return AttentionItem(
            key=self.rule,
            heading=self.say(facts, "heading"),
            text=self.say(facts, "text"),
            action=self.say(facts, "action"),
            owner=self.say(facts, "owner"),
            due=facts.words("month_day", year=due.year, month=due.month, day=due.day),
        )


def next_month_end(day: date) -> date:
    """The last day of the month after ``day``'s."""
    first_of_next = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (first_of_next + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def issues(facts: Facts) -> list[Issue]:
    """Every rule that applies, heaviest first."""
    found = [issue for rule in RULES for issue in rule(facts)]
    found += [Issue(*further) for rule in FURTHER for further in rule(facts)]
    return sorted(found, key=lambda i: -i.weight)


def count_word(facts: Facts, number: int) -> str:
    """A small number as a word (两个镇街), a larger one in digits."""
    words = facts.words.list("counts")
    return words[number] if number < len(words) else str(number)


def federation_towns(facts: Facts, *, built: bool) -> list[str]:
    """Codes of the towns that have (or lack) a federation, in the order of towns.csv; empty where unknown."""
    codes = []
    for town in facts.district.towns:
        observation = facts.observation("F01", town=town.code) if facts.declared("F01") else None
        if observation is not None and (observation.numerator > 0) == built:
            codes.append(town.code)
    return codes


def falling_towns(facts: Facts) -> list[str]:
    """Codes of the towns with fewer registered organizations than last quarter, the largest fall first."""
    falls: list[tuple[Comparison, str]] = []
    for town in facts.district.towns:
        compared = facts.compare("R01", "previous", town.code)
        if compared is not None and compared.direction == "down":
            falls.append((compared, town.code))
    return [code for _, code in sorted(falls, key=lambda f: (f[0].difference, f[1]))]


def stagnant_categories(facts: Facts) -> list[str]:
    """Categories of community organizations that have not grown over the whole history."""
    if len(facts.history) < STAGNANT_QUARTERS:
        return []
    stagnant = []
    for member in facts.members("R09R", "category"):
        values = [v for _, v in facts.series("R09R", breakdown="category", member=member)]
        if values[0] is not None and all(v is not None and v <= values[0] for v in values):
            stagnant.append(member)
    return stagnant


def code_word(facts: Facts, list_name: str, code: str) -> str:
    """The printed word of a code; a community's name."""
    from govreport.canonical.codes import load_codes

    if list_name == "community_code":
        return next((c.name for c in facts.district.communities if c.code == code), code)
    known = load_codes(facts.inputs.settings.reference_dir / "codes.yaml").get(list_name)
    entry = known.codes.get(code) if known else None
    if entry is None:
        return code
    return entry.en if facts.words.language == "en" else entry.zh


def _held(facts: Facts) -> Iterator[Issue]:
    name = hold_reason(facts)
    if name:
        yield Issue("quality_held", 95, {"name": name})


def hold_reason(facts: Facts) -> str:
    """Why the report may not be signed; "" where it may."""
    zh = facts.words.language != "en"
    for identity in facts.inputs.measurement.identities:
        if not identity.holds:
            return facts.words("head.draft_identity", name=identity.zh if zh else identity.en)
    if facts.inputs.verdict.state in ("hold", "block"):
        for outcome in facts.inputs.verdict.all_outcomes:
            if not outcome.passed and outcome.severity in ("hold", "block"):
                return facts.words("head.draft_rule", name=outcome.zh if zh else outcome.en)
        return facts.inputs.verdict.paragraph_zh if zh else facts.inputs.verdict.paragraph_en
    return ""


def _federations(facts: Facts) -> Iterator[Issue]:
    state, observation = target_state(facts, "F01"), facts.observation("F01")
    if state is None or observation is None or state.judgement not in ("missed", "behind"):
        return
    missing = federation_towns(facts, built=False)
    weight = 100 if state.judgement == "missed" else 90
    label = state.target.label_en if facts.words.language == "en" else state.target.label_zh
    values = {
        "missing": str(state.missing),
        "missing_word": count_word(facts, state.missing),
        "towns": facts.towns(missing),
        "due": facts.date(state.target.due),
        "target": label,
        "built": str(observation.numerator),
        "value": facts.text("F01"),
    }
    yield Issue(f"federation_{state.judgement}", weight, values, state.target.due)


def _checks(facts: Facts) -> Iterator[Issue]:
    state, observation = target_state(facts, "S01"), facts.observation("S01")
    if state is None or observation is None or state.judgement not in ("missed", "behind"):
        return
    values = {
        "value": facts.text("S01"),
        "target": facts.quantity(state.target.value, "S01"),
        "done": str(observation.numerator),
        "missing": str(state.missing),
    }
    yield Issue(f"checks_{state.judgement}", 98 if state.judgement == "missed" else 75, values, state.target.due)


def _towns(facts: Facts) -> Iterator[Issue]:
    falling = falling_towns(facts)[:3]
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
        yield Issue("towns_falling", 70, {"towns": facts.towns(falling), "details": details, "brief": brief})


def _categories(facts: Facts) -> Iterator[Issue]:
    for member in stagnant_categories(facts)[:1]:
        values = {
            "category": code_word(facts, "category", member),
            "since": facts.quarter_name(facts.history[0]),
            "quarters": count_word(facts, len(facts.history)),
            "value": facts.text("R09R", breakdown="category", member=member),
            "share": facts.text("R12R", breakdown="category", member=member) or facts.words("none"),
        }
        yield Issue("category_stagnant", 60, values)


def _rectification(facts: Facts) -> Iterator[Issue]:
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
        yield Issue("rectification", 80, values)


def _annual_reports(facts: Facts) -> Iterator[Issue]:
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
        yield Issue("annual_reports", 65 if observation.numerator * 10 < observation.denominator * 9 else 45, values)


def _grades(facts: Facts) -> Iterator[Issue]:
    value = facts.value("S07")
    if value:
        yield Issue("grades_expiring", 40, {"value": facts.quantity(value, "S07")})


def _abnormal(facts: Facts) -> Iterator[Issue]:
    compared = facts.compare("S08", "previous")
    if compared is not None and compared.direction == "up":
        yield Issue("abnormal_growing", 55, {"value": facts.text("S08"), "changes": facts.phrases("S08")})


def _concentration(facts: Facts) -> Iterator[Issue]:
    value = facts.value("G07")
    if value is not None and value >= CONCENTRATED:
        yield Issue("concentration", 50, {"value": facts.text("G07"), "changes": facts.phrase("G07", "year_ago")})


def _graduates(facts: Facts) -> Iterator[Issue]:
    observation = facts.observation("I03") if facts.declared("I03") else None
    if observation and observation.denominator and observation.numerator < observation.denominator:
        values = {
            "total": str(observation.denominator),
            "running": str(observation.numerator),
            "stopped": str(observation.denominator - observation.numerator),
            "value": facts.percent(observation.numerator, observation.denominator),
        }
        yield Issue("graduates", 48, values)


RULES: tuple[Callable[[Facts], Iterator[Issue]], ...] = (
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
)
"""Every rule, in the order that breaks ties."""
