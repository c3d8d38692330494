"""What measures of party building and staff range over: the register with the quarter's party returns."""

from __future__ import annotations

from sqlalchemy import and_, func, select

from govreport.canonical import organizations, party_quarters
from govreport.indicators.dates import QUARTER_END
from govreport.indicators.relations import registered

_return = party_quarters.alias("party_return")
_STATED = [c for c in _return.c if c.name not in ("_row", "name", "town_code", "as_of")]
_returned = (
    select(
        *_STATED,
        func.row_number().over(partition_by=_return.c.uscc, order_by=_return.c._row.desc()).label("place"),
    )
    .where(_return.c.as_of == QUARTER_END)
    .subquery("party_returned")
)
_org = organizations.alias("party_org")

PARTY = (
    select(
        _org.c._row,
        _org.c.uscc,
        _org.c.name,
        _org.c.town_code,
        _org.c.legal_type,
        *(_returned.c[c.name] for c in _STATED if c.name != "uscc"),
    )
    .select_from(_org.outerjoin(_returned, and_(_org.c.uscc == _returned.c.uscc, _returned.c.place == 1)))
    .where(registered(QUARTER_END, _org), _org.c.status != "liquidating")
    .subquery("party")
)
"""Organizations in operation (运作中) at quarter end, registered and not being liquidated, with what their party return
of that day says; where an organization returned nothing, everything the return would say is null."""
