"""Rows as a CSV snapshot: the same rows give the same bytes.

UTF-8, comma, LF, every value quoted and NULL bare, so that NULL and the empty text can be told apart; dates ISO,
decimals exact, moments in the district's time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from govreport.sources.spool import Spool


class UnwritableError(Exception):
    """A column holds values that have no text, such as binary data."""

    def __init__(self, column: str, kind: str) -> None:
        self.column, self.kind = column, kind
        super().__init__(column, kind)


def write_rows(spool: Spool, header: Sequence[str], batches: Iterable[Sequence[Sequence[Any]]], tz: ZoneInfo) -> int:
    """Write the header and all rows of all batches; gives the number of rows. Raises UnwritableError."""
    import pyarrow as pa  # slow to load, and a web service whose data haven't changed writes nothing
    from pyarrow import csv

    schema = pa.schema([(name, pa.string()) for name in header])
    count = 0
    # The file-like object is ours: Arrow only calls its write.
    with csv.CSVWriter(pa.PythonFile(_Sink(spool), mode="w"), schema) as writer:
        for rows in batches:
            columns = zip(*rows, strict=True) if rows else [()] * len(header)
            arrays = [
                pa.array([as_text(name, value, tz) for value in values], pa.string())
                for name, values in zip(header, columns, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(rows)
    return count


class _Sink:
    """What Arrow needs of a file."""

    closed = False

    def __init__(self, spool: Spool) -> None:
        self.write = spool.write

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


def as_text(column: str, value: Any, tz: ZoneInfo) -> str | None:
    """One value as the snapshot has it. Raises UnwritableError."""
    if value is None or isinstance(value, str):
        return value
    write = _WRITERS.get(type(value)) or next((w for kind, w in _WRITERS.items() if isinstance(value, kind)), None)
    if write is None:
        raise UnwritableError(column, type(value).__name__)
    return write(value, tz)


def _number(value: Decimal, _tz: ZoneInfo) -> str:
    return format(value, "f")  # never 1E+2


def _moment(value: datetime, tz: ZoneInfo) -> str:
    local = value.astimezone(tz) if value.tzinfo else value
    return local.replace(tzinfo=None).isoformat(" ")


def _json(value: Any, _tz: ZoneInfo) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


_WRITERS: dict[type, Callable[[Any, ZoneInfo], str]] = {
    bool: lambda value, _tz: "是" if value else "否",  # before int, of which it is one
    int: lambda value, _tz: str(value),
    Decimal: _number,
    float: lambda value, tz: _number(Decimal(repr(value)), tz),
    datetime: _moment,  # before date, of which it is one
    date: lambda value, _tz: value.isoformat(),
    time: lambda value, _tz: value.isoformat(),
    UUID: lambda value, _tz: str(value),
    dict: _json,
    list: _json,
}
