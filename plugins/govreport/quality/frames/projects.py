"""What is summed over a project beside each of its instalments: the groups frame of the funding extract.

Millions of instalments are put in the order of their projects once; everything else is arithmetic on integers in that
order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import ROW
from govreport.district.given import Given
from govreport.manifests.extracts import TidyExtract
from govreport.quality.frames.stored_rows import Numbers, codes

ATTRIBUTES = ("fund", "approved_on", "town_code", "purpose", "recipient_uscc")
"""What every row of a project says about the project."""
PROJECT_COLUMNS = ("instalment", "awarded_fen", "paid_fen", "paid_to_date_fen", "budget_fen", "paid_on", *ATTRIBUTES)
REPEATING = ("fund", "town_code", "purpose")
"""Those of them that have few values."""


def with_projects(rows: pa.Table, project: Numbers, aside: Numbers, tidy: TidyExtract, given: Given) -> pd.DataFrame:
    """The rows that aren't set aside, each with its project's award, what the project was paid up to and with it, what
    it had left of that on the day of a refund, instalments missing before it, the attributes in which it differs from
    the project's first row, and what the city's venture fund allows. ``project`` is an integer a row, the same for the
    same project. An award stands on instalment 1, which may itself be set aside: it is then read from there all the
    same, so that the payments don't look as if nothing had been awarded; so are the instalments before a row."""
    instalment = whole(_column(rows, "instalment"), 0)
    order = np.lexsort((whole(rows[ROW], 0), instalment, project))
    number = whole(rows[ROW], 0)[order]
    project, instalment = project[order], instalment[order]
    kept = ~np.isin(number, aside)
    data = pd.DataFrame({ROW: number[kept]})
    data["awarded_fen"] = _float(_column(rows, "awarded_fen"))[order][kept]
    data["paid_fen"] = _float(_column(rows, "paid_fen"))[order][kept]
    data["project_awarded_fen"] = _award(project, _float(_column(rows, "awarded_fen"))[order], kept)[kept]
    data["project_paid_fen"] = _running(project[kept], np.nan_to_num(data["paid_fen"].to_numpy()))
    data["project_left_fen"] = _left(project, _column(rows, "paid_on"), data["paid_fen"], order, kept)
    data["returned"] = (data["paid_fen"] < 0).astype("int8")
    data["returned_fen"] = -data["paid_fen"]
    data["before_fen"] = data["project_left_fen"] - data["paid_fen"]
    data["instalments_missing"] = _gaps(project, instalment)[kept]
    complete = np.isin(project[kept], np.unique(project[~kept]), invert=True)  # projects without a row set aside
    stated = _float(_column(rows, "paid_to_date_fen"))[order][kept]
    data["paid_to_date_fen"] = np.where(complete, stated, np.nan)
    data["attributes_differ"] = _differing(rows, order[kept], project[kept], ATTRIBUTES, tidy)
    fund, approved = _column(rows, "fund"), _column(rows, "approved_on").cast(pa.date32())
    since, share = (given.parameters.get(f"city_venture_{name}") for name in ("limits_since", "share"))
    # Earlier awards aren't judged by the limits, and none is where the district doesn't state them.
    limited = pc.greater_equal(approved, pa.scalar(since or date.max))
    judged = pc.fill_null(pc.and_(pc.equal(fund, "city_venture"), limited), False).to_numpy()[order][kept]
    budget = _float(_column(rows, "budget_fen"))[order][kept]
    data["venture_award_fen"] = np.where(judged, data["awarded_fen"], np.nan)
    limit = np.floor(budget * int((share or 0) * 100) / 10_000) if share else np.full(len(budget), np.nan)
    data["venture_limit_fen"] = np.where(judged, limit, np.nan)
    return data.sort_values(ROW, ignore_index=True)


def _column(rows: pa.Table, name: str) -> pa.ChunkedArray:
    return rows[name] if name in rows.column_names else pa.chunked_array([pa.nulls(len(rows))])


def whole(values: pa.ChunkedArray, missing: int) -> Numbers:
    """A column of integers, ``missing`` where there is none."""
    return np.asarray(pc.fill_null(values.cast(pa.int64()), missing).to_numpy())


def _float(values: pa.ChunkedArray) -> Numbers:
    return np.asarray(values.cast(pa.int64()).cast(pa.float64(), safe=False).to_numpy())


def _starts(project: Numbers) -> Numbers:
    """Where each project begins, rows being in project order."""
    return np.flatnonzero(np.r_[True, project[1:] != project[:-1]]) if len(project) else np.zeros(0, np.int64)


def _over(project: Numbers, starts: Numbers) -> Numbers:
    """For each row the position of its project among ``starts``."""
    return np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(project)]))


def _award(project: Numbers, awarded: Numbers, kept: Numbers) -> Numbers:
    """The largest award on a project's kept rows, or else on any of its rows; nan where it has none."""
    starts = _starts(project)
    if not len(starts):
        return awarded
    lowest = -np.inf
    every = np.where(np.isnan(awarded), lowest, awarded)
    own = np.maximum.reduceat(np.where(kept, every, lowest), starts)
    chosen = np.where(own == lowest, np.maximum.reduceat(every, starts), own)
    return np.asarray(np.where(chosen == lowest, np.nan, chosen)[_over(project, starts)])


def _running(project: Numbers, paid: Numbers) -> Numbers:
    """What a project was paid up to and with each row (exact: sums stay far below 2^53)."""
    starts = _starts(project)
    if not len(starts):
        return np.asarray(paid)
    total = np.cumsum(paid)
    return np.asarray(total - (total[starts] - paid[starts])[_over(project, starts)])


def _left(project: Numbers, days: pa.ChunkedArray, paid: pd.Series[Any], order: Numbers, kept: Numbers) -> Numbers:
    """What each project had got up to and with each row by the order of days; nan where nothing is a refund."""
    amount = np.nan_to_num(paid.to_numpy())
    if not (amount < 0).any():
        return np.full(len(amount), np.nan)
    day = whole(days.cast(pa.date32()).cast(pa.int32()), 0)[order][kept]
    by_day = np.lexsort((amount < 0, day, project[kept]))  # on one day what was paid comes before what was returned
    left = np.empty(len(amount))
    left[by_day] = _running(project[kept][by_day], amount[by_day])
    return left


def _gaps(project: Numbers, instalment: Numbers) -> Numbers:
    """How many instalments are missing between a row and the one before it in its project."""
    if not len(project):
        return instalment
    before = np.r_[0, instalment[:-1]]
    before[_starts(project)] = 0
    return np.asarray(np.maximum(instalment - before - 1, 0))


def differing(rows: pa.Table, key: str, attributes: Sequence[str], tidy: TidyExtract) -> pd.Series[str]:
    """For each of ``rows`` the headers in which it differs from the first row with the same ``key``; missing where
    none."""
    group = codes(_column(rows, key))
    order = np.lexsort((whole(rows[ROW], 0), group))
    found = _differing(rows, order, group[order], attributes, tidy)
    found.index = pd.Index(order)
    return found.sort_index()


def _differing(
    rows: pa.Table, order: Numbers, project: Numbers, attributes: Sequence[str], tidy: TidyExtract
) -> pd.Series[str]:
    """The headers in which a row differs from the first row of its project that says something; missing where none."""
    starts = _starts(project)
    if not len(starts):
        return pd.Series(dtype="str")
    said: dict[int, str] = {}
    over, last = _over(project, starts), len(order)
    for name in (n for n in attributes if n in tidy.columns):
        value = codes(_column(rows, name))[order]
        filled = value >= 0
        first = np.minimum.reduceat(np.where(filled, np.arange(last), last), starts)
        differs = filled & (value != value[np.minimum(first, last - 1)][over])
        for at in np.flatnonzero(differs).tolist():
            said[at] = f"{said[at]}、{tidy.columns[name]}" if at in said else tidy.columns[name]
    column = pd.Series(pd.NA, index=range(last), dtype="str")
    column[list(said)] = list(said.values())
    return column
