"""The machine under a run: the database goes away, the disk is full, a folder is closed, clock and zone change."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.lab import Case, Lab
from tests.faults.mail import settle
from tests.faults.outcome import DOUBT, SAID, Outcome, weighted_stage

STATING = ("collect", "check", "conclude", "measure", "verify", "render", "sign", "deliver", "publish")
"""Stages that use the database."""
WRITING = ("collect", "tidy", "check", "conclude", "render", "publish")
"""Stages that write files."""
ZONES = ("UTC", "Asia/Shanghai", "America/St_Johns", "Pacific/Kiritimati", "Pacific/Niue")


def connection_cut(lab: Lab, chance: random.Random) -> Outcome:
    """PostgreSQL ends the connection at the n-th statement or before the n-th commit."""
    stage = weighted_stage(lab, chance, STATING)
    points = lab.story[stage].points
    point = chance.choice([p for p in ("statement", "commit") if points[p]])
    number = chance.randint(1, points[point])
    outcome = Outcome("database connection lost in a transaction", f"{stage}, {point} {number} (PostgreSQL)")
    with lab.case(stage, postgres=True) as case, case.mail_server():
        ended = case.run(stages=(stage,), cut_at=(point, number), server=lab.server)
        outcome.ended(ended)
        doubtful = _once_more(outcome, case, stage)
        outcome.failures += case.unlike(stage, decided=bool(doubtful))
    return outcome


def _once_more(outcome: Outcome, case: Case, stage: str) -> list[str]:
    again = case.run(stages=(stage,))
    doubtful = settle(case) if stage == "deliver" else []
    outcome.expect((again.code == 1) == bool(doubtful), f"the rerun ended with {again.code}: {again.said[-800:]}")
    if doubtful:
        outcome.how = DOUBT
        case.run(stages=(stage,))
    return doubtful


def database_locked(lab: Lab, chance: random.Random) -> Outcome:
    """Another program holds SQLite's write lock for a while; the stage waits for it."""
    return _locked(lab, weighted_stage(lab, chance, STATING), chance.uniform(0.5, 4))


def database_locked_for_long(lab: Lab, chance: random.Random) -> Outcome:
    """Longer than the stage waits."""
    return _locked(lab, chance.choice(("sign", "verify", "collect")), 200)


def _locked(lab: Lab, stage: str, seconds: float) -> Outcome:
    outcome = Outcome("database locked by another program", f"{stage}, {seconds:.1f} s (SQLite)")
    with lab.case(stage) as case, case.mail_server():
        path = case.var / "govreport.sqlite"
        holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        holder.execute("PRAGMA journal_mode=WAL")
        holder.execute("BEGIN IMMEDIATE")
        release = threading.Timer(seconds, holder.rollback)
        release.start()
        ended = case.run(stages=(stage,))
        release.cancel()
        release.join()
        with suppress(sqlite3.Error):
            holder.rollback()
        holder.close()
        outcome.ended(ended)
        outcome.expect((ended.code == 1) == (seconds > 60), f"it ended with {ended.code}: {ended.said[-800:]}")
        outcome.again(case, stage)
    return outcome


def file_too_large(lab: Lab, chance: random.Random) -> Outcome:
    """No file may grow beyond a few bytes (the operating system's limit), as on a volume that is full."""
    stage = weighted_stage(lab, chance, WRITING)
    before = {p.name for p in (lab.story[stage].before / "var" / "store").rglob("*") if p.is_file()}
    sizes = [s for name, s in _sizes(lab, stage).items() if name.rsplit("/", 1)[1] not in before or "archive/" in name]
    limit = int(chance.uniform(200, 0.9 * max(sizes)))
    outcome = Outcome("store full", f"{stage}, no file above {limit:,} bytes")
    with lab.case(stage) as case:
        ended = case.run(stages=(stage,), largest_file=limit, environment=case.job().environment)
        outcome.ended(ended)
        outcome.expect(outcome.how == SAID, f"it ended with {ended.code}: {ended.said[-800:]}")
        outcome.failures += _no_halves(case)
        outcome.again(case, stage)
    return outcome


def _sizes(lab: Lab, stage: str) -> dict[str, int]:
    from tests.faults.story import STORY

    following = STORY[STORY.index(stage) + 1] if stage != STORY[-1] else ""
    root = (lab.story[following].before if following else lab.folder / "rehearsal") / "var" / "store"
    return {str(p.relative_to(root)): p.stat().st_size for p in root.rglob("*") if p.is_file()}


def volume_full(lab: Lab, chance: random.Random) -> Outcome:
    """The store lies on a volume of its own (tmpfs) with little room; later it is made larger."""
    stage = weighted_stage(lab, chance, WRITING)
    outcome = Outcome("store full", stage)
    with lab.case(stage) as case:
        used = sum(-(-p.stat().st_size // 4096) for p in (case.var / "store").rglob("*") if p.is_file())
        needed = sum(-(-s // 4096) for s in _sizes(lab, stage).values()) - used
        room = chance.randrange(1, max(2, int(needed * 0.9)))
        outcome.what = f"{stage}, {room * 4:,} KiB free on its volume"
        with _volume(case.var / "store", used + room) as enlarge:
            ended = case.run(stages=(stage,))
            outcome.ended(ended)
            outcome.expect(outcome.how == SAID, f"it ended with {ended.code}: {ended.said[-800:]}")
            outcome.failures += _no_halves(case)
            enlarge()
            outcome.again(case, stage)
    return outcome


def can_mount() -> bool:
    """Whether this user may mount a volume."""
    if os.getuid() != 0:
        return False
    trial = ["unshare", "--mount", "mount", "-t", "tmpfs", "trial", "/mnt"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0  # noqa: S603


@contextmanager
def _volume(folder: Path, pages: int) -> Iterator[object]:
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name("aside")
    folder.rename(aside)
    folder.mkdir()

    def mount(*options: str) -> None:
        _run("mount", "-t", "tmpfs", "-o", ",".join(options), "store", str(folder))

    mount(f"size={pages * 4}k")
    try:
        _run("cp", "-a", f"{aside}/.", str(folder))
        yield lambda: mount("remount", "size=256m")
    finally:
        _run("umount", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603


def _no_halves(case: Case) -> list[str]:
    return [f"half a file is left: {p.name}" for p in (case.var / "store").rglob("*.part")]


def folder_closed(lab: Lab, chance: random.Random) -> Outcome:
    """The store may not be written, or one of its files not be read, by whom the stage runs as."""
    stage = weighted_stage(lab, chance, ("tidy", "check", "conclude", "render", "deliver", "publish"))
    reading = chance.random() < 0.5
    outcome = Outcome("store not writable or not readable", f"{stage}, {'reading' if reading else 'writing'}")
    with lab.case(stage) as case, case.mail_server():
        _open_up(case.folder)
        if reading or stage == "deliver":
            key = chance.choice(lab.story[stage].read)
            closed = [case.var / "store" / key]
            own = closed[0].read_bytes()  # its own copy: elsewhere it is shared
            closed[0].unlink()
            closed[0].write_bytes(own)
        else:
            closed = [p for p in (case.var / "store", *(case.var / "store").rglob("*")) if p.is_dir()]
        for path in closed:
            path.chmod(0o555 if path.is_dir() else 0)
        ended = case.run(stages=(stage,), nobody=True)
        for path in closed:
            path.chmod(0o777 if path.is_dir() else 0o666)
        outcome.ended(ended, named=("store",))
        outcome.expect(outcome.how == SAID, f"it ended with {ended.code}: {ended.said[-800:]}")
        if stage == "deliver":
            outcome.failures += [] if _once_more(outcome, case, stage) == [] else ["a copy is in doubt"]
            outcome.failures += case.unlike(stage)
        else:
            outcome.again(case, stage)
    return outcome


def _open_up(folder: Path) -> None:
    """Everybody may write here, so that only what a fault closes is closed."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        path.chmod(path.stat().st_mode | (0o777 if path.is_dir() else stat.S_IRUSR | 0o666))


def clock_jumps(lab: Lab, chance: random.Random) -> Outcome:
    """From one stage to the next the clock goes wrong by hours or years, in either direction."""
    stage = weighted_stage(lab, chance)
    days = chance.choice((-1, 1)) * chance.choice((1 / 24, 1, 31, 400, 1500)) * chance.uniform(0.5, 1)
    outcome = Outcome("clock jumps between stages", f"{stage}, {days:+.2f} days")
    with lab.case(stage) as case, case.mail_server():
        outcome.ended(case.run(stages=(stage,), clock=days))
        outcome.again(case, stage)
    return outcome


def zone_changes(lab: Lab, chance: random.Random) -> Outcome:
    """The machine's time zone is another one for one stage."""
    stage = weighted_stage(lab, chance)
    zone = chance.choice(ZONES)
    outcome = Outcome("time zone changes between stages", f"{stage}, {zone}")
    with lab.case(stage) as case, case.mail_server():
        outcome.ended(case.run(stages=(stage,), zone=zone))
        outcome.failures += case.unlike(stage)
        outcome.again(case, stage)
    return outcome
