"""The six further extracts of the sample: read as intended, calibrated to what was published, nobody's data in them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from govreport.canonical.codes import load_codes
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.manifests.extracts import Snapshot, TidyExtract
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore, sha256
from govreport.tidy.tidy import tidy
from include.sample import events, plan, plan_further
from include.sample.make_sample import draw_world
from include.sample.rows_further import EXTRACTS

SAMPLE = Path(__file__).resolve().parents[2] / "include" / "sample" / "panyu"
THREE_CLERKS = ("2017-Q4", "2018-Q2", "2019-Q3")
HOME = "440113102007"
Rows = list[dict[str, Any]]


@cache
def panyu_district() -> District:
    return load_district(Settings().districts_dir, "panyu")


@cache
def read(tmp: Path, extract: str, quarter: str) -> tuple[TidyExtract, Rows, Rows]:
    """What tidy makes of one committed file: the account, rows kept, reasons."""
    (path,) = (SAMPLE / quarter).glob(f"{extract}-{quarter}.*")
    data, store = path.read_bytes(), FileStore(str(tmp))
    snapshot = Snapshot(
        district="panyu",
        extract=extract,  # type: ignore[arg-type]
        quarter=Quarter.parse(quarter),
        filename=path.name,
        sha256=sha256(data),
        size=len(data),
        key=store.put("raw", data, path.suffix),
        origin=path.name,
    )
    codes = dict(load_codes(Settings().reference_dir / "codes.yaml"))
    found = tidy(panyu_district(), snapshot, store, codes)
    kept, aside = (pq.read_table(pa.BufferReader(store.get(k))).to_pylist() for k in (found.key, found.set_aside_key))
    return found, kept, aside


@pytest.fixture(scope="session")
def tmp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("further")


@pytest.mark.parametrize("quarter", THREE_CLERKS)
@pytest.mark.parametrize("extract", EXTRACTS)
def test_every_header_is_decided_and_only_planted_faults_are_set_aside(tmp: Path, extract: str, quarter: str) -> None:
    found, _, reasons = read(tmp, extract, quarter)
    layout = panyu_district().sources[extract].layout
    later = {"has_volunteers", "has_charity_resources"}  # columns of the list of 2021
    assert found.unknown == []
    assert set(layout.columns) - later == set(found.columns)
    assert found.cutoff == Quarter.parse(quarter).end
    assert all(total.stated == total.computed for total in found.totals)
    assert found.rows_set_aside <= 5
    assert {r["rule"] for r in reasons} <= {
        "T-TOWN", "T-DATE", "T-CODE", "T-INT", "T-MONEY", "T-REQUIRED", "T-COMMUNITY",
    }  # fmt: skip


def test_every_further_extract_gives_the_correction_sheets_something(tmp: Path) -> None:
    assert all(read(tmp, extract, "2019-Q3")[2] for extract in EXTRACTS)


def test_one_town_heading_stands_for_all_its_filed_groups(tmp: Path) -> None:
    sheet = load_workbook(SAMPLE / "2019-Q3" / "filing-2019-Q3.xlsx")["备案名册"]
    written = [row[1] for row in sheet.iter_rows(min_row=4, values_only=True) if row[3] and row[1]]
    _, kept, _ = read(tmp, "filing", "2019-Q3")
    assert len(written) < len(kept) / 10
    assert {row["town_code"] for row in kept} == {t.code for t in panyu_district().towns}


def test_few_groups_are_filed_and_recreation_dominates(tmp: Path) -> None:
    _, kept, _ = read(tmp, "filing", "2019-Q3")
    active = [row for row in kept if row["ended_on"] is None]
    kinds = {c.code: c.kind for c in panyu_district().communities}
    counts = Counter(row["community_code"] for row in active if row["community_code"])
    most = {kind: [n for code, n in counts.items() if kinds[code] == kind] for kind in ("urban", "rural")}
    assert sum(n < 10 for n in most["urban"]) > 0.9 * len(most["urban"])
    assert sum(n < 5 for n in most["rural"]) > 0.8 * len(most["rural"])
    assert sum(row["category"] == "recreation" for row in active) > len(active) / 2


@pytest.mark.parametrize("extract", ["party", "linkage"])
def test_returns_state_three_quarters(tmp: Path, extract: str) -> None:
    _, kept, _ = read(tmp, extract, "2019-Q3")
    days = Counter(row["as_of"] for row in kept)
    expected = {date(2018, 9, 30), date(2019, 6, 30), date(2019, 9, 30)}
    assert expected <= set(days)
    assert sum(n for day, n in days.items() if day not in expected) == 1, "one row of another quarter is planted"


@pytest.mark.parametrize(("extract", "key"), [("party", "uscc"), ("linkage", "community_code")])
def test_a_later_return_says_the_same_of_an_earlier_quarter(tmp: Path, extract: str, key: str) -> None:
    day = date(2018, 9, 30)
    sides = []
    for quarter in ("2018-Q3", "2019-Q3"):
        _, kept, _ = read(tmp, extract, quarter)
        sides.append({r[key]: {k: v for k, v in r.items() if k != "_row"} for r in kept if r["as_of"] == day})
    both = sides[0].keys() & sides[1].keys()
    assert len(both) > 0.99 * max(map(len, sides))
    assert sum(sides[0][k] != sides[1][k] for k in both) <= 2


def test_every_registered_organization_has_a_return(tmp: Path, panyu: District) -> None:
    world, _ = draw_world(panyu)
    day = date(2018, 12, 31)
    here = {o.uscc for o in world.organizations if o.active(day) and o.known_from <= day}
    returned = {r["uscc"] for r in read(tmp, "party", "2018-Q4")[1] if r["as_of"] == day}
    assert len(here) == 815
    assert here <= returned


def test_party_coverage_is_plausible_and_what_has_no_party_organization_says_why(tmp: Path) -> None:
    _, kept, _ = read(tmp, "party", "2019-Q3")
    now = [r for r in kept if r["as_of"] == date(2019, 9, 30)]
    covered = [r for r in now if r["party_form"] in ("sole", "joint")]
    assert 0.35 < len(covered) / len(now) < 0.45
    assert all((r["no_party_reason"] is None) == (r["party_form"] != "none") for r in now)
    assert all(r["meetings_held"] <= r["meetings_due"] for r in now if r["meetings_due"] is not None)


def test_the_five_actor_model_spreads_from_five_pilots_to_every_community(tmp: Path) -> None:
    def running(quarter: str, day: date) -> set[str]:
        _, kept, _ = read(tmp, "linkage", quarter)
        return {r["community_code"] for r in kept if r["as_of"] == day and r["started_on"] and r["started_on"] <= day}

    _, first, _ = read(tmp, "linkage", "2017-Q4")
    assert len({r["community_code"] for r in first if r["started_on"] and r["started_on"].year == 2016}) == 5
    assert len(running("2018-Q2", date(2018, 6, 30))) == 7
    assert running("2019-Q3", date(2019, 9, 30)) == {c.code for c in panyu_district().communities}
    _, now, _ = read(tmp, "linkage", "2019-Q3")
    assert {r["town_code"] for r in now if r["is_showcase"]} == set(plan.PILOT_TOWNS)
    pilots = {r["community_code"] for r in now if r["is_pilot"] and r["as_of"] == date(2019, 9, 30)}
    assert len(pilots) == 7
    assert HOME in pilots


def test_the_pilots_funds_raised_what_the_press_reported(tmp: Path) -> None:
    _, kept, _ = read(tmp, "donations", "2018-Q2")
    first_row = {row["donation_no"]: row for row in reversed(kept)}
    true = [row for no, row in first_row.items() if int(no.split("-")[1]) < 9000]
    assert sum(row["cash_fen"] or 0 for row in true) == 77_470_000
    assert sum(row["in_kind_fen"] or 0 for row in true) == 9_660_000
    assert len({row["community_code"] for row in true}) == 7


def test_gifts_go_to_communities_that_have_a_fund(tmp: Path) -> None:
    funded = {r["community_code"] for r in read(tmp, "linkage", "2019-Q4")[1] if r["has_fund"]}
    assert {r["community_code"] for r in read(tmp, "donations", "2019-Q4")[1]} <= funded


def test_venture_projects_pass_their_stages_in_order(tmp: Path) -> None:
    order = list(plan_further.STAGES)
    projects: dict[str, Rows] = {}
    for row in read(tmp, "ventures", "2019-Q4")[1]:
        if int(row["project_no"].split("-")[1]) < 9000:
            projects.setdefault(row["project_no"], []).append(row)
    assert {n: len({p for p in projects if p.startswith(f"WCT{n}-")}) for n in (1, 2, 3)} == {1: 34, 2: 36, 3: 42}
    for rows in projects.values():
        first = {row["stage"]: row for row in reversed(rows)}
        stages = sorted(first, key=order.index)
        days = [first[stage]["done_on"] for stage in stages]
        assert days == sorted(days)
        approved = first["review"]["stage_result"] == "approved"
        assert stages == (order if approved else order[:3])
        assert (first["review"]["grant_fen"] is not None) == approved
    home = {r["field"] for r in read(tmp, "ventures", "2019-Q4")[1] if r["community_code"] == HOME and r["round"] == 3}
    assert set(plan_further.FIELDS) <= home


def test_some_projects_became_a_filed_group(tmp: Path) -> None:
    became = [r for r in read(tmp, "ventures", "2019-Q4")[1] if r["became_no"]]
    filed = {r["filing_no"]: r for r in read(tmp, "filing", "2019-Q4")[1]}
    assert became
    assert all(filed[r["became_no"]]["filed_on"] == r["became_on"] for r in became)


def test_nobody_trained_counts_more_than_once_a_session(tmp: Path) -> None:
    _, kept, _ = read(tmp, "activities", "2019-Q3")
    wrong = [r for r in kept if r["people"] and not r["leaders"] <= r["people"] <= r["attendances"]]
    assert len(wrong) <= 2, "planted"


def test_each_assessment_was_applied_for_and_each_credit_entry_has_a_cause(panyu: District) -> None:
    world, _ = draw_world(panyu)
    applied: dict[str, list[date]] = {}
    for event in world.events:
        if event.kind == "assessment_application":
            applied.setdefault(event.organization.uscc, []).append(event.event_on)
    for event in world.events:
        if event.kind == "assessment":
            assert any(day < event.event_on for day in applied[event.organization.uscc])
    causes = {(e.organization.uscc, e.event_on) for e in world.events if e.kind != "credit_entry"}
    entries = [(e.organization.uscc, e.event_on) for e in world.events if e.kind == "credit_entry"]
    assert entries
    assert set(entries) <= causes
    assert {e.kind for e in world.events} > set(events.EARLIER)


def test_city_grants_keep_to_the_citys_limits(panyu: District) -> None:
    world, _ = draw_world(panyu)
    grants = [g for g in world.grants if g.fund == "city_venture"]
    assert grants
    assert all(g.budget and g.awarded * 10 <= g.budget * 6 and g.awarded <= 50_000_000 for g in grants)


def _texts(extract: str, quarter: str) -> str:
    (path,) = (SAMPLE / quarter).glob(f"{extract}-{quarter}.*")
    if path.suffix == ".csv":
        raw = path.read_bytes()
        return raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "gb18030")
    book = load_workbook(path)
    rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
    return "\n".join("\t".join("" if c is None else str(c) for c in row) for row in rows)


@pytest.mark.parametrize("quarter", ["2017-Q4", "2019-Q4"])
@pytest.mark.parametrize("extract", EXTRACTS)
def test_no_further_file_holds_anything_of_a_person(extract: str, quarter: str) -> None:
    text = _texts(extract, quarter)
    assert not re.search(r"(?<![0-9A-Z])1[3-9]\d{9}(?![0-9A-Z])", text), "mobile phone"
    assert not re.search(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)", text), "telephone"
    assert "@" not in text, "e-mail address"
    assert re.search(r"示例人\d{4}|（略）|（不公开）", text), "the column is there, and masked"
