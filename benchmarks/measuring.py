"""Measuring a process: seconds, processor seconds and peak memory, of it and of all that it started.

Belongs here: that and the statistics of several runs. Does not belong here: what is measured.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Run:
    """One process, from its start to its end."""

    seconds: float
    cpu: float
    """User and system seconds of the process and of those it waited for."""
    peak_mb: int
    """The largest of these processes."""
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
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, env=environment(extra), cwd=cwd)  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
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
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, said)


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
