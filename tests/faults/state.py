"""What an installation holds, without the times at which it was written: two of them can be compared.

Does not belong here: which differences are right.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, NullPool, create_engine, select

from govreport.store import log
from govreport.store.tables import metadata

Rows = dict[str, list[tuple[Any, ...]]]
_HEAD = re.compile(rb'"log_head": "[0-9a-f]*"')
_PORT = re.compile(r"(?<=smtp 127\.0\.0\.1):\d+")


@dataclass
class State:
    """Files of the store with their hashes, and the rows of the results database."""

    files: dict[str, str]
    rows: Rows
    broken: list[str]
    """Files whose name isn't the hash of what they hold."""

    @property
    def reports(self) -> list[str]:
        """Hashes of the reports."""
        return [str(row[0]) for row in self.rows["reports"]]


def read_state(var: Path, database: str) -> State:
    """The state of the installation in ``var`` with its results in ``database``."""
    files, broken = {}, []
    root = var / "store"
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        name = str(path.relative_to(root))
        data = path.read_bytes()
        # The list of an archive names the log's last line of its moment.
        digest = hashlib.sha256(_HEAD.sub(b"", data) if path.name == "archive.json" else data).hexdigest()
        files[name] = digest
        if not name.startswith("archive/") and path.name.split(".", 1)[0] != digest:
            broken.append(name)
    return State(files, read_rows(database), broken)


def read_rows(database: str) -> Rows:
    """Every row without times; in the order in which they were written where that order means something."""
    engine = create_engine(database, poolclass=NullPool)
    rows: Rows = {}
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name == "log":
                rows[table.name] = sorted(_logged(connection))
                continue
            if (
                table.name == "messages"
            ):  # each attempt has a date of its own; which copies were handed over is compared
                names = ("kind", "item_sha256", "recipient", "copy_number", "redirected_to")
                rows[table.name] = sorted({_row(r) for r in connection.execute(select(*(table.c[n] for n in names)))})
                continue
            columns = [c for c in table.c if not isinstance(c.type, DateTime) and c.name != "sequence"]
            query = select(*columns)
            if "sequence" in table.c:
                rows[table.name] = [_row(row) for row in connection.execute(query.order_by(table.c.sequence))]
            else:
                rows[table.name] = sorted((_row(row) for row in connection.execute(query)), key=repr)
    return rows


def _logged(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """Which facts the log knows, but for those that a number names, which their own table says; and every fact that
    stands otherwise than its newest line says, which after whatever fault is none."""
    for kind in log.FACTS:
        for subject in list(log.subjects(connection, kind)):
            line = log.last_of(connection, kind, subject)
            if line is None or line.content_sha256 != log.content_sha256(connection, kind, subject):
                yield "unlike its line", kind, log.subject_text(subject)
            if "sequence" not in subject and kind != "message":
                yield kind, _PORT.sub("", log.subject_text(subject)), ""


def _row(cells: Iterable[Any]) -> tuple[Any, ...]:
    """Each case starts a mail server of its own, so the port that the ledgers keep says nothing."""
    return tuple(_PORT.sub("", c) if isinstance(c, str) else c for c in cells)


def differences(expected: State, found: State, ignoring: tuple[str, ...] = ()) -> list[str]:
    """Where they differ, a line each; ``ignoring`` names tables."""
    lines = [f"{name} isn't what its name says" for name in found.broken]
    for name in sorted(expected.files.keys() | found.files.keys()):
        if expected.files.get(name) != found.files.get(name):
            lines.append(f"store: {name} {_which(expected.files.get(name), found.files.get(name))}")
    for table in expected.rows:
        before, after = expected.rows[table], found.rows[table]
        if table not in ignoring and before != after:
            more = [r for r in after if r not in before]
            less = [r for r in before if r not in after]
            lines.append(f"{table}: {len(before)} rows, now {len(after)}; new {more[:2]!r}, missing {less[:2]!r}"[:600])
    return lines


def _which(before: str | None, after: str | None) -> str:
    return "is new" if before is None else "is missing" if after is None else "has other bytes"
