"""The whole catalogue computed by PostgreSQL over the sample, figure by figure the same as by the in-process engine."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, create_engine

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import load_codes
from govreport.district.folder import District
from govreport.district.words import district_codes
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Figures
from govreport.indicators.server import load_tables
from govreport.indicators.vintages.measuring import state
from govreport.indicators.warehouse import AcceptedExtract
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore
from tests.end_to_end.conftest import Run
from tests.fixtures.own_postgres import own_postgres
from tests.indicators.tables import figures, parquet
from tests.indicators.test_meanings import OWN, own_rows


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


def test_own_codes_are_read_by_their_meaning_there_too(panyu: District, files: FileStore, server: Engine) -> None:
    owned = panyu.model_copy(update={"codes": OWN})
    rows = own_rows()
    here = figures(files, owned, "2019-Q3", only_available=True, **rows)
    nothing = files.put("set-aside-rows", parquet_of_rows([]), ".parquet")
    extracts = [
        AcceptedExtract(EXTRACTS[name].name, files.put("tidy", parquet(name, given), ".parquet"), nothing)
        for name, given in rows.items()
    ]
    codes = district_codes(Settings().reference_dir / "codes.yaml", owned)
    with server.connect() as connection:
        tables = load_tables(connection, files, owned, extracts)
        there = state(tables, owned, Quarter(2019, 3), codes)
        connection.rollback()
    assert Figures(CATALOGUE, there)._by_key == here._by_key
    counted = Figures(CATALOGUE, there).get("G01", Quarter(2019, 3))
    assert counted is not None
    assert counted.numerator == 1


def parquet_of_rows(rows: list[int]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"_row": pa.array(rows, pa.int32())}), buffer)
    return buffer.getvalue()
