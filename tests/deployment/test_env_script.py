"""`make env`: secrets are made once, kept, readable by their owner only, and rotated one at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, MultiFernet

from scripts.env import GROUPS, SECRETS, values
from tests.conftest import PROJECT


def make_env(file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # -S -E: no site-packages, as on a machine that has Python and nothing else.
    command = [sys.executable, "-S", "-E", str(PROJECT / "scripts" / "env.py"), "--file", str(file), *arguments]
    return subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / ".env"
    assert make_env(path).returncode == 0
    return path


def test_every_secret_is_made_and_only_its_owner_can_read_them(made: Path) -> None:
    assert made.stat().st_mode & 0o777 == 0o600
    held = values(made.read_text())
    assert all(len(held[name]) >= 40 for name in SECRETS)
    assert len({held[name] for name in SECRETS}) == len(SECRETS)
    Fernet(held["FERNET_KEY"])  # raises for anything that isn't a key


def test_two_installations_share_no_secret(made: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    make_env(other)
    first, second = values(made.read_text()), values(other.read_text())
    assert not [name for name in SECRETS if first[name] == second[name]]


def test_a_repeated_run_keeps_what_is_there_and_adds_what_is_missing(made: Path) -> None:
    lines = [x for x in made.read_text().splitlines() if not x.startswith("JWT_SECRET=")]
    lines = ["S3_SECRET_KEY=ours-elsewhere" if x.startswith("S3_SECRET_KEY=") else x for x in lines]
    made.write_text("\n".join([*lines, "# by hand", "GOVREPORT_LANGUAGE=en"]))
    made.chmod(0o644)
    before = values(made.read_text())

    done = make_env(made)

    after = values(made.read_text())
    assert {name: after[name] for name in before} == before
    assert len(after["JWT_SECRET"]) >= 40
    assert "# by hand" in made.read_text()
    assert done.stdout.strip() == ".env: JWT_SECRET"
    assert made.stat().st_mode & 0o777 == 0o600
    assert make_env(made).stdout.strip() == ".env: 无变化 nothing changed"


def test_an_emptied_secret_is_made_again(made: Path) -> None:
    made.write_text(
        "\n".join("API_SECRET_KEY=" if x.startswith("API_SECRET_KEY=") else x for x in made.read_text().splitlines())
    )
    make_env(made)
    assert len(values(made.read_text())["API_SECRET_KEY"]) >= 40
    assert made.read_text().count("API_SECRET_KEY=") == 1


def test_no_secret_is_ever_printed(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    said = "".join(
        x.stdout + x.stderr for x in (make_env(file), make_env(file, "--rotate", "databases"), make_env(file))
    )
    assert not [name for name in SECRETS if values(file.read_text())[name] in said]


@pytest.mark.parametrize("group", sorted(set(GROUPS) - {"fernet", "fernet-done"}))
def test_rotating_a_group_changes_its_secrets_and_no_other(made: Path, group: str) -> None:
    before = values(made.read_text())
    make_env(made, "--rotate", group)
    after = values(made.read_text())
    assert {name for name in after if after[name] != before[name]} == set(GROUPS[group])


def test_what_was_encrypted_before_a_rotation_of_fernet_is_read_until_it_is_done_and_not_after(made: Path) -> None:
    first = values(made.read_text())["FERNET_KEY"]
    secret = Fernet(first).encrypt(b"smtp password")

    make_env(made, "--rotate", "fernet")
    both = MultiFernet([Fernet(key) for key in values(made.read_text())["FERNET_KEY"].split(",")])
    assert both.decrypt(secret) == b"smtp password"
    again = both.rotate(secret)  # what `airflow rotate-fernet-key` does to each connection

    refused = make_env(made, "--rotate", "fernet")
    assert refused.returncode == 1
    assert "finish first" in refused.stderr

    make_env(made, "--rotate", "fernet-done")
    only = values(made.read_text())["FERNET_KEY"]
    assert "," not in only
    assert only != first
    assert Fernet(only).decrypt(again) == b"smtp password"
