"""A town's brief: its headline, its figures, what it is to act on."""

from __future__ import annotations

from tests.reports.independent import figures
from tests.reports.independent.expected import About, Expected, maybe, says
from tests.reports.independent.sentences.matters import Derivation, fallen
from tests.reports.independent.sentences.matters_people import oldest_due
from tests.reports.independent.sentences.runs import rows_aside


def _headline(way: str) -> Derivation:
    def derive(a: About) -> Expected:
        found = a.direction("R01")
        return says(a.figure("R01"), holds=found == way, why=f"R01 moved {found}")

    return derive


def _text(a: About) -> Expected:
    share = a.percent(a.number("R01"), a.number("R01", "", ""))
    money = [*a.figure("G01"), *a.figure("G02")] if a.number("G02") else []
    return says(a.as_of, a.figure("R01"), share, a.changes("R01"), a.figure("R09"), maybe(money))


def _item(indicator: str) -> Derivation:
    return lambda a: says(a.figure(indicator), holds=a.number(indicator) > 0, why=f"{indicator} is 0 here")


def _overdue(a: About) -> Expected:
    old = a.figure("S02Y") if a.number("S02Y") else []
    return says(a.figure("S02C"), old, maybe(oldest_due(a)), holds=a.number("S02C") > 0)


def _federation(a: About) -> Expected:
    return says(a.figure("F01", "", ""), maybe(a.as_of), holds=a.number("F01") == 0)


def _falling(a: About) -> Expected:
    return says(a.figure("R01"), a.changes("R01"), holds=a.town in fallen(About(a.quarter)))


def _share(a: About) -> Expected:
    """A cell of the table: the town's part of the district in one of the totals."""
    totals = [n for n in figures.INDICATORS if not figures.is_rate(n) and figures.DECIMALS.get(n) is None]
    shares = [i for n in totals if (whole := a.number(n, "", "")) for i in a.percent(a.number(n), whole)]
    return says(maybe(shares))


DERIVATIONS: dict[str, Derivation] = {
    "brief.headline_up": _headline("up"),
    "brief.headline_down": _headline("down"),
    "brief.headline_flat": _headline("flat"),
    "brief.headline_first": lambda a: says(a.figure("R01")),
    "brief.to_do": lambda a: says(a.count(a.listed, "matters listed"), holds=a.listed > 0),
    "brief.nothing_to_do": lambda a: says(holds=a.listed == 0),
    "brief.text": _text,
    "brief.share": _share,
    "brief.table_subtitle": lambda a: says(a.as_of),
    "brief.rows": lambda a: says(a.count(rows_aside(a), "rows set aside"), holds=rows_aside(a) > 0),
    "brief.no_rows": lambda a: says(holds=rows_aside(a) == 0, why=f"{rows_aside(a)} rows"),
    "brief.items.federation.text": _federation,
    "brief.items.falling.text": _falling,
    "brief.items.rectification.text": _overdue,
    "brief.items.reports.text": _item("S03M"),
    "brief.items.reports_returned.text": _item("S03R"),
    "brief.items.party.text": _item("P04U"),
    "brief.items.abnormal.text": _item("S08"),
    "brief.items.abnormal_past.text": _item("S08Y"),
    "brief.items.abnormal_two_years.text": _item("S09"),
    "brief.items.grades.text": _item("S07"),
}
