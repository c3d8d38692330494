"""How command lines may be typed, and what the help shows: whole, in groups, completed by a shell."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from govreport import __version__
from govreport.cli.application import app
from govreport.cli.wording import english
from tests.cli.test_languages import commands
from tests.conftest import PROJECT
from tests.fixtures.yaml_files import put_entries


def run(*words: str, columns: int = 80, language: str = "zh", code: int | None = 0, **environment: str) -> str:
    own = {"COLUMNS": str(columns), "TERMINAL_WIDTH": str(columns), "GOVREPORT_LANGUAGE": language}
    done = CliRunner().invoke(app, list(words), env=own | environment)
    assert code in (None, done.exit_code), done.output
    assert "Traceback" not in done.output
    return done.output


def squeezed(text: str) -> str:
    return re.sub(r"[\s│╭╮╰╯─]", "", text)


def command_at(path: tuple[str, ...]) -> Any:
    found: Any = typer.main.get_command(app)
    for name in path:
        found = found.commands[name]
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_nothing_of_the_help_is_cut_at_80_columns(path: tuple[str, ...], language: str) -> None:
    shown = run(*path, "--help", language=language)
    assert "…" not in shown, shown
    whole, command = squeezed(shown), command_at(path)
    said = [parameter.help for parameter in command.params if getattr(parameter, "help", None)]
    said += [below.help.split("\n\n")[0] for below in getattr(command, "commands", {}).values()]
    # A text beside others is broken where they stand, so words are looked for and not their order.
    for text in said:
        for part in re.split(r"[\s，。；：、]+", text if language == "zh" else english(text)):
            words = re.findall(r"[\u4e00-\u9fff]" if language == "zh" else r"[A-Za-z]+", part)
            assert all(word in whole for word in words), (part, shown)


@pytest.mark.parametrize(("language", "groups"), [
    ("zh", ["跑一期", "发送与台账", "查看与核对", "其他文件", "维护", "数据与区"]),
    ("en", ["Make a period", "Send, and who has what", "Look and prove", "Other documents", "Maintenance", "Data and"]),
])  # fmt: skip
def test_commands_stand_in_groups(language: str, groups: list[str]) -> None:
    shown = run("--help", language=language)
    assert [shown.index(group) for group in groups] == sorted(shown.index(group) for group in groups)
    assert not {"<bool>", "<str>", "<path>"} & set(re.findall(r"<\w+>", run("explain", "--help")))
    for name in command_at(()).commands:
        assert re.search(rf"│ {name}\s", shown), name


@pytest.mark.slow
def test_without_a_word_the_help_is_shown_and_the_version_is_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "govreport.cli"], capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(PROJECT / "plugins"), "PATH": ""},
    )  # fmt: skip
    assert "Traceback" not in done.stderr + done.stdout
    assert "跑一期" in done.stdout + done.stderr
    assert run("--version") == f"govreport {__version__}\n"


BY_WORD = ["deliver", "deliveries", "resend", "revise", "revisions", "explain", "accept", "notices list"]
BY_OPTION = ["run", "check", "briefs", "annex", "note", "sign", "indicators", "corrections sheets"]
MORE = {
    "resend": ["--to", "a@b.example", "--reason", "x"],
    "revise": ["--reason", "x"],
    "explain": ["R01"],
    "sign": ["--role", "x", "--signer", "y"],
    "corrections sheets": ["--out", "nowhere"],
}


@pytest.mark.parametrize("command", [*BY_WORD, *BY_OPTION])
def test_a_quarter_is_taken_as_a_word_and_behind_an_option_however_it_is_written(command: str, tmp_path: Path) -> None:
    """The sentence about a quarter before the first issue says that it was read, and as which."""
    named = [["2016-Q1"], ["-q", "2016-Q1"], ["--quarter=2016-Q1"], ["2016q1"], ["-q", "2016-1"]]
    more, said = MORE.get(command, []), set()
    for words in (*([*period, *more] for period in named), [*more, "-q", "2016Q1"]):
        said.add(run(*command.split(), *words, "-d", "panyu", columns=300, code=1, GOVREPORT_VAR=str(tmp_path)))
    (one,) = said
    assert "2016-Q1 早于首期" in one


def test_a_word_that_is_a_file_or_a_value_is_no_quarter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "2019").write_text("x", encoding="utf-8")
    assert "缺少 --quarter" in run("check", "2019", code=2)
    assert "要签发，--role" in run("sign", "--signer", "2019", "-q", "2019-Q3", code=1)
    assert "缺少 --quarter" in run("sign", "--signer", "2019", "--role", "2019", code=2)
    assert "缺少 quarter" in run("deliver", "-d", "panyu", code=2)
    assert "多出的参数" in run("deliver", "2019-Q3", "-q", "2019-Q2", code=2)


def test_a_month_and_a_quarter_are_not_taken_for_each_other(tmp_path: Path) -> None:
    import shutil

    include = tmp_path / "include"
    shutil.copytree(PROJECT / "include" / "districts", include / "districts")
    for name in ("templates", "reference", "fonts"):
        (include / name).symlink_to(PROJECT / "include" / name)
    path = include / "districts" / "panyu" / "district.yaml"
    path.write_text(path.read_text("utf-8").replace("2017-Q4", "2017-10"), "utf-8")
    put_entries(path, "periods: [month]\n")
    said = run("deliveries", "2019-3", "-d", "panyu", columns=300, code=1, GOVREPORT_HOME=str(tmp_path))
    assert "“2019-3”可以是月，也可以是季度，请写成 2019-03 或 2019-Q3" in said


@pytest.mark.parametrize(("typed", "number", "offered"), [
    ("govreport del", 1, ["deliver", "deliveries"]),
    ("govreport deliver 2019-Q3 -d pan", 4, ["panyu"]),
    ("govreport deliver --su", 2, ["--supersede"]),
    ("govreport notices s", 2, ["sign", "send"]),
])  # fmt: skip
def test_a_shell_completes_what_is_typed(typed: str, number: int, offered: list[str]) -> None:
    asked = {"COMP_WORDS": typed, "COMP_CWORD": str(number)}
    for instruction in ("bash_complete", "complete_bash"):
        said = completion(instruction, **asked)
        assert said.split() == offered


@pytest.mark.slow
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_given_its_script(shell: str) -> None:
    for instruction in (f"{shell}_source", f"source_{shell}"):
        assert f"_GOVREPORT_COMPLETE=complete_{shell}" in completion(instruction)


def completion(instruction: str, **asked: str) -> str:
    done = CliRunner().invoke(app, [], env={"_GOVREPORT_COMPLETE": instruction, **asked}, prog_name="govreport")
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(
    "words", [("briefs", "-q", "2019-Q3"), ("revisions", "2019-Q3", "R01"), ("explain", "2019-Q3", "R01")], ids=" ".join
)
def test_a_town_is_found_by_any_name_or_code_wherever_one_is_named(words: tuple[str, ...], tmp_path: Path) -> None:
    from govreport.district.reading import load_district
    from govreport.district.town_names import town_called

    panyu = load_district(PROJECT / "include" / "districts", "panyu")
    town = panyu.town_by_code["440113102"]
    for name in ("南村", "南村镇", "440113102", town.en, town.en.upper()):
        assert town_called(panyu, name) == town
    said = run(*words, "--town", "南林", "-d", "panyu", columns=300, code=1, GOVREPORT_VAR=str(tmp_path))
    assert "没有镇街“南林”，是否指：" in said or "尚未" in said
