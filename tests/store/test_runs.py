"""Runs are recorded once, whole, and in turn; the vintage that a run used last is the current one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from pathlib import Path

from govreport.manifests.verdicts import Verdict
from govreport.store.database import open_database
from govreport.store.records import NewRun
from govreport.store.results import ResultStore
from govreport.store.revisions import RevisionStore
from govreport.store.runs import RunStore
from govreport.store.vintages import VintageStore
from tests.store.recorded_runs import Q2, Q3, ROLES, THEN, count, current, judge, run, vintage


def test_a_run_says_what_it_used_and_its_vintage_what_it_was_computed_from(runs: RunStore) -> None:
    stated = run(runs, vintage("a", 841), reason="补报")
    assert runs.last_run("panyu", Q3) == stated
    assert (stated.reason, stated.known_since) == ("补报", date(2019, 11, 5))
    assert stated.vintages == {vintage("a", 841).record.id}
    assert VintageStore(runs.engine).find(vintage("a", 841).record.id) == vintage("a", 841).record


def test_repeating_a_run_adds_nothing_anywhere(runs: RunStore) -> None:
    first = run(runs, vintage("a", 841))
    before = count(runs)
    assert run(runs, vintage("a", 841)) == first
    assert run(runs, vintage("a", 841), reason="再来一次") == first
    assert count(runs) == before


def test_an_extract_that_changed_and_changed_back_makes_its_figures_current_again(runs: RunStore) -> None:
    run(runs, vintage("a", 841))
    run(runs, vintage("b", 840))
    assert current(runs) == [840]
    run(runs, vintage("a", 841))
    assert current(runs) == [841]
    known = VintageStore(runs.engine).latest("panyu", Q3, Q3)
    assert known is not None
    assert known.id == vintage("a", 841).record.id
    assert count(runs)["vintages"] == 2  # stored once each
    assert [v.id for v in VintageStore(runs.engine).current("panyu", Q3)] == [known.id]


def test_going_back_to_an_earlier_quarter_does_not_hide_what_later_extracts_said(runs: RunStore) -> None:
    run(runs, vintage("a", 830, Q2, Q3))
    old = NewRun(
        district="panyu", quarter=Q2, stage="measure", verdict_sha256="v" * 64, catalogue_sha256="c" * 64,
        product_version="1.0", vintages=[vintage("b", 829, Q2, Q2).record.id], started_at=THEN,
    )  # fmt: skip
    runs.record(old, [vintage("b", 829, Q2, Q2)], judge, ROLES)
    assert current(runs) == [830]


def test_of_runs_at_the_same_time_each_is_whole_and_one_is_the_last(runs: RunStore) -> None:
    run(runs, vintage("a", 841))

    def again(number: int) -> str:
        name = "bc"[number % 2]
        return run(runs, vintage(name, 840 - number % 2), vintage(name, 830, Q2, Q3)).id

    with ThreadPoolExecutor(6) as pool:
        stated = set(pool.map(again, range(12)))
    recorded = [r for r in runs.runs("panyu", Q3) if r.stage == "measure"]
    assert stated == {r.id for r in recorded[1:]}
    assert {len(r.vintages) for r in recorded[1:]} == {2}
    assert all(a.vintages != b.vintages for a, b in pairwise(recorded))
    assert count(runs)["vintages"] == 5
    assert current(runs).count(830) == 1
    last = runs.last_run("panyu", Q3)
    assert last is not None
    newest = VintageStore(runs.engine).latest("panyu", Q3, Q3)
    assert newest is not None
    assert newest.id in last.vintages


def test_the_same_run_on_two_machines_has_the_same_id(runs: RunStore, tmp_path: Path) -> None:
    elsewhere = RunStore(open_database(f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"))
    ResultStore(elsewhere.engine).add_verdict(
        Verdict(district="panyu", quarter=Q3, state="pass", checks=[], outcomes=[], paragraph_zh="", paragraph_en="",
                sha256="v" * 64)
    )  # fmt: skip
    assert run(runs, vintage("a", 841)).id == run(elsewhere, vintage("a", 841)).id


def test_a_run_of_another_verdict_is_another_run(runs: RunStore) -> None:
    run(runs, vintage("a", 841))
    other = NewRun(
        district="panyu", quarter=Q3, stage="measure", verdict_sha256="w" * 64, catalogue_sha256="c" * 64,
        product_version="1.0", vintages=[vintage("a", 841).record.id], started_at=THEN,
    )  # fmt: skip
    assert runs.record(other, [vintage("a", 841)], judge, ROLES).verdict_sha256 == "w" * 64
    assert RevisionStore(runs.engine).of_vintage(vintage("a", 841).record.id) is None
