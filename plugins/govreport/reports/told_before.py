"""What readers were told before this report, kept under its hash: it decides with the figures what stays hidden.

A report that is made again, also long after, starts from what was recorded the first time, so that the same inputs give
the same report whatever was told since.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from govreport.context import Context
from govreport.errors import IntegrityError
from govreport.indicators.disclosure.known import Cell, Disclosure, Value
from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.reports.identity.fingerprint import TOLD
from govreport.reports.identity.provenance import Provenance
from govreport.store.presented import Told

_DECIDING: Final = ("district", "quarter", "reference", "verdict", "vintages", "earlier")
"""Parts of a report that its figures come from: a report with the same ones is the same issue made again."""
Proxies = frozenset[tuple[str, str]]


class ToldBefore(NamedTuple):
    """What is kept: the vintages that were shown, and every proxy that was ever found."""

    key: str
    vintages: tuple[Told, ...]
    proxies: Proxies


def told_before(context: Context, parts: Mapping[str, Any], proxies: Proxies) -> ToldBefore:
    """What readers knew when the report of these parts was first made; ``proxies`` are those of its own records."""
    key = context.told if context.told is not None else _recorded(context, parts)
    if key is None:
        known = proxies | _last_proxies(context)
        # A longer period says nothing that its quarters don't (indicators/disclosure/longer.py).
        told, district = context.presented.told(context.district.id), context.district
        vintages = [t for t in told if not district.is_longer(t.quarter)]
        written = {"vintages": [[t.vintage_id, str(t.quarter), t.hidden] for t in vintages], "proxies": sorted(known)}
        key = context.files.put("told", json.dumps(written, ensure_ascii=False).encode(), ".json")
    return _read(context, key, proxies)


def disclosure_of(context: Context, told: ToldBefore, breakdowns: Collection[str]) -> Disclosure:
    """The same as the choice of hidden cells needs it, for the breakdowns that have anything to hide."""
    withheld = {t.vintage_id: {_cell(t.quarter, *cell) for cell in t.hidden} for t in told.vintages}
    quarters = {t.vintage_id: t.quarter for t in told.vintages}
    printed: dict[Cell, set[Value]] = {}
    for vintage, o in context.presented.figures(list(quarters), breakdowns) if breakdowns else ():
        cell = _cell(quarters[vintage], o.indicator, o.breakdown, o.town_code, o.member)
        if cell not in withheld[vintage]:
            printed.setdefault(cell, set()).add(Value(o.numerator, o.denominator))
    return Disclosure(
        withheld=frozenset(cell for cells in withheld.values() for cell in cells),
        printed={cell: frozenset(values) for cell, values in printed.items()},
        proxies=told.proxies,
    )


def _cell(quarter: Quarter, indicator: str, breakdown: str, town: str, member: str) -> Cell:
    return Cell(indicator, quarter, breakdown, town, member)


def _read(context: Context, key: str, proxies: Proxies) -> ToldBefore:
    kept = json.loads(context.files.get(key))
    vintages = tuple(
        Told(vintage, Quarter.parse(quarter, KINDS), tuple((i, by, town, member) for i, by, town, member in hidden))
        for vintage, quarter, hidden in kept["vintages"]
    )
    return ToldBefore(key, vintages, proxies | {(by, member) for by, member in kept["proxies"]})


def _recorded(context: Context, parts: Mapping[str, Any]) -> str | None:
    """What the same report started from when it was made before, in whatever language and layout."""
    for report in context.results.reports(context.district.id, context.quarter):
        recorded = _parts(context, report.provenance_key)
        if TOLD in recorded and all(recorded.get(name) == parts.get(name) for name in _DECIDING):
            return str(recorded[TOLD])
    return None


def _last_proxies(context: Context) -> Proxies:
    """Those that the district's newest report knew, which knew those of the reports before it."""
    newest = context.results.newest_report(context.district.id)
    recorded = _parts(context, newest.provenance_key) if newest is not None else {}
    return _read(context, str(recorded[TOLD]), frozenset()).proxies if TOLD in recorded else frozenset()


def _parts(context: Context, provenance_key: str) -> Mapping[str, Any]:
    try:
        return Provenance.model_validate_json(context.files.get(provenance_key)).parts if provenance_key else {}
    except IntegrityError:  # lost: what can't be read is told again from the database
        return {}
