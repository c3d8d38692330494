"""Results are appended, never overwritten; the current figure is the last one stated."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.store import tables
from govreport.store.results import ResultStore, StoredObservation

Q2, Q3 = Quarter(2019, 2), Quarter(2019, 3)


@pytest.fixture
def results(engine: Engine) -> ResultStore:
    store = ResultStore(engine)
    store.add_verdict(
        Verdict(
            district="panyu",
            quarter=Q3,
            state="pass",
            checks=[],
            outcomes=[],
            paragraph_zh="通过",
            paragraph_en="passed",
            sha256="v" * 64,
        )
    )
    return store


def _state(results: ResultStore, name: str, quarter: Quarter, source: Quarter, registered: int) -> bool:
    vintage = VintageRef(id=name * 64, district="panyu", quarter=quarter, source_quarter=source, observations=1)
    return results.add_vintage(
        vintage,
        [StoredObservation("R01", "", "", "", registered, None)],
        verdict_sha256="v" * 64,
        catalogue_sha256="c" * 64,
        reference_sha256="r" * 64,
    )


def _current(results: ResultStore, quarter: Quarter) -> list[int]:
    with results.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT numerator FROM current_observations WHERE quarter = :q"), {"q": str(quarter)}
        )
        return list(rows.scalars())


def test_the_same_vintage_is_stated_once(results: ResultStore) -> None:
    assert _state(results, "a", Q2, Q2, 830)
    assert not _state(results, "a", Q2, Q2, 830)
    assert _current(results, Q2) == [830]


def test_a_later_extract_restates_and_the_earlier_figure_stays(results: ResultStore) -> None:
    _state(results, "a", Q2, Q2, 830)
    _state(results, "b", Q2, Q3, 832)
    assert _current(results, Q2) == [832]
    assert results.observations("a" * 64)[0].numerator == 830


def test_running_an_old_quarter_again_does_not_hide_what_a_newer_extract_said(results: ResultStore) -> None:
    _state(results, "b", Q2, Q3, 832)
    _state(results, "c", Q2, Q2, 829)
    assert _current(results, Q2) == [832]


def test_an_old_report_made_again_does_not_see_later_restatements(results: ResultStore) -> None:
    _state(results, "a", Q2, Q2, 830)
    _state(results, "b", Q2, Q3, 832)
    then, now = (results.latest_vintage("panyu", Q2, known_by) for known_by in (Q2, Q3))
    assert (then and then.id, now and now.id) == ("a" * 64, "b" * 64)
    assert results.latest_vintage("panyu", Q2, Q2, before=True) is None
    assert results.latest_vintage("yuexiu", Q2, Q3) is None


def test_money_beyond_what_a_float_can_hold_comes_back_exactly(results: ResultStore) -> None:
    _state(results, "a", Q2, Q2, 9_007_199_254_740_993)
    assert results.observations("a" * 64)[0].numerator == 9_007_199_254_740_993


def test_the_migrations_make_exactly_the_tables_that_the_code_uses(results: ResultStore) -> None:
    with results.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
