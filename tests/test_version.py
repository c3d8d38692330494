"""One version, wherever it stands."""

from __future__ import annotations

import re
import tomllib

from typer.testing import CliRunner

from govreport import __version__
from govreport.cli.application import app
from govreport.context import Context
from govreport.settings import Settings
from tests.conftest import PROJECT

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_package_project_image_and_changelog_say_the_same() -> None:
    compose = (PROJECT / "docker-compose.yaml").read_text(encoding="utf-8")
    changes = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert PYPROJECT["version"] == __version__
    assert set(re.findall(r"image: govreport:(\S+)", compose)) == {__version__}
    assert re.findall(r"^## \[(\d[^\]]*)\]", changes, re.MULTILINE)[0] == __version__


def test_the_command_line_says_it() -> None:
    done = CliRunner().invoke(app, ["--version"])
    assert (done.exit_code, done.output) == (0, f"govreport {__version__}\n")


def test_what_is_run_records_it() -> None:
    assert Context.make(Settings(), "panyu", "2019-Q3").product_version == __version__


def test_the_licence_is_the_one_that_the_project_names() -> None:
    licence = (PROJECT / "LICENSE").read_text(encoding="utf-8")
    assert PYPROJECT["license"] == "Apache-2.0"
    assert "Apache License" in licence.splitlines()[0]
    assert "END OF TERMS AND CONDITIONS" in licence
    for pattern in PYPROJECT["license-files"]:
        assert [*PROJECT.glob(pattern)], pattern
