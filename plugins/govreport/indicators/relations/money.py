"""What indicators about money, ventures, bases and the five-actor model range over."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all

from govreport.canonical import bases, communities, community_quarters, donations, funding, venture_stages
from govreport.indicators.dates import QUARTER_END

_special = and_(funding.c.fund == "special_fund", funding.c.paid_on <= QUARTER_END)
_recipient = func.coalesce(funding.c.recipient_uscc, funding.c.recipient_name)
PAYMENTS = select(funding, _recipient.label("recipient")).where(_special).subquery("payments")
"""Payments of the special fund, with who got them: the credit code, or the name where there is none."""

RETURNS = select(funding, (-funding.c.paid_fen).label("returned_fen")).where(funding.c.paid_fen < 0).subquery("returns")
"""Refunds of all funds: rows with a negative amount, here as what was returned."""

_paid = func.coalesce(func.sum(funding.c.paid_fen), 0)
RECIPIENTS = (
    select(
        _recipient.label("recipient"),
        _paid.label("paid_fen"),
        func.count(funding.c.project_no.distinct()).label("projects"),
        func.row_number().over(order_by=(_paid.desc(), _recipient)).label("place"),
    )
    .where(_special)
    .group_by(_recipient)
    .subquery("recipients")
)
"""Recipients of the special fund with what they were paid, largest first, and for how many projects; their
records are PAYMENTS, by ``recipient``."""

_community_fund = and_(funding.c.fund == "community_fund", funding.c.paid_fen.is_not(None))
FUND_MOVES = union_all(
    select(
        literal("donations").label("_extract"),
        donations.c._row,
        donations.c.town_code,
        donations.c.community_code,
        donations.c.received_on.label("moved_on"),
        donations.c.cash_fen.label("balance_fen"),
    ).where(donations.c.cash_fen.is_not(None)),
    select(
        literal("funding"),
        funding.c._row,
        funding.c.town_code,
        funding.c.community_code,
        funding.c.paid_on,
        -funding.c.paid_fen,
    ).where(_community_fund),
).subquery("fund_moves")
"""What moved the cash of community funds: gifts received, and grants paid out (negative)."""

_v = venture_stages.c


_approving = and_(_v.stage == "review", _v.stage_result == "approved", _v.done_on <= QUARTER_END)


def _reached(column: Any, *stages: str) -> ColumnElement[Any]:
    """A project's value on those stages, once they were reached by the quarter's end."""
    return func.max(column).filter(and_(_v.stage.in_(stages), _v.done_on <= QUARTER_END))


VENTURES = (
    select(
        _v.project_no,
        func.max(_v.round).label("round"),
        func.max(_v.field).label("field"),
        func.max(_v.town_code).label("town_code"),
        func.max(_v.community_code).label("community_code"),
        func.max(_v.implementer_kind).label("implementer_kind"),
        _reached(_v.done_on, "application").label("applied_on"),
        func.max(_v.done_on).filter(_approving).label("approved_on"),
        _reached(_v.grant_fen, "review").label("grant_fen"),
        _reached(_v.done_on, "evaluation").label("evaluated_on"),
        _reached(_v.stage_result, "evaluation").label("evaluation_result"),
        func.max(_v.done_on)
        .filter(
            and_(
                _v.stage == "closing",
                func.coalesce(_v.stage_result, "done") != "stopped",
                _v.done_on <= QUARTER_END,
            )
        )
        .label("closed_on"),
        _reached(_v.activities, "closing").label("activities"),
        _reached(_v.people_served, "closing").label("people_served"),
        _reached(_v.volunteers, "closing").label("volunteers"),
        _reached(_v.volunteer_hours, "closing").label("volunteer_hours"),
        func.bool_or(_v.is_brand).filter(and_(_v.stage == "closing", _v.done_on <= QUARTER_END)).label("is_brand"),
        _reached(_v.became_no, "closing").label("became_no"),
        _reached(_v.became_on, "closing").label("became_on"),
    )
    .group_by(_v.project_no)
    .subquery("ventures")
)
"""公益微创投 projects, one row each, with what every stage brought by the quarter's end; their records are
venture_stages, by ``project_no``."""

APPROVED = VENTURES.c.approved_on.is_not(None)
"""A venture project that was approved (立项)."""
CLOSED = and_(APPROVED, VENTURES.c.closed_on.is_not(None))
"""An approved venture project that was closed and not stopped (结项)."""

APPROVALS = select(venture_stages).where(_approving).subquery("approvals")
"""The reviews that approved a venture project."""

_of_field = func.count(_v.project_no.distinct())
FIELDS = (
    select(
        _v.field,
        _of_field.label("projects"),
        func.row_number().over(order_by=(_of_field.desc(), _v.field)).label("place"),
    )
    .where(_approving)
    .group_by(_v.field)
    .subquery("fields")
)
"""Fields of approved venture projects, largest first; their records are APPROVALS, by ``field``."""

_q = community_quarters.c
_here = communities.alias("here")
LINKAGE = (
    select(
        *(column for column in _q if column.name != "town_code"),
        func.coalesce(_here.c.town_code, _q.town_code).label("town_code"),
    )
    .select_from(community_quarters.outerjoin(_here, _q.community_code == _here.c.community_code))
    .where(_q.as_of == QUARTER_END)
    .subquery("linkage_rows")
)
"""What each village and community returned for the quarter; the town is that of the list of communities."""

RUNS = LINKAGE.c.started_on <= QUARTER_END
"""A community that runs the five-actor model."""
RUNNING = select(LINKAGE).where(RUNS).subquery("running")
"""The returns of communities that run the five-actor model."""

TOWN_LINKAGE = (
    select(
        communities.c.town_code,
        func.count(communities.c.community_code.distinct()).label("communities"),
        func.count(RUNNING.c.community_code.distinct()).label("running"),
    )
    .select_from(communities.outerjoin(RUNNING, communities.c.community_code == RUNNING.c.community_code))
    .group_by(communities.c.town_code)
    .subquery("town_linkage")
)
"""Towns with the number of their communities and of those that run the model; their records are RUNNING, by
``town_code``."""


def open_base(day: ColumnElement[Any]) -> ColumnElement[bool]:
    """An incubation base that is open on ``day``."""
    return and_(bases.c.opened_on <= day, or_(bases.c.closed_on.is_(None), bases.c.closed_on > day))
