"""From a column of text to a typed column, fast and with the parsers of values/.

Each distinct value is parsed once and the results are spread over the rows; columns that hardly repeat (names,
identifiers) are first passed through by pattern and only the odd values are parsed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.district.folder import Layout
from govreport.tidy.values import texts
from govreport.tidy.values.cells import ERROR, NESTED, key, plain, unwrapped
from govreport.tidy.values.dates import parse_date, parse_exact_date
from govreport.tidy.values.money import parse_money
from govreport.tidy.values.places import Towns
from govreport.tidy.values.problems import Problem, UnreadableError

READ, NULL, REFUSED, READ_WITH_NOTE = 0, 1, 2, 3
"""States of a parsed cell."""

Parse = Callable[[str], Any]
Outcome = tuple[Any, Problem | None, int]

_CACHE = 200_000
_CJK = r"\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}"
_PLAIN_NAME = rf"^[{_CJK}A-Za-z0-9（）、。，：；《》“”·/_.+&-]+$"
_PLAIN_IDENTIFIER = rf"^[{_CJK}A-Z0-9/_-]+$"
_PLAIN_USCC = r"^[0-9A-HJ-NP-RTUW-Y]{17}[1-9A-HJ-NP-RTUW-Y]$"  # one that ends in 0 may have been rounded: looked at
_ERRORS = frozenset({"#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!"})
"""A formula's errors as a text export spells them, folded."""

ARROW_TYPES: dict[str, pa.DataType] = {
    "row": pa.int32(),
    "date": pa.date32(),
    "money": pa.int64(),
    "int": pa.int32(),
    "score": pa.int32(),
    "bool": pa.bool_(),
}


def arrow_type(kind: str) -> pa.DataType:
    """The Parquet type of a canonical kind."""
    return ARROW_TYPES.get(kind, pa.string())


@dataclass
class ParsedColumn:
    """Values (null where there is none) and the state of each cell."""

    values: pa.Array
    states: pa.Array


class ColumnParser:
    """Parses the cells of one canonical column, remembering what it has parsed."""

    def __init__(
        self, parse: Parse, kind: str, nulls: frozenset[str], plain_pattern: str | None, *, brackets: bool
    ) -> None:
        self._parse = parse
        self.is_money = kind == "money"
        self._type = arrow_type(kind)
        self._nulls = nulls
        self._plain = plain_pattern
        self._brackets = brackets
        self._cache: dict[str, Outcome] = {}

    def outcome(self, cell: str) -> Outcome:
        """Value, problem and state of one cell."""
        known = self._cache.get(cell)
        if known is None:
            if len(self._cache) >= _CACHE:
                self._cache.clear()
            known = self._cache[cell] = self._judge(cell)
        return known

    def _judge(self, cell: str) -> Outcome:
        if cell[:1] == NESTED:
            return None, Problem("T-NESTED", "是列表或对象", "is a list or an object"), REFUSED
        cell = unwrapped(cell)
        folded = key(cell)
        if cell[:1] == ERROR or folded in _ERRORS:
            return None, Problem("T-ERROR", "是公式错误", "is a formula error"), REFUSED
        if not folded or folded in self._nulls:
            return None, None, NULL
        try:
            value = self._parse(cell)
        except UnreadableError as error:
            return None, error.problem, REFUSED
        if isinstance(value, WithNote):
            return value.value, value.problem, READ_WITH_NOTE
        return value, None, READ if value is not None else NULL

    def parse(self, cells: pa.Array) -> ParsedColumn:
        """Values and states of a column of text."""
        if self._plain is None:
            return self._distinct(cells)
        folded = cells
        passes = pc.match_substring_regex(cells, self._plain)
        if self._brackets and not pc.all(passes).as_py():  # no plain cell has ASCII brackets
            folded = pc.replace_substring(pc.replace_substring(cells, "(", "（"), ")", "）")
            passes = pc.match_substring_regex(folded, self._plain)
        if self._nulls:
            lowered = pc.ascii_lower(cells)
            passes = pc.and_not(passes, pc.is_in(lowered, value_set=pa.array(sorted(self._nulls), pa.string())))
        if pc.all(passes).as_py():
            return ParsedColumn(folded, pa.repeat(pa.scalar(READ, pa.int8()), len(cells)))
        odd = pc.invert(passes)
        parsed = self._distinct(cells.filter(odd))
        states = pa.repeat(pa.scalar(READ, pa.int8()), len(cells))
        return ParsedColumn(
            pc.replace_with_mask(folded, odd, parsed.values), pc.replace_with_mask(states, odd, parsed.states)
        )

    def _distinct(self, cells: pa.Array) -> ParsedColumn:
        encoded = cells.dictionary_encode()
        outcomes = [self.outcome(cell) for cell in encoded.dictionary.to_pylist()]
        values = pa.array([o[0] for o in outcomes], self._type)
        states = pa.array([o[2] for o in outcomes], pa.int8())
        return ParsedColumn(values.take(encoded.indices), states.take(encoded.indices))


@dataclass(frozen=True)
class WithNote:
    """A value that is taken, with a remark to be listed."""

    value: Any
    problem: Problem


def _lenient_date(cell: str) -> Any:
    day, exact = parse_date(cell)
    if exact:
        return day
    note = Problem("T-DATE-MONTH", f"没有写明是哪一日，按{day:%Y-%m-%d}计", f"does not state the day; taken as {day}")
    return WithNote(day, note)


def _parse_for(
    kind: str, name: str, *, required: bool, codes: CodeList | None, towns: Towns, unit: str | None
) -> Parse:
    if kind == "text":
        return texts.parse_identifier if name.endswith("_no") else texts.parse_name
    if kind == "date":
        return parse_exact_date if required else _lenient_date
    if kind in {"int", "score"}:
        return texts.parse_int
    if codes is not None:
        known = codes
        return (lambda c: texts.parse_bool(c, known)) if kind == "bool" else (lambda c: texts.parse_code(c, known))
    simple: dict[str, Parse] = {
        "id": texts.parse_uscc,
        "town": towns.parse,
        "money": lambda c: parse_money(c, unit),
        "community": plain,  # read together with the town, see body.py
    }
    return simple[kind]


def parsers_for(
    extract: str, layout: Layout, codes: Mapping[str, CodeList], towns: Towns, units: Mapping[str, str]
) -> dict[str, ColumnParser]:
    """One parser per canonical column that the layout maps; ``units`` are those the file's header states."""
    parsers = {}
    for column in EXTRACTS[extract].columns:
        setting = layout.columns.get(column.name)
        if setting is None:
            continue
        kind = column.info["kind"]
        list_name = column.info["codes"]
        parse = _parse_for(
            kind,
            column.name,
            required=not column.nullable,
            codes=codes[list_name] if list_name else None,
            towns=towns,
            unit=units.get(column.name) or setting.unit,
        )
        identifier = column.name.endswith("_no")
        pattern = {"text": _PLAIN_IDENTIFIER if identifier else _PLAIN_NAME, "id": _PLAIN_USCC}.get(kind)
        nulls = frozenset(key(n) for n in (setting.nulls if setting.nulls is not None else layout.nulls)) - {""}
        parsers[column.name] = ColumnParser(parse, kind, nulls, pattern, brackets=kind == "text" and not identifier)
    return parsers
