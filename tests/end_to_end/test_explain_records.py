"""The records listed behind every figure give the figure: the sample's quarters, added up by hand from the listing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from govreport.canonical import EXTRACTS, REFERENCES
from govreport.explain.explanation import ExplainContext
from govreport.explain.vintage_records import records_of
from govreport.indicators import records
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Observation
from govreport.indicators.record_lists import Lists
from govreport.indicators.records import Chosen
from govreport.indicators.vintages.measuring import load_observations
from tests.end_to_end.conftest import Run

EXPLAINED = ("2018-Q4", "2019-Q3")


@pytest.fixture(scope="module", params=EXPLAINED)
def listed(request: pytest.FixtureRequest, sample: Callable[[str], Run]) -> Iterator[tuple[list[Observation], Lists]]:
    context, verdict, measurement = sample(request.param)
    own = next(v for v in measurement.vintages if v.quarter == context.quarter)
    with records_of(ExplainContext.of(context), verdict, own.id, context.quarter) as lists:
        yield load_observations(context.vintages, [own]), lists


def by_hand(indicator: str, chosen: list[Chosen], *, denominator: bool = False) -> int:
    """A count, a count of different things, or a sum, from the declaration's shape and nothing else."""
    declared = CATALOGUE[indicator]
    measure = declared.denominator if denominator else declared.numerator
    assert measure is not None
    if measure.value is not None:
        return sum(c.amount for c in chosen)
    if measure.distinct is not None:
        return len({c.unit for c in chosen} - {None})
    return len(chosen)


def test_every_figure_of_the_quarter_is_given_by_its_records(listed: tuple[list[Observation], Lists]) -> None:
    observations, lists = listed
    assert len({o.indicator for o in observations}) > 40
    for o in observations:
        declared, split = CATALOGUE[o.indicator], (o.town_code, o.breakdown, o.member)
        top = by_hand(o.indicator, lists.numerator(declared, *split))
        assert top == o.numerator, o
        if o.denominator is None:
            assert declared.denominator is None
        else:
            below = by_hand(o.indicator, lists.denominator(declared, *split), denominator=True)
            assert below == o.denominator, o


def test_every_record_stands_in_a_file_at_a_row(listed: tuple[list[Observation], Lists]) -> None:
    observations, lists = listed
    for name in sorted({o.indicator for o in observations}):
        declared = CATALOGUE[name]
        for measure in (declared.numerator, declared.denominator):
            for chosen in lists[measure].chosen if measure is not None else ():
                assert chosen.places, name
                assert all(p.extract in {*EXTRACTS, *REFERENCES} and p.row > 1 for p in chosen.places), (name, chosen)


def test_a_row_of_an_aggregate_is_made_of_its_records(listed: tuple[list[Observation], Lists]) -> None:
    """Its amount is the sum of the records' own, or follows from how many records or different things there are."""
    observations, lists = listed
    made = 0
    for name in sorted({o.indicator for o in observations}):
        declared = CATALOGUE[name]
        for measure in (declared.numerator, declared.denominator):
            if measure is None or measure.records is None:
                continue
            for chosen in lists[measure].chosen:
                made += 1
                if chosen.parts is not None:
                    assert sum(chosen.parts) == chosen.amount
                assert chosen.places
    assert made


@pytest.mark.parametrize("limit", [0, 12, 80])
def test_a_listing_with_a_limit_lists_the_same_records_or_says_that_they_are_too_many(
    sample: Callable[[str], Run], limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, verdict, measurement = sample("2019-Q3")
    own = next(v for v in measurement.vintages if v.quarter == context.quarter)
    read = partial(records_of, ExplainContext.of(context), verdict, own.id, context.quarter)
    monkeypatch.setattr(records, "_FEW", limit // 2)  # records of aggregates are found in either of two ways
    with read() as whole, read(limit=limit) as short:
        measures = [m for i in CATALOGUE.values() for m in (i.numerator, i.denominator) if m is not None]
        long = 0
        for measure in measures:
            every, listed = whole[measure], short[measure]
            long += listed.too_many
            assert listed.too_many == (len(every.chosen) > limit), measure
            assert listed.chosen == (() if listed.too_many else every.chosen), measure
        assert 0 < long < len(measures)
