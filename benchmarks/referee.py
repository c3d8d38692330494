"""What a reader works out of printed tables, exactly: by integer programmes over all quarters at once.

It knows nothing of how cells are chosen. A table is a mapping (town, member) -> count with its totals as cells: "" as
town, as member, or as both.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

Place = tuple[str, str]
Counts = Mapping[Place, int]
Cell = tuple[int, Place]


def with_totals(inner: Counts) -> dict[Place, int]:
    """The same with the totals of towns, of members and of all."""
    found = dict(inner)
    for (town, member), value in inner.items():
        for place in ((town, ""), ("", member), ("", "")):
            found[place] = found.get(place, 0) + value
    return found


def fixed(
    tables: Sequence[Counts], hidden: Sequence[Collection[Place]], *, knows_nonzero: bool, asked: Collection[Cell]
) -> set[Cell]:
    """Those of the hidden cells ``asked`` about that have one possible value only. ``tables`` are the quarters of a
    cumulative count; a reader who ``knows_nonzero`` knows of each hidden cell whether it counts anything."""
    columns = {cell: n for n, cell in enumerate((q, p) for q, out in enumerate(hidden) for p in sorted(out))}
    sums = [row for q, table in enumerate(tables) for row in _sums(q, table)]
    grows = [
        ([(1, (q + 1, p)), (-1, (q, p))], np.inf)
        for q, (before, after) in enumerate(pairwise(tables))
        for p in sorted(before.keys() & after.keys())
    ]
    rows = [([*terms], 0.0) for terms in sums] + grows
    rows = [row for row in rows if any(cell in columns for _, cell in row[0])]
    matrix = lil_array((len(rows), len(columns)))
    low, high = np.zeros(len(rows)), np.zeros(len(rows))
    for n, (terms, more) in enumerate(rows):
        low[n] = -sum(sign * tables[q][p] for sign, (q, p) in terms if (q, p) not in columns)
        high[n] = low[n] + more
        for sign, cell in terms:
            if cell in columns:
                matrix[n, columns[cell]] += sign
    limits = LinearConstraint(matrix.tocsr(), low, high)
    least = [min(1, tables[q][p]) if knows_nonzero else 0 for q, p in columns]
    bounds = Bounds(least, np.full(len(columns), float(max(max(t.values()) for t in tables))))

    def solve(objective: np.ndarray) -> np.ndarray:
        answer = milp(objective, constraints=limits, bounds=bounds, integrality=np.ones(len(columns)))
        assert answer.x is not None, answer.message
        return answer.x

    # A few mixed questions show most cells free at once; the rest is asked one by one.
    dice = random.Random(1)
    seen = [solve(np.array([dice.uniform(-1, 1) for _ in columns])) for _ in range(6)]
    found = set()
    for cell in asked:
        values = {round(x[columns[cell]]) for x in seen}
        for sign in (1, -1) if len(values) == 1 else ():
            objective = np.zeros(len(columns))
            objective[columns[cell]] = sign
            values.add(round(solve(objective)[columns[cell]]))
        if len(values) == 1:
            found.add(cell)
    return found


def _sums(quarter: int, table: Counts) -> Iterator[list[tuple[int, Cell]]]:
    towns, members = sorted({t for t, _ in table}), sorted({m for _, m in table})
    for town in towns:
        yield [(-1 if m == "" else 1, (quarter, (town, m))) for m in members]
    for member in members:
        yield [(-1 if t == "" else 1, (quarter, (t, member))) for t in towns]
