"""What measures of supervision range over: grades in force, an organization's standing, credit entries, trainings.

Each is made in one pass over its extract: predicates per organization are aggregated once and joined, never looked up
organization by organization.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from govreport.canonical import activities, calendar, evaluations, organizations
from govreport.indicators.dates import PREVIOUS_YEAR_START, QUARTER_END, REPORT_YEAR, YEAR_START
from govreport.indicators.relations import SPELLS, accepted, handed_in, in_force, registration_of

_host = SPELLS.alias("graded_org")
_grade = evaluations.alias("graded")
_latest = (
    select(
        _grade.c._row,
        _grade.c.event_no,
        _grade.c.uscc,
        _grade.c.town_code,
        _grade.c.event_on,
        _grade.c.grade,
        _grade.c.valid_to,
        func.row_number()
        .over(partition_by=_grade.c.uscc, order_by=[_grade.c.event_on.desc(), _grade.c._row.desc()])
        .label("place"),
    )
    .where(_grade.c.event_kind == "assessment", _grade.c.event_on <= QUARTER_END)
    .subquery("latest_grade")
)
GRADES = (
    select(
        _latest.c._row,
        _latest.c.event_no,
        _latest.c.uscc,
        func.coalesce(_host.c.town_code, _latest.c.town_code).label("town_code"),
        _latest.c.event_on,
        _latest.c.grade,
        _latest.c.valid_to,
        _host.c.legal_type,
        _host.c.registered_on,
        _host.c.exited_on,
        _host.c.status,
    )
    .select_from(_latest.outerjoin(_host, registration_of(_latest.c.uscc, _latest.c.event_on, _host)))
    .where(_latest.c.place == 1)
    .subquery("grades")
)
"""An organization's latest assessment by quarter end: a new grade replaces the old one, even a lower one."""

_event = evaluations.alias("standing_event")
_e = _event.c


def _once(*conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.bool_or(and_(*conditions)), False)


def _dormant(criterion: str) -> ColumnElement[Any]:
    unsettled = or_(_e.closed_on.is_(None), _e.closed_on > QUARTER_END)
    return _once(_e.event_kind == "dormancy", _e.event_result == criterion, unsettled).label(criterion)


def _published(item: str) -> ColumnElement[Any]:
    named = (_e.event_kind == "disclosure", _e.disclosure_item == item, _e.report_year == REPORT_YEAR)
    return _once(*named).label(item)


_KINDS = ("annual_report", "assessment", "assessment_application", "penalty", "dormancy", "disclosure")
_owner = SPELLS.alias("owner")
_by_organization = (
    select(
        _owner.c._row,
        _once(handed_in(_event)).label("reported_last"),
        _once(handed_in(_event, REPORT_YEAR - 1)).label("reported_before"),
        _once(accepted(_event)).label("accepted_last"),
        _once(_e.event_kind == "assessment", in_force(_event), _e.event_on < YEAR_START).label("grade_in_force"),
        _once(_e.event_kind == "assessment_application", _e.event_on >= YEAR_START).label("applied"),
        _once(_e.event_kind == "penalty", _e.event_on >= PREVIOUS_YEAR_START).label("penalized"),
        _dormant("never_active"),
        _dormant("inactive"),
        _dormant("unreachable"),
        _published("staff"),
        _published("major_activities"),
        _published("charges"),
    )
    .select_from(_event.join(_owner, registration_of(_e.uscc, _e.event_on, _owner)))
    .where(_e.event_kind.in_(_KINDS), _e.event_on <= QUARTER_END)
    .group_by(_owner.c._row)
    .subquery("by_organization")
)
_any = evaluations.alias("any_event")


def _on_record(kind: str, *of: ColumnElement[bool]) -> ColumnElement[Any]:
    """Whether such events are on record at all: where none are, nobody can be said to have failed to do it."""
    return select(func.count()).where(_any.c.event_kind == kind, *of).scalar_subquery() > 0


_org = organizations.alias("standing_org")
_b = _by_organization.c
_FLAGS = (
    "applied",
    "grade_in_force",
    "penalized",
    "never_active",
    "inactive",
    "unreachable",
    "reported_last",
    "accepted_last",
)
STANDING = (
    select(
        _org.c._row,
        _org.c.uscc,
        _org.c.name,
        _org.c.town_code,
        _org.c.legal_type,
        _org.c.registered_on,
        _org.c.exited_on,
        _org.c.status,
        *(func.coalesce(_b[name], False).label(name) for name in _FLAGS),
        and_(
            ~func.coalesce(_b.reported_last, False),
            ~func.coalesce(_b.reported_before, False),
            func.extract("year", _org.c.registered_on) < REPORT_YEAR,
            _on_record("annual_report", _any.c.report_year == REPORT_YEAR),
            _on_record("annual_report", _any.c.report_year == REPORT_YEAR - 1),
        ).label("unreported"),
        func.coalesce(and_(_b.staff, _b.major_activities, _b.charges), False).label("disclosed"),
        _on_record("disclosure", _any.c.report_year == REPORT_YEAR).label("disclosures_known"),
        _on_record("assessment_application", _any.c.event_on <= QUARTER_END).label("applications_known"),
    )
    .select_from(_org.outerjoin(_by_organization, _org.c._row == _b._row))
    .subquery("standing")
)
"""An organization with what supervision says of it at quarter end: applied for an assessment this year, a grade still
in force (this year's apart, which follows from the application), last year's report handed in and accepted, penalized
since the beginning of last year, found inactive by each criterion and not settled, no report for the last two years
that were due, and all three items of last year disclosed. ``…_known``: whether the extract has such events at all."""

_entry = evaluations.alias("credit_entry")
_arose = calendar.alias("arose")
_entered = calendar.alias("entered")
_subject = SPELLS.alias("credit_subject")
CREDIT_ENTRIES = (
    select(
        _entry.c._row,
        _entry.c.event_no,
        _entry.c.uscc,
        func.coalesce(_subject.c.town_code, _entry.c.town_code).label("town_code"),
        _entry.c.event_on,
        _entry.c.closed_on,
        (_entered.c.working_day - _arose.c.working_day).label("working_days"),
    )
    .select_from(
        _entry.join(_arose, _entry.c.event_on == _arose.c.day)
        .join(_entered, _entry.c.closed_on == _entered.c.day)
        .outerjoin(_subject, registration_of(_entry.c.uscc, _entry.c.event_on, _subject))
    )
    .where(_entry.c.event_kind == "credit_entry")
    .subquery("credit_entries")
)
"""Credit information that was entered, with the working days from when it arose; days outside the holiday table can't
be judged and aren't here."""

_part = activities.alias("training_part")
_member = SPELLS.alias("training_member")
TRAININGS = (
    select(
        _part.c._row,
        _part.c.activity_no,
        _part.c.held_on,
        _part.c.uscc,
        func.coalesce(_member.c.town_code, _part.c.town_code).label("town_code"),
        _part.c.attendances,
        _part.c.people,
        _part.c.leaders,
        _member.c.legal_type,
        _member.c.registered_on,
        _member.c.exited_on,
        _member.c.status,
    )
    .select_from(_part.outerjoin(_member, registration_of(_part.c.uscc, _part.c.held_on, _member)))
    .where(_part.c.activity_kind == "training")
    .subquery("trainings")
)
"""An organization's part in a training, with the register's facts about it; the town is the register's."""
