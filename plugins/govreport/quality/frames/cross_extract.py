"""The frames of rules across extracts: measured rows beside the register's, files and suites side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import EXTRACTS, ROW
from govreport.canonical.codes import CodeList
from govreport.manifests.verdicts import ExtractCheck
from govreport.quality.conditions import Scope
from govreport.quality.failure_files import stored_rows
from govreport.quality.frames.frame import Frame, check_frame, checked, columns_of
from govreport.quality.frames.stored_rows import StoredRows, means_of, without
from govreport.quality.living import carried_rows
from govreport.quality.rule import Rule
from govreport.store.files import FileStore

_CODE = {"evaluation": "uscc", "funding": "recipient_uscc", "party": "uscc", "activities": "uscc"}
_NEEDED = {"evaluation": ["event_on", "event_kind"], "funding": ["approved_on", "awarded_fen", "paid_on"]}
_DAY = {"evaluation": "event_on", "funding": "paid_on"}


@dataclass(frozen=True)
class Register:
    """The registration and the evaluation extract as rows of other extracts see them."""

    every: pa.Table
    """_row, uscc, registered_on, exited_on of all rows that tidy kept, in the file's order."""
    measured: pa.Table
    """The same of the rows that the report counts."""
    listings: pd.DataFrame
    """uscc, listed_on, removed_on: measured entries of the list of abnormal activity."""
    serious: pd.DataFrame
    """The same of the list of serious breaches."""
    place_when_measured: pa.ChunkedArray
    """For each row of ``every`` the first row of ``measured`` that has its number; null where none has."""
    again: Mapping[str, Sequence[tuple[pd.Timestamp, int]]]
    """Codes of organizations that left and were registered again -> day and row of each registration, in order."""

    @classmethod
    def read(
        cls,
        registration: ExtractCheck,
        evaluation: ExtractCheck | None,
        files: FileStore,
        codes: Mapping[str, CodeList],
    ) -> Register:
        """From the stored rows and the lists of rows set aside; without an evaluation extract no lists are known."""
        every = StoredRows(files, registration.tidy.key).table([ROW, "uscc", "registered_on", "exited_on"])
        gone = carried_rows(registration.tidy.living, files)  # whom a register without exit dates no longer lists
        every = pa.concat_tables([every, _table(gone, every.schema)])
        every = every.filter(pc.is_valid(every["uscc"]))
        columns = [ROW, "uscc", "event_kind", "event_on", "closed_on"]
        events = pa.table({name: [] for name in columns})
        if evaluation is not None:
            events = measured(evaluation, columns, files, codes)
        abnormal, serious = (_listings(events, kind) for kind in ("abnormal_list", "serious_list"))
        counted = without(every, stored_rows(files, registration.set_aside_key))
        place = pc.index_in(every["uscc"], value_set=counted["uscc"].combine_chunks(), skip_nulls=True)
        return cls(every, counted, abnormal, serious, place, _registrations(counted))

    def at(self, codes: pa.ChunkedArray, days: pd.Series[Any], first: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
        """The registrations that ``codes`` mean on these days, where ``first`` are the first of each code."""
        if not self.again:
            return first
        several = pc.is_in(codes, value_set=pa.array(list(self.again), pa.string()))
        rows = np.flatnonzero(pc.fill_null(several, False).to_numpy(zero_copy_only=False))
        if not len(rows):
            return first
        found = first.to_pylist()
        for row in rows.tolist():
            known = self.again[codes[row].as_py()]
            found[row] = next((at for since, at in reversed(known) if since <= days.iloc[row]), known[0][1])
        return pa.array(found, pa.int32())


def _table(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([{name: row[name] for name in schema.names} for row in rows], schema=schema)


def _registrations(counted: pa.Table) -> dict[str, list[tuple[pd.Timestamp, int]]]:
    tally = pc.value_counts(counted["uscc"].combine_chunks())
    twice = tally.filter(pc.greater(tally.field("counts"), 1)).field("values")
    at = np.flatnonzero(pc.is_in(counted["uscc"], value_set=twice).to_numpy(zero_copy_only=False))
    found: dict[str, list[tuple[pd.Timestamp, int]]] = {}
    days = counted["registered_on"].take(pa.array(at))
    for code, day, row in zip(
        counted["uscc"].take(pa.array(at)).to_pylist(), days.to_pylist(), at.tolist(), strict=True
    ):
        found.setdefault(code, []).append((pd.Timestamp(day), row))
    return {code: sorted(spells) for code, spells in found.items()}


def _listings(events: pa.Table, kind: str) -> pd.DataFrame:
    listed = events.filter(pc.equal(events["event_kind"], kind))
    return pd.DataFrame(
        {
            "uscc": checked(listed["uscc"], "id"),
            "listed_on": checked(listed["event_on"], "date"),
            "removed_on": checked(listed["closed_on"], "date"),
        }
    )


def measured(check: ExtractCheck, columns: Sequence[str], files: FileStore, codes: Mapping[str, CodeList]) -> pa.Table:
    """These columns of the rows that count, own codes by their meaning; a column that the file lacks is all missing."""
    rows = StoredRows(files, check.tidy.key, means_of(check.tidy.extract, codes)).table(columns)
    for name in columns:
        if name not in rows.column_names:
            rows = rows.append_column(name, pa.nulls(len(rows)))
    return without(rows, stored_rows(files, check.set_aside_key))


def beside_register(
    check: ExtractCheck, register: Register, rules: Sequence[Rule], scope: Scope, files: FileStore
) -> Frame:
    """The measured rows of an extract, each with whether and since when the register has its organization, and whether
    that was on the list of abnormal activity when it mattered."""
    extract = check.tidy.extract
    table = EXTRACTS[extract]
    code, columns = _CODE[extract], [*columns_of(rules, table), *_NEEDED.get(extract, ())]
    rows = measured(check, list(dict.fromkeys([*columns, code])), files, scope.codes)
    data = check_frame(rows, table, columns)
    anywhere = pc.index_in(rows[code], value_set=register.every["uscc"].combine_chunks(), skip_nulls=True)
    found = register.place_when_measured.take(anywhere)  # far fewer organizations than rows to look up again
    data["in_register"] = pc.is_valid(found).cast(pa.int8()).to_numpy()
    data["register_row"] = register.every[ROW].take(anywhere).cast(pa.float64()).to_numpy()
    who = _Codes(rows[code], anywhere, register.every["uscc"])
    if extract in _DAY:
        found = register.at(rows[code], data[_DAY[extract]], found)
    years = scope.district.given.parameters.get  # where a number isn't stated, the rule that looks at it is off
    if extract == "funding":
        data["exited_on"] = checked(register.measured["exited_on"].take(found), "date")
        data["was_listed"] = _listed(
            who, data["approved_on"], register.listings, years("award_after_abnormal_years", 0)
        )
        data["was_serious"] = _listed(who, data["approved_on"], register.serious, years("award_after_serious_years", 0))
    elif extract == "evaluation":
        registered = checked(register.measured["registered_on"].take(found), "date")
        data["registered_on"] = registered
        data["assessable_from"] = registered + pd.DateOffset(years=years("assessment_after_years", 0))
        graded = data["event_on"].where(data["event_kind"] == "assessment")
        data["was_listed"] = _listed(who, graded, register.listings, 0)
    return Frame(data, StoredRows(files, check.tidy.key))


@dataclass(frozen=True)
class _Codes:
    """The codes of many rows, and where the register has them: looked up once, asked of several lists."""

    codes: pa.ChunkedArray
    anywhere: pa.ChunkedArray
    """Position of each in ``every``; null where it isn't there."""
    every: pa.ChunkedArray

    def among(self, codes: pa.Array) -> Any:
        """Whether each row's code is one of these."""
        registered = pc.is_in(self.every, value_set=codes).take(self.anywhere)
        strangers = pc.and_(pc.is_null(self.anywhere), pc.is_valid(self.codes))
        found = pc.fill_null(registered, False).to_numpy().copy()
        found[strangers.to_numpy()] = pc.is_in(self.codes.filter(strangers), value_set=codes).to_numpy()
        return found


def _listed(who: _Codes, days: pd.Series[Any], listings: pd.DataFrame, years: int) -> Any:
    """1 where the organization stood on the list on the day, or within so many years before it."""
    listed = np.zeros(len(days), np.int8)
    concerned = who.among(pa.array(listings["uscc"].unique(), pa.string()))
    at = np.flatnonzero(concerned & days.notna().to_numpy())
    if len(at):
        looked = pd.DataFrame({"at": at, "uscc": checked(who.codes.take(at), "id"), "day": days.to_numpy()[at]})
        pairs = looked.merge(listings, on="uscc")
        off = pairs["removed_on"] < pairs["day"] - pd.DateOffset(years=years)
        listed[pairs.loc[(pairs["listed_on"] <= pairs["day"]) & ~off, "at"]] = 1
    return listed


def files_frame(checks: Sequence[ExtractCheck]) -> Frame:
    """One line an extract: its cut-off and the latest of all."""
    cutoffs = pd.Series(
        [pd.Timestamp(c.tidy.cutoff) if c.tidy.cutoff else pd.NaT for c in checks], dtype="datetime64[ns]"
    )
    data = pd.DataFrame(
        {
            ROW: np.arange(len(checks)),
            "line": 0,
            "extract": [c.tidy.extract for c in checks],
            "header": "数据截止日期",
            "value": [c.tidy.cutoff.isoformat() if c.tidy.cutoff else "" for c in checks],
            "cutoff": cutoffs,
        }
    )
    data["latest"] = cutoffs.max()
    data["latest"] = data["latest"].astype("datetime64[ns]")
    return Frame(data)


@dataclass(frozen=True)
class SuiteCount:
    """How much of a suite was done: what E60 and E61 compare."""

    declared: int
    evaluated: int
    counted: int
    """Failing rows by the engine's count."""
    stored: int
    """Lines in the file of failing rows."""
    rows_in: int = 0
    rows_out: int = 0
    rows_left: int | None = None
    """Rows that the figures are made of; None where the extract's own suite has said that there are none."""


def suites_frame(counts: Mapping[str, SuiteCount]) -> Frame:
    """One line a suite."""
    lines: list[dict[str, Any]] = [
        {"line": 0, "extract": name, "header": "", "value": "", **vars(count)} for name, count in counts.items()
    ]
    data = pd.DataFrame(lines)
    data.insert(0, ROW, np.arange(len(data)))
    data["rows_left"] = data["rows_left"].astype("float64")
    data["per_cent_out"] = 100 * data["rows_out"] / data["rows_in"].clip(lower=1)
    return Frame(data)
