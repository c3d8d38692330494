"""What is derived beside a row from the row itself, for rules that one column can't express.

Computed only where a rule asks for it and only from the columns that it needs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import pandas as pd

from govreport.canonical import EXTRACTS
from govreport.quality.shapes import SHAPES

if TYPE_CHECKING:
    from govreport.canonical.codes import Code
    from govreport.quality.conditions import Scope

_CLAIMS = ["is_pilot", "committee_on"]


def inputs(extract: str, asked: Collection[str], scope: Scope) -> set[str]:
    """The canonical columns that the derived columns in ``asked`` are computed from."""
    needed: set[str] = set()
    if "lapsed" in asked:
        bounded = _bounded(extract, scope)
        needed |= {*bounded, SHAPES[extract].in_force} if bounded else set()
    if "negative" in asked:
        needed |= set(_numbers(extract))
    if "outcome" in asked:
        needed |= {"stage", "stage_result"}
    if "given_fen" in asked:
        needed |= {"cash_fen", "in_kind_fen"}
    if "claims_running" in asked:
        needed |= set(_CLAIMS)
    return needed


def with_derived(data: pd.DataFrame, extract: str, asked: Collection[str], scope: Scope) -> pd.DataFrame:
    """``data`` (canonical columns as checked) with the columns in ``asked`` that are derived.

    ``lapsed``: the first coded column whose code wasn't in force on its day, with ``lapsed_zh`` (column and word, of
    all such columns) and ``lapsed_day``. ``negative``: the first number below zero, with ``negative_zh``. ``outcome``
    (ventures): ``stage:result``, ``stage:none`` without one. ``given_fen`` (donations): money and goods together.
    ``claims_running`` (linkage): 1 where the row is a pilot or has a committee.
    """
    if "lapsed" in asked:
        data = _with_lapsed(data, extract, scope)
    if "negative" in asked:
        data = _with_negative(data, extract)
    if "outcome" in asked:
        data = data.assign(outcome=data["stage"] + ":" + data["stage_result"].fillna("none"))
    if "given_fen" in asked:
        data = data.assign(given_fen=data["cash_fen"].fillna(0) + data["in_kind_fen"].fillna(0))
    if "claims_running" in asked:
        marked = (data["is_pilot"] == 1) | data["committee_on"].notna()
        data = data.assign(claims_running=marked.astype("int8"))
    return data


def _numbers(extract: str) -> list[str]:
    return [c.name for c in EXTRACTS[extract].columns if c.info["kind"] in ("int", "money")]


def _bounded(extract: str, scope: Scope) -> dict[str, list[Code]]:
    """The coded columns whose lists have codes with a first or last day, and these codes."""
    found = {}
    for column in EXTRACTS[extract].columns:
        known = scope.codes.get(column.info["codes"] or "") if column.info["kind"] == "coded" else None
        codes = [c for c in known.codes.values() if c.valid_from or c.valid_to] if known else []
        if codes:
            found[column.name] = codes
    return found


def _empty(data: pd.DataFrame) -> pd.Series[str]:
    return pd.Series(pd.NA, index=data.index, dtype="str")


def _with_lapsed(data: pd.DataFrame, extract: str, scope: Scope) -> pd.DataFrame:
    first, told, days = _empty(data), _empty(data), _empty(data)
    bounded = _bounded(extract, scope)
    if bounded:
        day = data[SHAPES[extract].in_force].fillna(pd.Timestamp(scope.quarter.end))
        for name, codes in bounded.items():
            header = EXTRACTS[extract].columns[name].info["zh"]
            for code in codes:
                since = pd.Timestamp(code.valid_from) if code.valid_from else pd.Timestamp.min
                until = pd.Timestamp(code.valid_to) if code.valid_to else pd.Timestamp.max
                at = data.index[(data[name] == code.code) & ~day.between(since, until)]
                _note(first, told, at, name, f"“{header}”的“{code.zh}”")
                days[at] = day[at].dt.strftime("%Y-%m-%d")
    return data.assign(lapsed=first, lapsed_zh=told, lapsed_day=days)


def _with_negative(data: pd.DataFrame, extract: str) -> pd.DataFrame:
    first, told = _empty(data), _empty(data)
    for name in _numbers(extract):
        at = data.index[data[name] < 0]
        _note(first, told, at, name, f"“{EXTRACTS[extract].columns[name].info['zh']}”")
    return data.assign(negative=first, negative_zh=told)


def _note(first: pd.Series[str], told: pd.Series[str], at: Iterable[int], name: str, said: str) -> None:
    """Add ``said`` to what is told of these rows; ``name`` is kept where nothing was noted before."""
    for row in at:
        known = told[row]
        told[row] = said if pd.isna(known) else f"{known}、{said}"
        if pd.isna(first[row]):
            first[row] = name
