"""The hooks before a commit are the checks of `make lint`, and need nothing that the lock doesn't install."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.text_files import main, problems
from tests.conftest import PROJECT

CONFIG = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
LOCAL = {hook["id"]: hook for repo in CONFIG["repos"] for hook in repo["hooks"]}
COMMANDS = [
    line.strip().lstrip("@").replace("$(PY)", ".venv/bin/python")
    for name in ("Makefile", *(p.relative_to(PROJECT).as_posix() for p in (PROJECT / "scripts").glob("*.sh")))
    for line in (PROJECT / name).read_text(encoding="utf-8").splitlines()
]


def test_no_hook_is_fetched() -> None:
    assert [repo["repo"] for repo in CONFIG["repos"]] == ["local"]
    for hook in LOCAL.values():
        assert hook["language"] == "system", hook["id"]
        python, option, module = shlex.split(hook["entry"])[:3]
        assert (python, option) == (".venv/bin/python", "-m")
        assert find_spec(module) is not None, module


def test_ruffs_hooks_are_the_makefiles_commands() -> None:
    for name in ("ruff-check", "ruff-format"):
        assert LOCAL[name]["entry"] in COMMANDS
        assert LOCAL[name]["pass_filenames"] is False


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"a\n", 0),
        (b"", 0),
        (b"a", 1),
        (b"a\n\n", 1),
        (b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n", 1),
        (b"Title\n=====\n", 0),
    ],
)
def test_merge_marks_and_ends_of_files_are_seen(data: bytes, found: int) -> None:
    assert len(problems(data)) == found


@pytest.mark.slow
def test_every_text_file_of_the_repository_passes_the_hook() -> None:
    hook: dict[str, Any] = LOCAL["text-files"]
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=True).stdout.split("\0")  # noqa: S603
    texts = [
        name
        for name in filter(None, listed)
        if not re.search(hook["exclude"], name)
        and (PROJECT / name).is_file()
        and b"\0" not in (PROJECT / name).read_bytes()
    ]
    assert {name: found for name in texts if (found := problems((PROJECT / name).read_bytes()))} == {}


def test_the_hook_says_which_file_and_ends_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.txt").write_bytes(b"no end")
    monkeypatch.setattr(sys, "argv", ["text_files", str(tmp_path / "x.txt")])
    assert main() == 1
    assert "x.txt: doesn't end" in capsys.readouterr().out
