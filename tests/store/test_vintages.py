"""Vintages are appended, never overwritten; the current figure is the last one stated."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.store.records import StoredObservation
from govreport.store.results import ResultStore
from govreport.store.vintages import VintageStore

Q2, Q3 = Quarter(2019, 2), Quarter(2019, 3)


@pytest.fixture
def vintages(engine: Engine) -> VintageStore:
    ResultStore(engine).add_verdict(
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
    return VintageStore(engine)


def _state(vintages: VintageStore, name: str, quarter: Quarter, source: Quarter, registered: int) -> bool:
    vintage = VintageRef(id=name * 64, district="panyu", quarter=quarter, source_quarter=source, observations=1)
    return vintages.add(
        vintage,
        [StoredObservation("R01", "", "", "", registered, None)],
        verdict_sha256="v" * 64,
        catalogue_sha256="c" * 64,
        reference_sha256="r" * 64,
    )


def _current(vintages: VintageStore, quarter: Quarter) -> list[int]:
    with vintages.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT numerator FROM current_observations WHERE quarter = :q"), {"q": str(quarter)}
        )
        return list(rows.scalars())


def test_the_same_vintage_is_stated_once(vintages: VintageStore) -> None:
    assert _state(vintages, "a", Q2, Q2, 830)
    assert not _state(vintages, "a", Q2, Q2, 830)
    assert _current(vintages, Q2) == [830]


def test_a_later_extract_restates_and_the_earlier_figure_stays(vintages: VintageStore) -> None:
    _state(vintages, "a", Q2, Q2, 830)
    _state(vintages, "b", Q2, Q3, 832)
    assert _current(vintages, Q2) == [832]
    assert vintages.observations("a" * 64)[0].numerator == 830


def test_running_an_old_quarter_again_does_not_hide_what_a_newer_extract_said(vintages: VintageStore) -> None:
    _state(vintages, "b", Q2, Q3, 832)
    _state(vintages, "c", Q2, Q2, 829)
    assert _current(vintages, Q2) == [832]


def test_an_old_report_made_again_does_not_see_later_restatements(vintages: VintageStore) -> None:
    _state(vintages, "a", Q2, Q2, 830)
    _state(vintages, "b", Q2, Q3, 832)
    then, now = (vintages.latest("panyu", Q2, known_by) for known_by in (Q2, Q3))
    assert (then and then.id, now and now.id) == ("a" * 64, "b" * 64)
    assert vintages.latest("panyu", Q2, Q2, before=True) is None
    assert vintages.latest("yuexiu", Q2, Q3) is None


def test_money_beyond_what_a_float_can_hold_comes_back_exactly(vintages: VintageStore) -> None:
    _state(vintages, "a", Q2, Q2, 9_007_199_254_740_993)
    assert vintages.observations("a" * 64)[0].numerator == 9_007_199_254_740_993
