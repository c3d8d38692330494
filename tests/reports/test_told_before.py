"""What readers were told before: read from the database once, and the same again whenever a report is made again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govreport.context import Context
from govreport.indicators.disclosure.known import Cell, Value
from govreport.manifests.documents import Report
from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.reports.identity.fingerprint import TOLD
from govreport.reports.identity.provenance import Provenance
from govreport.reports.told_before import ToldBefore, disclosure_of, told_before
from govreport.settings import Settings
from govreport.store.presented import Shown
from govreport.store.records import StoredObservation

NOW, BEFORE = Quarter(2019, 3), Quarter(2019, 2)
BY = "target_group"
PROXY = frozenset({("department", "justice")})


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return Context.make(Settings(var=tmp_path / "var"), "panyu", NOW)


def show(context: Context, vintage: str, quarter: Quarter = BEFORE, district: str = "panyu") -> None:
    """Store a vintage whose report was made: of two groups in one town one is hidden."""
    verdict = Verdict(
        district=district, quarter=quarter, state="pass", checks=[], outcomes=[], paragraph_zh="", paragraph_en="",
        sha256="v" * 64,
    )  # fmt: skip
    context.results.add_verdict(verdict)
    figures = [StoredObservation("G13", "t1", BY, m, v, None) for m, v in (("general", 9), ("community_correction", 1))]
    context.vintages.add(
        VintageRef(id=vintage, district=district, quarter=quarter, source_quarter=quarter, observations=2),
        [*figures, StoredObservation("G13", "t1", "", "", 10, None)],
        verdict_sha256="v" * 64, catalogue_sha256="c" * 64, reference_sha256="r" * 64,
    )  # fmt: skip
    hidden = [("G13", "t1", BY, "community_correction")]
    context.presented.keep([Shown(vintage, "c" * 64, "r" * 64, "preliminary", hidden)], [], [])


def parts(**changes: Any) -> dict[str, Any]:
    """The parts of a report that its figures come from."""
    found = {"district": "panyu", "quarter": str(NOW), "reference": "r", "verdict": "v", "vintages": ["n" * 64]}
    return found | changes


def record(context: Context, told: ToldBefore, **changes: Any) -> None:
    """Keep a report as rendering does: with its parts, of which the told ones are one."""
    of = parts(**changes) | {TOLD: told.key, "language": "zh", "presentation": "as it was then"}
    provenance = Provenance(
        district="panyu", quarter=NOW, language="zh", parts=of, product={}, verdict_sha256="v", snapshots=[],
        configuration_key="", codes_key="", vintages=[], known=[],
    )  # fmt: skip
    context.results.add_report(
        Report(
            district="panyu", quarter=NOW, language="zh", fingerprint="f" * 64, sha256=told.key[-64:], files=[],
            held=False, model_key="m",
            provenance_key=context.files.put("provenance", provenance.model_dump_json().encode(), ".json"),
        )
    )  # fmt: skip


def test_the_first_report_starts_from_nothing(context: Context) -> None:
    told = told_before(context, parts(), frozenset())
    assert told.vintages == ()
    assert disclosure_of(context, told, {BY}).withheld == frozenset()


def test_a_later_one_knows_what_was_withheld_and_what_was_printed(context: Context) -> None:
    show(context, "a" * 64)
    show(context, "b" * 64, district="another")
    disclosure = disclosure_of(context, told_before(context, parts(), PROXY), {BY})
    assert disclosure.withheld == {Cell("G13", BEFORE, BY, "t1", "community_correction")}
    assert disclosure.printed == {Cell("G13", BEFORE, BY, "t1", "general"): frozenset({Value(9, None)})}
    assert disclosure.proxies == PROXY


def test_a_report_made_again_starts_from_what_it_started_from(context: Context) -> None:
    first = told_before(context, parts(), PROXY)
    record(context, first)
    show(context, "a" * 64, NOW)
    show(context, "b" * 64, NOW.next)
    assert told_before(context, parts(), PROXY) == first
    assert told_before(context, parts(earlier=["x"]), PROXY).key != first.key, "other figures: another edition"
    assert told_before(context, parts(vintages=["m" * 64]), PROXY).key != first.key


def test_a_proxy_once_found_stays_one(context: Context) -> None:
    record(context, told_before(context, parts(), PROXY))
    assert told_before(context, parts(verdict="another"), frozenset()).proxies == PROXY


def test_what_a_record_says_goes_before_what_the_database_knows(context: Context, tmp_path: Path) -> None:
    first = told_before(context, parts(), PROXY)
    show(context, "a" * 64)
    again = Context(context.settings, context.district, NOW, told=first.key)
    assert told_before(again, parts(), frozenset()) == first
