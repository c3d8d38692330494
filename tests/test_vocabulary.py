"""A state has one word on every surface, and whoever is sent to a word finds it printed."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from govreport import vocabulary
from govreport.context import Context
from govreport.district.folder import District
from govreport.errors import BlockedError
from govreport.language import Language, text_in
from govreport.manifests.measurements import Identity
from govreport.release.signing import require_released
from govreport.reports.build import build_model
from govreport.reports.model import Section, TableBlock
from govreport.settings import Settings
from tests.conftest import PROJECT
from tests.fixtures.report_model import make_model, make_report
from tests.reports.fictional import QUARTER, fictional_inputs

FORMER = re.compile(
    "(?<!分数线)待定|暂缓签发|阻断|不能出具|不出报告|数据被拦下|可起草，不可签发(?!。)|不能签发|不得签发|送审稿"
    "|drafted,? (but )?not signed|may not be signed|not to be signed",
    re.IGNORECASE,
)
"""What surfaces called a state before; a score's limit that is 待定 is no state."""
BROKEN = Identity(name="R05", zh="甲等于乙", en="a is b", holds=False, detail_zh="差2", detail_en="2 off")
RELEASED = PROJECT / "plugins" / "govreport" / "store" / "migrations"
"""Revisions keep the words that they were released with."""


def _python() -> Iterator[tuple[Path, str]]:
    for folder in ("plugins", "dags", "scripts"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            if RELEASED not in path.parents:
                tree = ast.parse(path.read_text(encoding="utf-8"))
                for node in ast.walk(tree):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        yield path, node.value


def _templates() -> Iterator[tuple[Path, str]]:
    for path in sorted((PROJECT / "include" / "templates").rglob("*.*")):
        if path.suffix in {".yaml", ".j2", ".typ", ".js"}:
            yield path, path.read_text(encoding="utf-8")


def _phrases(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _phrases(item)
    elif isinstance(value, str):
        yield value


def test_no_surface_says_a_state_in_a_former_word() -> None:
    texts = [*_python(), *_templates()]
    assert len(texts) > 1000
    assert [(path.name, text) for path, text in texts if FORMER.search(text)] == []


PAGES = [p for name in ("zh", "en") for p in sorted((PROJECT / "docs" / name).rglob("*.md"))]


def test_what_holds_a_report_has_one_word_in_each_language_in_the_tables_and_on_every_page_of_docs() -> None:
    tables = (vocabulary.SEVERITIES["hold"], vocabulary.EFFECTS["hold"], vocabulary.VERDICTS["hold"])
    assert set(tables) == {vocabulary.SEVERITIES["hold"]}
    assert vocabulary.REPORTS["held"] == tuple(
        f"{draft}{word}" for draft, word in zip(("草稿，", "draft, "), tables[0], strict=True)
    )
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in (*PAGES, PROJECT / "docs" / "glossary.md")]
    assert [(name, found[0]) for name, text in texts if (found := FORMER.search(text))] == []
    for language in ("zh", "en"):
        printed = yaml.safe_load((PROJECT / "include" / "templates" / f"narrative.{language}.yaml").read_text("utf-8"))
        assert text_in(language, tables[0]) in printed["head"]["draft"]


def test_the_words_of_grave_states_stand_in_the_table_only() -> None:
    words = {
        word
        for table in (vocabulary.SEVERITIES, vocabulary.EFFECTS, vocabulary.VERDICTS, vocabulary.REPORTS)
        for state in ("block", "hold", "blocked", "held", "awaiting")
        if state in table
        for word in table[state]
    } - {"block"}  # also the name of a state in code
    table = Path(vocabulary.__file__)
    assert [(path.name, text) for path, text in _python() if text in words and path != table] == []
    for language in ("zh", "en"):
        text = (PROJECT / "include" / "templates" / f"narrative.{language}.yaml").read_text(encoding="utf-8")
        assert words.isdisjoint(_phrases(yaml.safe_load(text)))


def test_bi_tools_read_the_same_words() -> None:
    view = importlib.import_module("govreport.store.migrations.versions.0012_verdict_words").WORDS
    shown = dict(re.findall(r"WHEN '(\w+)' THEN '([^']+)'", view)) | {"block": re.search("ELSE '(.+)'", view)[1]}  # type: ignore[index]
    assert shown == {state: word.zh for state, word in vocabulary.VERDICTS.items()}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reason", ["rule", "identity"])
def test_who_is_refused_a_signature_finds_the_section_and_the_word_in_the_report(
    settings: Settings, panyu: District, language: Language, reason: str
) -> None:
    inputs = fictional_inputs(state="hold") if reason == "rule" else fictional_inputs(identities=[BROKEN])
    model = build_model(inputs, language)
    assert model.draft
    report = make_report(make_model()).model_copy(update={"held": True})
    with pytest.raises(BlockedError) as refused:
        require_released(Context(settings, panyu, QUARTER), report)
    quoted = re.findall("“(.+?)”", text_in(language, refused.value.message))
    sections = [s for s in model.sections if any(s.heading.endswith(name) for name in quoted)]
    assert len(sections) == 2
    assert {cell for section in sections for cell in _cells(section)} & set(quoted)


def _cells(section: Section) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, TableBlock):
            yield from (cell.text for row in block.rows for cell in row.cells)
