"""What fills a column beside the file's own cells: a layout's constant, what an empty cell stands for, and the name of
an organization where nothing else identifies one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import EXTRACTS
from govreport.canonical.folding import fold
from govreport.district.folder import Layout
from govreport.errors import ConfigError
from govreport.tidy.columns import NULL, READ, READ_WITH_NOTE, REFUSED, ColumnParser, ParsedColumn, arrow_type

Columns = dict[str, Any]
NAMED_BY: Mapping[str, str] = {"uscc": "name", "recipient_uscc": "recipient_name"}
"""Column of an identifier -> the one that takes its place in a district whose organizations have none."""


@dataclass(frozen=True)
class Filled:
    """A text that a column holds in every row, or where its cells are empty, and its value."""

    name: str
    text: str
    value: Any
    kind: str
    everywhere: bool

    def into(self, cells: Columns, parsed: Columns, rows: int) -> tuple[Columns, Columns]:
        """The columns of a batch with this one filled in; a default fills no column that the file lacks."""
        value, text = pa.scalar(self.value, arrow_type(self.kind)), pa.scalar(self.text, pa.string())
        read = pa.scalar(READ, pa.int8())
        if self.everywhere:
            column = ParsedColumn(pa.repeat(value, rows), pa.repeat(read, rows))
            return {**cells, self.name: pa.repeat(text, rows)}, {**parsed, self.name: column}
        if self.name not in parsed:
            return cells, parsed
        before = parsed[self.name]
        empty = pc.equal(before.states, NULL)
        column = ParsedColumn(pc.if_else(empty, value, before.values), pc.if_else(empty, read, before.states))
        return {**cells, self.name: pc.if_else(empty, text, cells[self.name])}, {**parsed, self.name: column}


@dataclass(frozen=True)
class Repeated:
    """A column that holds what another one does, where a third is filled."""

    name: str
    other: str
    where: str | None

    def into(self, cells: Columns, parsed: Columns, rows: int) -> tuple[Columns, Columns]:
        """The columns of a batch with this one; what is wrong with the other's cells is said once, of that one."""
        if self.other not in parsed:
            return cells, parsed
        source = parsed[self.other]
        held = pc.is_in(source.states, value_set=pa.array([READ, READ_WITH_NOTE], pa.int8()))
        if self.where is not None:
            if self.where not in parsed:
                return cells, parsed
            held = pc.and_(held, pc.not_equal(parsed[self.where].states, NULL))
        nothing = pa.scalar(None, source.values.type)
        states = pc.if_else(held, pa.scalar(READ, pa.int8()), pa.scalar(NULL, pa.int8()))
        column = ParsedColumn(pc.if_else(held, source.values, nothing), states)
        return (
            {**cells, self.name: pc.if_else(held, cells[self.other], pa.scalar("", pa.string()))},
            {**parsed, self.name: column},
        )


def named_columns(cells: Columns, parsed: Columns) -> tuple[Columns, Columns]:
    """The columns of a batch with folded names as identifiers: what two spellings of one name have in common."""
    cells, parsed = {**cells}, {**parsed}
    for identifier, name in NAMED_BY.items():
        if name not in parsed:
            continue
        encoded = parsed[name].values.dictionary_encode()
        folded = pa.array([fold(value) if value else None for value in encoded.dictionary.to_pylist()], pa.string())
        values = folded.take(encoded.indices)
        states = pc.if_else(pc.is_valid(values), pa.scalar(READ, pa.int8()), pa.scalar(NULL, pa.int8()))
        cells[identifier], parsed[identifier] = cells[name], ParsedColumn(values, states)
    return cells, parsed


def filled_columns(extract: str, layout: Layout, parsers: Mapping[str, ColumnParser]) -> list[Filled | Repeated]:
    """The constants, defaults and repeated columns of a layout, each constant read once. Raises ConfigError
    where one can't be read."""
    found: list[Filled | Repeated] = []
    for name, setting in layout.columns.items():
        if setting.same_as is not None:
            found.append(Repeated(name, setting.same_as, setting.where))
            continue
        text = setting.value if setting.value is not None else setting.default
        if text is None:
            continue
        entry = "value" if setting.value is not None else "default"
        value, problem, state = parsers[name].outcome(text)
        if state in (NULL, REFUSED):
            raise _unreadable(extract, name, entry, text, problem)
        found.append(Filled(name, text, value, EXTRACTS[extract].columns[name].info["kind"], entry == "value"))
    return sorted(found, key=lambda fill: isinstance(fill, Repeated))  # of what the others have filled in


def _unreadable(extract: str, name: str, entry: str, text: str, problem: Any) -> ConfigError:
    place = f"sources/{extract}.yaml"
    where = f"layout.columns.{name}.{entry}"
    if problem is None:
        return ConfigError(
            f"{place} 中“{where}”写的“{text}”在本列等于没有填写，请改写或删去。",
            f"{place}: {where}: {text!r} counts as left empty in this column; write something else or remove it.",
        )
    return ConfigError(
        f"{place} 中“{where}”写的“{text}”{problem.zh}，请改正。",
        f"{place}: {where}: the value {text!r} {problem.en}; correct it.",
    )
