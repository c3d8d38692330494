"""Hidden stays hidden: no quarter, and no edition of one, gives back what another withheld."""

from __future__ import annotations

import random

import pytest

from govreport.indicators.disclosure.over_time import choose, hidden
from govreport.indicators.disclosure.series import Before
from govreport.indicators.disclosure.table import DISTRICT, SMALLEST_SHOWN, Place, Table
from govreport.indicators.model import Basis
from govreport.quarter import Quarter
from tests.indicators.possible_values import possible_values

SENSITIVE = {"a"}
COUNT = ("X", "numerator")
Q1, Q2, Q3, Q4 = (Quarter(2024, n) for n in (1, 2, 3, 4))
NEXT_YEAR = Quarter(2025, 1)
Values = dict[Place, int]


def values(*rows: str) -> Values:
    """A town a row, a digit for each of the members a, b, c, d; with the members' totals."""
    cells = {(f"t{n}", m): int(v) for n, row in enumerate(rows, 1) for m, v in zip("abcd", row, strict=False)}
    for member in {m for _, m in cells}:
        cells[DISTRICT, member] = sum(v for (t, m), v in cells.items() if t and m == member)
    return cells


def chosen(
    by_quarter: dict[Quarter, Values],
    basis: Basis = "cumulative",
    before: Before = Before(),  # noqa: B008 - empty
    sensitive: set[str] = SENSITIVE,
) -> dict[Quarter, frozenset[Place]]:
    tables = {quarter: {COUNT: Table(cells, is_count=True, basis=basis)} for quarter, cells in by_quarter.items()}
    return choose(tables, sensitive, before)


def open_in(
    by_quarter: dict[Quarter, Values], patterns: dict[Quarter, frozenset[Place]], place: Place, quarter: Quarter
) -> bool:
    """Whether a reader who knows that the figure doesn't fall finds more than one value for a cell."""
    least, most = possible_values(by_quarter, patterns, (quarter, place), grows=True)
    return least < most


SMALL_THEN_LARGE = {
    Q1: values("1796", "5684", "4444"),
    Q2: values("1896", "5694", "4445"),
    Q3: values("5897", "5695", "4446"),
}


def test_what_was_small_stays_hidden_when_it_isnt_any_more() -> None:
    patterns = chosen(SMALL_THEN_LARGE)
    assert ("t1", "a") in patterns[Q1]
    assert patterns[Q1] <= patterns[Q2] <= patterns[Q3]
    assert all(open_in(SMALL_THEN_LARGE, patterns, p, q) for q in patterns for p in patterns[q])


def test_without_a_sensitive_member_nothing_is_hidden_in_any_quarter() -> None:
    assert not any(chosen(SMALL_THEN_LARGE, sensitive=set()).values())


def test_quarters_before_the_first_small_count_are_printed_whole() -> None:
    series = {Q1: values("0796", "5684", "4444"), Q2: values("1896", "5694", "5544")}
    patterns = chosen(series)
    assert not patterns[Q1]
    assert ("t1", "a") in patterns[Q2]


def test_a_member_that_counts_nothing_anywhere_shows_its_zeros() -> None:
    assert chosen({Q1: values("0796", "0684"), Q2: values("0797", "0785")}) == {Q1: frozenset(), Q2: frozenset()}


def test_the_only_new_project_of_a_town_isnt_told_by_what_the_quarter_before_printed() -> None:
    # Each town's total and every neighbour was printed in the first quarter; in the second t1's total grew by one.
    series = {Q1: values("0421", "3200", "0033", "5111"), Q2: values("1421", "3210", "0034", "5121")}
    patterns = chosen(series)
    assert open_in(series, patterns, ("t1", "a"), Q2)
    assert any(p[1] == "a" and p[0] and not series[Q2][p] for p in patterns[Q2]), "and some of what is hidden is zero"


def test_a_quarter_is_protected_by_what_grew_in_it_and_not_by_what_stood_still() -> None:
    series = {Q1: values("0421", "3200", "0033"), Q2: values("1421", "3210", "0033")}
    patterns = chosen(series)
    for place in patterns[Q2]:
        if place[1] == "a":
            assert open_in(series, patterns, place, Q2), place


def test_a_restated_edition_hides_what_the_edition_before_hid() -> None:
    # 2 became 3 by a late file: printed, the change would tell that it had been 1 or 2.
    first = chosen({Q1: values("2796", "5684", "4444")})[Q1]
    again = chosen({Q1: values("3796", "5684", "4444")}, before=Before(withheld={Q1: first}))[Q1]
    assert first <= again
    assert not chosen({Q1: values("3796", "5684", "4444")})[Q1], "without that edition it is an ordinary figure"


def test_what_an_earlier_edition_printed_is_no_company() -> None:
    cells = values("2796", "5684", "4444")
    told = {place: frozenset({value}) for place, value in cells.items() if place[1] in "bc"}
    out = chosen({Q1: cells}, before=Before(printed={COUNT: {Q1: told}}))[Q1]
    assert ("t1", "a") in out
    assert not out & told.keys()


def test_what_was_printed_and_then_revised_is_company_again() -> None:
    cells = values("2796", "5684", "4444")
    told = {place: frozenset({value + 1}) for place, value in cells.items()}
    assert chosen({Q1: cells}, before=Before(printed={COUNT: {Q1: told}})) == chosen({Q1: cells})


def test_an_older_quarter_rendered_later_reckons_with_what_the_newer_one_printed() -> None:
    older, newer = values("1332", "2222"), values("3332", "4222")
    told = {place: frozenset({value}) for place, value in newer.items()}
    out = chosen({Q1: older}, before=Before(printed={COUNT: {Q2: told}}))[Q1]
    both, patterns = {Q1: older, Q2: newer}, {Q1: out, Q2: frozenset[Place]()}
    assert ("t1", "a") in out
    assert open_in(both, patterns, ("t1", "a"), Q1)
    alone = chosen({Q1: older})[Q1]
    assert not open_in(both, {Q1: alone, Q2: frozenset()}, ("t1", "a"), Q1), "which the quarter alone wouldn't"


def test_an_older_quarter_hides_nothing_for_what_a_newer_one_hid() -> None:
    newer = Before(withheld={Q2: [("t1", "a"), ("t2", "a"), ("t1", "b"), ("t2", "b")]})
    assert chosen({Q1: values("5796", "5684")}, before=newer) == {Q1: frozenset()}


def test_a_count_that_falls_is_hidden_on_and_its_quarter_protected() -> None:
    series = {
        Q1: values("2796", "5684", "4444"),
        Q2: values("1796", "5684", "4444"),
        Q3: values("0796", "5684", "4444"),
    }
    patterns = chosen(series)
    assert ("t1", "a") in patterns[Q3], "a zero that comes after a small count would tell that it fell"
    for quarter in series:
        least, most = possible_values(series, patterns, (quarter, ("t1", "a")), grows=False)
        assert least < most


@pytest.mark.parametrize("basis", ["cumulative", "year_to_date", "flow", "stock"])
def test_every_basis_keeps_hidden_what_it_hid(basis: Basis) -> None:
    patterns = chosen({Q3: values("1796", "5684", "4444"), Q4: values("6897", "5684", "4444")}, basis)
    assert ("t1", "a") in patterns[Q4]


def test_a_new_year_begins_without_floors() -> None:
    # In the first quarter of a year a figure to date is small again: what December printed says nothing about it.
    december, march = values("0796", "5684", "4444"), values("1324", "3222", "3222")
    alone = chosen({NEXT_YEAR: march}, "year_to_date")
    assert chosen({Q4: december, NEXT_YEAR: march}, "year_to_date")[NEXT_YEAR] == alone[NEXT_YEAR]


def test_indicators_of_one_breakdown_share_what_is_hidden() -> None:
    other = ("Y", "numerator")
    tables = {Q1: {COUNT: Table(values("1796", "5684", "4444"), is_count=True, basis="cumulative"),
                   other: Table(values("9796", "5684", "4444"), is_count=True, basis="cumulative")},
              Q2: {other: Table(values("9797", "5685", "4444"), is_count=True, basis="cumulative")}}  # fmt: skip
    patterns = choose(tables, SENSITIVE)
    assert ("t1", "a") in patterns[Q1]
    assert ("t1", "a") in patterns[Q2]


def grown(dice: random.Random, towns: int = 5, members: str = "abcd", quarters: int = 4) -> dict[Quarter, Values]:
    """A cumulative count as sparse as those of a district."""
    cells = {(f"t{t}", m): max(0, dice.randint(-3, 3)) for t in range(towns) for m in members}
    found = {}
    for number in range(quarters):
        for _ in range(dice.randint(0, 4)):
            cells[dice.choice(sorted(cells))] += 1
        totals = {(DISTRICT, m): sum(v for (_, n), v in cells.items() if n == m) for m in members}
        found[Q1.plus(number)] = cells | totals
    return found


@pytest.mark.parametrize("seed", range(6))
def test_no_quarter_gives_another_away(seed: int) -> None:
    """Against an exact referee: only what stays fixed however much the quarter hides is fixed."""
    series, sensitive = grown(random.Random(seed)), {"a", "b"}
    patterns = chosen(series, sensitive=sensitive)
    for quarter, out in patterns.items():
        for place in sorted(p for p in out if p[1] in sensitive):
            if not open_in(series, patterns, place, quarter):
                at_most = {q: frozenset(series[q]) if q == quarter else out for q, out in patterns.items()}
                assert not open_in(series, at_most, place, quarter), (quarter, place)


@pytest.mark.parametrize("seed", range(12))
def test_no_more_is_hidden_than_small_counts_need(seed: int) -> None:
    """Three companions close a rectangle; one zero with its own rectangle is hidden once."""
    dice = random.Random(seed)
    cells = {(f"t{t}", m): dice.randint(0, 9) for t in range(12) for m in "abcd"}
    cells |= {(DISTRICT, m): sum(v for (_, n), v in cells.items() if n == m) for m in "abcd"}
    small = [p for p, v in cells.items() if p[1] == "a" and 0 < v < SMALLEST_SHOWN]
    out = hidden([Table(cells, is_count=True)], SENSITIVE)
    assert len(out) <= 4 * len(small) + 4
    assert not any(p[0] == DISTRICT for p in out), "and no total where towns can keep each other company"
