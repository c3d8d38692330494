"""A bad row goes back, is corrected, comes home, and changes the figures by exactly itself."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from govreport import stages
from govreport.cli.application import app
from govreport.context import Context
from govreport.indicators.catalogue import CATALOGUE
from govreport.manifests.measurements import Measurement
from govreport.operations.audit import audit
from govreport.operations.return_rows import return_rows
from govreport.quality.gate import verdict_on
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store import log
from govreport.store.files import sha256
from govreport.store.records import StoredObservation
from tests.conftest import PROJECT, below_var
from tests.fixtures.prepared import ALONE, judge, take
from tests.fixtures.sheets import SHEET, fill, opened, rows, saved

TOWN = "440113017"
RUNNER = CliRunner()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation of its own, whose district folder may be written to."""
    home = tmp_path / "home"
    include = PROJECT / "include"
    (home / "include").mkdir(parents=True)
    for name in ("templates", "fonts", "reference"):
        (home / "include" / name).symlink_to(include / name)
    shutil.copytree(include / "districts", home / "include" / "districts")
    shutil.copytree(include / "sample" / "panyu" / "2019-Q3", home / "include" / "sample" / "panyu" / "2019-Q3")
    monkeypatch.setenv("GOVREPORT_HOME", str(home))
    monkeypatch.setenv("GOVREPORT_VAR", str(tmp_path / "var"))
    return Settings()


def totals(context: Context, measurement: Measurement) -> dict[tuple[str, str, str, str], StoredObservation]:
    current = next(v for v in measurement.vintages if v.quarter == context.quarter)
    return {(o.indicator, o.town_code, o.breakdown, o.member): o for o in context.vintages.observations(current.id)}


def test_a_row_corrected_in_its_sheet_is_kept_and_counts_once(home: Settings, tmp_path: Path) -> None:
    made = take(ALONE, home)
    context, verdict = made.context, made.verdict
    before = totals(context, made.measurement)

    out = tmp_path / "out"
    made = RUNNER.invoke(app, ["corrections", "sheets", "-d", "panyu", "-q", "2019-Q3", "--out", str(out)])
    assert made.exit_code == 0, made.output
    path = next(out.glob("*沙湾镇.xlsx"))
    assert path.name in (out / "数据核查结论-2019-Q3.html").read_text(encoding="utf-8")
    path.write_bytes(fill(path.read_bytes(), 418, "状态", "正常"))
    back = RUNNER.invoke(app, ["corrections", "read", str(path), "-d", "panyu", "--date", "2019-10-21"])
    assert back.exit_code == 0, back.output
    written = " ".join(back.output.split())
    for part in (
        "登记名册（统一社会信用代码",
        "）状态：",
        "→ 正常",
        "请重新运行这一季度（govreport run -d panyu -q 2019-Q3）",
    ):
        assert part in written, back.output
    for part in ("uscc=", "status", "registration "):
        assert part not in written.replace(str(home.districts_dir), "")

    context = Context.make(home, "panyu", "2019-Q3")
    assert len(context.district.corrections) == 1
    with context.results.engine.connect() as connection:
        ((read, _),) = log.statements(connection, log.SHEET_READ)
    assert read["sha256"] == sha256(path.read_bytes())
    assert (read["quarter"], read["lines"]) == ("2019-Q3", 1)
    assert not audit(home).faults
    again = judge(context)
    was, now = (next(c.tidy for c in v.checks if c.tidy.extract == "registration") for v in (verdict, again))
    assert now.rows_in == was.rows_in
    assert now.rows_kept == was.rows_kept + 1
    assert [c.row for c in now.corrections_applied] == [418]
    after = totals(context, stages.measure(context, again))

    total = ("R01", "", "", "")
    assert after[total].numerator == before[total].numerator + 1
    of_town = ("R01", TOWN, "", "")
    assert after[of_town].numerator == before[of_town].numerator + 1
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert {town for _, town, _, _ in changed} == {"", TOWN}
    assert all(abs(_numerator(after, k) - _numerator(before, k)) <= 1 for k in changed if not _money(k[0]))


def _numerator(figures: dict[tuple[str, str, str, str], StoredObservation], key: tuple[str, str, str, str]) -> int:
    return figures[key].numerator if key in figures else 0


def _money(indicator: str) -> bool:
    return "元" in CATALOGUE[indicator].unit.zh


def test_a_sheet_with_one_bad_line_leaves_the_corrections_as_they_were(home: Settings, tmp_path: Path) -> None:
    made = take(ALONE, home)
    context, returns = made.context, return_rows(made.context, made.verdict)
    sheet = next(s for s in returns.sheets if s.title == "沙湾镇")
    data = fill(fill(context.files.get(sheet.file.key), 418, "状态", "正常"), 636, "登记机关", "番禺区民政局", "")
    path = tmp_path / sheet.file.name
    path.write_bytes(data)
    target = home.districts_dir / "panyu" / "corrections.yaml"
    before = target.read_bytes() if target.exists() else None
    back = RUNNER.invoke(app, ["corrections", "read", str(path), "-d", "panyu"])
    assert back.exit_code == 1
    assert "没有写更正原因" in back.output
    assert (target.read_bytes() if target.exists() else None) == before


@below_var
def test_a_sheet_made_elsewhere_is_refused(home: Settings, tmp_path: Path) -> None:
    """Its files were never collected here, so its row numbers mean nothing here."""
    source = home.home / "include" / "sample" / "panyu" / "2019-Q3" / "registration-2019-Q3.xlsx"
    out = tmp_path / "out"
    made = RUNNER.invoke(app, ["check", str(source), "-d", "panyu", "-q", "2019-Q3", "--sheets", str(out)])
    assert made.exit_code == 0, made.output
    kept = [path.name for path in home.var_dir.rglob("*") if path.is_file()]
    assert kept == ["signing.key"]  # nothing was stored but by what the sheets are sealed
    path = next(out.glob("*沙湾镇.xlsx"))
    path.write_bytes(fill(path.read_bytes(), 418, "状态", "正常"))
    back = RUNNER.invoke(app, ["corrections", "read", str(path), "-d", "panyu"])
    assert back.exit_code == 1
    assert "不是本系统收取过的" in back.output


FUNDING = "项目编号,资金类别,立项日期,所属镇街,用途,拨付批次,立项金额,拨付日期,拨付金额\n"
GOOD = ",社区基金,2019-08-01,市桥街道,扶老,1,1万元,2019-09-02,1万元\n"


def check(home: Settings, path: Path, *options: str) -> tuple[int, str]:
    done = RUNNER.invoke(app, ["check", str(path), "-d", "panyu", "-q", "2019-Q3", *options])
    return done.exit_code, done.output


def test_a_town_checks_a_file_whatever_it_is_called(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "我们街的台账.csv"
    path.write_text(FUNDING + "A1" + GOOD, encoding="utf-8")
    code, said = check(home, path)
    assert code == 3, said  # nothing is wrong with its row, but it states no cut-off and lacks columns
    assert "扶持资金拨付台账" in said
    assert "1 行 = 计入 1 + 不计入 0" in said
    assert "连同来源处的其他文件一起核查" in said
    assert "registration-2019-Q3.xlsx" in said
    for other in (home.home / "include" / "sample" / "panyu" / "2019-Q3").glob("registration*"):
        other.unlink()
    code, said = check(home, path)
    assert code == 3, said
    assert "只按这些文件本身核查" in said
    assert "登记名册逾期未到" in said


def test_a_file_that_is_ready_ends_with_exit_code_0_and_keeps_nothing(home: Settings) -> None:
    code, said = check(home, home.home / "include" / "sample" / "panyu" / "2019-Q3" / "funding-2019-Q3.csv")
    assert code == 0, said
    assert "连同来源处的其他文件一起核查" in said
    assert not home.var_dir.exists()


def test_what_only_the_other_files_show_is_asked_as_a_run_asks_it(home: Settings, tmp_path: Path) -> None:
    """That organizations of other files have gone from the register, the register alone doesn't tell."""
    from openpyxl import load_workbook

    source = home.home / "include" / "sample" / "panyu" / "2019-Q3" / "registration-2019-Q3.xlsx"
    book = load_workbook(source)
    sheet = book["登记名册"]
    sheet.delete_rows(sheet.max_row // 2, 60)
    path = tmp_path / "register.xlsx"
    book.save(path)
    assert "E31 " in check(home, path)[1]  # grants to organizations that left
    for other in source.parent.glob("funding*"):
        other.unlink()
    assert "E31 " not in check(home, path)[1]


def test_a_file_that_would_block_ends_with_exit_code_1(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "funding.csv"
    path.write_text(FUNDING + "A1,社区基金,2019-13-01,市桥街道,扶老,1,1万元,2019-09-02,1万元\n", encoding="utf-8")
    code, said = check(home, path)
    assert code == 1
    assert "不能成文" in said


def test_a_file_that_is_none_of_the_three_is_named(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "别的.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    code, said = check(home, path)
    assert code == 1
    assert "看不出文件“别的.csv”是哪一份数据" in said.replace("\n", "")
    code, said = check(home, tmp_path / "没有.csv")
    assert code == 1
    assert "无法读取文件" in said


def test_two_files_of_one_kind_are_refused(home: Settings, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(FUNDING + "A1" + GOOD, "utf-8")
    code, said = check(home, tmp_path / "a.csv", str(tmp_path / "b.csv"))
    assert code == 1
    assert "都是扶持资金拨付台账" in said.replace("\n", "")


def test_text_that_looks_like_a_formula_stays_text_in_the_sheet(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "funding.csv"
    evil = '=HYPERLINK(""http://example.com"")'
    good = "A1" + GOOD
    path.write_text(FUNDING + good + "A2" + GOOD.replace("社区基金", f'"{evil}"'), encoding="utf-8")
    out = tmp_path / "sheets"
    assert check(home, path, "--sheets", str(out), "--page", str(out / "page.html"))[0] == 3
    page = opened(next(out.glob("*市桥街.xlsx")).read_bytes())[SHEET]
    assert '=HYPERLINK("http://example.com")' in [row["原值"] for row in rows(page)]
    assert {cell.data_type for line in page.iter_rows() for cell in line} <= {"s", "n"}
    assert "市桥街" in (out / "page.html").read_text(encoding="utf-8")


def test_a_blocked_quarter_still_gives_its_rows_back(home: Settings) -> None:
    folder = home.home / "include" / "sample" / "panyu" / "2019-Q3"
    for path in folder.glob("funding*.csv"):
        path.write_text(FUNDING + "A1,社区基金,2019-13-01,市桥街道,扶老,1,1万元,2019-09-02,1万元\n", encoding="utf-8")
    context = Context.make(home, "panyu", "2019-Q3")
    verdict = judge(context)
    assert verdict.state == "block"
    assert verdict_on(context, verdict.checks) == verdict
    returns = return_rows(context, verdict)
    assert any(sheet.title == "市桥街" for sheet in returns.sheets)
    page = context.files.get(returns.page.key).decode()
    assert "不能成文" in page
    assert returns.copies == []
    assert context.vintages.latest("panyu", Quarter(2019, 3), Quarter(9999, 4)) is None
    assert io.BytesIO(saved(opened(context.files.get(returns.sheets[0].file.key)))).read(2) == b"PK"


def test_what_concerns_the_whole_file_goes_to_its_owner_and_is_not_filled_in(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "funding.csv"
    path.write_text(FUNDING.replace("\n", ",新来的列\n") + "A1" + GOOD.replace("\n", ",甲\n"), encoding="utf-8")
    out = tmp_path / "sheets"
    assert check(home, path, "--sheets", str(out))[0] == 3
    (sheet,) = out.glob("*.xlsx")
    assert sheet.name == "更正单-2019-Q3-番禺区民政局财务科.xlsx"
    (line,) = [row for row in rows(opened(sheet.read_bytes())[SHEET]) if row["栏目"] == "新来的列"]
    assert line["更正值"] == "不在此填写"
