"""An undisturbed run, kept at every stage's beginning, and copies of it in which a fault may happen.

Does not belong here: faults.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import multiprocessing
import os
import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes
from pathlib import Path
from typing import Any

from tests.faults.child import Job, run
from tests.faults.state import State, differences, read_state
from tests.faults.story import DISTRICT, QUARTER, STORY, make_home
from tests.fixtures.personal_numbers import plant
from tests.fixtures.smtp import Postmaster, smtp_server

PATIENCE = 1800
"""Seconds after which a process counts as hanging."""
DECIDED = ("deliveries", "copy_events")
"""Tables that say more than an undisturbed run's where a person had to decide about a copy."""
_HEAD = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?=(</span></td>|\s*$))")
"""What a mail prints last: the head of the log when it was sent."""


@dataclass(frozen=True)
class Undisturbed:
    """A stage as it went without a fault."""

    before: Path
    """The installation when it began."""
    points: Counter[str]
    read: tuple[str, ...]
    """Files of the store that it read, by key."""
    cpu: float
    after: State


class Ended:
    """How a process ended, and what it said."""

    def __init__(self, code: int, said: str) -> None:
        self.code, self.said = code, said

    @property
    def is_plain(self) -> bool:
        """Whether it said what it had to say without a traceback."""
        return "Traceback" not in self.said and self.code != 70


class Lab:
    """All that the faults of one run share."""

    def __init__(self, folder: Path, allowed: Sequence[str] = STORY) -> None:
        """``allowed``: the stages in which faults may happen."""
        self.folder = folder
        self.allowed = tuple(allowed)
        self.story: dict[str, Undisturbed] = {}
        self.mails: Counter[tuple[str, str]] = Counter()
        self.posted: list[bytes] = []
        self.server = ""
        """PostgreSQL, with a database before each stage; "" where none is wanted."""
        self._numbers = itertools.count()
        self._fork = threading.Lock()
        self._context: Any = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.faults.warm"])

    def rehearse(self) -> None:
        """Run every stage undisturbed, keep what was there before each, count where faults may strike."""
        case = Case(self, self.folder / "rehearsal")
        case.var.mkdir(parents=True)
        make_home(case.home)
        plant(case.home / "include" / "sample" / DISTRICT / QUARTER)
        with case.mail_server():
            for stage in STORY:
                before = self.folder / "before" / stage
                copy_installation(case.folder, before)
                ended = case.run(stages=(stage,), count=True)
                assert ended.code == 0, (stage, ended.said)
                counted = json.loads((case.var / "handed-on" / "counted.json").read_text())
                (case.var / "handed-on" / "counted.json").unlink()
                store = f"{case.var}/store/"
                read = tuple(p.removeprefix(store) for p in counted["read"] if p.startswith(store))
                self.story[stage] = Undisturbed(
                    before, Counter(counted["points"]), read, counted["cpu"], read_state(case.var, case.database)
                )
            self.mails, self.posted = case.mails(), [data for _, data in case.postmaster.accepted]  # type: ignore[union-attr]
        assert self.mails, "the district has recipients"
        self._rehearsal = case

    def go_on(self, name: str, commands: Sequence[Sequence[str]]) -> None:
        """Run further commands after the whole story; cases can then begin from there, under ``name``."""
        case = self._rehearsal
        with case.mail_server():
            for command in commands:
                ended = case.run(command=tuple(word.replace("{var}", str(case.var)) for word in command))
                assert ended.code == 0, (command, ended.said)
        before = self.folder / "before" / name
        copy_installation(case.folder, before)
        after = read_state(case.var, case.database)
        self.story[name] = Undisturbed(before, Counter(), (), 0, after)
        self.posted = [data for _, data in case.postmaster.accepted]  # type: ignore[union-attr]

    def after(self, stage: str) -> State:
        """What an undisturbed run holds when ``stage`` is done."""
        return self.story[stage].after

    @contextmanager
    def case(self, stage: str, *, postgres: bool = False) -> Iterator[Case]:
        """A copy of the installation as it was before ``stage``; removed afterwards."""
        case = Case(self, self.folder / "cases" / str(next(self._numbers)), stage)
        copy_installation(self.story[stage].before, case.folder)
        try:
            with ExitStack() as around:
                if postgres:
                    from tests.faults.postgres import copied

                    case.database = around.enter_context(copied(self.server, stage, case.folder.name))
                yield case
        finally:
            shutil.rmtree(case.folder, ignore_errors=True)

    def start(self, job: Job) -> Any:
        """A process that does ``job``."""
        process = self._context.Process(target=run, args=(job,))
        with self._fork:
            process.start()
        return process


class Case:
    """One installation, and what happens in it."""

    def __init__(self, lab: Lab, folder: Path, began: str = STORY[0]) -> None:
        self.lab, self.folder, self.began = lab, folder, began
        self.home, self.var = folder / "home", folder / "var"
        self.database = f"sqlite:///{self.var / 'govreport.sqlite'}"
        self.postmaster: Postmaster | None = None
        self.environment: dict[str, str] = {}
        self._numbers = itertools.count()

    @contextmanager
    def mail_server(self, postmaster: Postmaster | None = None) -> Iterator[Postmaster]:
        """A mail server that the processes use from now on; mails add up over several."""
        postmaster = postmaster or Postmaster()
        if self.postmaster is not None:
            postmaster.accepted = self.postmaster.accepted
        self.postmaster = postmaster
        with smtp_server(postmaster) as port:
            self.environment |= mail_settings(port)
            yield postmaster

    def job(self, **what: Any) -> Job:
        """A job in this installation."""
        said = self.folder / f"said-{next(self._numbers)}.txt"
        environment = {"GOVREPORT_DATABASE_URL": self.database, **self.environment}
        job = Job(str(self.home), str(self.var), str(said), environment=environment)
        return replace(job, **what)

    def start(self, **what: Any) -> tuple[Job, Any]:
        """A process that goes on beside us."""
        job = self.job(**what)
        return job, self.lab.start(job)

    def end(self, started: tuple[Job, Any]) -> Ended:
        """Wait for it; one that hangs is killed and counts as such."""
        job, process = started
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
            return Ended(70, f"it hung for {PATIENCE} s: {_read(job.said)}")
        return Ended(process.exitcode, _read(job.said))

    def run(self, **what: Any) -> Ended:
        """A process from beginning to end."""
        return self.end(self.start(**what))

    def mails(self) -> Counter[tuple[str, str]]:
        """Accepted mails: address and hash of the content, whenever and after whatever else it was sent."""
        accepted = self.postmaster.accepted if self.postmaster else []
        return Counter((address, hashlib.sha256(_undated(data)).hexdigest()) for address, data in accepted)

    def state(self) -> State:
        """What the installation holds."""
        return read_state(self.var, self.database)

    def sweep(self) -> None:
        """What an operator's nightly ``govreport sweep`` does."""
        ended = self.run(command=("sweep", "--hours", "0"))
        assert ended.code == 0, ended.said

    def unlike(self, stage: str, *, decided: bool = False) -> list[str]:
        """How this installation differs from an undisturbed one after ``stage``; sweeps first."""
        if any(self.var.glob("store/**/*.part")):
            self.sweep()
        found = differences(self.lab.after(stage), self.state(), DECIDED if decided else ())
        delivered = STORY.index(self.began) <= STORY.index("deliver") <= STORY.index(stage)
        expected = self.lab.mails if delivered else Counter()
        if self.mails() != expected:
            found.append(f"mails: {sorted(a for a, _ in self.mails())}, not {sorted(a for a, _ in expected)}")
        return found


def mail_settings(port: int) -> dict[str, str]:
    """A mail server on this machine."""
    server = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_SECURITY": "none", "MAIL": "server"}
    return {f"GOVREPORT_{name}": value for name, value in server.items()}


def copy_installation(source: Path, target: Path) -> None:
    """A copy; what never changes in place (the store's files) is shared with the original."""

    def place(old: str, new: str) -> None:
        if "/var/store/" in old and "/archive/" not in old:
            os.link(old, new)
        else:
            shutil.copy2(old, new)

    shutil.copytree(source, target, copy_function=place, symlinks=True)


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8", errors="replace") if Path(path).exists() else ""


def _undated(data: bytes) -> bytes:
    """A mail without its date and without the log's head, which other lines were written before."""
    mail = message_from_bytes(data)
    del mail["Date"]
    parts = [part for part in mail.walk() if not part.is_multipart()]
    texts = [_HEAD.sub(b"", bytes(part.get_payload(decode=True) or b"")) for part in parts]
    return b"\n".join([repr(mail.items()).encode(), *(repr(part.items()).encode() for part in parts), *texts])
