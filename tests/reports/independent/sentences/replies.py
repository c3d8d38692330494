"""The reply's annex: stated figures beside the records; and the tables of other offices beside ours."""

from __future__ import annotations

import csv
import datetime as dt
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import pandas as pd
import yaml

from tests.reports.independent import cells, figures
from tests.reports.independent.columns import DISTRICT, PROJECT
from tests.reports.independent.days import quarter_end
from tests.reports.independent.expected import About, Expected, Item, half_up, maybe, says
from tests.reports.independent.printed import NUMBER
from tests.reports.independent.sentences.oversight import release


class Stated(NamedTuple):
    """Something said in public."""

    indicator: str
    part: str
    value: Fraction
    digits: int
    relation: str
    until: dt.date | None
    """The last day that it may be about; None where it is undated."""
    words: str
    promise: bool
    """Said by the government of a figure: may be of a day to come; nothing else can have been said before its day."""


def said_by(a: About) -> list[Stated]:
    """What can have been said by the day of issue."""
    issued = release(a.quarter)
    return [s for s in assertions() if s.until is None or s.until <= issued or s.promise]


@cache
def assertions() -> tuple[Stated, ...]:
    """Those of assertions.csv."""
    found = []
    with (DISTRICT / "assertions.csv").open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            day = pd.Timestamp(row["as_of"]) if row["as_of"] and row["as_of_precision"] != "unknown" else None
            if day is not None:
                day += {"year": pd.offsets.YearEnd(0), "month": pd.offsets.MonthEnd(0), "day": pd.Timedelta(0)}[
                    row["as_of_precision"]
                ]
            digits = len(row["value"].rstrip("0").partition(".")[2])
            said = " ".join(row.values()).replace(",", "")
            if row["unit_en"] == "CNY 10,000":  # English text prints CNY 3.7 million
                said += f" {float(row['value']) / 100:g} {float(row['value']) * 10_000:g}"
            part = row.get("part") or "value"
            until = None if day is None else day.date()
            promise = row["asserted_by"] == "government" and bool(row["indicator"])
            found.append(
                Stated(row["indicator"], part, Fraction(row["value"]), digits, row["relation"], until, said, promise)
            )
    return tuple(found)


def answering(a: About, stated: Stated) -> str:
    """The quarter whose figure answers: the last that ended by the day that is spoken of, at most the document's."""
    if stated.until is None:
        return a.quarter
    period = pd.Timestamp(stated.until).to_period("Q")
    if period.end_time.date() != stated.until:
        period -= 1
    return min(f"{period.year}-Q{period.quarter}", a.quarter)


def recorded(a: About, stated: Stated) -> Fraction | None:
    """What the records give."""
    quarter = answering(a, stated)
    if stated.part == "value":
        return a.value(stated.indicator, quarter)
    found = figures.part(stated.indicator, a.quarter, quarter)
    if found is None or found.whole is None:
        return None
    return Fraction({"numerator": found.number, "denominator": found.whole}[stated.part])


def state(a: About, stated: Stated) -> str:
    """agrees, differs, pending or unknown."""
    ours = recorded(a, stated)
    if ours is not None and (
        half_up(ours, stated.digits) == half_up(stated.value, stated.digits)
        or (stated.relation == "at_least" and ours >= stated.value)
        or (stated.relation == "about" and abs(ours - stated.value) * 20 <= stated.value)
    ):
        return "agrees"
    if stated.until is not None and stated.until > release(a.quarter):
        return "pending"
    return "differs" if ours is not None else "unknown"


def _counts(a: About) -> dict[str, int]:
    states = [state(a, s) for s in said_by(a) if s.indicator]
    return {"all": len(states)} | {s: states.count(s) for s in ("agrees", "differs", "pending", "unknown")}


def _headline(a: About) -> Expected:
    found = _counts(a)
    return says(a.count(found["all"], "stated"), (a.count(found[s], s) for s in ("differs", "pending") if found[s]))


def _text(a: About) -> Expected:
    found = _counts(a)
    rest = (a.count(found[s], s) for s in ("differs", "pending", "unknown") if found[s])
    return says(a.count(found["all"], "stated"), a.count(found["agrees"], "agree"), rest, a.as_of)


def _state(which: str):
    def derive(a: About) -> Expected:
        found: list[Item] = []
        for stated in said_by(a):
            if stated.indicator:
                ours, quarter = recorded(a, stated), answering(a, stated)
                more = [] if ours is None else [a.amount(stated.indicator, ours - stated.value)]
                exact = (
                    [] if ours is None else [Item("number", frozenset({half_up(ours - stated.value, stated.digits)}))]
                )
                said = [Item("number", frozenset({n})) for n in NUMBER.findall(stated.words)]
                found += [*more, *exact, *said, a.day(quarter_end(quarter).date())]
        return says(maybe(found), holds=_counts(a)[which] > 0, why=f"nothing {which}")

    return derive


def _unchecked(a: About) -> Expected:
    left = [s for s in said_by(a) if not s.indicator]
    said = [Item("number", frozenset({n})) for s in left for n in NUMBER.findall(s.words)]
    names = [Item("town", frozenset({code})) for code, _ in cells.communities().values()]
    return says(a.count(len(left), "unchecked"), maybe(said, names))


@cache
def compared(a: About) -> tuple[Fraction, ...]:
    """Ours less theirs: organizations in all and by type (the statutory return), what was paid (the finance bureau)."""
    folder = PROJECT / "include" / "sample" / "references" / a.quarter
    if not folder.exists():
        return ()
    (returned,), (paid,) = folder.glob("minzheng-*"), folder.glob("finance-*")
    found = []
    for row in csv.reader(returned.read_text(encoding="gb18030").splitlines()):
        if len(row) > 3 and row[2].startswith("JSL000"):
            kind = {"1": "association", "2": "service_institution", "3": "foundation"}.get(row[2][-1], "")
            found.append(Fraction(a.number("R01", "", "", kind)) - Fraction(row[3]))
    total = list(csv.reader(paid.read_text(encoding="utf-8-sig").splitlines()))[-1]
    ours = a.value("G10")
    assert ours is not None
    return (*found, ours - Fraction(total[-1]))


def explained() -> set[Fraction]:
    """Differences that the district explains in reconciliation.yaml."""
    entries = yaml.safe_load((DISTRICT / "reconciliation.yaml").read_text(encoding="utf-8")) or []
    return {Fraction(str(e["difference"])) for e in entries}


def _reconciled(a: About) -> Expected:
    found = compared(a)
    differ = [d for d in found if d]
    numbers = [n for n in (len(found) - len(differ), len(differ)) if n]
    words = Item("words", frozenset({"都已有说明", "all explained"}), what="every difference is explained")
    said = [words] if set(differ) <= explained() else []
    return says(a.count(len(found), "compared"), (a.count(n) for n in numbers), said, holds=bool(differ))


def _agreeing(a: About) -> Expected:
    return says(a.count(len(compared(a)), "compared"), holds=not any(compared(a)))


DERIVATIONS = {
    "reply.headline": _headline,
    "reply.text": _text,
    "reply.state_equal": _state("agrees"),
    "reply.state_within": _state("agrees"),
    "reply.state_differs": _state("differs"),
    "reply.state_pending": _state("pending"),
    "reply.state_unknown": _state("unknown"),
    "reply.unchecked": _unchecked,
    "quality.reconciled_some": _reconciled,
    "quality.reconciled_none": _agreeing,
}
