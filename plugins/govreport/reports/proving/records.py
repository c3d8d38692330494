"""What the records behind a figure and the last issue give, read for the proof of documents by a way of its own.

The texts have names and days from the indicators' predicates (cases.py, last_issue.py). Here plain loops over the tidy
rows and, for grants, what the rules E31, E32 and E32-SERIOUS found give them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from govreport.canonical import ROW
from govreport.context import Context
from govreport.manifests.verdicts import Verdict
from govreport.parquet import parquet_table
from govreport.quality.frames.stored_rows import means_of, meant
from govreport.quality.living import carried_rows
from govreport.quarter import Quarter
from govreport.reports.claims import Key
from govreport.reports.material import Material
from govreport.reports.statements.evidence import EarlierMatter
from govreport.store.files import FileStore

Row = dict[str, Any]
_GRANT_RULES = {"G14": ({"E31"}, "paid_on"), "G15": ({"E32", "E32-SERIOUS"}, "approved_on")}
"""Figure -> the rules that find its rows, and the column whose year and day count."""
_FIGURE = {"indicator", "town_code", "breakdown", "member", "exact", "text"}
"""What a matter's figure has in a stored model of this version."""
_CHECKS = ("regular_check", "ad_hoc_check")


def case_evidence(context: Context, verdict: Verdict) -> Mapping[tuple[Key, str], str]:
    """(figure, names or oldest) -> what the quarter's rows give. Raises IntegrityError where a file is gone."""
    quarter, found = context.quarter, {}
    register: dict[str, list[Row]] = {}
    for row in _rows(context, verdict, "registration", ["uscc", "name", "registered_on", "exited_on", "status"]):
        register.setdefault(row["uscc"], []).append(row)
    events = [*_rows(context, verdict, "evaluation",
                     ["uscc", "event_kind", "event_result", "event_on", "due_on", "closed_on"])]  # fmt: skip
    days = [row["due_on"] for row in events if _is_overdue(row, register, quarter.end)]
    if days:
        oldest = min(days)
        found[Key("S02C", quarter), "oldest"] = f"{oldest.year}-{oldest.month}-{oldest.day}"
    serious = {
        row["uscc"]
        for row in events
        if row["event_kind"] == "serious_list" and row["event_on"] <= quarter.end and _is_open(row, quarter.end)
    }
    found[Key("S10", quarter), "names"] = _joined(register[code][-1]["name"] for code in serious if code in register)
    for figure, names in _grants(context, verdict, quarter):
        found[Key(figure, quarter), "names"] = _joined(names)
    return found


def _joined(names: Iterator[str] | set[str]) -> str:
    return "、".join(sorted({*names}))


def _is_open(row: Row, end: date) -> bool:
    return row["closed_on"] is None or row["closed_on"] > end


def _is_overdue(row: Row, register: Mapping[str, list[Row]], end: date) -> bool:
    if row["event_kind"] not in _CHECKS or row["event_result"] != "finding" or row["due_on"] is None:
        return False
    return row["due_on"] <= end and _is_open(row, end) and any(_is_here(r, end) for r in register.get(row["uscc"], ()))


def _is_here(row: Row, end: date) -> bool:
    gone = row["exited_on"] is not None and row["exited_on"] <= end
    return (
        row["registered_on"] is not None and row["registered_on"] <= end and not gone and row["status"] != "preparing"
    )


def _grants(context: Context, verdict: Verdict, quarter: Quarter) -> Iterator[tuple[str, set[str]]]:
    """Figure -> the recipients of this year's grants that the rules across extracts found."""
    if not verdict.failures_key:
        return
    failing = parquet_table(context.files.get(verdict.failures_key), ["extract", "row", "rule"]).to_pylist()
    columns = ["recipient_name", "paid_on", "approved_on"]
    funding = {row[ROW]: row for row in _rows(context, verdict, "funding", columns)}
    for figure, (rules, column) in _GRANT_RULES.items():
        rows = {line["row"] for line in failing if line["extract"] == "funding" and line["rule"] in rules}
        named = [funding[row] for row in rows if row in funding]
        year = date(quarter.year, 1, 1)
        yield figure, {r["recipient_name"] for r in named if r[column] and year <= r[column] <= quarter.end}


def _rows(context: Context, verdict: Verdict, extract: str, columns: list[str]) -> Iterator[Row]:
    """The rows of an extract that figures are made of, in the order of the file."""
    for check in verdict.checks:
        if check.tidy.extract == extract:
            aside = set(parquet_table(context.files.get(check.set_aside_key))[ROW].to_pylist())
            table = parquet_table(context.files.get(check.tidy.key), [ROW, *columns])
            table = meant(table, means_of(extract, context.codes))
            yield from (row for row in table.to_pylist() if row[ROW] not in aside)
            meanings = means_of(extract, context.codes)
            for row in carried_rows(check.tidy.living, context.files):
                yield {name: meanings.get(name, {}).get(row[name], row[name]) for name in (ROW, *columns)}


def earlier_matters(files: FileStore, material: Material) -> Mapping[tuple[Quarter, str], EarlierMatter]:
    """The matters of the last issue, of all languages, as its stored models have them."""
    found: dict[tuple[Quarter, str], EarlierMatter] = {}
    for language in material.languages:
        issue = language.inputs.last_issue
        if issue is None:
            continue
        model = json.loads(files.get(issue.model_key))
        blocks = [block for section in model["sections"] for block in section["blocks"]]
        for row in (row for block in blocks if block["type"] == "attention" for row in block["items"]):
            figures = row.get("figures", [])
            if any(set(figure) != _FIGURE for figure in figures):  # of another version: the heading is told alone
                figures = []
            at = issue.quarter, row["key"]
            texts = {row["heading"], *(figure["text"] for figure in figures)}
            exact = tuple(Fraction(figure["exact"]) for figure in figures)
            found[at] = EarlierMatter(frozenset(texts) | (found[at].texts if at in found else frozenset()), exact)
    return found
