"""Which members of a breakdown are sensitive: those that the code lists mark, and those that stand for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import BinaryExpression, BindParameter
from sqlalchemy.sql import visitors
from sqlalchemy.sql.operators import in_op

from govreport.canonical.codes import CodeList
from govreport.indicators.engine import code_list_of
from govreport.indicators.model import Indicator


def sensitive_members(
    indicators: Mapping[str, Indicator],
    codes: Mapping[str, CodeList],
    breakdown: str,
    proxies: Collection[tuple[str, str]] = (),
) -> frozenset[str]:
    """Codes of a breakdown that are sensitive, by the lists of every indicator that has it."""
    names = {breakdown}
    for indicator in indicators.values():
        column = indicator.numerator.relation.c.get(breakdown) if breakdown in indicator.breakdowns else None
        name = getattr(column, "info", {}).get("codes")
        if name:
            names.add(name)
    marked = {c.code for n in names if n in codes for c in codes[n].codes.values() if c.sensitive}
    return frozenset(marked | {member for by, member in proxies if by == breakdown})


def sensitive_breakdowns(
    indicators: Mapping[str, Indicator], codes: Mapping[str, CodeList], proxies: Collection[tuple[str, str]] = ()
) -> frozenset[str]:
    """Breakdowns that have a sensitive member."""
    known = {breakdown for indicator in indicators.values() for breakdown in indicator.breakdowns}
    return frozenset(b for b in known if sensitive_members(indicators, codes, b, proxies))


def subtotals(
    indicators: Mapping[str, Indicator], breakdown: str, codes: Mapping[str, CodeList]
) -> frozenset[frozenset[str]]:
    """Members that some figure adds up: those that its own condition names, as 扶老助残救孤济困 of the purposes; of a
    district's own codes those that mean them."""
    found = set()
    for indicator in indicators.values():
        for element in visitors.iterate(indicator.numerator.where):
            if isinstance(element, BinaryExpression) and element.operator is in_op:
                left, right = element.left, element.right
                if getattr(left, "name", "") == breakdown and isinstance(right, BindParameter):
                    found.add(_own({str(member) for member in right.value or ()}, code_list_of(left), codes))
    return frozenset(of for of in found if len(of) > 1)


def _own(members: Collection[str], listed: str | None, codes: Mapping[str, CodeList]) -> frozenset[str]:
    if listed is None or listed not in codes:
        return frozenset(members)
    return frozenset(code for code in codes[listed].codes if codes[listed].meaning(code) in members)
