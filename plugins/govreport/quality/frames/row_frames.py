"""The frames of one extract's rows: each by itself, beside the rows above it, beside the rows of its group."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from govreport.canonical import EXTRACTS, ROW
from govreport.manifests.extracts import TidyExtract
from govreport.quality.conditions import Scope
from govreport.quality.frames.derived import inputs, with_derived
from govreport.quality.frames.frame import Frame, check_frame, columns_of
from govreport.quality.frames.groups import ATTRIBUTES, NEEDED, with_groups
from govreport.quality.frames.projects import PROJECT_COLUMNS, REPEATING, whole, with_projects
from govreport.quality.frames.stored_rows import Numbers, StoredRows, codes, numbers, without
from govreport.quality.rule import FrameName, Rule
from govreport.quality.shapes import SHAPES


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
        by_name = scope.district.identifiers_in(extract).scheme == "none"
        yield Frame(_repetitions(tidy, rows, aside, by_name=by_name), rows)
    elif extract == "funding":
        read = rows.table([ROW, *PROJECT_COLUMNS], REPEATING)
        yield Frame(with_projects(read, rows.codes("project_no"), numbers(aside), tidy, scope.district.given), rows)
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


def _repetitions(tidy: TidyExtract, rows: StoredRows, aside: Collection[int], *, by_name: bool) -> pd.DataFrame:
    """Of the rows that aren't set aside: what may stand only once as a number (``repeat_key``), the row that a
    repetition repeats (``first_row``) and the columns in which the two differ (``differs``); and the first row of
    another number that may be the same thing (``alike_row``)."""
    first, *more = SHAPES[tidy.extract].once
    key = _key(rows, first)
    missing = key < 0
    for part in more:
        key = key << 20 | np.maximum(_key(rows, part), 0)
    reversing = SHAPES[tidy.extract].reversed_by
    if reversing in rows.names:
        key = key << 1 | (whole(rows.table([reversing])[reversing], 0) < 0)
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
    lasting, free = SHAPES[tidy.extract].lasting, -2
    for _, group in repeated.groupby("repeat_key", sort=False):
        (_, first_of_all), *others = group[ROW].items()
        origins = [first_of_all]
        for index, row in others:
            at = cast("int", index)  # the frame counts its rows from 0
            origin = next((o for o in origins if _is_one(exact[o], exact[row], lasting, by_name=by_name)), None)
            if origin is None:  # another record of the same number: it gets a number of its own
                origins.append(row)
                data.loc[at, "repeat_key"], free = free, free - 1
                continue
            first_row[at] = origin
            differs[at] = _differing(exact[origin], exact[row], tidy)
    data = data.assign(first_row=first_row, differs=differs)
    return data.assign(alike_row=_alike(tidy, rows, left, data["first_row"].isna().to_numpy()))


def _alike(tidy: TidyExtract, rows: StoredRows, left: Numbers, originals: Numbers) -> Numbers:
    """Of each row left that repeats no number: the first row that agrees with it in the columns that tell things apart;
    nan for the first, and where one of these columns is empty."""
    found = np.full(int(left.sum()), np.nan)
    parts, among = SHAPES[tidy.extract].alike, SHAPES[tidy.extract].alike_among
    if not parts or not all(set(part.split("|")) & set(rows.names) for part in parts) or not len(found):
        return found
    number = whole(rows.table([ROW])[ROW], 0)[left]
    group, filled = np.zeros(len(found), np.int64), originals.copy()
    if among is not None:
        column, value = among
        held = rows.table([column])[column].cast(pa.string()) if column in rows.names else pa.nulls(len(rows))
        filled &= pc.fill_null(pc.equal(held, value), False).to_numpy(zero_copy_only=False)[left]
    for part in parts:
        own = _key(rows, part)[left]
        filled &= own >= 0
        # Numbered afresh after each part: so a product of two parts stays far below 2^63.
        group = pd.factorize(group * (len(found) + 1) + pd.factorize(own)[0])[0]
    rest = pd.DataFrame({"group": group, "number": number})[filled]
    first = rest.groupby("group")["number"].transform("min")
    again = rest.index[first != rest["number"]]
    found[again] = first[again]
    return found


def _is_one(a: dict[str, Any], b: dict[str, Any], lasting: tuple[str, str] | None, *, by_name: bool) -> bool:
    """Whether two records of one number are one; of two organizations of one name the days on which they were
    registered tell."""
    return _at_once(a, b, lasting) and (not (by_name and lasting) or a[lasting[0]] == b[lasting[0]])


def _at_once(a: dict[str, Any], b: dict[str, Any], lasting: tuple[str, str] | None) -> bool:
    """Whether two records of one number are about the same time, so that only one of them can be true."""
    if lasting is None:
        return True
    since, until = lasting

    def ended(one: dict[str, Any], other: dict[str, Any]) -> bool:
        last, first = one.get(until), other.get(since)
        return last is not None and first is not None and last <= first

    return not ended(a, b) and not ended(b, a)


def _differing(a: dict[str, Any], b: dict[str, Any], tidy: TidyExtract) -> str:
    return "、".join(header for name, header in tidy.columns.items() if name in a and a[name] != b[name])
