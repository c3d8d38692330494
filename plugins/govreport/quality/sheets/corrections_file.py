"""Adding entries to a district's corrections.yaml without disturbing what people wrote there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from govreport import strict_yaml
from govreport.district.corrections import Correction, clashing
from govreport.district.files import not_yaml
from govreport.district.mistakes import mistakes
from govreport.errors import ConfigError, enumerated

_HEAD = (
    "# Corrections: values known to be wrong in the extracts. Each is applied only where the old value still stands.\n"
)
_ENTRIES = TypeAdapter(tuple[Correction, ...])


def add_corrections(path: Path, found: Sequence[Correction]) -> list[Correction]:
    """Append those of ``found`` that aren't in the file yet, by extract, key and column; returns them.

    The text that stands there, comments included, stays byte for byte. Raises ConfigError, and writes nothing, where
    the file can't be read or an entry contradicts another about the same cell.
    """
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    standing = _entries(path, text)
    new = sorted({_order(c): c for c in found if not any(_same(c, other) for other in standing)}.items())
    fresh = [correction for _, correction in new]
    other = clashing([*standing, *fresh])
    if other is not None:
        cell = enumerated(f"{name}={value}" for name, value in other.key.items())
        raise ConfigError(
            f"{path.name} 中已有关于同一格（{other.extract}，{cell.zh}，{other.column}）的另一条更正，未写入；"
            "请核实后只留一条。",
            f"{path.name} holds another correction of the same cell ({other.extract}, {cell.en}, {other.column}); "
            "nothing was written. Keep one of the two.",
        )
    if fresh:
        _write(path, _appended(path, text, [*standing, *fresh], fresh))
    return fresh


def _entries(path: Path, text: str) -> tuple[Correction, ...]:
    try:
        return _ENTRIES.validate_python(strict_yaml.load(text) or ())
    except yaml.YAMLError as error:
        wrong = not_yaml(path, error).message
    except ValidationError as error:
        wrong = mistakes(path, error, tuple[Correction, ...])[0].message
    raise ConfigError(
        f"{wrong.zh.rstrip('。')}；未写入，请先改正该文件。",
        f"{wrong.en.rstrip('.')}; nothing was written. Correct the file first.",
    )


def _same(a: Correction, b: Correction) -> bool:
    """One cell and one new value, whoever reported it and whenever."""
    return (a.extract, dict(a.key), a.column, a.old, a.new) == (b.extract, dict(b.key), b.column, b.old, b.new)


def _order(c: Correction) -> tuple[Any, ...]:
    return (c.extract, tuple(sorted(c.key.items())), c.column, c.old or "", c.new or "")


def _appended(path: Path, text: str, every: Sequence[Correction], fresh: Sequence[Correction]) -> str:
    before = text if text.strip() else _HEAD
    joined = before.rstrip("\n") + "\n" + _dump(fresh)
    try:
        if _entries(path, joined) == tuple(every):
            return joined
    except ConfigError:
        pass
    return _HEAD + _dump(every)  # the list was written in another style, to which nothing can be appended


def _dump(entries: Sequence[Correction]) -> str:
    return yaml.safe_dump([_plain(c) for c in entries], allow_unicode=True, sort_keys=False, width=120)


def _plain(c: Correction) -> dict[str, Any]:
    quarters = {name: str(q) for name, q in (("from", c.first), ("until", c.last)) if q is not None}
    entry = {"extract": c.extract, "key": dict(c.key), "column": c.column, "old": c.old, "new": c.new}
    who = {"reason": c.reason, "reported_by": c.reported_by, "date": c.date}
    return entry | who | ({"sheet": c.sheet} if c.sheet else {}) | quarters


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
