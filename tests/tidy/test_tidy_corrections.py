"""Corrections as data: which cells they change, which they leave alone, and what is said of each."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from tidyfiles import HEADER, ROW, csv_bytes, funding_row

from govreport.district.corrections import Correction
from govreport.district.reading import load_district
from govreport.errors import ConfigError
from govreport.store.files import sha256
from tests.conftest import PROJECT


def correction(**changes: object) -> Correction:
    given = {
        "extract": "funding",
        "key": {"project_no": "ZX2019-1"},
        "column": "paid_fen",
        "old": "1.5",
        "new": "2.5",
        "reason": "录入错误",
        "reported_by": "番禺区民政局财务科",
        "date": "2019-10-08",
    }
    return Correction.model_validate(given | changes)


def two(**changes: str) -> bytes:
    return csv_bytes([HEADER, funding_row(**changes), funding_row(项目编号="ZX2019-2", 拨付金额="4")])


def test_a_correction_changes_its_cell_and_is_listed(run) -> None:
    result = run(two(), corrections=(correction(),))
    assert result.column("paid_fen") == [2_500_000, 4_000_000]
    assert result.extract.corrections_unmatched == []
    (listed,) = result.extract.corrections_applied
    assert (listed.row, listed.column, listed.old, listed.new) == (2, "paid_fen", "1.5", "2.5")
    assert (listed.reason, listed.reported_by, listed.date) == ("录入错误", "番禺区民政局财务科", date(2019, 10, 8))
    assert listed.key == {"project_no": "ZX2019-1"}


@pytest.mark.parametrize("old", ["1.5", "1.50", "１.5", "15000元", "1.5万元"])
def test_the_old_value_may_be_spelt_in_another_way(run, old: str) -> None:
    assert run(two(), corrections=(correction(old=old),)).column("paid_fen")[0] == 2_500_000


@pytest.mark.parametrize(
    ("title", "column", "wrong", "right", "value"),
    [
        ("立项日期", "approved_on", "2019-02-30", "2019-02-28", date(2019, 2, 28)),
        ("立项日期", "approved_on", "", "2019-02-28", date(2019, 2, 28)),
        ("用途", "purpose", "购置设备", "扶老", "elderly"),
        ("所属镇街", "town_code", "东涌镇", "南村镇", "440113102"),
        ("拨付金额", "paid_fen", "约3万", "3万元", 3_000_000),
        ("批次", "instalment", "一半", "第二批", 2),
    ],
)
def test_a_row_that_was_set_aside_for_the_cell_is_saved(
    run, title: str, column: str, wrong: str, right: str, value
) -> None:
    data = two(**{title: wrong})
    assert run(data).extract.rows_set_aside == 1
    result = run(data, corrections=(correction(column=column, old=wrong or None, new=right),))
    assert (result.extract.rows_set_aside, result.reasons) == (0, [])
    assert result.column(column)[0] == value


def test_a_row_with_another_fault_stays_set_aside_for_that_one(run) -> None:
    result = run(two(立项日期="昨天", 批次="一半"), corrections=(correction(column="instalment", old="一半", new="1"),))
    assert result.rules() == [(2, "T-DATE")]


def test_a_value_may_be_emptied_and_an_empty_one_filled(run) -> None:
    emptied = run(two(), corrections=(correction(column="paid_on", old="2019-02-01", new=None),))
    assert emptied.column("paid_on")[0] is None
    filled = run(two(拨付日期="/"), corrections=(correction(column="paid_on", old=None, new="2019-02-01"),))
    assert filled.column("paid_on")[0] == date(2019, 2, 1)


def test_a_community_is_looked_up_in_its_corrected_town(run) -> None:
    header = [*HEADER, "实施村（社区）"]
    data = csv_bytes([header, [*funding_row(所属镇街="市桥街"), "锦绣香江社区"]])
    assert run(data).column("community_code") == [None]
    result = run(data, corrections=(correction(column="town_code", old="市桥街道", new="南村镇"),))
    assert result.column("community_code") == ["440113102001"]
    assert result.reasons == []


UNMATCHED = [
    (correction(key={"project_no": "ZX-9"}), "没有这条记录"),
    (correction(old="1.6"), "原值不符"),
    (correction(old=None), "原值不符"),
    (correction(column="recipient_name", old="甲"), "文件没有该列（recipient_name）"),
    (correction(new="很多"), "更正后的值不是可识别的金额"),
    (correction(key={"_row": "2", "snapshot": "0" * 64}), "另一份文件"),
]


@pytest.mark.parametrize(("given", "why"), UNMATCHED)
def test_one_that_no_longer_fits_is_reported_and_not_applied(run, given: Correction, why: str) -> None:
    result = run(two(), corrections=(given,))
    assert result.bytes == run(two()).bytes
    assert result.extract.corrections_applied == []
    (listed,) = result.extract.corrections_unmatched
    assert why in listed.why_zh
    assert listed.why_en
    assert (listed.found == "1.5") == (why == "原值不符")


def test_a_key_that_two_records_answer_to_is_nobodys(run) -> None:
    data = csv_bytes([HEADER, ROW, funding_row(批次="2")])
    result = run(data, corrections=(correction(), correction(key={"project_no": "ZX2019-1", "instalment": 2}, new="9")))
    assert result.column("paid_fen") == [1_500_000, 9_000_000]
    assert ["多条记录" in c.why_zh for c in result.extract.corrections_unmatched] == [True]
    assert [c.row for c in result.extract.corrections_applied] == [3]


def test_a_row_number_holds_for_one_file_only(run) -> None:
    data = csv_bytes([HEADER, ROW, ROW])
    result = run(data, corrections=(correction(key={"_row": 3, "snapshot": sha256(data)}),))
    assert result.column("paid_fen") == [1_500_000, 2_500_000]


def test_only_corrections_of_the_files_quarter_count(run) -> None:
    for span, applied in (
        ({"from": "2019-Q4"}, 0),
        ({"until": "2019-Q2"}, 0),
        ({"from": "2019-Q3", "until": "2019-Q3"}, 1),
    ):
        result = run(two(), corrections=(correction(**span),))
        assert len(result.extract.corrections_applied) == applied
        assert result.extract.corrections_unmatched == []


def test_a_total_row_is_no_record_and_fits_before_or_after_correction(run) -> None:
    def totals(stated: str):
        rows = [HEADER, funding_row(), funding_row(项目编号="ZX2019-2", 拨付金额="4"), ["合计", *[""] * 8, stated]]
        (total,) = [
            t for t in run(csv_bytes(rows), corrections=(correction(),)).extract.totals if t.column == "paid_fen"
        ]
        return total.stated == total.computed

    assert totals("5.5")
    assert totals("6.5")
    assert not totals("7")


def test_corrections_count_with_the_blocks_of_a_long_file(run, monkeypatch) -> None:
    monkeypatch.setattr("govreport.tidy.readers.csv_grid._BLOCK", 700)
    rows = [
        HEADER,
        *(funding_row(项目编号=f"ZX-{i}", 立项日期="昨天" if i == 150 else "2019-01-05") for i in range(200)),
    ]
    given = (
        correction(key={"project_no": "ZX-150"}, column="approved_on", old="昨天", new="2019-01-06"),
        correction(key={"project_no": "ZX-199"}),
        correction(key={"project_no": "ZX-3"}),
    )
    result = run(csv_bytes(rows), corrections=given)
    assert [c.row for c in result.extract.corrections_applied] == [152, 201, 5]
    assert result.extract.rows_kept == 200
    assert sum(p == 2_500_000 for p in result.column("paid_fen")) == 2


# -- corrections.yaml --------------------------------------------------------------------------------------------------

GOOD = """
- extract: registration
  key: {uscc: 51440113MJK000014R}
  column: registered_on
  old: 2018-02-30
  new: 2018-02-28
  reason: 登记证原件为2018年2月28日
  reported_by: 南村镇
  date: 2019-10-08
  from: 2019-Q3
"""


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "include" / "districts", tmp_path / "districts")
    return tmp_path / "districts"


def test_corrections_are_optional_and_change_the_reference_hash(districts: Path) -> None:
    path = districts / "panyu" / "corrections.yaml"
    path.unlink(missing_ok=True)
    without = load_district(districts, "panyu")
    assert without.corrections == ()
    path.write_text(GOOD, encoding="utf-8")
    district = load_district(districts, "panyu")
    (read,) = district.corrections
    assert (read.old, read.new, str(read.first)) == ("2018-02-30", "2018-02-28", "2019-Q3")
    assert district.reference_sha256 != without.reference_sha256


@pytest.mark.parametrize(
    ("change", "by", "what"),
    [
        ("column: registered_on", "column: birthday", "birthday"),
        ("uscc: 51", "usc: 51", "usc"),
        ("key: {uscc: 51440113MJK000014R}", "key: {status: 正常}", "uscc or certificate_no or name"),
        ("key: {uscc: 51440113MJK000014R}", "key: {_row: 17}", "snapshot"),
        ("reason: 登记证原件为2018年2月28日", "reason: ''", "reason"),
        ("new: 2018-02-28", "new: 2018-02-30", "same"),
        ("from: 2019-Q3", "from: 2019-Q3\n  until: 2019-Q1", "until"),
        ("from: 2019-Q3", "from: soon", "soon"),
        ("reported_by: 南村镇", "reported: 南村镇", "reported"),
    ],
)
def test_a_mistaken_entry_is_named(districts: Path, change: str, by: str, what: str) -> None:
    assert change in GOOD
    (districts / "panyu" / "corrections.yaml").write_text(GOOD.replace(change, by), encoding="utf-8")
    with pytest.raises(ConfigError, match=what):
        load_district(districts, "panyu")


def test_two_corrections_of_one_cell_need_different_quarters(districts: Path) -> None:
    path = districts / "panyu" / "corrections.yaml"
    path.write_text(GOOD + GOOD.replace("new: 2018-02-28", "new: 2018-03-01"), encoding="utf-8")
    with pytest.raises(ConfigError, match="两条更正"):
        load_district(districts, "panyu")
    path.write_text(GOOD + GOOD.replace("from: 2019-Q3", "until: 2019-Q2"), encoding="utf-8")
    assert len(load_district(districts, "panyu").corrections) == 2
