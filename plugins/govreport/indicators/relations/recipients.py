"""Grants beside the register and the lists: payments to organizations that had left, awards to listed ones.

The rules E31, E32 and E32-SERIOUS ask the same of every row; here is what they find, to be counted.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Interval, and_, literal_column, or_, select

from govreport.canonical import evaluations, funding
from govreport.indicators.dates import parameter
from govreport.indicators.relations import SPELLS, registration_of

_grant = funding.alias("grant_row")
_spell = SPELLS.alias("recipient_spell")
_listing = evaluations.alias("recipient_listing")

_off_the_register = (
    select(_grant.c._row)
    .select_from(_grant.join(_spell, registration_of(_grant.c.recipient_uscc, _grant.c.paid_on, _spell)))
    .where(_grant.c.paid_fen > 0, _spell.c.exited_on < _grant.c.paid_on)
)
PAID_AFTER_LEAVING = select(funding).where(funding.c._row.in_(_off_the_register)).subquery("paid_after_leaving")
"""Payments of any fund made after the day on which their recipient left the register (rule E31)."""


def _listed(kind: str, years: str) -> ColumnElement[Any]:
    since = _grant.c.approved_on - parameter(years) * literal_column("INTERVAL '1' YEAR", Interval)
    return and_(
        _listing.c.event_kind == kind,
        _listing.c.event_on <= _grant.c.approved_on,
        or_(_listing.c.closed_on.is_(None), _listing.c.closed_on >= since),
    )


_to_listed = (
    select(_grant.c._row)
    .select_from(_grant.join(_listing, _grant.c.recipient_uscc == _listing.c.uscc))
    .where(
        _grant.c.awarded_fen.is_not(None),
        or_(
            _listed("abnormal_list", "award_after_abnormal_years"), _listed("serious_list", "award_after_serious_years")
        ),
    )
)
AWARDED_TO_LISTED = select(funding).where(funding.c._row.in_(_to_listed)).subquery("awarded_to_listed")
"""Awards of any fund to organizations that, on the day of approval or within the years before it that the district
states, were on the list of abnormal activity (rule E32) or on that of serious breaches (rule E32-SERIOUS)."""
