"""What tasks need is imported by the scheduler that forks them, and by no other process of Airflow."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.airflow
STARTED = """
import sys, threading
from govreport_airflow.warm_tasks import MODULES, WarmTasks
sys.argv = ["airflow", sys.argv[1]]
WarmTasks().on_starting(None)
print(len([name for name in MODULES if name in sys.modules]) * 100 // len(MODULES), threading.active_count())
"""


@pytest.mark.parametrize(("component", "executor", "percent"), [
    ("scheduler", "LocalExecutor", 100),
    ("scheduler", "CeleryExecutor", 0),
    ("api-server", "LocalExecutor", 0),
])  # fmt: skip
def test_a_scheduler_whose_tasks_are_forked_from_it_imports_what_they_need_and_starts_no_thread(
    component: str, executor: str, percent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", executor)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", STARTED, component], capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-2:] == [str(percent), "1"]
