"""The frames that suites judge: canonical rows in the column types the engine checks fast, and facts as lines.

The types serve the check only (dates as datetime64[ns], numbers as int64 or float64); whatever is told to a person is
taken from the exact Arrow table. Belongs here: types, facts, what is derived beside a row. Does not belong here: rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Table

from govreport.canonical import EXTRACTS, ROW
from govreport.manifests import TidyExtract
from govreport.quality.rule import FrameName

_FIRST_DAY, _LAST_DAY = date(1678, 1, 1), date(2261, 12, 31)
"""What datetime64[ns] can hold; days beyond it are judged as these, since every rule's bounds lie between."""
PROJECT_ATTRIBUTES = ("fund", "approved_on", "town_code", "purpose", "recipient_uscc")
OF_WHICH = ("elderly", "disabled", "orphans", "hardship")


@dataclass(frozen=True)
class Frame:
    """What one suite looks at."""

    data: pd.DataFrame
    """One row a record, with a unique ``_row``."""
    exact: pa.Table | None = None
    """The canonical rows that ``data`` stands for (a superset is fine); None where ``data`` is exact itself."""

    def records(self, rows: Sequence[int]) -> list[dict[str, Any]]:
        """The records with these ``_row`` values, in that order: exact values, derived columns beside them."""
        if not rows:
            return []
        derived = self.data.set_index(self.data[ROW]).loc[list(rows)]
        if self.exact is None:
            return [_plain(r) for r in derived.to_dict("records")]
        derived = derived.drop(columns=[c for c in self.exact.column_names if c in derived])
        positions = pc.index_in(pa.array(rows, pa.int64()), value_set=self.exact[ROW].cast(pa.int64()))
        exact = self.exact.take(positions).to_pylist()
        return [{**e, **_plain(d)} for e, d in zip(exact, derived.to_dict("records"), strict=True)]


def _plain(record: dict[Any, Any]) -> dict[str, Any]:
    return {
        str(k): None if v is None or v is pd.NaT or v != v else v.date() if isinstance(v, pd.Timestamp) else v
        for k, v in record.items()
    }


def check_frame(rows: pa.Table, table: Table) -> pd.DataFrame:
    """Canonical rows as the engine checks them fast; a column that the file lacks is all missing."""
    columns: dict[str, Any] = {}
    for column in table.columns:
        kind = column.info["kind"]
        values = rows[column.name] if column.name in rows.column_names else pa.nulls(len(rows))
        columns[column.name] = _checked(values, kind)
    return pd.DataFrame(columns)


def _checked(values: Any, kind: str) -> Any:
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


def facts(tidy: TidyExtract, rows: pa.Table) -> Frame:
    """Headers, totals and the cut-off, one line each, so that rules about a file are expectations like the others."""
    none: dict[str, Any] = {
        "line": 0, "header": "", "value": "", "value_kind": "text", "known": None, "stated": None, "computed": None,
        "difference": None, "rows": None, "cutoff": None, "quarter_end": None,
    }  # fmt: skip
    lines = [
        none
        | {
            "kind": "file",
            "rows": len(rows),
            "cutoff": tidy.cutoff,
            "quarter_end": tidy.quarter.end,
            "value": tidy.cutoff.isoformat() if tidy.cutoff else "",
        }
    ]
    for header, known in sorted(
        [(h, 1) for h in (*tidy.columns.values(), *tidy.ignored)] + [(h, 0) for h in tidy.unknown]
    ):
        lines.append(
            none | {"kind": "header", "line": tidy.header_row, "header": header, "value": header, "known": known}
        )
    for total in tidy.totals:
        lines.append(
            none
            | {
                "kind": "total",
                "line": total.row,
                "header": tidy.columns.get(total.column, total.column),
                "value": str(total.stated),
                "value_kind": EXTRACTS[tidy.extract].columns[total.column].info["kind"],
                "stated": total.stated,
                "computed": total.computed,
                "difference": total.stated - total.computed,
            }
        )
    if tidy.extract == "funding":
        paid = pc.fill_null(rows["paid_fen"].cast(pa.int64()), 0)
        part = pc.sum(paid.filter(pc.is_in(rows["purpose"].cast(pa.string()), pa.array(OF_WHICH)))).as_py() or 0
        header = tidy.columns.get("paid_fen", "paid_fen")
        lines.append(
            none | {"kind": "of_which", "header": header, "stated": part, "computed": pc.sum(paid).as_py() or 0}
        )
    data = pd.DataFrame(lines)
    for name in ("known", "stated", "computed", "difference", "rows"):
        data[name] = data[name].astype("float64")
    for name in ("cutoff", "quarter_end"):
        data[name] = pd.to_datetime(data[name]).astype("datetime64[ns]")
    data.insert(0, ROW, np.arange(len(data)))
    return Frame(data)


def row_frame(name: FrameName, tidy: TidyExtract, data: pd.DataFrame, rows: pa.Table, aside: set[int]) -> Frame:
    """The frame ``name`` of one extract from its check frame; ``aside`` are the rows that earlier frames set aside."""
    if name == "rows":
        return Frame(data, rows)
    left = data[~data[ROW].isin(aside)] if aside else data
    if name == "repeats":
        return Frame(_with_repetitions(left, tidy), rows)
    if tidy.extract == "funding":
        left = _with_projects(left, data, tidy)
    return Frame(left, rows)


def _with_repetitions(data: pd.DataFrame, tidy: TidyExtract) -> pd.DataFrame:
    """Adds the row that a repetition repeats (``first_row``) and the columns in which they differ (``differs``)."""
    data = data.copy()
    if tidy.extract == "funding":
        data["instalment_key"] = data["project_no"].str.cat(data["instalment"].astype("int64").astype("str"), sep="/")
    key = {"registration": "uscc", "funding": "instalment_key", "evaluation": "event_no"}[tidy.extract]
    data["first_row"], data["differs"] = float("nan"), ""
    repeated = data[data[key].notna() & data[key].duplicated(keep=False)]
    for _, group in repeated.groupby(key, sort=False):
        first = group.iloc[0]
        for at, other in group.iloc[1:].iterrows():
            data.loc[at, "first_row"] = first[ROW]
            data.loc[at, "differs"] = _differing(first, other, tidy, [c for c in tidy.columns if c in data])
    return data


def _with_projects(left: pd.DataFrame, everything: pd.DataFrame, tidy: TidyExtract) -> pd.DataFrame:
    """Adds to each instalment its project's award, what the project was paid up to and with it, and which of the
    project's attributes differ from the project's first row. An award stands on instalment 1, which may itself be set
    aside: it is then read from there all the same, lest the payments look unfounded."""
    left = left.sort_values(["project_no", "instalment", ROW], kind="stable").copy()
    awards = (
        left.groupby("project_no")["awarded_fen"]
        .max()
        .combine_first(everything.groupby("project_no")["awarded_fen"].max())
    )
    left["project_awarded_fen"] = left["project_no"].map(awards).astype("float64")
    left["project_paid_fen"] = left["paid_fen"].fillna(0).groupby(left["project_no"]).cumsum().astype("float64")
    names = [c for c in PROJECT_ATTRIBUTES if c in tidy.columns]
    first = left.groupby("project_no")[names].transform("first") if names else left[[]]
    differ = pd.DataFrame({c: left[c].notna() & (left[c] != first[c]) for c in names}, index=left.index)
    left["attributes_differ"] = pd.Series(None, index=left.index, dtype="str")
    for at in left.index[differ.any(axis=1)] if names else []:
        left.loc[at, "attributes_differ"] = "、".join(tidy.columns[c] for c in names if differ.loc[at, c])
    return left.sort_values(ROW)


def _differing(a: pd.Series[Any], b: pd.Series[Any], tidy: TidyExtract, names: list[str]) -> str:
    differ = [n for n in names if not (a[n] == b[n] or (pd.isna(a[n]) and pd.isna(b[n])))]
    return "、".join(tidy.columns[n] for n in differ)
