"""The six further extracts' records as an orderly office would write them: one text a cell, before any dirt.

Belongs here: choosing what a cut-off day's extract holds and the standard spelling of every value. Does not belong
here: other spellings (dirt_further.py), wrong records (faults_further.py), file forms (forms.py).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import date

from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.quarter import Quarter
from include.sample import plan_further
from include.sample.records import Activity, CommunityQuarter, FiledGroup, Further, Gift, PartyQuarter, Stage, Venture
from include.sample.rows import Cell, Row

_NAMES_AS_OF = date(2019, 9, 30)
EXTRACTS = ("filing", "party", "linkage", "ventures", "donations", "activities")


def _day(day: date | None, cutoff: date) -> str | None:
    return day.isoformat() if day is not None and day <= cutoff else None


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def yuan(fen: int | None, key: str) -> str | None:
    """An amount in 元 as whoever typed it liked: with commas, with two decimals, or plain."""
    if fen is None:
        return None
    whole, habit = fen / 100, zlib.crc32(key.encode()) % 3
    return f"{whole:,.2f}" if habit == 0 else f"{whole:.2f}" if habit == 1 else f"{whole:,.0f}"


def _person(key: str) -> str:
    return f"示例人{zlib.crc32(key.encode()) % 10_000:04d}"


def _phone(key: str) -> str | None:
    return ("示例电话", "***", None)[zlib.crc32(key.encode()) % 3]


class FurtherSpeller:
    """Writes records in the district's words."""

    def __init__(self, district: District, codes: Mapping[str, CodeList]) -> None:
        self.codes = codes
        self.towns = {t.code: t.name_on(_NAMES_AS_OF) for t in district.towns}

    def rows(self, extract: str, further: Further, cutoff: date) -> list[Row]:
        """The extract's rows at ``cutoff``; party and five-actor returns are those of three quarters."""
        ends = {q.end for q in plan_further.returned_with(Quarter.containing(cutoff))}
        if extract == "filing":
            return [self.group(g, cutoff) for g in further.filed if g.filed_on <= cutoff]
        if extract == "party":
            known = [r for r in further.party if r.organization.known_from <= cutoff]
            return [self.party(r) for r in known if r.as_of in ends]
        if extract == "linkage":
            return [self.place(r) for r in further.linkage if r.as_of in ends]
        if extract == "ventures":
            return [row for venture in further.ventures for row in self.venture(venture, cutoff)]
        if extract == "donations":
            return [self.gift(g) for g in further.gifts if g.received_on <= cutoff]
        return [self.activity(a) for a in further.activities if a.held_on <= cutoff]

    def _yes(self, value: bool | None) -> str | None:
        return None if value is None else self.codes["yes_no"].zh("yes" if value else "no")

    def _word(self, name: str, code: str | None) -> str | None:
        return self.codes[name].zh(code) if code else None

    def group(self, g: FiledGroup, cutoff: date) -> Row:
        """One filed group as its town's list shows it on ``cutoff``."""
        cells: dict[str, Cell] = {
            "town_code": self.towns[g.town],
            "community_code": g.community,
            "filing_no": g.number,
            "name": g.name,
            "form": self._word("group_form", g.form),
            "category": self._word("category", g.category),
            "filed_on": g.filed_on.isoformat(),
            "ended_on": _day(g.ended_on, cutoff),
            "person": _person(g.number),
            "phone": _phone(g.number),
            "headcount": str(8 + zlib.crc32(g.number.encode()) % 40),
            "remark": None,
        }
        return Row(g.number, (g.filed_on, g.number), cells)

    def party(self, r: PartyQuarter) -> Row:
        """One organization's return of one quarter."""
        o = r.organization
        organization, funds, staff, venue = r.secured or (None, None, None, None)
        cells: dict[str, Cell] = {
            "as_of": r.as_of.isoformat(),
            "name": o.name,
            "uscc": o.uscc,
            "town_code": self.towns[o.town],
            "party_form": self._word("party_form", r.form),
            "party_founded_on": r.founded_on.isoformat() if r.founded_on else None,
            "no_party_reason": self._word("no_party_reason", r.reason),
            "members": str(r.members),
            "person": "（略）" if r.founded_on else None,
            "phone": "***" if r.founded_on else None,
            "has_instructor": self._yes(r.instructor),
            "via_union_or_league": self._yes(r.union),
            "organization_secured": self._yes(organization),
            "funds_secured": self._yes(funds),
            "staff_secured": self._yes(staff),
            "venue_secured": self._yes(venue),
            "meetings_due": _number(r.due),
            "meetings_held": _number(r.held),
            "full_time_staff": str(r.staff),
            "social_workers": str(r.social_workers),
            "new_social_workers": str(r.new_workers),
            "remark": None,
        }
        return Row(f"{o.number}@{r.as_of}", (r.as_of, f"{o.number:05d}"), cells)

    def place(self, r: CommunityQuarter) -> Row:
        """One village or community at the end of one quarter."""
        running = r.started_on is not None
        cells: dict[str, Cell] = {
            "as_of": r.as_of.isoformat(),
            "town_code": self.towns[r.community.town_code],
            "community_code": r.community.name,
            "started_on": r.started_on.isoformat() if r.started_on else None,
            "is_pilot": self._yes(r.pilot),
            "is_showcase": self._yes(r.showcase),
            "committee_on": r.committee_on.isoformat() if r.committee_on else None,
            "deliberations": _number(r.deliberations),
            "person": _person(r.community.code) if running else None,
            "phone": _phone(r.community.code) if running else None,
            "remark": None,
        }
        for actor in ("has_residents_committee", "has_organization", "has_social_work", "has_enterprise", "has_fund"):
            cells[actor] = self._yes(r.actors.get(actor))
        return Row(f"{r.community.code}@{r.as_of}", (r.as_of, r.community.code), cells)

    def venture(self, v: Venture, cutoff: date) -> list[Row]:
        """The stages of one project that are done or planned on ``cutoff``, from its application on."""
        if v.stages[0].done_on > cutoff:
            return []
        decided = v.stages[2].done_on <= cutoff
        return [self.stage(v, s, cutoff) for s in v.stages if decided or s in v.stages[:3]]

    def stage(self, v: Venture, s: Stage, cutoff: date) -> Row:
        """One stage as it stands on ``cutoff``."""
        done = s.done_on <= cutoff
        granted = s.name == "review" and done and v.approved
        closed = s.name == "closing" and done
        became = v.became if closed and v.became and v.became[1] <= cutoff else (None, None)
        outputs = v.outputs if closed else (None, None, None, None)
        key = f"{v.number}/{s.name}"
        cells: dict[str, Cell] = {
            "round": str(v.round),
            "project_no": v.number,
            "project_name": v.title,
            "field": self._word("purpose", v.purpose),
            "town_code": self.towns[v.town],
            "community_code": v.community,
            "applicant_name": v.applicant,
            "implementer_kind": self._word("implementer_kind", v.kind),
            "person": _person(v.number),
            "phone": _phone(v.number),
            "stage": self._word("venture_stage", s.name),
            "due_on": s.due_on.isoformat(),
            "done_on": s.done_on.isoformat() if done else None,
            "stage_result": self._word("stage_result", s.result) if done else None,
            "grant_fen": yuan(v.grant, key) if granted else None,
            "own_funds_fen": yuan(v.own_funds, key) if granted else None,
            "activities": _number(outputs[0]),
            "people_served": _number(outputs[1]),
            "volunteers": _number(outputs[2]),
            "volunteer_hours": _number(outputs[3]),
            "is_brand": self._yes(v.brand) if closed else None,
            "became_no": became[0],
            "became_on": became[1].isoformat() if became[1] else None,
            "remark": None,
        }
        return Row(key, (s.done_on, key), cells)

    def gift(self, g: Gift) -> Row:
        """One gift."""
        cells: dict[str, Cell] = {
            "donation_no": g.number,
            "received_on": g.received_on.isoformat(),
            "town_code": self.towns[g.town],
            "community_code": g.community,
            "donor_class": self._word("donor_class", g.donor),
            "person": "（不公开）" if g.donor in ("individual", "enterprise") else None,
            "cash_fen": yuan(g.cash, g.number),
            "in_kind_fen": yuan(g.in_kind, g.number),
            "remark": "物资" if g.in_kind else None,
        }
        return Row(g.number, (g.received_on, g.number), cells)

    def activity(self, a: Activity) -> Row:
        """One organization's part in an activity."""
        cells: dict[str, Cell] = {
            "activity_no": a.number,
            "activity_kind": self._word("activity_kind", a.kind),
            "title": a.title,
            "held_on": a.held_on.isoformat(),
            "name": a.name,
            "uscc": a.uscc,
            "town_code": self.towns[a.town],
            "attendances": _number(a.attendances),
            "people": _number(a.people),
            "leaders": _number(a.leaders),
            "person": None,
            "remark": None if a.uscc else "备案组织",
        }
        return Row(f"{a.number}/{a.uscc or a.name}", (a.held_on, f"{a.number}/{a.name}"), cells)
