"""Rows kept out of the figures count once, by extract and town; the check of documents counts them another way."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from govreport.canonical import ROW
from govreport.manifests.verdicts import ExtractCheck, RuleOutcome, Verdict
from govreport.quality.failure_files import store_lines, store_rows
from govreport.quality.summary import LeftOut, left_out
from govreport.reports.proving.rows import counted_by_rules, counted_failures, counted_rows
from govreport.store.files import FileStore
from tests.reports.fictional import QUARTER, fictional_verdict

SHAWAN, SHIJI = "440113104", "440113105"


def line(extract: str, row: int, rule: str, town: str | None) -> dict[str, Any]:
    empty = dict.fromkeys(("column", "value", "zh", "en"), "")
    return {**empty, "extract": extract, "row": row, "rule": rule, "suggestion": None, "town_code": town}


def outcome(rule: str, failed: int, *, sets_aside: bool) -> RuleOutcome:
    return RuleOutcome(
        rule=rule, severity="warn", sets_aside=sets_aside, zh="规则", en="rule", why_zh="", why_en="",
        passed=failed == 0, evaluated=9, failed=failed,
    )  # fmt: skip


def rows_file(files: FileStore, towns: dict[int, str | None]) -> str:
    table = pa.table({ROW: pa.array([*towns], pa.int32()), "town_code": pa.array([*towns.values()], pa.string())})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return files.put("tidy", buffer.getvalue(), ".parquet")


def check(
    files: FileStore,
    extract: str,
    kept: dict[int, str | None],
    unread: list[dict[str, Any]],
    failures: list[dict[str, Any]],
    outcomes: list[RuleOutcome],
    aside: set[int],
) -> ExtractCheck:
    made = next(c for c in fictional_verdict("panyu", QUARTER, "warn").checks if c.tidy.extract == extract)
    refused = {u["row"] for u in unread} - set(kept)
    tidy = made.tidy.model_copy(
        update={
            "key": rows_file(files, kept), "set_aside_key": store_lines(files, unread), "rows_kept": len(kept),
            "rows_in": len(kept) + len(refused), "rows_set_aside": len(refused),
        }
    )  # fmt: skip
    return made.model_copy(
        update={
            "tidy": tidy, "outcomes": outcomes, "failures_key": store_lines(files, failures),
            "set_aside_key": store_rows(files, aside), "rows_set_aside": len(aside),
        }
    )  # fmt: skip


@pytest.fixture
def judged(tmp_path: Path) -> tuple[Verdict, FileStore]:
    """Registration: row 3 breaks two rules, row 4 is unreadable twice, row 5 only noted. Evaluation: E11 only warns
    there; row 7 is set aside by a rule across extracts."""
    files = FileStore(str(tmp_path))
    registration = check(
        files, "registration",
        kept={2: SHAWAN, 3: SHIJI, 5: SHIJI},
        unread=[
            line("registration", 4, "T-DATE", SHIJI), line("registration", 4, "T-MONEY", None),
            line("registration", 5, "T-COMMUNITY", SHIJI),
        ],
        failures=[line("registration", 3, "E11", SHIJI), line("registration", 3, "E12", SHIJI)],
        outcomes=[outcome("E11", 1, sets_aside=True), outcome("E12", 1, sets_aside=True)],
        aside={3},
    )  # fmt: skip
    evaluation = check(
        files, "evaluation",
        kept={6: SHIJI, 7: None},
        unread=[],
        failures=[line("evaluation", 6, "E11", SHIJI)],
        outcomes=[outcome("E11", 1, sets_aside=False)],
        aside={7},
    )  # fmt: skip
    verdict = fictional_verdict("panyu", QUARTER, "warn").model_copy(
        update={
            "checks": [registration, evaluation],
            "outcomes": [outcome("E40", 2, sets_aside=True)],
            "failures_key": store_lines(
                files, [line("evaluation", 7, "E40", None), line("registration", 2, "E40", SHAWAN)]
            ),
        }
    )
    return verdict, files


def test_a_row_counts_once_however_many_rules_it_breaks_and_kept_rows_do_not_count(
    judged: tuple[Verdict, FileStore],
) -> None:
    assert left_out(*judged) == [
        LeftOut("evaluation", ("E40",), "", 1),
        LeftOut("registration", ("E11", "E12"), SHIJI, 1),
        LeftOut("registration", ("T-DATE", "T-MONEY"), SHIJI, 1),
    ]


def test_a_rule_that_only_warns_in_one_extract_sets_nothing_aside_there(judged: tuple[Verdict, FileStore]) -> None:
    """E11 sets rows of registration aside; row 6 of evaluation breaks it and is kept."""
    assert not any("E11" in entry.rules for entry in left_out(*judged) if entry.extract == "evaluation")


def test_the_independent_count_gives_the_same_by_file_by_town_and_by_owner(judged: tuple[Verdict, FileStore]) -> None:
    verdict, files = judged
    counted = counted_rows(verdict, files, {"evaluation": "监管科"})
    assert {key: n for key, n in counted.items() if key[0] == "aside"} == {
        ("aside", "", ""): 3, ("aside", "registration", ""): 2, ("aside", "evaluation", ""): 1,
        ("aside", "", SHIJI): 2, ("aside", "registration", SHIJI): 2,
        ("aside", "", "监管科"): 1, ("aside", "evaluation", "监管科"): 1,
    }  # fmt: skip
    assert (counted["read", "", ""], counted["used", "", ""]) == (6, 3)
    assert counted_by_rules(verdict, files) == {
        f"aside:{e}:{'+'.join(rules)}:{town}": n for e, rules, town, n in left_out(verdict, files)
    }


def test_failures_are_counted_by_the_suite_that_found_them(judged: tuple[Verdict, FileStore]) -> None:
    assert counted_failures(*judged) == {
        ("registration", "E11"): 1, ("registration", "E12"): 1, ("evaluation", "E11"): 1, ("across", "E40"): 2,
    }  # fmt: skip
