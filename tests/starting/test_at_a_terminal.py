"""`district new --from` at a real terminal: questions are typed answers to, and a first draft lies there at the end."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import PROJECT

pytestmark = pytest.mark.slow
SAMPLE = PROJECT / "include" / "sample"


class Terminal:
    """A process at a terminal of its own, and who types there."""

    def __init__(self, home: Path, *words: str, language: str) -> None:
        self.said = ""
        master, slave = pty.openpty()
        self._master = master
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GOVREPORT_")},
            "GOVREPORT_HOME": str(home),
            "GOVREPORT_LANGUAGE": language,
            "PYTHONPATH": f"{PROJECT / 'plugins'}:{PROJECT}",
            "COLUMNS": "200",
            "TERM": "dumb",
        }
        self._process = subprocess.Popen(  # noqa: S603 - the product's own command
            [sys.executable, "-m", "govreport.cli", *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=home,
            env=environment,
            close_fds=True,
        )
        os.close(slave)

    def answer(self, answers: Mapping[str, str], seconds: int = 400) -> int:
        """Type the answer whose words stand in each question, or only Enter; the exit code at the end."""
        until, read_to = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            ready, _, _ = select.select([self._master], [], [], 0.5)
            if ready:
                try:
                    piece = os.read(self._master, 65536)
                except OSError:  # the other end is closed: the process has ended
                    break
                if not piece:
                    break
                self.said += piece.decode("utf-8", "replace")
                waiting = self.said[read_to:]
                if waiting.rstrip(" ").endswith(":") and "? " in waiting:
                    question = waiting.rpartition("? ")[2]
                    typed = next((a for words, a in answers.items() if words in question), "")
                    read_to = len(self.said)
                    os.write(self._master, f"{typed}\n".encode())
        else:
            self._process.terminate()
            pytest.fail(f"still running: {self.said[-2000:]}")
        os.close(self._master)
        return self._process.wait(30)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    include = tmp_path / "home" / "include"
    (include / "districts").mkdir(parents=True)
    for name in ("templates", "reference", "fonts", "profiles"):
        (include / name).symlink_to(PROJECT / "include" / name)
    return include.parent


def test_a_county_is_begun_by_answering_at_a_terminal(home: Path) -> None:
    shutil.copytree(SAMPLE / "songjian" / "2024-Q1", home / "mine")
    files = sorted(str(path) for path in (home / "mine").iterdir())
    terminal = Terminal(home, "district", "new", "mine", "--from", *files, language="zh")
    code = terminal.answer({
        "镇街没有代码": "own",
        "本区的区划代码": "990421",
        "本区从前的代码": "990402",
        "本区的名称": "松涧县",
        "资金类别": "special_fund",
    })  # fmt: skip
    assert code == 0, terminal.said
    assert "mine：文件夹没有问题" in terminal.said
    steps = terminal.said.partition("下一步：")[2].strip().splitlines()
    assert len(steps) == 5
    assert list((home / "drafts" / "mine").glob("松涧县社会组织季报*.pdf"))


def test_a_borough_is_begun_in_english(home: Path) -> None:
    shutil.copytree(SAMPLE / "brackenford" / "2024-Q1", home / "mine")
    files = sorted(str(path) for path in (home / "mine").iterdir())
    terminal = Terminal(home, "district", "new", "mine", "--from", *files, language="en")
    code = terminal.answer({
        "which profile": "gb-england",
        "own code": "E07990001",
        "the district's name": "Borough of Brackenford",
        "the body that publishes": "Brackenford Borough Council",
        "are they about": "own",
        "evaluation has no column for event_kind": "regular_check",
        "the result Outstanding": "no_finding",
        "the result Good": "no_finding",
        "the result Requires improvement": "finding",
        "the result Inadequate": "finding",
        "the year in which": "none",
    })  # fmt: skip
    assert code == 0, terminal.said
    assert "mine: nothing is wrong with the folder" in terminal.said
    assert list((home / "drafts" / "mine").glob("*.pdf"))
    printed = terminal.said.replace("“", "").replace("”", "")
    assert not any("\u4e00" <= c <= "\u9fff" for c in printed), printed
