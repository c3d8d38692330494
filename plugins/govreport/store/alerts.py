"""The messages sent to operators, and the failures of runs that they haven't been told of yet.

release/alerts.py decides when somebody is told, and in which words.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Engine, delete, insert, select, update

from govreport.store import tables
from govreport.store.ledger import CopyLedger
from govreport.store.writing import utc_now


class Failure(NamedTuple):
    """A task that failed: its name, its title in words, the sentence that says why."""

    task: str
    map_index: int
    title: str
    sentence: str
    advice: str = ""
    """How the run goes on once it is mended; kept as the lines below the sentence, which is one line."""


class AlertLedger(CopyLedger):
    """Messages to operators in the results database: one a fact and address."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, tables.alerts, "alert_sha256")

    def state(self, alert_sha256: str, address: str) -> str | None:
        """What became of a message; None where it was never tried."""
        found = [row["state"] for row in self._rows(alert_sha256) if row["recipient"] == address]
        return str(found[0]) if found else None


class FailureStore:
    """Why the tasks of a run failed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, dag: str, run: str, failure: Failure) -> None:
        """Record a failure in the place of the same task's last one."""
        f = tables.failures.c
        with self.engine.begin() as connection:
            same = (f.dag == dag, f.run == run, f.task == failure.task, f.map_index == failure.map_index)
            connection.execute(delete(tables.failures).where(*same))
            sentence = "\n".join(filter(None, (" ".join(failure.sentence.split()), failure.advice)))
            kept = {name: value for name, value in failure._asdict().items() if name != "advice"}
            values = kept | {"sentence": sentence, "dag": dag, "run": run, "failed_at": utc_now(), "told_at": None}
            connection.execute(insert(tables.failures).values(**values))

    def untold(self, dag: str, run: str) -> list[Failure]:
        """The failures of a run that nobody was told of, first to last."""
        f = tables.failures.c
        query = (
            select(f.task, f.map_index, f.title, f.sentence)
            .where(f.dag == dag, f.run == run, f.told_at.is_(None))
            .order_by(f.failed_at, f.task, f.map_index)
        )
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        return [Failure(*row[:3], *_parts(row.sentence)) for row in rows]

    def mark_told(self, dag: str, run: str) -> None:
        """Nobody need be told of the run's failures so far again."""
        f = tables.failures.c
        with self.engine.begin() as connection:
            same = (f.dag == dag, f.run == run, f.told_at.is_(None))
            connection.execute(update(tables.failures).where(*same).values(told_at=utc_now()))


def _parts(text: str) -> tuple[str, str]:
    sentence, _, advice = text.partition("\n")
    return sentence, advice
