"""What others say about the same quarter: the statutory return, the finance bureau, and explanations of differences.

A district may have ``references/*.yaml``, one a rule (E50 to E53), and ``reconciliation.yaml``, signed explanations.
The tables are read in quality/reference_table.py and compared in quality/reconcile.py.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from govreport import strict_yaml
from govreport.canonical.folding import fold, fold_pattern
from govreport.currency import Currency
from govreport.district.files import not_yaml
from govreport.district.folder import Bilingual, District
from govreport.district.mistakes import mistakes
from govreport.errors import ConfigError, Message
from govreport.manifests.base import QuarterText
from govreport.manifests.verdicts import ReferenceFile
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore

ReferenceRule = Literal["E50", "E51", "E52", "E53"]
COUNT = "个"
"""The unit of what is counted."""
T = TypeVar("T")
LARGEST = 64 << 20
"""A reference of more bytes is not a table of totals."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Item(_Model):
    """One figure that the reference states and that the product computes."""

    key: str
    names: tuple[str, ...]
    """How the reference calls it."""
    indicator: str
    breakdown: str = ""
    member: str = ""
    part: Literal["numerator", "denominator"] = "numerator"


class Reference(_Model):
    """One table from elsewhere that the figures are compared with."""

    rule: ReferenceRule
    title: Bilingual
    owner: str
    """The office to ask about a difference."""
    url: str
    """A folder (relative to the installation) or any fsspec URL; {quarter}, {year} and {number} are filled in."""
    pattern: str
    required: bool = False
    """Whether a quarter without the file waits for its signature."""
    unit: str = COUNT
    """Of the amounts, where neither header nor cell states one, as the district's currency knows it; 个 for counts."""
    tolerance: Decimal = Decimal(0)
    """In ``unit``: a difference up to it needs no explanation."""
    items: tuple[Item, ...] = ()
    """None for E53, whose table is a sample of organizations."""

    @property
    def counts(self) -> bool:
        """Whether it states counts, not amounts of money."""
        return self.unit == COUNT

    def worth(self, own: Currency) -> int:
        """How many of what is stored make one of ``unit``."""
        return 1 if self.counts else own.units[own.unit(self.unit) or ""]


class Explanation(_Model):
    """A signed explanation of one difference, or of one figure's unusual change (E42)."""

    rule: Literal["E42", "E50", "E51", "E52"]
    key: str
    """The item's key; for E42 the indicator's id."""
    quarter: QuarterText
    difference: Decimal
    """Ours less theirs (E42: this quarter less the one before), in the reference's (the indicator's) unit. Another
    difference than this one is not explained."""
    explanation: Bilingual
    explained_by: str
    date: date


@dataclass(frozen=True)
class Supplied:
    """A reference and what came of it: the file, or why there is none."""

    reference: Reference
    filename: str = ""
    data: bytes | None = None
    problem: Message | None = None
    key: str = ""
    """Where the store keeps the file."""


@dataclass(frozen=True)
class References:
    """All that a quarter is compared with; nothing by default."""

    supplied: Sequence[Supplied] = ()
    explanations: Sequence[Explanation] = ()
    memory_limit: str = "2GB"
    """Of the engine that computes our side."""


NOTHING = References()


def fetch_references(settings: Settings, district: District, quarter: Quarter, files: FileStore) -> References:
    """The quarter's reference files, kept in the store, with the district's explanations. Raises ConfigError for YAML
    that is wrong; a file that is missing or can't be read is part of the answer, not an error."""
    folder = settings.districts_dir / district.id
    supplied = []
    for reference in defined_references(folder, district.money):
        one = _fetch(settings, reference, quarter)
        if one is not None:
            if one.data is not None:
                key = files.put("references", one.data, posixpath.splitext(one.filename)[1].lower())
                one = replace(one, key=key)
            supplied.append(one)
    return References(supplied, explanations(folder), settings.duckdb_memory)


def kept_references(
    settings: Settings, district: District, kept: Sequence[ReferenceFile], files: FileStore
) -> References:
    """What ``fetch_references`` gave when a verdict was reached, from the store alone. Raises IntegrityError."""
    folder = settings.districts_dir / district.id
    defined = defined_references(folder, district.money)
    supplied = []
    for file in kept:
        reference = next((r for r in defined if r.rule == file.rule), None)
        if reference is None:
            continue
        problem = Message(file.problem_zh, file.problem_en) if file.problem_zh else None
        data = files.get(file.key) if file.key else None
        supplied.append(Supplied(reference, file.filename, data, problem, file.key))
    return References(supplied, explanations(folder), settings.duckdb_memory)


def defined_references(folder: Path, own: Currency) -> list[Reference]:
    """The references that a district's folder defines; raises ConfigError. ``own`` is the district's currency."""
    return [_in_currency(path, _valid(path, Reference), own) for path in sorted((folder / "references").glob("*.yaml"))]


def _in_currency(path: Path, reference: Reference, own: Currency) -> Reference:
    if not reference.counts and own.unit(reference.unit) is None:
        known = own.unit_names
        raise ConfigError(
            f"{path} 的 unit“{reference.unit}”不是{own.name.zh}的单位，应为 {COUNT} 或 {known.zh} 之一。",
            f"{path}: the unit {reference.unit!r} is none of {own.many}; write {COUNT} for counts, or one of "
            f"{known.en}.",
        )
    return reference


def explanations(folder: Path) -> tuple[Explanation, ...]:
    """The explanations in a district's folder; raises ConfigError."""
    path = folder / "reconciliation.yaml"
    return _valid(path, tuple[Explanation, ...]) if path.is_file() else ()


def explained_changes(settings: Settings, district: District, quarter: Quarter) -> dict[tuple[str, Fraction], Message]:
    """(indicator, change in its printed unit) -> the explanation, for E42; raises ConfigError."""
    return {
        (e.key, Fraction(e.difference)): Message(
            f"{e.explained_by}{e.date}说明：{e.explanation.zh}", f"{e.explained_by}, {e.date}: {e.explanation.en}"
        )
        for e in explanations(settings.districts_dir / district.id)
        if (e.rule, e.quarter) == ("E42", quarter)
    }


def _valid(path: Path, shape: Any) -> Any:
    try:
        return TypeAdapter(shape).validate_python(strict_yaml.load(path.read_text(encoding="utf-8-sig")) or ())
    except yaml.YAMLError as error:
        raise not_yaml(path, error) from None
    except ValidationError as error:
        raise mistakes(path, error, shape)[0] from None


def _is_meant(name: str, pattern: str) -> bool:
    return fnmatchcase(fold(name), fold_pattern(pattern))


def _fetch(settings: Settings, reference: Reference, quarter: Quarter) -> Supplied | None:
    """The newest matching file by name; None where there is none and none is required."""
    import fsspec  # slow to load, and many districts have no references

    def fill(text: str) -> str:
        words: Mapping[str, object] = {"quarter": quarter, "year": quarter.year, "number": quarter.number}
        for word, value in words.items():
            text = text.replace(f"{{{word}}}", str(value))
        return text

    url, pattern = fill(reference.url), fill(reference.pattern)
    try:
        fs, folder = fsspec.core.url_to_fs(url if "://" in url else str(settings.home / url))
        names = sorted(n for n in fs.ls(folder, detail=False) if _is_meant(posixpath.basename(n), pattern))
        if names and fs.size(names[-1]) > LARGEST:
            raise OSError("too large")
        data = fs.cat_file(names[-1]) if names else None
    except (FileNotFoundError, NotADirectoryError):
        names, data = [], None
    except Exception as error:  # whatever a file system raises: the comparison is then open, the run goes on
        reason = getattr(error, "strerror", None) or type(error).__name__
        zh = f"无法读取{reference.title.zh}（{pattern}：{reason}）"
        return Supplied(reference, problem=Message(zh, f"{reference.title.en} can't be read ({pattern}: {reason})"))
    if data is not None:
        return Supplied(reference, posixpath.basename(names[-1]), data)
    if not reference.required:
        return None
    zh, en = f"缺少{reference.title.zh}（{pattern}）", f"{reference.title.en} is missing ({pattern})"
    return Supplied(reference, problem=Message(zh, en))
