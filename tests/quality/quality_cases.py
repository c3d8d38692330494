"""Small canonical extracts for the rules: a good one a suite, and for every rule a row that breaks it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from stdnum.cn import uscc

from govreport.canonical import EXTRACTS, ROW
from govreport.district.folder import ColumnLayout, Source
from govreport.district.reading import load_district
from govreport.manifests.extracts import TidyExtract, TotalRow
from govreport.quality.check import check_extract
from govreport.quality.profile import Amounts, Profile, profile_of
from govreport.quarter import Quarter
from govreport.store.files import FileStore

ROOT = Path(__file__).resolve().parents[2]
Q3 = Quarter(2019, 3)
CUTOFF = date(2019, 9, 30)
_REAL = load_district(ROOT / "include" / "districts", "panyu")
HERE, THERE, LAST = (c.code for c in _REAL.communities[:3])


def source(extract: str) -> Source:
    """An extract whose file has every column under its own name."""
    columns = {c.name: ColumnLayout(aliases=(c.info["zh"],)) for c in EXTRACTS[extract].columns if c.name != "_row"}
    return Source.model_validate(
        {
            "extract": extract,
            "title": {"zh": f"数据{extract}", "en": extract},
            "owner": "番禺区民政局社会组织管理科",
            "location": _REAL.sources["registration"].location,
            "layout": {"columns": columns},
        }
    )


OWNED = ("registration", "funding", "evaluation")
"""Extracts of which the fixture keeps the district's own source."""


PANYU = _REAL.model_copy(
    update={
        "sources": {name: _REAL.sources[name] if name in OWNED else source(name) for name in EXTRACTS},
        "communities": _REAL.communities[:3],
    }
)
"""The district with every extract, and with three communities."""
Record = dict[str, Any]


def code(number: int, prefix: str = "51440113") -> str:
    """A synthetic credit code; the inner check worked out from the standard's text, the outer by python-stdnum."""
    body = f"MJ{number:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    remainder = 11 - sum(int(c, 36) * w for c, w in zip(body, weights, strict=True)) % 11
    inner = {10: "X", 11: "0"}.get(remainder, str(remainder))
    stem = prefix + body + inner
    return stem + uscc.calc_check_digit(stem)


def wrong(good: str, at: int) -> str:
    """The code with the character at ``at`` replaced by the next digit."""
    return good[:at] + str((int(good[at], 36) + 1) % 10) + good[at + 1 :]


def organization(number: int, **changes: Any) -> Record:
    return {
        "name": f"样例社团{number}", "uscc": code(number), "certificate_no": None, "legal_type": "association",
        "registrar": "番禺区民政局", "supervisor": None, "registered_on": date(2015, 3, 1), "status": "active",
        "exited_on": None, "capital_fen": 3_000_000, "domicile": "样例路1号", "town_code": "440113007",
        "community_code": None, "is_community_org": True, "category": "charity", "is_federation": False,
        "joined_federation_on": None, "sector": None, "is_charity": None, "is_hub": None,
    } | changes  # fmt: skip


def instalment(project: str, number: int = 1, **changes: Any) -> Record:
    return {
        "project_no": project, "project_name": "样例项目", "fund": "special_fund", "approved_on": date(2018, 5, 1),
        "recipient_name": "样例社团1", "recipient_uscc": code(1), "town_code": "440113007", "community_code": None,
        "purpose": "elderly", "instalment": number, "awarded_fen": 5_000_000 if number == 1 else None,
        "paid_on": date(2018, 6, 1), "paid_fen": 2_000_000, "paid_to_date_fen": None, "budget_fen": None,
        "department": "civil_affairs", "target_group": None,
    } | changes  # fmt: skip


def venture(project: str, **changes: Any) -> Record:
    """A city venture grant, within both limits."""
    return instalment(
        project, fund="city_venture", approved_on=date(2019, 3, 1), awarded_fen=30_000_000, budget_fen=50_000_000,
        paid_on=date(2019, 4, 1), paid_to_date_fen=2_000_000,
    ) | changes  # fmt: skip


def event(number: str, kind: str = "regular_check", **changes: Any) -> Record:
    base = {
        "event_no": number, "event_kind": kind, "name": "样例社团1", "uscc": code(1), "town_code": "440113007",
        "report_year": None, "event_on": date(2019, 4, 1), "event_result": "no_finding", "due_on": None,
        "closed_on": None, "grade": None, "score": None, "valid_to": None, "disclosure_item": None,
    }  # fmt: skip
    if kind == "assessment":
        base |= {"event_result": "graded", "grade": "4A", "score": 920, "valid_to": date(2024, 4, 1)}
    if kind == "annual_report":
        base |= {
            "event_result": "accepted",
            "report_year": 2018,
            "due_on": date(2019, 3, 31),
            "closed_on": date(2019, 4, 9),
        }
    return base | changes


def group(number: int, **changes: Any) -> Record:
    return {
        "filing_no": f"备{number}", "name": f"样例队{number}", "form": "team", "town_code": "440113007",
        "community_code": HERE, "category": "recreation", "filed_on": date(2016, 4, 1), "ended_on": None,
    } | changes  # fmt: skip


def party(number: int, **changes: Any) -> Record:
    return {
        "uscc": code(number), "name": f"样例社团{number}", "town_code": "440113007", "as_of": date(2019, 9, 30),
        "party_form": "sole", "party_founded_on": date(2018, 7, 1), "no_party_reason": None, "members": 3,
        "has_instructor": True, "via_union_or_league": False, "organization_secured": True, "funds_secured": True,
        "staff_secured": True, "venue_secured": True, "meetings_due": 5, "meetings_held": 5, "full_time_staff": 4,
        "social_workers": 4, "new_social_workers": 4,
    } | changes  # fmt: skip


NO_PARTY = {"party_form": "none", "party_founded_on": None, "no_party_reason": "too_few_members", "members": 2}


def community(code: str, **changes: Any) -> Record:
    return {
        "community_code": code, "town_code": "440113007", "as_of": date(2019, 9, 30), "started_on": date(2016, 5, 1),
        "is_pilot": True, "is_showcase": True, "committee_on": date(2016, 5, 1), "deliberations": 0,
        "has_residents_committee": True, "has_organization": True, "has_social_work": True, "has_enterprise": True,
        "has_fund": True, "has_volunteers": None, "has_charity_resources": None,
    } | changes  # fmt: skip


def not_running(code: str, **changes: Any) -> Record:
    return community(
        code, started_on=None, is_pilot=False, is_showcase=False, committee_on=None, has_fund=False
    ) | changes  # fmt: skip


def stage(project: str, name: str, month: int, result: str | None = "done", **changes: Any) -> Record:
    return {
        "project_no": project, "round": 1, "project_name": f"样例项目{project}", "field": "elderly",
        "town_code": "440113007", "community_code": HERE, "applicant_name": "样例社团1",
        "implementer_kind": "organization", "stage": name,
        "due_on": date(2018, month, 28), "done_on": date(2018, month, 20), "stage_result": result, "grant_fen": None,
        "own_funds_fen": None, "activities": None, "people_served": None, "volunteers": None, "volunteer_hours": None,
        "is_brand": None, "became_no": None, "became_on": None,
    } | changes  # fmt: skip


def gift(number: str, **changes: Any) -> Record:
    return {
        "donation_no": number, "town_code": "440113007", "community_code": HERE, "received_on": date(2018, 3, 1),
        "donor_class": "individual", "cash_fen": 100_00, "in_kind_fen": None,
    } | changes  # fmt: skip


def activity(number: str, org: int | None = 1, **changes: Any) -> Record:
    return {
        "activity_no": number, "activity_kind": "training", "title": f"样例培训{number}", "held_on": date(2019, 7, 9),
        "uscc": None if org is None else code(org), "name": f"样例社团{org}", "town_code": "440113007",
        "attendances": 30, "people": 30, "leaders": 30,
    } | changes  # fmt: skip


REMOVED = {"event_result": "removed", "closed_on": date(2018, 5, 1)}

GOOD: dict[str, list[Record]] = {
    "registration": [
        organization(1),
        organization(2, legal_type="service_institution", uscc=code(2, "52440113"), registrar="广州市番禺区民政局"),
        organization(3, status="deregistered", exited_on=date(2019, 2, 1)),
        organization(4, is_federation=True),
        organization(5, is_federation=True, town_code="440113008"),
        organization(8, joined_federation_on=date(2019, 3, 1)),
        organization(6, uscc=None, registered_on=None, status="preparing", is_community_org=None, category=None),
    ],
    "funding": [
        instalment("A1"),
        instalment("A1", 2, paid_fen=3_000_000, paid_on=date(2019, 1, 5)),
        instalment("A1", 2, paid_fen=-3_000_000, paid_on=date(2019, 1, 5)),  # returned on the very day
        instalment("A2", purpose="capacity", recipient_uscc=code(3)),
        instalment("A3", paid_fen=None, paid_on=None, recipient_uscc=None),
        venture("A4"),
    ],
    "evaluation": [
        event("V1", due_on=date(2019, 5, 1), closed_on=date(2019, 4, 20), event_result="finding"),
        event("V2", "assessment"),
        event("V3", "assessment", valid_to=date(2024, 3, 31), grade="3A", score=905),
        event("V4", "annual_report"),
        event("V5", "incubation", event_result="resident"),
        event("V6", "abnormal_list", uscc=code(8), event_on=date(2016, 4, 1), **REMOVED),
        event("V7", "serious_list", uscc=code(8), event_on=date(2018, 4, 1), event_result="listed"),
        event("V8", "abnormal_list", uscc=code(8), event_on=date(2017, 10, 1), event_result="listed"),
        event("V9", "credit_entry", event_result="entered", closed_on=date(2019, 4, 4)),
        event("V10", "disclosure", event_result="published", report_year=2018, disclosure_item="staff"),
        event("V11", "penalty", event_result="warned"),
        event("V12", "dormancy", event_result="unreachable"),
        event("V13", "assessment_application", event_result="applied"),
    ],
    "filing": [
        group(1),
        group(2, community_code=THERE, ended_on=date(2016, 4, 1), category=None),
        group(3, name="样例队2"),
        group(4, name="样例队3"),
    ],
    "party": [
        party(1),
        party(2, uscc=code(2, "52440113"), **NO_PARTY),
        party(4, party_form="joint", members=1),
        party(5, party_founded_on=None, town_code="440113008"),
        party(8, **NO_PARTY, full_time_staff=None, social_workers=None, new_social_workers=None, meetings_due=None),
        party(1, as_of=date(2019, 6, 30)),
    ],
    "linkage": [
        community(HERE),
        community(THERE, is_pilot=False, is_showcase=None, committee_on=None),
        not_running(LAST),
        community(HERE, as_of=date(2019, 6, 30)),
    ],
    "ventures": [
        stage("甲", "application", 1),
        stage("甲", "review", 2, "approved", grant_fen=30_000_00, own_funds_fen=0),
        stage("甲", "supervision", 4),
        stage("甲", "training", 4),
        stage("甲", "evaluation", 5, "good"),
        stage("甲", "closing", 6, people_served=0, became_no="备1", became_on=date(2018, 6, 30)),
        stage("乙", "application", 1),
        stage("乙", "review", 2, "rejected"),
        stage("丙", "review", 2, "approved"),
        stage("丙", "closing", 6, None, done_on=None),
    ],
    "donations": [
        gift("捐1"),
        gift("捐2", cash_fen=None, in_kind_fen=1),
        gift("捐3", community_code=THERE, received_on=date(2019, 9, 30)),
    ],
    "activities": [
        activity("活1"),
        activity("活1", 2, uscc=code(2, "52440113"), leaders=None),
        activity("活1", None, name="样例队1"),
        activity("活2", attendances=31, activity_kind="exchange"),
    ],
}  # fmt: skip
"""Extract -> rows that break no rule, of which every rule sees at least one."""

BAD: dict[str, list[tuple[str, Record]]] = {
    "registration": [
        ("E10", organization(20, uscc=None)),
        ("E11", organization(21, uscc=wrong(code(21), 12))),
        ("E11", organization(22, uscc=code(22)[:17])),
        ("E12", organization(1)),
        ("E12-ALIKE", organization(43, name="样例社团1")),
        ("E13", organization(23, uscc=code(23, "91440113"))),
        ("E14", organization(24, legal_type="foundation")),
        ("E15-REGISTRAR", organization(25, registrar="广州市民政局")),
        ("E15-DIVISION", organization(26, uscc=code(26, "51440100"))),
        ("E20-TOWN", organization(27, town_code="440113999")),
        ("E21", organization(28, registered_on=date(1949, 12, 31))),
        ("E21", organization(29, registered_on=date(2019, 10, 1))),
        ("E21", organization(30, registered_on=date(9999, 1, 1))),
        ("E21-PRESENT", organization(31, registered_on=None)),
        ("E22", organization(32, status="revoked", exited_on=date(2015, 2, 28))),
        ("E22-CUTOFF", organization(33, status="revoked", exited_on=date(2019, 10, 1))),
        ("E22-LEFT", organization(34, status="licence_revoked")),
        ("E22-STAYED", organization(35, exited_on=date(2018, 1, 1))),
        ("E23", organization(36, capital_fen=-1)),
        ("E20-CATEGORY", organization(37, category=None)),
        (
            "E25F",
            organization(
                38,
                uscc=code(38, "52440113"),
                legal_type="service_institution",
                is_federation=True,
                town_code="440113009",
            ),
        ),
        ("E25F-ONE", organization(39, is_federation=True)),
        ("E34", organization(40, town_code="440113010", joined_federation_on=date(2019, 3, 1))),
        ("E23-BAND", organization(41, capital_fen=3_000_000 * 10_000)),
    ],
    "funding": [
        ("E10P", instalment("", project_no=None)),
        ("E12P", instalment("A1")),
        ("E12P-ALIKE", instalment("A1", 3)),
        ("E21P", instalment("B1", approved_on=date(2013, 12, 31))),
        ("E21P-PAID", instalment("B2", paid_on=date(2019, 10, 1))),
        ("E21P-ORDER", instalment("B3", paid_on=date(2018, 4, 30))),
        ("E23P", instalment("B4", paid_fen=-100)),
        ("E23P-AWARD", instalment("B5", awarded_fen=-100, paid_fen=None, paid_on=None)),
        ("E23P-DATE", instalment("B6", paid_on=None)),
        ("E23P-AMOUNT", instalment("B10", paid_fen=None)),
        ("E27", instalment("A2", 2, paid_fen=3_000_001, purpose="capacity", recipient_uscc=code(3))),
        ("E28P", instalment("A3", 2, purpose="training", recipient_uscc=None)),
        ("E28", venture("C1", paid_to_date_fen=2_000_001)),
        ("E28-GAP", instalment("A1", 5, paid_fen=0, paid_on=date(2019, 2, 5))),
        ("E26-SHARE", venture("C2", awarded_fen=30_000_001)),
        ("E26-CEILING", venture("C3", awarded_fen=50_000_001, budget_fen=90_000_000)),
        ("E11R", instalment("B7", recipient_uscc=wrong(code(1), 17))),
        ("E20-TOWN", instalment("B8", town_code="440113999")),
        ("G08", instalment("B9", 2)),
    ],
    "evaluation": [
        ("E12V", event("V1")),
        ("E12V-ALIKE", event("W40", due_on=date(2019, 5, 1), event_result="finding")),
        ("E11", event("W1", uscc=wrong(code(1), 9))),
        ("E20-TOWN", event("W2", town_code="440113999")),
        ("E24", event("W3", "assessment", grade="3A", score=1001)),
        ("E24-GRADE", event("W4", "assessment", grade="5A", score=950)),
        ("E24-GRADE", event("W5", "assessment", grade="4A", score=951)),
        ("E25", event("W6", "assessment", valid_to=date(2023, 4, 1))),
        ("E25-RANGE", event("W7", event_on=date(2019, 10, 1))),
        ("E25-CLOSED", event("W8", closed_on=date(2019, 3, 31))),
        ("E25-CUTOFF", event("W9", closed_on=date(2019, 10, 1))),
        ("E25-DUE", event("W10", due_on=date(2019, 3, 31))),
        ("E25-YEAR", event("W11", "annual_report", report_year=2020)),
        ("E25-REPORT", event("W12", "annual_report", report_year=None)),
        ("E26V", event("W13", event_result="accepted")),
        ("E26V", event("W14", "disclosure", event_result="submitted", report_year=2018, disclosure_item="staff")),
        ("E25-REPORT", event("W15", "disclosure", event_result="published", disclosure_item="charges")),
        ("E27V", event("W16", "disclosure", event_result="published", report_year=2018)),
        ("E26V-ENDED", event("W17", "credit_entry", event_result="entered")),
        ("E26V-OPEN", event("W18", "incubation", event_result="resident", closed_on=date(2019, 5, 1))),
        ("E28V", event("W19", "serious_list", uscc=code(2), event_result="listed")),
        ("E28V-MOVED", event("W20", "abnormal_list", uscc=code(3), event_on=date(2017, 9, 30), event_result="listed")),
    ],
    "filing": [
        ("E12-FILING", group(1)),
        ("E12-FILED-ALIKE", group(30, name="样例队1")),
        ("E20-TOWN", group(20, town_code="440113999")),
        ("E21-FILED", group(21, filed_on=date(2019, 10, 1))),
        ("E22-ENDED", group(22, ended_on=date(2016, 3, 31))),
        ("E22-CUTOFF", group(23, ended_on=date(2019, 10, 1))),
        ("E20-CATEGORY", group(24, category=None)),
        ("E12-NAMESAKE", group(25, name="样例 队1", community_code=THERE)),
    ],
    "party": [
        ("E21-QUARTER", party(20, as_of=date(2019, 9, 29))),
        ("E21-QUARTER", party(21, as_of=date(2019, 12, 31))),
        ("E12-PARTY", party(1)),
        ("E11", party(22, uscc=wrong(code(22), 9))),
        ("E20-TOWN", party(23, town_code="440113999")),
        ("E23-NEGATIVE", party(24, meetings_held=-1)),
        ("E36-MEMBERS", party(25, members=2)),
        ("E36-REASON", party(26, **NO_PARTY | {"no_party_reason": None})),
        ("E36-BOTH", party(27, no_party_reason="other")),
        ("E36-NONE", party(28, **NO_PARTY | {"party_founded_on": date(2018, 1, 1)})),
        ("E36-FOUNDED", party(29, party_founded_on=date(2019, 10, 1))),
        ("E36-MEETINGS", party(30, meetings_held=6)),
        ("E36-STAFF", party(31, full_time_staff=3)),
        ("E36-NEW", party(32, new_social_workers=5)),
    ],
    "linkage": [
        ("E21-QUARTER", community(LAST, as_of=date(2019, 8, 31))),
        ("E12-LINKAGE", community(HERE)),
        ("E20-TOWN", community("440113999001", town_code="440113999")),
        ("E23-NEGATIVE", community("440113007901", deliberations=-1)),
        ("E37-STARTED", community("440113007902", started_on=date(2019, 10, 1), committee_on=None)),
        ("E37-COMMITTEE", community("440113007903", committee_on=date(2016, 4, 30))),
        ("E37-FOUNDED", community("440113007904", committee_on=date(2019, 10, 1))),
        ("E37-RUNNING", not_running("440113007905", is_pilot=True)),
        ("E37-SHOWCASE", not_running("440113008901", town_code="440113008", is_showcase=True)),
        ("E37-RUNNING", not_running("440113007907", committee_on=date(2019, 1, 1))),
    ],
    "ventures": [
        ("E12-VENTURES", stage("甲", "review", 2, "approved")),
        ("E12-VENTURES-ALIKE", stage("辰", "application", 1, project_name="样例项目甲")),
        ("E20-TOWN", stage("丁", "review", 2, "approved", town_code="440113999")),
        ("E23-NEGATIVE", stage("戊", "closing", 6, people_served=-1)),
        ("E21-DONE", stage("己", "review", 2, "approved", done_on=date(2019, 10, 1))),
        ("E38-REVIEWED", stage("庚", "review", 2, None)),
        ("E38-RESULT", stage("辛", "training", 2, "approved")),
        ("E38-GRANT", stage("壬", "review", 2, "rejected", grant_fen=1)),
        ("E38-GRANT", stage("癸", "closing", 6, people_served=1, grant_fen=1)),
        ("E38-SERVED", stage("子", "closing", 6)),
        ("E38-BECAME", stage("丑", "closing", 6, people_served=1, became_no="备1")),
        ("E38-ORDER", stage("丙", "evaluation", 1, "good")),
        ("E38-APPROVED", stage("乙", "training", 3)),
        ("E38-SAME", stage("甲", "improvement", 1, round=2)),
    ],
    "donations": [
        ("E12-DONATIONS", gift("捐1")),
        ("E20-TOWN", gift("捐20", town_code="440113999")),
        ("E23-NEGATIVE", gift("捐21", cash_fen=-1, in_kind_fen=2)),
        ("E21-RECEIVED", gift("捐22", received_on=date(2019, 10, 1))),
        ("E39-AMOUNT", gift("捐23", cash_fen=0)),
        ("E39-AMOUNT", gift("捐24", cash_fen=None)),
        ("E23-BAND", gift("捐25", cash_fen=100_00 * 10_000)),
    ],
    "activities": [
        ("E12-ACTIVITIES", activity("活1")),
        ("E12-ACTIVITIES-ALIKE", activity("活30", title="样例培训活1")),
        ("E12-ACTIVITIES", activity("活1", None, name="样例队1")),
        ("E11", activity("活20", uscc=wrong(code(1), 9))),
        ("E20-TOWN", activity("活21", town_code="440113999")),
        ("E23-NEGATIVE", activity("活22", leaders=-1)),
        ("E21-HELD", activity("活23", held_on=date(2019, 10, 1))),
        ("E35-PEOPLE", activity("活24", attendances=29)),
        ("E35-LEADERS", activity("活25", leaders=31)),
        ("E35-SAME", activity("活2", 2, uscc=code(2, "52440113"))),
    ],
}
"""Extract -> (rule, row): the row breaks that rule and no other."""

OPTIONAL = {
    "registration": "exited_on", "funding": "paid_on", "evaluation": "grade", "filing": "form", "party": "name",
    "linkage": "has_fund", "ventures": "volunteers", "donations": "in_kind_fen", "activities": "title",
}  # fmt: skip
FACTS: dict[str, dict[str, dict[str, Any]]] = {
    name: {
        "E01": {
            "columns": {c.name: c.info["zh"] for c in EXTRACTS[name].columns if c.name not in ("_row", "town_code")}
        },
        "E01-LAYOUT": {
            "columns": {c.name: c.info["zh"] for c in EXTRACTS[name].columns if c.name not in ("_row", OPTIONAL[name])}
        },
        "E02": {"unknown": ["新列"]},
        "E03": {"cutoff": None},
        "E03-QUARTER": {"cutoff": date(2019, 6, 30)},
    }
    for name in EXTRACTS
}
"""Extract -> rule -> what makes the file as a whole break it."""
TOTALLED = {"registration": "capital_fen", "funding": "paid_fen", "ventures": "grant_fen", "donations": "cash_fen"}
TOTALLED |= {"activities": "attendances", **dict.fromkeys(("evaluation", "filing", "party", "linkage"), ROW)}
for _name, _column in TOTALLED.items():
    FACTS[_name]["E04-TOTAL"] = {"totals": [TotalRow(row=40, column=_column, stated=5, computed=4)]}
for _name in EXTRACTS:
    FACTS[_name]["E46"] = {"rows_in": 2}
    FACTS[_name]["E46-FILLED"] = {"past": {OPTIONAL[_name]: 50}}
GOOD_TOTALS = {name: [TotalRow(row=40, column=c, stated=4, computed=4)] for name, c in TOTALLED.items()}


def tidied(files: FileStore, extract: str, rows: list[Record], **changes: Any) -> TidyExtract:
    """What tidy would hand over for these rows; the first stands in line 5 of its file."""
    table = EXTRACTS[extract]
    kinds = {
        "date": pa.date32(), "money": pa.int64(), "int": pa.int32(), "score": pa.int32(), "bool": pa.bool_(),
        "row": pa.int32(),
    }  # fmt: skip
    numbered = [{"_row": at, **row} for at, row in enumerate(rows, start=5)]
    columns = {
        c.name: pa.array([r[c.name] for r in numbered], kinds.get(c.info["kind"], pa.string())) for c in table.columns
    }
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    key = files.put("tidy", buffer.getvalue(), ".parquet")
    facts: dict[str, Any] = {
        "district": "panyu", "extract": extract, "quarter": Q3, "filename": f"{extract}.csv",
        "snapshot_sha256": "0" * 64,
        "table": table.name, "key": key, "sha256": "0" * 64, "set_aside_key": "", "rows_in": len(rows),
        "rows_kept": len(rows), "rows_set_aside": 0, "cutoff": CUTOFF, "encoding": "utf-8", "sheet": None,
        "header_row": 4, "columns": {c.name: c.info["zh"] for c in table.columns if c.name != "_row"},
        "ignored": ["备注"], "unknown": [], "totals": GOOD_TOTALS.get(extract, []),
    }  # fmt: skip
    return TidyExtract(**(facts | changes))


def _earlier(extract: str) -> list[Record]:
    """The good rows before somebody filled in one more cell, so that they aren't the same records once more."""
    compared = {"uscc", "certificate_no", "name", "registered_on"}
    names = [c.name for c in EXTRACTS[extract].columns if c.nullable and c.name not in compared]
    rows = list(GOOD[extract])
    at, name = next((at, name) for at, row in enumerate(rows) for name in names if row[name] is not None)
    return [*rows[:at], rows[at] | {name: None}, *rows[at + 1 :]]


def predecessor(files: FileStore, extract: str, filled: dict[str, int] | None = None) -> Profile:
    """What the good extract would have left behind a quarter earlier; ``filled`` overstates a column's values."""
    check = check_extract(PANYU, tidied(files, extract, _earlier(extract), snapshot_sha256="1" * 64), files, [])
    profile = profile_of(check, files, "1GB")
    spread = Amounts(count=30, percentiles=(3_000_000,) * 9)
    columns = dict(profile.columns)
    for name, count in (filled or {}).items():
        columns[name] = columns[name].model_copy(update={"filled": count})
    amounts = {"registration": {"capital_fen": {"association": spread}}}
    amounts["donations"] = {"cash_fen": {"individual": Amounts(count=30, percentiles=(100_00,) * 9)}}
    return profile.model_copy(
        update={
            "quarter": Q3.previous,
            "amounts": amounts.get(extract, {}),
            "columns": columns,
            "arrivals": {"2019-Q2": 30},
        }
    )
