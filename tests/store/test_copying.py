"""What was known at a moment, copied whole: nothing later, nothing that refers to what was left behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, insert, select

from govreport.store import tables
from govreport.store.copying import copy_known
from govreport.store.database import open_database

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
