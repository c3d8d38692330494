"""What an empty cell of a canonical column says, where the extract has the column: which records it is asked of.

Of a part of an extract, such as a town's rows, an empty column is read by this: where rows that it is asked of are
there and none of them fills it, the part hasn't supplied it. Of a day that hasn't come an empty cell is the answer.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, ColumnElement, false, or_, true

from govreport.canonical.money import donations, funding, venture_stages
from govreport.canonical.oversight import activities, community_quarters, evaluations
from govreport.canonical.register import filed_groups, organizations, party_quarters

_f, _d, _v, _e = funding.c, donations.c, venture_stages.c, evaluations.c
_q, _p, _closing = community_quarters.c, party_quarters.c, venture_stages.c.stage == "closing"
_NOT_YET = (
    organizations.c.exited_on,
    organizations.c.joined_federation_on,
    filed_groups.c.ended_on,
    _v.done_on,
    _v.became_no,
    _v.became_on,
    _e.closed_on,
    _q.started_on,
    _q.committee_on,
)
"""Days of what may not have happened (and what goes with one of them): left empty, it hasn't."""
_OF: Mapping[Column, ColumnElement[bool]] = {  # type: ignore[type-arg]
    **dict.fromkeys(_NOT_YET, false()),
    **dict.fromkeys((organizations.c.category, organizations.c.community_code), organizations.c.is_community_org),
    organizations.c.registered_on: organizations.c.status != "preparing",
    _f.awarded_fen: _f.instalment == 1,
    _f.paid_on: _f.paid_fen != 0,
    _f.budget_fen: _f.fund == "city_venture",
    _f.community_code: _f.fund == "community_fund",
    _d.cash_fen: _d.in_kind_fen.is_(None),
    _d.in_kind_fen: _d.cash_fen.is_(None),
    _v.stage_result: _v.stage.in_(("review", "evaluation")) & _v.done_on.is_not(None),
    **dict.fromkeys((_v.grant_fen, _v.own_funds_fen), (_v.stage == "review") & _v.done_on.is_not(None)),
    **dict.fromkeys(
        (_v.activities, _v.people_served, _v.volunteers, _v.volunteer_hours, _v.is_brand),
        _closing & _v.done_on.is_not(None),
    ),
    _e.report_year: _e.event_kind.in_(("annual_report", "disclosure")),
    _e.event_result: _e.event_kind.in_(("regular_check", "ad_hoc_check")),
    _e.due_on: _e.event_result == "finding",
    **dict.fromkeys((_e.grade, _e.score, _e.valid_to), _e.event_kind == "assessment"),
    _e.disclosure_item: _e.event_kind == "disclosure",
    **dict.fromkeys(
        (activities.c.attendances, activities.c.people, activities.c.leaders), activities.c.activity_kind == "training"
    ),
    _p.no_party_reason: _p.party_form == "none",
    **dict.fromkeys((_p.party_founded_on, _p.meetings_due), _p.party_form != "none"),
    _p.meetings_held: or_(_p.meetings_due > 0, _p.meetings_due.is_(None) & (_p.party_form != "none")),
    **dict.fromkeys((c for c in _q if c.name.startswith("has_")), _q.started_on.is_not(None)),
    _q.deliberations: _q.committee_on.is_not(None),
}  # fmt: skip


def asked_of(column: Column) -> ColumnElement[bool]:  # type: ignore[type-arg]
    """The records of which a column of a canonical table is asked: all of them, unless something else is said above."""
    return _OF.get(column, true())
