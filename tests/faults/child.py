"""One process in which something goes wrong, or in which everything is run again as usual.

Forked from a server that has imported and tried everything once (warm.py). It ends as ``govreport`` ends: 0, or 1 after
a sentence; 70 after a traceback, which is a failure of the suite. Does not belong here: judging it (outcome.py).
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
import traceback
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

TRACEBACK = 70


@dataclass(frozen=True)
class Job:
    """What a process is to do, and what is to happen to it."""

    home: str
    var: str
    said: str
    """File that gets everything it prints."""
    stages: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    """A command line of govreport instead of stages."""
    environment: dict[str, str] = field(default_factory=dict)
    kill_at: tuple[str, int] | None = None
    """A point and its number (points.py); ("end", 1) is when the first stage is done and hasn't handed on."""
    cut_at: tuple[str, int] | None = None
    """Likewise; the server ends the connection of the statement or the commit."""
    server: str = ""
    """PostgreSQL's own address, for ``cut_at``."""
    cpu_seconds: float = 0
    """End after so much work, wherever that is."""
    growing: tuple[str, bytes] | None = None
    """A file, and what is added to it whenever somebody opens it to read: its upload goes on meanwhile."""
    largest_file: int = 0
    """Bytes; the limit of the operating system."""
    seconds: int = 0
    """Of processor; the operating system ends a process that wants more."""
    memory: int = 0
    """Bytes of address space beyond what is loaded, likewise."""
    clock: float = 0
    """Days by which the clock is wrong."""
    zone: str = ""
    nobody: bool = False
    """Run as a user who owns nothing, where we are root."""
    delay: float = 0
    count: bool = False
    """Write what was counted beside what is handed on."""


def run(job: Job) -> None:
    """The process, from its beginning to its end."""
    output = os.open(job.said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(output, 1)
    os.dup2(output, 2)
    for name in [n for n in os.environ if n.startswith("GOVREPORT_")]:
        del os.environ[name]
    os.environ |= {"GOVREPORT_HOME": job.home, "GOVREPORT_VAR": job.var, "GOVREPORT_MAIL": "outbox", **job.environment}
    code = TRACEBACK
    try:
        code = _run(job)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _run(job: Job) -> int:
    import typer

    from govreport.cli.common import friendly_errors
    from govreport.settings import Settings

    points = _prepare(job)
    with ExitStack() as around:
        if job.clock:
            import time_machine

            around.enter_context(time_machine.travel(datetime.now(UTC) + timedelta(days=job.clock), tick=True))
        settings = Settings()
        try:
            if job.command:
                return _command(job.command)
            with friendly_errors(settings):
                return _stages(job, settings, points)
        except typer.Exit as left:
            return left.exit_code


def _command(arguments: tuple[str, ...]) -> int:
    from govreport.cli.application import app

    try:
        app(list(arguments))
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def _stages(job: Job, settings: Any, points: Any) -> int:
    from govreport.cli.sending import print_rows
    from govreport.context import Context
    from tests.faults.story import DISTRICT, QUARTER, hand_on, perform

    handed_on = Path(job.var) / "handed-on"
    handed_on.mkdir(parents=True, exist_ok=True)
    context = Context.make(settings, DISTRICT, QUARTER)
    for stage in job.stages:
        result = perform(context, stage, handed_on)
        points.reached("end")
        hand_on(stage, result, handed_on)
        if stage == "deliver":
            print_rows(context, result)
    if job.count:
        found = {"points": points.counted, "read": sorted(points.read), "cpu": time.process_time()}
        (handed_on / "counted.json").write_text(json.dumps(found))
    return 0


def _prepare(job: Job) -> Any:
    from tests.faults.points import Points, die

    time.sleep(job.delay)
    if job.zone:
        os.environ["TZ"] = job.zone
        time.tzset()
    if job.nobody and os.getuid() == 0:
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
    if job.largest_file:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (job.largest_file, resource.RLIM_INFINITY))
    if job.seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (job.seconds, job.seconds))
    if job.memory:
        loaded = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (loaded + job.memory, loaded + job.memory))

    def cut(connection: Any) -> None:
        import psycopg

        victim = connection.connection.driver_connection.info.backend_pid
        with psycopg.connect(job.server, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [victim])

    points = Points(f"{job.var}/store/", job.kill_at or job.cut_at, cut if job.cut_at else die)
    points.growing = job.growing
    points.watch()
    if job.cpu_seconds:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the kernel ends the process; no code of ours runs
        signal.setitimer(signal.ITIMER_PROF, job.cpu_seconds)
    return points
