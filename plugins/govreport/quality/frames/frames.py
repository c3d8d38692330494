"""The frames that suites judge: canonical rows in the column types the engine checks fast, and facts as lines.

The types serve the check only (dates as datetime64[ns], numbers as int64 or float64) and only the columns that some
rule looks at are read; whatever is told to a person is taken from the exact rows. Belongs here: types, pieces, what is
derived beside a row of one extract. Does not belong here: rules, facts about the file (facts.py), what is summed over a
project (projects.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Table

from govreport.canonical import EXTRACTS, ROW
from govreport.manifests.extracts import TidyExtract
from govreport.quality.conditions import Scope
from govreport.quality.frames.derived import inputs, with_derived
from govreport.quality.frames.groups import ATTRIBUTES, NEEDED, with_groups
from govreport.quality.frames.projects import PROJECT_COLUMNS, REPEATING, whole, with_projects
from govreport.quality.frames.rows import Numbers, StoredRows, codes, numbers, without
from govreport.quality.rule import FrameName, Rule
from govreport.quality.shapes import SHAPES

_FIRST_DAY, _LAST_DAY = date(1678, 1, 1), date(2261, 12, 31)
"""What datetime64[ns] can hold; days beyond it are judged as these, since every rule's bounds lie between."""


@dataclass(frozen=True)
class Frame:
    """What one suite looks at."""

    data: pd.DataFrame
    """One row a record, with a unique ``_row``."""
    exact: pa.Table | StoredRows | None = None
    """The rows that ``data`` stands for (a superset is fine); None where ``data`` is exact itself."""

    def narrowed(self, rows: Iterable[int]) -> Frame:
        """The frame of these rows alone: what is left to do after judging concerns only the failing ones."""
        wanted = sorted(set(rows))
        exact = self.exact.only(wanted) if isinstance(self.exact, StoredRows) else self.exact
        return Frame(self.data[self.data[ROW].isin(wanted)], exact)

    def records(self, rows: Sequence[int]) -> list[dict[str, Any]]:
        """The records with these ``_row`` values, in that order: exact values, derived columns beside them."""
        if not rows:
            return []
        derived = self.data.set_index(self.data[ROW]).loc[list(rows)]
        if self.exact is None:
            return [_plain(r) for r in derived.to_dict("records")]
        table = self.exact.only(rows) if isinstance(self.exact, StoredRows) else self.exact
        derived = derived.drop(columns=[c for c in table.column_names if c in derived])
        positions = pc.index_in(pa.array(rows, pa.int64()), value_set=table[ROW].cast(pa.int64()))
        exact = table.take(positions).to_pylist()
        return [{**e, **_plain(d)} for e, d in zip(exact, derived.to_dict("records"), strict=True)]


def _plain(record: dict[Any, Any]) -> dict[str, Any]:
    return {
        str(k): None if v is None or v is pd.NaT or v != v else v.date() if isinstance(v, pd.Timestamp) else v
        for k, v in record.items()
    }


def columns_of(rules: Iterable[Rule], table: Table) -> list[str]:
    """The columns of a canonical table that rules look at, the row number among them."""
    looked_at = {ROW}
    for rule in rules:
        looked_at |= rule.expect.columns
    return [c.name for c in table.columns if c.name in looked_at]


def check_frame(rows: pa.Table, table: Table, columns: Collection[str] | None = None) -> pd.DataFrame:
    """Canonical rows as the engine checks them fast; a column that the file lacks is all missing."""
    made: dict[str, Any] = {}
    for column in table.columns:
        if columns is None or column.name in columns:
            values = rows[column.name] if column.name in rows.column_names else pa.nulls(len(rows))
            made[column.name] = checked(values, column.info["kind"])
    return pd.DataFrame(made)


def checked(values: Any, kind: str) -> Any:
    """One column as the engine checks it fast, by its canonical kind."""
    if kind == "date":
        days = values.cast(pa.date32())
        inside = pc.max_element_wise(pc.min_element_wise(days, pa.scalar(_LAST_DAY)), pa.scalar(_FIRST_DAY))
        bounded = pc.if_else(pc.is_valid(days), inside, pa.scalar(None, pa.date32()))
        return bounded.cast(pa.timestamp("ns")).to_pandas().astype("datetime64[ns]")
    if kind in ("money", "int", "score", "row"):
        whole = values.cast(pa.int64())
        return whole.to_pandas() if whole.null_count == 0 else whole.to_pandas().astype("float64")
    if kind == "bool":
        return values.cast(pa.int8()).cast(pa.float64()).to_pandas()
    return pd.Series(values.cast(pa.string()).to_pandas(), dtype="str")


def row_frames(
    name: FrameName, tidy: TidyExtract, rules: Sequence[Rule], rows: StoredRows, aside: set[int], scope: Scope
) -> Iterator[Frame]:
    """The frame ``name`` of one extract, in pieces where rows stand for themselves; ``aside`` are the rows that earlier
    frames set aside."""
    extract, table = tidy.extract, EXTRACTS[tidy.extract]
    wanted = columns_of(rules, table)
    if name == FrameName.ROWS:
        asked = {column for rule in rules for column in rule.expect.columns}
        wanted = list({*wanted, *inputs(extract, asked, scope)})
        for piece in rows.pieces(wanted):
            yield Frame(with_derived(check_frame(piece, table, wanted), extract, asked, scope), rows)
    elif name == FrameName.REPEATS:
        yield Frame(_repetitions(tidy, rows, aside), rows)
    elif extract == "funding":
        read = rows.table([ROW, *PROJECT_COLUMNS], REPEATING)
        yield Frame(with_projects(read, rows.codes("project_no"), numbers(aside), tidy), rows)
    else:
        key, attributes = ATTRIBUTES.get(extract, ("", ()))
        needed = {*wanted, *NEEDED.get(extract, ())}
        left = without(rows.table({*needed, key, *attributes}), aside)
        yield Frame(with_groups(check_frame(left, table, needed), left, tidy, scope), rows)


def _key(rows: StoredRows, part: str) -> Numbers:
    """One part of a key as an integer a value, -1 where there is none; of ``a|b`` the first that is filled in."""
    name, *others = (n for n in part.split("|") if n in rows.names)
    if not others and not rows.whole_numbers(name):
        return rows.codes(name)
    read = rows.table([name, *others])
    return codes(pc.coalesce(read[name], *(read[other] for other in others))) if others else whole(read[name], -1)


def _repetitions(tidy: TidyExtract, rows: StoredRows, aside: Collection[int]) -> pd.DataFrame:
    """Of the rows that aren't set aside: what may stand only once as a number (``repeat_key``), the row that a
    repetition repeats (``first_row``) and the columns in which the two differ (``differs``)."""
    first, *more = SHAPES[tidy.extract].once
    key = _key(rows, first)
    missing = key < 0
    for part in more:
        key = key << 20 | np.maximum(_key(rows, part), 0)
    number = whole(rows.table([ROW])[ROW], 0)
    left = np.isin(number, numbers(aside), invert=True)
    key, missing, number = key[left], missing[left], number[left]
    repeat_key = pd.Series(key).where(~missing) if missing.any() else pd.Series(key)
    data = pd.DataFrame({ROW: number, "repeat_key": repeat_key})
    ordered = np.sort(key[~missing])
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    repeated = data[~missing & np.isin(key, twice)] if len(twice) else data[:0]
    first_row, differs = np.full(len(data), np.nan), pd.array([pd.NA], dtype="str").repeat(len(data))
    exact = {record[ROW]: record for record in rows.only(repeated[ROW].tolist()).to_pylist()} if len(repeated) else {}
    for _, group in repeated.groupby("repeat_key", sort=False):
        (_, origin), *others = group[ROW].items()
        for index, row in others:
            at = cast("int", index)  # the frame counts its rows from 0
            first_row[at] = origin
            differs[at] = _differing(exact[origin], exact[row], tidy)
    return data.assign(first_row=first_row, differs=differs)


def _differing(a: dict[str, Any], b: dict[str, Any], tidy: TidyExtract) -> str:
    return "、".join(header for name, header in tidy.columns.items() if name in a and a[name] != b[name])
