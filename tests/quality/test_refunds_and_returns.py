"""A refund is recorded where its rule says; an organization registered again under its code is two records."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from quality_cases import GOOD, PANYU, Q3, code, event, instalment, organization, tidied

from govreport.canonical import EXTRACTS
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.engine import compute
from govreport.indicators.warehouse import accepted_extracts, open_warehouse
from govreport.manifests.verdicts import Verdict
from govreport.quality.catalogue import SUITES, rules_of
from govreport.quality.check import check_extract, installed_codes
from govreport.quality.conclude import judge_quarter
from govreport.quarter import Quarter
from govreport.store.files import FileStore

Rows = list[dict[str, Any]]


def rule(extract: str, id: str) -> Any:
    return next(r for r in SUITES[extract] if r.id == id)


def told(files: FileStore, extract: str, rows: Rows, *ids: str) -> dict[int, str]:
    """Position of each failing row in ``rows`` -> what is said of it, by these rules alone."""
    check = check_extract(PANYU, tidied(files, extract, rows), files, [rule(extract, id) for id in ids])
    lines = pq.read_table(pa.BufferReader(files.get(check.failures_key))).to_pylist()
    return {line["row"] - 5: line["zh"] for line in lines}


PAID = instalment("P", paid_fen=2_000_000, paid_on=date(2019, 1, 10))


@pytest.mark.parametrize(
    ("amount", "day", "ok"),
    [
        (-2_000_000, date(2019, 1, 10), True),
        (-2_000_001, date(2019, 1, 10), False),
        (-1, date(2019, 1, 9), False),  # before anything was paid
    ],
)
def test_a_refund_counts_where_the_project_had_been_paid_as_much(
    files: FileStore, amount: int, day: date, ok: bool
) -> None:
    failing = told(files, "funding", [PAID, PAID | {"paid_fen": amount, "paid_on": day}], "E23P", "E12P")
    assert list(failing) == ([] if ok else [1])
    if not ok:
        assert f"项目P在{day}退款" in failing[1]


def test_what_the_rule_advises_is_accepted(files: FileStore) -> None:
    """E23P: a row of its own, a negative amount, the day of the refund, the next number, the rest as it was."""
    assert "拨付金额写负数，拨付日期写退款日期，批次顺延" in rule("funding", "E23P").fix.zh
    advised = PAID | {"paid_fen": -500_000, "paid_on": date(2019, 8, 1), "instalment": 2, "awarded_fen": None}
    every = [r.id for r in rules_of("funding", PANYU) if r.frame in ("rows", "repeats", "groups") and not r.needs]
    assert told(files, "funding", [PAID, advised], *every) == {}


def test_two_refunds_of_one_number_are_asked_about(files: FileStore) -> None:
    back = PAID | {"paid_fen": -1, "paid_on": date(2019, 8, 1)}
    assert list(told(files, "funding", [PAID, back, back], "E12P")) == [2]


def test_what_is_usual_for_a_fund_says_nothing_of_refunds(files: FileStore) -> None:
    from govreport.quality.profile import profile_of

    rows = [PAID, PAID | {"paid_fen": -1_000_000, "paid_on": date(2019, 8, 1), "instalment": 2, "awarded_fen": None}]
    profile = profile_of(check_extract(PANYU, tidied(files, "funding", rows), files), files, "1GB")
    assert profile.amounts["paid_fen"]["special_fund"].count == 1


AGAIN = [
    organization(60, status="deregistered", exited_on=date(2018, 6, 30), town_code="440113008"),
    organization(60, registered_on=date(2019, 2, 1)),
]


@pytest.mark.parametrize(
    ("second", "ok"),
    [
        (AGAIN[1], True),
        (AGAIN[1] | {"registered_on": date(2018, 6, 30)}, True),  # on the day it left
        (AGAIN[1] | {"registered_on": date(2018, 6, 29)}, False),
        (AGAIN[1] | {"registered_on": None}, False),  # nobody can say
        (AGAIN[0], False),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_two_rows_of_a_code_count_where_their_times_dont_overlap(
    files: FileStore, second: dict[str, Any], ok: bool, order: int
) -> None:
    failing = told(files, "registration", [AGAIN[0], second][::order], "E12")
    assert list(failing) == ([] if ok else [1])


def test_each_registration_of_a_code_is_repeated_by_its_own_likes(files: FileStore) -> None:
    failing = told(files, "registration", [*AGAIN, AGAIN[1] | {"domicile": "样例路2号"}], "E12")
    assert list(failing) == [2]
    assert "第6行" in failing[2]  # the registration of 2019, not the first row of the code


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(str(tmp_path_factory.mktemp("store")))


@pytest.fixture(scope="module")
def verdict(files: FileStore) -> Verdict:
    """The good extracts, with an organization that left and came again, and what happened to it then."""
    here = {"uscc": code(60), "name": "样例社团60"}
    rows: dict[str, Rows] = {
        **{name: [] for name in EXTRACTS},
        "registration": [*GOOD["registration"], *AGAIN],
        "funding": [
            instalment("P1", recipient_uscc=code(60), paid_on=date(2019, 1, 31)),  # between the two
            instalment("P2", recipient_uscc=code(60), paid_on=date(2019, 2, 1)),
        ],
        "evaluation": [
            event(
                "W1", "annual_report", **here, event_on=date(2018, 3, 1), report_year=2017, closed_on=date(2018, 3, 2)
            ),
            event("W2", "abnormal_list", **here, event_on=date(2018, 5, 1), event_result="listed"),
            event("W3", **here, event_on=date(2019, 5, 1), event_result="finding", due_on=date(2019, 6, 1)),
            event("W4", "assessment", **here, event_on=date(2018, 5, 1), valid_to=date(2023, 5, 1)),
        ],
    }
    return judge_quarter(PANYU, Q3, [check_extract(PANYU, tidied(files, n, rows[n]), files) for n in EXTRACTS], files)


def test_an_organization_registered_again_keeps_its_stock_and_counts_nothing_twice(
    verdict: Verdict, files: FileStore
) -> None:
    ids = ("R01", "R03", "R04", "S02C", "S08", "S05", "S03M", "S03X", "S13", "G14")
    found: dict[tuple[str, str], int] = {}
    with open_warehouse(files, PANYU, accepted_extracts(verdict), "1GB") as tables:
        for quarter in (Quarter(2018, 1), Quarter(2018, 2), Quarter(2019, 1), Q3):
            stated = compute(tables, {i: CATALOGUE[i] for i in ids}, quarter, ["440113007", "440113008"],
                             installed_codes(PANYU))  # fmt: skip
            found |= {(o.indicator, f"{quarter}{o.town_code}"): o.numerator for o in stated if not o.breakdown}
    others = len([r for r in GOOD["registration"] if r["status"] == "active"])
    assert found["R01", "2018-Q1440113008"] - found["R01", "2018-Q2440113008"] == 1  # it left
    assert found["R04", "2018-Q2"] == 1
    assert found["R03", "2019-Q1"] == 1
    assert found["R01", "2019-Q3"] == others + 1
    assert found["S02C", "2019-Q3440113007"] == 1  # once, and where it is registered now
    assert found["S08", "2018-Q2"] == 0  # it had left
    assert found["S08", "2019-Q3"] == 0  # the first registration was listed, the present one wasn't
    assert found["S05", "2019-Q3"] == 0
    assert found["G14", "2019-Q3"] == 1


def test_rules_ask_about_the_registration_of_the_day(verdict: Verdict, files: FileStore) -> None:
    assert verdict.failures_key is not None
    lines = pq.read_table(pa.BufferReader(files.get(verdict.failures_key))).to_pylist()
    assert [line["row"] for line in lines if line["rule"] == "E31"] == [5]
    assert [line["row"] for line in lines if line["rule"] in ("E30", "E30-FUNDING", "E33")] == []
