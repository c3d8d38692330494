"""One worked example an indicator: a few records, the figure they make, and why.

Every indicator of the catalogue must stand here; the examples are what its definition means.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from govreport.district.folder import District
from govreport.indicators.catalogue import CATALOGUE, catalogue_of
from govreport.quarter import Quarter
from govreport.store.files import FileStore
from tests.indicators.example import SHIQIAO, Example, Row, event, gone, grant, org
from tests.indicators.examples_money import MONEY
from tests.indicators.examples_owed import OWED
from tests.indicators.examples_register import REGISTER
from tests.indicators.examples_supervision import SUPERVISION
from tests.indicators.tables import figures

Q = "2019-Q3"


def _many(count: int, **facts: Any) -> list[Row]:
    return [org(f"M{n}", **facts) for n in range(count)]


REPORT = {"report_year": 2018, "event_on": "2019-03-31", "closed_on": "2019-04-10"}

OWN = [
    Example(
        "F01",
        Fraction(200, 16),
        [
            org("A", is_federation=True),
            org("B", is_federation=True),  # a second one in the same town adds nothing
            org("C", is_federation=True, town_code=SHIQIAO),
            org("D", is_federation=True, town_code="440113011", status="preparing", registered_on=None),
        ],
    ),
    Example(
        "F02",
        Fraction(300, 5),
        [
            *[org(f"A{n}", is_community_org=True, joined_federation_on="2019-09-30") for n in range(3)],
            org("B", is_community_org=True, joined_federation_on="2019-10-01"),
            org("C", is_community_org=True),
            org("D", is_community_org=True, is_federation=True),  # the federation isn't its own member
        ],
    ),
    Example(
        "F03",
        Fraction(3, 2),
        [
            *[org(f"A{n}", is_community_org=True, joined_federation_on="2019-09-30") for n in range(3)],
            org("B", is_federation=True),
            org("C", is_federation=True, town_code=SHIQIAO),
        ],
    ),
    Example(
        "S01",
        Fraction(100, 5),
        [*_many(5), org("N", registered_on="2019-01-01")],  # six now, five at the end of last year
        evaluation=[
            event("regular_check", "M0"),
            event("regular_check", "M0", event_on="2019-06-06"),  # the same organization again
            event("regular_check", "M1", event_on="2018-12-31"),  # last year
            event("ad_hoc_check", "M2"),
        ],
    ),
    Example(
        "S01N",
        Fraction(2),
        _many(3),
        evaluation=[event("regular_check", "M0"), event("regular_check", "M1"), event("ad_hoc_check", "M2")],
    ),
    Example(
        "S02",
        Fraction(100, 5),
        _many(5),
        evaluation=[
            event("ad_hoc_check", "M0", event_result="finding"),
            *[event("regular_check", f"M{n}", event_result="no_finding") for n in range(1, 5)],
        ],
    ),
    Example(
        "S02B",
        Fraction(200, 5),
        _many(6),
        evaluation=[
            *[
                event("regular_check", f"M{n}", event_result="finding", due_on="2019-06-30", closed_on=closed)
                for n, closed in enumerate(["2019-06-30", "2019-06-01", "2019-07-01", None, None])
            ],
            event("regular_check", "M5", event_result="finding", due_on="2019-10-31"),  # not yet due
        ],
    ),
    Example(
        "S02C",
        Fraction(2),
        [*_many(3), gone("G", "2019-01-01")],
        evaluation=[
            event("regular_check", "M0", event_result="finding", due_on="2018-06-30", event_on="2018-05-05"),
            event("regular_check", "M1", event_result="finding", due_on="2019-06-30", closed_on="2019-10-08"),
            event("regular_check", "M2", event_result="finding", due_on="2019-06-30", closed_on="2019-09-30"),
            event("regular_check", "G", event_result="finding", due_on="2018-06-30", event_on="2018-05-05"),
        ],
    ),
    Example(
        "S03",
        Fraction(200, 5),
        _many(5),
        evaluation=[
            event("annual_report", "M0", **REPORT),
            event("annual_report", "M1", **REPORT),
            event("annual_report", "M2", report_year=2018, closed_on=None),  # handed in, not accepted
            event("annual_report", "M3", report_year=2017, closed_on="2018-04-01"),  # another year's
        ],
    ),
    Example(
        "S04",
        Fraction(100, 5),
        _many(5),
        evaluation=[event("annual_report", "M0", **REPORT), event("annual_report", "M1", report_year=2018)],
    ),
    Example(
        "S05",
        Fraction(100, 5),
        _many(5),
        evaluation=[
            event("assessment", "M0", grade="3A", valid_to="2019-09-30"),
            event("assessment", "M1", grade="3A", valid_to="2019-09-29"),
            event("assessment", "X", grade="5A", valid_to="2023-01-01"),  # not on the register
        ],
    ),
    Example(
        "S07",
        Fraction(1),
        _many(3),
        evaluation=[
            event("assessment", "M0", grade="3A", valid_to="2020-03-31"),
            event("assessment", "M1", grade="3A", valid_to="2020-04-01"),
            event("assessment", "M2", grade="3A", valid_to="2019-09-01"),
        ],
    ),
    Example(
        "S08",
        Fraction(2),
        _many(3),
        evaluation=[
            event("abnormal_list", "M0"),
            event("abnormal_list", "M1", closed_on="2019-10-01"),
            event("abnormal_list", "M2", closed_on="2019-09-30"),
        ],
    ),
    Example(
        "B00",
        Fraction(2),
        funding=[
            grant("1", fund="community_fund"),
            grant("1", fund="community_fund", instalment=2),
            grant("2", fund="community_fund"),
            grant("3", fund="community_fund", approved_on="2019-10-01"),
            grant("4"),
        ],
    ),
    Example(
        "B02A",
        Fraction(3, 2),
        funding=[grant("1", fund="community_fund", awarded_fen=1_500_000), grant("2", awarded_fen=9_000_000)],
    ),
    Example(
        "B01",
        Fraction(15, 16),  # 30万元 over 32 projects
        funding=[grant(str(n), fund="community_fund", awarded_fen=937_500) for n in range(32)],
    ),
    Example(
        "B03",
        Fraction(200, 275),
        funding=[
            grant("1", fund="community_fund", community_code="440113102001"),
            grant("2", fund="community_fund", community_code="440113102001"),
            grant("3", fund="community_fund", community_code="440113102002"),
            grant("4", fund="community_fund"),
        ],
    ),
    Example("G01", Fraction(2), funding=[grant("1"), grant("1", instalment=2), grant("2")]),
    Example(
        "G02",
        Fraction(3),
        funding=[
            grant("1", paid_on="2018-05-01", paid_fen=1_000_000),
            grant("1", instalment=2, paid_on="2019-09-30", paid_fen=2_000_000),
            grant("2", paid_on="2019-10-01", paid_fen=4_000_000),
            grant("3", awarded_fen=5_000_000),
            grant("4", paid_on="2018-05-01", paid_fen=1_000_000),
            grant("4", instalment=2, paid_on="2019-09-30", paid_fen=-1_000_000),  # a refund
            grant("1", instalment=3, paid_on="2019-10-01", paid_fen=-1_000_000),  # after the quarter
        ],
    ),
    Example(
        "G03",
        Fraction(3, 2),
        funding=[grant("1", paid_on="2018-05-01", paid_fen=3_000_000), grant("2", awarded_fen=1)],
    ),
    Example(
        "G04A",
        Fraction(1),
        funding=[
            grant("1", purpose="elderly", community_code="440113102001", paid_on="2018-05-01", paid_fen=1_000_000),
            grant("2", purpose="elderly", paid_on="2018-05-01", paid_fen=2_000_000),  # not in a community
            grant("3", community_code="440113102001", paid_on="2018-05-01", paid_fen=4_000_000),  # another purpose
        ],
    ),
    Example(
        "G04",
        Fraction(53 * 100, 920),
        funding=[
            grant("1", purpose="hardship", community_code="440113102001", paid_on="2018-05-01", paid_fen=53_000_000),
            grant("2", paid_on="2018-05-01", paid_fen=867_000_000),
        ],
    ),
    Example(
        "G05",
        Fraction(75),
        funding=[
            grant("1", awarded_fen=4_000_000, paid_on="2018-05-01", paid_fen=1_000_000),
            grant("1", instalment=2, paid_on="2018-06-01", paid_fen=2_000_000),
        ],
    ),
    Example(
        "G07",
        Fraction(1000, 12),
        funding=[grant(str(n), paid_on="2018-05-01", paid_fen=1_000_000) for n in range(12)],
    ),
    Example(
        "G10",
        Fraction(1),
        funding=[
            grant("1", paid_on="2019-07-01", paid_fen=3_000_000),
            grant("1", paid_on="2019-08-01", paid_fen=-2_000_000),  # a refund
            grant("2", paid_on="2019-06-30", paid_fen=2_000_000),
        ],
    ),
    Example("G11", Fraction(1), funding=[grant("1", approved_on="2019-07-01"), grant("2", approved_on="2019-06-30")]),
    Example(
        "I01",
        Fraction(2),
        _many(4),
        evaluation=[
            event("incubation", "M0", event_result="resident"),
            event("incubation", "M1", event_result="graduated", closed_on="2019-10-01"),  # still there on 30 September
            event("incubation", "M2", event_result="graduated", closed_on="2019-09-30"),
            event("incubation", "M3", event_result="resident", event_on="2019-10-01"),
        ],
    ),
    Example(
        "I02",
        Fraction(1),
        _many(2),
        evaluation=[
            event("incubation", "M0", event_result="graduated", closed_on="2019-09-30"),
            event("incubation", "M1", event_result="left", closed_on="2019-09-30"),
        ],
    ),
    Example(
        "I03",
        Fraction(200, 6),
        [*_many(5), gone("G", "2019-08-01"), org("N", registered_on="2019-02-02")],
        evaluation=[
            *[
                event("incubation", uscc, event_result="graduated", closed_on="2019-06-30")
                for uscc in ("M0", "M1", "M2", "G", "N", "X")
            ],
            event("annual_report", "M0", **REPORT),
            event("annual_report", "M1", **REPORT),
            event("abnormal_list", "M1"),  # reported, but on the list
            event("annual_report", "G", **REPORT),  # reported, but gone; N owes no report yet; M2 didn't report
        ],
    ),
    Example(
        "I04",
        Fraction(400, 5),
        _many(6),
        evaluation=[
            *[event("incubation", f"M{n}", event_result="graduated", closed_on="2019-06-30") for n in range(4)],
            event("incubation", "M4", event_result="left", closed_on="2019-06-30"),
            event("incubation", "M5", event_result="resident"),
        ],
    ),
]


EXAMPLES = [*OWN, *REGISTER, *SUPERVISION, *MONEY, *OWED]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.indicator)
def test_the_worked_example_gives_the_figure(example: Example, files: FileStore, panyu: District) -> None:
    found = figures(
        files, panyu, example.quarter, reference=example.reference, only=example.indicator, **example.records
    )
    quarter = Quarter.parse(example.quarter)
    assert found.value(example.indicator, quarter) == example.expected
    total = found.get(example.indicator, quarter)
    assert total is not None
    if example.numerator is not None:
        assert (total.numerator, total.denominator) == (example.numerator, example.denominator)
    if example.town is not None:
        code, *integers = example.town
        part = found.get(example.indicator, quarter, code)
        assert part is not None
        assert [part.numerator, part.denominator] == integers
    if example.member is not None:
        breakdown, member, *integers = example.member
        part = found.get(example.indicator, quarter, "", breakdown, member)
        assert part is not None
        assert [part.numerator, part.denominator] == integers


def test_every_indicator_has_a_worked_example() -> None:
    assert sorted(e.indicator for e in EXAMPLES) == sorted(CATALOGUE)


def test_an_empty_district_states_zeros_and_no_ratio(files: FileStore, panyu: District) -> None:
    nothing = dict.fromkeys(("population", "budgets", "bases", "commitments"), ())
    found = figures(files, panyu, Q, reference=nothing)
    for indicator in catalogue_of(panyu.given).values():
        stated = found.get(indicator.id, Quarter.parse(Q))
        if stated is None:
            assert indicator.valid_from is not None, indicator.id
        elif indicator.denominator is None:
            assert stated.value(indicator) == 0, indicator.id
        else:  # towns and communities are known even where nothing else is
            of_reference = indicator.denominator.tables <= {"towns", "communities"}
            assert found.value(indicator.id, Quarter.parse(Q)) == (0 if of_reference else None), indicator.id
