"""Reading one YAML or CSV file of a district's folder, and saying in one sentence what is wrong with it.

Which files a folder has is in dag_config.py and reading.py.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from govreport.district.locations import SECRET
from govreport.errors import ConfigError

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
OnMistake = Callable[[ConfigError], None]
"""What is done with a mistake: ``raise_at_once``, or the ``append`` of a list."""
YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TEXT_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Leaves every value the text it is written as: cells of extracts are text, 2018-02-30 and 007 among them."""


def raise_at_once(error: ConfigError) -> None:
    """Stop at the first mistake."""
    raise error


def read_text(path: Path) -> str:
    """A file's text; raises ConfigError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"缺少文件 {path}，每个区的文件夹都必须有它。", f"{path} is missing; every district folder must have it."
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(
            f"{path} 不是 UTF-8 编码，请另存为 UTF-8。", f"{path} isn't UTF-8; save it as UTF-8."
        ) from None


def read_yaml(path: Path, loader: Any = YAML_LOADER) -> Any:
    """A YAML file's content; raises ConfigError."""
    try:
        return yaml.load(read_text(path), Loader=loader)  # noqa: S506 - a safe loader, the fast one where it is built in
    except (yaml.YAMLError, ValueError) as error:  # a day that doesn't exist is a ValueError
        reason = " ".join(str(error).split())
        raise ConfigError(f"{path} 不是有效的 YAML:{reason}", f"{path} is not valid YAML: {reason}") from None


def read_entries(path: Path) -> dict[str, Any]:
    """A YAML file that holds entries by name; raises ConfigError."""
    entries = read_yaml(path)
    if not isinstance(entries, dict):
        raise ConfigError(
            f"{path} 应当是“名称: 内容”各行，请照现有的区改写。",
            f"{path} should hold lines of the form name: value; write it like that of another district.",
        )
    return entries


def read_csv(path: Path, model: type[M], on_mistake: OnMistake = raise_at_once) -> tuple[M, ...]:
    """A CSV file's lines; every wrong line goes to ``on_mistake``."""
    rows = []
    for number, row in enumerate(csv.DictReader(read_text(path).splitlines()), start=2):
        values: dict[str, Any] = {k: v for k, v in row.items() if v}
        if "aliases" in values:
            values["aliases"] = tuple(values["aliases"].split("|"))
        try:
            rows.append(model.model_validate(values))
        except ValidationError as error:
            for mistake in mistakes(path.with_name(f"{path.name} line {number}"), error):
                on_mistake(mistake)
    return tuple(rows)


def validated(path: Path, build: Callable[[], T], on_mistake: OnMistake = raise_at_once) -> T | None:
    """What ``build`` makes of a file; None where ``on_mistake`` gathered its mistakes."""
    try:
        return build()
    except ValidationError as error:
        for mistake in mistakes(path, error):
            on_mistake(mistake)
    except ConfigError as error:
        on_mistake(error)
    return None


def mistakes(path: Path, error: ValidationError) -> list[ConfigError]:
    """What pydantic found wrong, a sentence each."""
    return [_sentence(path, one) for one in error.errors()]


def _sentence(path: Path, mistake: Any) -> ConfigError:
    place = " → ".join(str(p) for p in mistake["loc"]) or "(whole file)"
    value, seen, seen_zh = mistake.get("input"), "", ""
    # A stray key or an address may hold a password, and so may a whole section: only simple values are repeated.
    private = mistake["type"] in (SECRET, "extra_forbidden") or "://" in str(value)
    if not private and not isinstance(value, (Mapping, list, tuple)):
        seen, seen_zh = f" (found {value!r})", f"(读到的值：{value!r})"
    return ConfigError(
        f"{path} 中“{place}”不符合要求：{mistake['msg']}{seen_zh}。请改正后重试。",
        f"{path}: {place}: {mistake['msg']}{seen}. Correct it and run again.",
    )
