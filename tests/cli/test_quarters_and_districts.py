"""For which quarter and which district a command works: what is left out is found, what can't be is said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govreport.cli.application import app
from tests.conftest import PROJECT


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation of two districts."""
    include = tmp_path / "include"
    (include / "districts").mkdir(parents=True)
    for name in ("templates", "fonts", "reference", "sample", "sample_districts"):
        (include / name).symlink_to(PROJECT / "include" / name)
    (include / "districts" / "panyu").symlink_to(PROJECT / "include" / "districts" / "panyu")
    (include / "districts" / "linjiang").symlink_to(PROJECT / "include" / "sample_districts" / "linjiang")
    return tmp_path


def run(home: Path, *words: str, code: int, **environment: str) -> str:
    known = {"GOVREPORT_HOME": str(home), "GOVREPORT_VAR": str(home / "var"), "COLUMNS": "300"}
    done = CliRunner().invoke(app, list(words), env=known | environment)
    assert done.exit_code == code, done.output
    return done.output


COMMANDS = [
    ("run", "-q", "{}"),
    ("check", "-q", "{}"),
    ("deliveries", "{}"),
    ("deliver", "{}"),
    ("notices", "list", "{}"),
    ("backfill", "--from", "{}", "--to", "{}"),
    ("sign", "-q", "{}", "--role", "审核", "--signer", "科长"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_quarter_of_which_there_can_be_no_report_is_refused_in_one_sentence(
    home: Path, command: tuple[str, ...]
) -> None:
    def said(quarter: str, **environment: str) -> str:
        words = [word.format(quarter) for word in command]
        output = run(home, *words, "-d", "panyu", code=1, **environment)
        assert len(output.strip().splitlines()) == 1, output
        return output

    assert "2016-Q1 早于首期：首期季报是 2017-Q4" in said("2016-Q1")
    assert "2090-Q1 还没有开始：今天是" in said("2090-Q1")
    assert "before the first issue" in said("2016-Q1", GOVREPORT_LANGUAGE="en")
    assert "hasn't begun" in said("2090-Q1", GOVREPORT_LANGUAGE="en")


@pytest.mark.parametrize(
    "command",
    [
        ("deliveries", "2019-Q3"),
        ("notices", "list", "2019-Q3"),
        ("revisions", "2019-Q3"),
        ("calendar",),
        ("run", "-q", "2016-Q1"),
        ("corrections", "sheets", "-q", "2019-Q3", "--out", "sheets"),
        ("sources", "preview", "nothing.csv", "-e", "funding"),
        ("indicators", "-q", "2019-Q3"),
    ],
    ids=" ".join,
)
def test_the_district_is_asked_for_once(home: Path, command: tuple[str, ...]) -> None:
    said = run(home, *command, code=1)
    for part in ("-d", "linjiang", "panyu", "GOVREPORT_DISTRICT"):
        assert part in said
    named = CliRunner().invoke(
        app,
        list(command),
        env={"GOVREPORT_HOME": str(home), "GOVREPORT_VAR": str(home / "var"), "GOVREPORT_DISTRICT": "panyu"},
    )
    assert "GOVREPORT_DISTRICT" not in named.output
    assert "请用 -d 指明区" not in named.output


def test_an_option_goes_before_the_environment(home: Path) -> None:
    said = run(home, "deliveries", "2019-Q3", "-d", "linjiang", code=1, GOVREPORT_DISTRICT="panyu")
    assert "首期季报是 2024-Q1" in said


def test_why_nothing_can_be_sent_is_one_cause_with_the_next_step(home: Path) -> None:
    said = run(home, "deliver", "2019-Q3", "-d", "panyu", code=1, GOVREPORT_MAIL="outbox")
    assert "还没有成文。请先运行 govreport run -d panyu -q 2019-Q3。" in said
    assert "收件人" not in said


@pytest.mark.slow
def test_ctrl_c_says_that_the_command_may_be_typed_again(home: Path) -> None:
    environment = os.environ | {
        "GOVREPORT_HOME": str(home),
        "GOVREPORT_VAR": str(home / "var"),
        "PYTHONPATH": str(PROJECT / "plugins"),
    }
    words = [sys.executable, "-m", "govreport.cli", "run", "-d", "panyu", "-q", "2019-Q3", "--until", "check"]
    with subprocess.Popen(  # noqa: S603 - our own command
        words,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # As at a terminal: what a shell starts in the background is deaf to Ctrl-C, and so is what that starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("收取")  # it has begun, and has the checks before it
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=120)
    assert running.returncode == 130
    assert said.strip().startswith("已中断。可以原样再敲一次")
    assert "Traceback" not in said
