"""How command lines are taken: the period as a word or behind ``-q``, whichever a command declares; groups in the help.

What is said of a mistake, and in which language, is wording.py's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from typer import core

PERIOD = ("--quarter", "--period", "-q")
"""Options by which a period is named."""
NAME = "quarter"
"""Of the parameter that is a period, in every command that takes one."""
_PERIOD_LIKE = re.compile(r"\d{4}(-?[QHS]\d|-\d{1,2})?", re.IGNORECASE)


class Command(core.TyperCommand):
    """A command in which a period may stand as a word or behind an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Bring the period to where the command declares it."""
        period = next((p for p in self.params if p.name == NAME), None)
        if isinstance(period, core.TyperArgument):
            args = _as_word(args, self._takes_value())
        elif period is not None:
            args = _as_option(args, self._takes_value())
        return super().parse_args(ctx, args)

    def _takes_value(self) -> Mapping[str, bool]:
        """Option -> whether a value follows it."""
        options = (p for p in self.params if isinstance(p, core.TyperOption))
        return {name: not option.is_flag for option in options for name in (*option.opts, *option.secondary_opts)}


def _as_word(args: Sequence[str], takes_value: Mapping[str, bool]) -> list[str]:
    """``-q X`` becomes the first word."""
    rest, found = [], []
    words = iter(args)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif name in PERIOD and name not in takes_value:
            found.append(value if equals else next(words, ""))
        elif takes_value.get(word):
            rest += [word, *[after for after in [next(words, None)] if after is not None]]
        else:
            rest.append(word)
    return [*filter(None, found[:1]), *rest]


def _as_option(args: Sequence[str], takes_value: Mapping[str, bool]) -> list[str]:
    """The first word that reads like a period is put behind ``-q``, where nothing stands there and it is no file."""
    if any(word.partition("=")[0] in PERIOD or re.match(r"-q.", word) for word in args):
        return list(args)
    skip = False
    for place, word in enumerate(args):
        if word == "--":
            break
        if not skip and _PERIOD_LIKE.fullmatch(word) and not Path(word).exists():
            return [*args[:place], "-q", word, *args[place + 1 :]]
        skip = not skip and takes_value.get(word, False)
    return list(args)


class Application(typer.Typer):
    """A group of commands that are all taken so."""

    def command(self, name: str | None = None, **options: Any) -> Callable[[Any], Any]:
        """As typer's, of our class."""
        return super().command(name, **({"cls": Command} | options))
