"""Evaluations of other bodies than the register's: not looked up there, counted by their own number."""

from __future__ import annotations

from typing import Any

import pytest
from quality_cases import GOOD, PANYU, Q3, tidied

from govreport.district.folder import District
from govreport.indicators.availability import why_unstated
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Figures
from govreport.indicators.supplied import Supplied
from govreport.quality.check import check_extract
from govreport.quality.conclude import judge_quarter
from govreport.quality.rules import cross_extract
from govreport.store.files import FileStore
from tests.indicators.tables import figures

ABOUT_EVENTS = {"E30", "E32", "E32-SERIOUS", "E32-ASSESSED", "E33"}
EVALUATION = PANYU.sources["evaluation"]


def of(population: str | None) -> District:
    source = EVALUATION.model_copy(update={"population": population})
    return PANYU.model_copy(update={"sources": {**PANYU.sources, "evaluation": source}})


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(str(tmp_path_factory.mktemp("store")))


@pytest.mark.parametrize("population", [None, "own"])
def test_bodies_of_their_own_are_not_looked_up_in_the_register(files: FileStore, population: str | None) -> None:
    district = of(population)
    strangers = [{**GOOD["evaluation"][0], "uscc": "1-101", "name": "晚晴养老院"}]
    small = district.model_copy(
        update={"sources": {n: district.sources[n] for n in ("registration", "funding", "evaluation")}}
    )
    rows = {n: strangers if n == "evaluation" else GOOD[n] for n in small.sources}
    checks = [check_extract(small, tidied(files, n, rows[n]), files, []) for n in rows]
    rules = [rule for rule in cross_extract.RULES if rule.id in {*ABOUT_EVENTS, "E31"}]
    verdict = judge_quarter(small, Q3, checks, files, rules)
    outcomes = {o.rule: o for o in verdict.outcomes}
    assert outcomes["E30"].passed is (population == "own")
    assert outcomes["E31"].evaluated > 0
    for rule in ABOUT_EVENTS if population else ():
        assert (outcomes[rule].evaluated, outcomes[rule].severity) == (0, "info")
        assert "对象不是登记名册中的组织" in outcomes[rule].detail_zh
        assert "other bodies than the register's" in outcomes[rule].detail_en


def measured(files: FileStore, population: str | None, *, numbers: str = "1-{}") -> Figures:
    events: list[dict[str, Any]] = [
        {"event_no": str(n), "uscc": numbers.format(n // 2), "event_kind": "regular_check", "event_on": "2019-07-02",
         "event_result": "finding" if n == 0 else "no_finding", "town_code": "440113103"}
        for n in range(4)
    ]  # fmt: skip
    register = [
        {"uscc": str(n), "name": f"甲{n}", "legal_type": "association", "status": "active",
         "registered_on": "2015-01-01", "town_code": "440113102"}
        for n in range(6)
    ]  # fmt: skip
    return figures(files, of(population), "2019-Q3", only_available=True, registration=register, evaluation=events)


def test_they_are_counted_by_their_own_number_and_divided_by_nothing_of_the_register(files: FileStore) -> None:
    found = measured(files, "own")
    checked = found.get("S02", Q3)
    assert checked is not None
    assert (checked.numerator, checked.denominator) == (1, 2)
    assert found.get("S01", Q3) is None
    assert found.get("G15", Q3) is None
    assert found.get("R01", Q3) is not None


@pytest.mark.parametrize(("population", "town"), [("own", "440113103"), (None, "440113102")])
def test_a_number_that_happens_to_be_an_organizations_brings_nothing_of_it(
    files: FileStore, population: str | None, town: str
) -> None:
    """Homes 0 and 1 lie in another town than the organizations 0 and 1 of the register."""
    found = measured(files, population, numbers="{}")
    stated = {code: found.get("S02", Q3, code) for code in ("440113102", "440113103")}
    assert {code: o.denominator for code, o in stated.items() if o and o.denominator} == {town: 2}


def test_those_of_the_register_are_divided_by_it(files: FileStore) -> None:
    assert measured(files, None).get("S01", Q3) is not None


def test_why_they_are_not_divided_is_said() -> None:
    supplied = Supplied(frozenset(), frozenset(), others=True)
    said = why_unstated(CATALOGUE["S01"], of("own"), supplied=supplied)
    assert said is not None
    assert EVALUATION.title.zh in said.zh
    assert "population: own" in said.en
