"""Rows read, used and set aside, and broken rules, counted for the check of what documents say.

From the stored rows themselves, by another way than quality/summary.py on purpose: that one reads the sentences about
failures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from govreport.canonical import EXTRACTS, ROW
from govreport.manifests.verdicts import ExtractCheck, Verdict
from govreport.parquet import parquet_table
from govreport.store.files import FileStore
from govreport.tidy.values.problems import NOTED


def counted_rows(
    verdict: Verdict, files: FileStore, owners: Mapping[str, str] | None = None
) -> Mapping[tuple[str, str, str], int]:
    """(read, used or aside; extract; town) -> different rows; "" for all extracts or towns.

    By town only rows set aside are counted: a row that was read need not name one. Rows that name none count for the
    owner of their file as well (``owners``: extract -> owner), who gets them back.
    """
    rows: Counter[tuple[str, str, str]] = Counter()
    for check in verdict.checks:
        extract = str(check.tidy.extract)
        kept, aside = _kept_and_aside(check, files)
        for where in (extract, ""):
            rows["read", where, ""] += check.tidy.rows_in
            rows["used", where, ""] += kept
            rows["aside", where, ""] += len(aside)
            for town in aside.values():
                if unit := town or (owners or {}).get(extract, ""):
                    rows["aside", where, unit] += 1
    return rows


def _kept_and_aside(check: ExtractCheck, files: FileStore) -> tuple[int, dict[int, str]]:
    """How many rows the figures count, and each of the others with its town; "" where it names none."""
    import pyarrow.compute as pc  # here, because it takes time and most commands don't need it

    columns = [ROW, "town_code"] if "town_code" in EXTRACTS[check.tidy.extract].columns else [ROW]
    handed_on = parquet_table(files.get(check.tidy.key), columns)
    judged = parquet_table(files.get(check.set_aside_key), [ROW])[ROW]
    out = handed_on.filter(pc.is_in(handed_on[ROW], value_set=judged.combine_chunks()))
    towns = out["town_code"].to_pylist() if "town_code" in columns else [None] * out.num_rows
    aside = {row: town or "" for row, town in zip(out[ROW].to_pylist(), towns, strict=True)}
    # What tidy lists and doesn't hand on is what it couldn't read; the town is the one that it could read there.
    listed = parquet_table(files.get(check.tidy.set_aside_key), ["row", "town_code"])
    unread = listed.filter(pc.invert(pc.is_in(listed["row"], value_set=handed_on[ROW].combine_chunks())))
    for row, town in zip(unread["row"].to_pylist(), unread["town_code"].to_pylist(), strict=True):
        if row > 0:
            aside[row] = aside.get(row) or town or ""
    return handed_on.num_rows - out.num_rows, aside


def counted_by_rules(verdict: Verdict, files: FileStore) -> Mapping[str, int]:
    """``aside:extract:rules:town`` -> different rows of a town that the very same rules keep out of the figures."""
    found: Counter[str] = Counter()
    for check in verdict.checks:
        extract = str(check.tidy.extract)
        _, aside = _kept_and_aside(check, files)
        broken = _rules_of(verdict, check, files)
        for row, town in aside.items():
            found[f"aside:{extract}:{'+'.join(sorted(broken.get(row, ())))}:{town}"] += 1
    return found


def _rules_of(verdict: Verdict, check: ExtractCheck, files: FileStore) -> Mapping[int, Collection[str]]:
    """Row -> the rules that keep it out: tidy's where it wasn't handed on, else those that set rows aside here."""
    import pandas as pd  # here, because it takes time and most commands don't need it

    sets_aside = {("own", o.rule) for o in check.outcomes if o.sets_aside}
    sets_aside |= {("across", o.rule) for o in verdict.outcomes if o.sets_aside}
    kept = set(parquet_table(files.get(check.tidy.key), [ROW])[ROW].to_pylist())
    pieces = []
    for suite, key in (
        ("tidy", check.tidy.set_aside_key),
        ("own", check.failures_key),
        ("across", verdict.failures_key),
    ):
        if key:
            table = parquet_table(files.get(key), ["extract", "row", "rule"]).to_pandas().assign(suite=suite)
            pieces.append(table[table["extract"] == str(check.tidy.extract)])
    lines = pd.concat(pieces, ignore_index=True)
    deciding = [
        row not in kept and rule not in NOTED if suite == "tidy" else (suite, rule) in sets_aside
        for suite, rule, row in zip(lines["suite"], lines["rule"], lines["row"], strict=True)
    ]
    rules: Mapping[int, Collection[str]] = (
        lines[pd.Series(deciding, dtype=bool)].groupby("row")["rule"].agg(set).to_dict()
    )
    return rules


def counted_failures(verdict: Verdict, files: FileStore) -> Mapping[tuple[str, str], int]:
    """(extract or ``across``, rule) -> how many failures of it are kept."""
    found: Counter[tuple[str, str]] = Counter()
    sources = [(str(check.tidy.extract), check.failures_key) for check in verdict.checks]
    sources += [("across", verdict.failures_key)] if verdict.failures_key else []
    for suite, key in sources:
        for rule in parquet_table(files.get(key), ["rule"])["rule"].to_pylist():
            found[suite, rule] += 1
    return found
