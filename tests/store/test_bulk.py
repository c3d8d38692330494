"""Many rows at once: the same rows come back from both engines, and what can't stand leaves nothing behind."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, create_engine, event, select, text
from sqlalchemy.exc import IntegrityError

from govreport.store import tables
from govreport.store.bulk import insert_many

COLUMNS = ("vintage_id", "indicator", "town_code", "breakdown", "member", "numerator", "denominator")
O = tables.observations  # noqa: E741


def _rows(count: int) -> list[tuple[object, ...]]:
    """Keys with everything that a text format could trip over, amounts beyond what a float holds."""
    odd = ["", "tab\there", "line\nbreak", "back\\slash", "\\N", 'quo"te', "逗,号", "㐂𠮷"]
    return [
        ("v", "R01", "", odd[n % len(odd)], f"{n:06}", 9_007_199_254_740_993 + n, None if n % 3 else -n)
        for n in range(count)
    ]


@pytest.fixture
def lax(engine: Engine) -> Engine:
    """The same database, without the vintages that observations belong to."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE observations DROP CONSTRAINT fk_observations_vintage_id"))
            return engine
    return create_engine(engine.url)


def test_rows_come_back_as_they_went_in_whatever_is_in_them(lax: Engine) -> None:
    rows = _rows(25_000)
    with lax.begin() as connection:
        insert_many(connection, O, COLUMNS, iter(rows))
    with lax.connect() as connection:
        found = [tuple(row) for row in connection.execute(select(O).order_by(O.c.member))]
    assert found == rows


def test_a_row_that_cannot_stand_takes_the_others_and_the_transaction_with_it(lax: Engine) -> None:
    with pytest.raises(IntegrityError), lax.begin() as connection:  # noqa: PT012 - the first insert must have been made
        insert_many(connection, O, COLUMNS, _rows(10))
        insert_many(connection, O, COLUMNS, [*_rows(20)[10:], _rows(1)[0]])
    with lax.connect() as connection:
        assert connection.execute(select(O)).all() == []


def test_no_rows_are_no_trouble(lax: Engine) -> None:
    with lax.begin() as connection:
        insert_many(connection, O, COLUMNS, [])


@pytest.mark.slow
def test_on_postgresql_rows_go_in_by_copy(engine_of: object) -> None:
    said: list[str] = []
    with engine_of("postgresql") as engine:  # type: ignore[operator]
        event.listen(engine, "before_cursor_execute", lambda *a: said.append(a[2]))
        with engine.connect() as connection:
            connection.execute(text("ALTER TABLE observations DROP CONSTRAINT fk_observations_vintage_id"))
            insert_many(connection, O, COLUMNS, _rows(100))
            assert connection.execute(text("SELECT count(*) FROM observations")).scalar() == 100
            connection.rollback()
            assert connection.execute(text("SELECT count(*) FROM observations")).scalar() == 0
    assert not any("INSERT INTO observations" in statement for statement in said)
