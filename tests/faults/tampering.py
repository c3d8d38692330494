"""Somebody changes what the installation wrote: rows of the database, lines of the log, stored files, mails, reports,
correction sheets. Each must be noticed, and nothing else accused; put back, all is well again.

Does not belong here: files made to hurt whoever reads them (hostile.py).
"""

# ruff: noqa: S608 - statements name tables of our own

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, Table

from govreport.store import log, tables
from govreport.trust.keys import Keys, new_seed
from tests.faults.damage import _flipped
from tests.faults.lab import Case, Ended, Lab
from tests.faults.outcome import Fault, Outcome, sentence
from tests.faults.state import State, differences
from tests.faults.story import DISTRICT, QUARTER, STORY

AUDIT, SENDING, VERIFY, READING = "by the audit", "when sending", "by verify", "when reading"
NOTICED = (AUDIT, SENDING, VERIFY, READING)
"""Who notices; the first that is asked."""
DONE = "done"
"""The installation after all of the story, and after what people did then (``go_on``)."""
MORE: tuple[tuple[str, ...], ...] = (
    ("corrections", "sheets", QUARTER, "--district", DISTRICT, "--out", "{var}/sheets"),
    ("briefs", QUARTER, "--district", DISTRICT, "--town", "市桥街道", "--out", "{var}/briefs"),
    ("deliver", QUARTER, "--district", DISTRICT, "--yes"),
    ("audit",),
)
"""What fills further tables: sheets, a brief, its mails, the outcome of an audit."""
ACCUSED = 3
"""Things that one changed row may put in the wrong: itself, what it became, and a file that it no longer names."""

Tamper = Callable[[sqlite3.Connection, random.Random], str]
"""Change the database; gives what was changed, for people."""


def prepare(lab: Lab) -> None:
    """Keep the installation as it is after the story and after what people did then."""
    lab.go_on(DONE, (*MORE, _resend(lab)))


def _resend(lab: Lab) -> tuple[str, ...]:
    address = min(address for address, _ in lab.mails)
    return (
        "resend",
        QUARTER,
        "--district",
        DISTRICT,
        "--to",
        address,
        "--reason",
        "收件人要求",
        "--by",
        "科长",
        "--yes",
    )


def state_of(lab: Lab) -> str:
    """The latest state that the lab has kept."""
    return DONE if DONE in lab.story else "publish"


def began_with(case: Case) -> State:
    """What the case's installation held when it began."""
    if case.began == DONE:
        return case.lab.after(DONE)
    return case.lab.after(STORY[STORY.index(case.began) - 1])


# -- the database ------------------------------------------------------------------------------------------------------


def database(lab: Lab, chance: random.Random, *, kind: str, tamper: Tamper, accused: int = 0) -> Outcome:
    """Change the database, ask the audit, restore the database, ask again; at most ``accused`` things are named."""
    with lab.case(state_of(lab)) as case:
        with closing(sqlite3.connect(_path(case))) as connection:
            kept = _whole(connection, case)
            what = tamper(connection, chance)
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        outcome = Outcome(kind, what)
        noticed(outcome, case.run(command=("audit",)), AUDIT, accused=accused)
        restore(case, kept)
        well_again(outcome, case)
    return outcome


def noticed(outcome: Outcome, ended: Ended, by: str, *, code: int = 1, accused: int = 0, named: str = "") -> None:
    """See that it was said, plainly, in so many things at most."""
    outcome.expect(ended.is_plain, f"a traceback: {ended.said[-1500:]}")
    outcome.expect(ended.code == code, f"it ended with {ended.code}: {ended.said[-800:]}")
    outcome.expect("\x1b" not in ended.said, "a command to the terminal was printed")
    lines = [line.strip() for line in ended.said.splitlines() if line.strip()]
    if by == AUDIT:
        found = re.search(r"有(\d+)处不符", lines[-1] if lines else "")
        outcome.expect(found is not None, f"the audit found nothing: {ended.said[-300:]}")
        if accused and found:
            outcome.expect(int(found[1]) <= accused, f"{found[1]} things are accused: {ended.said[:1500]}")
    outcome.expect(named in ended.said, f"{named!r} isn't named: {ended.said[-500:]}")
    outcome.how = by
    outcome.said = (lines[0] if by in (AUDIT, VERIFY) and lines else sentence(ended))[:300]


def well_again(outcome: Outcome, case: Case) -> None:
    """After a restore: the audit finds nothing, and the installation is what it was."""
    ended = case.run(command=("audit",))
    outcome.expect(ended.code == 0, f"restored, the audit ended with {ended.code}: {ended.said[-800:]}")
    unlike = differences(began_with(case), case.state(), ("audits", "log"))
    outcome.failures += unlike
    outcome.expect(not case.mails(), "mails went out")


def restore(case: Case, kept: bytes) -> None:
    """Put the database back as a backup has it."""
    for rest in ("-wal", "-shm"):
        Path(f"{_path(case)}{rest}").unlink(missing_ok=True)
    _path(case).write_bytes(kept)


def _whole(connection: sqlite3.Connection, case: Case) -> bytes:
    """The database as a backup has it, and a connection that nothing stops."""
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return _path(case).read_bytes()


def _path(case: Case) -> Path:
    return case.var / "govreport.sqlite"


def row_changed(table: Table) -> Tamper:
    """One cell of one row gets another value."""

    def tamper(connection: sqlite3.Connection, chance: random.Random) -> str:
        row, cells = _one_row(connection, table, chance)
        columns = [c for c in table.c if not _is_numbered(c)]
        column = chance.choice(columns)
        connection.execute(
            f'UPDATE "{table.name}" SET "{column.name}" = ? WHERE rowid = ?', (_other(column, cells[column.name]), row)
        )
        return f"{table.name}.{column.name}"

    return tamper


def row_removed(table: Table) -> Tamper:
    """One row goes."""

    def tamper(connection: sqlite3.Connection, chance: random.Random) -> str:
        row, _ = _one_row(connection, table, chance)
        connection.execute(f'DELETE FROM "{table.name}" WHERE rowid = ?', (row,))
        return table.name

    return tamper


def row_added(table: Table) -> Tamper:
    """One more row, under another key: like one that stands, where there is one."""

    def tamper(connection: sqlite3.Connection, chance: random.Random) -> str:
        try:
            _, cells = _one_row(connection, table, chance)
        except IndexError:
            cells = {c.name: _made_up(c) for c in table.c}
        keys = list(table.primary_key.columns)
        key = chance.choice([c for c in keys if not isinstance(c.type, DateTime)])
        for column in (key, *(c for c in table.c if c.name in ("id", "sequence") and c is not key)):
            number = 10_000 + chance.randrange(1000)
            cells[column.name] = number if column.name == "sequence" else _other(column, cells[column.name])
        marks = ", ".join("?" * len(cells))
        names = ", ".join(f'"{name}"' for name in cells)
        connection.execute(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', tuple(cells.values()))
        return table.name

    return tamper


def _one_row(connection: sqlite3.Connection, table: Table, chance: random.Random) -> tuple[int, dict[str, Any]]:
    numbers = [n for (n,) in connection.execute(f'SELECT rowid FROM "{table.name}" ORDER BY rowid')]
    row = numbers[chance.randrange(len(numbers))] if numbers else [][0]
    names = [c.name for c in table.c]
    cells = connection.execute(
        f'SELECT {", ".join(map(_quoted, names))} FROM "{table.name}" WHERE rowid = ?',
        (row,),
    ).fetchone()
    return row, dict(zip(names, cells, strict=True))


def _quoted(name: str) -> str:
    return f'"{name}"'


def _is_numbered(column: Column[Any]) -> bool:
    return column.name == "sequence" and column.primary_key


def _other(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, Boolean):
        return 1 - int(value or 0)
    if isinstance(column.type, (Integer, BigInteger)):
        return (value or 0) + 1
    if isinstance(column.type, DateTime):
        moment = datetime.fromisoformat(value) if value else datetime(2018, 1, 18)  # noqa: DTZ001
        return str(moment - timedelta(days=365))
    text = str(value or "")
    digits = [place for place, sign in enumerate(text) if sign.isdigit()]
    if not digits:
        return text + "x"
    at = digits[len(digits) // 2]
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]


def _made_up(column: Column[Any]) -> Any:
    if isinstance(column.type, DateTime):
        return "2018-01-18 00:00:00.000000"
    if isinstance(column.type, (Integer, BigInteger, Boolean)):
        return 1
    return "{}" if column.name == "document" else {"quarter": QUARTER, "district": DISTRICT}.get(column.name, "a" * 12)


def tables_in(lab: Lab) -> Iterator[tuple[Table, bool]]:
    """Tables whose rows the log vouches for, and whether they have any."""
    rows = lab.story[state_of(lab)].after.rows
    for name in sorted({part.table.name for parts in log.FACTS.values() for part in parts}):
        yield tables.metadata.tables[name], bool(rows[name])


# -- the log -----------------------------------------------------------------------------------------------------------


def _sql(*statements: str) -> Tamper:
    def tamper(connection: sqlite3.Connection, chance: random.Random) -> str:
        changed = sum(connection.execute(statement).rowcount for statement in statements)
        assert changed > 0
        return statements[0][:60]

    return tamper


def line_changed(column: str) -> Tamper:
    """A line says something else in one place."""

    def tamper(connection: sqlite3.Connection, chance: random.Random) -> str:
        row, cells = _one_row(connection, tables.log, chance)
        value = cells["sequence"] + 10_000 if column == "sequence" else _other(tables.log.c[column], cells[column])
        connection.execute(f'UPDATE log SET "{column}" = ? WHERE rowid = ?', (value, row))
        return f"log.{column}, line {cells['sequence']}"

    return tamper


def sealed_by_another(*, end: bool) -> Tamper:
    """A signature with a line of its own under another key; ``end``: or the whole chain from there on."""

    def tamper(connection: sqlite3.Connection, chance: random.Random) -> str:
        keys = Keys(base64.urlsafe_b64decode(new_seed()))
        names = [c.name for c in tables.log.c]
        rows = connection.execute(f"SELECT {', '.join(names)} FROM log ORDER BY sequence").fetchall()
        first = chance.randrange(1, len(rows)) if end else len(rows)
        lines = [log.Line(*row) for row in rows]
        if not end:
            lines.append(lines[-1]._replace(sequence=lines[-1].sequence + 1, kind="signature", subject="{}"))
        for at in range(first, len(lines)):
            line = lines[at]._replace(
                previous_sha256=lines[at - 1].sha256, logged_at=datetime.fromisoformat(str(lines[at].logged_at))
            )
            sha256 = line.own_sha256
            lines[at] = line._replace(sha256=sha256, seal=keys.seal(sha256.encode()))
            connection.execute("DELETE FROM log WHERE sequence = ?", (line.sequence,))
            values = [str(v) if isinstance(v, datetime) else v for v in lines[at]]
            connection.execute(f"INSERT INTO log VALUES ({', '.join('?' * len(values))})", values)
        return f"another key from line {lines[first].sequence} on"

    return tamper


LOG: dict[str, Tamper] = {
    "a line of the log changed": _sql("UPDATE log SET subject = '{' WHERE sequence = 4"),
    **{f"a line of the log changed ({c})": line_changed(c) for c in tables.log.c.keys()},  # noqa: SIM118
    "a line of the log removed": _sql("DELETE FROM log WHERE sequence = 7"),
    "the log's end removed": _sql("DELETE FROM log WHERE sequence > (SELECT max(sequence) FROM log) - 4"),
    "the log's beginning removed": _sql("DELETE FROM log WHERE sequence < 6"),
    "the log emptied": _sql("DELETE FROM log"),
    "two lines of the log exchanged": _sql(
        "UPDATE log SET sequence = -1 WHERE sequence = 5",
        "UPDATE log SET sequence = 5 WHERE sequence = 6",
        "UPDATE log SET sequence = 6 WHERE sequence = -1",
    ),
    "a line added under another key": sealed_by_another(end=False),
    "the log written anew under another key": sealed_by_another(end=True),
}


# -- the store ---------------------------------------------------------------------------------------------------------


def stored_file(lab: Lab, chance: random.Random, *, harm: str, below: str) -> Outcome:
    """A file of the store is changed, removed, or one added whose name isn't its hash."""
    with lab.case(state_of(lab)) as case:
        root = case.var / "store" / below
        paths = sorted(p for p in root.rglob("*") if p.is_file() and not p.name.startswith("."))
        path = chance.choice(paths)
        whole = path.read_bytes()
        outcome = Outcome(f"a stored file {harm}", f"{path.relative_to(case.var / 'store')}")
        if harm == "added":
            path = path.with_name(f"{'0' * 8}{path.name[8:]}" if below != "archive" else f"new-{path.name}")
            path.write_bytes(whole)
        else:
            path.unlink()  # elsewhere it is shared
            if harm == "changed":
                path.write_bytes(_flipped(whole, chance))
        noticed(outcome, case.run(command=("audit",)), AUDIT, accused=2)
        path.unlink(missing_ok=True)
        if harm != "added":
            path.write_bytes(whole)
        well_again(outcome, case)
    return outcome


# -- between signing and sending ---------------------------------------------------------------------------------------


def _by_another(connection: sqlite3.Connection, chance: random.Random) -> str:
    connection.execute("DELETE FROM signatures")
    connection.execute(
        "INSERT INTO signatures (report_sha256, role, signer, comment, signed_at, sequence) "
        "SELECT sha256, 'configuration', 'panyu', '', created_at, 1 FROM reports"
    )
    return "the signature replaced"


BEFORE_SENDING: dict[str, Tamper] = {
    "the signature's comment": _sql("UPDATE signatures SET comment = 'as ordered'"),
    "who signed": _sql("UPDATE signatures SET signer = '局长'"),
    "when it was signed": _sql("UPDATE signatures SET signed_at = '2018-01-18 00:00:00.000000'"),
    "the signature replaced": _by_another,
    "whether it is held": _sql("UPDATE reports SET held = NOT held"),
    "what the report says of its files": _sql("UPDATE reports SET document = replace(document, '.pdf', '.PDF')"),
    "the fingerprint": _sql("UPDATE reports SET fingerprint = 'f' || substr(fingerprint, 2) || '0'"),
    "the line on the signature": _sql("UPDATE log SET content_sha256 = 'x' WHERE kind = 'signature'"),
    "the log": _sql("DELETE FROM log"),
}


def before_sending(lab: Lab, chance: random.Random, *, what: str) -> Outcome:
    """The database is changed between signing and sending: nothing is sent; restored, everybody gets his copy."""
    outcome = Outcome("the database changed between signing and sending", what)
    with lab.case("deliver") as case, case.mail_server():
        with closing(sqlite3.connect(_path(case))) as connection:
            kept = _whole(connection, case)
            BEFORE_SENDING[what](connection, chance)
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        noticed(outcome, case.run(stages=("deliver",)), SENDING)
        outcome.expect(not case.mails(), f"it was sent: {sorted(a for a, _ in case.mails())}")
        restore(case, kept)
        outcome.again(case, "deliver")
    return outcome


# -- what others hold --------------------------------------------------------------------------------------------------


def _mail_figure(mail: bytes, chance: random.Random) -> bytes:
    """One digit of a part's text, in its encoding."""
    from email import message_from_bytes

    message = message_from_bytes(mail)
    part = next(p for p in message.walk() if p.get_content_type() == "text/plain")
    text = bytes(part.get_payload(decode=True) or b"")
    at = chance.choice([i for i, sign in enumerate(text[: len(text) // 2]) if chr(sign).isdigit()])
    part.set_payload(base64.encodebytes(text[:at] + str((text[at] - 47) % 10).encode() + text[at + 1 :]).decode())
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = "base64"
    return message.as_bytes()


def _mail_file(mail: bytes, chance: random.Random) -> bytes:
    from email import message_from_bytes

    message = message_from_bytes(mail)
    part = chance.choice([p for p in message.walk() if p.get_filename()])
    data = _flipped(bytes(part.get_payload(decode=True) or b""), chance)
    part.set_payload(base64.encodebytes(data).decode())
    return message.as_bytes()


MAILS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "a figure of its text": _mail_figure,
    "an attached file": _mail_file,
    "to whom": lambda mail, _: re.sub(rb"(?m)^To: .*", b"To: mayor@panyu.example", mail, count=1),
    "where to answer": lambda mail, _: b"Reply-To: spy@evil.example\r\n" + mail,
    "its date": lambda mail, _: re.sub(rb"(?m)^Date: .*", b"Date: Thu, 18 Jan 2018 09:00:00 +0800", mail, count=1),
    "its subject": lambda mail, _: re.sub(rb"(?m)^Subject: ", b"Subject: Re: ", mail, count=1),
}


def mail_altered(lab: Lab, chance: random.Random, *, what: str) -> Outcome:
    """A mail in somebody's mailbox is altered; the one that was sent is known."""
    outcome = Outcome("a mail altered", what)
    mail = lab.posted[chance.randrange(len(lab.mails))]
    with lab.case(state_of(lab)) as case:
        path = case.folder / "mail.eml"
        path.write_bytes(MAILS[what](mail, chance))
        noticed(outcome, case.run(command=("verify", str(path))), VERIFY, code=3)
        path.write_bytes(mail)
        ended = case.run(command=("verify", str(path)))
        outcome.expect(ended.code == 0, f"the mail that was sent: {ended.said[-500:]}")
    return outcome


def report_altered(lab: Lab, chance: random.Random, *, suffix: str) -> Outcome:
    """One byte of a report's file; the file that was made is known."""
    outcome = Outcome("a report altered", suffix)
    with lab.case(state_of(lab)) as case:
        found = sorted((case.var / "store" / "archive" / DISTRICT).rglob(f"reports/*/*{suffix}"))
        whole = min(found, key=lambda path: (len(path.name), path.name)).read_bytes()
        path = case.folder / f"report{suffix}"
        # Where a fingerprint can't be found any more it is no report of this store: exit code 1.
        path.write_bytes(whole + b"\n")
        ended = case.run(command=("verify", str(path), "--quick"))
        outcome.expect(ended.code in (1, 3), f"it ended with {ended.code}: {ended.said[-500:]}")
        noticed(outcome, ended, VERIFY, code=ended.code)
        path.write_bytes(whole)
        ended = case.run(command=("verify", str(path), "--quick"))
        outcome.expect(ended.code == 0, f"the report that was made: {ended.said[-500:]}")
    return outcome


def put_back(lab: Lab, chance: random.Random, *, stage: str) -> Outcome:
    """The whole database is put back to an earlier day, consistent in itself: a mail and an archive know better."""
    outcome = Outcome("the database put back to an earlier day", f"before {stage}")
    with lab.case(state_of(lab)) as case:
        with closing(sqlite3.connect(_path(case))) as connection:
            kept = _whole(connection, case)
        listed = case.var / "store" / "archive" / DISTRICT / "archive.json"
        head = json.loads(listed.read_bytes())["log_head"]
        restore(case, (lab.story[stage].before / "var" / "govreport.sqlite").read_bytes())
        path = case.folder / "mail.eml"
        path.write_bytes(lab.posted[chance.randrange(len(lab.mails))])
        ended = case.run(command=("verify", str(path)))
        outcome.expect(ended.code in (1, 6), f"the mail: {ended.code} {ended.said[-500:]}")
        noticed(outcome, case.run(command=("audit", "--head", head)), AUDIT, named=head)
        restore(case, kept)
        ended = case.run(command=("verify", str(path)))
        outcome.expect(ended.code == 0, f"restored, the mail: {ended.said[-500:]}")
        ended = case.run(command=("audit", "--head", head))
        outcome.expect(ended.code == 0, f"restored: {ended.said[-500:]}")
    return outcome


def copy_altered(lab: Lab, chance: random.Random, *, harm: str) -> Outcome:
    """A page of a copied archive is changed, gone, or added; the copy as it was taken is known."""
    outcome = Outcome("a copy of the archive altered", harm)
    with lab.case(state_of(lab)) as case:
        copy = shutil.copytree(case.var / "store" / "archive" / DISTRICT, case.folder / "copy")
        path = chance.choice(sorted(copy.rglob("*.html")))
        whole = path.read_bytes()
        if harm == "added":
            path = path.with_name("new.html")
            path.write_bytes(whole)
        elif harm == "changed":
            path.write_bytes(_flipped(whole, chance))
        else:
            path.unlink()
        noticed(outcome, case.run(command=("verify", str(copy / "archive.json"))), VERIFY, code=3)
        path.unlink() if harm == "added" else path.write_bytes(whole)
        if harm == "removed" and path.name == "index.html":
            path.write_bytes(whole)
        ended = case.run(command=("verify", str(copy / "archive.json")))
        outcome.expect(ended.code == 0, f"the copy as it was: {ended.said[-500:]}")
    return outcome


# -- correction sheets -------------------------------------------------------------------------------------------------


def _forged(data: bytes, *, keys: Keys | None) -> bytes:
    """A line about another office's row, sealed by somebody who has the program and no key."""
    from govreport.quality.sheets.workbook import sealed
    from tests.fixtures.sheets import opened, saved

    book = opened(data)
    machine = book["_machine"]
    texts = [cell.value for cell in machine["A"] if cell.value][:-1]
    line = json.loads(texts[1])
    line |= {"extract": "funding", "row": 3, "column": "paid_fen", "key": {"project_no": "ZX2014-001"}}
    texts[1] = json.dumps(line, sort_keys=True)
    machine["A2"].value = texts[1]
    seal = hashlib.sha256("\n".join(texts).encode()).hexdigest() if keys is None else keys.seal(sealed(texts))
    machine.cell(len(texts) + 1, 1).value = seal
    return saved(book)


def _hidden_changed(data: bytes) -> bytes:
    from tests.fixtures.sheets import opened, saved

    book = opened(data)
    machine = book["_machine"]
    machine["A2"].value = str(machine["A2"].value).replace('"row"', '"row "', 1)
    return saved(book)


def _locked_changed(data: bytes) -> bytes:
    from tests.fixtures.sheets import FIRST, SHEET, columns, opened, saved

    book = opened(data)
    page = book[SHEET]
    page.cell(FIRST, columns(page)["行号"]).value = "9999"
    return saved(book)


SHEETS: dict[str, Callable[[bytes], bytes]] = {
    "another row, its hash counted anew": partial(_forged, keys=None),
    "another row, sealed with another key": lambda data: _forged(data, keys=Keys(base64.urlsafe_b64decode(new_seed()))),
    "its hidden part": _hidden_changed,
    "a locked cell": _locked_changed,
}


def forged_sheet(lab: Lab, chance: random.Random, *, what: str) -> Outcome:
    """A sheet that this installation never made is refused whole; the one that it made is read."""
    outcome = Outcome("a correction sheet forged", what)
    with lab.case(state_of(lab)) as case:
        sheets = sorted((case.var / "sheets").glob("*.xlsx"))
        whole = chance.choice(sheets).read_bytes()
        path, to = case.folder / "回.xlsx", case.folder / "corrections.yaml"
        path.write_bytes(SHEETS[what](whole))
        reading = ("corrections", "read", str(path), "--district", DISTRICT, "--to", str(to))
        noticed(outcome, case.run(command=reading), READING)
        outcome.expect(not to.exists() or "ZX2014-001" not in to.read_text(), "it was taken")
        path.write_bytes(whole)
        ended = case.run(command=reading)
        outcome.expect(ended.is_plain and ended.code == 0, f"the sheet that was made: {ended.said[-500:]}")
    return outcome


# -- all of them -------------------------------------------------------------------------------------------------------

BELOW = ("raw", "tidy", "reports", "profiles", "models", "provenance", "figures", "archive", "archive-builds")
HARMS = ("changed", "removed", "added")


def faults(lab: Lab) -> list[Fault]:
    """Every row of every table changed, removed and added, and every other kind once a place."""
    listed: list[Fault] = []
    for table, is_filled in tables_in(lab):
        ways: dict[str, Tamper] = {"a row added": row_added(table)}
        if is_filled:
            ways |= {"a row changed": row_changed(table), "a row removed": row_removed(table)}
        listed += [partial(database, kind=k, tamper=way, accused=ACCUSED) for k, way in ways.items()]
    listed += [partial(database, kind=kind.split(" (")[0], tamper=tamper) for kind, tamper in LOG.items()]
    listed += [partial(stored_file, harm=harm, below=below) for below in BELOW for harm in HARMS]
    listed += [partial(before_sending, what=what) for what in BEFORE_SENDING]
    listed += [partial(mail_altered, what=what) for what in MAILS]
    listed += [partial(report_altered, suffix=suffix) for suffix in (".pdf", ".html", ".xlsx", ".docx")]
    listed += [partial(put_back, stage=stage) for stage in ("sign", "deliver")]
    listed += [partial(copy_altered, harm=harm) for harm in HARMS]
    if DONE in lab.story:
        listed += [partial(forged_sheet, what=what) for what in SHEETS]
    return listed
