"""Raw files are removed once they have been kept as long as the installation says; the log says which and when.

They alone hold personal columns. Everything that was made of them stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from govreport.store import log, tables
from govreport.store.files import FileStore
from govreport.store.writing import utc_now


def remove_raw(engine: Engine, files: FileStore, days: int) -> list[str]:
    """Remove raw files that were collected, and written, at least ``days`` ago; gives their keys.

    Both, since the same bytes may have been collected again. What is to go is recorded first: after a process that was
    killed between the two the next one removes the rest.
    """
    before = utc_now() - timedelta(days=days)
    s = tables.snapshots.c
    with engine.begin() as connection:
        query = select(s.key, func.max(s.collected_at)).group_by(s.key)
        collected: dict[str, datetime] = dict(map(tuple, connection.execute(query)))
        old = [
            key
            for key, age in sorted(files.ages("raw").items())
            if age >= days * 86_400 and collected.get(key, before) <= before
        ]
        known = removed_raw(connection)
        for key in old:
            if key not in known:
                log.record_statement(connection, log.REMOVAL, {"key": key, "days": days})
    for key in old:
        files.remove(key)
    return old


def removed_raw(connection: Connection) -> Mapping[str, datetime]:
    """The keys of files that were removed because their time was over, and when that was recorded (UTC)."""
    return {stated.get("key", ""): line.logged_at for stated, line in log.statements(connection, log.REMOVAL)}
