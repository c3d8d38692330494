"""What one suite looks at: canonical rows in the column types that the engine checks fast.

The types serve the check only (dates as datetime64[ns], numbers as int64 or float64), and only the columns that some
rule looks at are read; whatever is told to a person is taken from the exact rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Table

from govreport.canonical import ROW
from govreport.quality.frames.stored_rows import StoredRows
from govreport.quality.rule import Rule

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
