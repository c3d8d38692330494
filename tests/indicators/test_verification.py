"""Identities that figures must satisfy, each shown holding and broken; revisions listed, never silent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Figures, Observation
from govreport.indicators.verification import prove, revisions
from govreport.quarter import Quarter

Q3 = Quarter(2019, 3)
TOWNS = ["440113007", "440113102"]


def _o(
    indicator: str, numerator: int, *, quarter: Quarter = Q3, town: str = "", member: str = "", of: int | None = None
) -> Observation:
    return Observation(indicator, quarter, town, "legal_type" if member else "", member, numerator, of)


SOUND = [
    _o("R01", 10),
    _o("R01", 4, town="440113007"),
    _o("R01", 6, town="440113102"),
    _o("R01", 7, member="association"),
    _o("R01", 3, member="foundation"),
    _o("R01", 8, quarter=Q3.previous),
    _o("R05", 2),
    _o("R05", 2, town="440113007"),
    _o("G01", 5),
    _o("G01", 5, town="440113102"),
    _o("G01", 4, quarter=Q3.previous),
    _o("G02", 900),
    _o("G02", 900, town="440113007"),
    _o("G04A", 50),
    _o("G04A", 50, town="440113007"),
    _o("S01", 3, of=100),
]


def _broken(observations: list[Observation]) -> set[str]:
    return {i.name for i in prove(Figures(CATALOGUE, observations), Q3, TOWNS) if not i.holds}


def _changed(index: int, numerator: int) -> list[Observation]:
    return [replace(o, numerator=numerator) if n == index else o for n, o in enumerate(SOUND)]


def test_sound_figures_satisfy_every_identity() -> None:
    proved = prove(Figures(CATALOGUE, SOUND), Q3, TOWNS)
    assert _broken(SOUND) == set()
    assert {i.name.split(":")[0] for i in proved} == {"towns", "types", "net", "monotone", "part", "rate"}


@pytest.mark.parametrize(
    ("index", "numerator", "name", "detail"),
    [
        (1, 5, "towns:R01", "11 ≠ 10"),
        (3, 8, "types:R01", "11 ≠ 10"),
        (6, 3, "net:R01", "2 ≠ 3"),
        (10, 6, "monotone:G01", "5 ＜ 6"),
        (13, 901, "part:G04A", "9.00元 ＜ 9.01元"),
        (15, 101, "rate:S01", "100 ＜ 101"),
    ],
)
def test_a_broken_identity_is_named_with_both_sides(index: int, numerator: int, name: str, detail: str) -> None:
    assert name in _broken(_changed(index, numerator))
    identity = next(i for i in prove(Figures(CATALOGUE, _changed(index, numerator)), Q3, TOWNS) if i.name == name)
    assert identity.detail_zh == detail


def test_a_changed_figure_is_a_revision_and_a_new_one_is_not() -> None:
    before = [_o("R01", 830), _o("G02", 100)]
    after = [_o("R01", 832), _o("G02", 100), _o("S08", 3)]
    found = revisions(before, after)
    assert [(r.indicator, r.old_numerator, r.new_numerator) for r in found] == [("R01", 830, 832)]


def test_a_changed_denominator_is_a_revision() -> None:
    assert len(revisions([_o("S01", 3, of=100)], [_o("S01", 3, of=101)])) == 1
