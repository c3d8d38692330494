"""Figures that describe the same records share what is hidden; those of other records, or of other quarters, don't."""

from __future__ import annotations

from collections.abc import Mapping

from govreport.canonical.codes import load_codes
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.disclosure.hiding import hidden_keys
from govreport.indicators.disclosure.known import Disclosure
from govreport.indicators.model import Observation
from govreport.quarter import Quarter
from govreport.settings import Settings

Q1, Q2 = Quarter(2024, 1), Quarter(2024, 2)
FOR_THE_DISABLED = Disclosure(proxies=frozenset({("purpose", "disabled")}))
Purposes = Mapping[str, int]
"""Purpose -> number or amount."""
OTHERS: Purposes = {"elderly": 6, "hardship": 5, "orphans": 4, "capacity": 40, "training": 9}


def figures(indicator: str, quarter: Quarter, **towns: Purposes) -> list[Observation]:
    """An indicator by purpose and town, with the district's sums."""
    members = sorted({m for cells in towns.values() for m in cells})
    cells = {(t, m): own.get(m, 0) for t, own in towns.items() for m in members}
    cells |= {("", m): sum(own.get(m, 0) for own in towns.values()) for m in members}
    return [Observation(indicator, quarter, t, "purpose", m, v) for (t, m), v in sorted(cells.items())]


def hidden(*observations: list[Observation]) -> set[tuple[str, str, str, str]]:
    """(indicator, quarter, town, purpose) of what stays out of print."""
    codes = load_codes(Settings().reference_dir / "codes.yaml")
    found = hidden_keys([o for of in observations for o in of], CATALOGUE, codes, FOR_THE_DISABLED)
    return {(i, str(quarter), town, member) for i, quarter, town, _, member in found}


def test_a_quarters_own_payments_are_printed_whole_when_the_next_quarter_has_no_small_ones() -> None:
    small = figures("G11", Q1, t1={**OTHERS, "disabled": 1}, t2=OTHERS)
    after = figures("G11", Q2, t1={**OTHERS, "disabled": 0}, t2=OTHERS)
    out = hidden(small, after)
    assert ("G11", "2024-Q1", "t1", "disabled") in out
    assert {quarter for _, quarter, _, _ in out} == {"2024-Q1"}


def test_a_count_since_the_beginning_stays_hidden() -> None:
    out = hidden(figures("B00", Q1, t1={**OTHERS, "disabled": 1}, t2=OTHERS),
                 figures("B00", Q2, t1={**OTHERS, "disabled": 5}, t2=OTHERS))  # fmt: skip
    assert ("B00", "2024-Q2", "t1", "disabled") in out


def test_counts_of_other_records_keep_what_is_hidden_elsewhere() -> None:
    out = hidden(figures("G11", Q1, t1={**OTHERS, "disabled": 1}, t2=OTHERS),
                 figures("V01", Q1, t1={**OTHERS, "disabled": 7}, t2={**OTHERS, "disabled": 8}))  # fmt: skip
    assert {indicator for indicator, *_ in out} == {"G11"}


def test_an_amount_is_hidden_unless_enough_projects_are_counted_beside_it() -> None:
    fen = {m: v * 10_000_000 for m, v in OTHERS.items()}
    paid = figures("G10", Q1, t1={**fen, "disabled": 1_800_000}, t2={**fen, "disabled": 9_900_000})
    approved = figures("G11", Q1, t1={**OTHERS, "disabled": 0}, t2={**OTHERS, "disabled": 5})
    out = hidden(paid, approved)
    assert ("G10", "2024-Q1", "t1", "disabled") in out, "paid this quarter for what was approved in another"
    few = {(i, town) for i, _, town, member in out if member == "disabled"}
    assert ("G10", "") not in few, "five projects stand beside the district's sum"


def test_company_costs_the_figures_together_as_little_as_can_be() -> None:
    # By number alone training and recreation would cost the same; most of the money went to training.
    counts = {"training": 4, "recreation": 4, "capacity": 30}
    fen = {"training": 900_000_000, "recreation": 10_000_000, "capacity": 950_000_000}
    out = hidden(figures("G11", Q1, t1={**counts, "disabled": 1}, t2=counts),
                 figures("G10", Q1, t1={**fen, "disabled": 1_000_000}, t2=fen))  # fmt: skip
    assert {member for *_, member in out} == {"disabled", "recreation"}
