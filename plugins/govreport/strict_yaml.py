"""YAML of people's own files: a name given twice is refused wherever it stands, and nesting and aliases are bounded
before anything is built of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import yaml

MOST_DEPTH = 40
MOST_NODES = 200_000
"""Values of a file in which aliases stand, each alias counted as what it stands for."""
_DEEP = re.compile(r"^[ ]{160}|(?:[-?] ){40}", re.MULTILINE)


class TwiceError(yaml.MarkedYAMLError):
    """One name stands twice in a mapping; YAML itself would silently keep the second."""


class TooMuchError(yaml.MarkedYAMLError):
    """Nested deeper, or standing for more, than any file of a person."""


def _once(base: type[Any]) -> type[Any]:
    class Loader(base):  # type: ignore[misc]
        def flatten_mapping(self, node: Any) -> None:  # before merged names are written among its own
            _require_once(node)
            super().flatten_mapping(node)

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            _require_once(node)
            return super().construct_mapping(node, deep)

    return Loader


def _require_once(node: Any) -> None:
    if not isinstance(node, yaml.MappingNode) or hasattr(node, "told_apart"):
        return
    node.told_apart = True  # type: ignore[attr-defined]
    seen: set[Any] = set()
    for name, _ in node.value:
        if isinstance(name, yaml.ScalarNode) and name.tag != "tag:yaml.org,2002:merge":
            if name.value in seen:
                raise TwiceError(problem=name.value, problem_mark=name.start_mark)
            seen.add(name.value)


LOADER = _once(getattr(yaml, "CSafeLoader", yaml.SafeLoader))
TEXT_LOADER = _once(getattr(yaml, "CBaseLoader", yaml.BaseLoader))
"""Leaves every value the text it is written as: cells of extracts are text, 2018-02-30 and 007 among them."""


def load(text: str, loader: Any = LOADER) -> Any:
    """What a YAML text says. Raises yaml.YAMLError, TwiceError and TooMuchError among it, and ValueError for a day or a
    number that can't exist."""
    if "*" in text or text.count("[") + text.count("{") > MOST_DEPTH or _DEEP.search(text):
        _require_bounded(text, loader)
    return yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader, the fast one where it is built in


def _require_bounded(text: str, loader: Any) -> None:
    """By the events that the parser gives: to build a deep tree would need as deep a stack, and what aliases stand for
    may be a thousand million values."""
    sizes: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = []
    aliases = False
    events: Iterable[Any] = yaml.parse(text, Loader=loader)
    for event in events:
        size, anchor = 0, getattr(event, "anchor", None)
        mark: Any = event.start_mark
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            open_.append((anchor, 1))
            if len(open_) > MOST_DEPTH:
                raise TooMuchError(problem="depth", problem_mark=mark)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            anchor, size = open_.pop()
        elif isinstance(event, yaml.AliasEvent):
            if any(name == anchor for name, _ in open_):  # within what it stands for
                raise TooMuchError(problem="alias", problem_mark=mark)
            aliases, size, anchor = True, sizes.get(str(anchor), 1), None
        elif isinstance(event, yaml.ScalarEvent):
            size = 1
        if anchor is not None and size:
            sizes[anchor] = size
        if size and open_:
            name, before = open_[-1]
            open_[-1] = name, before + size
            if aliases and before + size > MOST_NODES:
                raise TooMuchError(problem="alias", problem_mark=mark)
