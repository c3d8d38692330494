"""The amounts of a total row: in the columns of amounts, in words, and such as stand where no amount belongs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from govreport.canonical import ROW
from govreport.currency.marks import IN_TITLES, SIGNS
from govreport.tidy.columns import READ, ColumnParser
from govreport.tidy.header import Header
from govreport.tidy.total_labels import total_label
from govreport.tidy.totals_in_words import total_in_words
from govreport.tidy.values.cells import key, plain
from govreport.tidy.values.problems import Problem

_NUMBER = re.compile(rf"(?:{SIGNS})?-?\d[\d,]*(?:\.\d+)?[十百千万亿]{{0,2}}(?:{IN_TITLES})?", re.IGNORECASE)
_STATED = re.compile(r".*\d.*|[#=].+")
_NO_NUMBERS = frozenset({"date", "town", "community", "coded", "bool"})
"""Kinds of columns in which nobody sums anything up."""

_OF_RECORDS = frozenset({"total", "totals", "总数"})
"""What stands before a number of records rather than an amount, where no unit follows."""

Unread = tuple[str, str, Problem]
"""Column, cell and problem of an amount that can't be read."""


class Amount(NamedTuple):
    """An amount of a total row."""

    column: str
    amount: int | None
    """None where it can't be read."""
    seen: str
    choices: tuple[tuple[str, int], ...] = ()
    """Columns and amounts, where nothing says which column is meant."""


def looks_stated(cell: str) -> bool:
    """Whether an unreadable cell was meant to state something: it has digits, or is a formula or its error."""
    return bool(_STATED.fullmatch(key(cell)))


def read_amounts(
    cells: list[str],
    header: Header,
    kinds: Mapping[str, str],
    parsers: Mapping[str, ColumnParser],
    above: int | None,
) -> tuple[list[Amount], list[Unread]]:
    """The amounts of a row that is known as a total. ``above`` is the number of records above it, which such a row may
    state without a word."""
    places = {at: name for name, at in sorted(header.mapping.items()) if kinds[name] == "money"}
    found: list[Amount] = []
    unread: list[Unread] = []

    def refuse(name: str, cell: str, zh: str, en: str) -> None:
        found.append(Amount(name, None, plain(cell)))
        unread.append((name, cell, Problem("T-TOTAL", f"（合计行）{zh}", f"(a total) {en}")))

    for at, cell in enumerate(cells if places else ()):
        text, name = key(cell), places.get(at)
        words = total_in_words(text) if text else None
        for claim in words.claims if words else ():
            meant = [name] if name else _named(claim.column, places, header)
            choices, problem = _choices(claim.amount, meant, parsers)
            if name is None and claim.amount.isdigit():  # 合计：3, "total": 3: perhaps of records
                counted = ((ROW, int(claim.amount)),)
                choices = (*counted, *choices) if words and words.label.text in _OF_RECORDS else (*choices, *counted)
            if choices:
                found.append(Amount(choices[0][0], choices[0][1], plain(cell), choices))
            elif problem is not None:
                refuse(meant[0], cell, problem.zh, problem.en)
        if words is None and name is not None:
            value, problem, state = parsers[name].outcome(cell)
            if state == READ:
                found.append(Amount(name, value, plain(cell)))
            elif problem is not None and total_label([text]) is None:
                refuse(name, cell, problem.zh, problem.en)
    left = [name for name in places.values() if name not in {amount.column for amount in found}]
    # with an amount in its place beside it, a number below towns may say how many towns there are
    idle = {at for name, at in header.mapping.items() if kinds[name] in (_NO_NUMBERS if not found else {"date"})}
    for at, cell in enumerate(cells):
        if left and at in idle and _NUMBER.fullmatch(key(cell)) and key(cell) != str(above):
            refuse(left.pop(0), cell, "不在金额栏内，无法核对", "stands in no column of amounts")
    return found, unread


def _named(column: str, places: Mapping[int, str], header: Header) -> list[str]:
    """The columns that a text may speak of: the one it names, or any."""
    named = [name for at, name in places.items() if column and column in key(header.titles[at])]
    return named if len(named) == 1 else list(places.values())


def _choices(
    amount: str, names: list[str], parsers: Mapping[str, ColumnParser]
) -> tuple[tuple[tuple[str, int], ...], Problem | None]:
    outcomes = [(name, *parsers[name].outcome(amount)) for name in names]
    choices = tuple((name, value) for name, value, _, state in outcomes if state == READ)
    return choices, None if choices else outcomes[0][2]
