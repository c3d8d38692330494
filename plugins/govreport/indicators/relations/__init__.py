"""What measures range over: canonical tables, and joins that several themes need."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, or_, select

from govreport.canonical import communities, evaluations, funding, organizations, towns
from govreport.indicators.dates import QUARTER_END, REPORT_YEAR

__all__ = [
    "EVENTS",
    "GRADUATES",
    "SPELLS",
    "accepted",
    "communities",
    "funding",
    "handed_in",
    "in_force",
    "open_on",
    "organizations",
    "registered",
    "registration_of",
    "towns",
]


def open_on(day: ColumnElement[Any], relation: FromClause, kind: str) -> ColumnElement[bool]:
    """An event of the kind that had begun by ``day`` and wasn't closed then: on a list (在列), in the base (在孵)."""
    c = relation.c
    return and_(c.event_kind == kind, c.event_on <= day, or_(c.closed_on.is_(None), c.closed_on > day))


def in_force(relation: FromClause, day: ColumnElement[Any] = QUARTER_END) -> ColumnElement[bool]:
    """A grade that is valid on ``day``, its last day included (有效期内)."""
    return relation.c.valid_to >= day


def registered(day: ColumnElement[Any], relation: FromClause = organizations) -> ColumnElement[bool]:
    """On the register on ``day`` (在册): registered by then, not yet gone, and past preparation."""
    c = relation.c
    return and_(
        c.registered_on <= day,
        or_(c.exited_on.is_(None), c.exited_on > day),
        c.status != "preparing",
    )


def handed_in(relation: FromClause, year: ColumnElement[Any] = REPORT_YEAR) -> ColumnElement[bool]:
    """A report for ``year`` that is handed in by quarter end, whatever became of it (报送)."""
    c = relation.c
    return and_(c.event_kind == "annual_report", c.report_year == year, c.event_on <= QUARTER_END)


def accepted(relation: FromClause) -> ColumnElement[bool]:
    """A report for last year that is handed in and accepted by quarter end (受理)."""
    return and_(handed_in(relation), relation.c.closed_on <= QUARTER_END)


_again = func.row_number().over(partition_by=organizations.c.uscc, order_by=organizations.c.registered_on) > 1
_next = func.lead(organizations.c.registered_on).over(
    partition_by=organizations.c.uscc, order_by=organizations.c.registered_on
)
SPELLS = select(
    *organizations.c,
    case((_again, organizations.c.registered_on)).label("from_day"),
    _next.label("until_day"),
).subquery("spells")
"""The register, with the days between which a credit code means this registration: always, unless an organization left
and was registered again under its code."""


def registration_of(code: ColumnElement[Any], day: ColumnElement[Any], spell: FromClause) -> ColumnElement[bool]:
    """Joins a record of ``day`` to the registration (an alias of SPELLS) that its code meant then: to one and no more,
    so that nothing counts twice."""
    c = spell.c
    return and_(
        c.uscc == code,
        or_(c.from_day.is_(None), c.from_day <= day),
        or_(c.until_day.is_(None), c.until_day > day),
    )


_org = SPELLS.alias("org")
_event = evaluations.alias("event")

EVENTS = (
    select(
        _event.c.uscc,
        _event.c.event_no,
        _event.c.event_kind,
        _event.c.report_year,
        _event.c.event_on,
        _event.c.event_result,
        _event.c.due_on,
        _event.c.closed_on,
        _event.c.grade,
        _event.c.valid_to,
        func.coalesce(_org.c.town_code, _event.c.town_code).label("town_code"),
        _org.c.registered_on,
        _org.c.exited_on,
        _org.c.status,
        _event.c._row,
    )
    .select_from(_event.outerjoin(_org, registration_of(_event.c.uscc, _event.c.event_on, _org)))
    .where(
        or_(
            _event.c.event_kind.in_(("regular_check", "ad_hoc_check", "abnormal_list", "serious_list", "incubation")),
            and_(_event.c.event_kind == "annual_report", _event.c.report_year == REPORT_YEAR),
        )
    )
    .subquery("events")
)
"""Checks, lists, incubation and the annual reports that are due this year, with the register's facts about the
organization; the town is the register's. Other kinds of events have relations of their own (relations/supervision.py):
what isn't measured here needn't be joined for every measure."""

_graduate = evaluations.alias("graduate")
_report = evaluations.alias("report")
_listing = evaluations.alias("listing")
_host = SPELLS.alias("host")

_reported = (
    select(_report.c.event_no)
    .where(
        _report.c.uscc == _graduate.c.uscc,
        handed_in(_report),
    )
    .exists()
)
_on_abnormal_list = (
    select(_listing.c.event_no)
    .where(
        _listing.c.uscc == _graduate.c.uscc,
        open_on(QUARTER_END, _listing, "abnormal_list"),
    )
    .exists()
)
GRADUATES = (
    select(
        _graduate.c.uscc,
        _graduate.c.event_no,
        _graduate.c.closed_on,
        func.coalesce(_host.c.town_code, _graduate.c.town_code).label("town_code"),
        and_(
            registered(QUARTER_END, _host),
            or_(_reported, func.extract("year", _host.c.registered_on) > REPORT_YEAR),
            ~_on_abnormal_list,
        ).label("operating"),
        _graduate.c._row,
    )
    .select_from(_graduate.outerjoin(_host, registration_of(_graduate.c.uscc, _graduate.c.event_on, _host)))
    .where(_graduate.c.event_kind == "incubation", _graduate.c.event_result == "graduated")
    .subquery("graduates")
)
"""Graduates of the incubation base. *Operating* is our reading of 正常运营: registered, last annual report handed in
(if one was due), not on the list of abnormal activity."""
