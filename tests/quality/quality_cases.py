"""Small canonical extracts for the rules: a good one a suite, and for every rule a row that breaks it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from stdnum.cn import uscc

from govreport.canonical import EXTRACTS
from govreport.district import load_district
from govreport.manifests import TidyExtract, TotalRow
from govreport.quality.check import check_extract
from govreport.quality.profile import Amounts, Profile, profile_of
from govreport.quarter import Quarter
from govreport.store.files import FileStore

ROOT = Path(__file__).resolve().parents[2]
PANYU = load_district(ROOT / "include" / "districts", "panyu")
Q3 = Quarter(2019, 3)
CUTOFF = date(2019, 9, 30)
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
        "joined_federation_on": None,
    } | changes  # fmt: skip


def instalment(project: str, number: int = 1, **changes: Any) -> Record:
    return {
        "project_no": project, "project_name": "样例项目", "fund": "special_fund", "approved_on": date(2018, 5, 1),
        "recipient_name": "样例社团1", "recipient_uscc": code(1), "town_code": "440113007", "community_code": None,
        "purpose": "elderly", "instalment": number, "awarded_fen": 5_000_000 if number == 1 else None,
        "paid_on": date(2018, 6, 1), "paid_fen": 2_000_000, "paid_to_date_fen": None, "budget_fen": None,
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
        "closed_on": None, "grade": None, "score": None, "valid_to": None,
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
    ],
}  # fmt: skip
"""Extract -> rows that break no rule, of which every rule sees at least one."""

BAD: dict[str, list[tuple[str, Record]]] = {
    "registration": [
        ("E10", organization(20, uscc=None)),
        ("E11", organization(21, uscc=wrong(code(21), 12))),
        ("E11", organization(22, uscc=code(22)[:17])),
        ("E12", organization(1)),
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
        ("E21P", instalment("B1", approved_on=date(2013, 12, 31))),
        ("E21P-PAID", instalment("B2", paid_on=date(2019, 10, 1))),
        ("E21P-ORDER", instalment("B3", paid_on=date(2018, 4, 30))),
        ("E23P", instalment("B4", paid_fen=-100)),
        ("E23P-AWARD", instalment("B5", awarded_fen=-100, paid_fen=None, paid_on=None)),
        ("E23P-DATE", instalment("B6", paid_on=None)),
        ("E27", instalment("A2", 2, paid_fen=3_000_001, purpose="capacity", recipient_uscc=code(3))),
        ("E28P", instalment("A3", 2, purpose="training", recipient_uscc=None)),
        ("E28", venture("C1", paid_to_date_fen=2_000_001)),
        ("E28-GAP", instalment("A1", 4, paid_fen=0, paid_on=date(2019, 2, 5))),
        ("E26-SHARE", venture("C2", awarded_fen=30_000_001)),
        ("E26-CEILING", venture("C3", awarded_fen=50_000_001, budget_fen=90_000_000)),
        ("E11R", instalment("B7", recipient_uscc=wrong(code(1), 17))),
        ("E20-TOWN", instalment("B8", town_code="440113999")),
        ("G08", instalment("B9", 2)),
    ],
    "evaluation": [
        ("E12V", event("V1")),
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
        ("E26V", event("W13", event_result="graduated")),
    ],
}
"""Extract -> (rule, row): the row breaks that rule and no other."""

OPTIONAL = {"registration": "exited_on", "funding": "paid_on", "evaluation": "grade"}
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
FACTS["registration"]["E04-TOTAL"] = {"totals": [TotalRow(row=40, column="capital_fen", stated=5, computed=4)]}
FACTS["funding"]["E04-TOTAL"] = {"totals": [TotalRow(row=40, column="paid_fen", stated=1, computed=2)]}
for _name, _rows in (("registration", 2), ("funding", 2), ("evaluation", 2)):
    FACTS[_name]["E46"] = {"rows_in": _rows}
    FACTS[_name]["E46-FILLED"] = {"past": {OPTIONAL[_name]: 50}}
GOOD_TOTALS = {
    "registration": [TotalRow(row=40, column="capital_fen", stated=4, computed=4)],
    "funding": [TotalRow(row=40, column="paid_fen", stated=9_000_000, computed=9_000_000)],
    "evaluation": [],
}


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
        "ignored": ["备注"], "unknown": [], "totals": GOOD_TOTALS[extract],
    }  # fmt: skip
    return TidyExtract(**(facts | changes))


def predecessor(files: FileStore, extract: str, filled: dict[str, int] | None = None) -> Profile:
    """What the good extract would have left behind a quarter earlier; ``filled`` overstates a column's values."""
    check = check_extract(PANYU, tidied(files, extract, GOOD[extract], snapshot_sha256="1" * 64), files, [])
    profile = profile_of(check, files)
    spread = Amounts(count=30, percentiles=(3_000_000,) * 9)
    columns = dict(profile.columns)
    for name, count in (filled or {}).items():
        columns[name] = columns[name].model_copy(update={"filled": count})
    amounts = {"capital_fen": {"association": spread}} if extract == "registration" else {}
    return profile.model_copy(
        update={"quarter": Q3.previous, "amounts": amounts, "columns": columns, "arrivals": {"2019-Q2": 30}}
    )
