"""Every query of the catalogue can be said in Trino's SQL too: compiled, not run, for no Trino runs here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select
from trino.sqlalchemy.dialect import TrinoDialect

from govreport.canonical.codes import load_codes
from govreport.district.folder import District
from govreport.district.given import Given
from govreport.indicators.catalogue import catalogue_of
from govreport.indicators.dates import day_values, given_values
from govreport.indicators.engine import compute
from govreport.quarter import Quarter
from govreport.settings import Settings

Q3 = Quarter(2019, 3)


class Asked:
    """Remembers what it is asked and knows nothing."""

    def __init__(self, given: Given) -> None:
        self.queries: list[Select[Any]] = []
        self.given = given

    def execute(self, query: Select[Any], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        self.queries.append(query.params(given_values(self.given, values)))
        return []


def test_every_pass_of_the_catalogue_compiles_for_trino(panyu: District) -> None:
    asked = Asked(panyu.given)
    found = compute(
        asked,
        catalogue_of(panyu.given),
        Q3,
        [t.code for t in panyu.towns],
        load_codes(Settings().reference_dir / "codes.yaml"),
    )
    stated = {i.id for i in catalogue_of(panyu.given).values() if i.valid_from is None or i.valid_from <= Q3.end}
    assert {o.indicator for o in found} == stated
    assert len(asked.queries) > 20
    for query in asked.queries:
        compiled = query.compile(dialect=TrinoDialect())
        said = str(compiled)
        # What PostgreSQL alone says: casts by colons, DISTINCT ON, its operators on JSON and arrays.
        assert not re.search(r"::|DISTINCT ON|->>|@>|ILIKE|= ANY", said), said
        assert set(given_values(panyu.given, day_values(Q3))) >= {
            p for p in compiled.params if "_" in p and not re.search(r"_\d+$", p)
        }
    assert sum("GROUPING SETS" in str(q.compile(dialect=TrinoDialect())) for q in asked.queries) > 20
