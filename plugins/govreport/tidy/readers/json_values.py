"""Values of JSON: how they are decoded without losing a digit or a repeated field, and what they are as cells."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from govreport.strict_json import RepeatedError, first_repeated
from govreport.tidy.values.cells import BOOLEAN, ERROR, MARKERS, NESTED, NUMBER


class Number(str):
    """A number as the file writes it."""

    __slots__ = ()


class Constant(str):
    """NaN or Infinity, which are no values."""

    __slots__ = ()


class Record(dict[str, Any]):
    """An object."""


def _record(pairs: list[tuple[str, Any]]) -> Record:
    record = Record(pairs)
    if len(record) != len(pairs):
        raise RepeatedError(first_repeated(name for name, _ in pairs))
    return record


DECODER = json.JSONDecoder(
    object_pairs_hook=_record, parse_int=Number, parse_float=Number, parse_constant=Constant, strict=False
)


def places_within(place: str, value: Any, listed: Collection[str] = ()) -> Iterator[tuple[str, Any]]:
    """Every field within an object, by its dotted place; within a list of objects too, by their numbers from 0, where
    the list is one of those ``listed``: recipientOrganization.0.name. Other lists stay whole.
    """
    if isinstance(value, Record):
        within = value.items()
    elif place in listed and isinstance(value, list) and value and all(isinstance(one, Record) for one in value):
        within = {str(number): one for number, one in enumerate(value)}.items()
    else:
        yield place, value
        return
    for name, held in within:
        yield from places_within(f"{place}.{name}", held, listed)


def lists_named(places: Iterable[str]) -> frozenset[str]:
    """The dotted places that name an object of a list by its number, up to that list."""
    parts = [place.split(".") for place in places]
    return frozenset(".".join(part[:at]) for part in parts for at, name in enumerate(part) if at and name.isdecimal())


def holds_records(value: Any) -> bool:
    """Whether a list of objects stands anywhere in it."""
    if isinstance(value, list):
        return any(isinstance(entry, Record) or holds_records(entry) for entry in value)
    return isinstance(value, dict) and any(map(holds_records, value.values()))


def column(values: list[Any]) -> pa.Array:
    """A field of many records as text; one that holds nothing but clean text, as most do, at Arrow's speed."""
    if set(map(type, values)) <= {str, type(None)}:
        try:
            column = pc.fill_null(pa.array(values, pa.string()), "")
        except UnicodeEncodeError:
            column = None
        if column is not None and not pc.any(pc.match_substring_regex(column, f"^[{MARKERS}]")).as_py():
            return column
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return f"{BOOLEAN}TRUE" if value else f"{BOOLEAN}FALSE"
    if isinstance(value, Number):
        return f"{NUMBER}{value}"
    if isinstance(value, Constant):
        return f"{ERROR}{value}"
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value.lstrip(MARKERS) if value[:1] < " " else value)
    return NESTED + json.dumps(value, ensure_ascii=True)


_LONE = re.compile("[\ud800-\udfff]")
"""Half a character, which \\u escapes can state and no text can hold."""
