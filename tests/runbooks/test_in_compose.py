"""The runbooks' commands that mail, with the environment that docker-compose.yaml gives to the scheduler.

`docker compose exec scheduler govreport ...` runs deploy/govreport in that environment; here the same program runs in
it, without Docker, against a real mail server. Databases and folders are this machine's instead of the containers'.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scripts.env import completed, values
from tests.conftest import PROJECT
from tests.fixtures.issued import Issued, person
from tests.fixtures.once import once
from tests.fixtures.smtp import Postmaster, smtp_server

LEADER, OFFICE = "leader@panyu.example", "office@panyu.example"
pytestmark = pytest.mark.slow


def scheduler(own: str) -> dict[str, str]:
    """The scheduler's variables with a .env of `make env` to which an operator has added ``own``."""
    known = values(completed(own))
    described = yaml.safe_load((PROJECT / "docker-compose.yaml").read_text(encoding="utf-8"))

    def filled(name: str, value: object) -> str | None:
        if value is None:  # handed on where .env names it
            return known.get(name)
        default = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")
        return default.sub(lambda m: known.get(m[1]) or m[2] or "", str(value))

    environment = described["services"]["scheduler"]["environment"]
    return {n: text for n, v in environment.items() if (text := filled(n, v)) is not None}


def commands(page: str) -> list[list[str]]:
    """The commands of a runbook, without `docker compose exec scheduler`."""
    text = (PROJECT / "docs" / "zh" / "runbooks" / f"{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh[^\n]*\n(.*?)```", text, re.DOTALL)
    return [shlex.split(line) for block in blocks for line in block.splitlines() if line.startswith("govreport ")]


def migrated(folder: Path) -> None:
    """Airflow's metadata database as the service init leaves it; made once for this version of Airflow."""
    outside = {n: v for n, v in os.environ.items() if not n.startswith("AIRFLOW")}
    airflow = {
        "AIRFLOW_HOME": str(folder / "home"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder / 'airflow.db'}",
    }
    making = [sys.executable, "-c", "from airflow.utils.db import initdb; initdb()"]
    subprocess.run(making, env=outside | airflow, check=True, capture_output=True)  # noqa: S603 - our own


class Container:
    """The scheduler's container: its environment, its program."""

    def __init__(self, issued: Issued, own: str) -> None:
        here = {"GOVREPORT_DATABASE_URL": issued.context.settings.database, "GOVREPORT_MIGRATE": "auto"}
        folders = {"GOVREPORT_HOME": str(issued.home), "GOVREPORT_VAR": str(issued.var)}
        metadata = issued.var / "airflow.db"
        airflow = {
            "AIRFLOW_HOME": str(issued.var / "airflow"),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{metadata}",
        }
        outside = {n: v for n, v in os.environ.items() if not n.startswith(("AIRFLOW", "GOVREPORT"))}
        path = f"{Path(sys.executable).parent}{os.pathsep}{outside['PATH']}"
        self.environment = (
            outside | scheduler(own) | here | folders | airflow
            | {"PATH": path, "PYTHONPATH": str(PROJECT / "plugins"), "PYTHONUTF8": "1", "COLUMNS": "300"}
        )  # fmt: skip
        shutil.copy(once("metadata", ("requirements.txt",), migrated) / "airflow.db", metadata)

    def run(self, command: list[str], *, quiet: bool = False) -> str:
        program = ["sh", str(PROJECT / "deploy" / "govreport"), *command[1:]] if command[0] == "govreport" else command
        done = subprocess.run(  # noqa: S603 - the page's own command
            program, env=self.environment, capture_output=True, text=True, check=False
        )
        self.code = done.returncode
        if quiet:
            assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout + done.stderr


@pytest.mark.parametrize("stored", [True, False], ids=["stored in Airflow", "in .env"])
def test_what_the_runbook_of_doubtful_copies_types_sends_by_the_server_that_airflow_has(
    tmp_path: Path, stored: bool
) -> None:
    issued, postmaster = (
        Issued(tmp_path, [person("区政府分管领导", LEADER), person("区政府办公室", OFFICE)]),
        Postmaster(),
    )
    with smtp_server(postmaster) as port:
        uri = f"smtp://127.0.0.1:{port}/?disable_ssl=true&disable_tls=true"
        container = Container(issued, "" if stored else f"AIRFLOW_CONN_GOVREPORT_SMTP={uri}\n")
        if stored:  # as docs/zh/production.md says
            adding = [sys.executable, "-m", "airflow", "connections", "add", "govreport_smtp", "--conn-uri", uri]
            container.run(adding, quiet=True)
        asked = [c for c in commands("resend") if c[1] in ("deliver", "resend") and OFFICE not in c]
        assert [c[1] for c in asked] == ["deliver", "deliver", "resend"]
        for command in asked:
            said = container.run(command)
            assert container.code == 0, said
            assert f"经邮件服务器 127.0.0.1:{port}（govreport_smtp）发送。" in said
    assert sorted(postmaster.recipients) == [LEADER, LEADER, OFFICE]
    assert not issued.context.settings.outbox_dir.exists()
    listed = container.run(["govreport", "deliveries", "2019-Q3"])
    assert listed.count(f"smtp 127.0.0.1:{port}") == 3


def test_a_container_that_was_told_nothing_of_mail_refuses(tmp_path: Path) -> None:
    issued = Issued(tmp_path, [person("区政府分管领导", LEADER)])
    container = Container(issued, "")
    said = container.run(["govreport", "deliver", "2019-Q3"])
    assert container.code == 1
    assert "没有设置邮件服务器" in said
    assert "还没有发送过" in container.run(["govreport", "deliveries", "2019-Q3"])
    assert not issued.context.settings.outbox_dir.exists()
