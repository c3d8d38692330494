"""The sample extracts: remade the same, laid out as promised, invented throughout."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from stdnum.cn import ric

from govreport.district.folder import District
from include.sample import credit, plan
from include.sample.make_sample import draw_world, make

SAMPLE = Path(__file__).resolve().parents[2] / "include" / "sample" / "panyu"
QUARTERS = [str(quarter) for quarter in plan.QUARTERS]


def contents(path: Path) -> object:
    """A file's bytes; of a workbook each member's, because how they are compressed depends on the machine's zlib."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return [(m.filename, m.date_time, archive.read(m)) for m in archive.infolist()]


@cache
def workbook(quarter: str) -> Workbook:
    return load_workbook(SAMPLE / quarter / f"registration-{quarter}.xlsx")


def funding(quarter: str) -> list[list[str]]:
    raw = (SAMPLE / quarter / f"funding-{quarter}.csv").read_bytes()
    return list(csv.reader(io.StringIO(raw.decode("gb18030"), newline="")))


def evaluation(quarter: str) -> list[list[str]]:
    raw = (SAMPLE / quarter / f"evaluation-{quarter}.csv").read_bytes()
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def register(quarter: str) -> list[list[str]]:
    book = workbook(quarter)
    return [["" if c is None else str(c) for c in row] for row in book["登记名册"].iter_rows(values_only=True)]


def test_remaking_the_sample_gives_the_committed_files(tmp_path: Path) -> None:
    made = {path.relative_to(tmp_path): contents(path) for path in make(tmp_path)}
    kept = {path.relative_to(SAMPLE): contents(path) for path in SAMPLE.rglob("*.*")}
    assert sorted(made) == sorted(kept)
    assert [str(path) for path in made if made[path] != kept[path]] == []


def test_every_invented_code_satisfies_both_check_characters_and_is_given_once(panyu: District) -> None:
    world, _ = draw_world(panyu)
    codes = [organization.uscc for organization in world.organizations]
    assert [code for code in codes if not credit.both_checks_hold(code)] == []
    assert len(set(codes)) == len(codes)
    assert {code[2:12] for code in codes} == {"440113MJK0"}
    assert len({organization.name for organization in world.organizations}) == len(codes)


def test_the_credit_code_maker_agrees_with_published_examples() -> None:
    assert credit.inner_check("60003734") == "1"
    assert credit.both_checks_hold("91110000600037341L")
    assert not credit.both_checks_hold(credit.mistype("91110000600037341L", 12))


@pytest.mark.parametrize("quarter", QUARTERS)
def test_no_file_holds_anything_of_a_person(quarter: str) -> None:
    texts = {
        "registration": "\n".join("\t".join(row) for row in register(quarter)),
        "funding": "\n".join("\t".join(row) for row in funding(quarter)),
        "evaluation": "\n".join("\t".join(row) for row in evaluation(quarter)),
    }
    for name, text in texts.items():
        assert not re.search(r"(?<![0-9A-Z])1[3-9]\d{9}(?![0-9A-Z])", text), f"mobile phone in {name}"
        assert not re.search(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)", text), f"telephone in {name}"
        assert "@" not in text, f"e-mail address in {name}"
        assert [n for n in re.findall(r"(?<![0-9A-Z])\d{17}[\dX](?![0-9A-Z])", text) if ric.is_valid(n)] == []
    rows = register(quarter)
    header = [bottom or top for top, bottom in zip(rows[2], rows[3], strict=True)]
    people, phones = header.index("法定代表人"), header.index("联系电话")
    assert all(re.fullmatch(r"示例人\d{4}", row[people]) for row in rows[4:-3])
    assert {row[phones] for row in rows[4:-3]} == {"示例电话"}


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_register_has_title_unit_two_header_rows_and_notes(quarter: str) -> None:
    book = workbook(quarter)
    assert sorted(book.sheetnames) == ["填报说明", "登记名册"]
    sheet, rows = book["登记名册"], register(quarter)
    end = plan.Quarter.parse(quarter).end
    assert rows[0][0].endswith(f"登记名册（截至{end.year}年{end.month}月{end.day}日）")
    assert "单位：万元" in rows[1]
    assert {"基本信息", "登记信息", "社区社会组织"} <= set(rows[2])
    assert any(m.min_row == m.max_row == 3 and m.max_col > m.min_col for m in sheet.merged_cells.ranges)
    town = next(i for i, title in enumerate(rows[2]) if title in ("所属镇街", "镇(街)"))
    assert rows[3][town] in ("", rows[2][town])
    assert rows[-3][0].startswith("注：")
    assert rows[-2][0].startswith("填表人")
    assert [row[0] for row in rows[4:-3]] == [str(n) for n in range(1, len(rows) - 6)]


def test_the_sheet_of_instructions_stands_before_the_register_in_some_quarters_only() -> None:
    first = {workbook(q).sheetnames[0] for q in QUARTERS}
    assert first == {"填报说明", "登记名册"}


def amount(cell: str) -> Decimal:
    """An amount as a person reads it, whatever its spelling."""
    words = {"壹": "1", "贰": "2", "叁": "3", "肆": "4", "伍": "5", "陆": "6", "柒": "7", "捌": "8", "玖": "9"}
    plain = "".join(words.get(c, c) for c in cell.replace("\u00a0", ""))
    digits = plain.translate({0xFF10 + n: str(n) for n in range(10)} | {0xFF0E: "."})
    return Decimal(digits.removesuffix("万元").replace(",", ""))


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_funding_total_is_the_sum_of_its_rows(quarter: str) -> None:
    raw = (SAMPLE / quarter / f"funding-{quarter}.csv").read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n") > 0
    rows = funding(quarter)
    end = plan.Quarter.parse(quarter).end
    assert rows[1][0] == f"数据截止日期：{end.year}年{end.month}月{end.day}日"
    header, data, total = rows[2], rows[3:-1], rows[-1]
    assert total[0] == "合计"
    for title in ({"立项金额", "批准金额"}, {"拨付金额"}):
        column = next(i for i, t in enumerate(header) if t in title)
        assert amount(total[column]) == sum(amount(row[column]) for row in data if row[column])


def test_amounts_reach_a_thousand_and_carry_commas() -> None:
    assert any("," in cell for cell in funding("2019-Q3")[-1])


def test_one_recipients_name_needs_gb18030() -> None:
    raw = (SAMPLE / "2019-Q3" / "funding-2019-Q3.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_evaluation_row_states_the_cut_off(quarter: str) -> None:
    raw = (SAMPLE / quarter / f"evaluation-{quarter}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    header, *rows = evaluation(quarter)
    column = header.index("数据截止日期")
    assert {row[column] for row in rows} == {plan.Quarter.parse(quarter).end.isoformat()}
    assert rows[-1][0] == "暂无相关数据!"


def test_the_sample_stays_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*.*")) < 15_000_000
