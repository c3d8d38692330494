"""The benchmark of hidden cells attacks what it measures, and finds what stands open."""

from __future__ import annotations

import random

from benchmarks.referee import fixed, with_totals
from benchmarks.suppression import by_product, by_tau_argus, series, small_counts, tally

INNER = {("t1", "a"): 1, ("t1", "b"): 7, ("t1", "c"): 6, ("t2", "a"): 5, ("t2", "b"): 6, ("t2", "c"): 3}


def test_the_referee_works_out_a_cell_that_is_hidden_alone_and_not_one_of_a_rectangle() -> None:
    table, cell = with_totals(INNER), (0, ("t1", "a"))
    assert fixed([table], [{("t1", "a")}], knows_nonzero=False, asked=[cell]) == {cell}
    rectangle = {(t, m) for t in ("t1", "t2") for m in ("a", "b")}
    assert not fixed([table], [rectangle], knows_nonzero=False, asked=[cell])


def test_the_referee_knows_that_a_count_doesnt_fall() -> None:
    before, after = with_totals(INNER | {("t1", "a"): 0}), with_totals(INNER)
    rectangle, cell = {(t, m) for t in ("t1", "t2") for m in ("a", "b")}, (1, ("t1", "a"))
    assert not fixed([after], [rectangle], knows_nonzero=False, asked=[(0, ("t1", "a"))])
    assert fixed([before, after], [set(), rectangle], knows_nonzero=False, asked=[cell]) == {cell}


def test_over_several_quarters_the_product_gives_nothing_away_where_one_quarter_at_a_time_does() -> None:
    several = [series(random.Random(n), towns=5, members=3)[:3] for n in range(3)]
    product, other = tally(by_product, several), tally(by_tau_argus, several)
    assert product.small == other.small == sum(len(small_counts(s)) for s in several) > 0
    assert product.worked_out == 0 < other.worked_out
