"""Correction sheets: whose rows they list, what may be filled in, and that they come home only as they went out."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
import yaml
from openpyxl.styles import Font

from govreport.canonical.codes import load_codes
from govreport.district.reading import load_district
from govreport.errors import ConfigError, ReadError
from govreport.manifests.corrections import CorrectionSheet
from govreport.quality.asked_rows import asks
from govreport.quality.failure_files import read_table, store_lines
from govreport.quality.opening import opening
from govreport.quality.page.page import verdict_page
from govreport.quality.sheets.correction_import import ReturnedSheet, read_returned
from govreport.quality.sheets.corrections_file import add_corrections
from govreport.quality.sheets.faulty_cells import TIDY_RULES, faulty_cells
from govreport.quality.sheets.make_sheets import correction_sheets
from govreport.quality.sheets.workbook import sealed
from govreport.settings import Settings
from govreport.tidy.values.problems import TODO
from govreport.trust.keys import Keys, new_seed
from tests.fixtures.prepared import ALONE, take
from tests.fixtures.sheets import FIRST, SHEET, columns, fill, of_unit, opened, rows, saved

pytestmark = pytest.mark.slow


class Judged:
    """The sample of 2019-Q3, its verdict and its sheets."""

    def __init__(self, var: Path) -> None:
        made = take(ALONE, Settings(var=var))
        self.context, self.verdict = made.context, made.verdict
        self.keys = self.context.keys
        self.sheets: list[CorrectionSheet] = correction_sheets(
            self.verdict, self.context.files, self.context.district, keys=self.keys
        )

    def data(self, sheet: CorrectionSheet) -> bytes:
        return self.context.files.get(sheet.file.key)

    def sheet(self, title: str) -> bytes:
        return self.data(of_unit(self.sheets, title))

    def read(self, data: bytes) -> ReturnedSheet:
        return read_returned("回.xlsx", data, self.context.district, load_codes(self.context.codes_path), self.keys)

    def failing(self) -> list[dict[str, Any]]:
        """Every stored sentence."""
        keys = [key for c in self.verdict.checks for key in (c.tidy.set_aside_key, c.failures_key)]
        keys += [self.verdict.failures_key] if self.verdict.failures_key else []
        return [line for key in keys for line in pq.read_table(io.BytesIO(self.context.files.get(key))).to_pylist()]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return Judged(tmp_path_factory.mktemp("judged") / "var")


SECTION = "番禺区民政局社会组织管理科"
SHAWAN = "沙湾镇"


def test_every_failing_cell_stands_on_exactly_one_sheet_once(judged: Judged) -> None:
    wanted = {(line["extract"], line["row"], line["column"]) for line in judged.failing()}
    listed = [
        (check.tidy.extract, row["行号"], row["栏目"])
        for sheet in judged.sheets
        for row in rows(opened(judged.data(sheet))[SHEET])
        for check in judged.verdict.checks
        if check.tidy.filename == row["文件"]
    ]
    assert len(listed) == len(set(listed)) == sum(sheet.lines for sheet in judged.sheets)
    assert set(listed) == wanted


def test_an_offices_name_with_a_slash_names_no_folder(judged: Judged) -> None:
    owner = "财务科/../../审计科"
    district = judged.context.district
    sources = {name: s.model_copy(update={"owner": owner}) for name, s in district.sources.items()}
    made = correction_sheets(
        judged.verdict, judged.context.files, district.model_copy(update={"sources": sources}), keys=judged.keys
    )
    (sheet,) = [s for s in made if s.title == owner]
    assert sheet.file.name == "更正单-2019-Q3-财务科-..-..-审计科.xlsx"


def test_rows_go_to_their_town_and_rows_without_one_to_the_office_that_owns_the_file(judged: Judged) -> None:
    end = judged.context.quarter.end
    towns = {town.code: town.short_name_on(end) for town in judged.context.district.towns}
    named = {sheet.title for sheet in judged.sheets}
    assert {towns[line["town_code"]] for line in judged.failing() if line["town_code"] and line["row"] > 0} <= named
    for owner in {source.owner for source in judged.context.district.sources.values()}:
        own = [name for name, source in judged.context.district.sources.items() if source.owner == owner]
        lost = {
            line["value"]
            for line in judged.failing()
            if not line["town_code"] and line["rule"] == "T-TOWN" and line["extract"] in own
        }
        if owner == SECTION:
            assert lost
        if lost:
            assert lost <= {row["原值"] for row in rows(opened(judged.sheet(owner))[SHEET])}


def test_a_cell_that_breaks_two_rules_is_one_line_with_both(judged: Judged) -> None:
    row = next(r for r in rows(opened(judged.sheet(SHAWAN))[SHEET]) if r["栏目"] == "受助单位统一社会信用代码")
    assert "E11R" in row["规则"]
    assert "E30-FUNDING" in row["规则"]
    assert len(row["怎么改"].splitlines()) == 2


def test_the_same_verdict_gives_the_same_bytes(judged: Judged) -> None:
    again = correction_sheets(judged.verdict, judged.context.files, judged.context.district, keys=judged.keys)
    assert [sheet.file.sha256 for sheet in again] == [sheet.file.sha256 for sheet in judged.sheets]


def test_a_sheet_outlives_the_exchange_of_a_file_of_which_it_lists_nothing(judged: Judged) -> None:
    files, district = judged.context.files, judged.context.district
    (old,) = [c.tidy for c in judged.verdict.checks if c.tidy.extract == "funding"]
    key = files.put("raw", files.get(files.find("raw", old.snapshot_sha256)) + b"\r\n", ".csv")
    new = old.model_copy(update={"snapshot_sha256": Path(key).stem})
    checks = [c.model_copy(update={"tidy": new}) if c.tidy is old else c for c in judged.verdict.checks]
    touched = [sheet for sheet in judged.sheets if "funding" in sheet.snapshots]
    untouched = [sheet for sheet in judged.sheets if "funding" not in sheet.snapshots]
    assert touched
    assert untouched
    later = judged.verdict.model_copy(update={"checks": checks})
    assert {sheet.title for sheet in judged.sheets if not sheet.is_asked_by(later)} == {s.title for s in touched}
    again = {s.title: s.file.sha256 for s in correction_sheets(later, files, district, keys=judged.keys)}
    same = {sheet.title for sheet in judged.sheets if again[sheet.title] == sheet.file.sha256}
    assert same == {sheet.title for sheet in untouched}  # so nobody is mailed the same lines twice


def test_a_sheet_is_asked_for_until_a_row_of_its_own_is_mended(judged: Judged) -> None:
    files, district = judged.context.files, judged.context.district
    assert all(sheet.is_asked_by(judged.verdict) for sheet in judged.sheets)
    code = next(s.unit for s in judged.sheets if s.title == SHAWAN)
    checks = []
    for check in judged.verdict.checks:
        lines = read_table(files, check.tidy.set_aside_key).to_pylist()
        left = [line for line in lines if (line["town_code"], line["row"]) != (code, 418)]
        tidy = check.tidy.model_copy(update={"set_aside_key": store_lines(files, left)})
        checks.append(check.model_copy(update={"tidy": tidy}))
    asked = asks(district, checks, judged.verdict.failures_key, files)
    mended = judged.verdict.model_copy(update={"checks": checks, "asks": asked})
    assert [sheet.title for sheet in judged.sheets if not sheet.is_asked_by(mended)] == [SHAWAN]
    again = correction_sheets(mended, files, district, keys=judged.keys)  # whoever had nothing mended gets the same one
    assert all(sheet.is_asked_by(mended) for sheet in again)
    changed = {sheet.file.sha256 for sheet in again} - {sheet.file.sha256 for sheet in judged.sheets}
    assert changed == {sheet.file.sha256 for sheet in again if sheet.title == SHAWAN}


def test_only_the_three_cells_to_fill_are_unlocked(judged: Judged) -> None:
    for sheet in judged.sheets:
        page = opened(judged.data(sheet))[SHEET]
        assert page.protection.sheet
        at = columns(page)
        for line in range(FIRST, FIRST + len(rows(page))):
            free = {head for head, column in at.items() if not page.cell(line, column).protection.locked}
            assert free in ({"更正值", "更正原因", "填报人职务"}, set())
            assert page.cell(line, at["更正值"]).value in (None, "不在此填写")


def test_coded_cells_offer_the_words_of_their_list(judged: Judged) -> None:
    book = opened(judged.sheet(SHAWAN))
    page = book[SHEET]
    line = next(i for i, r in enumerate(rows(page), start=FIRST) if r["栏目"] == "状态")
    place = f"{page.cell(line, columns(page)['更正值']).coordinate}"
    rule = next(v for v in page.data_validations.dataValidation if place in str(v.sqref))
    assert rule.type == "list"
    hidden, cells = re.fullmatch(r"=?'?(\w+)'?!([$A-Z0-9:]+)", rule.formula1).groups()  # type: ignore[union-attr]
    offered = [cell.value for (cell,) in book[hidden][cells.replace("$", "")]]
    status = load_codes(judged.context.codes_path)["status"]
    assert offered == [code.zh for code in status.codes.values()]
    assert book[hidden].sheet_state == "veryHidden"


def test_no_sheet_holds_a_formula_or_a_column_that_tidy_leaves_behind(judged: Judged) -> None:
    left = {header for check in judged.verdict.checks for header in check.tidy.ignored}
    assert "联系电话" in left
    for sheet in judged.sheets:
        data = judged.data(sheet)
        assert not left & {row["栏目"] for row in rows(opened(data)[SHEET])}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    assert b"<f>" not in archive.read(name)


def test_a_filled_line_is_read_back_as_a_correction_of_the_files_own_text(judged: Judged) -> None:
    found = judged.read(fill(judged.sheet(SHAWAN), 418, "状态", "正常"))
    assert found.refusals == ()
    (correction,) = found.corrections(date(2019, 10, 21))
    assert (correction.column, correction.old, correction.new) == ("status", "停业整顿", "正常")
    assert set(correction.key) == {"uscc"}
    assert str(correction.first) == "2019-Q3"
    assert correction.reported_by == "经办人"


def test_a_correction_says_on_which_sheet_it_came_who_reported_it_and_when(judged: Judged, tmp_path: Path) -> None:
    data = fill(judged.sheet(SHAWAN), 418, "状态", "正常")
    path = tmp_path / "corrections.yaml"
    add_corrections(path, judged.read(data).corrections(date(2019, 10, 21)))
    (entry,) = yaml.safe_load(path.read_text("utf-8"))
    assert entry["sheet"] == f"回.xlsx {hashlib.sha256(data).hexdigest()}"
    assert (entry["reported_by"], entry["date"]) == ("经办人", date(2019, 10, 21))
    # Read again, it is the same correction: another workbook with the same line adds nothing.
    other = fill(judged.sheet(SHAWAN), 418, "状态", "正常", "再报一次")
    assert add_corrections(path, judged.read(other).corrections(date(2019, 10, 22))) == []


def test_a_code_to_be_corrected_does_not_name_its_own_record(judged: Judged) -> None:
    wrong = next(line for line in judged.failing() if line["extract"] == "registration" and line["suggestion"])
    sheet = next(s for s in judged.sheets if s.unit == wrong["town_code"])
    found = judged.read(fill(judged.data(sheet), wrong["row"], wrong["column"], wrong["suggestion"]))
    assert found.refusals == ()
    assert found.filled[0].column == "uscc"
    assert "uscc" not in found.filled[0].key


def test_sorting_the_lines_changes_nothing(judged: Judged) -> None:
    data = fill(fill(judged.sheet(SHAWAN), 418, "状态", "正常"), 636, "登记机关", "番禺区民政局")
    book = opened(data)
    page = book[SHEET]
    last = FIRST + len(rows(page)) - 1
    lines = [[page.cell(r, c).value for c in range(1, 12)] for r in range(FIRST, last + 1)]
    for r, values in enumerate(reversed(lines), start=FIRST):
        for c, value in enumerate(values, start=1):
            page.cell(r, c).value = value
    as_sent = judged.read(data)
    assert replace(judged.read(saved(book)), sha256=as_sent.sha256) == as_sent
    assert len(judged.read(data).filled) == 2


def test_lines_left_empty_and_lines_deleted_ask_for_nothing(judged: Judged) -> None:
    assert judged.read(judged.sheet(SHAWAN)).filled == ()
    book = opened(fill(judged.sheet(SHAWAN), 418, "状态", "正常"))
    book[SHEET].delete_rows(FIRST + 1)
    assert len(judged.read(saved(book)).filled) == 1


@pytest.mark.parametrize(
    ("column", "row", "new", "reason", "role", "said"),
    [
        ("状态", 418, "停业", "按证书", "经办人", "不在代码表中"),
        ("状态", 418, "正常", "", "经办人", "没有写更正原因"),
        ("状态", 418, "正常", "按证书", "", "没有写填报人职务"),
        ("状态", 418, "", "按证书", "经办人", "没有写更正值"),
        ("状态", 418, "停业整顿", "按证书", "经办人", "与原值相同"),
        ("统一社会信用代码", 636, "52440113MJK0005249", "按证书", "经办人", "不是有效的统一社会信用代码"),
        ("统一社会信用代码", 636, "5.24401E+17", "按证书", "经办人", "当作数字"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_one_sentence(
    judged: Judged, column: str, row: int, new: str, reason: str, role: str, said: str
) -> None:
    found = judged.read(fill(judged.sheet(SHAWAN), row, column, new, reason, role))
    (refusal,) = found.refusals
    assert said in refusal.zh
    assert "回.xlsx" in refusal.zh
    assert refusal.zh.endswith("。")
    assert refusal.en.endswith(".")


def _cell(data: bytes, head: str, change: Callable[[Any], None]) -> bytes:
    """The filled sheet with the filled line's cell under ``head`` changed."""
    book = opened(data)
    page = book[SHEET]
    at = columns(page)
    line = next(r for r in range(FIRST, page.max_row + 1) if page.cell(r, at["更正值"]).value)
    change(page.cell(line, at[head]))
    return saved(book)


def _put(value: Any, number_format: str = "General", **font: Any) -> Callable[[Any], None]:
    def change(cell: Any) -> None:
        cell.value, cell.number_format = value, number_format
        if font:
            cell.font = Font(**font)

    return change


@pytest.mark.parametrize("head", ["更正值", "更正原因", "填报人职务"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_put("=A1"), "没有存下结果的公式"),
        (_put("#REF!"), "公式错误“#REF!”"),
        (_put("正常", strike=True), "删除线"),
        (_put(0.5, "0%"), "显示为“50%”，所存的数却是0.5"),
    ],
)
def test_a_filled_cell_that_shows_something_else_than_it_holds_is_refused(
    judged: Judged, head: str, change: Callable[[Any], None], said: str
) -> None:
    found = judged.read(_cell(fill(judged.sheet(SHAWAN), 418, "状态", "正常"), head, change))
    (refusal,) = found.refusals
    assert f"“{head}”" in refusal.zh
    assert said in refusal.zh
    assert found.filled == ()


def test_ordinary_looks_of_a_filled_cell_change_nothing(judged: Judged) -> None:
    data = fill(judged.sheet(SHAWAN), 418, "状态", "正常")
    plain = judged.read(data).filled
    for change in (_put("正常", "@"), _put("正常", bold=True), _put("正常", "0.00")):
        assert judged.read(_cell(data, "更正值", change)).filled == plain


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "N1048576"])
def test_a_sheet_with_a_cell_far_away_is_refused_or_read(judged: Judged, place: str) -> None:
    book = opened(fill(judged.sheet(SHAWAN), 418, "状态", "正常"))
    book[SHEET][place] = "远"
    with pytest.raises(ReadError, match="单元格"):
        judged.read(saved(book))


@pytest.mark.parametrize("head", ["原值", "规则", "建议值", "行号", "栏目", "文件"])
def test_a_changed_locked_cell_is_refused(judged: Judged, head: str) -> None:
    book = opened(fill(judged.sheet(SHAWAN), 418, "状态", "正常"))
    page = book[SHEET]
    page.cell(FIRST, columns(page)[head]).value = 7 if head == "行号" else "别的"
    (refusal,) = judged.read(saved(book)).refusals
    assert f"“{head}”被改动" in refusal.zh or "文件、行号或栏目与发出时不同" in refusal.zh


def test_a_changed_hidden_sheet_is_refused(judged: Judged) -> None:
    book = opened(judged.sheet(SHAWAN))
    book["_machine"]["A2"].value = book["_machine"]["A2"].value.replace("registration", "evaluation")
    with pytest.raises(ReadError, match="隐藏内容"):
        judged.read(saved(book))


def forged(data: bytes, keys: Keys | None = None) -> bytes:
    """A sheet with a line that names another town's row, sealed anew by somebody who has the program and no key."""
    book = opened(data)
    machine, page = book["_machine"], book[SHEET]
    texts = [cell.value for cell in machine["A"] if cell.value][:-1]
    line = json.loads(texts[1])
    line |= {"extract": "funding", "row": 3, "column": "paid_fen", "key": {"project_no": "ZX2014-001"}}
    line["visible"] |= {"row": "3"}
    texts[1] = json.dumps(line, sort_keys=True)
    machine["A2"].value = texts[1]
    machine.cell(len(texts) + 1, 1).value = (
        hashlib.sha256("\n".join(texts).encode()).hexdigest() if keys is None else keys.seal(sealed(texts))
    )
    at = columns(page)
    for head, text in (("行号", "3"), ("更正值", "999万元"), ("更正原因", "更正"), ("填报人职务", "经办人")):
        page.cell(FIRST, at[head]).value = text
    return saved(book)


def test_a_sheet_that_this_installation_never_made_is_refused_whole(judged: Judged) -> None:
    seed = base64.urlsafe_b64decode(new_seed())
    for keys in (None, Keys(seed)):
        with pytest.raises(ReadError, match="不是本系统发出的更正单"):
            judged.read(forged(judged.sheet(SHAWAN), keys))


def test_a_sheet_that_a_former_key_sealed_is_still_read(judged: Judged) -> None:
    filled = fill(judged.sheet(SHAWAN), 418, "状态", "正常")
    keys = Keys(base64.urlsafe_b64decode(new_seed()))
    codes = load_codes(judged.context.codes_path)
    with pytest.raises(ReadError):
        read_returned("回.xlsx", filled, judged.context.district, codes, keys)
    after = keys.with_former({judged.keys.identity: judged.keys.public})
    assert read_returned("回.xlsx", filled, judged.context.district, codes, after).filled


def test_a_sheet_of_another_district_and_a_file_that_is_none_are_refused(judged: Judged) -> None:
    other = judged.context.district.model_copy(update={"id": "nansha"})
    codes = load_codes(judged.context.codes_path)
    with pytest.raises(ReadError, match="另一个区"):
        read_returned("回.xlsx", judged.sheet(SHAWAN), other, codes, judged.keys)
    for data in (b"", b"not a workbook", saved(openpyxl.Workbook())):
        with pytest.raises(ReadError, match="不是本系统发出的更正单"):
            read_returned("回.xlsx", data, other, codes, judged.keys)


def test_corrections_are_added_once_after_what_people_wrote(judged: Judged, tmp_path: Path) -> None:
    path = tmp_path / "corrections.yaml"
    sheet = judged.read(fill(fill(judged.sheet(SHAWAN), 418, "状态", "正常"), 636, "登记机关", "番禺区民政局"))
    both = sheet.corrections(date(2019, 10, 21))
    assert len(add_corrections(path, both[:1])) == 1
    standing = path.read_text(encoding="utf-8").replace("# Corrections", "# 科里的备注\n# Corrections")
    path.write_text(standing, encoding="utf-8")
    assert add_corrections(path, both) == [both[1]]
    assert path.read_text(encoding="utf-8").startswith(standing.rstrip("\n"))
    assert add_corrections(path, both) == []
    assert [entry["new"] for entry in yaml.safe_load(path.read_text(encoding="utf-8"))] == ["正常", "番禺区民政局"]


def test_two_different_new_values_for_one_cell_are_refused_and_nothing_is_written(
    judged: Judged, tmp_path: Path
) -> None:
    path = tmp_path / "corrections.yaml"
    for new, accepted in (("正常", True), ("注销", False)):
        sheet = judged.read(fill(judged.sheet(SHAWAN), 418, "状态", new))
        entries = sheet.corrections(date(2019, 10, 21))
        if accepted:
            add_corrections(path, entries)
            before = path.read_bytes()
        else:
            with pytest.raises(ConfigError, match="另一条更正"):
                add_corrections(path, entries)
    assert path.read_bytes() == before


@pytest.fixture(scope="module")
def page(judged: Judged) -> Callable[..., str]:
    def make(**options: Any) -> str:
        context = judged.context
        verdict = options.pop("verdict", judged.verdict)
        history = options.pop("history", [])
        return verdict_page(verdict, context.district, judged.sheets, history, **options).decode()

    return make


def test_the_verdict_page_asks_nothing_of_the_network(page: Callable[..., str]) -> None:
    text = page()
    assert "default-src 'none'" in text
    assert not re.findall(r"https?://|//cdn|<script|<link|@import|url\(", text)


def test_the_verdict_page_accounts_for_every_row_and_names_every_rule(judged: Judged, page: Callable[..., str]) -> None:
    text = page()
    for check in judged.verdict.checks:
        out = check.tidy.rows_set_aside + check.rows_set_aside
        assert f"{check.tidy.rows_in:,} 行 = 计入 {check.tidy.rows_in - out:,} 行 + 不计入 {out:,} 行" in text
        assert check.tidy.snapshot_sha256 in text
        assert all(header in text for header in check.tidy.columns.values())
    assert all(f"{outcome.rule}</span>" in text for outcome in judged.verdict.all_outcomes)
    assert all(sentence in text for sentence in judged.verdict.paragraph_zh.split("。"))
    first = re.search(r'<ul class="opening">(.*?)</ul>', text, re.DOTALL)
    assert first is not None
    assert re.findall("<li>(.*?)</li>", html.unescape(first[1])) == [
        line.zh for line in opening(judged.verdict, judged.context.district)
    ]
    assert text.index('class="opening"') < text.index(judged.verdict.paragraph_zh.split("。")[0])


def test_the_state_is_said_in_words_and_marked_by_shape(judged: Judged, page: Callable[..., str]) -> None:
    marks = set()
    for state, words in (("pass", "通过"), ("hold", "不可签发"), ("block", "不能成文")):
        text = page(verdict=judged.verdict.model_copy(update={"state": state}))
        shown = re.search(r'<div class="state.*?</h1>', text, re.DOTALL)
        assert shown is not None
        assert words in shown[0]
        marks.add(re.search(r"<svg class=\"mark.*?</svg>", shown[0], re.DOTALL)[0])  # type: ignore[index]
    assert len(marks) == 3


def test_the_trend_shows_earlier_quarters_and_never_later_ones(judged: Judged, page: Callable[..., str]) -> None:
    earlier = judged.verdict.model_copy(update={"quarter": judged.verdict.quarter.previous})
    later = judged.verdict.model_copy(update={"quarter": judged.verdict.quarter.next})
    drawings = re.findall(r"<svg viewBox.*?</svg>", page(history=[earlier, later]), re.DOTALL)
    assert len(drawings) == 2
    assert all("2019-Q2" in drawing and "2019-Q4" not in drawing for drawing in drawings)
    assert '<h2 id="h-trend"' not in page()


def test_the_page_links_to_the_sheets_by_their_names_in_either_language(
    judged: Judged, page: Callable[..., str]
) -> None:
    for language in ("zh", "en"):
        links = re.findall(r'<a href="([^"#]+)" download="([^"]+)"', page(language=language))
        assert [name for _, name in links] == [sheet.file.name for sheet in judged.sheets]
        assert all(":" not in href and not href.startswith("/") for href, _ in links)
    assert '<html lang="en">' in page(language="en")


def test_untrusted_text_stays_text_on_the_page(judged: Judged, page: Callable[..., str]) -> None:
    checks = list(judged.verdict.checks)
    tidy = checks[0].tidy.model_copy(update={"filename": "<img src=x onerror=alert(1)>.xlsx"})
    checks[0] = checks[0].model_copy(update={"tidy": tidy})
    text = page(verdict=judged.verdict.model_copy(update={"checks": checks}))
    assert "<img" not in text
    assert "&lt;img" in text


def test_stewards_must_name_a_unit_of_the_district(tmp_path: Path) -> None:
    import shutil

    source = Settings().districts_dir / "panyu"
    shutil.copytree(source, tmp_path / "panyu")
    path = tmp_path / "panyu" / "district.yaml"
    text = path.read_text(encoding="utf-8").replace("unit: 番禺区民政局财务科", "unit: 某某科")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="某某科"):
        load_district(tmp_path, "panyu")


def test_a_rule_about_two_cells_shows_the_other_one(judged: Judged) -> None:
    grade = next(line for line in judged.failing() if line["rule"] == "E24-GRADE" and "905" in line["zh"])
    sheet = next(s for s in judged.sheets if s.unit == grade["town_code"])
    (row,) = [r for r in rows(opened(judged.data(sheet))[SHEET]) if r["行号"] == grade["row"]]
    assert "本行：“评估得分”为“905”" in row["规则"]
    assert grade["zh"].count("记录编号") == 1
    assert "记录编号" not in row["规则"]  # it stands under 所涉记录


def test_every_rule_of_a_single_cell_is_worded_for_the_sheets() -> None:
    assert set(TODO) == set(TIDY_RULES)


def test_what_only_is_on_record_stands_on_no_sheet(judged: Judged) -> None:
    """A code of a former division counts as it is: nobody is asked to write another."""
    check = next(c for c in judged.verdict.checks if c.tidy.extract == "registration")
    lines = pq.read_table(io.BytesIO(judged.context.files.get(check.tidy.set_aside_key))).to_pylist()
    one = next(line for line in lines if line["row"] > 0 and line["column"])

    def listed(rule: str) -> set[int]:
        key = store_lines(judged.context.files, [{**one, "rule": rule}])
        tidy = check.tidy.model_copy(update={"set_aside_key": key})
        alone = check.model_copy(update={"tidy": tidy, "failures_key": store_lines(judged.context.files, [])})
        verdict = judged.verdict.model_copy(update={"checks": [alone], "failures_key": ""})
        found = faulty_cells(
            verdict, judged.context.files, judged.context.district, load_codes(judged.context.codes_path)
        )
        return {fault.row for faults in found.values() for fault in faults}

    assert listed("T-TOWN") == {one["row"]}
    assert listed("T-FORMER") == set()
