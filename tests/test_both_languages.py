"""Every text that is written in both languages is whole in each: no Chinese in its English half, no English in its
Chinese one. Read from the source, so that sentences are seen that no run of a test comes to say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from govreport.cli.help_en import HELP
from tests.conftest import PROJECT

CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_PROSE = re.compile(r"\b[A-Za-z][a-z']+(?:,? (?:[a-z][a-z']*|[A-Z][a-z]+)){3,}")
_COMMAND = re.compile(r"govreport [^，。；：“”（）]*|[a-z_]+: [^，。；：“”（）]*")
DATA = ("plugins/govreport/currency/", "plugins/govreport/tidy/units.py", "plugins/govreport/tidy/values/numerals.py")
"""Where pairs are words of files to be read, not texts for people."""


@cache
def sources() -> dict[str, ast.Module]:
    """Path -> the parsed source of everything that speaks to people."""
    paths = sorted([*(PROJECT / "plugins").rglob("*.py"), *(PROJECT / "dags").glob("*.py")])
    named = {path.relative_to(PROJECT).as_posix(): path for path in paths}
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in named.items()}


def words(node: ast.AST) -> str:
    """All text that stands in an expression, also in what its f-strings compute."""
    return "".join(n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def own_words(node: ast.expr) -> str:
    """A text without what is put into it."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "…".join(p.value if isinstance(p, ast.Constant) and isinstance(p.value, str) else "" for p in parts)


def pairs(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The Chinese and the English half, wherever two texts follow each other among a call's arguments."""
    texts = (ast.Constant, ast.JoinedStr)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") not in ("replace", "maketrans", "sub"):
            for zh, en in zip(call.args, call.args[1:], strict=False):
                if isinstance(zh, texts) and isinstance(en, texts) and len(words(en)) > 1 and CHINESE.search(words(zh)):
                    yield zh, en


def is_said(name: str) -> bool:
    return not name.startswith(DATA)


def test_the_english_half_of_a_text_holds_no_chinese() -> None:
    found, seen = [], 0
    for name, tree in sources().items():
        for _, en in pairs(tree):
            seen += 1
            if is_said(name) and CHINESE.search(words(en)):
                found.append(f"{name}:{en.lineno}")
    assert seen > 1500
    assert not found


def test_names_that_the_english_half_takes_up_are_not_strung_together_by_a_chinese_comma() -> None:
    found = []
    for name, tree in sources().items():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                chinese = {
                    node.targets[0].id
                    for node in ast.walk(function)
                    if isinstance(node, ast.Assign)
                    and isinstance(node.targets[0], ast.Name)
                    and re.search(r"[、；，]", words(node.value))
                    and isinstance(node.value, ast.Call | ast.JoinedStr | ast.BoolOp | ast.IfExp)
                    and not any(isinstance(n, ast.Name) and n.id == "Message" for n in ast.walk(node.value))
                }
                for _, en in pairs(function):
                    taken = {n.id for n in ast.walk(en) if isinstance(n, ast.Name)} & chinese
                    found += [f"{name}:{en.lineno} {word}" for word in sorted(taken)]
    assert not found


def test_the_chinese_half_of_a_text_holds_no_english_sentence() -> None:
    found = [
        f"{name}:{zh.lineno} {prose[0]}"
        for name, tree in sources().items()
        for zh, _ in pairs(tree)
        if (prose := _PROSE.search(_COMMAND.sub("", own_words(zh))))
    ]
    assert not found


def test_chinese_has_the_stops_and_commas_of_chinese() -> None:
    """Half-width ones belong to what is typed: URLs, lists and mappings of YAML, or what is quoted."""
    chinese = "[\u4e00-\u9fff”）》]"
    half_width = re.compile(rf"(?<={chinese})[:;,!?](?! [\u4e00-\u9fff])|[:;,!?](?=[\u4e00-\u9fff“])")
    typed = re.compile(r"“[^”]*”|\S*://\S*|\[[^\]]*\]|\{[^}]*\}")
    help_texts = [(f"help: {zh[:20]}", zh) for zh in HELP]
    said = [
        (f"{name}:{zh.lineno}", own_words(zh))
        for name, tree in sources().items()
        for zh, _ in pairs(tree)
        if is_said(name)
    ]
    assert len(help_texts) > 100
    for wrong in ("退出码:0 可以出具", "可以出具，3 不可签发,1 不能", "“甲”;乙"):
        assert half_width.search(wrong)
    found = [(place, match[0]) for place, zh in help_texts + said if (match := half_width.search(typed.sub("“x”", zh)))]
    assert not found


def test_no_sentence_ends_twice() -> None:
    put_in = re.compile(r"\{(?:[^{}]|\{[^{}]*\})*\}|…|\.{2,}")
    twice = re.compile(r"[。；，：]{2}|[,;:]{2}|[,;][.]|[；：] ")
    found = [
        f"{name}:{half.lineno}"
        for name, tree in sources().items()
        if Path(name).name != "help_en.py" and is_said(name)
        for pair in pairs(tree)
        for half in pair
        if twice.search(put_in.sub("x", own_words(half)))
    ]
    assert not found


def test_every_place_to_be_filled_in_is() -> None:
    """One piece of a text in several that lacks its f prints {braces}."""
    found = [
        f"{name}:{half.lineno} {part.value}"
        for name, tree in sources().items()
        for pair in pairs(tree)
        for half in pair
        for node in ast.walk(half)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant) and re.search(r"\{[a-z_.]+\}", str(part.value))
    ]
    assert not found
