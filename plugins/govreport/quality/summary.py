"""Counting what was left out of the figures, for the report's data-quality section."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from govreport.manifests.verdicts import Verdict
from govreport.parquet import parquet_table
from govreport.store.files import FileStore
from govreport.tidy.values.problems import NOTED


class LeftOut(NamedTuple):
    """So many rows of an extract, of one town, that one rule keeps out of the figures."""

    extract: str
    rule: str
    town_code: str
    rows: int


def left_out(verdict: Verdict, files: FileStore) -> list[LeftOut]:
    """Rows kept out of the figures, by extract, rule and town; a row that breaks two rules counts under both."""
    setting_aside = {o.rule for o in verdict.all_outcomes if o.sets_aside}
    sources: list[tuple[str, bool]] = []
    for check in verdict.checks:
        sources += [(check.tidy.set_aside_key, True), (check.failures_key, False)]
    if verdict.failures_key:
        sources.append((verdict.failures_key, False))
    seen: set[tuple[str, str, str, int]] = set()
    for key, every_rule in sources:
        table = parquet_table(files.get(key), ["extract", "rule", "town_code", "row"])
        for extract, rule, town, row in zip(*(table.column(i).to_pylist() for i in range(4)), strict=True):
            if (every_rule and rule not in NOTED) or rule in setting_aside:
                seen.add((extract, rule, town or "", row))
    counts = Counter((extract, rule, town) for extract, rule, town, _ in seen)
    return [LeftOut(*key, rows) for key, rows in sorted(counts.items())]
