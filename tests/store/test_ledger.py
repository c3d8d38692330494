"""Nobody gets a report twice: what the ledger grants and what it refuses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError

from govreport.manifests.documents import Report
from govreport.quarter import Quarter
from govreport.store.database import open_database
from govreport.store.ledger import Ledger
from govreport.store.results import ResultStore
from govreport.store.runs import RunStore
from tests.store.recorded_runs import Q3, ROLES, THEN, issue, run, vintage

REPORT = "a" * 64


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    ResultStore(engine).add_report(
        Report(
            district="panyu",
            quarter=Quarter(2019, 3),
            language="zh",
            fingerprint="f" * 64,
            sha256=REPORT,
            files=[],
            held=False,
            model_key="model",
        )
    )
    return Ledger(engine)


def test_a_sent_copy_is_never_granted_again(ledger: Ledger) -> None:
    assert ledger.claim(REPORT, "a@example.org") == "claimed"
    ledger.confirm(REPORT, "a@example.org")
    assert ledger.claim(REPORT, "a@example.org") == "already_sent"


def test_a_copy_claimed_and_never_confirmed_is_in_doubt_and_stays_so(ledger: Ledger) -> None:
    ledger.claim(REPORT, "a@example.org")
    assert ledger.claim(REPORT, "a@example.org") == "in_doubt"
    assert ledger.claim(REPORT, "a@example.org") == "in_doubt"
    assert [row.state for row in ledger.rows(REPORT)] == ["in_doubt"]


def test_a_refused_copy_may_be_tried_again(ledger: Ledger) -> None:
    ledger.claim(REPORT, "a@example.org")
    ledger.refuse(REPORT, "a@example.org", "550 no such mailbox")
    assert ledger.claim(REPORT, "a@example.org") == "claimed"


def test_two_recipients_do_not_disturb_each_other(ledger: Ledger) -> None:
    ledger.claim(REPORT, "a@example.org")
    assert ledger.claim(REPORT, "b@example.org") == "claimed"


def test_of_many_racing_claims_one_is_granted(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as pool:
        granted = list(pool.map(lambda _: ledger.claim(REPORT, "a@example.org"), range(40)))
    assert granted.count("claimed") == 1


def test_a_copy_of_an_unknown_report_cannot_be_claimed(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError):
        ledger.claim("b" * 64, "a@example.org")


def test_a_signature_counts_once_and_only_for_its_hash(ledger: Ledger) -> None:
    assert ledger.sign(REPORT, "director", "区民政局局长")
    assert not ledger.sign(REPORT, "director", "区民政局局长")
    assert ledger.signed_roles(REPORT) == {"director"}
    assert ledger.signed_roles("b" * 64) == set()


def _engine_without_migrations(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path / 'fresh.sqlite'}")


def test_opening_twice_migrates_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'fresh.sqlite'}"
    open_database(url)
    open_database.cache_clear()
    open_database(url)
    with _engine_without_migrations(tmp_path).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


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
