"""The audit of a whole installation: its log, every row that states a fact, and every stored file.

Whoever changes, adds or removes a row, a line or a file without the installation's key is found here, with what and
since when. Whether one report is what it was is said in documents/.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from govreport.archive.published import ARCHIVES, look_at_archives
from govreport.errors import ConfigError, IntegrityError, Message, shown, unstopped
from govreport.settings import Settings
from govreport.store import log, tables
from govreport.store.audits import AuditOutcome, AuditStore
from govreport.store.database import open_results
from govreport.store.files import FileStore
from govreport.store.retention import removed_raw
from govreport.store.writing import utc_now
from govreport.trust.keys import Keys, open_keys
from govreport.vocabulary import FACTS

_BROKEN = (
    "日志第{n}行不接在前一行之后：其间有行被删去、插入或改动",
    "line {n} of the log doesn't follow the one before it: lines were removed, added or changed",
)
_CHANGED = ("日志第{n}行的内容与其散列值不符，被改动过", "line {n} of the log was changed")
_FOREIGN = (
    "日志第{n}行不是用本系统的密钥写的",
    "line {n} of the log wasn't sealed with a key of this installation",
)
_WITHOUT_KEY = (
    "日志最后一行（第{n}行）不是用现在的密钥写的。刚换过密钥的，下一次运行写入后即可；此外只能是日志被人另写过",
    "the log's last line ({n}) isn't sealed with the present key. After a change of keys the next run mends that; "
    "otherwise somebody else wrote the log",
)


@dataclass(frozen=True)
class Fault:
    """One thing that isn't as the installation recorded it."""

    said: Message
    since: datetime | None = None
    """When it was last recorded as it was (UTC); None where that was never."""

    @property
    def text(self) -> Message:
        """The sentence with the moment."""
        if self.since is None:
            return self.said
        moment = f"{self.since:%Y-%m-%d %H:%M} UTC"
        return Message(f"{self.said.zh}（{moment}）", f"{self.said.en} ({moment})")


@dataclass
class Audited:
    """What was looked at, and what isn't right."""

    lines: int = 0
    facts: int = 0
    files: int = 0
    head: str = ""
    """The hash of the chain's last line."""
    unlogged: list[tuple[str, str]] = field(default_factory=list)
    """(kind, subject) of rows that no line speaks of."""
    faults: list[Fault] = field(default_factory=list)


def audit(settings: Settings, head: str = "") -> Audited:
    """Look at everything; ``head`` is a hash (or its beginning) of the log that a mail or an archive's list printed.

    Raises ConfigError where the database or the key can't be opened.
    """
    found, engine = Audited(), open_results(settings)
    with engine.connect() as connection, _whatever_stands_there(found):
        keys = log.known_keys(connection, open_keys(settings))
        recorded = _chain(connection, keys, found)
        if head and not any(line.sha256.startswith(head.lower()) for line in log.lines(connection)):
            found.faults.append(
                Fault(
                    Message(
                        f"日志中没有邮件或档案所印的 {head} 这一行：那以后历史被改写过，或者它不是本系统发出的。",
                        f"The log hasn't the line {head} that the mail or archive prints: the history was rewritten "
                        "since, or it never came from this installation.",
                    )
                )
            )
        _facts(connection, recorded, found)
        _files(settings, connection, found)
    with _whatever_stands_there(found):
        archives = look_at_archives(engine, FileStore(settings.store))
        found.files += archives.files
        found.faults += [Fault(said) for said in archives.unlike]
    return found


@contextmanager
def _whatever_stands_there(found: Audited) -> Iterator[None]:
    """A value that no version writes, and that can't even be read, is a fault like another."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        why = unstopped(shown(f"{type(error).__name__}: {error}")[:200])
        found.faults.append(
            Fault(
                Message(
                    f"数据库中有本系统不会写的值，查到这里读不下去了：{why}。",
                    f"The database holds a value that this installation never writes; what follows wasn't read: {why}.",
                )
            )
        )


def looked_at(found: Audited) -> Message:
    """How much was looked at, where all is as it was recorded."""
    looked = (found.lines, found.facts, found.files, found.head[:12] or "-")
    return Message(
        "查了日志{}行、记录{}项、文件{}个（日志末行 {}）：全部一致。".format(*looked),
        "Looked at {} lines of the log, {} facts, {} files (head {}): all is as recorded.".format(*looked),
    )


def record_outcome(settings: Settings, found: Audited, asked_by: str) -> None:
    """Keep what an audit found, for pages and for the next one."""
    said = [
        (fault.said, fault.since.isoformat(sep=" ", timespec="minutes") if fault.since else "")
        for fault in found.faults
    ]
    outcome = AuditOutcome(utc_now(), asked_by, found.lines, found.facts, found.files, found.head, len(said), said)
    with suppress(ValueError, TypeError):  # a log that can't be read isn't gone on with
        AuditStore(open_results(settings)).add(outcome)


def begin(settings: Settings) -> int:
    """Record every row that no line speaks of as it stands now; how many facts.

    For what was there before there was a log. Raises ConfigError where the log speaks of anything already: then a row
    without a line is a fault, and nobody's to take in.
    """
    taken = 0
    with open_results(settings).begin() as connection:
        if log.last_line(connection) is not None:
            raise ConfigError(
                "日志已经开始，其中没有的记录不能再补入；请先用 govreport audit 查明来历。",
                "The log has begun: a row that it doesn't know can't be taken in. Run govreport audit and find out "
                "where the row comes from.",
            )
        for kind in log.FACTS:
            for subject in list(log.subjects(connection, kind)):
                log.record(connection, kind, subject)
                taken += 1
    return taken


def _chain(connection: Connection, keys: Keys, found: Audited) -> dict[tuple[str, str], log.Line]:
    """Walk the log; gives the newest line on each fact."""
    newest: dict[tuple[str, str], log.Line] = {}
    before: log.Line | None = None
    for line in log.lines(connection):
        found.lines += 1
        expected = (before.sequence + 1, before.sha256) if before else (1, log.NOTHING)
        if (line.sequence, line.previous_sha256) != expected:
            found.faults.append(_fault(*_BROKEN, line))
        if line.sha256 != line.own_sha256:
            found.faults.append(_fault(*_CHANGED, line))
        elif not keys.made(line.sha256.encode(), line.seal):
            found.faults.append(_fault(*_FOREIGN, line))
        newest[line.kind, line.subject] = before = line
    if before is not None:
        found.head = before.sha256
        if not before.seal.startswith(f"{keys.identity}:"):
            found.faults.append(_fault(*_WITHOUT_KEY, before))
    return newest


def _fault(zh: str, en: str, line: log.Line) -> Fault:
    return Fault(
        Message(zh.format(n=line.sequence) + "。", en.format(n=line.sequence).capitalize() + "."), line.logged_at
    )


def _facts(connection: Connection, recorded: dict[tuple[str, str], log.Line], found: Audited) -> None:
    for kind, name in ((k, FACTS[k]) for k in log.FACTS):
        standing = set()
        for subject in list(log.subjects(connection, kind)):
            found.facts += 1
            text = log.subject_text(subject)
            standing.add(text)
            line, called = recorded.get((kind, text)), _called(name, subject)
            if line is None:
                found.unlogged.append((kind, text))
                found.faults.append(
                    Fault(
                        Message(
                            f"{called.zh}不在日志中：不是本系统写入的。",
                            f"{called.en} isn't in the log: this installation never wrote it.",
                        )
                    )
                )
            elif line.content_sha256 != log.content_sha256(connection, kind, subject):
                found.faults.append(
                    Fault(
                        Message(
                            f"{called.zh}与日志第{line.sequence}行不符：写入后被改动。",
                            f"{called.en} isn't what line {line.sequence} of the log says: it was changed afterwards.",
                        ),
                        line.logged_at,
                    )
                )
        found.faults += _orphans(connection, kind, name)
        for (of, text), line in recorded.items():
            if of == kind and text not in standing:
                called = _called(name, log.stated(text))
                found.faults.append(
                    Fault(
                        Message(
                            f"{called.zh}已不在数据库中：被删除。",
                            f"{called.en} is no longer in the database: it was removed.",
                        ),
                        line.logged_at,
                    )
                )


def _orphans(connection: Connection, kind: str, name: Message) -> Iterator[Fault]:
    """Rows that would belong to a fact which isn't there: a database that is told to doesn't ask for it."""
    main, *others = log.FACTS[kind]
    columns = {called: column for column, called in main.named.items()}
    for table, named in others:
        same = [main.table.c[columns[called]] == table.c[column] for column, called in named.items()]
        query = select(*(table.c[column] for column in named)).where(~select(main.table).where(*same).exists())
        for row in connection.execute(query.distinct()).all():
            called = _called(name, dict(zip(named.values(), row, strict=True)))
            yield Fault(
                Message(
                    f"数据库表 {table.name} 中有行属于不存在的{called.zh}：不是本系统写入的。",
                    f"The table {table.name} has rows of {called.en}, which doesn't exist: this installation never "
                    "wrote them.",
                )
            )


def _called(name: Message, subject: log.Subject) -> Message:
    what = " ".join(str(value)[:64] for value in subject.values() if value != "")
    return Message(f"{name.zh}“{what}”", f"{name.en} “{what}”")


def _files(settings: Settings, connection: Connection, found: Audited) -> None:
    """Every stored file is what its name says, and every file that a fact names is there."""
    files = FileStore(settings.store)
    # Archives have names instead of hashes: their builds say what they hold.
    kept = {key for kind in files.kinds() if kind != ARCHIVES for key in files.keys(kind)}
    for key in sorted(kept):
        found.files += 1
        try:
            files.get(key)
        except IntegrityError as error:
            found.faults.append(Fault(error.message))
    for key in sorted(set(_named(connection)) - kept - removed_raw(connection).keys()):
        found.faults.append(
            Fault(
                Message(
                    f"存储中缺少文件 {key}，而数据库中有引用它的记录；请从备份恢复。",
                    f"The store lacks {key}, which the database names; restore it from backup.",
                )
            )
        )


def _named(connection: Connection) -> Iterator[str]:
    """The keys of files that rows name."""
    for table in (tables.snapshots, tables.profiles):
        yield from connection.execute(select(table.c.key)).scalars()
    for table in (tables.reports, tables.publications, tables.correction_sheets, tables.notices, tables.verdicts):
        for document in connection.execute(select(table.c.document)).scalars():
            with suppress(ValueError, RecursionError):  # no JSON any more: named as a changed row
                yield from _keys_in(json.loads(document))
    yield from (stated["key"] for stated, _ in log.statements(connection, log.ARCHIVE) if "key" in stated)


def _keys_in(document: Any) -> Iterator[str]:
    """Whatever in a document is a key of the store, under a name that says so."""
    for name, value in document.items() if isinstance(document, dict) else enumerate(document):
        if isinstance(value, (dict, list)):
            yield from _keys_in(value)
        elif value and isinstance(value, str) and (name == "key" or str(name).endswith("_key")) and "/" in value:
            yield value
