"""The whole catalogue computed by PostgreSQL over the sample, figure by figure the same as by the in-process engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, create_engine

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import load_codes
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.server import load_tables
from govreport.indicators.vintages.measuring import state
from govreport.indicators.warehouse import AcceptedExtract
from tests.end_to_end.conftest import Run
from tests.fixtures.own_postgres import own_postgres


@pytest.fixture(scope="module")
def server() -> Iterator[Engine]:
    with own_postgres("facts") as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


@pytest.mark.parametrize("quarter", ["2018-Q4", "2019-Q3"])
def test_every_figure_of_a_quarter_is_the_same(sample: Callable[[str], Run], server: Engine, quarter: str) -> None:
    context, verdict, measurement = sample(quarter)
    own = next(v for v in measurement.vintages if v.quarter == context.quarter)
    extracts = [
        AcceptedExtract(EXTRACTS[check.tidy.extract].name, check.tidy.key, check.set_aside_key)
        for check in verdict.checks
    ]
    with server.connect() as connection:
        tables = load_tables(connection, context.files, context.district, extracts)
        found = state(tables, context.district, context.quarter, load_codes(context.codes_path))
        connection.rollback()
    stored = context.vintages.observations(own.id)
    computed = [(o.indicator, o.town_code, o.breakdown, o.member, o.numerator, o.denominator) for o in found]
    assert computed == [tuple(o) for o in stored]
    assert len({o.indicator for o in found}) > len(CATALOGUE) * 0.7
