"""By which way mails go: one answer for every entrance, kept in the ledger, and never a stand-in in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govreport import stages
from govreport.cli.application import app
from govreport.connections import from_environment
from govreport.delivery.mail.transports import OutboxTransport, SmtpTransport
from govreport.delivery.mail.ways import transport_for
from govreport.errors import ConfigError
from govreport.settings import Settings
from govreport.store.copies import Copies
from govreport.store.ledger import OUTBOX
from tests.fixtures.issued import Issued, person
from tests.fixtures.smtp import Postmaster, smtp_server

LEADER, OFFICE = "leader@panyu.example", "office@panyu.example"
CONNECTION = "AIRFLOW_CONN_GOVREPORT_SMTP"


@pytest.fixture
def issued(tmp_path: Path) -> Issued:
    return Issued(tmp_path, [person("区政府分管领导", LEADER), person("区政府办公室", OFFICE)])


@pytest.fixture
def postmaster() -> Postmaster:
    return Postmaster()


@pytest.fixture
def port(postmaster: Postmaster) -> Iterator[int]:
    with smtp_server(postmaster) as port:
        yield port


def run(issued: Issued, *arguments: str, code: int = 0, **environment: str | None) -> str:
    """A command at a computer where nothing is said of mail but ``environment``."""
    known = {k: v for k, v in issued.environment().items() if "SMTP" not in k and "MAIL" not in k}
    variables = {"GOVREPORT_MAIL": None, "COLUMNS": "300", **known, **environment}
    done = CliRunner().invoke(app, list(arguments), env=variables)
    assert done.exit_code == code, done.output
    return done.output


def states(issued: Issued) -> dict[str, tuple[str, str]]:
    copies = Copies(issued.context.results.engine).of("panyu")
    return {c.recipient: (c.state, c.transport) for c in copies if c.kind == "report" and not c.copy_number}


def connection(port: int) -> str:
    return f"smtp://127.0.0.1:{port}/?disable_ssl=true&disable_tls=true"


@pytest.mark.parametrize(
    "command",
    [
        ("deliver", "2019-Q3"),
        ("deliver", "2019-Q3", "--dry-run"),
        ("resend", "2019-Q3", "--to", LEADER, "--reason", "误删"),
        ("run", "-d", "panyu", "-q", "2019-Q3", "--deliver"),
        ("backfill", "-d", "panyu", "--from", "2019-Q3", "--to", "2019-Q3", "--deliver"),
    ],
)
def test_where_nothing_is_set_nothing_is_made_sent_or_recorded(issued: Issued, command: tuple[str, ...]) -> None:
    stages.deliver(issued.context, issued.report)
    before, kept = states(issued), sorted(p for p in issued.var.rglob("*") if "govreport.sqlite" not in p.name)
    said = run(issued, *command, code=1)
    for part in ("没有设置邮件服务器", "GOVREPORT_SMTP_HOST", CONNECTION, "govreport_smtp", "GOVREPORT_MAIL=outbox"):
        assert part in said
    assert len(said.strip().splitlines()) == 1
    assert states(issued) == before
    assert sorted(p for p in issued.var.rglob("*") if "govreport.sqlite" not in p.name) == kept
    assert "Mail server" in run(issued, *command, code=1, GOVREPORT_LANGUAGE="en")


def test_what_the_sentence_advises_works(issued: Issued, postmaster: Postmaster, port: int) -> None:
    assert "经邮件服务器" in run(issued, "deliver", "2019-Q3", "--dry-run", **{CONNECTION: connection(port)})
    by_variables = {
        "GOVREPORT_SMTP_HOST": "127.0.0.1",
        "GOVREPORT_SMTP_PORT": str(port),
        "GOVREPORT_SMTP_SECURITY": "none",
    }
    run(issued, "deliver", "2019-Q3", **by_variables)
    assert sorted(postmaster.recipients) == [LEADER, OFFICE]
    assert not issued.context.settings.outbox_dir.exists()


def test_airflows_connection_is_the_command_lines_too(issued: Issued, postmaster: Postmaster, port: int) -> None:
    elsewhere = {"GOVREPORT_SMTP_HOST": "127.0.0.1", "GOVREPORT_SMTP_PORT": "1"}
    said = run(issued, "deliver", "2019-Q3", **{CONNECTION: connection(port)}, **elsewhere)
    assert said.splitlines()[0] == f"经邮件服务器 127.0.0.1:{port}（govreport_smtp）发送。"
    assert sorted(postmaster.recipients) == [LEADER, OFFICE]
    way = f"smtp 127.0.0.1:{port}"
    assert states(issued) == {LEADER: ("sent", way), OFFICE: ("sent", way)}
    listed = run(issued, "deliveries", "2019-Q3")
    assert listed.count(way) == 2


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("smtp://u:p%40ss@mail.example:2525", ("mail.example:2525", "ssl")),
        ("smtp://mail.example/?disable_ssl=True", ("mail.example:587", "starttls")),
        (
            '{"conn_type": "smtp", "host": "mail.example", "extra": {"disable_ssl": true, "disable_tls": true}}',
            ("mail.example:25", "none"),
        ),
        ("smtp://mail.example/?__extra__=%7B%22disable_ssl%22%3A+true%7D", ("mail.example:587", "starttls")),
    ],
)
def test_connections_are_read_as_airflow_writes_them(
    monkeypatch: pytest.MonkeyPatch, written: str, expected: tuple[str, str]
) -> None:
    monkeypatch.setenv(CONNECTION, written)
    way = transport_for(Settings(mail="server"), "panyu", from_environment)
    assert isinstance(way, SmtpTransport)
    assert (way.address, way._security) == expected


def test_a_districts_own_connection_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONNECTION, "smtp://everyone.example:25")
    monkeypatch.setenv(f"{CONNECTION}_PANYU", "smtp://panyu.example:2525")
    settings = Settings(mail="server")
    assert transport_for(settings, "panyu", from_environment).name == "smtp panyu.example:2525"
    assert transport_for(settings, "liwan", from_environment).name == "smtp everyone.example:25"


def test_a_connection_without_a_host_is_no_reason_to_go_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONNECTION, "smtp://")
    with pytest.raises(ConfigError, match="govreport_smtp"):
        transport_for(Settings(mail="server", smtp_host="other.example"), "panyu", from_environment)


def test_the_outbox_is_asked_for_by_name_and_goes_before_every_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONNECTION, "smtp://everyone.example:25")
    assert isinstance(transport_for(Settings(mail="outbox"), "panyu", from_environment), OutboxTransport)


def test_a_copy_in_the_outbox_is_never_said_to_be_sent_and_a_server_sends_it_once(
    issued: Issued, postmaster: Postmaster, port: int
) -> None:
    for _ in range(2):
        said = run(issued, "deliver", "2019-Q3", GOVREPORT_MAIL="outbox")
        assert "不寄给任何人" in said.splitlines()[0]
        assert "已发送" not in said
        assert said.count("已写入发件夹，未寄出") == 2
    assert states(issued) == {LEADER: (OUTBOX, OUTBOX), OFFICE: (OUTBOX, OUTBOX)}
    assert "已发送" not in run(issued, "deliveries", "2019-Q3")
    assert len(list(issued.context.settings.outbox_dir.iterdir())) == 2

    server = {CONNECTION: connection(port)}
    # Nobody has it: there is nothing to send once more.
    assert "没有发给过" in run(issued, "resend", "2019-Q3", "--to", LEADER, "--reason", "误删", code=1, **server)
    assert run(issued, "deliver", "2019-Q3", **server).count("已发送") == 2
    assert run(issued, "deliver", "2019-Q3", **server).count("  此前已发送  ") == 2
    assert sorted(postmaster.recipients) == [LEADER, OFFICE]
    # What was really sent isn't put into an outbox afterwards as though it were new.
    assert run(issued, "deliver", "2019-Q3", GOVREPORT_MAIL="outbox").count("  此前已发送  ") == 2
    (event,) = Copies(issued.context.results.engine).events(
        next(c for c in Copies(issued.context.results.engine).of("panyu") if c.recipient == LEADER)
    )
    assert (event.event, event.before) == ("outbox", OUTBOX)


def test_an_edition_in_the_outbox_withholds_no_later_one_from_the_mail_server(
    issued: Issued, postmaster: Postmaster, port: int
) -> None:
    run(issued, "deliver", "2019-Q3", GOVREPORT_MAIL="outbox")
    second = issued.issue(note="另一版")
    trial = issued.make_context(mail="outbox")
    assert {r.state for r in stages.deliver(trial, second)} == {"withheld"}  # a trial is tried with everything
    assert run(issued, "deliver", "2019-Q3", **{CONNECTION: connection(port)}).count("已发送") == 2


def test_a_rehearsal_lists_who_would_get_what_by_which_server_and_leaves_nothing(
    issued: Issued, postmaster: Postmaster, port: int
) -> None:
    issued.write_recipients(
        [person("区政府分管领导", LEADER), person("区政府办公室", OFFICE), person("某人", "someone@mail.example")]
    )
    server = {CONNECTION: connection(port)}
    said = run(issued, "deliver", "2019-Q3", "--dry-run", code=1, **server)
    assert f"127.0.0.1:{port}" in said.splitlines()[0]
    assert said.count("将发送") == 2
    assert "someone@mail.example  未发送" in said
    assert said.splitlines()[-1] == "以上只是预演：没有发送，也没有记录。"
    assert (postmaster.connections, states(issued)) == (0, {})
    run(issued, "deliver", "2019-Q3", code=1, **server)
    assert run(issued, "deliver", "2019-Q3", "--dry-run", code=1, **server).count("  此前已发送  ") == 2
    again = ("resend", "2019-Q3", "--to", LEADER, "--reason", "误删")
    assert "将发送" in run(issued, *again, "--dry-run", **server)
    assert "重发1" not in run(issued, "deliveries", "2019-Q3")
    assert len(postmaster.accepted) == 2


@pytest.mark.parametrize(("answer", "code", "mails"), [("n\n", 1, 0), ("y\n", 0, 2)])
def test_on_a_terminal_it_asks_first(
    issued: Issued,
    postmaster: Postmaster,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    code: int,
    mails: int,
) -> None:
    monkeypatch.setattr("govreport.cli.sending._is_terminal", lambda: True)
    monkeypatch.setenv("GOVREPORT_MAIL", "server")
    environment = issued.environment() | {"GOVREPORT_SMTP_PORT": str(port)}
    done = CliRunner().invoke(app, ["deliver", "2019-Q3"], input=answer, env=environment)
    assert done.exit_code == code, done.output
    assert done.output.index("将发送") < done.output.index("现在发送？")
    assert len(postmaster.accepted) == mails
    assert ("没有发送。" in done.output) == (mails == 0)
    before = len(postmaster.accepted)
    done = CliRunner().invoke(app, ["deliver", "2019-Q3", "--yes"], env=environment)
    assert "现在发送？" not in done.output
    assert len(postmaster.accepted) == 2, before


def test_test_mode_is_said_before_anything_goes(issued: Issued, postmaster: Postmaster, port: int) -> None:
    test = {CONNECTION: connection(port), "GOVREPORT_MAIL_REDIRECT": "operator@panyu.example"}
    first, second, *_ = run(issued, "deliver", "2019-Q3", **test).splitlines()
    assert f"127.0.0.1:{port}" in first
    assert second == "测试方式：所有邮件都发到 operator@panyu.example，不算发给收件人。"
    assert set(postmaster.recipients) == {"operator@panyu.example"}


def test_what_was_sent_before_this_was_kept_is_said_to_be_not_recorded(issued: Issued) -> None:
    issued.context.ledger.claim(issued.report.sha256, LEADER)
    issued.context.ledger.confirm(issued.report.sha256, LEADER)
    assert "未记录" in run(issued, "deliveries", "2019-Q3")
    assert "not recorded" in run(issued, "deliveries", "2019-Q3", GOVREPORT_LANGUAGE="en")
