"""What was known at a moment, copied whole: nothing later, nothing that refers to what was left behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, insert, select, text

from govreport.store import tables
from govreport.store.copying import copy_all, copy_known
from govreport.store.database import connect_to, open_database
from govreport.store.files import FileStore, sha256
from govreport.store.migrating import revision_of
from govreport.store.overlay import Overlay

THEN = datetime(2019, 10, 23, 9, 0)  # noqa: DTZ001 - columns hold UTC without a zone
LATER = THEN + timedelta(days=90)


def _vintage(engine: Engine, name: str, quarter: str, written: datetime) -> None:
    with engine.begin() as connection:
        connection.execute(
            insert(tables.verdicts).values(
                sha256=f"verdict {name}", district="panyu", quarter=quarter, state="pass", document="{}",
                created_at=written,
            )
        )  # fmt: skip
        connection.execute(
            insert(tables.vintages).values(
                id=name, district="panyu", quarter=quarter, source_quarter=quarter, verdict_sha256=f"verdict {name}",
                catalogue_sha256="", reference_sha256="", created_at=written,
            )
        )  # fmt: skip
        connection.execute(
            insert(tables.observations).values(
                vintage_id=name, indicator="R01", town_code="", breakdown="", member="", numerator=1
            )
        )


def _databases(tmp_path: Path) -> tuple[Engine, Engine]:
    source, target = (open_database(f"sqlite:///{tmp_path / name}.sqlite") for name in ("source", "target"))
    _vintage(source, "earlier", "2019-Q2", THEN - timedelta(days=90))
    _vintage(source, "own", "2019-Q3", THEN)
    _vintage(source, "later", "2019-Q4", LATER)
    return source, target


def _standing(engine: Engine) -> dict[str, set[str]]:
    with engine.connect() as connection:
        return {
            "verdicts": set(connection.execute(select(tables.verdicts.c.sha256)).scalars()),
            "vintages": set(connection.execute(select(tables.vintages.c.id)).scalars()),
            "observations": set(connection.execute(select(tables.observations.c.vintage_id)).scalars()),
        }


def test_what_was_written_later_is_not_copied(tmp_path: Path) -> None:
    source, target = _databases(tmp_path)
    copy_known(source, target, THEN, {})
    assert _standing(target) == {
        "verdicts": {"verdict earlier", "verdict own"},
        "vintages": {"earlier", "own"},
        "observations": {"earlier", "own"},
    }


def test_what_refers_to_a_row_that_is_left_out_stays_behind_too(tmp_path: Path) -> None:
    source, target = _databases(tmp_path)
    copy_known(source, target, LATER, {"verdicts": ["verdict own"]})
    assert _standing(target)["vintages"] == _standing(target)["observations"] == {"earlier", "later"}


def test_a_whole_copy_lacks_nothing_and_leaves_the_source_as_it_was(engine: Engine, tmp_path: Path) -> None:
    for name, quarter, written in (("own", "2019-Q3", THEN), ("later", "2019-Q4", LATER)):
        _vintage(engine, name, quarter, written)
    with engine.begin() as connection:
        connection.execute(
            insert(tables.correction_sheets).values(
                sha256="sheet", district="panyu", quarter="2019-Q3", unit="", document="{}", created_at=LATER
            )
        )
    copy = copy_all(engine.url.render_as_string(hide_password=False), tmp_path / "copy.sqlite")
    assert _standing(copy) == _standing(engine)
    _vintage(copy, "tried", "2020-Q1", LATER)
    assert "tried" not in _standing(engine)["vintages"]
    with copy.connect() as connection:
        assert connection.execute(select(tables.correction_sheets.c.sha256)).scalar() == "sheet"


def test_a_copy_of_a_database_that_is_missing_is_empty_and_makes_none(tmp_path: Path) -> None:
    copy = copy_all(f"sqlite:///{tmp_path / 'nowhere' / 'source.sqlite'}", tmp_path / "copy.sqlite")
    assert _standing(copy)["vintages"] == set()
    assert not (tmp_path / "nowhere").exists()


def test_a_store_over_another_leaves_that_one_as_it_was(tmp_path: Path) -> None:
    below = FileStore(str(tmp_path / "below"))
    old = below.put("raw", b"old", ".csv")
    over = Overlay(str(tmp_path / "over"), below)
    new = over.put("raw", b"new", ".csv")
    assert (over.get(old), over.get(new)) == (b"old", b"new")
    assert over.keys("raw") == sorted([old, new])
    assert [over.find("raw", sha256(data)) for data in (b"old", b"new")] == [old, new]
    assert below.keys("raw") == [old]


def test_a_database_of_a_server_that_holds_nothing_yet_stays_empty(postgres_url: str, tmp_path: Path) -> None:
    bare = connect_to(postgres_url)
    with bare.begin() as connection:
        for schema in ("bi", "public"):
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    copy = copy_all(postgres_url, tmp_path / "copy.sqlite")
    assert _standing(copy)["vintages"] == set()
    with bare.connect() as connection:
        assert revision_of(connection) is None
    bare.dispose()
