"""Whom a register of the living no longer lists, carried along into a database server as into this process."""

from __future__ import annotations

import pytest
from quality_cases import Q3
from sqlalchemy import create_engine
from test_living import CODES, Story, district, numerator

from govreport.canonical import EXTRACTS, GONE
from govreport.district.words import district_codes
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Figures
from govreport.indicators.server import load_tables
from govreport.indicators.vintages.measuring import state
from govreport.indicators.warehouse import AcceptedExtract
from govreport.store.files import FileStore
from tests.fixtures.own_postgres import own_postgres

pytestmark = pytest.mark.slow


def test_the_figures_are_the_same_and_know_who_has_gone(files: FileStore) -> None:
    story = Story(files, district())
    story.snapshot(Q3, set())
    story.snapshot(Q3.next, {4, 5})
    here = story.figures(Q3, Q3.next)
    tidy = story.check.tidy
    extracts = [AcceptedExtract(EXTRACTS[tidy.extract].name, tidy.key, story.check.set_aside_key, tidy.living)]
    codes = district_codes(CODES, story.of)
    with own_postgres("living") as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            tables = load_tables(connection, files, story.of, extracts)
            there = Figures(CATALOGUE, [o for q in (Q3, Q3.next) for o in state(tables, story.of, q, codes)])
            connection.rollback()
        engine.dispose()
    assert there._by_key == here._by_key
    assert [numerator(there, "R01", q) for q in (Q3, Q3.next)] == [30, 28]
    assert numerator(there, "R04", Q3.next, "status", GONE) == 2
