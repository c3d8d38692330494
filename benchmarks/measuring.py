"""Measuring a process: seconds, processor seconds and peak memory, of it and of all that it started.

Linux only: what a measured process leaves behind when it ends (a server that it forked others from) becomes a child of
this one, so that its processor seconds are known too. Does not belong here: what is measured.
"""

from __future__ import annotations

import ctypes
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

_CHILD_SUBREAPER = 36
"""prctl's number for it."""
_LOOK = 0.2
"""Seconds between two looks at memory."""
_PATIENCE = 10
"""Seconds that a process may take to end after the one that started it; a server that stays isn't waited for."""
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Run:
    """One process, from its start to its end."""

    seconds: float
    cpu: float
    """User and system seconds of the process and of all that it started."""
    peak_mb: int
    """The most that all of them held at once, shared pages counted once."""
    said: Any
    """What it printed last, as JSON; None where that is none."""


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """For measured processes: our packages can be imported, nothing of a caller's settings changes what is done."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOVREPORT_", "AIRFLOW", "DBT_", "PYTHON"))}
    path = os.pathsep.join([str(ROOT / "plugins"), str(ROOT)])
    return {**kept, "PYTHONPATH": path, "PYTHONUTF8": "1", "GX_ANALYTICS_ENABLED": "false", **(extra or {})}


def measured(command: Sequence[str], extra: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Run:
    """Run ``command``; what it says in its last line comes back. Raises RuntimeError with its output where it fails."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, 1, 0, 0, 0)
        others = {child.pid for child in psutil.Process().children()}
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, env=environment(extra), cwd=cwd)  # noqa: S603
        with _memory(process.pid) as held:
            _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu = usage.ru_utime + usage.ru_stime + _left_behind(others)
        output.seek(0)
        errors.seek(0)
        lines = output.read().decode(errors="replace").splitlines()
        if process.returncode:
            tail = "\n".join([*lines[-30:], errors.read().decode(errors="replace")[-3000:]])
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{tail}")
    try:
        said = json.loads(lines[-1]) if lines else None
    except ValueError:
        said = None
    return Run(seconds, cpu, max(usage.ru_maxrss // 1024, *held), said)


def _left_behind(others: set[int]) -> float:
    """Processor seconds of processes that outlive the measured one by a moment; ``others`` were there before it."""
    cpu, deadline = 0.0, time.monotonic() + _PATIENCE
    while (left := {c.pid for c in psutil.Process().children()} - others) and time.monotonic() < deadline:
        for pid in left:
            ended, _, usage = os.wait4(pid, os.WNOHANG)
            cpu += (usage.ru_utime + usage.ru_stime) if ended else 0.0
        time.sleep(_LOOK / 10)
    return cpu


@contextmanager
def _memory(pid: int) -> Iterator[list[int]]:
    """Looks again and again at what the process and those it started hold, in MB."""
    held, over = [0], threading.Event()

    def look() -> None:
        with suppress(psutil.NoSuchProcess):
            whole = psutil.Process(pid)
            while not over.wait(_LOOK):
                several = whole.children(recursive=True)
                if several:  # of one alone the system keeps the peak itself
                    held.append(sum(_pss(process) for process in [whole, *several]) >> 20)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield held
    finally:
        over.set()
        looking.join()


def _pss(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_full_info().pss)
    return 0


def module(name: str, *arguments: str, extra: Mapping[str, str] | None = None) -> Run:
    """One of our modules in a process of its own."""
    return measured([sys.executable, "-m", f"benchmarks.{name}", *arguments], extra)


def spread(values: Sequence[float], digits: int = 1) -> str:
    """The median, and the smallest and largest where there are several."""
    middle = f"{statistics.median(values):,.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def ratio(a: Sequence[float], b: Sequence[float]) -> str:
    """Of two things measured in turn: the median of the ratios, run by run, and their spread."""
    return spread([x / y for x, y in zip(a, b, strict=True)], 2)


def as_json(run: Run) -> dict[str, Any]:
    """For keeping."""
    return asdict(run)
