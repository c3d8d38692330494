"""What the documentation says is so: generated pages are fresh, paths and commands that are named exist."""

from __future__ import annotations

import re

import pytest
from typer.main import get_command

from govreport.canonical import EXTRACTS, REFERENCES
from govreport.canonical.codes import load_codes
from govreport.cli import app
from govreport.dictionary.tables import purposes
from govreport.district.folder import District
from govreport.indicators.catalogue import CATALOGUE
from govreport.quality.catalogue import SUITES, rule_catalogue, rules_of
from govreport.settings import Settings
from scripts.docs import current_pages
from tests.conftest import PROJECT

READMES = {name: (PROJECT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")}
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")

PAGES = current_pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_generated_page_is_fresh(name: str) -> None:
    written = (PROJECT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name], f"docs/{name} is behind the declarations; run make docs"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_indicator_has_its_sql_and_a_worked_example_in_the_dictionary(language: str) -> None:
    entries = PAGES[f"{language}/indicators.md"].split("\n### ")
    for indicator in CATALOGUE.values():
        entry = next(e for e in entries if e.startswith(f"{indicator.id} "))
        assert entry.count("```sql") == (1 if indicator.denominator is None else 2), indicator.id
        assert "%(" not in entry, indicator.id
        assert ("例（" if language == "zh" else "Example (") in entry, indicator.id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_table_and_column_and_code_is_in_the_data_dictionary(language: str) -> None:
    page = PAGES[f"{language}/data-dictionary.md"]
    for table in (*EXTRACTS.values(), *REFERENCES.values()):
        for column in table.columns:
            assert f"| `{column.name}` |" in page, (table.name, column.name)
        said = table.info["zh"] if language == "zh" else purposes()[table.name].replace("``", "`")
        assert f"\n{said}\n" in page, table.name
    for code_list in load_codes(Settings().reference_dir / "codes.yaml").values():
        assert f"### {code_list.name}\n" in page
        for code in code_list.codes.values():
            assert f"| `{code.code}` | {code.zh} | {code.en} |" in page, (code_list.name, code.code)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_is_on_its_page_in_that_language_alone(language: str, panyu: District) -> None:
    page = PAGES[f"{language}/rules.md"]
    for rule in (rule for suite, declared in SUITES.items() for rule in rules_of(suite, panyu, declared)):
        said, why, other = (rule.zh, rule.why_zh, rule.en) if language == "zh" else (rule.en, rule.why_en, rule.zh)
        assert f"| {rule.id} | {said} |" in page, rule.id
        assert f" {why} |\n" in page, rule.id
        assert other not in page, rule.id


def test_every_anchor_that_a_generated_page_leads_to_exists() -> None:
    for name, page in PAGES.items():
        anchors = set(re.findall(r'<a id="([^"]+)"', page))
        assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors, name


def test_every_path_of_the_tree_exists() -> None:
    tree = re.search(r"## Where things are\n\n```\n(.*?)```", CONTRIBUTING, re.DOTALL)
    assert tree is not None
    folder = ""
    for line in tree[1].splitlines():
        indented = line.startswith(" ")
        for name in re.split(r"\s{2,}", line.strip())[:-1]:
            if not indented:
                folder = name if name.endswith("/") else folder
            path = PROJECT / folder / name if indented else PROJECT / name
            assert path.exists(), path


@pytest.mark.parametrize("name", READMES)
def test_every_path_of_the_readmes_map_exists(name: str) -> None:
    paths = re.findall(r"^([\w/]+/) +# ", READMES[name], re.MULTILINE)
    assert len(paths) > 9
    assert [path for path in paths if not (PROJECT / path).is_dir()] == []


@pytest.mark.parametrize("name", READMES)
def test_every_make_target_that_is_named_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z-]+)", READMES[name] + CONTRIBUTING)) <= targets


@pytest.mark.parametrize("name", READMES)
def test_every_command_that_the_readme_shows_exists(name: str) -> None:
    shown = set(re.findall(r"^ *govreport ([a-z]+) ", READMES[name], re.MULTILINE))
    assert shown
    assert shown <= set(get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("name", "words"), [("README.md", "rules with severities"), ("README.zh-CN.md", "条核查规则")])
def test_the_number_of_rules_is_the_one_the_readme_gives(name: str, words: str) -> None:
    given = re.search(rf"(\d+) {words}", READMES[name])
    assert given is not None
    assert int(given[1]) == len(rule_catalogue())


def test_the_readmes_first_lines_are_commands_and_the_way_to_the_other_language() -> None:
    for name, other in zip(READMES, reversed(READMES), strict=True):
        lines = READMES[name].splitlines()
        assert [line.split("  ")[0] for line in lines[1:4]] == ["make demo", "make test", "make check"]
        assert any(f"]({other})" in line for line in lines[:8])
