"""Rules over time: against what the quarter before accepted, by what was known before the quarter, or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from quality_cases import GOOD, PANYU, Q3, code, organization, predecessor, tidied

from govreport.canonical import EXTRACTS
from govreport.manifests.verdicts import RuleOutcome
from govreport.quality.catalogue import SUITES, rules_of
from govreport.quality.check import check_extract
from govreport.quality.conclude import judge_quarter
from govreport.quality.profile import earlier_profiles, keep_profiles, profile_of, row_band
from govreport.quarter import Quarter
from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.results import ResultStore

GONE = GOOD["registration"][1]
"""Active, and in the predecessor."""
LEFT = GOOD["registration"][2]
OVER_TIME = ("E16", "E45", "E45-LEFT")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(str(tmp_path_factory.mktemp("store")))


@pytest.fixture
def results(tmp_path: Path) -> ResultStore:
    return ResultStore(open_database(f"sqlite:///{tmp_path / 'results.sqlite'}"))


def judged(files: FileStore, rows: list[dict[str, Any]], **facts: Any) -> dict[str, RuleOutcome]:
    suite = [rule for rule in SUITES["registration"] if rule.needs == "predecessor" and rule.frame in ("past", "facts")]
    tidy = tidied(files, "registration", rows, **facts)
    check = check_extract(PANYU, tidy, files, suite, past=[predecessor(files, "registration")])
    lines = pq.read_table(pa.BufferReader(files.get(check.failures_key))).to_pylist()
    assert len(lines) == sum(o.failed for o in check.outcomes)
    assert all(line["town_code"] for line in lines if line["rule"] in OVER_TIME)
    return {o.rule: o for o in check.outcomes if o.rule in OVER_TIME or o.rule == "E46-SAME"}


def failed(outcomes: dict[str, RuleOutcome]) -> set[str]:
    return {rule for rule, o in outcomes.items() if not o.passed}


def test_an_organization_that_disappears_holds_and_is_named_with_its_quarter(files: FileStore) -> None:
    outcomes = judged(files, [row for row in GOOD["registration"] if row is not GONE])
    assert failed(outcomes) == {"E45"}
    assert outcomes["E45"].severity == "hold"
    for said in (GONE["name"], GONE["uscc"], "2019年第二季度", "registration.csv"):
        assert said in outcomes["E45"].detail_zh


def test_unread_rows_are_mentioned_where_somebody_is_missing(files: FileStore) -> None:
    outcomes = judged(files, [row for row in GOOD["registration"] if row is not GONE], rows_set_aside=3)
    assert "3行读不懂" in outcomes["E45"].detail_zh


def test_an_exit_event_is_no_disappearance(files: FileStore) -> None:
    exited = GONE | {"status": "revoked", "exited_on": date(2019, 8, 1)}
    assert failed(judged(files, [exited if row is GONE else row for row in GOOD["registration"]])) == set()


def test_a_deleted_organization_that_had_left_only_warns(files: FileStore) -> None:
    outcomes = judged(files, [row for row in GOOD["registration"] if row is not LEFT])
    assert failed(outcomes) == {"E45-LEFT"}
    assert outcomes["E45-LEFT"].severity == "warn"


def test_another_code_for_the_same_organization_is_a_changed_code_not_a_disappearance(files: FileStore) -> None:
    renumbered = GONE | {"uscc": code(700, "52440113")}
    outcomes = judged(files, [renumbered if row is GONE else row for row in GOOD["registration"]])
    assert failed(outcomes) == {"E16"}
    assert GONE["uscc"] in outcomes["E16"].detail_zh
    assert renumbered["uscc"] in outcomes["E16"].detail_zh


def test_two_organizations_of_one_name_and_day_are_not_taken_for_each_other(files: FileStore) -> None:
    twins = [GONE | {"uscc": code(n, "52440113")} for n in (701, 702)]
    outcomes = judged(files, [row for row in GOOD["registration"] if row is not GONE] + twins)
    assert failed(outcomes) == {"E45"}


@pytest.mark.parametrize(
    ("cutoff", "expected"), [(date(2019, 9, 30), set()), (date(2019, 6, 30), {"E46-SAME"}), (None, {"E46-SAME"})]
)
def test_an_earlier_quarters_file_is_refused_unless_it_says_that_it_reaches_this_quarter(
    files: FileStore, cutoff: date | None, expected: set[str]
) -> None:
    outcomes = judged(files, GOOD["registration"], snapshot_sha256="1" * 64, cutoff=cutoff)
    assert failed(outcomes) == expected
    if expected:
        assert outcomes["E46-SAME"].severity == "block"
        assert "2019年第二季度" in outcomes["E46-SAME"].detail_zh


@pytest.mark.parametrize("extract", EXTRACTS)
def test_without_a_predecessor_the_rules_say_so_and_count_as_done(files: FileStore, extract: str) -> None:
    check = check_extract(PANYU, tidied(files, extract, GOOD[extract]), files)
    silent = [o for o in check.outcomes if o.evaluated == 0]
    assert {o.rule for o in silent} == {rule.id for rule in rules_of(extract, PANYU) if rule.needs}
    for o in silent:
        assert (o.passed, o.severity, o.error) == (True, "info", None)
        assert "没有更早季度" in o.detail_zh
    assert len(check.outcomes) == len(rules_of(extract, PANYU))


def test_rules_over_time_never_decide_which_rows_are_measured(files: FileStore) -> None:
    rows = [*GOOD["registration"][1:], organization(60, capital_fen=10**12)]
    tidy = tidied(files, "registration", rows)
    alone = check_extract(PANYU, tidy, files)
    beside = check_extract(PANYU, tidy, files, past=[predecessor(files, "registration")])
    assert {o.rule for o in beside.outcomes if not o.passed} >= {"E45", "E23-BAND"}
    assert alone.set_aside_key == beside.set_aside_key


def test_a_profile_says_what_was_accepted(files: FileStore) -> None:
    rows = [organization(n, capital_fen=n * 100, registered_on=date(2019, 7, n)) for n in range(1, 11)]
    rows += [organization(1, capital_fen=10**9)]  # a repetition, which is set aside
    profile = profile_of(check_extract(PANYU, tidied(files, "registration", rows), files), files, "1GB")
    assert (profile.rows_in, profile.rows_accepted) == (11, 10)
    assert (profile.columns["uscc"].filled, profile.columns["exited_on"].filled) == (10, 0)
    spread = profile.amounts["capital_fen"]["association"]
    assert (spread.count, spread.percentiles[0], spread.percentiles[-1]) == (10, 100, 1000)
    assert profile.arrivals["2019-Q3"] == 10
    assert next(iter(profile.arrivals)) == "2017-Q4"


def test_the_row_band_grows_with_the_quarters_gone_by(files: FileStore) -> None:
    last = predecessor(files, "registration").model_copy(
        update={"rows_in": 1000, "rows_accepted": 990, "arrivals": {"2019-Q1": 20, "2019-Q2": 5}}
    )
    assert row_band([last], Q3) == (990, 1000 + 60 + 10)
    assert row_band([last], Q3.next) == (990, 1000 + 120 + 10)


REGISTER_ALONE = PANYU.model_copy(update={"sources": {"registration": PANYU.sources["registration"]}})
"""The good rows of other extracts are of the third quarter: judged as the second's, none of them could be counted."""


def verdict_of(
    files: FileStore, results: ResultStore, quarter: Quarter, rows: list[dict[str, Any]], **facts: Any
) -> Any:
    tidy = tidied(files, "registration", rows, quarter=quarter, cutoff=quarter.end, **facts)
    verdict = judge_quarter(REGISTER_ALONE, quarter, [check_extract(REGISTER_ALONE, tidy, files)], files)
    results.add_verdict(verdict)
    keep_profiles(verdict, files, results, "1GB")
    return verdict


@pytest.mark.slow
def test_a_quarter_is_judged_by_the_last_word_on_quarters_before_it_only(
    files: FileStore, results: ResultStore
) -> None:
    more = [organization(n) for n in range(70, 75)]
    for quarter, rows in ((Q3, GOOD["registration"]), (Q3.previous, GOOD["registration"]), (Q3.previous, more)):
        verdict_of(files, results, quarter, [*GOOD["registration"], *rows] if rows is more else rows)
    found = earlier_profiles(results, files, "panyu", "registration", Q3)
    assert [(p.quarter, p.rows_in) for p in found] == [(Q3.previous, len(GOOD["registration"]) + 5)]
    assert earlier_profiles(results, files, "panyu", "registration", Q3.previous) == ()
    assert [p.quarter for p in earlier_profiles(results, files, "panyu", "registration", Q3.next)] == [Q3, Q3.previous]


@pytest.mark.slow
def test_the_same_verdict_twice_leaves_one_profile_and_a_blocked_one_none(
    files: FileStore, results: ResultStore
) -> None:
    for _ in range(2):
        verdict_of(files, results, Q3.previous, GOOD["registration"])
    assert len(results.profile_keys("panyu", "registration", Q3)) == 1
    blocked = verdict_of(files, results, Q3, [])
    assert blocked.state == "block"
    assert len(results.profile_keys("panyu", "registration", Q3.next)) == 1
