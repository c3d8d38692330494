"""Kinds, statuses, triangle and statistics of revisions, each recomputed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from govreport.canonical.codes import load_codes
from govreport.district.folder import District
from govreport.district.timing import AnnualReports, Timing
from govreport.errors import Message
from govreport.indicators.catalogue import CATALOGUE, definition_hashes
from govreport.indicators.model import Observation
from govreport.indicators.vintages.measuring import stated_quarters
from govreport.indicators.vintages.revision_kind import Statement, breaks_series, classify_revision, reference_parts
from govreport.indicators.vintages.revision_stats import Size, StatedFigure, series_breaks, size, statistics, triangle
from govreport.indicators.vintages.status import closes_year, status_letters, statuses, vintage_status
from govreport.manifests.measurements import Revision
from govreport.quarter import Quarter
from govreport.store.records import VintageRecord
from govreport.workdays import WorkCalendar
from tests.conftest import PROJECT

Q = Quarter.parse
REPORTS = AnnualReports(due="03-31", checked_working_days=10)
TIMING = Timing(WorkCalendar("CN"), 13, REPORTS)
EARLY = Timing(WorkCalendar("CN"), 8, REPORTS)
PARTS = {"towns": "1", "communities": "1", "codes:status": "1", "registrars": "1", "scoring": "1", "corrections": "1",
         "targets": "1"}  # fmt: skip


def record(
    quarter: str = "2019-Q3",
    source: str = "2019-Q3",
    *,
    inputs: Mapping[str, str] | None = None,
    reference: Mapping[str, str] | None = None,
    definitions: Mapping[str, str] | None = None,
) -> VintageRecord:
    return VintageRecord(
        id="", district="panyu", quarter=Q(quarter), source_quarter=Q(source), verdict_sha256="", catalogue_sha256="",
        reference_sha256="", product_version="", inputs=inputs or {"registration": "a", "funding": "a"},
        reference={**PARTS, **(reference or {})},
        definitions={"R01": "1", "S01": "1", **(definitions or {})},
    )  # fmt: skip


def kind(old: VintageRecord, new: VintageRecord, *, issued: bool = False, said: Statement | None = None) -> str:
    judged = classify_revision(old, new, issued, timing=TIMING, statement=said or Statement())
    return f"{judged.kind} {judged.code}"


CHANGED_FILE = {"registration": "b", "funding": "a"}


@pytest.mark.parametrize(
    ("old", "new", "issued", "found"),
    [
        (record("2019-Q2", "2019-Q2"), record("2019-Q2", "2019-Q3"), False, "routine later_extracts"),
        (record("2019-Q1", "2019-Q2"), record("2019-Q1", "2020-Q1"), False, "benchmark annual_reports"),
        (record("2019-Q1", "2020-Q1"), record("2019-Q1", "2020-Q2"), False, "routine later_extracts"),
        (record(), record(inputs=CHANGED_FILE), False, "routine extracts"),
        (record(), record(inputs=CHANGED_FILE), True, "correction extracts"),
        (record(), record(reference={"corrections": "2"}, inputs=CHANGED_FILE), False, "correction corrections"),
        (record("2019-Q2", "2019-Q2"), record("2019-Q2", reference={"corrections": "2"}), False,
         "routine later_extracts"),
        (record(), record(definitions={"R01": "2"}), False, "major definitions"),
        (record("2019-Q1", "2019-Q2"), record("2019-Q1", "2020-Q1", definitions={"R01": "2"}), False,
         "major definitions"),
        (record(), record(definitions={"R99": "1"}), False, "routine other"),
        (record(), record(reference={"communities": "2"}), False, "major boundaries"),
        (record(), record(reference={"codes:status": "2"}), False, "major boundaries"),
        (record(), record(reference={"codes:new_list": "1"}), False, "routine other"),
        (record(), record(reference={"targets": "2"}), False, "routine other"),
    ],
)  # fmt: skip
def test_the_kind_of_a_revision_follows_from_what_changed(
    old: VintageRecord, new: VintageRecord, issued: bool, found: str
) -> None:
    assert kind(old, new, issued=issued) == found


def test_what_an_operator_says_goes_for_the_quarters_own_extracts_only() -> None:
    said = Statement(reason="一家重复登记", kind="correction")
    judged = classify_revision(record(), record(inputs=CHANGED_FILE), False, timing=TIMING, statement=said)
    assert (judged.kind, judged.reason) == ("correction", Message("一家重复登记", "一家重复登记"))
    assert kind(record("2019-Q2", "2019-Q2"), record("2019-Q2"), said=said) == "routine later_extracts"
    unkind = Statement(reason="一家重复登记")
    judged = classify_revision(record(), record(inputs=CHANGED_FILE), False, timing=TIMING, statement=unkind)
    assert (judged.kind, judged.reason.zh) == ("routine", "一家重复登记")


def test_a_reason_names_what_changed() -> None:
    judged = classify_revision(record(), record(definitions={"S01": "2", "R01": "2"}), False, timing=TIMING)
    assert judged.reason == Message("指标口径有变：R01、S01", "definitions changed: R01, S01")
    judged = classify_revision(record(), record(reference={"towns": "2", "codes:status": "2"}), False, timing=TIMING)
    assert judged.reason.zh == "参照数据有变：代码表 status、镇街"


def test_figures_are_verified_by_the_first_run_after_annual_reports_closed() -> None:
    # 2020: 31 March is a Tuesday; 1-3 April, 7-10 April (the 6th makes up for 清明), 13-15 April are working days
    assert TIMING.annual_close(2019) == date(2020, 4, 15)
    assert vintage_status(Q("2019-Q2"), Q("2019-Q4"), TIMING) == "preliminary"
    assert vintage_status(Q("2019-Q2"), Q("2020-Q1"), TIMING) == "verified"
    assert vintage_status(Q("2020-Q1"), Q("2020-Q1"), TIMING) == "preliminary"
    # a district that reports after 8 working days is too early in April
    assert vintage_status(Q("2019-Q2"), Q("2020-Q1"), EARLY) == "preliminary"
    assert vintage_status(Q("2019-Q2"), Q("2020-Q2"), EARLY) == "verified"


def test_where_nobody_reports_yearly_figures_are_neither_preliminary_nor_verified() -> None:
    unmarked = Timing(WorkCalendar("GB", "ENG"), 13)
    assert unmarked.annual_close(2019) is None
    assert vintage_status(Q("2019-Q2"), Q("2020-Q4"), unmarked) == "unmarked"
    assert [closes_year(Q("2020-Q1").plus(i), unmarked) for i in range(4)] == [None] * 4
    assert statuses(Observation("R01", Q("2019-Q2"), "", "", "", 1), CATALOGUE["R01"], "unmarked") == ("A",)


def test_the_run_that_verifies_a_year_restates_all_of_it() -> None:
    assert [str(q) for q in stated_quarters(Q("2020-Q1"), TIMING)] == [
        "2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4", "2020-Q1"
    ]  # fmt: skip
    assert [str(q) for q in stated_quarters(Q("2019-Q3"), TIMING)] == ["2018-Q3", "2019-Q2", "2019-Q3"]
    assert [closes_year(Q("2020-Q1").plus(i), EARLY) for i in range(4)] == [None, 2019, None, None]


def figures(rows: Mapping[str, Mapping[str, int | None]], breaks: tuple[str, str] | None = None) -> list[StatedFigure]:
    return [
        StatedFigure(
            Q(quarter), Q(source), None if value is None else Fraction(value), is_break=(quarter, source) == breaks
        )
        for quarter, row in rows.items()
        for source, value in row.items()
    ]


def test_triangle_and_mean_revisions_are_those_computed_by_hand() -> None:
    of = triangle(
        reversed(
            figures(
                {
                    "2019-Q1": {"2019-Q1": 822, "2019-Q2": 822, "2020-Q1": 825},
                    "2019-Q2": {"2019-Q2": 830, "2019-Q3": 832},
                    "2019-Q3": {"2019-Q3": 841, "2019-Q4": 840},
                    "2019-Q4": {"2019-Q4": 852},
                }
            )
        )
    )
    assert [str(q) for q in of.quarters] == ["2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4"]
    assert [str(q) for q in of.sources] == ["2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4", "2020-Q1"]
    assert [f.value for f in of.row(Q("2019-Q1"))] == [822, 822, 825]
    found = statistics(of)  # +3, +2, -1
    assert (found.quarters, found.revised, found.breaks) == (3, 3, 0)
    assert found.mean == Fraction(4, 3)
    assert found.mean_absolute == 2


def test_a_break_is_no_revision() -> None:
    rows: dict[str, dict[str, int | None]] = {
        "2019-Q1": {"2019-Q1": 100, "2019-Q2": 150},
        "2019-Q2": {"2019-Q2": 10, "2019-Q3": 10},
        "2019-Q3": {"2019-Q3": None, "2019-Q4": 5},
    }
    found = statistics(triangle(figures(rows, breaks=("2019-Q1", "2019-Q2"))))
    assert (found.quarters, found.revised, found.mean, found.mean_absolute, found.breaks) == (1, 0, 0, 0, 1)
    nothing = statistics(triangle(figures({"2019-Q1": {"2019-Q1": 1}})))
    assert (nothing.quarters, nothing.mean, nothing.mean_absolute) == (0, None, None)


def test_the_size_of_a_change_is_absolute_and_relative() -> None:
    revision = Revision(
        indicator="R01", quarter=Q("2019-Q2"), town_code="", breakdown="", member="", old_numerator=800,
        old_denominator=None, new_numerator=790, new_denominator=None,
    )  # fmt: skip
    found = size(revision, CATALOGUE["R01"])
    assert (found.old, found.new, found.absolute, found.relative) == (800, 790, -10, Fraction(-1, 80))
    assert Size(Fraction(0), Fraction(3)).relative is None
    rate = revision.model_copy(update={"indicator": "S01", "old_numerator": 1, "old_denominator": 3,
                                       "new_numerator": 4, "new_denominator": 40})  # fmt: skip
    assert (size(rate, CATALOGUE["S01"]).old, size(rate, CATALOGUE["S01"]).new) == (None, 10)  # 1 of 3 isn't shown


def test_a_definition_or_a_boundary_breaks_only_the_series_that_stand_on_it() -> None:
    r01, f01 = CATALOGUE["R01"], CATALOGUE["F01"]
    plain = record()
    assert breaks_series(plain, record(definitions={"R01": "2"}), r01)
    assert not breaks_series(plain, record(definitions={"R01": "2"}), f01)
    towns = record(reference={"towns": "2"})
    assert not breaks_series(plain, towns, r01)
    assert breaks_series(plain, towns, r01, "440113102")
    assert breaks_series(plain, towns, f01)  # its denominator is the number of towns
    assert breaks_series(plain, record(reference={"codes:status": "2"}), r01)
    assert not breaks_series(plain, record(reference={"codes:status": "2"}), CATALOGUE["G01"])
    older = replace(plain, reference={}, definitions={})
    assert not breaks_series(older, towns, f01)  # nobody knows


def test_a_break_between_two_quarters_is_named_with_the_later_one() -> None:
    quarters = [record("2019-Q1"), record("2019-Q2"), record("2019-Q3", definitions={"S01": "2"})]
    assert series_breaks(quarters, CATALOGUE) == [("S01", Q("2019-Q3"))]


def test_statuses_of_a_figure() -> None:
    r01, s01 = CATALOGUE["R01"], CATALOGUE["S01"]
    stock = Observation("R01", Q("2019-Q3"), "", "", "", 841)
    assert statuses(stock, r01, "verified") == ("A",)
    assert statuses(stock, r01, "preliminary", revised=True, definition_changed=True) == ("P", "R", "B")
    assert statuses(stock, r01, "preliminary", revised=True, suppressed=True) == ("Q",)
    assert statuses(None, r01, "preliminary") == ("M",)
    assert statuses(Observation("S01", Q("2019-Q3"), "", "", "", 0, 0), s01, "verified") == ("M",)
    assert statuses(Observation("S01", Q("2019-Q3"), "", "", "", 1, 3), s01, "verified") == ("U",)


def test_letters_are_those_that_vintages_bring() -> None:
    now, base = Observation("R01", Q("2019-Q3"), "", "", "", 841), Observation("R01", Q("2018-Q3"), "", "", "", 803)
    small = Observation("S01", Q("2018-Q3"), "", "", "", 1, 3)
    letters = status_letters(
        [now, base, small],
        CATALOGUE,
        {Q("2019-Q3"): "preliminary", Q("2018-Q3"): "verified"},
        revised=[("R01", Q("2018-Q3"), "", "", "")],
        breaks=[("R01", Q("2019-Q3"))],
    )
    assert letters == {("R01", Q("2019-Q3"), "", "", ""): "PB", ("R01", Q("2018-Q3"), "", "", ""): "R"}


def test_words_and_spellings_are_no_boundaries(panyu: District, tmp_path: Path) -> None:
    codes = load_codes(PROJECT / "include" / "reference" / "codes.yaml")
    parts = reference_parts(panyu, codes)
    renamed = panyu.towns[0].model_copy(update={"aliases": ("某街",), "en": "X"})
    other = panyu.model_copy(update={"towns": (renamed, *panyu.towns[1:])})
    assert reference_parts(other, codes) == parts
    fewer = panyu.model_copy(update={"communities": panyu.communities[1:]})
    assert {k for k, v in reference_parts(fewer, codes).items() if v != parts[k]} == {"communities"}


def test_every_indicator_has_a_definition_of_its_own(panyu: District) -> None:
    assert definition_hashes(panyu.given).keys() == CATALOGUE.keys()
    assert len(set(definition_hashes(panyu.given).values())) == len(CATALOGUE)
