"""Rules about organizations and the systems they work in: falling towns, categories that don't grow, party, linkage."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from govreport.reports.attention.item import AttentionItem
from govreport.reports.attention.supervision import counted, item
from govreport.reports.claims import ExtremeClaim
from govreport.reports.facts import Facts
from govreport.reports.figure_lookup import untied
from govreport.reports.stated import Stated, joined

LEAST = 5
"""Periods that a category must show without growth, a whole year at least, before it is called stagnant."""
FALLEN = Fraction(1, 10)
"""Of the organizations of a year ago: a town that lost so many is named, whatever happened last quarter."""
NAMED = 3
"""Towns that a heading names at most; none where more are level with the first."""
LACKING = Fraction(1, 5)
"""Of the communities with the linkage: from this part lacking an actor on it is reported."""
LATE = Fraction(1, 10)
"""Of the venture stages that were due: from this part not done in time on it is reported."""


def towns(facts: Facts) -> Iterator[AttentionItem]:
    """Towns with fewer organizations than last quarter, or a tenth fewer than a year ago."""
    falls = _falls(facts)
    fallen = _largest_first(falls)
    if not fallen:
        return
    named = untied([(code, falls[code]) for code in fallen], NAMED)
    names = facts.picked("fallen", "R01", named, complete=len(named) == len(fallen)) if named else ""
    rest = facts.listed(len(fallen), "towns_fallen") if len(fallen) > len(named) else ""
    strong = facts.words("join.strong")
    values = {
        "towns": names,
        "count": rest,
        "details": joined(strong, (_town(facts, "detail", c) for c in fallen)),
        # Each change holds a comma of enumeration of its own, so the towns are parted by another.
        "brief": joined(facts.words("join.clause"), (_town(facts, "short", c) for c in fallen[:NAMED])),
        "owners": facts.picked("fallen", "R01", fallen),
    }
    lost = sum(_lost(facts, c) for c in fallen)
    about = tuple(facts.key("R01", None, c) for c in fallen)
    yield AttentionItem("towns_falling", values, about, concerned=lost)


def fallen_towns(facts: Facts) -> list[str]:
    """Codes of the towns that the rule is about, the largest relative fall first."""
    return _largest_first(_falls(facts))


def _largest_first(falls: dict[str, Fraction]) -> list[str]:
    return sorted(falls, key=lambda code: (-falls[code], code))


def _falls(facts: Facts) -> dict[str, Fraction]:
    falls: dict[str, Fraction] = {}
    for town in facts.district.towns:
        quarter, year = _fall(facts, town.code, "previous"), _fall(facts, town.code, "year_ago")
        if quarter > 0 or year >= FALLEN:
            falls[town.code] = max(quarter, year if year >= FALLEN else Fraction(0))
    return falls


def _fall(facts: Facts, town: str, against: str) -> Fraction:
    """Which part of the base the town lost; 0 where it lost nothing or there is no base."""
    base = facts.base_quarter("R01", "year_ago" if against == "year_ago" else "previous")
    now, before = facts.value("R01", None, town), facts.value("R01", base, town) if base else None
    return max((before - now) / before, Fraction(0)) if now is not None and before else Fraction(0)


def _lost(facts: Facts, town: str) -> int:
    compared = [facts.compare("R01", "previous", town), facts.compare("R01", "year_ago", town)]
    return max(int(-c.difference) for c in compared if c is not None)


def _town(facts: Facts, part: str, town: str) -> Stated:
    compared = facts.compare("R01", "previous", town)
    fell = compared is not None and compared.direction == "down"
    return facts.words(
        f"attention.towns_falling.{part}",
        town=facts.town(town),
        value=facts.text("R01", town=town),
        changes=facts.phrases("R01", town),
        change=facts.phrase("R01", "previous" if fell else "year_ago", town),
    )


def categories(facts: Facts) -> Iterator[AttentionItem]:
    """Categories of community organizations that have not grown over the whole history, all in one item."""
    stagnant = stagnant_categories(facts)
    if not stagnant:
        return
    named = [facts.code_word("category", m) for m in stagnant]
    values = {
        "category": facts.words.join(named, last=facts.words.language == "en"),
        "since": facts.quarter_name(facts.history[0]),
        "quarters": facts.listed(len(facts.history), "quarters"),
        "value": _never_above(facts, stagnant[0]) if len(stagnant) == 1 else "",
        "details": joined(facts.words("join.strong"), (_category(facts, m) for m in stagnant)),
    }
    about = tuple(facts.key("R09R", None, "", "category", m) for m in stagnant)
    yield AttentionItem("category_stagnant", values, about, concerned=len(stagnant))


def stagnant_categories(facts: Facts) -> list[str]:
    """Codes of these categories."""
    if len(facts.history) < max(LEAST, facts.quarter.in_a_year + 1):
        return []
    stagnant = []
    for member in facts.members("R09R", "category"):
        values = [v for _, v in facts.series("R09R", breakdown="category", member=member)]
        if values[0] and all(v is not None and v <= values[0] for v in values):
            stagnant.append(member)
    return stagnant


def _category(facts: Facts, member: str) -> Stated:
    return facts.words(
        "attention.category_stagnant.detail",
        category=facts.code_word("category", member),
        value=_never_above(facts, member),
        share=facts.text("R12R", breakdown="category", member=member),
    )


def _never_above(facts: Facts, member: str) -> Stated:
    key = facts.key("R09R", None, "", "category", member)
    return Stated(facts.text(*key), ExtremeClaim(key, tuple(facts.history), "never_above"))


def party(facts: Facts) -> Iterator[AttentionItem]:
    """Organizations with three full members or more that no party organization covers, their own or a shared one."""
    if counted(facts, "P04U"):
        values = {"value": facts.text("P04U"), "changes": facts.phrases("P04U")}
        yield item(facts, "party_due", "P04U", values)


def graduates(facts: Facts) -> Iterator[AttentionItem]:
    """Incubated organizations that no longer operate as they should."""
    observation = facts.observation("I03") if facts.declared("I03") else None
    if observation and observation.denominator and observation.numerator < observation.denominator:
        stopped = observation.denominator - observation.numerator
        values = {
            "total": facts.count("I03", "denominator"),
            "running": facts.count("I03", "numerator"),
            "stopped": facts.count("I03", "rest"),
            "value": facts.text("I03"),
        }
        yield AttentionItem("graduates", values, (facts.key("I03"),), concerned=stopped)


def promises(facts: Facts) -> Iterator[AttentionItem]:
    """Public promises past their day and not kept."""
    if counted(facts, "C02"):
        yield item(facts, "promises_overdue", "C02", {"value": facts.text("C02")})


def five_actors(facts: Facts) -> Iterator[AttentionItem]:
    """The linkage is said to be everywhere while its parts are missing."""
    complete = facts.observation("W03") if facts.declared("W03") else None
    if not facts.has("W01", "W03") or complete is None or not complete.denominator:
        return
    lacking = complete.denominator - complete.numerator
    if lacking >= LACKING * complete.denominator:
        values = {
            "coverage": facts.text("W01"),
            "value": facts.text("W03"),
            "changes": facts.phrases("W03"),
            "running": facts.count("W03", "denominator"),
            "complete": facts.count("W03", "numerator"),
            "lacking": facts.count("W03", "rest"),
        }
        yield AttentionItem("five_actors", values, (facts.key("W03"),), concerned=lacking)


def ventures(facts: Facts) -> Iterator[AttentionItem]:
    """Venture projects whose stages slip: one stage in ten or more wasn't done by its planned day."""
    due = facts.observation("M02") if facts.declared("M02") else None
    if due is None or not due.denominator or not facts.has("M02"):
        return
    late = due.denominator - due.numerator
    if late >= LATE * due.denominator:
        values = {
            "value": facts.text("M02"),
            "late": facts.count("M02", "rest"),
            "due": facts.count("M02", "denominator"),
        }
        yield AttentionItem("ventures_late", values, (facts.key("M02"),), concerned=late)
