"""`make dev`: Airflow's web interface with the DAG ready, on PostgreSQL so that backfills are safe; Ctrl-C stops it.

State is kept below .run/dev between starts; reports and mails land in .run/var, where the command line finds them.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from govreport_airflow.environment import ROOT
from govreport_airflow.local import LocalAirflow, free_port, postgres

HOME = ROOT / ".run" / "dev"


def metadata(stack: ExitStack) -> str | None:
    """The URL of a PostgreSQL of our own; None (SQLite) where it can't be started here."""
    try:
        return stack.enter_context(postgres(HOME / "postgres"))
    except Exception as error:
        print(f"PostgreSQL can't be started here ({error}); using SQLite. Don't start backfills.")
        return None


def interrupted(*_: object) -> None:
    """SIGTERM ends like Ctrl-C."""
    raise KeyboardInterrupt


def main() -> None:
    """Start, say where, wait, stop."""
    signal.signal(signal.SIGTERM, interrupted)
    HOME.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        print("Starting Airflow, about half a minute ...", flush=True)
        airflow = LocalAirflow(HOME / "airflow", metadata(stack), free_port(int(os.environ.get("PORT", "8080"))))
        stack.callback(airflow.stop)
        try:
            airflow.start()
            airflow.wait_until_ready()
            print(
                f"\n  {airflow.url}\n  user admin, password {airflow.password()}\n"
                f"  logs {Path(airflow.home / 'logs').relative_to(ROOT)}\n  Ctrl-C stops it.",
                flush=True,
            )
            while (dead := airflow.dead()) is None:
                time.sleep(1)
            sys.exit(f"{dead} ended by itself; see {airflow.log(dead).relative_to(ROOT)}")
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            print("\nStopping ...", flush=True)


if __name__ == "__main__":
    main()
