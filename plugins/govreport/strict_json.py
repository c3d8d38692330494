"""JSON of others, from files and from servers alike: no field twice, no half characters, no number that is only an
exponent, and no more fields and cells than a table has. What breaks a rule is said, never guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

MOST_COLUMNS = 2_000
"""Different fields of all records."""
MOST_SPARSE = 2_000_000
"""Cells of the table that records make together, where nearly all of them are empty."""
_SPARSE = 20
"""So many cells for one that is filled are hardly a table any more."""
LARGEST_EXPONENT = 400
"""Beyond any double's; written out, such a number has as many digits."""
_HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which \\u escapes can state and no text can hold."""


_PERHAPS_HALF = re.compile(rb"\\u[dD]|\xed[\xa0-\xbf]")


class RepeatedError(Exception):
    """An object states one field twice."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class ImpossibleError(ValueError):
    """A value that no table can hold."""


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's fields. Raises RepeatedError."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RepeatedError(first_repeated(name for name, _ in pairs))
    return found


def first_repeated(names: Iterable[str]) -> str:
    """The first name that stands there for the second time."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    raise ValueError("none")


def is_sparse(rows: int, columns: int, filled: int) -> bool:
    """Whether records have so few fields in common that nearly all of their table's many cells are empty."""
    return rows * columns > max(MOST_SPARSE, _SPARSE * filled)


def loads(data: bytes | bytearray) -> Any:
    """An answer, fractions as Decimal. Raises ValueError for what isn't JSON, RepeatedError, ImpossibleError."""
    try:
        found = json.loads(data, object_pairs_hook=once, parse_float=_fraction, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if _PERHAPS_HALF.search(data) or json.detect_encoding(bytes(data[:4])) not in ("utf-8", "utf-8-sig"):
        _require_whole(found)
    return found


def _fraction(text: str) -> Decimal:
    number = Decimal(text)
    if number and abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ImpossibleError(text[:40])
    return number if number else Decimal(0)


def _no_number(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity aren't JSON


def _require_whole(value: Any) -> None:
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str) and _HALF.search(found):
            raise ImpossibleError(_HALF.sub("\ufffd", found)[:40])
        if isinstance(found, dict):
            waiting += [*found.keys(), *found.values()]
        elif isinstance(found, list):
            waiting += found
