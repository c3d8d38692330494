"""How far back a quarter knows its figures: to the first gap, and only what was stated by then."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from govreport.indicators.vintages.measuring import earlier_history
from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.store.records import StoredObservation
from govreport.store.results import ResultStore
from govreport.store.vintages import VintageStore

NOW = Quarter(2019, 3)
SHOWN = NOW.plus(-8)
"""The first of the nine quarters that a report shows."""


@pytest.fixture
def vintages(engine: Engine) -> VintageStore:
    ResultStore(engine).add_verdict(
        Verdict(
            district="panyu",
            quarter=NOW,
            state="pass",
            checks=[],
            outcomes=[],
            paragraph_zh="通过",
            paragraph_en="passed",
            sha256="v" * 64,
        )
    )
    return VintageStore(engine)


def state(store: VintageStore, *quarters: Quarter, source: Quarter = NOW) -> None:
    for quarter in quarters:
        store.add(
            VintageRef(id=f"{quarter}", district="panyu", quarter=quarter, source_quarter=source, observations=2),
            [StoredObservation("R01", town, "", "", 700, None) for town in ("", "440113001")],
            verdict_sha256="v" * 64,
            catalogue_sha256="c" * 64,
            reference_sha256="r" * 64,
        )


def known(store: VintageStore, known_by: Quarter = NOW) -> list[Quarter]:
    return [v.quarter for v in earlier_history(store, "panyu", SHOWN, known_by)]


def test_all_quarters_before_those_shown_are_known_oldest_first(vintages: VintageStore) -> None:
    span = NOW.back(14)
    state(vintages, *span)
    assert known(vintages) == span[:5]


def test_a_gap_ends_it(vintages: VintageStore) -> None:
    span = NOW.back(14)
    state(vintages, *(q for q in span if q != span[2]))
    assert known(vintages) == span[3:5]


def test_nothing_earlier_is_nothing(vintages: VintageStore) -> None:
    assert known(vintages) == []
    state(vintages, *NOW.back(9))
    assert known(vintages) == []


def test_what_was_stated_later_is_not_known_yet(vintages: VintageStore) -> None:
    state(vintages, *NOW.back(14), source=NOW.next)
    assert known(vintages) == []
    assert len(known(vintages, NOW.next)) == 5


def test_the_districts_figures_can_be_asked_for_alone(vintages: VintageStore) -> None:
    state(vintages, NOW)
    assert [o.town_code for o in vintages.observations(f"{NOW}", town_code="")] == [""]
    assert len(vintages.observations(f"{NOW}")) == 2
