"""An operator who follows a page of docs/zh/runbooks to the letter: types commands, edits files, reads what is printed.

What a page says is executed in the order in which it stands there:

- a block ``sh``: its commands, one after the other, each with exit code 0; ``sh exit=1``: the last one fails so;
  ``sh exit=0,3``: it ends with either
- a block ``console`` after it: each of its lines must have been printed, in that order; … stands for what was left out
- 在 `FILE` 末尾加 and a block ``yaml``: the block is appended to that file
- <!-- 此时 NAME -->: what somebody else does at that moment; the test gives it by name

``<HASH>`` in a command is the first hash that the last command printed. Does not belong here: installations, or what
somebody else does (the tests).
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import chdir
from pathlib import Path

from typer.testing import CliRunner

from govreport.cli.application import app
from tests.conftest import PROJECT

RUNBOOKS, TWINS = PROJECT / "docs" / "zh" / "runbooks", PROJECT / "docs" / "en" / "runbooks"
"""The Chinese pages are followed; their English twins have the same blocks."""
_STEP = re.compile(
    r"```(?P<language>sh|console)(?: exit=(?P<code>[\d,]+))?\n(?P<text>.*?)```"
    r"|在 `(?P<file>[^`]+)` 末尾加[^\n]*\n\n```yaml\n(?P<yaml>.*?)```"
    r"|<!-- 此时 (?P<hand>.+?) -->",
    re.DOTALL,
)
_FRAMES = str.maketrans(dict.fromkeys("│┃━─╇┼", " "))


class Operator:
    """Somebody at the command line of an installation, whose folder ``home`` is where he stands."""

    def __init__(self, home: Path, **variables: str) -> None:
        self.home = home
        self.variables = {"GOVREPORT_HOME": str(home), "COLUMNS": "240", **variables}
        self.said = ""
        self.everything = ""

    def follow(self, page: str, **hands: Callable[[], object]) -> None:
        """Do what ``docs/zh/runbooks/<page>.md`` says; ``hands`` are what others do, by the page's names."""
        text = (RUNBOOKS / f"{page}.md").read_text(encoding="utf-8")
        left = dict(hands)
        for step in _STEP.finditer(text):
            at = f"{page}.md:{text.count(chr(10), 0, step.start()) + 1}"
            if step["hand"]:
                left.pop(step["hand"])()
            elif step["file"]:
                with (self.home / step["file"]).open("a", encoding="utf-8") as file:
                    file.write(step["yaml"])
            elif step["language"] == "sh":
                self._type(step["text"], [int(code) for code in (step["code"] or "0").split(",")], at)
            else:
                require_shown(step["text"], self.said, at)
        assert not left, f"{page}.md never comes to {list(left)}"

    def _type(self, text: str, codes: list[int], at: str) -> None:
        lines = [line.strip() for line in text.replace("\\\n", " ").splitlines()]
        lines = [line for line in lines if line and line[0] != "#"]
        said = []
        for number, line in enumerate(lines, 1):
            command = line.replace("<HASH>", self._hash()) if "<HASH>" in line else line
            ended = self.run(command)
            said.append(self.said)
            assert ended in (codes if number == len(lines) else [0]), f"{at}: {command}\n{self.said}"
        self.said = "".join(said)

    def _hash(self) -> str:
        found = re.search(r"\b[0-9a-f]{12,64}\b", self.said)
        assert found is not None, f"no hash in:\n{self.said}"
        return found[0]

    def run(self, line: str) -> int:
        """Type one line; its exit code. What it printed is ``said``."""
        if assigned := re.fullmatch(r"(?:export )?(GOVREPORT_\w+)=(\S*)", line):
            self.variables[assigned[1]] = assigned[2]
            self.said, code = "", 0
        elif undone := re.fullmatch(r"unset (GOVREPORT_\w+)", line):
            self.variables.pop(undone[1], None)
            self.said, code = "", 0
        elif line.startswith("govreport "):
            code = self._govreport(shlex.split(line)[1:])
        else:
            done = subprocess.run(  # noqa: S603 - the page's own command
                ["/bin/bash", "-c", line],
                cwd=self.home,
                env={**os.environ, **self.variables},
                capture_output=True,
                text=True,
                check=False,
            )
            self.said, code = done.stdout + done.stderr, done.returncode
        self.everything += self.said
        return code

    def _govreport(self, arguments: list[str]) -> int:
        """In this process, so that the heavy libraries are loaded once; whoever is asked a question says yes."""
        environment: Mapping[str, str | None] = {
            **{name: None for name in os.environ if name.startswith("GOVREPORT_")},
            **self.variables,
        }
        with chdir(self.home):
            arguments = [path for word in arguments for path in _as_the_shell_fills_in(word)]
            done = CliRunner().invoke(app, arguments, input="y\n", env=environment)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            sys.stderr.write(done.output)
            raise done.exception
        self.said = done.output
        return done.exit_code


def _as_the_shell_fills_in(word: str) -> list[str]:
    return sorted(map(str, Path().glob(word))) if "*" in word else [word]


def require_shown(wanted: str, said: str, at: str) -> None:
    """Each line of ``wanted`` must stand in a line of ``said``, one below the other; frames of tables don't count."""
    printed = [" ".join(line.translate(_FRAMES).split()) for line in said.splitlines()]
    for line in wanted.splitlines():
        pattern = ".*".join(re.escape(" ".join(part.translate(_FRAMES).split())) for part in line.split("…"))
        below = next((i for i, text in enumerate(printed) if re.search(pattern, text)), None)
        assert below is not None, f"{at}: not shown, or not there: {line}\n{said}"
        printed = printed[below + 1 :]
