"""What the Panyu folder states beside the extracts: every value of the source document, with who said it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from govreport.district.folder import District
from govreport.indicators.catalogue import CATALOGUE


def test_asserted_values_and_promises_name_indicators_that_exist(panyu: District) -> None:
    named = [line.indicator for line in (*panyu.assertions, *panyu.commitments) if line.indicator]
    assert named
    assert [name for name in named if name not in CATALOGUE] == []


def test_the_two_voices_of_the_document_are_kept_apart(panyu: District) -> None:
    by_indicator = {a.indicator: a for a in panyu.assertions if a.indicator}
    register = by_indicator["R01"]
    assert (register.value, register.as_of, register.asserted_by) == (815, date(2018, 12, 31), "proposers")
    for indicator, value in (("G01", 247), ("G02", 920), ("G04A", 53), ("I01", 18), ("I02", 14), ("W02", 3)):
        stated = by_indicator[indicator]
        assert (stated.value, stated.asserted_by, stated.as_of) == (value, "government", None)


def test_the_investment_is_a_lower_bound_and_the_community_fund_is_not_the_districts(panyu: District) -> None:
    bound = [a for a in panyu.assertions if a.relation == "at_least"]
    assert Decimal(370) in {a.value for a in bound}
    (base,) = (b for b in panyu.bases if b.level == "district")
    assert base.investment_is_lower_bound
    (fund,) = (a for a in panyu.assertions if a.indicator == "B02A")
    assert fund.scope_zh != panyu.name.zh
    assert fund.value == 30


def test_only_two_bases_count_for_a_town(panyu: District) -> None:
    counted = {b.town_code for b in panyu.bases if b.counts_for_town}
    assert counted == {"440113102", "440113010"}
    assert len([b for b in panyu.bases if b.level != "district"]) == 4


def test_the_promise_about_federations_has_a_measure_and_a_day(panyu: District) -> None:
    (promise,) = (c for c in panyu.commitments if c.indicator == "F01")
    assert (promise.target, promise.due_on) == (100, date(2019, 10, 31))
    assert promise.fulfilled_on is not None
    assert promise.fulfilled_on <= date(2019, 10, 31)
    assert all(c.due_on is None for c in panyu.commitments if c is not promise)


def test_no_towns_population_is_invented(panyu: District) -> None:
    assert [(p.town_code, p.year, p.persons) for p in panyu.population] == [("", 2020, 2_658_397)]
