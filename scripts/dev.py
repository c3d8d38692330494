"""`make dev`: Airflow's web interface with the DAG ready, on PostgreSQL so that backfills are safe; Ctrl-C stops it.

State is kept below .run/dev (or DEV_HOME) between starts; reports and mails land in .run/var, where the command line
finds them. Who may log in with which password, and the environment in which ``make airflow`` runs, is printed.
"""

from __future__ import annotations

import os
import shlex
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from govreport_airflow.environment import ROOT
from govreport_airflow.local import LocalAirflow, free_port, postgres
from scripts.airflow_command import environment as running

HOME = ROOT / ".run" / "dev"
PEOPLE = {
    "admin": ("admin", "什么都可以", "everything"),
    "operator": ("op", "值班：触发、补跑、清除、判定", "on duty: triggers, backfills, clears, settles"),
    "reviewer": ("user", "签署（审核）", "signs (审核, review)"),
    "director": ("user", "签署（签发）", "signs (签发, release)"),
    "viewer": ("viewer", "只能看", "reads only"),
}
"""Who can log in: the role in Airflow's simple auth manager, and what he may do."""
OWN = (
    "AIRFLOW_HOME", "AIRFLOW_CONFIG", "AIRFLOW__DATABASE__", "AIRFLOW__CORE__DAGS_FOLDER",
    "AIRFLOW__CORE__PLUGINS_FOLDER", "AIRFLOW__CORE__EXECUTION_API_SERVER_URL", "AIRFLOW__API__HOST",
    "AIRFLOW__API__PORT", "AIRFLOW__API__BASE_URL",
    "AIRFLOW__API__SECRET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET", "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT",
    "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT", "AIRFLOW__LOGGING__BASE_LOG_FOLDER",
)  # fmt: skip
"""Variables that say where an Airflow is: those of another one would have this one write into its database."""


def metadata(stack: ExitStack, home: Path) -> str | None:
    """The URL of a PostgreSQL of our own; None (SQLite) where it can't be started here."""
    try:
        return stack.enter_context(postgres(home / "postgres", kept=True))
    except Exception as error:
        print(f"PostgreSQL can't be started here ({error}); using SQLite. Don't start backfills.")
        return None


def settings_from_outside() -> tuple[dict[str, str], list[str]]:
    """AIRFLOW variables that the user has set: those that are kept, and the names of those that are not."""
    theirs = {name: value for name, value in os.environ.items() if name.startswith("AIRFLOW")}
    kept = {name: value for name, value in theirs.items() if not name.startswith(OWN)}
    return kept, sorted(theirs.keys() - kept)


def interrupted(*_: object) -> None:
    """SIGTERM ends like Ctrl-C."""
    raise KeyboardInterrupt


def write_environment(path: Path, airflow: LocalAirflow) -> None:
    """What ``make airflow`` needs to be that Airflow, for a shell too; its owner alone can read it."""
    prefixes = ("AIRFLOW", "GOVREPORT", "GX_", "PYTHON")
    variables = {n: v for n, v in sorted(airflow.environment.items()) if n.startswith(prefixes)}
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text("".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()))


def shown(path: Path) -> str:
    """A path as one types it in the project's folder."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def describe(airflow: LocalAirflow, environment: Path, ignored: list[str], kept: list[str]) -> str:
    """What is printed once it is ready."""
    lines = ["", f"  {airflow.url}"]
    for name, password in airflow.passwords().items():
        _, does, does_in_english = PEOPLE.get(name, ("", "", ""))
        lines.append(f"  {name:<9} {password}  {does} {does_in_english}".rstrip())
    lines += [
        f"  日志 logs         {shown(airflow.home / 'logs')}",
        f"  环境 environment  {shown(environment)}    make airflow ARGS='backfill create ...'",
    ]
    if kept:
        lines.append(f"  您的设置，已采用 your settings, taken: {', '.join(sorted(kept))}")
    if ignored:
        lines.append(f"  这里另有自己的，未采用 not taken, it has its own: {', '.join(ignored)}")
    if airflow.environment["AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE"].lower() != "true":
        lines.append("  不自动运行，只有触发和回填的 nothing runs by itself, only what is triggered or backfilled")
    return "\n".join([*lines, "  Ctrl-C 停止 stops it."])


def main() -> None:
    """Start, say where, wait, stop."""
    home = Path(os.environ.get("DEV_HOME", HOME)).resolve()
    signal.signal(signal.SIGTERM, interrupted)
    home.mkdir(parents=True, exist_ok=True)
    if other := running(home / "airflow" / "env"):
        address = other["AIRFLOW__API__BASE_URL"]
        sys.exit(f"make dev 已在运行 is running already: {address}")
    with ExitStack() as stack:
        print("Starting Airflow, about half a minute ...", flush=True)
        # Mails of a trial go to nobody; GOVREPORT_MAIL=server make dev takes the server that is configured.
        mail = {"GOVREPORT_MAIL": os.environ.get("GOVREPORT_MAIL", "outbox")}
        people = {"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{n}:{p[0]}" for n, p in PEOPLE.items())}
        theirs, ignored = settings_from_outside()
        database, port = metadata(stack, home), free_port(int(os.environ.get("PORT", "8080")))
        airflow = LocalAirflow(home / "airflow", database, port, variables={**people, **theirs, **mail})
        environment = airflow.home / "env"
        stack.callback(airflow.stop)
        stack.callback(environment.unlink, missing_ok=True)
        try:
            write_environment(environment, airflow)
            airflow.start()
            airflow.wait_until_ready()
            print(describe(airflow, environment, ignored, list(theirs)), flush=True)
            while (dead := airflow.dead()) is None:
                time.sleep(1)
            sys.exit(f"{dead} ended by itself; see {shown(airflow.log(dead))}")
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            print("\nStopping ...", flush=True)


if __name__ == "__main__":
    main()
