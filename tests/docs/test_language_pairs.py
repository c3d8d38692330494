"""Each page says the same in both languages: same files, same headings, same commands, same tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.docs_site import parts
from tests.conftest import PROJECT

ZH, EN = PROJECT / "docs" / "zh", PROJECT / "docs" / "en"
NAMES = sorted({p.relative_to(folder).as_posix() for folder in (ZH, EN) for p in folder.rglob("*.md")})
PAIRS = {
    "README.md": (PROJECT / "README.zh-CN.md", PROJECT / "README.md"),
    **{f"docs/*/{name}": (ZH / name, EN / name) for name in NAMES},
}


def prose(text: str) -> list[str]:
    return "".join(part for code, part in parts(text) if not code).splitlines()


def headings(text: str) -> list[int]:
    """Their levels, in order."""
    return [len(found[1]) for line in prose(text) if (found := re.match(r"(#{1,6}) ", line))]


def blocks(text: str) -> list[list[str]]:
    """The blocks of code, fences included; comments are in the page's language, so they are left out."""
    found: list[list[str]] = []
    for code, part in parts(text):
        for line in part.splitlines() if code else []:
            if re.match(r" *```\S", line) or not found or (found[-1][-1] == "```" and len(found[-1]) > 1):
                found.append([line.strip()])
            elif kept := re.sub(r"(^|\s)#.*$", "", line).rstrip():
                found[-1].append(kept.strip() if kept.strip() == "```" else kept)
    return found


def tables(text: str) -> list[list[int]]:
    """Each table as the number of cells of its rows."""
    found: list[list[int]] = []
    before = ""
    for line in prose(text):
        if line.lstrip().startswith("|"):
            if not before.lstrip().startswith("|"):
                found.append([])
            found[-1].append(len(re.findall(r"(?<!\\)\|", line)) - 1)
        before = line
    return found


def differences(zh: str, en: str) -> list[str]:
    return [
        f"{what}: {mine} in Chinese, {other} in English"
        for what, (mine, other) in {
            "headings": (headings(zh), headings(en)),
            "blocks of code": (blocks(zh), blocks(en)),
            "tables": (tables(zh), tables(en)),
        }.items()
        if mine != other
    ]


def test_both_languages_have_the_same_pages() -> None:
    pages = {folder.name: {p.relative_to(folder).as_posix() for p in folder.rglob("*")} for folder in (ZH, EN)}
    assert pages["zh"] == pages["en"]


@pytest.mark.parametrize("name", PAIRS)
def test_a_page_has_the_same_structure_in_both_languages(name: str) -> None:
    zh, en = (path.read_text(encoding="utf-8") if path.exists() else "" for path in PAIRS[name])
    assert differences(zh, en) == []


@pytest.mark.parametrize("name", PAIRS)
def test_a_page_is_written_in_its_language(name: str) -> None:
    """A translation that was forgotten: more than half of the lines that say something are in the other language."""

    def share(path: Path) -> float:
        lines = [line for line in prose(path.read_text(encoding="utf-8")) if line.strip() and line[0] not in "#|"]
        return sum(bool(re.search(r"[\u4e00-\u9fff]", line)) for line in lines) / max(1, len(lines))

    zh, en = PAIRS[name]
    assert share(zh) > 0.5
    assert share(en) < 0.5


PAGE = """# 标题

```sh
govreport run   # 跑
```

## 二

| 甲 | 乙 |
|---|---|
| `a \\| b` | 2 |
"""


def test_a_twin_may_differ_in_words_and_in_comments_of_code() -> None:
    twin = PAGE.replace("标题", "Title").replace("# 跑", "# this runs it").replace("甲 | 乙", "one | two")
    assert differences(PAGE, twin.replace("```\n\n##", "# done\n\n```\n\n##")) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("## 二", "### 二", "headings"),
        ("govreport run", "govreport check", "blocks of code"),
        ("```sh", "```", "blocks of code"),
        ("| `a", "| 0 | 1 |\n| `a", "tables"),
        ("| 2 |", "|", "tables"),
        ("## 二\n", "## 二\n\n```\nmore\n```\n", "blocks of code"),
    ],
)
def test_a_difference_is_found(old: str, new: str, what: str) -> None:
    (found,) = differences(PAGE, PAGE.replace(old, new))
    assert found.startswith(what)
