"""The version of the product, part by part, so that a difference between two versions can be named."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from govreport.errors import Message
from govreport.indicators.catalogue import catalogue_sha256
from govreport.settings import Settings

_PACKAGE = Path(__file__).resolve().parents[2]
_ROOMS = ("canonical", "explain", "indicators", "quality", "reports", "tidy")
"""Folders of code that shape a report; what fetches, stores and sends doesn't."""
_MODULES = ("context.py", "quarter.py", "spreadsheet.py", "stages.py", "templating.py", "workdays.py")
_SHARED = ("district", "manifests")
_LIBRARIES = (
    "babel", "cn2an", "docxtpl", "duckdb", "fonttools", "great-expectations", "holidays", "jinja2", "lxml",
    "numpy", "pandas", "pyarrow", "pypdf", "python-calamine", "python-docx", "sqlalchemy", "typst",
    "xlsxwriter",
)  # fmt: skip

PROCESSOR = "processor"
"""The part that names the kind of processor: pictures of pixels come out otherwise on another kind."""
_CALLED = {"amd64": "x86_64", "x64": "x86_64", "arm64": "aarch64"}
"""What systems call a kind of processor -> the name that we record."""

PARTS: Mapping[str, Message] = {
    "tidy": Message("整理程序", "code of tidy"),
    "quality": Message("核查程序", "code of the checks"),
    "indicators": Message("指标计算程序", "code of the indicators"),
    "canonical": Message("标准表定义", "canonical tables"),
    "reports": Message("成文程序", "code of the reports"),
    "explain": Message("说明页程序", "code of the explanations"),
    "core": Message("公共程序", "shared code"),
    "catalogue": Message("指标口径", "definitions of indicators"),
    "templates": Message("模板", "templates"),
    "fonts": Message("字体", "fonts"),
    "libraries": Message("程序库版本", "versions of libraries"),
}
"""Parts of the product, in the order in which a report passes through them."""


def product_parts(settings: Settings) -> dict[str, str]:
    """Part -> hash, and under ``lib:NAME`` the versions of libraries (``lib:python`` among them)."""
    parts = dict(_code())
    parts["catalogue"] = catalogue_sha256()
    parts["templates"] = _files_sha256(_templates(settings.templates_dir))
    parts["fonts"] = _files_sha256([*settings.fonts_dir.glob("*.ttf"), *settings.fonts_dir.glob("*.otf")])
    parts[PROCESSOR] = processor()
    return parts | {f"lib:{name}": _version(name) for name in _LIBRARIES} | {"lib:python": platform.python_version()}


def processor() -> str:
    """The kind of this machine's processor, by one name whatever its system calls it: x86_64, aarch64."""
    name = platform.machine().lower()
    return _CALLED.get(name, name)


def other_processor(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, str] | None:
    """(kind of processor then, now) where they differ; None where one isn't known."""
    before, after = then.get(PROCESSOR, ""), now.get(PROCESSOR, "")
    return (before, after) if before and after and before != after else None


def other_parts(then: Mapping[str, str], now: Mapping[str, str]) -> list[Message]:
    """What differs between two versions of the product, in both languages; libraries with both versions.

    Another kind of processor alone is no other version.
    """
    named = [name for part, name in PARTS.items() if part != "libraries" and then.get(part) != now.get(part)]
    for key in sorted(k for k in {*then, *now} if k.startswith("lib:") and then.get(k) != now.get(k)):
        name, before, after = key[4:], then.get(key, "—"), now.get(key, "—")
        named.append(Message(f"{name}（{before}→{after}）", f"{name} ({before} -> {after})"))
    if named and (kinds := other_processor(then, now)):
        named.append(Message(f"处理器（{kinds[0]}→{kinds[1]}）", f"processor ({kinds[0]} -> {kinds[1]})"))
    return named


@cache
def presentation_sha256(templates: Path, fonts: Path) -> str:
    """Hash over everything that turns figures into pages: templates, fonts, code, the typesetter's version."""
    digest = hashlib.sha256(f"typst {version('typst')} jinja2 {version('jinja2')}".encode())
    files = [*_templates(templates), *fonts.glob("*.ttf"), *fonts.glob("*.otf")]
    files += [path for room in ("reports", "explain") for path in (_PACKAGE / room).rglob("*.py")]
    files += (_PACKAGE / "spreadsheet.py", _PACKAGE / "templating.py")
    for path in sorted((p for p in files if p.is_file()), key=lambda p: (p.name, str(p))):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _templates(folder: Path) -> list[Path]:
    """All templates but those of the archive and of Airflow's pages, whose looks make no new edition.

    Some that shape no report count too: mail, verdict page, calendar, notice, city, and the scaffold of a new district.
    No list says which template goes into which document; an edition too many is better than a change unnoticed.
    """
    others = {folder / "archive", folder / "pages"}
    return [p for p in folder.rglob("*") if not others & set(p.parents)]


@cache
def _code() -> Mapping[str, str]:
    found = {room: _files_sha256((_PACKAGE / room).rglob("*.py")) for room in _ROOMS}
    shared = [path for room in _SHARED for path in (_PACKAGE / room).rglob("*.py")]
    found["core"] = _files_sha256([*(_PACKAGE / name for name in _MODULES), *shared])
    return found


def _files_sha256(paths: Iterable[Path]) -> str:
    """Over names and bytes; where the installation lies doesn't matter."""
    digest = hashlib.sha256()
    for name, content in sorted((p.name, hashlib.sha256(p.read_bytes()).hexdigest()) for p in paths if p.is_file()):
        digest.update(f"{name}:{content}\n".encode())
    return digest.hexdigest()


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "—"
