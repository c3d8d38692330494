"""What of an explanation isn't for print: operators see it, and what they take along says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.errors import Message
from govreport.explain.explanation import ExplainContext, Printed
from govreport.explain.query import FigureQuery
from govreport.explain.rows import Sheet
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.disclosure.hiding import hidden_keys
from govreport.indicators.disclosure.known import Disclosure
from govreport.indicators.disclosure.proxies import TITLES, Proxy, group_column
from govreport.indicators.model import Observation
from govreport.quarter import Quarter

MARK = Message("内部，不公开", "internal, not for publication")
FIGURE = Message(
    "季报不印这一数值（或与它比较的数值）：由它可看出特定人群的少数几个人。数值、增减和记录只供内部核对，不得外传。",
    "Reports withhold this figure (or the one it is compared with): it could point at a few people of a sensitive "
    "group. The figure, its changes and its records are for checking only and stay inside.",
)
RECORDS = Message(
    "清单含不公开的栏（栏名已注明），只供内部核对，不得外传。",
    "The list holds columns that aren't for publication (their heads say so); it is for checking only, inside.",
)


def is_withheld(
    context: ExplainContext,
    query: FigureQuery,
    vintages: Mapping[Quarter, str],
    printed: Iterable[Printed],
    proxies: Collection[Proxy],
) -> bool:
    """Whether reports withhold the figure, or one that it is compared with; ``vintages`` are the ids of both."""
    if not query.breakdown:
        return False
    if any(p.withheld for p in printed):
        return True
    observations = [
        Observation(o[0], quarter, *o[1:])
        for quarter, vintage in vintages.items()
        for o in context.vintages.observations(vintage)
        if o[2] == query.breakdown or not o[2]
    ]
    hidden = hidden_keys(observations, CATALOGUE, context.codes, Disclosure(proxies=frozenset(proxies)))
    split = (query.town_code, query.breakdown, query.member)
    return any((query.indicator.id, quarter, *split) in hidden for quarter in vintages)


def prints(p: Printed) -> Message:
    """What a report prints of the figure."""
    if p.withheld:
        return Message("略", "withheld")
    return Message("同此数", "this figure") if p.same else Message("另一数", "another figure")


def marked_columns(
    codes: Mapping[str, CodeList], sheets: Mapping[str, Sheet], proxies: Collection[Proxy]
) -> dict[str, frozenset[str]]:
    """Of each extract's columns those that say whose records they are: the groups', and what gives them away."""
    found = {}
    for name, sheet in sheets.items():
        group = group_column(EXTRACTS[name], codes) if name in EXTRACTS else None
        if group is not None:
            named = {group.name, *(column for column, _ in proxies), *TITLES.get(name, ())}
            found[name] = frozenset(named & {c.name for c in sheet.columns})
    return found
