"""A new layout is one YAML: docs/en/new-layout.md followed to the letter for a made-up district."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from rich.console import Console
from tidyfiles import HEADER, ROW, csv_bytes, ods_bytes
from typer.testing import CliRunner, Result

from govreport.canonical.codes import load_codes
from govreport.cli import sources
from govreport.cli.application import app
from govreport.district.folder import District
from govreport.district.reading import load_district
from govreport.manifests.extracts import Snapshot
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore, sha256
from govreport.tidy.tidy import tidy
from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "en" / "new-layout.md").read_text(encoding="utf-8")
LAYOUT, CORRECTIONS = (re.sub(r"^   ", "", block, flags=re.M) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.S))

TITLES = [
    "流水",
    "立项文号",
    "服务名称",
    "出资渠道",
    "批复日",
    "承接方",
    "辖区",
    "服务方向",
    "第几笔",
    "核定数",
    "到账日",
    "到账数（元）",
    "经手",
]


def line(number: int, **changes: str) -> list[str]:
    row = [
        str(number),
        f"新民〔2019〕{number}号",
        "夕阳红",
        "专项资金",
        "2019/3/1",
        "新河区甲中心",
        "河东街",
        "为老服务",
        "1",
    ]
    row += ["30,000", "2019.4.1", "15000.50", "某"]
    return [changes.get(title, cell) for title, cell in zip(TITLES, row, strict=True)]


ROWS = [
    ["新河区资助明细"],
    TITLES,
    line(6),
    line(7, 批复日="2019-02-30", 辖区=""),
    line(8, 服务名称="未填", 辖区="河西镇", **{"到账数（元）": "空"}),
    ["合计", *[""] * 8, "90,000", "", "", ""],
]
FILE = "\r\n".join("\t".join(row) for row in ROWS).encode("utf-16")


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    """The sample's folder as the beginning of another district, with towns of its own and the page's two files."""
    folder = tmp_path / "include" / "districts" / "xinhe"
    shutil.copytree(PROJECT / "include" / "districts" / "panyu", folder)
    described = yaml.safe_load((folder / "district.yaml").read_text(encoding="utf-8"))
    described.pop("stewards", None)
    described |= {"code": "990101", "name": {"zh": "新河区", "en": "Xinhe District"}}
    (folder / "district.yaml").write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")
    heads = (folder / "towns.csv").read_text(encoding="utf-8").splitlines()[0]
    towns = [
        {
            "code": "990101001",
            "name": "河东街道",
            "short_name": "河东街",
            "en": "Hedong",
            "tile_column": "0",
            "tile_row": "0",
        },
        {
            "code": "990101101",
            "name": "河西镇",
            "short_name": "河西镇",
            "en": "Hexi",
            "tile_column": "1",
            "tile_row": "0",
        },
    ]
    table = [heads, *(",".join(town.get(head, "") for head in heads.split(",")) for town in towns)]
    (folder / "towns.csv").write_text("\n".join(table), encoding="utf-8")
    (folder / "communities.csv").write_text("code,town_code,name,kind\n", encoding="utf-8")
    (folder / "bases.csv").unlink()  # they stand in the sample's towns
    (folder / "sources" / "funding.yaml").write_text(LAYOUT, encoding="utf-8")
    (folder / "corrections.yaml").write_text(CORRECTIONS, encoding="utf-8")
    return folder.parent


def tidied(district: District, store: FileStore, data: bytes):
    import pyarrow as pa
    import pyarrow.parquet as pq

    snapshot = Snapshot(
        district=district.id, extract="funding", quarter=Quarter(2019, 3), filename="资助明细.txt", origin="",
        sha256=sha256(data), size=len(data), key=store.put("raw", data, ".txt"),
    )  # fmt: skip
    result = tidy(district, snapshot, store, load_codes(Settings().reference_dir / "codes.yaml"))
    return result, pq.read_table(pa.BufferReader(store.get(result.key))).to_pylist()


def test_the_pages_yaml_reads_a_file_of_other_words_units_and_encoding(districts: Path, files: FileStore) -> None:
    result, rows = tidied(load_district(districts, "xinhe"), files, FILE)
    assert (result.encoding, result.format, result.header_row) == ("UTF-16", "csv", 2)
    assert (result.rows_in, result.rows_set_aside, result.unknown) == (3, 0, [])
    assert [r["town_code"] for r in rows] == ["990101001", "990101001", "990101101"]
    assert [r["paid_fen"] for r in rows] == [1_500_050, 1_500_050, None]
    assert [r["awarded_fen"] for r in rows] == [3_000_000] * 3
    assert [r["project_name"] for r in rows] == ["夕阳红", "夕阳红", None]
    assert {r["purpose"] for r in rows} == {"elderly"}
    assert [(t.stated, t.computed) for t in result.totals] == [(9_000_000, 9_000_000)]


def test_the_pages_correction_saves_its_row(districts: Path, files: FileStore) -> None:
    result, rows = tidied(load_district(districts, "xinhe"), files, FILE)
    assert [(c.row, c.new) for c in result.corrections_applied] == [(4, "2019-02-28")]
    assert rows[1]["approved_on"] == date(2019, 2, 28)
    (districts / "xinhe" / "corrections.yaml").unlink()
    assert tidied(load_district(districts, "xinhe"), files, FILE)[0].rows_set_aside == 1


# -- the preview -------------------------------------------------------------------------------------------------------


@pytest.fixture
def preview(districts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GOVREPORT_HOME", str(tmp_path))
    shutil.copytree(PROJECT / "include" / "reference", tmp_path / "include" / "reference")
    monkeypatch.setattr(sources, "console", Console(width=200, highlight=False))
    shutil.copytree(PROJECT / "include" / "districts" / "panyu", districts / "panyu")

    def run(data: bytes, district: str = "xinhe", *more: str, name: str = "资助明细.txt") -> Result:
        path = tmp_path / name
        path.write_bytes(data)
        before = sorted(p for p in tmp_path.rglob("*"))
        result = CliRunner().invoke(app, ["sources", "preview", str(path), "-d", district, "-e", "funding", *more])
        assert sorted(p for p in tmp_path.rglob("*")) == before  # nothing is written
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


def test_the_preview_says_what_was_understood(preview) -> None:
    result = preview(FILE)
    assert result.exit_code == 0, result.output
    understood = ["格式：CSV", "编码：UTF-16", "分隔符：制表符", "表头：第2行", "3 行 = 留用 2 + 退回 1", "相符"]
    understood += ["第6行合计“立项金额”：90,000.00 元", "“批复日”的值“2019-02-30”不是存在的日期"]
    for said in understood:
        assert said in result.output
    table = {
        cells[1]: cells for row in result.output.splitlines() if len(cells := [c.strip() for c in row.split("│")]) == 7
    }
    assert table["立项文号"][2:6] == ["项目编号", "project_no", "100%", "名称相同"]
    assert table["到账数（元）"][2:] == ["拨付金额", "paid_fen", "95%", "写法略异：到账数", "元"]
    assert table["流水"][2:6] == ["", "", "100%", "已知，不取"]


def test_an_unknown_header_gets_a_suggestion_that_is_not_used(preview) -> None:
    result = preview(
        csv_bytes([[h.replace("项目名称", "项目的名称") for h in HEADER] + ["完全无关"], [*ROW, "x"]]), "panyu"
    )
    assert result.exit_code == 0
    assert re.search(r"项目的名称\s*│ ？项目名称\s*│ project_name\s*│ \d\d%\s*│ 仅建议：项目名称", result.output)
    assert re.search(r"完全无关\s*│\s*│\s*│\s*│ 未知", result.output)
    assert "不会被采用" in result.output


def test_a_missing_column_is_said_beside_what_looks_like_it(preview) -> None:
    result = preview(csv_bytes([[h.replace("用途", "服务的领域") for h in HEADER], ROW]), "panyu")
    assert result.exit_code == 1
    assert re.search(r"服务的领域\s*│ ？用途\(服务领域\)", result.output)
    assert "缺少必需的列：用途(服务领域)" in result.output


def test_a_sheet_can_be_asked_for(preview) -> None:
    book = ods_bytes([TITLES, line(1)], sheet="三季度")
    assert "工作表：三季度" in preview(book, "xinhe", "--sheet", "三季度").output
    missing = preview(book, "xinhe", "--sheet", "四季度")
    assert missing.exit_code == 1
    assert "没有名为“四季度”" in missing.output


def test_a_file_that_can_not_be_read_gets_its_sentence_and_exit_code_1(preview, tmp_path: Path) -> None:
    assert "其实是网页" in preview(b"<html><table></table></html>").output
    for arguments in (
        [str(tmp_path / "gone.csv"), "-d", "xinhe", "-e", "funding"],
        [str(tmp_path / "gone.csv"), "-d", "xinhe", "-e", "money"],
        [str(tmp_path / "gone.csv"), "-d", "nowhere", "-e", "funding"],
    ):
        result = CliRunner().invoke(app, ["sources", "preview", *arguments])
        assert result.exit_code == 1
        assert "Traceback" not in result.output
