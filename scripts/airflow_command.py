"""`make airflow ARGS='...'`: Airflow's own command line in the environment of the `make dev` that is running.

Without that environment Airflow would begin a second, empty installation in one's home folder; it isn't started then.
"""

from __future__ import annotations

import os
import shlex
import socket
import sys
from pathlib import Path

from govreport_airflow.environment import ROOT

HOME = ROOT / ".run" / "dev"
NOT_RUNNING = (
    "make dev 没有在运行：另开一个终端，敲 make dev，等它打印出网址，再敲这条命令。没有做任何事。\n"
    "make dev isn't running: type make dev in another terminal, wait until it prints its address, then type this "
    "command again. Nothing was done."
)
OVERLAPS = (
    "这个 DAG 还有一个回填没有结束（结束后半分钟内也算），新的没有建立；等它结束再敲这条命令。\n"
    "A backfill of this DAG hasn't ended (or ended within the last half minute), so none was made; wait for it, then "
    "type this command again."
)
NOTHING_TO_DO = (
    "这两个日期之间没有哪一季的第一天，没有要运行的。起止都写季度第一天，如 2018-01-01。\n"
    "No quarter begins between these dates, so there is nothing to run. Both are first days of quarters, as 2018-01-01."
)


def environment(path: Path) -> dict[str, str]:
    """The variables that `make dev` wrote down; {} where it isn't running."""
    try:
        lines = shlex.split(path.read_text(), comments=True)
    except FileNotFoundError:
        return {}
    found = dict(word.split("=", 1) for word in lines if "=" in word)
    with socket.socket() as probe:  # what was killed has left its file behind
        return found if probe.connect_ex(("127.0.0.1", int(found["AIRFLOW__API__PORT"]))) == 0 else {}


def main() -> None:
    """Run the command, or say in a sentence why not."""
    variables = environment(Path(os.environ.get("DEV_HOME", HOME)) / "airflow" / "env")
    if not variables:
        sys.exit(NOT_RUNNING)
    for name in [n for n in os.environ if n.startswith("AIRFLOW")]:
        del os.environ[name]
    os.environ.update(variables)
    # Airflow reads its environment when it is imported.
    from airflow.__main__ import main as airflow
    from airflow.models.backfill import AlreadyRunningBackfill, NoBackfillRunsToCreate

    try:
        airflow()
    except AlreadyRunningBackfill:
        sys.exit(OVERLAPS)
    except NoBackfillRunsToCreate:
        sys.exit(NOTHING_TO_DO)


if __name__ == "__main__":
    main()
