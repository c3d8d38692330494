"""Identities that figures must satisfy, each shown holding and broken; revisions listed, never silent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.identities import check_identities
from govreport.indicators.model import Figures, Observation
from govreport.indicators.vintages.revision_list import find_revisions
from govreport.quarter import Quarter

Q3 = Quarter(2019, 3)
TOWNS = ["440113007", "440113102"]


def _o(
    indicator: str,
    numerator: int,
    *,
    quarter: Quarter = Q3,
    town: str = "",
    by: str = "legal_type",
    member: str = "",
    of: int | None = None,
) -> Observation:
    return Observation(indicator, quarter, town, by if member else "", member, numerator, of)


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
    _o("R01", 9, by="sector", member="education"),  # one organization has no sector: within, not equal
    _o("G05", 70, of=90),
    _o("G05", 70, town="440113007", of=90),
    _o("S03", 90, of=100),
    _o("S03M", 5),
    _o("S03M", 5, town="440113007"),
    _o("S03R", 3),
    _o("S03R", 3, town="440113007"),
    _o("S03X", 2),
    _o("S03X", 2, town="440113007"),
    # A town without records has a stated 0; where it has none, nothing is added up.
    *(_o(name, 0, town="440113102") for name in ("R05", "G02", "G04A", "S03M", "S03R", "S03X")),
    _o("G01", 0, town="440113007"),
    _o("G05", 0, town="440113102", of=0),
]


def _broken(observations: list[Observation]) -> set[str]:
    return {i.name for i in check_identities(Figures(CATALOGUE, observations), Q3, TOWNS) if not i.holds}


def _changed(index: int, numerator: int) -> list[Observation]:
    return [replace(o, numerator=numerator) if n == index else o for n, o in enumerate(SOUND)]


def test_sound_figures_satisfy_every_identity() -> None:
    proved = check_identities(Figures(CATALOGUE, SOUND), Q3, TOWNS)
    assert _broken(SOUND) == set()
    assert {i.name.split(":")[0] for i in proved} == {
        "towns", "types", "within", "net", "monotone", "part", "rate", "rest",
    }  # fmt: skip


def test_towns_are_added_up_only_where_each_is_stated() -> None:
    silent = [o for o in SOUND if (o.indicator, o.town_code) != ("G05", "440113102")]
    named = {i.name for i in check_identities(Figures(CATALOGUE, silent), Q3, TOWNS)}
    assert "towns:G05" not in named
    assert "towns:G02" in named


@pytest.mark.parametrize(
    ("index", "numerator", "name", "detail"),
    [
        (1, 5, "towns:R01", "11 ≠ 10"),
        (3, 8, "types:R01:legal_type", "11 ≠ 10"),
        (6, 3, "net:R01", "2 ≠ 3"),
        (10, 6, "monotone:G01", "5 ＜ 6"),
        (13, 901, "part:G04A", "9.00元 ＜ 9.01元"),
        (15, 101, "rate:S01", "100 ＜ 101"),
        (16, 11, "within:R01:sector", "10 ＜ 11"),
        (18, 71, "towns:G05", "0.71元 ≠ 0.70元"),
        (19, 91, "rest:S03", "10 ≠ 9"),
    ],
)
def test_a_broken_identity_is_named_with_both_sides(index: int, numerator: int, name: str, detail: str) -> None:
    assert name in _broken(_changed(index, numerator))
    identity = next(
        i for i in check_identities(Figures(CATALOGUE, _changed(index, numerator)), Q3, TOWNS) if i.name == name
    )
    assert identity.detail_zh == detail
    assert CATALOGUE[name.split(":")[1]].name.zh in identity.zh


@pytest.mark.parametrize(("returned", "holds"), [(100, True), (99, False), (0, False)])
def test_a_sum_paid_falls_by_what_was_returned_and_no_more(returned: int, holds: bool) -> None:
    fallen = [*SOUND, _o("G02", 1_000, quarter=Q3.previous), _o("G10R", returned), _o("G10R", returned, town=TOWNS[0])]
    assert ("monotone:G02" in _broken(fallen)) is not holds


def test_a_changed_figure_is_a_revision_and_a_new_one_is_not() -> None:
    before = [_o("R01", 830), _o("G02", 100)]
    after = [_o("R01", 832), _o("G02", 100), _o("S08", 3)]
    found = find_revisions(before, after)
    assert [(r.indicator, r.old_numerator, r.new_numerator) for r in found] == [("R01", 830, 832)]


def test_a_changed_denominator_is_a_revision() -> None:
    assert len(find_revisions([_o("S01", 3, of=100)], [_o("S01", 3, of=101)])) == 1


def test_every_breakdown_over_a_required_column_must_add_up() -> None:
    complete = {(i.id, b) for i in CATALOGUE.values() for b in i.complete}
    assert {("R01", "legal_type"), ("R03", "legal_type"), ("G10", "purpose")} <= complete
    assert ("R01", "sector") not in complete
    assert ("R09", "category") not in complete


def test_community_organizations_are_the_registered_and_the_filed_ones() -> None:
    def holds(total: int) -> list[bool]:
        stated = [_o("R09", total), _o("R09R", 5), _o("R08", 3)]
        return [i.holds for i in check_identities(Figures(CATALOGUE, stated), Q3, []) if i.name == "sum:R09"]

    assert holds(8) == [True]
    assert holds(9) == [False]
    registered_only = [_o("R09R", 5)]  # a district without filings
    assert not [i for i in check_identities(Figures(CATALOGUE, registered_only), Q3, []) if i.name == "sum:R09"]


@pytest.mark.parametrize(("part", "whole"), [("S11A", "S11"), ("P02", "P01"), ("R14", "R01")])
def test_a_part_of_the_register_may_not_exceed_its_whole(part: str, whole: str) -> None:
    found = check_identities(Figures(CATALOGUE, [_o(part, 4, of=9), _o(whole, 3, of=9)]), Q3, [])
    assert f"part:{part}" in {i.name for i in found if not i.holds}


def test_a_payment_before_its_approval_holds_the_report() -> None:
    assert "zero:G08" in _broken([_o("G08", 1), _o("G08", 1, town="440113007")])
    assert _broken([_o("G08", 0)]) == set()


def test_a_budget_that_nobody_stated_is_not_exceeded() -> None:
    assert _broken([_o("G06", 900, of=0)]) == set()
    assert _broken([_o("G06", 900, of=800)]) == {"rate:G06"}


def test_a_meeting_of_several_towns_counts_in_each_of_them() -> None:
    both = [_o("Q02", 1), _o("Q02", 1, town="440113007"), _o("Q02", 1, town="440113102")]
    assert _broken(both) == set()
