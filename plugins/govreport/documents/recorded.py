"""Whether what the database says of a report is what was recorded, by the sealed log; and who signed it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection, select

from govreport.errors import IntegrityError, Message
from govreport.manifests.documents import Report
from govreport.settings import Settings
from govreport.store import log, tables
from govreport.store.database import open_results
from govreport.store.ledger import Ledger
from govreport.trust.keys import open_keys
from govreport.vocabulary import FACTS

_OF_ONE_REPORT = ("signature", "issue", "delivery")
"""Kinds of facts whose subject is the report's hash and, of several, whose."""


def unlike_the_log(settings: Settings, report: Report) -> list[Message]:
    """What the database says of a report, its verdict, figures, signatures and copies, and isn't as it was recorded.

    Nothing where the log is empty: the database comes from an earlier version, and nobody has begun it.
    """
    with open_results(settings).connect() as connection:
        if log.last_line(connection) is None:
            return []
        keys = log.known_keys(connection, open_keys(settings))
        facts = dict.fromkeys((kind, log.subject_text(subject)) for kind, subject in _facts(connection, report))
        found = [(kind, text) for kind, text in facts if not log.is_vouched(connection, keys, kind, json.loads(text))]
    return [
        Message(
            f"数据库与日志不符，有行被增、删或改过：{FACTS[kind].zh} {_named(text)}。请运行 govreport audit 查明。",
            "The database isn't as it was recorded, a row was added, removed or changed: "
            f"{FACTS[kind].en} {_named(text)}. Run govreport audit to find out.",
        )
        for kind, text in found
    ]


def require_recorded(settings: Settings, kind: str, subject: log.Subject) -> None:
    """See that the rows of a fact are as the sealed log says; raises IntegrityError where they aren't.

    Nothing is asked where the log is empty: the database comes from an earlier version, and nobody has begun it.
    """
    with open_results(settings).connect() as connection:
        if log.last_line(connection) is None:
            return
        keys = log.known_keys(connection, open_keys(settings))
        if log.is_vouched(connection, keys, kind, subject):
            return
    what = FACTS[kind]
    raise IntegrityError(
        f"数据库中的{what.zh} {_named(log.subject_text(subject))} 不是本系统写入的，或写入后被改动，不予显示。"
        "请运行 govreport audit 查明。",
        f"The {what.en} {_named(log.subject_text(subject))} in the database wasn't written by this installation or was "
        "changed since, and isn't shown. Run govreport audit to find out.",
    )


def who_signed(settings: Settings, report: Report) -> list[Message]:
    """A line a signature, first to last."""
    return [
        Message(
            f"签署：{s.role}（{s.signer}），{s.signed_at:%Y-%m-%d %H:%M} UTC"
            + (f"，{s.authenticated.in_words.zh}" if s.authenticated else "")
            + (f"，{s.comment}" if s.comment else ""),
            f"Signed: {s.role} ({s.signer}), {s.signed_at:%Y-%m-%d %H:%M} UTC"
            + (f", {s.authenticated.in_words.en}" if s.authenticated else "")
            + (f", {s.comment}" if s.comment else ""),
        )
        for s in Ledger(open_results(settings)).signatures(report.sha256)
    ]


def _facts(connection: Connection, report: Report) -> Iterator[tuple[str, log.Subject]]:
    """What stands of a report, and what the log says should."""
    yield "report", {"sha256": report.sha256}
    for kind in _OF_ONE_REPORT:
        table, named = log.FACTS[kind][0]
        columns = [table.c[column] for column in named]
        for row in connection.execute(select(*columns).where(table.c.report_sha256 == report.sha256)):
            yield kind, dict(zip(named.values(), row, strict=True))
        logged = select(tables.log.c.subject).where(tables.log.c.kind == kind)
        for text in connection.execute(logged.where(tables.log.c.subject.contains(report.sha256))).scalars():
            yield kind, json.loads(text)
    made, runs, used = tables.run_reports.c, tables.runs.c, tables.run_vintages.c
    of = select(runs.id, runs.verdict_sha256).join(tables.run_reports, made.run_id == runs.id)
    for run, verdict in connection.execute(of.where(made.report_sha256 == report.sha256)).all():
        yield "run", {"id": run}
        yield "verdict", {"sha256": verdict}
        for vintage in connection.execute(select(used.vintage_id).where(used.run_id == run)).scalars().all():
            yield "vintage", {"id": vintage}
            if log.last_of(connection, "presented", {"vintage_id": vintage}) is not None:
                yield "presented", {"vintage_id": vintage}


def _named(text: str) -> str:
    return " ".join(str(value)[:12] for value in json.loads(text).values())
