"""The one count of rows kept out of the figures: which they are, whose, and by which rules.

Reports, briefs, the operators' note and mails all print this count and no other. A rule is known by its extract too:
E11 of activities only warns, E11 of registration sets its row aside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from govreport.canonical import ROW
from govreport.manifests.verdicts import ExtractCheck, Verdict
from govreport.parquet import parquet_table
from govreport.store.files import FileStore
from govreport.tidy.values.problems import NOTED


class LeftOut(NamedTuple):
    """So many different rows of an extract, of one town, that the same rules keep out of the figures."""

    extract: str
    rules: tuple[str, ...]
    """Every rule that sets the rows aside; ids of tidy's (T-…) where a cell can't be read."""
    town_code: str
    """The town the rows go back to; "" where they name none."""
    rows: int


def left_out(verdict: Verdict, files: FileStore) -> list[LeftOut]:
    """Rows kept out of the figures by extract, rules and town; a row counts once, however many rules it breaks."""
    across = {o.rule for o in verdict.outcomes if o.sets_aside}
    counts: Counter[tuple[str, tuple[str, ...], str]] = Counter()
    for check in verdict.checks:
        extract = check.tidy.extract
        setting = {o.rule for o in check.outcomes if o.sets_aside}
        aside = set(parquet_table(files.get(check.set_aside_key), [ROW]).column(0).to_pylist())
        rules: dict[int, set[str]] = {row: set() for row in aside}
        towns: dict[int, str] = {}
        for row, rule, town in _unread(check, files):
            rules.setdefault(row, set()).add(rule)
            towns[row] = towns.get(row) or town
        for row, rule, town, deciding in _judged(verdict, check, files, setting, across):
            if row in aside:
                towns[row] = towns.get(row) or town
                if deciding:
                    rules[row].add(rule)
        for row, broken in rules.items():
            counts[str(extract), tuple(sorted(broken)), towns.get(row, "")] += 1
    return [LeftOut(*key, rows) for key, rows in sorted(counts.items())]


def _unread(check: ExtractCheck, files: FileStore) -> Iterator[tuple[int, str, str]]:
    """Row, rule and town of what tidy could not read; what it only noted is kept."""
    table = parquet_table(files.get(check.tidy.set_aside_key), ["row", "rule", "town_code"])
    for row, rule, town in zip(*(table.column(i).to_pylist() for i in range(3)), strict=True):
        if rule not in NOTED:
            yield row, rule, town or ""


def _judged(
    verdict: Verdict, check: ExtractCheck, files: FileStore, setting: set[str], across: set[str]
) -> Iterator[tuple[int, str, str, bool]]:
    """Row, rule and town of every failure in the extract, and whether that rule sets its rows aside."""
    sources = [(check.failures_key, setting)]
    sources += [(verdict.failures_key, across)] if verdict.failures_key else []
    for key, deciding in sources:
        table = parquet_table(files.get(key), ["extract", "row", "rule", "town_code"])
        for extract, row, rule, town in zip(*(table.column(i).to_pylist() for i in range(4)), strict=True):
            if extract == check.tidy.extract:
                yield row, rule, town or "", rule in deciding
