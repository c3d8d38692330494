"""Ways to damage a text file whose sound twin is known: what is kept of it must be what the twin's row says.

Rows are matched by their project numbers, which no damage touches.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

from tests.fuzz import seeds

KEY = 1
"""Column of the project number."""
_PAID = 13
_BODY = 3
_LAST = -2

Rows = list[list[str]]
Damage = Callable[[random.Random, Rows], tuple[bytes, int]]
"""Bytes, and how many records were damaged."""


@cache
def _grid() -> tuple[tuple[str, ...], ...]:
    rows = [list(row) for row in seeds.grid(40)]
    for number, row in enumerate(rows[_BODY:_LAST]):
        if number % 4 == 1:
            row[-1] = "已验收,合格"
        if number % 5 == 2:
            row[2] += '"一期"'
        if number % 7 == 3:
            row[_PAID] = f"{1200 + number}.00"
    rows[-2][_PAID] = ""
    return tuple(map(tuple, rows))


def grid() -> Rows:
    """The sound table: some cells need quotes, some amounts have thousands, most remarks are empty."""
    return [list(row) for row in _grid()]


def sound() -> bytes:
    """The sound twin of all files."""
    return seeds.delimited(grid()).encode()


def _lines(rows: Rows) -> list[str]:
    return [seeds.delimited([row]) for row in rows]


def _some(rng: random.Random, rows: Rows) -> list[int]:
    records = range(_BODY, len(rows) + _LAST)
    return sorted(rng.sample(records, rng.choice((1, 2, 5, len(records) // 2, len(records)))))


def _separators(line: str, after: int = 0) -> list[int]:
    """Places of the commas outside quotes."""
    places, inside = [], False
    for at, letter in enumerate(line):
        inside ^= letter == '"'
        if letter == "," and not inside:
            places.append(at)
    return places[after:]


def _by_line(change: Callable[[random.Random, str], str]) -> Damage:
    def damage(rng: random.Random, rows: Rows) -> tuple[bytes, int]:
        lines, chosen = _lines(rows), _some(rng, rows)
        for at in chosen:
            lines[at] = change(rng, lines[at])
        return "".join(lines).encode(), len(chosen)

    return damage


def _at_separator(text: str) -> Callable[[random.Random, str], str]:
    """A separator behind the project number becomes ``text``."""

    def change(rng: random.Random, line: str) -> str:
        at = rng.choice(_separators(line, KEY + 1))
        return line[:at] + text + line[at + 1 :]

    return change


def _mixed(rng: random.Random, line: str) -> str:
    """At least one separator behind the project number becomes another, and each of the others may."""
    places = _separators(line, KEY + 1)
    chosen = {rng.choice(places), *(at for at in places if rng.random() < 0.3)}
    return "".join(rng.choice(";\t|") if at in chosen else letter for at, letter in enumerate(line))


def _stray_quote(rng: random.Random, rows: Rows) -> tuple[bytes, int]:
    lines = _lines(rows)
    at = rng.choice(_some(rng, rows))
    start = _separators(lines[at], KEY)[0] + 1
    place = rng.randrange(start, len(lines[at].rstrip()) + 1)
    lines[at] = lines[at][:place] + '"' + lines[at][place:]
    return "".join(lines).encode(), 1


def _thousands(rng: random.Random, rows: Rows) -> tuple[bytes, int]:
    lines, count = _lines(rows), 0
    for at in range(_BODY, len(rows) + _LAST):
        if rng.random() < 0.9 and (changed := re.sub(r",(\d)(\d{3}\.00),", r",\1,\2,", lines[at])) != lines[at]:
            lines[at], count = changed, count + 1
    return "".join(lines).encode(), count


def _requoted(left: str, right: str, *, escaped: str | None = None) -> Damage:
    def damage(rng: random.Random, rows: Rows) -> tuple[bytes, int]:
        lines, chosen = _lines(rows), _some(rng, rows)
        for at in chosen:
            cells = [
                left + (cell.replace('"', escaped) if escaped else cell) + right if {",", '"'} & set(cell) else cell
                for cell in rows[at]
            ]
            lines[at] = ",".join(cells) + "\r\n"
        return "".join(lines).encode(), len(chosen)

    return damage


def _comma_space(rng: random.Random, rows: Rows) -> tuple[bytes, int]:
    lines, chosen = _lines(rows), _some(rng, rows)
    for at in chosen:
        lines[at] = ", ".join(seeds.delimited([[cell]]).rstrip("\r\n") for cell in rows[at]) + "\r\n"
    return "".join(lines).encode(), len(chosen)


def _lost_in_header(rng: random.Random, rows: Rows) -> tuple[bytes, int]:
    lines = _lines(rows)
    at = rng.choice(_separators(lines[_BODY - 1]))
    lines[_BODY - 1] = lines[_BODY - 1][:at] + lines[_BODY - 1][at + 1 :]
    return "".join(lines).encode(), len(rows) - _BODY + _LAST


def _header_quote(rng: random.Random, rows: Rows) -> tuple[bytes, int]:
    lines = _lines(rows)
    header = lines[_BODY - 1]
    place = rng.choice([0, *(at + rng.choice((0, 1)) for at in _separators(header)), len(header) - 2])
    lines[_BODY - 1] = header[:place] + '"' + header[place:]
    return "".join(lines).encode(), len(rows) - _BODY + _LAST


def _encoded(rng: random.Random, rows: Rows) -> tuple[bytes, int]:
    encoding = rng.choice(("utf-32", "utf-32-be", "utf-32-le", "big5", "cp1252", "euc-kr", "shift-jis", "gb18030"))
    return "".join(_lines(rows)).encode(encoding, "ignore"), len(rows) - _BODY + _LAST


def _everywhere(_: random.Random, rows: Rows) -> tuple[bytes, int]:
    lines = [line.rstrip("\r\n") + ",\r\n" if at >= _BODY else line for at, line in enumerate(_lines(rows))]
    return "".join(lines).encode(), len(rows) - _BODY + _LAST


TWINS: dict[str, Damage] = {
    "extra_separator": _by_line(_at_separator(",,")),
    "lost_separator": _by_line(_at_separator("")),
    "foreign_separator": _by_line(_at_separator(";")),
    "mixed_separators": _by_line(_mixed),
    "surplus_empty": _by_line(lambda rng, line: line.rstrip("\r\n") + "," * rng.randint(1, 2) + "\r\n"),
    "surplus_everywhere": _everywhere,
    "stray_quote": _stray_quote,
    "thousands_unquoted": _thousands,
    "comma_space": _comma_space,
    "single_quotes": _requoted("'", "'"),
    "backslash_escapes": _requoted('"', '"', escaped='\\"'),
    "nul_escapes": _requoted('"', '"', escaped='\x00"'),
    "lost_header_separator": _lost_in_header,
    "header_quote": _header_quote,
    "encodings": _encoded,
}


def damaged(kind: str, rng: random.Random) -> tuple[bytes, int]:
    """A file of one kind, and how many of its records are damaged."""
    return TWINS[kind](rng, grid())
