"""Headline and findings of page 1."""

from __future__ import annotations

from tests.reports.independent import figures
from tests.reports.independent.days import plus
from tests.reports.independent.expected import About, Expected, Item, maybe, says

STEADY = 3
"""Quarters in a row from which on growth is called steady."""


def run_items(a: About, indicator: str = "R01") -> list[Item]:
    """How long a run is, with the word that says so where it reaches the beginning of what is known."""
    length, whole = a.run(indicator)
    found = [a.count(length, f"run of {indicator}")]
    if whole:
        found.append(Item("words", frozenset({"以上", "at least"}), what="the run reaches the first quarter known"))
    return found


def same_quarters(a: About) -> list[str]:
    """This quarter and the same one of the years before, as far as an unbroken history goes, newest first."""
    known, quarter, found = figures.history(a.quarter), a.quarter, []
    while quarter in known:
        found.append(quarter)
        quarter = plus(quarter, -4)
    return found


def season_is_highest(a: About) -> bool:
    """Whether more was paid than in the same quarter of every year before, two at least."""
    paid = [a.value("G10", q) for q in same_quarters(a)]
    return len(paid) >= 3 and all(p is not None and paid[0] is not None and p < paid[0] for p in paid[1:])


def _total(way: str):
    def derive(a: About) -> Expected:
        return says(a.figure("R01"), holds=a.direction("R01") == way, why=f"R01 moved {a.direction('R01')}")

    return derive


def _paid(way: str, against: str):
    def derive(a: About) -> Expected:
        found = a.direction("G10", against)
        return says(maybe(since(a)), holds=found == way, why=f"G10 moved {found} against {against}")

    return derive


def since(a: About) -> list[Item]:
    """The first of the same quarters, as a year or by name."""
    first = same_quarters(a)[-1]
    numbers = (frozenset({n}) for n in (first[:4], a.quarter[-1]))
    return [*(Item("number", n, what="since") for n in numbers), a.of_quarter(first), a.of_quarter(a.quarter)]


def _text(a: About) -> Expected:
    said_run = a.run("R01")[0] >= STEADY
    return says(a.as_of, a.figure("R01"), a.changes("R01"), run_items(a) if said_run else [])


def _lead_run(a: About) -> Expected:
    length, _ = a.run("R01")
    return says(holds=length >= STEADY, why=f"growth for {length} quarters")


DERIVATIONS = {
    "headline.total_up": _total("up"),
    "headline.total_down": _total("down"),
    "headline.total_flat": _total("flat"),
    "headline.total_first": lambda a: says(a.figure("R01")),
    "headline.paid": lambda a: says(a.figure("G02")),
    "run.exact": lambda a: says(maybe(run_items(a)), holds=not a.run("R01")[1], why="the run reaches the beginning"),
    "run.at_least": lambda a: says(run_items(a), holds=a.run("R01")[1], why="the run ends before the beginning"),
    "findings.total.lead_first": lambda a: says(holds=a.direction("R01") == ""),
    "findings.funding.lead_first": lambda a: says(holds=a.direction("G10") == "" == a.direction("G10", "year_ago")),
    "findings.total.lead_up": lambda a: says(holds=a.direction("R01") == "up"),
    "findings.total.lead_run": _lead_run,
    "findings.total.lead_down": lambda a: says(holds=a.direction("R01") == "down"),
    "findings.total.lead_flat": lambda a: says(holds=a.direction("R01") == "flat"),
    "findings.total.text": _text,
    "findings.total.run": lambda a: says(run_items(a), holds=a.run("R01")[0] >= STEADY),
    "findings.total.community": lambda a: says(
        a.figure("R09R"), a.change("R09R", "previous"), maybe(a.changes("R09R"))
    ),
    "findings.funding.lead_highest": lambda a: says(since(a)[:1], maybe(since(a)), holds=season_is_highest(a)),
    "findings.funding.lead_up": _paid("up", "year_ago"),
    "findings.funding.lead_down": _paid("down", "year_ago"),
    "findings.funding.lead_flat": _paid("flat", "year_ago"),
    "findings.funding.lead_previous_up": _paid("up", "previous"),
    "findings.funding.lead_previous_down": _paid("down", "previous"),
    "findings.funding.lead_previous_flat": _paid("flat", "previous"),
    "findings.funding.lead_none": lambda a: says(holds=a.number("G10") == 0),
    "findings.funding.text": lambda a: says(a.figure("G10"), a.change("G10", "year_ago"), maybe(a.changes("G10"))),
    "findings.funding.cumulative": lambda a: says(a.figure("G01"), a.figure("G02")),
    "findings.funding.care": lambda a: says(a.figure("G04A"), a.figure("G04")),
}
