"""From a column of text to a typed column, fast and with the parsers of values/.

Each distinct value is parsed once and the results are spread over the rows; columns that hardly repeat (names,
identifiers) are first passed through by pattern and only the odd values are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.district.folder import Layout
from govreport.district.identifiers import Identifiers
from govreport.tidy.values import identifiers, texts
from govreport.tidy.values.cells import (
    BOOLEAN,
    ERROR,
    FORMATTED,
    LONGEST,
    NUMBER,
    SERIAL_1904,
    key,
    plain,
    shown_and_stored,
    unmark,
    unwrapped,
)
from govreport.tidy.values.dates import DateStyle, parse_date, parse_exact_date
from govreport.tidy.values.garbled import SUSPECT, is_garbled
from govreport.tidy.values.money import MoneyParser, money_parser
from govreport.tidy.values.places import Towns
from govreport.tidy.values.problems import MARKED, Problem, UnreadableError, too_long
from govreport.tidy.values.shown import padded, same_count, same_number

READ, NULL, REFUSED, READ_WITH_NOTE = 0, 1, 2, 3
"""States of a parsed cell."""

Parse = Callable[[str], Any]
Outcome = tuple[Any, Problem | None, int]

_CACHE = 200_000
_CJK = r"\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}"
_PLAIN_NAME = rf"^[{_CJK}A-Za-z0-9（）、。，：；《》“”·/_.+&-]+$"
_PLAIN_IDENTIFIER = rf"^[{_CJK}A-Z0-9/_-]+$"
_PLAIN_NUMBER = r"^[A-Z0-9]+$"
_PLAIN_USCC = r"^[0-9A-HJ-NP-RTUW-Y]{17}[1-9A-HJ-NP-RTUW-Y]$"  # one that ends in 0 may have been rounded: looked at
_ODD_IDENTIFIER = rf"^(?:{identifiers.MADE_DATE}|{identifiers.TRUTH})$"
"""Of plain text what a spreadsheet may have made of an identifier."""
_ERROR = re.compile(
    r"#(?:n/a|ref!|value!|div/0!|name\?|null!|num!|spill!|calc!|field!|blocked!|connect!|unknown!|busy!|external!|python!"
    r"|getting_data|data!)|err:\d{3}|#{2,}"
)
"""A formula's errors as a text export spells them, folded; ##### is what a narrow column shows of a number."""
_HIDDEN = Problem(
    "T-FORMAT", "是空白，因为单元格格式不显示所存的数", "is blank because its format hides the stored number"
)
_FORMER = Problem("T-FORMER", "是原区划代码", "is a code of the former division")
_GARBLED = Problem("T-GARBLED", "含有疑似乱码的文字", "holds characters that seem damaged")

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
        self, parse: Parse, kind: str, nulls: frozenset[str], plain_pattern: str | None, *, identifier: bool = False
    ) -> None:
        self._parse = parse
        self._kind = kind
        self.is_money = kind == "money"
        self._type = arrow_type(kind)
        self._nulls = nulls
        self._plain = plain_pattern
        self._suspect = _ODD_IDENTIFIER if identifier else SUSPECT if kind == "text" else None
        self._brackets = kind == "text" and not identifier
        self.is_identifier = identifier
        self._named = identifier or kind == "id"
        self.of_another_form = False
        self._cache: dict[str, Outcome] = {}

    def outcome(self, cell: str) -> Outcome:
        """Value, problem and state of one cell."""
        known = self._cache.get(cell)
        if known is None:
            if len(self._cache) >= _CACHE:
                self._cache.clear()
            known = self._cache[cell] = self._judge(cell)
        return known

    def expect_another_form(self) -> None:
        """From now on numbers and days are refused: the column's identifiers are of another form."""
        self.of_another_form = True
        self._cache.clear()

    def _judge(self, cell: str) -> Outcome:
        if (marked := MARKED.get(cell[:1])) is not None:
            return None, marked, REFUSED
        if len(cell) > LONGEST:
            return None, too_long(cell), REFUSED
        cell = unwrapped(cell)
        folded = key(cell)
        if _ERROR.fullmatch(folded):
            return None, MARKED[ERROR], REFUSED
        if not folded and cell[:1] == FORMATTED and shown_and_stored(cell)[1].strip("-0."):
            return None, _HIDDEN, REFUSED
        if not folded or folded in self._nulls:
            return None, None, NULL
        try:
            if self.of_another_form and (doubt := identifiers.doubtful(cell)) is not None:
                raise doubt
            value = self._parse(self._typed(cell))
        except UnreadableError as error:
            return None, error.problem, REFUSED
        if isinstance(value, WithNote):
            return value.value, value.problem, READ_WITH_NOTE
        if value is not None and self._kind == "text" and is_garbled(unmark(cell)[1]):
            return value, _GARBLED, READ_WITH_NOTE
        return value, None, READ if value is not None else NULL

    def _typed(self, cell: str) -> str:
        """The cell as the parsers of this column's kind know it: only some know each of a spreadsheet's kinds."""
        if cell[:1] == SERIAL_1904 and self._kind != "date":
            return NUMBER + cell[1:]
        if cell[:1] == FORMATTED and padded(*shown_and_stored(cell)):
            shown, stored = shown_and_stored(cell)
            return shown if self._named else NUMBER + stored
        if cell[:1] == FORMATTED and not self.is_money:
            shown, stored = shown_and_stored(cell)
            counted = self._kind in ("int", "score") and same_count(shown, stored)
            if not counted and not same_number(shown, stored):
                raise UnreadableError(
                    "T-FORMAT", f"是显示的样子，所存的数却是{stored}", f"is what is shown while {stored} is stored"
                )
            return NUMBER + stored
        if cell[:1] == BOOLEAN and self._kind in {"town", "community"}:
            raise UnreadableError("T-TEXT", "被表格软件存成了逻辑值", "was made a truth value by a spreadsheet")
        return cell

    def parse(self, cells: pa.Array) -> ParsedColumn:
        """Values and states of a column of text."""
        if self._plain is None:
            return self._distinct(cells)
        folded = cells
        passes = pc.match_substring_regex(cells, self._plain)
        if self._brackets and not pc.all(passes).as_py():  # no plain cell has ASCII brackets
            folded = pc.replace_substring(pc.replace_substring(cells, "(", "（"), ")", "）")
            passes = pc.match_substring_regex(folded, self._plain)
            passes = pc.and_not(passes, pc.match_substring_regex(cells, rf"^[^{_CJK}]*[()][^{_CJK}]*$"))  # their own
        if (pc.max(pc.binary_length(cells)).as_py() or 0) > LONGEST:
            passes = pc.and_(passes, pc.less_equal(pc.utf8_length(cells), LONGEST))
        if self._nulls:
            lowered = pc.ascii_lower(cells)
            passes = pc.and_not(passes, pc.is_in(lowered, value_set=pa.array(sorted(self._nulls), pa.string())))
        if self._suspect is not None:
            passes = pc.and_not(passes, pc.match_substring_regex(cells, self._suspect))
        if self.of_another_form:
            passes = pc.and_not(passes, pc.match_substring_regex(cells, f"^(?:{identifiers.DAY})$"))
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


def _lenient_date(cell: str, style: DateStyle) -> Any:
    day, exact = parse_date(cell, style)
    if exact:
        return day
    note = Problem("T-DATE-MONTH", f"没有写明是哪一日，按{day:%Y-%m-%d}计", f"does not state the day; taken as {day}")
    return WithNote(day, note)


def _town(cell: str, towns: Towns) -> Any:
    code = towns.parse(cell)
    return WithNote(code, _FORMER) if towns.is_former(cell) else code


def _parse_for(
    kind: str,
    name: str,
    *,
    required: bool,
    codes: CodeList | None,
    towns: Towns,
    unit: str | None,
    style: DateStyle,
    by: Identifiers,
    amounts: MoneyParser,
) -> Parse:
    if kind == "text":
        return identifiers.parse_identifier if name.endswith("_no") else texts.parse_name
    if kind == "date":
        return (lambda c: parse_exact_date(c, style)) if required else (lambda c: _lenient_date(c, style))
    if kind in {"int", "score"}:
        return texts.parse_int
    if codes is not None:
        known = codes
        return (lambda c: texts.parse_bool(c, known)) if kind == "bool" else (lambda c: texts.parse_code(c, known))
    simple: dict[str, Parse] = {
        "id": identifiers.parse_uscc if by.scheme == "uscc" else identifiers.parse_identifier,
        "town": lambda c: _town(c, towns),
        "money": lambda c: amounts.parse(c, unit),
        "community": plain,  # read together with the town, see body.py
    }
    return simple[kind]


def parsers_for(
    extract: str,
    layout: Layout,
    codes: Mapping[str, CodeList],
    towns: Towns,
    units: Mapping[str, str],
    zone: tzinfo,
    by: Identifiers,
) -> dict[str, ColumnParser]:
    """One parser per canonical column that the layout maps; ``units`` are those the file's header states, ``zone`` is
    where the district's days begin; ``by`` is what names its organizations."""
    parsers = {}
    style = DateStyle(layout.dates, zone)
    plain_id = _PLAIN_USCC if by.scheme == "uscc" else _PLAIN_NUMBER
    amounts = money_parser(layout.currency, layout.decimal)
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
            style=style,
            by=by,
            amounts=amounts,
        )
        identifier = column.name.endswith("_no")
        pattern = {"text": _PLAIN_IDENTIFIER if identifier else _PLAIN_NAME, "id": plain_id}.get(kind)
        nulls = frozenset(key(n) for n in (setting.nulls if setting.nulls is not None else layout.nulls)) - {""}
        parsers[column.name] = ColumnParser(parse, kind, nulls, pattern, identifier=identifier)
    return parsers
