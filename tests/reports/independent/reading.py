"""The raw extracts of a sample quarter as tables of values, row by row, with what in each row can't be read."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from tests.reports.independent import cells, columns
from tests.reports.independent.cells import UnreadableError
from tests.reports.independent.columns import PROJECT, REQUIRED, folded

SAMPLE = PROJECT / "include" / "sample" / "panyu"
_NO_RECORD = ("合计", "小计", "总计", "注", "填表", "暂无相关数据!", "审核")


class Raw(NamedTuple):
    """An extract as read: ``rows`` hold values, ``unreadable`` says which of them have a cell that can't be read."""

    rows: pd.DataFrame
    unreadable: pd.Series


def sheet(path: Path) -> list[list[Any]]:
    """All rows of a file's one table of records."""
    if path.suffix == ".xlsx":
        tables = pd.read_excel(path, sheet_name=None, header=None, engine="calamine", dtype=object)
        table = max(tables.values(), key=len)
        return [[None if pd.isna(c) else c for c in row] for row in table.itertuples(index=False)]
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return [list(row) for row in csv.reader(io.StringIO(text))]


def records(extract: str, quarter: str) -> list[dict[str, Any]]:
    """Column -> cell of every row that is a record: titles, heads, totals and notes apart."""
    (path,) = (SAMPLE / quarter).glob(f"{extract}*")
    table, known = sheet(path), columns.headers(extract)
    named = [sum(folded(c) in known for c in row) for row in table[:10]]
    heads = [i for i, count in enumerate(named) if count >= 3]
    places = {known[folded(c)]: at for i in heads for at, c in enumerate(table[i]) if folded(c) in known}
    filled = dict.fromkeys(columns.layout(extract).get("group_by", []))
    found = []
    for row in table[max(heads) + 1 :]:
        first = next((folded(c) for c in row if folded(c)), "")
        values = [c for c in row if folded(c)]
        if not values or first.startswith(_NO_RECORD) or (len(values) == 1):
            continue
        record = {name: row[at] if at < len(row) else None for name, at in places.items()}
        if "暂无相关数据!" in {folded(v) for v in values}:
            continue
        for name in filled:  # a group's value stands in its first row only
            filled[name] = record[name] if folded(record[name]) else filled[name]
            record[name] = filled[name]
        found.append(record)
    return found


def _value(extract: str, name: str, cell: Any, town: str | None) -> Any:
    if folded(cell) in columns.empty_words(extract, name):
        return None
    if name == "town_code":
        return cells.town(cell)
    if name == "community_code":
        return cells.community(cell, town or "")
    if name in columns.DATES:
        return cells.day(cell)
    if name in columns.MONEY:
        return cells.amount(cell, columns.fen_per_unit(extract, name))
    if name in columns.WHOLE:
        return cells.whole(cell)
    if name in columns.YES_NO:
        return cells.yes(cell)
    if name in columns.CODED:
        return cells.code(cell, columns.CODED[name])
    text = folded(cell)
    return text.upper() if name in columns.IDENTIFIERS else text


@cache
def read(extract: str, quarter: str) -> Raw:
    """An extract's records as values."""
    required = set(REQUIRED[extract].split())
    rows, unreadable = [], []
    for record in records(extract, quarter):
        row: dict[str, Any] = {}
        bad = False
        for name in sorted(record, key=lambda n: n != "town_code"):  # a community is looked up in its town
            try:
                row[name] = _value(extract, name, record[name], row.get("town_code"))
            except UnreadableError:
                row[name] = None
                # A community that the list lacks changes nothing but the community's own figures.
                bad = bad or name != "community_code" or name in required
        bad = bad or any(row.get(name) is None for name in required)
        rows.append(row)
        unreadable.append(bad)
    return Raw(_frame(rows, extract), pd.Series(unreadable, dtype=bool))


def _frame(rows: list[dict[str, Any]], extract: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns.layout(extract)["columns"]), dtype=object)
    for name in frame.columns:
        if name in columns.DATES:
            frame[name] = pd.to_datetime(frame[name], errors="coerce")
        elif name in columns.MONEY | columns.WHOLE:
            frame[name] = frame[name].astype("Int64")
        elif name in columns.YES_NO:
            frame[name] = frame[name].map(lambda v: v is True).astype(bool)
    return frame
