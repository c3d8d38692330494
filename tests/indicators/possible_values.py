"""What a reader can work out of a hidden cell from all quarters at once: its least and largest value, exactly."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from govreport.indicators.disclosure.table import DISTRICT, Place
from govreport.quarter import Quarter

Cell = tuple[Quarter, Place]
Values = Mapping[Quarter, Mapping[Place, int]]


def possible_values(
    values: Values, patterns: Mapping[Quarter, Collection[Place]], cell: Cell, *, grows: bool, least: int = 0
) -> tuple[int, float]:
    """By integer programme. A reader knows the towns' totals and the district's, what isn't hidden, that nothing is
    below ``least`` (unless it is), and, if it ``grows``, that a later count isn't below an earlier one."""
    hidden = [(q, p) for q in sorted(values) for p in sorted(patterns[q]) if p in values[q]]
    columns = {c: n for n, c in enumerate(hidden)}
    rows, low, high = [], [], []
    for terms, bottom, top in _knowledge(values, grows):
        known = sum(sign * values[q][p] for sign, (q, p) in terms if (q, p) not in columns)
        row = np.zeros(len(columns))
        for sign, c in terms:
            if c in columns:
                row[columns[c]] += sign
        if row.any():
            rows.append(row)
            low.append(bottom - known)
            high.append(top - known)
    floors = [min(least, values[q][p]) for q, p in hidden]
    found = []
    for direction in (1, -1):
        wanted = np.zeros(len(columns))
        wanted[columns[cell]] = direction
        answer = milp(
            wanted,
            constraints=LinearConstraint(np.array(rows), low, high),
            bounds=Bounds(floors, np.full(len(columns), np.inf)),
            integrality=np.ones(len(columns)),
        )
        if answer.status == 3:  # nothing keeps it from being larger and larger
            found.append(np.inf)
        else:
            assert answer.status == 0, answer.message
            found.append(round(direction * answer.fun))
    return int(found[0]), found[1]


def _knowledge(values: Values, grows: bool) -> Iterator[tuple[list[tuple[int, Cell]], float, float]]:
    """(terms, at least, at most) of what is known of sums and differences."""
    for q, cells in values.items():
        members, towns = sorted({m for _, m in cells}), sorted({t for t, _ in cells if t})
        for town in (*towns, DISTRICT):
            line = [(1, (q, (town, m))) for m in members if (town, m) in cells]
            total = sum(cells[p] for _, (_, p) in line)
            yield line, total, total
        for m in members if towns else ():
            yield [(-1, (q, (DISTRICT, m))), *((1, (q, (t, m))) for t in towns if (t, m) in cells)], 0, 0
    if grows:
        for before, after in pairwise(sorted(values)):
            for p in values[before].keys() & values[after].keys():
                if values[after][p] >= values[before][p]:
                    yield [(1, (after, p)), (-1, (before, p))], 0, np.inf
