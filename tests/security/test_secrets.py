"""Passwords and keys stand in no sentence, no representation, no crash and no log."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govreport.cli.application import app
from govreport.errors import ConfigError, GovreportError
from govreport.settings import Settings
from govreport.store.database import open_database
from govreport.trust.keys import open_keys
from tests.conftest import PROJECT

PASSWORD = "Geheim-7+and/a%slash"
WRITTEN = "Geheim-7%2Band%2Fa%25slash"
URL = f"postgresql+psycopg://govreport:{WRITTEN}@127.0.0.1:1/govreport"


def secret_in(text: str) -> bool:
    return "Geheim" in text


def test_settings_show_no_password() -> None:
    kept = {"smtp_password": PASSWORD, "signing_key": PASSWORD}
    settings = Settings(database_url=URL, store_url=f"ftp://u:{WRITTEN}@files.example/", **kept)  # type: ignore[arg-type]
    for text in (repr(settings), str(settings)):
        assert not secret_in(text)
    assert settings.database == URL
    with pytest.raises(ConfigError, match="GOVREPORT_SIGNING_KEY") as caught:
        open_keys(settings)
    assert not secret_in(str(caught.value))


@pytest.mark.parametrize(
    "url", [URL, URL.replace("://", ":/"), URL.replace("psycopg", "nothing"), f"mysterious://u:{WRITTEN}@h/x"]
)
def test_a_database_that_cannot_be_opened_is_said_without_its_password(url: str) -> None:
    with pytest.raises(ConfigError, match="GOVREPORT_DATABASE_URL") as caught:
        open_database(url)
    assert not secret_in(str(caught.value))
    assert "\n" not in str(caught.value)


def test_a_setting_that_cannot_be_used_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SMTP_SECURITY": PASSWORD, "SMTP_PORT": PASSWORD, "MAIL_REDIRECT": PASSWORD}.items():
        monkeypatch.setenv(f"GOVREPORT_{name}", value)
    with pytest.raises(GovreportError, match="GOVREPORT_SMTP_PORT") as caught:
        Settings()
    assert not secret_in(str(caught.value))


def test_the_command_line_says_so_in_a_sentence(tmp_path: Path) -> None:
    variables = {"GOVREPORT_VAR": str(tmp_path), "GOVREPORT_DATABASE_URL": URL, "GOVREPORT_SMTP_PASSWORD": PASSWORD}
    refused = CliRunner().invoke(app, ["deliveries", "2019-Q3"], env=variables)
    assert "无法打开结果数据库 postgresql+psycopg://govreport:***@127.0.0.1:1/govreport" in refused.output
    unusable = CliRunner().invoke(app, ["calendar"], env={**variables, "GOVREPORT_SMTP_SECURITY": "tls"})
    assert "GOVREPORT_SMTP_SECURITY" in unusable.output
    for result in (refused, unusable):
        assert result.exit_code == 1
        assert not secret_in(result.output)


CRASH = (
    "import govreport.cli.copies as c; c.open_results = lambda settings: 1 / 0; from govreport.cli import app; app()"
)


@pytest.mark.slow
def test_even_a_crash_shows_no_password(tmp_path: Path) -> None:
    variables = {"GOVREPORT_VAR": str(tmp_path), "GOVREPORT_DATABASE_URL": URL, "GOVREPORT_SMTP_PASSWORD": PASSWORD}
    crashed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", CRASH, "settle", "ab", "x@y.example", "--by", "b", "--comment", "c"],
        env={**os.environ, "PYTHONPATH": str(PROJECT / "plugins"), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert crashed.returncode == 1
    assert "ZeroDivisionError" in crashed.stderr
    assert not secret_in(crashed.stdout + crashed.stderr)
