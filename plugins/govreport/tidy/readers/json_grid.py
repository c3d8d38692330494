"""Records in JSON: an array of objects, such an array under a usual key, or one object a line.

A number keeps the digits it is written with and is marked as a number (tidy/values/cells.py), for what wrote it may
have rounded it as a spreadsheet does. Plain values beside the array ({"数据截止日期": …, "data": […]}) stand
as title rows. A layout may say where the array stands (result.page.items), and ask for places within a record
(applicant.name, applicants.0.name).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from govreport.errors import ReadError
from govreport.strict_json import MOST_COLUMNS, MOST_SPARSE, RepeatedError, is_sparse
from govreport.tidy.readers import refusals, text_refusals
from govreport.tidy.readers.decode import Encoding, damaged_line
from govreport.tidy.readers.grid import HEAD_ROWS, Batch, Span
from govreport.tidy.readers.json_values import DECODER, Record, column, holds_records, lists_named, places_within

LISTS = frozenset({"data", "rows", "records", "list", "items", "result", "results"})
"""Keys under which services put the records."""

_ROWS = 50_000
_TITLES = 20
_SPACE = re.compile(r"[\s\x00]*")
_SEPARATOR = re.compile(r"[\s\x00]*,?[\s\x00]*")
_COMMA = re.compile(r"[\s\x00]*([,\]}])[\s\x00]*")


class JsonGrid:
    """A JSON file as a table. Rows are numbered as records, the first being 1; raises ReadError where it is none."""

    sheet: str | None = None
    hidden_rows = 0
    hidden_sheets: tuple[str, ...] = ()

    def __init__(
        self, file: str, data: bytes, encoding: Encoding, place: str | None = None, dotted: Sequence[str] = ()
    ) -> None:
        """``place``: where the array is, dotted; ``dotted``: the places within a record that are wanted."""
        self._file = file
        self._place = place
        self._dotted = tuple((alias, tuple(alias.split("."))) for alias in dotted)
        self._opened = {path[0] for _, path in self._dotted}
        self._listed = lists_named(dotted)
        self.encoding: str | None = encoding.label
        self.spans: list[Span] = []
        try:
            self._text = str(memoryview(data)[encoding.bom :], encoding.codec)
        except UnicodeDecodeError:
            raise refusals.broken_text(file, encoding.label, damaged_line(data, encoding)) from None
        self._titles: list[str] = []
        self._names: dict[str, int] = {}
        self._pieces: list[list[pa.Array]] = []
        self._count = self._stated = 0
        self._position = 0
        try:
            self._collect(self._records())
        except json.JSONDecodeError as error:
            raise refusals.damaged_json(file, error.lineno) from None
        except RepeatedError as error:
            raise refusals.repeated_key(file, self._count + 1, error.name) from None
        except RecursionError:
            raise refusals.not_records(file) from None
        self._text = ""
        if not self._count:
            raise refusals.empty(file)
        if not self._names:
            raise refusals.not_records(file)
        names = list(self._names)
        first = [[column[i].as_py() for column in self._pieces[0]] for i in range(min(len(self._pieces[0][0]), 5))]
        self.head = [*([title] for title in self._titles), names, *first][: HEAD_ROWS + 5]

    def batches(self, skip: int) -> Iterator[Batch]:
        """The records; ``skip`` rows are the titles and the names (a header found below them swallows records)."""
        number = 1
        swallowed = max(0, skip - len(self._titles) - 1)
        for piece in self._pieces:
            count = len(piece[0]) if piece else 0
            missing = pa.array([""] * count, pa.string())
            columns = piece + [missing] * (len(self._names) - len(piece))
            rows = pa.array(range(number, number + count), pa.int32())
            number += count
            yield Batch(rows[swallowed:], [column[swallowed:] for column in columns])
            swallowed = max(0, swallowed - count)

    # -- records -----------------------------------------------------------------------------------------------------

    def _records(self) -> Iterator[Any]:
        self._skip(_SPACE)
        if self._at() == "[" and self._place is None:
            yield from self._array()
        else:
            if self._place is not None and self._at() != "{":
                raise text_refusals.no_records(self._file, self._place)
            start = self._position
            depth = self._enter_list() if self._place is None else self._enter_place(self._place.split("."))
            if not depth:
                self._titles.clear()
                self._position = start
                yield from self._lines()
                return
            yield from self._array()
            self._leave(depth)
        self._skip(_SPACE)
        if self._position < len(self._text):
            raise json.JSONDecodeError("Extra data", self._text, self._position)

    def _enter_list(self) -> int:
        """How many objects lead to an array of records, the one at hand included; stops at the array, 0 without."""
        self._position += 1
        while True:
            self._skip(_SPACE)
            if self._at() != '"':
                return 0
            name = self._name()
            if name.casefold() in LISTS:
                if self._at() == "[":
                    return 1
                inside = self._position
                if self._at() == "{" and (depth := self._enter_list()):
                    return depth + 1
                self._position = inside
            self._title(name, self._value())
            if self._next() != ",":
                return 0

    def _enter_place(self, names: list[str]) -> int:
        """``_enter_list`` where the layout says which way to go. Raises ReadError where there is no array."""
        self._position += 1
        self._skip(_SPACE)
        while self._at() == '"':
            name = self._name()
            if name == names[0]:
                if len(names) == 1 and self._at() == "[":
                    return 1
                if len(names) > 1 and self._at() == "{":
                    return self._enter_place(names[1:]) + 1
                break
            self._title(name, self._value())
            if self._next() != ",":
                break
        raise text_refusals.no_records(self._file, self._place or "")

    def _leave(self, depth: int) -> None:
        """Read what stands behind the array, up to the end of the outermost object."""
        while depth:
            ends = self._next()
            if ends == ",":
                self._title(self._name(), self._value())
            elif ends == "}":
                depth -= 1
            else:
                raise json.JSONDecodeError("Expecting ',' or '}'", self._text, self._position)

    def _title(self, name: str, value: Any) -> None:
        if self._place is None and holds_records(value):
            raise refusals.not_records(self._file)  # records in two places: none may be passed over
        if not isinstance(value, (dict, list)) and len(self._titles) < _TITLES:
            self._titles.append(f"{name}：{value}")

    def _name(self) -> str:
        name = self._value()
        self._skip(_SPACE)
        if self._at() != ":" or not isinstance(name, str):
            raise json.JSONDecodeError("Expecting ':'", self._text, self._position)
        self._position += 1
        self._skip(_SPACE)
        return name

    def _at(self) -> str:
        return self._text[self._position : self._position + 1]

    def _array(self) -> Iterator[Any]:
        self._position += 1
        self._skip(_SPACE)
        if self._at() == "]":
            self._position += 1
            return
        while True:
            yield self._value()
            ends = self._next()
            if ends != ",":
                if ends != "]":
                    raise json.JSONDecodeError("Expecting ',' or ']'", self._text, self._position)
                return

    def _lines(self) -> Iterator[Any]:
        while self._position < len(self._text):
            yield self._value()
            self._skip(_SEPARATOR)

    def _value(self) -> Any:
        value, self._position = DECODER.raw_decode(self._text, self._position)
        return value

    def _next(self) -> str:
        match = _COMMA.match(self._text, self._position)
        if match is None:
            raise json.JSONDecodeError("Expecting ','", self._text, self._position)
        self._position = match.end()
        return match[1]

    def _skip(self, pattern: re.Pattern[str]) -> None:
        if match := pattern.match(self._text, self._position):
            self._position = match.end()

    # -- columns -----------------------------------------------------------------------------------------------------

    def _collect(self, records: Iterator[Any]) -> None:
        waiting: list[Record] = []
        for record in records:
            self._count += 1
            if not isinstance(record, Record):
                raise refusals.not_records(self._file)
            waiting.append(self._spread(record) if self._dotted else record)
            if len(waiting) >= _ROWS:
                self._store(waiting)
                waiting = []
        if waiting:
            self._store(waiting)

    def _spread(self, record: Record) -> Record:
        """The record with every field of the objects within it that hold a wanted place: applicant.name, or
        applicants.0.name where they are a list.

        Another list, a number or a text in such an object's place stays, and stands in each place wanted of it as well:
        there it is refused, or read, like any other cell.
        """
        flat = Record()
        for name, value in record.items():
            if name in self._opened and (isinstance(value, Record) or name in self._listed):
                for place, held in places_within(name, value, self._listed):
                    if (place != name and place in record) or place in flat:
                        raise refusals.repeated_key(self._file, self._count, place)
                    flat[place] = held
            else:
                flat.setdefault(name, value)
        for alias, path in self._dotted:
            if alias not in flat and path[0] in flat and flat[path[0]] is not None:
                flat[alias] = [flat[path[0]]]
        return flat

    def _store(self, records: list[Record]) -> None:
        """Lay out the columns of some records. A field that none of them has costs nothing, for all such share a
        column; and where hardly any cell of the whole table is filled, nothing more is laid out."""
        present: set[str] = set()
        for record in records:
            present.update(record)
            self._stated += len(record)
            if not record.keys() <= self._names.keys():
                for name in record:
                    self._names.setdefault(name, len(self._names))
                if len(self._names) > MOST_COLUMNS:
                    raise self._too_wide()
        if is_sparse(self._count, len(self._names), self._stated):
            raise refusals.sparse_records(self._file, MOST_SPARSE)
        empty = pa.array([""] * len(records), pa.string())
        self._pieces.append(
            [column([r.get(name, "") for r in records]) if name in present else empty for name in self._names]
        )

    def _too_wide(self) -> ReadError:
        return refusals.too_many_columns(self._file, MOST_COLUMNS)
