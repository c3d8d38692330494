"""The quarter's own rows beside those of earlier quarters: gone, emptied, or an earlier quarter's once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from quality_cases import GOOD, PANYU, Q3, gift, instalment, tidied

from govreport.manifests.verdicts import RuleOutcome
from govreport.quality.catalogue import SUITES
from govreport.quality.check import check_extract
from govreport.quality.profile import Profile, profile_of
from govreport.quarter import Quarter
from govreport.store.files import FileStore

Row = dict[str, Any]
YEAR = Q3.back(5)
"""Four quarters and the one that is judged."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(str(tmp_path_factory.mktemp("store")))


def payments(quarter: Quarter, count: int = 6, **changes: Any) -> list[Row]:
    return [
        instalment(f"{quarter}-{n}", paid_on=quarter.start + timedelta(days=n), approved_on=quarter.start, **changes)
        for n in range(count)
    ]


def gifts(quarter: Quarter, count: int = 6, **changes: Any) -> list[Row]:
    return [gift(f"{quarter}-{n}", received_on=quarter.start + timedelta(days=n), **changes) for n in range(count)]


def history(files: FileStore, extract: str, quarters: list[list[Row]]) -> tuple[Profile, ...]:
    """Profiles of the quarters whose own rows these are, the latest first; every file holds the rows before, too."""
    past = []
    for n, quarter in enumerate(YEAR[-1 - len(quarters) : -1], start=1):
        rows = [row for own in quarters[:n] for row in own]
        tidy = tidied(files, extract, rows, quarter=quarter, cutoff=quarter.end, snapshot_sha256=f"{n}" * 64)
        past.append(profile_of(check_extract(PANYU, tidy, files, []), files, "1GB"))
    return tuple(reversed(past))


def judged(files: FileStore, extract: str, rows: list[Row], past: tuple[Profile, ...], rule: str) -> RuleOutcome:
    suite = [r for r in SUITES[extract] if r.id == rule]
    (outcome,) = check_extract(PANYU, tidied(files, extract, rows), files, suite, past=past).outcomes
    assert outcome.error is None
    return outcome


def test_payments_that_all_lack_their_amount_this_quarter_alone_hold_the_report(files: FileStore) -> None:
    before = [payments(q) for q in YEAR[:-1]]
    past = history(files, "funding", before)
    rows = [row for own in before for row in own]
    emptied = judged(files, "funding", [*rows, *payments(Q3, paid_fen=None)], past, "E46-QUARTER")
    assert (emptied.failed, emptied.severity) == (1, "hold")
    for said in ("funding.csv", "拨付金额", "6行中", "只有0行", "100%"):
        assert said in emptied.detail_zh
    assert "hold" in emptied.detail_en
    assert judged(files, "funding", [*rows, *payments(Q3)], past, "E46-QUARTER").passed


@pytest.mark.parametrize(("kept", "passed"), [(1, False), (2, False), (3, True), (6, True)])
def test_a_column_that_runs_dry_is_told_before_it_is_empty(files: FileStore, kept: int, passed: bool) -> None:
    before = [payments(q) for q in YEAR[:-1]]
    rows = [row for own in before for row in own]
    own = [row | ({} if n < kept else {"paid_fen": None}) for n, row in enumerate(payments(Q3))]
    outcome = judged(files, "funding", [*rows, *own], history(files, "funding", before), "E46-QUARTER")
    assert outcome.passed is passed


def test_no_payment_at_all_in_the_quarter_is_told_where_every_earlier_one_had_some(files: FileStore) -> None:
    before = [payments(q) for q in YEAR[:-1]]
    rows = [row for own in before for row in own]
    awarded = [instalment(f"N{n}", approved_on=Q3.start, paid_on=None, paid_fen=None) for n in range(6)]
    gone = judged(files, "funding", [*rows, *awarded], history(files, "funding", before), "E46-QUARTER")
    assert gone.failed >= 1
    assert "没有一行的“拨付日期”在本季度" in gone.detail_zh
    assert "每季至少有6行" in gone.detail_zh
    assert "lies in the quarter" in gone.detail_en


def test_a_quiet_season_and_a_column_that_was_never_usual_are_nothing_to_tell(files: FileStore) -> None:
    before = [payments(q, count=2) for q in YEAR[:-1]]  # too few to say what is usual
    rows = [row for own in before for row in own]
    assert judged(files, "funding", [*rows, *payments(Q3, 0)], history(files, "funding", before), "E46-QUARTER").passed
    seasonal = [payments(q, paid_fen=None if q.number == 1 else 2_000_000) for q in YEAR[:-1]]
    rows = [row for own in seasonal for row in own]
    past = history(files, "funding", seasonal)
    assert judged(files, "funding", [*rows, *payments(Q3, paid_fen=None)], past, "E46-QUARTER").passed


def test_less_than_a_year_of_quarters_decides_nothing(files: FileStore) -> None:
    before = [payments(q) for q in YEAR[1:-1]]
    rows = [row for own in before for row in own]
    past = history(files, "funding", before)
    outcome = judged(files, "funding", [*rows, *payments(Q3, paid_fen=None)], past, "E46-QUARTER")
    assert (outcome.passed, outcome.evaluated) == (True, 0)


def moved(rows: list[Row]) -> list[Row]:
    return list(reversed(rows))


@pytest.mark.parametrize("order", [list, moved], ids=["as they were", "in another order"])
def test_an_earlier_quarters_records_under_another_title_hold_the_report(
    files: FileStore, order: Callable[[list[Row]], list[Row]]
) -> None:
    before = [gifts(q) for q in YEAR[:-1]]
    rows = [row for own in before for row in own]
    past = history(files, "donations", before)
    again = judged(files, "donations", order(rows), past, "E46-AGAIN")
    assert (again.failed, again.severity) == (1, "hold")
    for said in ("donations.csv", "24行", "2019年第二季度"):
        assert said in again.detail_zh
    assert "2019" in again.detail_en


def test_one_more_gift_or_one_changed_amount_is_another_file(files: FileStore) -> None:
    before = [gifts(q) for q in YEAR[:-1]]
    rows = [row for own in before for row in own]
    past = history(files, "donations", before)
    assert judged(files, "donations", [*rows, *gifts(Q3, 1)], past, "E46-AGAIN").passed
    assert judged(files, "donations", [*rows[:-1], rows[-1] | {"cash_fen": 1_00}], past, "E46-AGAIN").passed


def test_an_export_of_today_may_serve_past_quarters_too(files: FileStore) -> None:
    whole = [gifts(q) for q in YEAR]
    rows = [row for own in whole for row in own]
    earlier = tidied(files, "donations", rows, quarter=Q3.previous, snapshot_sha256="7" * 64)
    past = (profile_of(check_extract(PANYU, earlier, files, []), files, "1GB"),)
    assert judged(files, "donations", rows, past, "E46-AGAIN").passed


def test_a_payment_date_without_an_amount_is_told_and_the_row_stays(files: FileStore) -> None:
    rows = [*GOOD["funding"], instalment("Z1", paid_fen=None, paid_on=date(2019, 8, 1))]
    suite = [r for r in SUITES["funding"] if r.id == "E23P-AMOUNT"]
    check = check_extract(PANYU, tidied(files, "funding", rows), files, suite)
    assert (check.outcomes[0].failed, check.rows_set_aside) == (1, 0)
    neither = [*GOOD["funding"], instalment("Z1", paid_fen=None, paid_on=None), instalment("Z2", paid_fen=0)]
    assert check_extract(PANYU, tidied(files, "funding", neither), files, suite).outcomes[0].passed
