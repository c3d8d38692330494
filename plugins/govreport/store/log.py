"""The log: every fact that the results database holds, as a chain of sealed lines that can't be rewritten in silence.

A line holds the hash of the rows that state a fact and the hash of the line before, and is sealed with the
installation's key (trust/keys.py), which isn't in the database. A row that was changed, added or removed by anybody
else has no line that says so. Whoever writes a fact records it here, in the same transaction.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, Table, insert, literal, or_, select

from govreport.store import tables as t
from govreport.store.writing import insert_once, take_turns, utc_now
from govreport.trust.keys import Keys, identity_of

KEYS: Final = "govreport_keys"
"""The engine's option that holds how to get the installation's keys."""
KEY: Final = "key"
"""The kind of line that says which public key seals from here on."""
REMOVAL: Final = "removal"
ARCHIVE: Final = "archive"
SHEET_READ: Final = "sheet read"
"""Kinds of lines that no row states but the line: which raw file was removed, its time being over; which build of an
archive was published, and whether in the store; which filled-in correction sheet was read, and by whom."""
Subject = Mapping[str, str | int]


class Part(NamedTuple):
    """Rows of one table that belong to a fact: its column -> the subject's name for the value."""

    table: Table
    named: Mapping[str, str]


def _kind(table: Table, *columns: str, **others: Part) -> tuple[Part, ...]:
    return (Part(table, {c: c for c in columns}), *others.values())


def _part(table: Table, column: str, name: str) -> Part:
    return Part(table, {column: name})


FACTS: Final[Mapping[str, tuple[Part, ...]]] = {
    "snapshot": _kind(t.snapshots, "district", "quarter", "extract", "sha256"),
    "verdict": _kind(t.verdicts, "sha256"),
    "judgement": _kind(t.judgements, "sequence"),
    "vintage": _kind(
        t.vintages, "id", provenance=_part(t.provenance, "vintage_id", "id"),
        observations=_part(t.observations, "vintage_id", "id"),
    ),
    "definitions": _kind(t.definitions, "catalogue_sha256"),
    "run": _kind(
        t.runs, "id", vintages=_part(t.run_vintages, "run_id", "id"), reports=_part(t.run_reports, "run_id", "id"),
        revisions=_part(t.revisions, "run_id", "id"),
    ),
    "profile": _kind(t.profiles, "sequence"),
    "report": _kind(t.reports, "sha256"),
    "signature": _kind(t.signatures, "report_sha256", "role"),
    "issue": _kind(t.issued_reports, "report_sha256"),
    "delivery": _kind(t.deliveries, "report_sha256", "recipient"),
    "sheet": _kind(t.correction_sheets, "sha256"),
    "sheet copy": _kind(t.returned_copies, "sheet_sha256", "recipient"),
    "notice": _kind(t.notices, "sha256"),
    "notice signature": _kind(t.notice_signatures, "notice_sha256", "role"),
    "publication": _kind(t.publications, "sha256"),
    "mail": _kind(t.mail_copies, "kind", "item_sha256", "recipient", "copy_number", "redirected_to"),
    "message": _kind(t.messages, "sha256"),
    "copy event": _kind(t.copy_events, "sequence"),
    "alert": _kind(t.alerts, "alert_sha256", "recipient"),
    "acceptance": _kind(t.acceptances, "district", "quarter", "evidence"),
    "presented": _kind(t.presented_vintages, "vintage_id", hidden=_part(t.hidden_cells, "vintage_id", "vintage_id")),
    "described": _kind(t.described_indicators, "catalogue_sha256"),
    "words": _kind(t.words, "reference_sha256"),
    "audit": _kind(t.audits, "sequence"),
}  # fmt: skip
"""Kind of fact -> the rows that state it, its own table first."""
NOT_FACTS: Final = ("failures",)
"""Tables that hold what passes: nothing that was reported rests on them."""
KIND_OF: Final = {parts[0].table.name: kind for kind, parts in FACTS.items()}


class Line(NamedTuple):
    """One line of the log."""

    sequence: int
    kind: str
    subject: str
    """JSON: the names of the fact."""
    content_sha256: str
    previous_sha256: str
    sha256: str
    seal: str
    logged_at: datetime

    @property
    def own_sha256(self) -> str:
        """The hash of what the line says, which its ``sha256`` should be."""
        said = [*self[:5], self.logged_at.isoformat()]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


NOTHING: Final = "0" * 64


def insert_fact(connection: Connection, table: Table, values: dict[str, object]) -> bool:
    """Insert the row of a fact that one row states, and record it, unless its key stands; True where it was new."""
    new = insert_once(connection, table, values)
    if new:
        kind = KIND_OF[table.name]
        record(connection, kind, {name: values[name] for name in FACTS[kind][0].named})  # type: ignore[misc]
    return new


def append(connection: Connection, table: Table, values: dict[str, object]) -> None:
    """Insert the row of a fact that is named by its number, and record it."""
    (number,) = connection.execute(insert(table).values(values)).inserted_primary_key or (0,)
    record(connection, KIND_OF[table.name], {"sequence": number})


def record(connection: Connection, kind: str, subject: Subject) -> None:
    """Append a line on what the rows of a fact say now, in the transaction that wrote them."""
    _write(connection, kind, subject, lambda: content_sha256(connection, kind, subject))


def record_statement(connection: Connection, kind: str, subject: Subject) -> None:
    """Append a line that itself states what was done, no row does; where the log wasn't begun, only of what is gone."""
    if kind != REMOVAL and last_line(connection) is None:
        return
    said = hashlib.sha256(subject_text(subject).encode()).hexdigest()
    _write(connection, kind, subject, lambda: said)


def statements(connection: Connection, kind: str) -> Iterator[tuple[dict[str, Any], Line]]:
    """What the lines of such a kind state, first to last; raises nothing for what somebody else wrote there."""
    query = select(t.log).where(t.log.c.kind == kind).order_by(t.log.c.sequence)
    for line in map(Line._make, connection.execute(query).all()):
        yield stated(line.subject), line


def _write(connection: Connection, kind: str, subject: Subject, content: Callable[[], str]) -> None:
    take_turns(connection, "log")
    keys = _keys(connection)
    last = last_line(connection)
    if keys is not None and (last is None or not last.seal.startswith(f"{keys.identity}:")):
        public = {"public": base64.b64encode(keys.public).decode()}
        last = _append(connection, last, KEY, public, hashlib.sha256(keys.public).hexdigest(), keys)
    _append(connection, last, kind, subject, content(), keys)


def content_sha256(connection: Connection, kind: str, subject: Subject) -> str:
    """The hash of the rows that state a fact now; of none, where they are gone."""
    digest = hashlib.sha256()
    for table, named in FACTS[kind]:
        query = (
            select(table)
            .where(*(table.c[column] == subject[name] for column, name in named.items()))
            .order_by(*table.primary_key.columns)
        )
        for row in connection.execute(query):
            digest.update(_written([table.name, *row]).encode() + b"\n")
    return digest.hexdigest()


def subject_text(subject: Subject) -> str:
    """The names of a fact, as lines have them."""
    return json.dumps(dict(subject), sort_keys=True, ensure_ascii=False)


def stated(text: str) -> dict[str, Any]:
    """The names of a fact that a line has; none where somebody else wrote there."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def subjects(connection: Connection, kind: str) -> Iterator[Subject]:
    """Every fact of a kind that the tables hold now."""
    table, named = FACTS[kind][0]
    columns = [table.c[column] for column in named]
    for row in connection.execute(select(*columns).distinct().order_by(*columns)):
        yield dict(zip(named.values(), row, strict=True))


def last_line(connection: Connection) -> Line | None:
    """The head of the chain; None where nothing was recorded yet."""
    row = connection.execute(select(t.log).order_by(t.log.c.sequence.desc()).limit(1)).first()
    return None if row is None else Line(*row)


def line_of(connection: Connection, sha256: str) -> Line | None:
    """The line with this hash: what a mail or a page prints of the log."""
    row = connection.execute(select(t.log).where(t.log.c.sha256 == sha256)).first()
    return None if row is None else Line(*row)


def last_of(connection: Connection, kind: str, subject: Subject) -> Line | None:
    """The newest line on a fact."""
    c = t.log.c
    query = select(t.log).where(c.kind == kind, c.subject == subject_text(subject)).order_by(c.sequence.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else Line(*row)


def lines(connection: Connection) -> Iterator[Line]:
    """The whole chain, from its first line."""
    for row in connection.execution_options(yield_per=1000).execute(select(t.log).order_by(t.log.c.sequence)):
        yield Line(*row)


def known_keys(connection: Connection, keys: Keys) -> Keys:
    """``keys`` with the former ones that the log names. A line of the present key vouches for all lines before it."""
    query = select(t.log.c.subject).where(t.log.c.kind == KEY)
    found = []
    for text in connection.execute(query).scalars():
        with suppress(ValueError, TypeError):  # somebody else's writing is no key
            found.append(base64.b64decode(stated(text).get("public", "")))
    return keys.with_former({identity_of(public): public for public in found})


def is_vouched(connection: Connection, keys: Keys, kind: str, subject: Subject) -> bool:
    """Whether a fact stands as a sealed line says."""
    line = last_of(connection, kind, subject)
    return (
        line is not None and _is_sealed(line, keys) and line.content_sha256 == content_sha256(connection, kind, subject)
    )


def is_logged(kind: str) -> ColumnElement[bool]:
    """In a query on a kind's own table, whether the log has a line on the fact; any row, where nothing was begun yet.

    Who may add rows could add a line too: whether it is sealed is asked by is_ours, and whether rows are as it says by
    is_vouched.
    """
    ((table, named), *_) = FACTS[kind]
    ((column, name),) = named.items()
    spoken = select(t.log.c.sequence).where(
        t.log.c.kind == kind, t.log.c.subject == literal(f'{{"{name}": "').concat(table.c[column]).concat('"}')
    )
    return or_(~select(t.log.c.sequence).exists(), spoken.correlate(table).exists())


def is_ours(connection: Connection, kind: str, subject: Subject) -> bool:
    """Whether this installation's key sealed the newest line on a fact; so is every one, where nothing was begun yet or
    the connection knows no keys."""
    keys = _keys(connection)
    line = last_of(connection, kind, subject)
    if line is None:
        return last_line(connection) is None
    return keys is None or _is_sealed(line, known_keys(connection, keys))


def sealing(engine: Engine, keys: Callable[[], Keys]) -> None:
    """Have what is recorded through ``engine`` sealed; the keys are asked for when something is."""
    engine.update_execution_options(**{KEYS: keys})


def _is_sealed(line: Line, keys: Keys) -> bool:
    return line.sha256 == line.own_sha256 and keys.made(line.sha256.encode(), line.seal)


def _keys(connection: Connection) -> Keys | None:
    make = connection.get_execution_options().get(KEYS)
    return None if make is None else make()


def _append(
    connection: Connection, last: Line | None, kind: str, subject: Subject, content: str, keys: Keys | None
) -> Line:
    line = Line(
        sequence=1 if last is None else last.sequence + 1,
        kind=kind,
        subject=subject_text(subject),
        content_sha256=content,
        previous_sha256=NOTHING if last is None else last.sha256,
        sha256="",
        seal="",
        logged_at=utc_now(),
    )
    sha256 = line.own_sha256
    line = line._replace(sha256=sha256, seal="" if keys is None else keys.seal(sha256.encode()))
    connection.execute(insert(t.log).values(line._asdict()))
    return line


def _day(value: date | datetime) -> str:
    return value.isoformat()


_written = json.JSONEncoder(ensure_ascii=False, default=_day).encode
"""A row as the log hashes it; made once, since a vintage has ten thousand rows."""
