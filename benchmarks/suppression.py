"""Hidden cells: how many, how many of them a reader works out all the same, and how long the choice takes.

Beside tau-Argus, the standard tool of statistical offices (pytauargus), judged by referee.py. Does not belong here: the
choice itself (indicators/disclosure/).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

import pandas as pd
from pytauargus import protect

from benchmarks.referee import Cell, Counts, Place, fixed, with_totals
from govreport.indicators.disclosure.over_time import choose
from govreport.indicators.disclosure.table import SMALLEST_SHOWN, Table
from govreport.quarter import Quarter

TABLES, SERIES, QUARTERS = 40, 10, 6
TOWNS = (50, 160, 400)
Chooser = Callable[[Sequence[Counts]], list[set[Place]]]
"""From the quarters of a count to what is hidden in each."""


class Tally(NamedTuple):
    """What one way of choosing did to several tables."""

    hidden: int
    small: int
    """Small counts: what is to be kept from readers."""
    worked_out: int
    """Of these, how many have one possible value."""
    worked_out_nonzero: int
    """The same for a reader who knows which hidden cells aren't zero."""


def by_product(quarters: Sequence[Counts]) -> list[set[Place]]:
    """The product's choice, over all quarters at once."""
    first = Quarter(2020, 1)
    tables = {
        first.plus(n): {("X", "numerator"): Table({p: v for p, v in q.items() if p[1]}, True, "cumulative")}
        for n, q in enumerate(quarters)
    }
    members = {m for q in quarters for _, m in q}
    chosen = choose(tables, members)
    return [set(chosen[quarter]) for quarter in sorted(chosen)]


def by_tau_argus(quarters: Sequence[Counts]) -> list[set[Place]]:
    """Tau-Argus's optimal suppression of each quarter's table, of its default settings the frequency rule."""
    return [_tau_argus(quarter) for quarter in quarters]


def _tau_argus(counts: Counts) -> set[Place]:
    rows = [(t, m, 1) for (t, m), v in counts.items() if t and m for _ in range(v)]
    frame = pd.DataFrame(rows, columns=["town", "member", "n"])
    with TemporaryDirectory() as folder, chdir(folder):  # its solver writes where it stands
        rule = f"FREQ({SMALLEST_SHOWN},34)"
        table = protect(frame, ["town", "member"], "n", rule, "OPT(1)", workdir=folder).tables[0].dataframe()
    kept = table[table["status"].isin(["U", "M"])]
    blank = {"Total": ""}
    return {(blank.get(t, t), blank.get(m, m)) for t, m in zip(kept["town"], kept["member"], strict=True)}


def table(dice: random.Random, towns: int, members: int) -> dict[Place, int]:
    """Counts as sparse as those of small groups by town."""
    return with_totals(
        {(f"t{t:03}", f"m{m}"): max(0, dice.randint(-2, 9)) for t in range(towns) for m in range(members)}
    )


def series(dice: random.Random, towns: int = 10, members: int = 4) -> list[Counts]:
    """A cumulative count of several quarters, in each of which a few records come."""
    inner = {(f"t{t:03}", f"m{m}"): max(0, dice.randint(-3, 5)) for t in range(towns) for m in range(members)}
    found = []
    for _ in range(QUARTERS):
        found.append(with_totals(inner))
        for _ in range(dice.randint(1, 6)):
            inner[dice.choice(sorted(inner))] += 1
    return found


def tally(choice: Chooser, several: Sequence[Sequence[Counts]]) -> Tally:
    """Choose, and let the referee work out what it can."""
    counted = [0, 0, 0, 0]
    for quarters in several:
        hidden = choice(quarters)
        small = small_counts(quarters)
        counted[0] += sum(map(len, hidden))
        counted[1] += len(small)
        for n, knows in ((2, False), (3, True)):
            counted[n] += len(fixed(quarters, hidden, knows_nonzero=knows, asked=small))
    return Tally(*counted)


def small_counts(quarters: Sequence[Counts]) -> list[Cell]:
    """The cells that must not be read."""
    return [(q, p) for q, cells in enumerate(quarters) for p, v in cells.items() if p[1] and 0 < v < SMALLEST_SHOWN]


def seconds(choice: Chooser, towns: int, times: int) -> list[float]:
    """How long one quarter of so many towns takes, all of five members being sensitive."""
    found = []
    for turn in range(times):
        counts = table(random.Random(turn), towns, 5)
        began = perf_counter()
        choice([counts])
        found.append(perf_counter() - began)
    return found


def section(times: int) -> str:
    """The section of docs/benchmarks.md."""
    dice = random.Random(17)
    single = [[table(dice, dice.randint(8, 16), dice.randint(3, 5))] for _ in range(TABLES)]
    several = [series(dice) for _ in range(SERIES)]
    ways: Mapping[str, Chooser] = {"govreport": by_product, "tau-Argus": by_tau_argus}
    lines = [
        "## Hidden cells",
        "",
        "Random counts by town and member, every member sensitive, counts of 1 and 2 to be kept from readers. "
        f"{TABLES} tables of one quarter (8 to 16 towns, 3 to 5 members), and {SERIES} cumulative counts of {QUARTERS} "
        "quarters each (10 towns, 4 members). Tau-Argus (pytauargus, OPT(1), FREQ(3,34), defaults) gets a quarter at "
        "a time, as it has no notion of several; both are attacked with all quarters at once and the knowledge that "
        "the count doesn't fall, by integer programmes (HiGHS). The strict reader also knows which hidden cells aren't "
        "zero.",
        "",
        "| What | Small counts | Cells hidden | Small counts worked out | by the strict reader |",
        "|---|---|---|---|---|",
    ]
    for what, chosen in (("One quarter", single), ("Several quarters", several)):
        for name, way in ways.items():
            found = tally(way, chosen)
            lines.append(
                f"| {what}, {name} | {found.small:,} | {found.hidden:,} | {found.worked_out:,} | "
                f"{found.worked_out_nonzero:,} |"
            )
    lines += [
        "",
        "Against the strict reader nothing helps where a town's only new record is a small one; zeros are then hidden "
        "too, so that nobody can tell which of the hidden cells count something.",
        "",
        f"| Seconds for one quarter, five members, all sensitive | {' | '.join(f'{n} towns' for n in TOWNS)} | Goal |",
        f"|---|{'---|' * (len(TOWNS) + 1)}",
    ]
    for name, way in ways.items():
        cells = [f"{median(seconds(way, towns, times)):.2f}" for towns in TOWNS]
        lines.append(f"| {name} | {' | '.join(cells)} | {'160 towns ≤ 1' if way is by_product else ''} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(section(3))
