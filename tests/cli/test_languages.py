"""Every command speaks the language it is asked for: its help, its mistakes of usage, what it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from govreport.canonical import EXTRACTS
from govreport.cli.application import app
from govreport.cli.help_en import HELP
from govreport.cli.wording import english
from govreport.settings import Settings
from tests.conftest import PROJECT

CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def commands() -> Iterator[tuple[str, ...]]:
    def walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        for name, below in getattr(command, "commands", {}).items():
            yield from walk(below, (*path, name))

    yield from walk(typer.main.get_command(app), ())


def texts() -> set[str]:
    def walk(command: Any) -> Iterator[str | None]:
        yield command.help
        yield getattr(command, "rich_help_panel", None)
        for parameter in command.params:
            yield getattr(parameter, "help", None)
        for below in getattr(command, "commands", {}).values():
            yield from walk(below)

    return {text for text in walk(typer.main.get_command(app)) if text}


def govreport(*words: str, language: str = "zh") -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "300", "GOVREPORT_LANGUAGE": language})


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_the_help_of_every_command_is_in_one_language(path: tuple[str, ...]) -> None:
    en = govreport(*path, "--help", "--lang", "en").output
    assert not CHINESE.search(en.replace("更正 (correction) or 重大 (major)", "")), en  # words that are typed so
    assert "--lang" in en
    zh = govreport(*path, "--help").output
    prose = re.sub(r"│\s+\*?\s+\S.*?(?=\S*[\u4e00-\u9fff])", "", zh)
    for words in ("Usage", "Options", "Arguments", "Commands", "required", "default", "Show this message"):
        assert words not in prose, zh


def test_every_help_text_has_its_english_and_no_english_lacks_its_text() -> None:
    here = texts()
    without = {text for text in here if CHINESE.search(english(text).replace("更正", "").replace("重大", ""))}
    assert not without
    assert set(HELP) - here == {"这次用哪种语言说话；不给则按 GOVREPORT_LANGUAGE"}  # which every command is given


def test_one_command_is_asked_and_the_next_is_as_before() -> None:
    assert "缺少 --quarter" in govreport("run").output
    assert "Missing option '--quarter'" in govreport("run", "--lang", "en").output
    assert "Missing option '--quarter'" in govreport("--lang=en", "run").output
    assert "缺少 --quarter" in govreport("run").output
    assert Settings().language == "zh"
    assert "缺少 --quarter" in govreport("run", "--lang", "zh", language="en").output


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("chek",), "没有命令“chek”。是否为 check？", "No such command 'chek'. Did you mean 'check'?"),
        (("run", "--quarte", "x"), "没有选项 --quarte。是否为 --quarter", "No such option: --quarte"),
        (("--lang", "fr", "run"), "--lang 的值不能用：“fr”不是 zh、en 之一", "is none of zh, en"),
        (("sources", "columns", "-e"), "", ""),
        (("run", "x", "-d", "a", "-q", "b"), "多出的参数", "unexpected extra argument"),
    ],
)
def test_a_mistake_of_usage_is_said_in_the_language_asked_for(words: tuple[str, ...], zh: str, en: str) -> None:
    for language, said in (("zh", zh), ("en", en)):
        refused = govreport(*words, language=language)
        assert refused.exit_code == 2
        assert said in refused.output


def test_what_a_command_prints_follows_too() -> None:
    assert "必需" in govreport("sources", "columns", "-e", "funding").output
    listed = govreport("sources", "columns", "-e", "funding", "--lang", "en").output
    assert "required" in listed
    assert not CHINESE.search(listed)
    assert all(c.name in listed for c in EXTRACTS["funding"].columns if c.name != "_row")


def test_pages_speak_the_districts_language_until_another_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    include = tmp_path / "include"
    include.mkdir()
    for name in ("templates", "reference", "fonts", "profiles"):
        (include / name).symlink_to(PROJECT / "include" / name)
    (include / "districts").symlink_to(PROJECT / "include" / "sample_districts")
    monkeypatch.setenv("GOVREPORT_HOME", str(tmp_path))
    monkeypatch.delenv("GOVREPORT_LANGUAGE", raising=False)

    def page(*more: str) -> str:
        words = ("calendar", "-d", "brackenford", "--from", "2024-01-01", "--html", str(tmp_path / "days.html"))
        assert CliRunner().invoke(app, [*words, *more], env={"COLUMNS": "200"}).exit_code == 0
        return (tmp_path / "days.html").read_text(encoding="utf-8")

    assert not any("\u4e00" <= letter <= "\u9fff" for letter in page())
    assert "工作日" in page("--lang", "zh")
    said = CliRunner().invoke(app, ["calendar", "-d", "brackenford", "--lang", "en"], env={"COLUMNS": "200"}).output
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in said)


@pytest.mark.parametrize(
    ("given", "said"), [("0", "应不小于 1"), ("99", "应不大于 60"), ("x", "应为整数"), ("1.5", "应为整数")]
)
def test_a_value_out_of_range_is_said_wholly_in_chinese(given: str, said: str) -> None:
    told = govreport("calendar", "--months", given).output
    assert f"--months 的值不能用：{said}" in told
    assert "Input" not in told
    assert "Input should" in govreport("calendar", "--months", given, language="en").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "-d", "x", "-q", "2019-Q3", "--until", "colect"), "“colect”不是 collect、tidy、check、"),
        (("revise", "2019-Q3", "--reason", "x", "--known-since", "x"), "“x”不是日期，请写成 2026-11-23 的样子"),
    ],
)
def test_a_word_that_is_no_choice_and_a_day_that_is_none_are_said_in_chinese(words: tuple[str, ...], said: str) -> None:
    told = govreport(*words).output
    assert said in told
    assert "Value error" not in told
