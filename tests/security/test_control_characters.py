"""Control characters that others wrote reach no terminal, no sentence and no file's name."""

from __future__ import annotations

import io
import pickle

import pytest
from rich.table import Table

from govreport.cli import common
from govreport.errors import SourceError, as_file_name

HOSTILE = "\x1b[2J\x1b]0;owned\x07name\x00\u202etxt.exe\u2066\x9b31m"
COMMANDS = "\x1b\x07\x00\u202e\u2066\x9b"


def printed(monkeypatch: pytest.MonkeyPatch, what: object, style: str | None = None) -> str:
    terminal = io.StringIO()
    monkeypatch.setattr(common.console, "_file", terminal)
    common.console.print(what, style=style)
    return terminal.getvalue()


def test_nothing_that_is_printed_is_a_command_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(HOSTILE)
    table.add_row(HOSTILE)
    for what in (HOSTILE, table):
        said = printed(monkeypatch, what)
        assert not set(said) & set(COMMANDS)
        assert "name" in said
        assert "txt.exe" in said


def test_what_is_harmless_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(monkeypatch, "化龙镇\t3 → 4 万元\nsecond line").splitlines()[-1] == "second line"
    assert "化龙镇" in printed(monkeypatch, Table("化龙镇"))


def test_a_sentence_that_quotes_others_is_none_either() -> None:
    """It goes to Airflow's log, to alerts and into ledgers as well."""
    error = SourceError(f"文件“{HOSTILE}”不能用。", f"{HOSTILE} can't be used.")
    for text in (error.message.zh, error.message.en, str(error), str(pickle.loads(pickle.dumps(error)))):  # noqa: S301
        assert not set(text) & set(COMMANDS)
        assert "txt.exe" in text


def test_a_name_of_others_is_a_part_of_a_files_name_and_no_more() -> None:
    assert as_file_name("../民政局/社管科") == "..-民政局-社管科"
    assert as_file_name("a\r\nb\\c") == "a b-c"
    named = as_file_name(HOSTILE)
    assert not set(named) & set(COMMANDS)
    assert as_file_name("番禺区 2019-Q3（修订）") == "番禺区 2019-Q3（修订）"
