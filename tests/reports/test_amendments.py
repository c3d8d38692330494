"""Corrections, reconciliation and revisions as section 七 shows them, and what of them may not be printed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from govreport.canonical import EXTRACTS, ROW
from govreport.currency import currency
from govreport.language import Language
from govreport.manifests.extracts import CorrectionRecord
from govreport.manifests.measurements import Revision
from govreport.manifests.verdicts import Difference
from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.formats.pdf import render_pdf
from govreport.reports.inputs import ReportInputs
from govreport.reports.model import Paragraph, ReportModel, TableBlock
from govreport.reports.words import load_words
from tests.reports.fictional import QUARTER, fictional_inputs, indicators

REASON = "按支付凭证更正"
SIGNED = "季报上报之后才录入名册"


def correction(**values: Any) -> CorrectionRecord:
    return CorrectionRecord.model_validate(
        {
            "key": {"project_no": "ZX2014-002", "instalment": "2"},
            "column": "paid_fen",
            "old": "2万元",
            "new": "2.1万元",
            "reason": REASON,
            "reported_by": "虚构街道经办人",
            "date": date(2019, 10, 21),
            "row": 8,
        }
        | values
    )


def difference(**values: Any) -> Difference:
    ours, theirs = values.get("ours", 361), values.get("theirs", 360)
    return Difference.model_validate(
        {
            "rule": "E50",
            "key": "association",
            "name": "社会团体",
            "title_zh": "法定民政季报",
            "title_en": "Statutory quarterly return",
            "owner": "虚构科",
            "filename": "minzheng.csv",
            "is_money": False,
            "ours": ours,
            "theirs": theirs,
            "difference": None if theirs is None else ours - theirs,
            "tolerance": 0,
            "state": "explained",
            "explanation_zh": SIGNED + "。",
            "explanation_en": "entered after the return was sent",
            "explained_by": "虚构管理科",
            "explained_on": date(2019, 10, 16),
        }
        | values
    )


def inputs(
    applied: Sequence[CorrectionRecord] = (),
    unmatched: Sequence[CorrectionRecord] = (),
    differences: Sequence[Difference] = (),
    **more: Any,
) -> ReportInputs:
    """The corrections are the funding extract's."""
    made = fictional_inputs(**more)
    first, second, third = made.verdict.checks
    tidy = second.tidy.model_copy(update={"corrections_applied": [*applied], "corrections_unmatched": [*unmatched]})
    checks = [first, second.model_copy(update={"tidy": tidy}), third]
    return replace(made, verdict=made.verdict.model_copy(update={"checks": checks, "differences": [*differences]}))


def keys(model: ReportModel) -> list[str]:
    return [b.key for s in model.sections for b in s.blocks if isinstance(b, TableBlock)]


def quality(model: ReportModel) -> str:
    """What the report's section and the technical annex say in sentences."""
    sections = [s for s in model.sections if s.key in ("quality", "quality_details")]
    return "".join(b.text for s in sections for b in s.blocks if isinstance(b, Paragraph))


def lines(model: ReportModel, key: str) -> list[list[str]]:
    block = model.block(key)
    assert isinstance(block, TableBlock)
    return [[c.text for c in row.cells] for row in block.rows]


def test_a_correction_is_listed_with_its_record_both_values_reason_and_source() -> None:
    model = build_model(inputs([correction()]), "zh")
    assert lines(model, "corrections") == [
        [
            "资金数据，项目编号ZX2014-002，拨付批次2",
            "拨付金额",
            "2万元",
            "2.1万元",
            REASON,
            "虚构街道经办人，2019年10月21日",
        ]
    ]
    english = lines(build_model(inputs([correction(old=None)]), "en"), "corrections")[0]
    assert english[:3] == ["Funding, project ZX2014-002, instalment 2", "amount paid", "(empty)"]


@pytest.mark.parametrize("column", ["target_group", "department", "purpose", "project_name"])
def test_a_correction_that_tells_whose_project_it_is_is_printed_without_its_values(column: str) -> None:
    told = correction(column=column, old="司法助残项目", new="社区矫正人员", reason="服务对象应为社区矫正对象")
    (line,) = lines(build_model(inputs([told]), "zh"), "corrections")
    assert line[2:5] == ["（略）", "（略）", "（略）"]
    assert "ZX2014-002" in line[0]


def test_a_correction_of_another_column_keeps_its_values() -> None:
    (line,) = lines(
        build_model(inputs([correction(column="recipient_name", old="甲中心", new="乙中心")]), "zh"), "corrections"
    )
    assert line[2:5] == ["甲中心", "乙中心", REASON]


def test_without_corrections_and_references_nothing_is_said_of_them() -> None:
    model = build_model(inputs(), "zh")
    assert not {"corrections", "reconciliation"} & {*keys(model)}
    assert "不再相符" not in quality(model)
    assert "逐项核对" not in quality(model)


def test_every_correction_is_listed_in_the_technical_annex() -> None:
    model = build_model(inputs([correction(row=n, key={"project_no": f"ZX-{n:03}"}) for n in range(15)]), "zh")
    assert model.block("corrections").title == "按更正单改用的15处数值"
    assert len(lines(model, "corrections")) == 15
    assert "ZX-014" in text_of(model)
    assert "另有" not in quality(model)


def revised(
    indicator: str, old: tuple[int, int | None], new: tuple[int, int | None], quarter: Quarter = QUARTER.previous,
    town: str = "",
) -> Revision:  # fmt: skip
    return Revision(
        indicator=indicator, quarter=quarter, town_code=town, breakdown="", member="",
        old_numerator=old[0], old_denominator=old[1], new_numerator=new[0], new_denominator=new[1],
    )  # fmt: skip


def test_revisions_beyond_the_reports_table_stand_in_the_technical_annex_as_its_note_says() -> None:
    towns = [t.code for t in fictional_inputs().district.towns]
    many = [revised("R03", (30, None), (31 + n, None), town=town) for n, town in enumerate(towns)]
    model = build_model(fictional_inputs(revisions=many), "zh")
    assert len(lines(model, "revisions")) == 8
    assert len(lines(model, "revisions_all")) == len(many)
    note = getattr(model.block("revisions"), "note")  # noqa: B009 - a table
    assert f"另有{len(many) - 8}项数字的修订，逐项列于本期技术附件。" in note
    few = build_model(fictional_inputs(revisions=many[:8]), "zh")
    assert "revisions_all" not in keys(few)
    assert "项数字的修订" not in few.model_dump_json()


def test_what_page_one_prints_is_revised_first_then_the_districts_figures_by_size_then_the_towns() -> None:
    town = fictional_inputs().district.towns[0].code
    small, large, of_town = revised("F02", (400, 800), (404, 800)), revised("I02", (10, None), (20, None)), revised(
        "R03", (1, None), (9, None), town=town
    )  # fmt: skip
    first = revised("R01", (836, None), (838, None))
    model = build_model(fictional_inputs(revisions=[of_town, small, large, first]), "zh")
    named = [model.block("revisions").rows[n].cells[0].text for n in range(4)]  # type: ignore[union-attr]
    facts = [i.zh for i in (indicators()[x].name for x in ("R01", "I02", "F02", "R03"))]
    assert named[0] == "登记社会组织"
    assert named[1:] == facts[1:]


def test_page_one_says_how_last_issues_figure_was_revised_and_nothing_where_it_was_not() -> None:
    model = build_model(fictional_inputs(revisions=[revised("R01", (836, None), (838, None))]), "zh")
    assert "2019年第二季度末由836家修订为838家。" in model.findings[0].text
    assert [k.revised for k in model.kpis if k.revised] == ["上期印836，修订为838"]
    older = revised("R01", (803, None), (804, None), QUARTER.year_ago)
    untouched = build_model(fictional_inputs(revisions=[older]), "zh")
    assert "修订" not in untouched.findings[0].text
    assert not any(k.revised for k in untouched.kpis)
    assert lines(untouched, "revisions")[0][-2:] == ["803", "804"]


def test_corrections_that_no_longer_fit_are_counted() -> None:
    stale = correction(why_zh="原值不符", why_en="the old value differs")
    model = build_model(inputs(unmatched=[stale, stale]), "zh")
    assert "有2处更正与本季文件不再相符，没有改用，逐条列于数据核查结论页。" in quality(model)
    assert "corrections" not in keys(model)
    assert "另有1处更正" in quality(build_model(inputs([correction()], [stale]), "zh"))


@pytest.mark.parametrize(
    ("values", "hidden", "shown"),
    [
        ({"key": {"name": "虚构甲"}}, "虚构甲", "资金数据，第8行"),
        ({"key": {ROW: "31", "snapshot": "ab" * 32}}, "abab", "资金数据，第31行"),
        ({"old": "99999919900101999X"}, "99999919900101999X", "（略）"),
        ({"key": {"uscc": "99999919900101999X"}}, "99999919900101999X", "统一社会信用代码（略）"),
        ({"reason": "请致电13800000000核对"}, "13800000000", "请致电（略）核对"),
    ],
)
def test_names_identity_and_mobile_numbers_are_not_printed(values: dict[str, Any], hidden: str, shown: str) -> None:
    said = " ".join(lines(build_model(inputs([correction(**values)]), "zh"), "corrections")[0])
    assert hidden not in said
    assert shown in said


def test_a_credit_code_is_printed_whole() -> None:
    old = "52440113MJK030387F"
    assert lines(build_model(inputs([correction(column="recipient_uscc", old=old)]), "zh"), "corrections")[0][2] == old


def test_a_wrong_character_does_not_keep_its_own_correction_from_print() -> None:
    model = build_model(inputs([correction(old="\ue000万元")]), "zh")
    assert "〓万元" in text_of(model)
    assert "有1个字符字库中没有，印作“〓”（U+E000）。" in quality(model)


def test_every_column_that_can_be_corrected_has_a_name_in_both_languages() -> None:
    columns = {c.name for t in EXTRACTS.values() for c in t.columns} - {ROW}
    settings = fictional_inputs().settings
    for language in ("zh", "en"):
        words = load_words(settings.templates_dir, language)
        assert {c for c in columns if f"fields.{c}" not in words} == set()


def test_differences_are_listed_with_who_explained_them() -> None:
    model = build_model(inputs(differences=[difference(), difference(ours=851, theirs=851, state="equal")]), "zh")
    assert lines(model, "reconciliation") == [
        ["法定民政季报", "社会团体", "361", "360", "+1", f"{SIGNED}（虚构管理科，2019年10月16日）。"]
    ]
    assert "与其他来源的统计表逐项核对了2项，1项一致，1项有差异，都已有说明。" in quality(model)


def test_equal_figures_are_one_sentence() -> None:
    model = build_model(inputs(differences=[difference(ours=9, theirs=9, state="equal")]), "zh")
    assert "与其他来源的统计表逐项核对了1项，无差异。" in quality(model)
    assert "reconciliation" not in keys(model)


def test_what_nobody_explained_or_could_compare_stands_out() -> None:
    open_one = difference(state="open", explanation_zh="", explained_by="", explained_on=None)
    lacking = difference(state="open", theirs=None, problem_zh="表中没有这一项。", problem_en="the table lacks it.")
    model = build_model(inputs(differences=[open_one, lacking]), "zh")
    assert [row[4:] for row in lines(model, "reconciliation")] == [
        ["+1", "尚无说明，核实前不可签发。"],
        ["—", "表中没有这一项，核实前不可签发。"],
    ]
    assert "1项有差异，1项无法核对，其中2项尚无说明" in quality(model)
    block = model.block("reconciliation")
    assert isinstance(block, TableBlock)
    assert {row.cells[-1].tone for row in block.rows} == {"alert"}


@pytest.mark.parametrize(
    ("ours", "theirs", "shown"),
    [
        (81_300_000, 80_000_000, ["社会团体（万元）", "81.3", "80.0", "+1.3"]),
        (80_000_000, 81_000_000, ["社会团体（万元）", "80", "81", "−1"]),
        (81_300_050, 80_000_000, ["社会团体（元）", "813,000.50", "800,000.00", "+13,000.50"]),
        (81_300_100, 80_000_000, ["社会团体（元）", "813,001", "800,000", "+13,001"]),
    ],
)
def test_money_prints_in_the_unit_that_holds_it_exactly(ours: int, theirs: int, shown: list[str]) -> None:
    model = build_model(inputs(differences=[difference(is_money=True, ours=ours, theirs=theirs)]), "zh")
    assert lines(model, "reconciliation")[0][1:5] == shown


def test_a_unit_is_chosen_for_all_amounts_of_a_line() -> None:
    amounts = ([0], [1_000_000, 10_000], [1_000_000, 100], [1])
    assert [currency("CNY").exact(line, language="zh")[::2] for line in amounts] == [
        ("万元", 0), ("万元", 2), ("元", 0), ("元", 2),
    ]  # fmt: skip
    assert [currency("GBP").exact(line, language="en")[::2] for line in amounts] == [
        ("£", 0), ("£", 0), ("£", 0), ("£", 2),
    ]  # fmt: skip


def test_a_revision_that_looks_the_same_in_print_is_neither_listed_nor_counted() -> None:
    same = [
        revised("S04", (100, 100), (101, 101)),  # 100.0 and 100.0
        revised("G05", (99_960, 100_000), (99_999, 100_000)),
        revised("S05", (1, 3), (2, 4)),  # neither rate may be printed on so small a base
        revised("S02B", (0, 0), (0, 0)),
    ]
    model = build_model(fictional_inputs(revisions=[*same, revised("R01", (836, None), (838, None))]), "zh")
    assert [row[-2:] for row in lines(model, "revisions")] == [["836", "838"]]
    assert "项数字的修订" not in model.model_dump_json()
    assert "没有修订" in quality(build_model(fictional_inputs(revisions=same), "zh"))


def text_of(model: ReportModel) -> str:
    """The technical annex as printed."""
    reader = PdfReader(io.BytesIO(render_pdf(model, None, "annex")))
    return "".join("".join(p.extract_text().split()) for p in reader.pages)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_print_holds_a_corrections_reason_and_a_differences_explanation(language: Language) -> None:
    model = build_model(inputs([correction()], differences=[difference()]), language)
    text = text_of(model)
    assert REASON in text
    assert (SIGNED if language == "zh" else "Enteredafterthereturnwassent") in text
    assert model.fingerprint in text
