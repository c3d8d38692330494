"""What an overview says of quarters: the state that follows from verdicts, reports, signatures and ledgers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from govreport.district.folder import District
from govreport.overview.holdings import files_of, find_file
from govreport.overview.matrix import read_matrix
from govreport.overview.model import Cell, QuarterRecord
from govreport.overview.record import read_quarter
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.copies import Copies
from govreport.store.writing import utc_now
from tests.pages.installation import Q2, Q3, Q4, Maker

LEADER, DIRECTOR = "leader.committee@panyu.example", "director@minzheng.panyu.example"


@pytest.fixture
def make(settings: Settings) -> Maker:
    return Maker(settings)


@pytest.fixture
def signed_by_two(panyu: District) -> District:
    return panyu.model_copy(update={"signoff": ("复核", "签发")})


def cell(make: Maker, district: District, quarter: Quarter = Q3) -> Cell:
    (row,) = read_matrix(make.engine, [district], {district.id: Q4}, utc_now()).districts
    found = row.cells[quarter]
    assert found == record(make, district, quarter).cell  # both pages say the same
    return found


def record(make: Maker, district: District, quarter: Quarter = Q3) -> QuarterRecord:
    return read_quarter(make.engine, district, quarter, utc_now())


def test_a_quarter_goes_from_not_run_to_delivered(make: Maker, panyu: District) -> None:
    assert cell(make, panyu, Q4).state == "not_run"
    verdict = make.verdict("panyu", Q3)
    assert cell(make, panyu).state == "checked"
    make.vintage(verdict, Q3)
    report = make.report("panyu", Q3)
    assert cell(make, panyu).state == "signed"  # nobody is asked to sign
    make.sent(report, LEADER, DIRECTOR)
    found = cell(make, panyu)
    assert (found.state, found.copies.sent, found.verdict, found.vintage) == ("delivered", 2, "warn", "preliminary")


def test_a_chain_of_signatures_is_awaited_and_named(make: Maker, signed_by_two: District) -> None:
    report = make.report("panyu", Q3)
    make.ledger.sign(report.sha256, "签发", "b")
    found = cell(make, signed_by_two)
    assert (found.state, found.signed, found.missing) == ("awaiting", ("签发",), ("复核",))
    make.ledger.sign(report.sha256, "复核", "a")
    assert cell(make, signed_by_two).state == "signed"


def test_an_edition_that_comes_back_is_the_one_that_stands(make: Maker, signed_by_two: District) -> None:
    verdict = make.verdict("panyu", Q3)
    first, second = make.report("panyu", Q3, text="one"), make.report("panyu", Q3, text="two")
    make.ledger.sign(first.sha256, "复核", "a")
    make.rendered(verdict, first)
    make.rendered(verdict, second)
    assert make.results.latest_report("panyu", Q3, "zh") == second
    assert cell(make, signed_by_two).missing == ("复核", "签发")
    make.rendered(verdict, first)  # the data were put back
    assert make.results.latest_report("panyu", Q3, "zh") == first
    assert cell(make, signed_by_two).missing == ("签发",)
    assert [e.report.sha256 for e in record(make, signed_by_two).editions] == [first.sha256, second.sha256]


def test_a_held_report_is_held_whatever_was_signed_before(make: Maker, panyu: District) -> None:
    make.report("panyu", Q3, text="one")
    make.report("panyu", Q3, text="two", held=True)
    found = record(make, panyu)
    assert found.cell.state == "held"
    assert [(e.state, e.is_issued) for e in found.editions] == [("held", False), ("signed", True)]


def test_extracts_refused_after_a_report_block_the_quarter_until_a_newer_report(make: Maker, panyu: District) -> None:
    make.verdict("panyu", Q3)
    make.report("panyu", Q3, text="one")
    make.verdict("panyu", Q3, "block", "refused")
    assert cell(make, panyu).state == "blocked"
    make.report("panyu", Q3, text="two")
    assert cell(make, panyu).state == "signed"


def test_files_that_are_put_back_bring_their_verdict_back(make: Maker, panyu: District) -> None:
    first = make.verdict("panyu", Q3)
    make.rendered(first, make.report("panyu", Q3))
    make.verdict("panyu", Q3, state="block")
    assert cell(make, panyu).state == "blocked"
    for _ in range(2):
        make.verdict("panyu", Q3)
        assert cell(make, panyu).state == "signed"
    assert make.results.verdicts("panyu", Q3) == [first]
    found = record(make, panyu).verdict
    assert found is not None
    assert (found.state, found.earlier) == ("warn", 1)


def test_a_claim_is_under_way_at_first_and_a_question_later(make: Maker, panyu: District) -> None:
    report = make.report("panyu", Q3)
    make.left_claimed(report, LEADER, timedelta(minutes=1))
    found = cell(make, panyu)
    assert (found.state, found.copies.under_way, found.copies.open) == ("signed", 1, 0)
    make.left_claimed(report, DIRECTOR, timedelta(hours=1))
    found = cell(make, panyu)
    assert (found.state, found.copies.under_way, found.copies.open) == ("in_doubt", 1, 1)


def test_a_doubt_about_an_earlier_edition_stays_a_question(make: Maker, panyu: District) -> None:
    earlier = make.report("panyu", Q3, text="one")
    make.left_claimed(earlier, LEADER, timedelta(hours=1))
    make.report("panyu", Q3, text="two")
    assert cell(make, panyu).state == "in_doubt"
    (doubt,) = record(make, panyu).deliveries
    Copies(make.engine).settle(doubt.copy, arrived=False, role="op", comment="asked")
    assert cell(make, panyu).state == "signed"
    (settled,) = record(make, panyu).deliveries
    assert (settled.is_open, settled.role, [e.event for e in settled.events]) == (
        False,
        "区委主要领导",
        ["not_arrived"],
    )


def test_a_copy_that_was_refused_leaves_the_quarter_undelivered(make: Maker, panyu: District) -> None:
    report = make.report("panyu", Q3)
    make.sent(report, LEADER)
    make.ledger.claim(report.sha256, DIRECTOR)
    make.ledger.refuse(report.sha256, DIRECTOR, "no such user")
    found = cell(make, panyu)
    assert (found.state, found.copies.sent, found.copies.failed) == ("undelivered", 1, 1)


def test_quarters_left_out_between_known_ones_are_shown_and_far_ones_arent_filled_in(
    make: Maker, panyu: District
) -> None:
    make.verdict("panyu", Quarter(2018, 4))
    make.verdict("panyu", Q2)
    found = read_matrix(make.engine, [panyu], {"panyu": Quarter(2026, 3)}, utc_now())
    assert [str(q) for q in found.quarters] == ["2026-Q3", "2019-Q2", "2019-Q1", "2018-Q4"]


def test_figures_alone_make_no_row_for_they_come_from_a_later_quarter(make: Maker, panyu: District) -> None:
    later = make.verdict("panyu", Q3)
    make.vintage(later.model_copy(update={"quarter": Quarter(2018, 3)}), Q3)
    assert Quarter(2018, 3) not in read_matrix(make.engine, [panyu], {}, utc_now()).quarters


def test_the_newest_report_of_every_language_must_be_signed(make: Maker, signed_by_two: District) -> None:
    for language in ("zh", "en"):
        report = make.report("panyu", Q3, language=language)
        for role in signed_by_two.signoff:
            assert cell(make, signed_by_two).state == "awaiting"
            make.ledger.sign(report.sha256, role, "somebody")
        assert cell(make, signed_by_two).state == "signed"


def test_files_are_those_the_quarter_leads_to(make: Maker, signed_by_two: District) -> None:
    report = make.report("panyu", Q3, text="one")
    make.sheet("panyu", Q3)
    make.brief("panyu", Q3)
    other = make.report("panyu", Q2, text="other")
    found = record(make, signed_by_two)
    assert {f.kind for f in files_of(found)} == {"reports", "figures", "sheets", "publications"}
    for file in [*report.files, *report.pages]:
        held = find_file(found, make.files, file.key.split("/")[0], file.sha256)
        assert held is not None
        assert (held.key, held.is_draft) == (file.key, True)
        assert find_file(found, make.files, "snapshots", file.sha256) is None
    assert find_file(found, make.files, "reports", other.files[0].sha256) is None
    assert find_file(found, make.files, "models", "0" * 64) is None


def test_lists_that_pages_lead_to_are_found_and_share_the_reports_standing(
    make: Maker, signed_by_two: District
) -> None:
    report = make.report("panyu", Q3, text="one")
    page = make.files.get(report.pages[0].key).decode()
    linked = page.split("../../")[1].split('"')[0]
    sha256 = linked.rsplit("/", 1)[1].removesuffix(".html")
    held = find_file(record(make, signed_by_two), make.files, "figures", sha256)
    assert held is not None
    assert held.key == linked
    assert held.is_draft
    for role in signed_by_two.signoff:
        make.ledger.sign(report.sha256, role, "somebody")
    held = find_file(record(make, signed_by_two), make.files, "figures", sha256)
    assert held is not None
    assert not held.is_draft


def test_a_sheet_made_from_files_that_were_replaced_since_stands_apart(make: Maker, panyu: District) -> None:
    standing = make.verdict("panyu", Q3)
    old = make.sheet("panyu", Q3)  # of a version that kept no files with its sheets
    assert [(s.sheet, s.is_current) for s in record(make, panyu).sheets] == [(old, True)]
    stale = old.model_copy(
        update={
            "unit": "番禺区民政局财务科",
            "snapshots": {"funding": "f" * 64},
            "file": old.file.model_copy(update={"sha256": "1" * 64}),
        }
    )
    make.results.add_sheet(stale)
    assert standing.checks == []
    assert [(s.sheet.unit, s.is_current) for s in record(make, panyu).sheets] == [
        (old.unit, True), ("番禺区民政局财务科", False),
    ]  # fmt: skip


def test_a_sheet_whose_rows_are_mended_stands_apart_and_comes_back_where_they_are_asked_again(
    make: Maker, panyu: District
) -> None:
    sheet = make.sheet("panyu", Q3).model_copy(update={"asks": "a" * 64})
    sheet = sheet.model_copy(update={"file": sheet.file.model_copy(update={"sha256": "2" * 64})})
    make.results.add_sheet(sheet)
    for paragraph, asked, current in (
        ("问这几行。", {sheet.unit: "a" * 64}, True),
        ("改好了。", {}, False),
        ("还有别的。", {sheet.unit: "b" * 64}, False),
        ("又错了。", {sheet.unit: "a" * 64, "440113002": "c" * 64}, True),
        ("以前的版本没有记。", None, True),
    ):
        made = make.verdict("panyu", Q3, paragraph=paragraph, asks=asked)
        shown = {s.sheet.file.sha256: s.is_current for s in record(make, panyu).sheets}
        assert shown.get(sheet.file.sha256, False) == current, made.paragraph_zh
