"""上期关注事项办理情况: each matter of the issue before this one: then, now, done or open, what came of a warning.

Told from that issue's stored model and this quarter's figures alone; nobody's word for it is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from govreport.reports.attention.item import AttentionItem, figure_text
from govreport.reports.claims import FollowedClaim, Key, Outcome, QuotedClaim
from govreport.reports.facts import Facts
from govreport.reports.last_issue import LastIssue, Matter
from govreport.reports.model import MatterFigure
from govreport.reports.stated import Stated, joined
from govreport.reports.targets import target_state

FAMILIES = ("federation", "checks", "targets")
"""Rules that follow one another about the same matter: federation_behind, then federation_missed."""
WARNED_OF = {"abnormal_two_years": ("S08Y", "S10")}
"""Matters that warn of something: the figures that say whether it came."""


class FollowedUp(NamedTuple):
    """A matter of the last issue as this one tells it."""

    heading: Stated
    then: Stated
    now: Stated
    outcome: Stated
    is_open: bool
    numbers: tuple[Decimal | None, Decimal | None]
    """What ``then`` and ``now`` print where each is one number; None where they aren't."""


def followed_up(facts: Facts, issue: LastIssue, items: Iterable[AttentionItem]) -> list[FollowedUp]:
    """Every matter of ``issue``, in its order; ``items`` are those of this one."""
    now = list(items)
    return [_followed(facts, issue, matter, now) for matter in issue.matters]


def _followed(facts: Facts, issue: LastIssue, matter: Matter, items: list[AttentionItem]) -> FollowedUp:
    keys = [_key(facts, f) for f in matter.figures]
    outcome = _outcome(facts, issue, matter, keys, items)
    claim = FollowedClaim(issue.quarter, matter.rule, tuple(keys), outcome)
    strong = facts.words("join.strong")
    said = Stated(facts.words(f"follow_up.{outcome}"), claim)
    for indicator in WARNED_OF.get(matter.rule, ()):
        said = said + _came_of_it(facts, issue, indicator)
    return FollowedUp(
        heading=Stated(matter.heading, QuotedClaim(issue.quarter, matter.rule, matter.heading)),
        then=joined(strong, (Stated(f.text, QuotedClaim(issue.quarter, matter.rule, f.text)) for f in matter.figures)),
        now=joined(strong, (text for key in keys if (text := figure_text(facts, key)))),
        outcome=said,
        is_open=outcome not in ("done", "dropped"),
        numbers=_numbers(facts, matter, keys),
    )


def _numbers(facts: Facts, matter: Matter, keys: list[Key]) -> tuple[Decimal | None, Decimal | None]:
    if len(keys) != 1:
        return None, None
    (key,), (figure,) = keys, matter.figures
    then = (figure.text, Fraction(figure.exact))
    return _number(facts, key, *then), _number(facts, key, figure_text(facts, key), facts.value(*key))


def _number(facts: Facts, key: Key, text: str, exact: Fraction | None) -> Decimal | None:
    """The number that ``text`` begins with; None where it prints another unit than the figure has (CNY 9.2m)."""
    if exact is None or facts.declared(key.indicator) is None:
        return None
    measured = facts.measured(exact, key.indicator)
    return measured.shown if measured.per_unit == 1 and text.startswith(measured.number) else None


def _key(facts: Facts, figure: MatterFigure) -> Key:
    return facts.key(figure.indicator, None, figure.town_code, figure.breakdown, figure.member)


def family(rule: str) -> str:
    """What a rule shares with those that follow it about the same matter."""
    return next((f for f in FAMILIES if rule.startswith(f"{f}_")), rule)


def _outcome(facts: Facts, issue: LastIssue, matter: Matter, keys: list[Key], items: list[AttentionItem]) -> Outcome:
    # By its rule and what it is about: the same rule of other towns is another matter.
    stands = [
        item
        for item in items
        if family(item.rule) == family(matter.rule) and (not keys or not set(keys).isdisjoint(_told(facts, item)))
    ]
    if any(_rose(facts, issue, indicator) for indicator in WARNED_OF.get(matter.rule, ())):
        return "came"
    if keys and all(_is_settled(facts, key) for key in keys):
        return "done"
    if not stands:
        return "restarted" if any(_restarts(facts, issue, key) for key in keys) else "dropped"
    if matter.rule.endswith("_behind") and any(item.rule.endswith("_missed") for item in stands):
        return "missed"
    again = {key for item in stands for key in _told(facts, item)}
    if any(key not in again and facts.value(*key) is not None for key in keys):
        return "partly"
    return _moved(facts, issue, matter, keys)


def _told(facts: Facts, item: AttentionItem) -> set[Key]:
    """The figures that a matter of this issue is about, those that it prints."""
    return {key for key in item.about if figure_text(facts, key)}


def _rose(facts: Facts, issue: LastIssue, indicator: str) -> bool:
    then, now = facts.value(indicator, issue.quarter), facts.value(indicator)
    return then is not None and now is not None and now > then


def _is_settled(facts: Facts, key: Key) -> bool:
    """Nothing is left of what should be nothing, or a target is reached."""
    number, declared = facts.value(*key), facts.declared(key.indicator)
    if number is None or declared is None:
        return False
    state = None if key.town else target_state(facts, key.indicator)
    if state is not None:
        return state.judgement == "reached"
    restarts = declared.basis == "year_to_date" and facts.quarter.number == 1
    return declared.direction == "less_is_better" and number == 0 and not restarts


def _restarts(facts: Facts, issue: LastIssue, key: Key) -> bool:
    """Whether the figure counts a year, and a year began since: last year's are no longer among those it counts."""
    declared = facts.declared(key.indicator)
    return declared is not None and declared.basis == "year_to_date" and issue.quarter.year != facts.quarter.year


def _moved(facts: Facts, issue: LastIssue, matter: Matter, keys: list[Key]) -> Outcome:
    """How the figures moved since; ``open`` where that can't be said of them."""
    signs = set()
    for key, then in zip(keys, matter.figures, strict=True):
        now, declared = facts.value(*key), facts.declared(key.indicator)
        if now is None or declared is None:
            return "open"
        if _restarts(facts, issue, key):
            return "anew"
        difference = now - Fraction(then.exact)
        signs.add((difference > 0) - (difference < 0))
    moved: dict[int, Outcome] = {1: "up", 0: "flat", -1: "down"}
    if len(signs) > 1:
        return "mixed" if signs >= {1, -1} else "apart"
    return moved[signs.pop()] if signs else "open"


def _came_of_it(facts: Facts, issue: LastIssue, indicator: str) -> Stated:
    """How the list that a warning spoke of moved since; "" where it isn't known."""
    then, now = facts.value(indicator, issue.quarter), facts.value(indicator)
    if then is None or now is None:
        return Stated("")
    variant = "came" if now > then else "same" if now == then else "eased"
    return facts.words(
        f"follow_up.{indicator}_{variant}", then=facts.text(indicator, issue.quarter), now=facts.text(indicator)
    )
