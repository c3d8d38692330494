"""Snapshots, verdicts, sheets and reports are recorded once and read back as they were."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from govreport.manifests.base import StoredFile
from govreport.manifests.documents import Report
from govreport.manifests.extracts import Snapshot
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.store.results import ResultStore

Q2, Q3 = Quarter(2019, 2), Quarter(2019, 3)


@pytest.fixture
def results(engine: Engine) -> ResultStore:
    return ResultStore(engine)


def verdict(name: str, quarter: Quarter = Q3) -> Verdict:
    return Verdict(
        district="panyu", quarter=quarter, state="pass", checks=[], outcomes=[], paragraph_zh="通过",
        paragraph_en="passed", sha256=name * 64,
    )  # fmt: skip


def report(name: str, page: str = "9", quarter: Quarter = Q3) -> Report:
    page_file = StoredFile(name="R01.html", sha256=page * 64, size=1, key=f"figures/{page}")
    return Report(
        district="panyu", quarter=quarter, language="zh", fingerprint=f"f{name}" * 32, sha256=name * 64, files=[],
        held=False, model_key="d" * 64, pages=[page_file],
    )  # fmt: skip


def test_a_snapshot_is_known_by_its_bytes_and_its_quarter(results: ResultStore) -> None:
    snapshot = Snapshot(
        district="panyu", extract="registration", quarter=Q3, filename="a.xlsx", sha256="a" * 64, size=1, key="k",
        origin="o",
    )  # fmt: skip
    results.add_snapshot(snapshot)
    assert results.snapshot("panyu", Q3, "registration", "a" * 64) == snapshot
    assert results.snapshot("panyu", Q2, "registration", "a" * 64) is None
    assert results.snapshot("panyu", Q3, "registration", "b" * 64) is None


def test_the_verdict_that_stands_is_the_last_one_also_where_it_had_been_reached_before(results: ResultStore) -> None:
    assert results.standing_verdict("panyu", Q3) is None
    for name in "aba":
        results.add_verdict(verdict(name))
    standing = results.standing_verdict("panyu", Q3)
    assert standing is not None
    assert (standing.verdict, standing.earlier) == (verdict("a"), 1)
    assert results.verdicts("panyu", Q3) == [verdict("a")]


def test_a_district_has_the_quarters_that_were_judged_or_reported(results: ResultStore) -> None:
    results.add_verdict(verdict("a"))
    results.add_report(report("e"))
    results.add_report(report("c", quarter=Q2))
    assert results.quarters("panyu") == [Q2, Q3]
    assert results.quarters("yuexiu") == []


def test_a_report_is_found_by_hashes_and_pages_not_by_its_view_model(
    results: ResultStore,
) -> None:
    results.add_report(report("e"))
    for text in ("e" * 8, "fefe", "9" * 64):
        assert results.reports_known_as(text) == [report("e")]
    # The view model's hash stands in the document too, but nobody holds it as a file.
    assert results.reports_known_as("d" * 64) == []
