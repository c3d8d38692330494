"""What typer writes around the help: in the language that is spoken, and nothing of it cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partialmethod
from typing import Any

from rich.columns import Columns
from rich.table import Table
from rich.text import Text
from typer import core, rich_utils

from govreport.language import Language

_FRAME: Mapping[str, str] = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "ERRORS_PANEL_TITLE": "用法不对",
    "REQUIRED_LONG_STRING": "[必填]",
    "DEFAULT_STRING": "[默认：{}]",
    "ABORTED_TEXT": "已中止。",
    "RICH_HELP": "用法见 [blue]'{command_path} {help_option}'[/]。",
}
"""Words around the help, as typer calls them -> in Chinese."""
_KINDS: Mapping[str, str] = {
    "str": "文字", "path": "路径", "int": "整数", "float": "数", "datetime": "日期", "list": "多个",
}  # fmt: skip
"""Kinds of values, as typer calls them -> in Chinese."""
_KIND = re.compile(rf"(?<![a-z])({'|'.join(_KINDS)})(?![a-z])")


class _WholeTable(Table):
    """What doesn't fit into a line of the help goes on in the next one: a Chinese sentence has no spaces to break at,
    and would be cut."""

    def add_row(self, *cells: Any, **options: Any) -> None:
        super().add_row(*cells, **options)
        for column in self.columns:
            column.overflow = "fold"


class _WholeColumns(Columns):
    """The same of the text about an option, beside which its default stands."""

    def __init__(self, renderables: Iterable[Any], *args: Any, **options: Any) -> None:
        texts = list(renderables)
        for text in texts:
            if isinstance(text, Text):
                text.overflow = "fold"
        super().__init__(texts, *args, **options)


@contextmanager
def frame(language: Language) -> Iterator[None]:
    """While it lasts nothing of the help is cut, and what typer itself writes around it is in Chinese."""
    ours: list[tuple[Any, str, Any]] = [(rich_utils, "Table", _WholeTable), (rich_utils, "Columns", _WholeColumns)]
    ours += [(rich_utils, name, words) for name, words in _FRAME.items() if language == "zh"]
    ours += [
        (kind, "display_type_rich", partialmethod(_type_of_value, kind.display_type_rich, language))
        for kind in (core.TyperOption, core.TyperArgument)
    ]
    before = [(where, name, getattr(where, name)) for where, name, _ in ours]
    for where, name, value in ours:
        setattr(where, name, value)
    try:
        yield
    finally:
        for where, name, value in before:
            setattr(where, name, value)


def _type_of_value(
    parameter: Any, as_typer_says: Callable[[Any, Any], str | None], language: Language, ctx: Any
) -> str | None:
    """What kind of value is expected; of a switch nothing."""
    said = as_typer_says(parameter, ctx)
    if said is None or getattr(parameter, "is_flag", False):
        return None
    return said if language == "en" else _KIND.sub(lambda word: _KINDS[word[0]], said)
