"""The revisions of the results database: which one it has, bringing it up, taking it down without losing anything.

The revisions themselves stand in migrations/.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import Connection, inspect, text

from govreport.errors import ConfigError, enumerated

if TYPE_CHECKING:
    from alembic.config import Config

Migrate = Literal["auto", "never"]
"""Whether opening a database may bring it to the newest revision, or only an operator."""

_FOLDER: Final = Path(__file__).parent / "migrations"
REVISIONS: Final = tuple(sorted(path.name[:4] for path in (_FOLDER / "versions").glob("0*.py")))
"""Every revision this code knows, oldest first."""
_LOCK: Final = 0x60_7E_90_47
"""Number of the PostgreSQL advisory lock under which two starting processes migrate one after the other."""


def revision_of(connection: Connection) -> str | None:
    """The revision that a database has; None for one that holds nothing of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def make_ready(connection: Connection, migrate: Migrate) -> None:
    """See that a database has the newest revision, bringing it there where ``migrate`` allows. Raises ConfigError."""
    present = revision_of(connection)
    if present == REVISIONS[-1]:
        return
    _refuse_newer(present)
    if migrate == "never":
        raise ConfigError(
            f"结果数据库的版本是 {present or '空'}，本程序需要 {REVISIONS[-1]}，而 GOVREPORT_MIGRATE=never "
            "不许自动升级。请用数据库所有者的账号运行 govreport database upgrade。",
            f"The results database is at revision {present or 'none'}, this program needs {REVISIONS[-1]}, and "
            "GOVREPORT_MIGRATE=never forbids upgrading it here. Run govreport database upgrade as the role that owns "
            "the tables.",
        )
    upgrade(connection)


def upgrade(connection: Connection) -> tuple[str | None, str]:
    """Bring a database to the newest revision; (what it had, what it has). Of two at once the second finds it done."""
    from alembic import command

    _take_turns(connection)
    present = revision_of(connection)
    _refuse_newer(present)
    command.upgrade(_config(connection), "head")
    return present, REVISIONS[-1]


def downgrade(connection: Connection, to: str, *, discard: bool = False) -> tuple[str | None, str]:
    """Take a database back to revision ``to``, in the caller's transaction; (what it had, what it has).

    Raises ConfigError where rows would be lost that the older revision has no table for, unless ``discard`` says that
    they may; the caller's transaction must then be rolled back.
    """
    from alembic import command

    _take_turns(connection)
    present = revision_of(connection)
    _refuse_newer(present)
    if to not in REVISIONS or present is None or to > present:
        known = enumerated(r for r in REVISIONS if present and r <= present)
        raise ConfigError(
            f"结果数据库（版本 {present or '空'}）不能降到 {to}；可降到：{known.zh}。",
            f"The results database (revision {present or 'none'}) can't be taken back to {to}; it can to: {known.en}.",
        )
    before = _rows(connection)
    command.downgrade(_config(connection), to)
    left = set(inspect(connection).get_table_names())
    lost = {name: rows for name, rows in before.items() if rows and name not in left}
    if lost and not discard:
        listed = "、".join(f"{name} {rows:,}行" for name, rows in sorted(lost.items()))
        said = ", ".join(f"{name} ({rows:,})" for name, rows in sorted(lost.items()))
        raise ConfigError(
            f"版本 {to} 放不下这些数据：{listed}；没有改动。请先备份，确要舍弃再加 --discard。",
            f"Revision {to} has no place for the rows of: {said}. Nothing was changed. Back up first; add --discard "
            "to throw them away.",
        )
    return present, to


def _rows(connection: Connection) -> dict[str, int]:
    quote = connection.dialect.identifier_preparer.quote
    return {
        name: connection.execute(text(f"SELECT count(*) FROM {quote(name)}")).scalar_one()  # noqa: S608 - a table's name
        for name in inspect(connection).get_table_names()
    }


def _refuse_newer(present: str | None) -> None:
    if present is not None and present not in REVISIONS:
        raise ConfigError(
            f"结果数据库的版本是 {present}，比本程序（{REVISIONS[-1]}）新。请升级程序；要退回旧程序，先用新程序运行 "
            f"govreport database downgrade {REVISIONS[-1]}。",
            f"The results database is at revision {present}, newer than this program ({REVISIONS[-1]}). Upgrade the "
            f"program; to go back to this one, first run govreport database downgrade {REVISIONS[-1]} with the newer.",
        )


def _take_turns(connection: Connection) -> None:
    """SQLite's transactions hold the write lock from their beginning; PostgreSQL's wait here."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
