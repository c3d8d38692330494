"""Unknown is not zero: what isn't stated, why, and the sentence that says what to do about it."""

from __future__ import annotations

import pytest

from govreport.district.folder import District
from govreport.indicators.availability import why_unstated
from govreport.indicators.catalogue import CATALOGUE, catalogue_of
from govreport.quarter import Quarter
from govreport.store.files import FileStore
from tests.indicators.example import org
from tests.indicators.examples_money import ACTORS, FIRST, present, returned
from tests.indicators.tables import figures

Q2, Q3 = Quarter(2019, 2), Quarter(2019, 3)


def test_a_quarter_that_nobody_returned_has_no_figure(files: FileStore, panyu: District) -> None:
    rows = [returned(FIRST, **present(*ACTORS))]
    stated = figures(files, panyu, "2019-Q3", registration=[org("A")], linkage=rows, only_available=True)
    before = figures(files, panyu, "2019-Q2", registration=[org("A")], linkage=rows, only_available=True)
    assert stated.get("W01", Q3) is not None
    assert before.get("W01", Q2) is None
    assert before.value("R01", Q2) == 1


def test_an_extract_without_a_source_leaves_its_figures_unstated(files: FileStore, panyu: District) -> None:
    found = figures(files, panyu, "2019-Q3", registration=[org("A")], only_available=True)
    assert [i for i in ("W01", "B04", "M01", "Q02", "G02") if found.get(i, Q3) is not None] == []


def test_a_definition_is_not_applied_to_the_time_before_it(files: FileStore, panyu: District) -> None:
    for quarter, stated in (("2021-Q1", False), ("2021-Q2", True)):
        end = str(Quarter.parse(quarter).end)
        found = figures(files, panyu, quarter, linkage=[returned(FIRST, as_of=end)])
        assert (found.get("W03N", Quarter.parse(quarter)) is not None) is stated


@pytest.mark.parametrize(
    ("indicator", "changes", "available", "word"),
    [
        ("W03N", {}, None, "2021年4月28日"),
        ("K01", {"scoring": None}, None, "scoring.yaml"),
        ("B04", {"sources": {}}, None, "donations.yaml"),
        ("G06", {"budgets": ()}, None, "budgets.csv"),
        ("C01", {"commitments": ()}, None, "commitments.csv"),
        ("W01", {}, ("communities",), "2019年第三季度"),
    ],
)
def test_the_reason_names_what_is_missing_and_where_it_goes(
    indicator: str, changes: dict[str, object], available: tuple[str, ...] | None, word: str, panyu: District
) -> None:
    district = panyu.model_copy(update=changes)
    if "sources" in changes:
        kept = {name: s for name, s in panyu.sources.items() if name != "donations"}
        district = panyu.model_copy(update={"sources": kept})
        district.__dict__.pop("extracts", None)
    said = why_unstated(catalogue_of(district.given)[indicator], district, Q3, available)
    assert said is not None
    assert word in said.zh
    assert said.en.startswith(indicator)
    assert "\n" not in said.zh + said.en


def test_there_is_nothing_to_say_of_a_figure_that_is_stated(panyu: District) -> None:
    assert why_unstated(CATALOGUE["R01"], panyu, Q3) is None
