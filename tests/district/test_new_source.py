"""Writing a layout: what each mistake in YAML says in both languages, and a layout proposed from files."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList, load_codes
from govreport.cli.application import app
from govreport.district.corrections import IDENTIFYING, Correction
from govreport.district.folder import District, Source
from govreport.district.reading import district_problems, load_district
from govreport.errors import ReadError
from govreport.quality.shapes import SHAPES
from govreport.settings import Settings
from govreport.tidy.preview import preview
from govreport.tidy.proposal import Proposal, likeliest_extract, propose
from govreport.tidy.proposal_yaml import source_yaml, to_decide, words_yaml
from govreport.tidy.usual_words import Usual, usual_words
from tests.conftest import PROJECT

PAID = "paid_fen: {aliases: [拨付金额, 实拨金额], unit: 万元}"
FUND = "fund: {aliases: [资金类别, 资金来源, 资金名称]}"
IGNORE = "  ignore: [序号, 备注, 经办人]"
MISTAKES = [
    ("unit: 万元", "unti: 万元", "layout.columns.awarded_fen.unti", "unit"),
    ("unit: 万元", "unit: 美元", "layout.columns.awarded_fen.unit", "万元"),
    ("paid_fen:", "paid_fne:", "paid_fne", "paid_fen"),
    (PAID, "paid_fen: {aliases: 拨付金额}", "layout.columns.paid_fen.aliases", "["),
    (PAID, "paid_fen: 拨付金额", "layout.columns.paid_fen", ":"),
    (PAID, "paid_fen: {aliases: [拨付金额], value: 3}", "layout.columns.paid_fen", "value"),
    (PAID, "paid_fen: {value: 3, default: 4}", "layout.columns.paid_fen", "default"),
    (PAID, "paid_fen: {unit: 万元}", "layout.columns.paid_fen", "aliases"),
    (PAID, "paid_fen: {aliases: [立项金额]}", "layout", "awarded_fen"),
    (PAID, "_row: {aliases: [行]}", "_row", "paid_fen"),
    (FUND, "fund: {aliases: [资金类别], unit: 元}", "layout.columns.fund", "unit"),
    (f"    {FUND}\n", "", "layout.columns", "fund"),
    (IGNORE, "  ignore: [序号, 拨付金额]", "layout", "拨付金额"),
    (IGNORE, "  ignore: [序号, NULL]", "layout.ignore#2", "NULL"),
    (IGNORE, "  ignore: [序号]\n  ignore: [备注]", "9", "ignore"),
    (IGNORE, "  group_by: [town]", "layout", "town_code"),
    (IGNORE, "  sheet: 甲\n  sheets: all", "layout", "sheets"),
    (IGNORE, "  sheets: 甲", "layout.sheets", "all"),
    (IGNORE, "  records: data.rows", "layout", "format: csv"),
    (IGNORE, "  encoding: utf9", "layout.encoding", "gb18030"),
    (IGNORE, "  encoding: hex", "layout.encoding", "gb18030"),
    (IGNORE, "  dates: dayfirst", "layout.dates", "day_first"),
    (IGNORE, "  cutoff: 季末", "layout.cutoff", "quarter_end"),
    (IGNORE, "  cutoff: 2019-02-30", "8", "2019-02-30"),
    (IGNORE, "\tignore: [序号]", "8", ""),
    (IGNORE, "  ignore: [序号", "9", ""),
    ("pattern:", "patern:", "location.patern", "pattern"),
    ("extract: funding\n", "", "extract", ""),
]  # fmt: skip
ENGLISH = re.compile(
    r"\b(?:the|is|must|should|input|valid|expected|found|field|required|extra|perhaps)\b", re.IGNORECASE
)


@pytest.fixture(scope="module")
def codes() -> dict[str, CodeList]:
    return dict(load_codes(Settings().reference_dir / "codes.yaml"))


@pytest.fixture(scope="module")
def usual() -> Usual:
    return usual_words(Settings().reference_dir / "headers.yaml")


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "include" / "districts", tmp_path / "include" / "districts"))


def change(districts: Path, right: str, wrong: str, file: str = "sources/funding.yaml") -> None:
    path = districts / "panyu" / file
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")


@pytest.mark.parametrize(("right", "wrong", "place", "todo"), MISTAKES, ids=[m[1][-40:] for m in MISTAKES])
def test_a_mistake_is_said_with_its_place_and_what_to_write(
    districts: Path, right: str, wrong: str, place: str, todo: str
) -> None:
    change(districts, right, wrong)
    problems = district_problems(districts, "panyu")
    assert any(place in p.zh and todo in p.zh for p in problems), problems
    assert any(place in p.en and todo in p.en for p in problems), problems
    for p in problems:
        assert "funding.yaml" in p.zh
        assert "funding.yaml" in p.en
        assert not ENGLISH.search(p.zh.split("funding.yaml")[1]), p.zh
        assert not re.search(r"pydantic|value_error|Value error|Input should", "".join(p)), p


@pytest.mark.parametrize(
    ("wrong", "kept"),
    [
        ("  cutoff: 2019-09-30", "2019-09-30"),
        ('  cutoff: "2019-09-30"', "2019-09-30"),
        ("  cutoff: quarter_end", "quarter_end"),
        ("  cutoff: b2", "b2"),
    ],
)
def test_a_cut_off_may_be_written_with_and_without_quotes(districts: Path, wrong: str, kept: str) -> None:
    change(districts, IGNORE, wrong)
    assert load_district(districts, "panyu").sources["funding"].layout.cutoff == kept


def test_a_number_or_a_yes_is_taken_as_it_is_written(districts: Path) -> None:
    change(districts, "instalment: {aliases: [拨付批次, 批次, 期次]}", "instalment: {value: 1}")
    assert load_district(districts, "panyu").sources["funding"].layout.constants == {"instalment": "1"}


def test_a_constant_that_its_column_cannot_hold_is_told_before_any_file_comes(
    districts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PROJECT / "include" / "reference", districts.parent / "reference")
    monkeypatch.setenv("GOVREPORT_HOME", str(districts.parent.parent))
    source = "instalment: {aliases: [拨付批次, 批次, 期次]}"
    change(districts, source, "instalment: {aliases: [批次], default: 首批}")
    refused = CliRunner().invoke(app, ["district", "check", "panyu"])
    assert refused.exit_code == 1
    assert "layout.columns.instalment.default" in refused.output
    change(districts, "default: 首批", "default: 第一批")
    assert "没有问题" in CliRunner().invoke(app, ["district", "check", "panyu"]).output


def test_words_of_the_district_change_its_reference_digest_and_are_used(
    districts: Path, panyu: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_district(districts, "panyu").reference_sha256 == panyu.reference_sha256
    path = districts / "panyu" / "words.yaml"
    path.write_text("purpose:\n  elderly: [夕阳红]\nyes_no:\n  no: [没]\n", encoding="utf-8")
    changed = load_district(districts, "panyu")
    assert changed.words == {"purpose": {"elderly": ("夕阳红",)}, "yes_no": {"no": ("没",)}}
    assert changed.reference_sha256 != panyu.reference_sha256
    shutil.copytree(PROJECT / "include" / "reference", districts.parent / "reference")
    monkeypatch.setenv("GOVREPORT_HOME", str(districts.parent.parent))
    assert "没有问题" in CliRunner().invoke(app, ["district", "check", "panyu"]).output
    path.write_text("purpose:\n  elderly: [助残]\n", encoding="utf-8")
    refused = CliRunner().invoke(app, ["district", "check", "panyu"])
    assert refused.exit_code == 1
    assert "words.yaml" in refused.output
    path.write_text("purpose: [夕阳红]\n", encoding="utf-8")
    assert any("words.yaml" in p.zh for p in district_problems(districts, "panyu"))


# -- corrections of every extract --------------------------------------------------------------------------------------


@pytest.mark.parametrize("extract", EXTRACTS)
def test_a_filled_sheet_of_every_extract_makes_a_correction(extract: str) -> None:
    names = SHAPES[extract].names
    assert names
    for key in names:  # how sheets call a record
        assert set(key) & set(IDENTIFYING[extract])
        column = next(c.name for c in EXTRACTS[extract].columns if c.name not in (*key, "_row"))
        correction = Correction(
            extract=extract, key=dict.fromkeys(key, "x"), column=column, old="a", new="b",
            reason="错", reported_by="局", date=date(2019, 10, 8),
        )  # fmt: skip
        assert correction.extract == extract


# -- a layout proposed from files --------------------------------------------------------------------------------------

SAMPLES = sorted((PROJECT / "include" / "sample" / "panyu" / "2019-Q3").glob("*.*"))
FILES = {name: path for name in EXTRACTS for path in SAMPLES if path.name.startswith(f"{name}-")}


@pytest.mark.parametrize("extract", EXTRACTS)
def test_a_proposal_from_the_file_alone_maps_what_the_districts_layout_maps(
    panyu: District, codes: dict[str, CodeList], usual: Usual, extract: str
) -> None:
    path = FILES[extract]
    data = path.read_bytes()
    assert likeliest_extract(path.name, data, usual) == extract
    proposal = propose(panyu, extract, [(path.name, data)], usual, codes)
    meant = preview(panyu, extract, path.name, data, codes)
    wanted = {c.title: c.column for c in meant.columns if c.how in ("exact", "folded")}
    proposed = {c.title: name for name, found in proposal.columns.items() for c in found}
    assert proposed == {title: name for title, name in wanted.items() if title in proposed}  # none wrongly
    assert len(proposed) >= 0.9 * len(wanted)
    source = Source.model_validate(yaml.safe_load(source_yaml(proposal, panyu)))
    written = panyu.model_copy(update={"sources": {**panyu.sources, extract: source}})
    seen = preview(written, extract, path.name, data, codes)
    assert seen.refusal is None
    assert seen.rows is not None
    assert meant.rows is not None
    assert seen.rows.rows_in == meant.rows.rows_in or proposal.repeats
    assert not {"法定代表人", "负责人", "联系电话", "联系人", "经办人"} & set(proposed)


def propose_text(
    panyu: District, usual: Usual, codes: dict[str, CodeList], text: str, name: str = "拨付.csv"
) -> Proposal:
    return propose(panyu, "funding", [(name, text.encode())], usual, codes)


LEDGER = "项目编号,资金类别,立项日期,所属镇街,服务用途,批次,立项金额,拨付金额,经办人电话,杂项\n" + "".join(
    f"ZX-{n},专项资金,0{n}/03/2019,南村镇,{'扶老' if n % 2 else '夕阳红'},1,3,1.5,13800000000,乙\n" for n in range(1, 7)
)


def test_what_the_file_does_not_tell_is_left_to_a_person(panyu: District, usual: Usual, codes) -> None:
    proposal = propose_text(panyu, usual, codes, LEDGER)
    assert proposal.columns["purpose"][0].basis == "alike"
    assert proposal.units == {"awarded_fen": None, "paid_fen": None}
    assert (proposal.has_cutoff, proposal.dates) == (False, "?")
    assert {c.title: c.basis for c in proposal.left} == {"经办人电话": "personal", "杂项": "unknown"}
    assert "夕阳红" in words_yaml(proposal)
    said = [m.zh for m in to_decide(proposal)]
    for word in ("服务用途", "立项金额", "杂项", "quarter_end", "day_first", "words.yaml"):
        assert any(word in one for one in said), word
    text = source_yaml(proposal, panyu, units={"paid_fen": "万元"}, cutoff="quarter_end")
    layout = Source.model_validate(yaml.safe_load(text)).layout
    assert (layout.columns["paid_fen"].unit, layout.columns["awarded_fen"].unit) == ("万元", None)
    assert (layout.cutoff, layout.ignore) == ("quarter_end", ("经办人电话",))


def test_a_required_column_that_is_missing_is_a_line_to_fill_in(panyu: District, usual: Usual, codes) -> None:
    proposal = propose_text(panyu, usual, codes, LEDGER.replace("资金类别", "随便"))
    proposal.columns.pop("fund", None)
    assert "fund" in proposal.missing
    assert "# fund: {value: …}  # ? 资金类别" in source_yaml(proposal, panyu)


def test_files_of_several_quarters_make_one_layout(panyu: District, usual: Usual, codes) -> None:
    other = LEDGER.replace("项目编号", "项目号").replace("拨付金额", "实拨金额（万元）").replace("01/03", "31/03")
    files = [("拨付2019Q1.csv", LEDGER.encode()), ("拨付2019Q2.csv", other.encode())]
    proposal = propose(panyu, "funding", files, usual, codes)
    assert [c.title for c in proposal.columns["project_no"]] == ["项目编号", "项目号"]
    assert proposal.dates == "day_first"
    assert proposal.units["paid_fen"] is None  # one of them doesn't say
    assert 'pattern: "拨付*.csv"' in source_yaml(proposal, panyu)


# -- the commands ------------------------------------------------------------------------------------------------------


@pytest.fixture
def govreport(districts: Path, monkeypatch: pytest.MonkeyPatch):
    home = districts.parent.parent
    shutil.copytree(PROJECT / "include" / "reference", home / "include" / "reference")
    monkeypatch.setenv("GOVREPORT_HOME", str(home))
    (home / "拨付2019Q3.csv").write_text(LEDGER, encoding="utf-8")

    def run(*arguments: str, language: str = "zh") -> Result:
        monkeypatch.setenv("GOVREPORT_LANGUAGE", language)
        result = CliRunner().invoke(app, ["sources", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    run.file = str(home / "拨付2019Q3.csv")  # type: ignore[attr-defined]
    return run


def test_a_source_is_written_once_and_previewed(govreport, districts: Path) -> None:
    path = districts / "panyu" / "sources" / "funding.yaml"
    before = path.read_bytes()
    refused = govreport("new", govreport.file, "-d", "panyu", "--write")
    assert refused.exit_code == 1
    assert "--force" in refused.output
    assert path.read_bytes() == before
    printed = govreport("new", govreport.file, "-d", "panyu")
    assert printed.exit_code == 0
    assert path.read_bytes() == before
    assert "extract: funding" in printed.output
    written = govreport("new", govreport.file, "-d", "panyu", "--write", "--force")
    assert path.read_bytes() != before
    assert "表头：第1行" in written.output
    load_district(districts, "panyu")


def test_the_preview_speaks_the_operators_language(govreport) -> None:
    zh = govreport("preview", govreport.file, "-d", "panyu", "-e", "funding").output
    en = govreport("preview", govreport.file, "-d", "panyu", "-e", "funding", language="en").output
    assert "表头：第1行" in zh
    assert "header: row 1" in en
    assert "依据" not in en


def test_reasons_of_one_kind_are_said_once_with_their_number(govreport, districts: Path) -> None:
    text = LEDGER.replace("服务用途", "用途").replace("/03/2019", "")
    Path(govreport.file).write_text(text, encoding="utf-8")
    seen = govreport("preview", govreport.file, "-d", "panyu", "-e", "funding")
    assert "（另有 5 行）" in seen.output
    assert seen.output.count("“立项日期”") == 1


def test_where_no_header_is_found_the_likeliest_row_is_shown(govreport) -> None:
    Path(govreport.file).write_text("拨付情况表\n项目的编号,拨付的金额,天气\nZX-1,3,晴\nZX-2,4,雨\n", encoding="utf-8")
    seen = govreport("preview", govreport.file, "-d", "panyu", "-e", "funding")
    assert seen.exit_code == 1
    for said in ("没有找到表头，最像的是：第2行", "？拨付金额", "天气", "缺少必需的列", "找不到表头"):
        assert said in seen.output


@pytest.mark.parametrize("extract", EXTRACTS)
def test_the_columns_of_an_extract_are_listed(govreport, extract: str) -> None:
    listed = govreport("columns", "-e", extract)
    assert listed.exit_code == 0
    assert all(c.name[:12] in listed.output for c in EXTRACTS[extract].columns if c.name != "_row")


@pytest.mark.parametrize("head", ["编号,镇街,金额", "Organisation,Town,Paid amount"])
def test_headers_that_nobody_uses_are_no_reason_to_speak_of_one_extract(usual, head: str) -> None:
    data = f"{head}\n1,南村镇,3\n".encode()
    with pytest.raises(ReadError) as refused:
        likeliest_extract("f.csv", data, usual)
    assert "--extract" in refused.value.message.zh
    with pytest.raises(ReadError) as empty:
        likeliest_extract("f.csv", b" \n", usual)
    assert "--extract" not in empty.value.message.zh
