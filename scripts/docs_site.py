"""The documentation as a site that needs no network: ``python -m scripts.docs_site FOLDER`` (`make docs-site`).

The generator speaks one language a site, so there are two, FOLDER/zh and FOLDER/en. A page and its twin have the same
path in both; English-only pages (decisions, measurements, how-tos) are in both. What index.md of a language lists,
heading by heading, is its navigation.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path, PurePosixPath

import yaml

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
LANGUAGES = {"zh": "中文", "en": "English"}
OTHER = {"zh": "en", "en": "zh"}
ENGLISH_ONLY = {"zh": "改程序（英文）", "en": "Changing the program"}
FOLDERS = {"decisions": {"zh": "各项决定", "en": "Decisions"}}
_INDEX = "README.md"
"""The list of a folder's pages, in the order in which they are to be read."""
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|!?\[[^\]]*\]\([^)]*\))*)\]\(([^)\s]+)\)")
_HAN = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”…—]"
_WRAPPED = re.compile(rf"^((?![#|]).*{_HAN}[*]*)\n *(?=[*]*{_HAN})", re.MULTILINE)
_ENTRY = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>govreport</title>
<script>location.replace(((navigator.language || "").startsWith("zh") ? "zh" : "en") + "/index.html")</script></head>
<body><p><a href="zh/index.html">中文</a> · <a href="en/index.html" lang="en">English</a></p></body></html>
"""


def parts(text: str) -> Iterator[tuple[bool, str]]:
    """A page in pieces: whether it is a block of code, and its text."""
    inside = False

    def is_code(line: str) -> bool:
        nonlocal inside
        fence = line.lstrip().startswith("```")
        inside, code = inside ^ fence, inside or fence
        return code

    for code, lines in groupby(text.splitlines(keepends=True), is_code):
        yield code, "".join(lines)


def links(text: str) -> Iterator[str]:
    """Where a page's links and pictures lead, in their order; what stands in blocks of code is no link."""
    for found in _LINK.finditer("".join(part for code, part in parts(text) if not code)):
        yield found[3]
        yield from links(found[2])


def navigation(language: str) -> list[dict[str, list[object]] | str]:
    """The pages of one language as its index orders them, then the English-only ones; as the generator wants it."""
    folder = DOCS / language
    sections: list[dict[str, list[object]] | str] = ["index.md"]
    for section in (folder / "index.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        title, _, body = section.partition("\n")
        listed = [target for target in links(body) if not target.startswith("..")]
        if listed:
            sections.append({title: [_with_its_folder(folder, target) for target in listed]})
    english: list[object] = sorted(p.relative_to(DOCS).as_posix() for p in DOCS.glob("*.md"))
    for inner in sorted(p for p in DOCS.iterdir() if p.is_dir() and p.name not in LANGUAGES):
        if listed := sorted(p.relative_to(DOCS).as_posix() for p in inner.rglob("*.md")):
            english.append({FOLDERS.get(inner.name, {}).get(language, inner.name): listed})
    return [*sections, {ENGLISH_ONLY[language]: english}]


def _with_its_folder(folder: Path, target: str) -> object:
    """A page; a folder's README with the pages that it lists."""
    if PurePosixPath(target).name != _INDEX:
        return target
    text = (folder / target).read_text(encoding="utf-8")
    beside = PurePosixPath(target).parent
    listed = [f"{beside}/{page}" for page in links(text) if page.endswith(".md") and "/" not in page]
    return {text.partition("\n")[0].removeprefix("# "): [target, *dict.fromkeys(listed)]}


def pages(language: str) -> Iterator[tuple[Path, PurePosixPath]]:
    """Every file of one language's site, and its path there."""
    for path in sorted(p for p in DOCS.rglob("*") if p.is_file()):
        inside = path.relative_to(DOCS)
        if inside.parts[0] == language:
            yield path, PurePosixPath(*inside.parts[1:])
        elif inside.parts[0] not in {*LANGUAGES, "theme"}:
            yield path, PurePosixPath(*inside.parts)


def placed(path: Path, language: str) -> Callable[[re.Match[str]], str]:
    """What becomes of a link on the page ``path``: it follows its page's new place, or leaves its words behind."""
    here = dict(pages(language))

    def link(found: re.Match[str]) -> str:
        picture, words, target = found.groups()
        words = _LINK.sub(link, words)
        name, mark, anchor = target.partition("#")
        if not name or re.match(r"[a-z]+:", name):
            return f"{picture}[{words}]({target})"
        aim = Path(os.path.normpath(path.parent / name))
        aim = aim / _INDEX if aim.is_dir() else aim
        twin = (
            DOCS / language / aim.relative_to(DOCS / OTHER[language])
            if aim.is_relative_to(DOCS / OTHER[language])
            else None
        )
        if twin is not None and path.is_relative_to(DOCS / language):
            there = f"../{OTHER[language]}/{twin.relative_to(DOCS / language).with_suffix('.html').as_posix()}"
        elif (twin or aim) in here:
            there = str(here[twin or aim])
        else:
            return words  # a file of the repository: no page of the site
        return f"{picture}[{words}]({os.path.relpath(there, here[path].parent)}{mark}{anchor})"

    return link


def in_the_generators_markdown(text: str) -> str:
    """What GitHub reads otherwise than the generator, said so that both mean the same."""
    # A browser draws the end of a source line as a space, and Chinese has none between its words.
    joined = (part if code else _WRAPPED.sub(r"\1", part) for code, part in parts(text))
    lines, in_item = [], False
    for line in "".join(joined).splitlines(keepends=True):
        if re.match(r"\d+\. ", line):
            in_item = True
        elif line.strip() and not line.startswith("   "):
            in_item = False
        # What belongs to a numbered item is indented by three here; the generator wants four.
        lines.append(f" {line}" if in_item and line.startswith("   ") else line)
    return "".join(lines)


def assemble(language: str, folder: Path) -> None:
    """The sources of one language's site and its configuration, for the generator."""
    for path, place in pages(language):
        target = folder / "docs" / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix != ".md":
            shutil.copyfile(path, target)
            continue
        replace, text = placed(path, language), path.read_text(encoding="utf-8")
        moved = "".join(part if code else _LINK.sub(replace, part) for code, part in parts(text))
        target.write_text(in_the_generators_markdown(moved), encoding="utf-8")
    shared = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    other = {"name": LANGUAGES[OTHER[language]], "lang": OTHER[language], "link": f"../{OTHER[language]}/"}
    shared["theme"] |= {"language": language, "custom_dir": str(DOCS / "theme")}
    # Not a list: of each of its languages the theme would make a <link>, and then follow our own link to that language
    # only after it has read a sitemap.xml, which a page opened from a disk may not.
    shared["extra"] |= {"alternate": True, "twin": other}
    shared |= {"docs_dir": "docs", "site_dir": "site", "nav": navigation(language)}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(shared, allow_unicode=True, sort_keys=False), encoding="utf-8")


def build(to: Path) -> None:
    """Both sites below ``to`` and a page that leads to either; a warning of the generator ends it."""
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            assemble(language, folder)
            command = [
                sys.executable,
                "-m",
                "zensical",
                "build",
                "--strict",
                "--config-file",
                str(folder / "mkdocs.yml"),
            ]
            subprocess.run(command, cwd=folder, check=True)  # noqa: S603
            shutil.rmtree(to / language, ignore_errors=True)
            shutil.copytree(folder / "site", to / language)
    (to / "index.html").write_text(_ENTRY, encoding="utf-8")


def main() -> None:
    """Build into the folder that is named."""
    to = Path(sys.argv[1]).resolve()
    try:
        build(to)
    except FileNotFoundError as error:
        sys.exit(f"An index or a list of pages names {error.filename}, and there is no such page.")
    except subprocess.CalledProcessError:
        sys.exit("The site was not built; the generator's own words stand above.")
    print(f"{to}/index.html")


if __name__ == "__main__":
    main()
