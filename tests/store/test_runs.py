"""Runs are recorded once, whole, and in turn; the vintage that a run used last is the current one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, func, select, text

from govreport.errors import Message
from govreport.manifests.documents import Report
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.store import database, tables
from govreport.store.database import open_database
from govreport.store.ledger import Ledger
from govreport.store.results import ResultStore, StoredObservation
from govreport.store.runs import Judged, NewRun, NewVintage, RunRecord, RunStore, VintageRecord

Q2, Q3 = Quarter(2019, 2), Quarter(2019, 3)
THEN = datetime(2019, 10, 23)  # noqa: DTZ001 - the database's times are UTC without a mark
ROLES = ("director",)


@pytest.fixture
def runs(engine: Engine) -> RunStore:
    store = ResultStore(engine)
    for sha256 in ("v", "w"):
        store.add_verdict(
            Verdict(
                district="panyu", quarter=Q3, state="pass", checks=[], outcomes=[], paragraph_zh="通过",
                paragraph_en="passed", sha256=sha256 * 64,
            )
        )  # fmt: skip
    return RunStore(engine)


def vintage(name: str, registered: int, quarter: Quarter = Q3, source: Quarter = Q3) -> NewVintage:
    record = VintageRecord(
        id=(name + str(quarter.number)) * 32, district="panyu", quarter=quarter, source_quarter=source,
        verdict_sha256="v" * 64, catalogue_sha256="c" * 64, reference_sha256="r" * 64, product_version="1.0",
        inputs={"registration": name * 64}, reference={"towns": "t" * 64}, definitions={"R01": "d" * 64},
    )  # fmt: skip
    return NewVintage(record, [StoredObservation("R01", "", "", "", registered, None)])


def judge(old: VintageRecord, new: VintageRecord, issued: bool) -> Judged:
    return Judged("correction" if issued else "routine", "extracts", Message("重新报送", "submitted again"))


def run(runs: RunStore, *vintages: NewVintage, reason: str = "") -> RunRecord:
    new = NewRun(
        district="panyu", quarter=Q3, stage="measure", verdict_sha256="v" * 64, catalogue_sha256="c" * 64,
        product_version="1.0", vintages=[v.record.id for v in vintages], started_at=THEN, reason=reason,
        known_since=date(2019, 11, 5) if reason else None,
    )  # fmt: skip
    return runs.record(new, vintages, judge, ROLES)


def issue(runs: RunStore, name: str, vintages: Sequence[NewVintage]) -> None:
    """A report on these vintages, rendered and signed."""
    sha256 = name * 64
    ResultStore(runs.engine).add_report(
        Report(district="panyu", quarter=Q3, language="zh", fingerprint="f" * 64, sha256=sha256, files=[], held=False,
               model_key="model")
    )  # fmt: skip
    new = NewRun(
        district="panyu", quarter=Q3, stage="render", verdict_sha256="v" * 64, catalogue_sha256="c" * 64,
        product_version="1.0", vintages=[v.record.id for v in vintages], reports=[sha256], started_at=THEN,
    )  # fmt: skip
    runs.record(new)
    Ledger(runs.engine).sign(sha256, "director", "区民政局局长")


def current(runs: RunStore) -> list[int]:
    with runs.engine.connect() as connection:
        return list(connection.execute(text("SELECT numerator FROM current_observations")).scalars())


def count(runs: RunStore) -> dict[str, int]:
    with runs.engine.connect() as connection:
        return {
            t.name: connection.execute(select(func.count()).select_from(t)).scalar_one()
            for t in tables.metadata.sorted_tables
        }


def test_a_run_says_what_it_used_and_its_vintage_what_it_was_computed_from(runs: RunStore) -> None:
    stated = run(runs, vintage("a", 841), reason="补报")
    assert runs.last_run("panyu", Q3) == stated
    assert (stated.reason, stated.known_since) == ("补报", date(2019, 11, 5))
    assert stated.vintages == {vintage("a", 841).record.id}
    assert runs.vintage(vintage("a", 841).record.id) == vintage("a", 841).record


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
    known = ResultStore(runs.engine).latest_vintage("panyu", Q3, Q3)
    assert known is not None
    assert known.id == vintage("a", 841).record.id
    assert count(runs)["vintages"] == 2  # stored once each
    assert [v.id for v in runs.vintages("panyu", Q3)] == [known.id]


def test_going_back_to_an_earlier_quarter_does_not_hide_what_later_extracts_said(runs: RunStore) -> None:
    run(runs, vintage("a", 830, Q2, Q3))
    old = NewRun(
        district="panyu", quarter=Q2, stage="measure", verdict_sha256="v" * 64, catalogue_sha256="c" * 64,
        product_version="1.0", vintages=[vintage("b", 829, Q2, Q2).record.id], started_at=THEN,
    )  # fmt: skip
    runs.record(old, [vintage("b", 829, Q2, Q2)], judge, ROLES)
    assert current(runs) == [830]


def test_what_took_anothers_place_is_recorded_with_the_kind_and_what_readers_hold(runs: RunStore) -> None:
    first, second, third = vintage("a", 841), vintage("b", 840), vintage("c", 839)
    run(runs, first)
    assert runs.revision_of(first.record.id) is None
    run(runs, second)
    unsigned = runs.revision_of(second.record.id)
    assert unsigned is not None
    assert (unsigned.old_vintage, unsigned.signed_vintage, unsigned.judged.kind) == (first.record.id, None, "routine")

    issue(runs, "e", [second])
    run(runs, third)
    signed = runs.revision_of(third.record.id)
    assert signed is not None
    assert (signed.signed_vintage, signed.judged.kind) == (second.record.id, "correction")
    assert [r.new_vintage for r in runs.revisions("panyu", Q3)] == [second.record.id, third.record.id]


def test_going_back_to_what_was_signed_leaves_nothing_to_tell_readers(runs: RunStore) -> None:
    first, second = vintage("a", 841), vintage("b", 840)
    run(runs, first)
    issue(runs, "e", [first])
    run(runs, second)
    run(runs, first)
    back = runs.revision_of(first.record.id)
    assert back is not None
    assert (back.old_vintage, back.signed_vintage) == (second.record.id, None)


def test_a_report_counts_as_signed_when_all_roles_have_signed(runs: RunStore) -> None:
    first = vintage("a", 841)
    run(runs, first)
    issue(runs, "e", [first])
    ledger = Ledger(runs.engine)
    assert ledger.last_signed("panyu", Q3, ("review", "director")) is None
    ledger.sign("e" * 64, "review", "社会组织管理科科长")
    found = ledger.last_signed("panyu", Q3, ("review", "director"), "zh")
    assert found is not None
    assert found.sha256 == "e" * 64
    assert ledger.last_signed("panyu", Q3, ("review", "director"), "en") is None


def test_what_was_signed_last_was_issued_last_though_the_clock_was_set_back(
    runs: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = vintage("a", 841), vintage("b", 840)
    run(runs, first)
    issue(runs, "e", [first])
    run(runs, second)
    monkeypatch.setattr("govreport.store.ledger.utc_now", lambda: THEN)
    issue(runs, "f", [second])
    issued = Ledger(runs.engine).last_signed("panyu", Q3, ROLES)
    assert issued is not None
    assert issued.sha256 == "f" * 64


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
    newest = ResultStore(runs.engine).latest_vintage("panyu", Q3, Q3)
    assert newest is not None
    assert newest.id in last.vintages


def test_the_same_run_on_two_machines_has_the_same_id(runs: RunStore, tmp_path: Path) -> None:
    elsewhere = RunStore(open_database(f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"))
    ResultStore(elsewhere.engine).add_verdict(
        Verdict(district="panyu", quarter=Q3, state="pass", checks=[], outcomes=[], paragraph_zh="", paragraph_en="",
                sha256="v" * 64)
    )  # fmt: skip
    assert run(runs, vintage("a", 841)).id == run(elsewhere, vintage("a", 841)).id


# -- migrations


def _migrate(engine: Engine, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        step = command.upgrade if to == "head" else command.downgrade
        step(config, to)


def test_migrating_down_and_up_keeps_vintages_reports_and_signatures(runs: RunStore) -> None:
    first, second = vintage("a", 841), vintage("b", 840)
    run(runs, first)
    issue(runs, "e", [first])
    run(runs, second)
    before = count(runs)
    _migrate(runs.engine, "0003")
    assert current(runs) == [840]  # by the order of storing
    _migrate(runs.engine, "head")
    kept = ("verdicts", "vintages", "observations", "reports", "signatures", "provenance")
    assert {name: count(runs)[name] for name in kept} == {name: before[name] for name in kept}
    assert current(runs) == [840]
    run(runs, first)
    assert current(runs) == [841]


def test_vintages_from_before_the_migration_say_what_they_were_computed_from(runs: RunStore) -> None:
    _migrate(runs.engine, "0003")
    document = {"checks": [{"tidy": {"extract": "funding", "snapshot_sha256": "5" * 64}}]}
    with runs.engine.begin() as connection:
        connection.execute(
            text("UPDATE verdicts SET document = :d WHERE sha256 = :s"), {"d": json.dumps(document), "s": "w" * 64}
        )
        connection.execute(
            text(
                "INSERT INTO vintages (id, district, quarter, source_quarter, verdict_sha256, catalogue_sha256,"
                " reference_sha256, created_at) VALUES (:i, 'panyu', '2019-Q3', '2019-Q3', :v, :c, :c, :t)"
            ),
            {"i": "o" * 64, "v": "w" * 64, "c": "c" * 64, "t": THEN},
        )
    _migrate(runs.engine, "head")
    record = runs.vintage("o" * 64)
    assert record is not None
    assert (record.inputs, record.product_version, record.reference) == ({"funding": "5" * 64}, "", {})


def test_opening_an_older_database_brings_it_up(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'older.sqlite'}"
    _migrate(open_database(url), "0003")
    open_database.cache_clear()
    open_database(url)
    with create_engine(url).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM runs")).scalar() == 0


def test_a_run_of_another_verdict_is_another_run(runs: RunStore) -> None:
    run(runs, vintage("a", 841))
    other = NewRun(
        district="panyu", quarter=Q3, stage="measure", verdict_sha256="w" * 64, catalogue_sha256="c" * 64,
        product_version="1.0", vintages=[vintage("a", 841).record.id], started_at=THEN,
    )  # fmt: skip
    assert runs.record(other, [vintage("a", 841)], judge, ROLES).verdict_sha256 == "w" * 64
    assert runs.revision_of(vintage("a", 841).record.id) is None
