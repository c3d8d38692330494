"""Matters that need attention: towns, targets, money, the five actors; how many matters there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd

from tests.reports.independent import figures, money
from tests.reports.independent.expected import About, Expected, Item, maybe, says
from tests.reports.independent.measures import TOWNS
from tests.reports.independent.sentences.oversight import (
    due_items,
    label_items,
    missing,
    release,
    standing,
    target,
    targets,
)
from tests.reports.independent.sentences.places import falling, without_federation
from tests.reports.independent.sentences.structure import CATEGORIES

Derivation = Callable[[About], Expected]


def matter(name: str, derive: Derivation, *, leads: bool = False) -> dict[str, Derivation]:
    """A matter's heading, headline, clause and text under one derivation, of which all but the text may say less;
    with ``leads`` headline and clause must at least state the first item."""

    def less(a: About) -> Expected:
        whole = derive(a)
        return Expected(tuple(maybe(whole.items)), whole.holds, whole.why, whole.beyond)

    def first(a: About) -> Expected:
        whole = derive(a)
        return Expected((*whole.items[:1], *maybe(whole.items[1:])), whole.holds, whole.why, whole.beyond)

    return {
        f"attention.{name}.text": derive,
        **{f"attention.{name}.{part}": first if leads else less for part in ("headline", "clause")},
        **{f"attention.{name}.{part}": less for part in ("heading", "owner", "detail")},
    }


def _federation(state: str) -> Derivation:
    def derive(a: About) -> Expected:
        towns, found = without_federation(a), standing(a, "F01")
        said = [a.count(a.number("F01"), "built"), *a.figure("F01"), *a.town_names(towns)]
        extra = [a.count(len(towns)), *due_items(a, "F01"), *label_items(a, "F01"), a.as_of]
        return says(said, maybe(extra), holds=found == state and bool(towns), why=f"the target is {found}")

    return derive


def _checks(state: str) -> Derivation:
    def derive(a: About) -> Expected:
        found = standing(a, "S01")
        said = [a.count(a.number("S01"), "checked"), *a.figure("S01"), a.count(missing(a, "S01"), "missing")]
        extra = [*due_items(a, "S01"), *label_items(a, "S01"), a.as_of]
        return says(said, maybe(extra), holds=found == state, why=f"the target is {found}")

    return derive


def _targets(a: About) -> Expected:
    every = [t.indicator for t in targets() if t.indicator not in ("F01", "S01")]
    short = [n for n in every if (v := a.value(n)) is not None and (g := target(a, n)) is not None and v < g.value]
    extra = [i for n in short for i in (*label_items(a, n), *due_items(a, n))]
    return says((i for n in short for i in a.figure(n)), maybe(extra, a.count(len(short))), holds=bool(short))


def fallen(a: About) -> list[str]:
    """Towns with fewer organizations than last quarter, or a tenth fewer than a year ago."""
    found = falling(a)
    for town in TOWNS:
        moved = a.difference("R01", "year_ago", town)
        now = a.value("R01", "", town)
        if moved is not None and now is not None and moved * 10 <= moved - now and town not in found:
            found.append(town)
    return found


def _falling(a: About) -> Expected:
    towns = fallen(a)
    now = [i for t in towns for i in (*a.figure("R01", "", t), *a.changes("R01", t))]
    return says(maybe(a.town_names(towns), now, a.count(len(towns))), holds=bool(towns))


def _falling_text(a: About) -> Expected:
    towns = fallen(a)
    now = [i for t in towns for i in (*a.figure("R01", "", t), *a.changes("R01", t))]
    return says(a.town_names(towns), now)


def never_above(a: About, category: str) -> dict[str, int]:
    """Quarters since which a category was never above what it was in the first of them, with that number."""
    quarters = figures.history(a.quarter)
    values = [a.number("R09R", q, "", category) for q in quarters]
    found = {q: v for i, (q, v) in enumerate(zip(quarters, values, strict=True)) if max(values[i:]) <= v}
    return {q: v for q, v in found.items() if v and quarters.index(q) <= len(quarters) - STAGNANT}


STAGNANT = 5
"""Quarters without growth that are worth a word."""


def _stagnant(a: About) -> Expected:
    """What may be said of every category that has not grown for so long, since any quarter of which it is true."""
    found: list[Item] = []
    for category in CATEGORIES:
        since = never_above(a, category)
        found += [a.of_quarter(q) for q in since] + [a.count(v) for v in since.values()]
        found += [a.count(len(figures.history(a.quarter)) - figures.history(a.quarter).index(q)) for q in since]
        if since:
            now = a.number("R09R", "", "", category)
            found += [*a.words("category", [category]), *a.percent(now, a.number("R09R"))]
    return says(maybe(found), holds=bool(found), why="every category grew")


def _ventures(a: About) -> Expected:
    part = a.part("M02")
    late = (part.whole or 0) - part.number
    return says(a.count(part.whole or 0, "due"), a.count(late, "late"), a.figure("M02"), holds=late > 0)


def _five(a: About) -> Expected:
    part = a.part("W03")
    lacking = a.count((part.whole or 0) - part.number, "lacking")
    rest = [a.count(part.whole or 0), a.count(part.number), *a.changes("W03")]
    return says(a.figure("W01"), a.figure("W03"), lacking, maybe(rest))


def counted(indicator: str, *parts_of: str, changes: bool = True, only_if_any: bool = True) -> Derivation:
    """A figure with its changes, and of what it is a part."""

    def derive(a: About) -> Expected:
        more = [i for n in parts_of for i in a.figure(n)]
        moved = a.changes(indicator) if changes else []
        return says(a.figure(indicator), maybe(more, moved), holds=bool(a.number(indicator)) or not only_if_any)

    return derive


def _names(a: About, frame_of: Callable[[str, str], object]) -> list[Item]:
    frame = frame_of(a.quarter, a.quarter)
    names = [str(n) for n in frame.recipient_name.dropna().unique()]  # type: ignore[attr-defined]
    return maybe(Item("name", frozenset({n}), what=n) for n in names)


def _paid_off(a: About) -> Expected:
    names = _names(a, money.to_those_gone)
    return says(a.figure("G14"), maybe(a.figure("G14A")), names, holds=a.number("G14") > 0)


def _awarded(a: About) -> Expected:
    names = _names(a, money.to_those_listed)
    return says(a.figure("G15"), maybe(a.figure("G15A")), names, holds=a.number("G15") > 0)


def _lead(a: About) -> Expected:
    return says(a.count(a.listed, "matters listed"), maybe(a.count(n) for n in range(1, a.listed + 1)))


def _all_clear(a: About) -> bool:
    return all(standing(a, t.indicator) in ("reached", "open") for t in targets() if target(a, t.indicator))


def _days_left(a: About) -> Expected:
    """A matter's day: a target's, half the way to it for a plan, or the end of the next month; with the days left."""
    issued = release(a.quarter)
    days = {next_month_end(a.quarter)}
    for goal in targets():
        days |= {goal.due, issued + (goal.due - issued) // 2}
    left = [a.count((d - issued).days) for d in sorted(days)]
    return says(maybe((a.day(d) for d in sorted(days)), left))


def next_month_end(quarter: str) -> dt.date:
    """The last day of the month after the day of issue."""
    return (pd.Timestamp(release(quarter)) + pd.offsets.MonthEnd(2)).date()


DERIVATIONS: dict[str, Derivation] = {
    **{k: v for s in ("missed", "passed", "behind") for k, v in matter(f"federation_{s}", _federation(s)).items()},
    **{k: v for s in ("missed", "passed", "behind") for k, v in matter(f"checks_{s}", _checks(s)).items()},
    **{k: v for n in ("targets_gap", "targets_far", "targets_missed") for k, v in matter(n, _targets).items()},
    **matter("towns_falling", _falling),
    "attention.towns_falling.text": _falling_text,
    "attention.towns_falling.short": lambda a: says(maybe(_falling_text(a).items), holds=bool(fallen(a))),
    **matter("category_stagnant", _stagnant),
    **matter("ventures_late", _ventures),
    **matter("five_actors", _five),
    **matter("concentration", counted("G07"), leads=True),
    **matter("promises_overdue", counted("C02", changes=False), leads=True),
    **matter("grants_over", counted("V03"), leads=True),
    **matter("paid_unapproved", counted("G08"), leads=True),
    **matter("paid_off_register", _paid_off, leads=True),
    **matter("awarded_listed", _awarded, leads=True),
    **matter("quality_held", lambda a: says(beyond="a rule's or an identity's own words")),
    "attention_due": _days_left,
    "month_day": _days_left,
    "findings.attention.lead": _lead,
    "findings.attention.lead_more": _lead,
    "findings.attention.lead_one": lambda a: says(holds=a.listed == 1),
    "findings.attention.lead_none": lambda a: says(holds=a.listed == 0),
    "findings.attention.more": lambda a: says(holds=a.listed > 3),
    "attention.towns_falling.owner": lambda a: says(a.town_names(fallen(a))),
    "findings.attention.clear_towns": lambda a: says(holds=not fallen(a)),
    "findings.attention.clear_overdue": lambda a: says(holds=a.number("S02C") == 0),
    "findings.attention.clear_targets": lambda a: says(holds=_all_clear(a)),
    "findings.attention.text_none": lambda a: says(holds=a.listed == 0),
    "headline.quiet": lambda a: says(holds=a.listed == 0 and _all_clear(a)),
    "headline.quiet_plain": lambda a: says(holds=a.listed == 0),
}
