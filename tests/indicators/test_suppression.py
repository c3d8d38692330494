"""Small counts about people stay out of print, and no sum of what is printed gives them back."""

from __future__ import annotations

from collections.abc import Collection
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from govreport.indicators.disclosure.over_time import hidden
from govreport.indicators.disclosure.table import DISTRICT, Place, Table

TOWNS, MEMBERS = ("t1", "t2", "t3"), ("a", "b", "c")


def table(rows: list[list[int]]) -> Table:
    """A table of towns by members with the members' totals for the district."""
    cells: dict[Place, int] = {(t, m): v for t, row in zip(TOWNS, rows, strict=False)
                               for m, v in zip(MEMBERS, row, strict=True)}  # fmt: skip
    for index, member in enumerate(MEMBERS):
        cells[DISTRICT, member] = sum(row[index] for row in rows)
    return Table(cells, is_count=True)


def readings(known: Table, out: Collection[Place], *, knows_nonzero: bool) -> list[dict[Place, int]]:
    """Every way in which a reader who has all totals can fill the hidden cells: by trying all of them.

    One who ``knows_nonzero`` knows of each hidden cell whether it counts anything."""
    towns = sorted({t for t, _ in known.cells if t})
    free = sorted(p for p in out if p[0])
    tops = [min(sum(known.cells[t, m] for m in MEMBERS), 8) for t, _ in free]
    found = []
    for values in product(*(range(top + 1) for top in tops)):
        cells = dict(known.cells) | dict(zip(free, values, strict=True))
        if any(sum(cells[t, m] for m in MEMBERS) != sum(known.cells[t, m] for m in MEMBERS) for t in towns):
            continue
        totals = {m: sum(cells[t, m] for t in towns) for m in MEMBERS}
        cells |= {(DISTRICT, m): v for m, v in totals.items()}
        told = [p for p in known.cells if p not in out]
        nonzero = [p for p in out if known.cells[p]] if knows_nonzero else []
        if all(cells[p] == known.cells[p] for p in told) and all(cells[p] for p in nonzero):
            found.append(cells)
    return found


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


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=2))
@example([[1, 0, 0], [2, 2, 0]])  # what helps t2's 2 against a better reader than t1's 1 isn't what helps t1's
def test_no_reader_can_work_a_hidden_count_out(rows: list[list[int]]) -> None:
    known = table(rows)
    out = hidden([known], {"a"})
    small = [p for p, value in known.cells.items() if p[1] == "a" and value in (1, 2)]
    assert set(small) <= out
    assert bool(out) == bool(small)
    for knows_nonzero in (False, True):
        possible = readings(known, out, knows_nonzero=knows_nonzero)
        assert known.cells in possible
        at_best = readings(known, known.cells.keys(), knows_nonzero=knows_nonzero) if small else []
        for place in small:
            if len({r[place] for r in at_best}) > 1:  # else hiding everything wouldn't help
                assert len({r[place] for r in possible}) > 1, (place, rows, sorted(out))
