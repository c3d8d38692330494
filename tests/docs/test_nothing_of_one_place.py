"""Nothing of one place stands in the code or in the templates: no year of a fact, no division code, ceiling, currency,
law or name. Such things stand in a district's folder or in a profile (docs/en/districts.md)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import PROJECT

PLUGINS = PROJECT / "plugins"
SIGNS: Mapping[str, str] = {
    "a place": r"番禺|广州|广东|南粤|羊城|Panyu|Guangzhou|Guangdong|南村|桥南|大学城|Nancun|Qiaonan",
    "a division code": r"(?<!\d)44(01)?(13)?\d{2,3}(?!\d)|440113",
    "a document": r"民发〔|中办发〔|民政部令|第\d+号提案|国务院|State Council|〔20\d\d〕",
    "a year of a fact": (
        r"(?:since|in|from|until|of|between|自|在) ?(?:19|20)\d{2}\b|(?:19|20)\d{2}年(?:以来|起|至|名单|提法)"
        r"|date\(20[012]\d, "
    ),
    "a ceiling or share": r"50万元|500,000|50_000_000|60 ?%|六成|three fifths|五类|3%的",
    "a day of the year": r"3月31日|31 March|\b3, 31\b|03-31",
    "years of a law": r"满两年|two years|前两年|两年内",
    "a library of one country": r"chinese_calendar|chinesecalendar",
}
ALLOWED: Mapping[str, str] = {
    "govreport/cli/": "examples in help",
    "govreport/starting/": "what a guided start proposes, from lists of the world",
    "govreport/currency/": "each currency's own words",
    "govreport/tidy/": "how cells are written, whatever their place",
    "govreport/store/migrations/": "former tables as they were",
    "govreport/dictionary/": "pages about the sample",
    "govreport/district/given.py": "a year without a 29 February",
    "govreport/district/timing.py": "a year without a 29 February",
}
"""Beginning of a path -> why the signs may stand there."""
PRODUCTS = {
    "前两年": "no report in the last two years that were due: the criterion itself",
    "two years": "no report in the last two years that were due: the criterion itself",
}
"""Texts of the product's own that look like a place's."""


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """The strings and numbers of a module that reach somebody or compute something: no docstring and no comment."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.lineno, node.value
        elif isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node) if len(node.args) == 3 else ""
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node.lineno, ast.unparse(node)


def found(path: Path, lines: Iterator[tuple[int, str]]) -> list[str]:
    """Where a sign of one place stands."""
    return [
        f"{path.relative_to(PROJECT)}:{number}: {what}: {hit[0]}"
        for number, text in lines
        for what, sign in SIGNS.items()
        for hit in re.finditer(sign, text)
        if hit[0] not in PRODUCTS
    ]


def test_no_module_knows_a_place() -> None:
    modules = sorted(path for path in PLUGINS.rglob("*.py"))
    told = [
        line
        for path in modules
        if not path.relative_to(PLUGINS).as_posix().startswith(tuple(ALLOWED))
        for line in found(path, texts(path))
    ]
    assert sorted(set(told)) == []


def test_no_template_knows_a_place() -> None:
    templates = [p for p in (PROJECT / "include" / "templates").rglob("*") if p.suffix in (".yaml", ".j2", ".typ")]
    told = [
        line
        for path in sorted(templates)
        for line in found(path, iter(enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)))
    ]
    assert told == []


@pytest.mark.parametrize("place", sorted(ALLOWED))
def test_every_exception_is_still_needed(place: str) -> None:
    path = PLUGINS / place
    assert path.exists()


def test_a_fact_of_one_place_is_found_and_its_neighbour_is_not(tmp_path: Path) -> None:
    path = PROJECT / "example.py"
    wrong = [
        "projects since 2014",
        "2019年以来立项",
        "超过预算60%",
        "番禺区",
        "by 31 March",
        "民发〔2017〕45号",
        "满两年",
    ]
    right = ["write it like 2019-Q3", "比重为 15%", "镇街", "a day such as 2019-09-30", "{abnormal_list_years:word}年"]
    assert [bool(found(path, iter([(1, text)]))) for text in wrong] == [True] * len(wrong)
    assert [bool(found(path, iter([(1, text)]))) for text in right] == [False] * len(right)
