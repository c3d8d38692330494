"""Small counts about people stay out of print, and no sum of what is printed gives them back."""

from __future__ import annotations

import random
from collections.abc import Collection
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from govreport.indicators.disclosure.over_time import hidden
from govreport.indicators.disclosure.table import DISTRICT, Place, Table
from govreport.quarter import Quarter
from tests.indicators.possible_values import possible_values

TOWNS, MEMBERS = ("t1", "t2", "t3"), ("a", "b", "c")


def table(rows: list[list[int]]) -> Table:
    """A table of towns by members with the members' totals for the district."""
    cells: dict[Place, int] = {(t, m): v for t, row in zip(TOWNS, rows, strict=False)
                               for m, v in zip(MEMBERS, row, strict=True)}  # fmt: skip
    for index, member in enumerate(MEMBERS):
        cells[DISTRICT, member] = sum(row[index] for row in rows)
    return Table(cells, is_count=True)


def open_to(known: Table, out: Collection[Place], place: Place, least: int) -> bool:
    """Whether a reader finds more than one value for a hidden cell; ``least`` 1: he knows which aren't zero."""
    quarter = Quarter(2024, 1)
    low, high = possible_values({quarter: known.cells}, {quarter: out}, (quarter, place), grows=False, least=least)
    return low < high


def test_a_small_count_is_hidden_with_a_neighbour_in_its_town_and_in_its_member() -> None:
    out = hidden([table([[1, 7, 9], [5, 6, 8], [4, 4, 4]])], {"a"})
    assert ("t1", "a") in out
    assert sum(p[0] == "t1" for p in out) >= 2
    assert sum(p[1] == "a" for p in out) >= 2


def test_counts_from_three_and_zeros_are_printed() -> None:
    assert hidden([table([[3, 1, 2], [0, 1, 1], [0, 5, 5]])], {"a"}) == frozenset()


def test_members_that_are_not_sensitive_keep_their_small_counts() -> None:
    assert hidden([table([[1, 1, 1], [1, 1, 1], [1, 1, 1]])], set()) == frozenset()


def test_two_small_counts_that_add_up_to_the_hidden_sum_need_a_third() -> None:
    # Hidden alone, 1 + 1 = 2 would say that each is one.
    out = hidden([Table({(DISTRICT, "a"): 1, (DISTRICT, "b"): 1, (DISTRICT, "c"): 9}, is_count=True)], {"a", "b"})
    assert out == {(DISTRICT, "a"), (DISTRICT, "b"), (DISTRICT, "c")}


def test_money_hides_where_the_count_beside_it_does() -> None:
    counts = table([[1, 7, 9], [5, 6, 8], [4, 4, 4]])
    money = Table({p: v * 1_000_000 for p, v in counts.cells.items()}, is_count=False)
    assert ("t1", "a") in hidden([counts, money], {"a"})


def test_money_without_a_count_is_hidden_where_it_is_about_a_sensitive_member() -> None:
    money = Table({(DISTRICT, "a"): 500, (DISTRICT, "b"): 700, (DISTRICT, "c"): 0}, is_count=False)
    assert hidden([money], {"a"}) == {(DISTRICT, "a"), (DISTRICT, "b")}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=2))
@example([[1, 0, 0], [2, 2, 0]])  # what helps t2's 2 against a better reader than t1's 1 isn't what helps t1's
def test_no_reader_can_work_a_hidden_count_out(rows: list[list[int]]) -> None:
    known = table(rows)
    out = hidden([known], {"a"})
    small = [p for p, value in known.cells.items() if p[1] == "a" and value in (1, 2)]
    assert set(small) <= out
    assert bool(out) == bool(small)
    for least, place in product((0, 1), small):
        if open_to(known, known.cells.keys(), place, least):  # else hiding everything wouldn't help
            assert open_to(known, out, place, least), (place, rows, sorted(out))


def test_of_a_provinces_towns_less_than_half_is_hidden_where_every_member_is_sensitive() -> None:
    dice = random.Random(1)
    cells: dict[Place, int] = {(f"t{t}", m): max(0, dice.randint(-2, 9)) for t in range(160) for m in "abcde"}
    cells |= {(DISTRICT, m): sum(v for (_, n), v in cells.items() if n == m) for m in "abcde"}
    out = hidden([Table(cells, is_count=True)], set("abcde"))
    small = {p for p, v in cells.items() if 0 < v < 3}
    assert small <= out
    assert len(out) < len(cells) / 2
