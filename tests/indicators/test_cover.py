"""What stands hidden beside a sensitive cell leaves readers in doubt about it, whatever else is printed."""

from __future__ import annotations

from govreport.canonical.codes import Code, load_codes, with_codes
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.disclosure.members import subtotals
from govreport.indicators.disclosure.over_time import choose
from govreport.indicators.disclosure.table import Place, Table
from govreport.quarter import Quarter
from govreport.settings import Settings
from tests.indicators.test_hidden_over_time import values

LISTS = load_codes(Settings().reference_dir / "codes.yaml")
NOW = Quarter(2024, 1)


def pattern(cells: dict[Place, int], sensitive: set[str], *added: set[str]) -> frozenset[Place]:
    table = Table(cells, is_count=True)
    return choose({NOW: {("X", "numerator"): table}}, sensitive, subtotals=[frozenset(of) for of in added])[NOW]


def beside(town: str, chosen: frozenset[Place]) -> set[str]:
    return {member for place, member in chosen if place == town}


def test_a_town_whose_only_project_is_a_sensitive_groups_hides_an_ordinary_group_too() -> None:
    # Members a and b are sensitive; with both of them hidden and nothing else, the project would be one of theirs.
    chosen = pattern(values("1000", "1265", "4367"), {"a", "b"})
    assert ("t1", "a") in chosen
    assert beside("t1", chosen) & {"c", "d"}


def test_company_comes_from_the_members_that_a_printed_subtotal_adds_up() -> None:
    # a and b are printed as one sum elsewhere: with d for company the sum would give a back.
    cells = values("1205", "4365", "6754")
    assert beside("t1", pattern(cells, {"a"}, {"a", "b"})) == {"a", "b"}
    assert "d" in beside("t1", pattern(cells, {"a"}, {"a", "d"}))


def test_the_subtotals_are_those_that_indicators_name_in_their_conditions() -> None:
    assert subtotals(CATALOGUE, "purpose", LISTS) == {frozenset({"elderly", "disabled", "orphans", "hardship"})}
    assert subtotals(CATALOGUE, "target_group", LISTS) == frozenset()


def test_of_own_codes_those_are_added_up_that_mean_what_a_condition_names() -> None:
    own = [
        Code(c, c, c, (), means=m)
        for c, m in (("old", "elderly"), ("poor", "hardship"), ("art", ""), ("alms", "hardship"))
    ]
    assert subtotals(CATALOGUE, "purpose", with_codes(LISTS, [("purpose", own)])) == {
        frozenset({"old", "poor", "alms"})
    }
