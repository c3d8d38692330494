"""The command line beside Airflow: a mail server that is stored in Airflow is the command line's too."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from airflow.models import Connection
from airflow.utils.session import create_session
from typer.testing import CliRunner

from govreport import connections
from govreport.cli import app
from govreport.store.copies import Copies
from govreport_airflow.command_line import look_up_stored
from tests.conftest import PROJECT
from tests.fixtures.issued import Issued, person
from tests.fixtures.smtp import Postmaster, smtp_server

LEADER = "leader@panyu.example"


@pytest.fixture
def issued(tmp_path: Path) -> Issued:
    return Issued(tmp_path, [person("区政府分管领导", LEADER)])


@pytest.fixture
def stored(metadata: None) -> Iterator[tuple[Postmaster, int]]:
    """A mail server that a connection in Airflow's own database names, as its web page and command line make one."""
    postmaster = Postmaster()
    extra = '{"disable_ssl": true, "disable_tls": true}'
    with smtp_server(postmaster) as port:
        with create_session() as session:
            session.add(Connection("govreport_smtp", "smtp", host="127.0.0.1", port=port, extra=extra))
        try:
            yield postmaster, port
        finally:
            with create_session() as session:
                session.query(Connection).filter(Connection.conn_id == "govreport_smtp").delete()


@pytest.fixture
def bridged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line as the bridge starts it."""
    monkeypatch.setattr(connections, "_lent", [look_up_stored])


def without_mail(issued: Issued) -> dict[str, str]:
    known = {k: v for k, v in issued.environment().items() if "SMTP" not in k}
    return known | {"COLUMNS": "300"}


@pytest.mark.usefixtures("metadata", "bridged")
def test_a_server_stored_in_airflow_is_the_command_lines(issued: Issued, stored: tuple[Postmaster, int]) -> None:
    postmaster, port = stored
    elsewhere = {"GOVREPORT_SMTP_HOST": "127.0.0.1", "GOVREPORT_SMTP_PORT": "1"}
    done = CliRunner().invoke(app, ["deliver", "2019-Q3"], env=without_mail(issued) | elsewhere)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0] == f"经邮件服务器 127.0.0.1:{port}（govreport_smtp）发送。"
    assert postmaster.recipients == [LEADER]
    (copy,) = Copies(issued.context.results.engine).of("panyu")
    assert (copy.state, copy.transport) == ("sent", f"smtp 127.0.0.1:{port}")


@pytest.mark.usefixtures("metadata", "bridged")
def test_without_any_the_command_line_refuses(issued: Issued) -> None:
    done = CliRunner().invoke(app, ["deliver", "2019-Q3"], env=without_mail(issued))
    assert done.exit_code == 1
    assert "没有设置邮件服务器" in done.output
    assert Copies(issued.context.results.engine).of("panyu") == []


def command(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """``govreport deliver`` as the installed command runs it."""
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "GOVREPORT"))}
    return subprocess.run(
        [sys.executable, "-m", "govreport_airflow.command_line", "deliver", "2019-Q3"],
        env=outside | {"PYTHONPATH": str(PROJECT / "plugins"), "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_an_airflow_that_cannot_be_asked_is_no_reason_to_go_another_way(issued: Issued, tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'none' / 'airflow.db'}"
    airflow = {"AIRFLOW_HOME": str(tmp_path / "airflow"), "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": nowhere}
    done = command(issued.environment() | airflow)
    assert done.returncode == 1
    assert "无法从 Airflow 读取连接 govreport_smtp_panyu" in done.stderr
    assert "Traceback" not in done.stderr
    assert Copies(issued.context.results.engine).of("panyu") == []
    # What the sentence advises.
    server = issued.environment()
    own = f"smtp://127.0.0.1:{server['GOVREPORT_SMTP_PORT']}/?disable_ssl=true&disable_tls=true"
    done = command(server | airflow | {"AIRFLOW_CONN_GOVREPORT_SMTP_PANYU": own})
    assert (done.returncode, "已发送" in done.stdout) == (0, True), done.stdout + done.stderr


@pytest.mark.slow
def test_where_there_is_no_airflow_none_is_made(issued: Issued, tmp_path: Path) -> None:
    done = command(issued.environment() | {"HOME": str(tmp_path / "somebody")})
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "somebody").exists()
