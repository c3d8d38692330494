"""Town briefs, the annex of a reply, the operators' note: what each says, and what it must not say."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from docx import Document
from pypdf import PdfReader

from govreport.district.reference_data import Assertion, Commitment
from govreport.indicators.model import Observation
from govreport.language import Language
from govreport.manifests.base import StoredFile
from govreport.manifests.corrections import CorrectionSheet, CorrectionSheets
from govreport.reports.build import build_model
from govreport.reports.documents.note_text import note_text
from govreport.reports.documents.operators_note import bare_inputs, operators_note
from govreport.reports.documents.reply_annex import reply_annex
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.formats.pdf import render_pdf, render_pdfs
from govreport.reports.formats.web import render_web
from govreport.reports.formats.word import render_docx
from govreport.reports.inputs import ReportInputs
from govreport.reports.model import AttentionBlock, ReportModel, TableBlock
from tests.reports.fictional import PERCENT, QUARTER, _indicator, fictional_inputs

TOWNS = fictional_inputs().district.towns
FALLING = TOWNS[13]


@cache
def brief(code: str = FALLING.code) -> ReportModel:
    return town_brief(fictional_inputs(), "zh", code)


def words(model: ReportModel) -> str:
    return model.model_dump_json(exclude={"labels"})


def with_district(inputs: ReportInputs, **update: object) -> ReportInputs:
    return replace(inputs, district=inputs.district.model_copy(update=update))


def test_a_brief_names_no_other_town() -> None:
    for town in TOWNS:
        said = words(town_brief(fictional_inputs(), "zh", town.code))
        others = [o.short_name_on(QUARTER.end) for o in TOWNS if o.code != town.code]
        assert [o for o in others if o in said] == []


def test_another_towns_figures_change_nothing_in_a_brief() -> None:
    other = TOWNS[2].code

    def change(o: Observation) -> Observation:
        more = 1000 if o.town_code == other else 0
        return replace(o, numerator=o.numerator + more)

    assert words(town_brief(fictional_inputs(change=change), "zh", FALLING.code)) == words(brief())


def test_a_brief_has_the_towns_acts_with_who_and_when() -> None:
    items = [i for s in brief().sections for b in s.blocks if isinstance(b, AttentionBlock) for i in b.items]
    assert "falling" in [i.key for i in items]
    for item in items:
        assert item.owner == FALLING.short_name
        assert item.text
        assert item.action
        assert re.fullmatch(r"2019年\d+月\d+日前，还有\d+天", item.due)


def test_a_brief_gives_no_rate_on_a_small_denominator() -> None:
    def change(o: Observation) -> Observation:
        return replace(o, numerator=3, denominator=4) if (o.indicator, o.town_code) == ("S03", FALLING.code) else o

    table = town_brief(fictional_inputs(change=change), "zh", FALLING.code).block("town_figures")
    row = next(r for r in table.rows if r.cells[0].text == "年度报告参报率")  # type: ignore[union-attr]
    assert row.cells[2].text == "—"
    assert row.cells[-1].text == "—"


def test_a_brief_counts_only_the_rows_that_go_back_to_its_town() -> None:
    table = brief(TOWNS[0].code)
    inputs = fictional_inputs()
    own = sum(s.rows for s in inputs.set_aside if s.town_code == "440113102")
    with_rows = town_brief(inputs, "zh", "440113102").block("town_rows")
    assert sum(int(r.cells[-1].number or 0) for r in with_rows.rows) == own  # type: ignore[union-attr]
    assert "town_rows" not in [b.key for s in table.sections for b in s.blocks if isinstance(b, TableBlock)]


def test_sixteen_briefs_are_one_or_two_pages_each_and_the_same_twice() -> None:
    models = [town_brief(fictional_inputs(), "zh", t.code) for t in TOWNS]
    printed = list(render_pdfs(models))
    assert {len(PdfReader(io.BytesIO(p)).pages) for p in printed} <= {1, 2}
    assert printed == list(render_pdfs(models))
    assert len({m.fingerprint for m in models}) == len(TOWNS)


@pytest.mark.parametrize(("language", "mark"), [("en", "'"), ("zh", "’")])
def test_an_apostrophe_in_a_towns_name_is_a_narrow_one_in_an_english_brief(language: Language, mark: str) -> None:
    """The fonts' own is as wide as a Chinese character. A colon would be in no file's name on Windows."""
    inputs, called = fictional_inputs(), "St Botolph’s"
    first = inputs.district.towns[0].model_copy(update={"short_name": called, "name": called, "en": called})
    named = with_district(inputs, towns=(first, *inputs.district.towns[1:]))
    named.district.__dict__.pop("town_by_code", None)
    model = town_brief(named, language, first.code)
    said = PdfReader(io.BytesIO(render_pdf(model))).pages[0].extract_text()
    assert f"Botolph{mark}s" in said
    assert called in model.title
    assert called in model.file_stem
    assert ":" not in model.file_stem


def assertion(**update: object) -> Assertion:
    fields = {
        "id": "X1", "system": "登记", "indicator": "R01", "value": "815", "unit_zh": "家", "unit_en": "organizations",
        "what_zh": "登记总数", "what_en": "Registered", "as_of": "2018-12-31", "as_of_precision": "day",
        "scope_zh": "番禺区", "scope_en": "Panyu District", "asserted_by": "proposers", "source": "虚构提案",
    }  # fmt: skip
    return Assertion.model_validate(fields | update)


def promise(**update: object) -> Assertion:
    return assertion(asserted_by="government", **update)


def annex_row(**update: object) -> list[str]:
    model = reply_annex(with_district(fictional_inputs(), assertions=(assertion(**update),)), "zh")
    table = next(b for s in model.sections for b in s.blocks if isinstance(b, TableBlock))
    return [c.text for c in table.rows[0].cells]


def test_a_stated_figure_is_compared_at_its_own_date_and_keeps_who_stated_it() -> None:
    assert annex_row() == ["登记总数", "815家", "提案人，2018年12月31日", "815家", "与记录相符"]


def test_an_undated_figure_is_compared_with_the_quarters_end_and_says_so() -> None:
    row = annex_row(as_of=None, as_of_precision="unknown")
    assert row[2:4] == ["提案人，未注明日期", "851家"]
    assert row[4] == "记录多36家（2019年9月30日）；原数未注明日期，以本季度末的数对照"


def test_more_than_a_lower_bound_agrees_and_another_scope_is_named() -> None:
    row = annex_row(relation="at_least", value="800", scope_zh="三个试点镇街")
    assert row[1] == "800家以上"
    assert row[4] == "与“以上”“约”的说法相符，记录多15家；原数范围：三个试点镇街"


def test_a_stated_figure_without_a_record_is_left_as_it_is() -> None:
    assert annex_row(as_of="2015-12-31")[3:] == ["—", "没有可对照的记录"]


def test_what_is_no_figure_of_ours_is_named_and_not_counted() -> None:
    stated = (assertion(), assertion(id="X2", indicator=None, what_zh="四个保障", value="4", unit_zh="项"))
    model = reply_annex(with_district(fictional_inputs(), assertions=stated), "zh")
    assert model.headline == ["公开说明的1个数字与记录核对"]
    said = [b.text for s in model.sections for b in s.blocks if b.type == "paragraph"]
    assert said[0] == "另有1项公开说法不是本系统统计的数字，未作核对：四个保障（4项）。"
    assert len([b for s in model.sections for b in s.blocks if isinstance(b, TableBlock)]) == 1


@pytest.mark.parametrize(
    ("as_of", "said", "headline"),
    [
        ("2019-10-31", "未到期；记录少49家（2019年9月30日）", "公开说明的1个数字与记录核对，1个未到期"),
        ("2019-10-22", "记录少49家（2019年9月30日）", "公开说明的1个数字与记录核对，1个有出入"),
    ],
)
def test_a_target_is_judged_by_the_day_of_issue(as_of: str, said: str, headline: str) -> None:
    """The report is dated 23 October 2019."""
    model = reply_annex(with_district(fictional_inputs(), assertions=(promise(value="900", as_of=as_of),)), "zh")
    table = next(b for s in model.sections for b in s.blocks if isinstance(b, TableBlock))
    assert table.rows[0].cells[-1].text == said
    assert model.headline == [headline]


def test_what_the_press_says_of_a_day_to_come_was_not_said_yet() -> None:
    later = assertion(value="900", as_of="2019-10-31", asserted_by="press")
    model = reply_annex(with_district(fictional_inputs(), assertions=(later, assertion())), "zh")
    assert model.headline == ["公开说明的1个数字与记录核对"]


def test_a_count_that_is_a_rates_denominator_is_compared() -> None:
    towns = len(fictional_inputs().district.towns)
    same = annex_row(
        indicator="F01",
        part="denominator",
        value=f"{towns}",
        unit_zh="个",
        as_of="2019-10-31",
        asserted_by="government",
    )
    assert same[3:] == [f"{towns}个", "与记录相符"]
    other = annex_row(indicator="F01", part="denominator", value="99", unit_zh="个", as_of="2019-09-30")
    assert other[4] == f"记录少{99 - towns}个（2019年9月30日）"


def test_the_annex_is_a_pdf_and_an_editable_document() -> None:
    model = reply_annex(fictional_inputs(), "zh")
    text = "".join(
        "".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(render_pdf(model, None, "brief"))).pages
    )
    assert "提案答复数字核对附件" in text
    assert len(Document(io.BytesIO(render_docx(model))).tables) == len(model.sections)


def test_the_note_of_a_blocked_run_says_so_and_how_to_go_on() -> None:
    inputs = fictional_inputs()
    verdict = inputs.verdict.model_copy(update={"state": "block"})
    note = note_text(operators_note(bare_inputs(inputs.settings, inputs.district, verdict), "zh"))
    assert "数据核查：不能成文" in note
    assert "没有成文" in note
    assert "govreport check -d panyu -q 2019-Q3 --sheets" in note
    assert "govreport sign" not in note


def test_the_note_lists_sheets_with_the_rows_they_list_those_set_aside_and_whether_they_were_sent() -> None:
    inputs = fictional_inputs()
    file = StoredFile(name="更正单.xlsx", sha256="a" * 64, size=1, key="k")
    sheet = CorrectionSheet(
        district="panyu", quarter=QUARTER, unit="440113012", title="<b>南村镇</b>", lines=9, rows=7, file=file
    )
    returns = CorrectionSheets(district="panyu", quarter=QUARTER, verdict_sha256="1" * 64, sheets=[sheet], page=file)
    model = operators_note(inputs, "zh", returns=returns)
    assert "更正单1份，列出7行，其中3行没有使用" in note_text(model)
    page = render_web(model).decode()
    assert "&lt;b&gt;南村镇&lt;/b&gt;" in page
    assert "未发送" in page


def overdue(**update: object) -> Commitment:
    fields = {
        "id": "X", "promise_zh": "虚构承诺", "promise_en": "A promise", "owner_zh": "虚构单位", "owner_en": "An office",
        "due_on": "2019-08-31", "source": "虚构答复", "asserted_by": "虚构单位",
    }  # fmt: skip
    return Commitment.model_validate(fields | update)


def promise_states(*promises: Commitment) -> list[str]:
    model = build_model(with_district(fictional_inputs(), commitments=promises), "zh")
    return [r.cells[-1].text for r in model.block("promises").rows]  # type: ignore[union-attr]


def test_promises_are_judged_by_what_was_known_at_the_quarters_end() -> None:
    done = dt.date(2019, 9, 1)
    later = dt.date(2019, 10, 5)
    assert promise_states(overdue(), overdue(fulfilled_on=done), overdue(fulfilled_on=later)) == [
        "逾期",
        "逾期后兑现",
        "逾期",
    ]
    assert promise_states(overdue(due_on=None)) == ["办理中"]


def attention(
    indicator: str, kind: str, direction: str, numerator: int, denominator: int | None, **more: object
) -> list[str]:
    declared = _indicator(
        indicator, "虚构指标", "Fictional", PERCENT if kind == "percent" else ("家", "orgs"), kind, "stock", direction
    )  # type: ignore[arg-type]
    found = [Observation(indicator, QUARTER, "", "", "", numerator, denominator)]
    model = build_model(with_district(fictional_inputs(extra=([declared], found)), **more), "zh")
    return [i.key for s in model.sections for b in s.blocks if isinstance(b, AttentionBlock) for i in b.items]


def test_records_that_should_not_exist_need_an_act() -> None:
    for indicator, rule in (("P04U", "party_due"), ("S09", "abnormal_two_years"), ("C02", "promises_overdue")):
        assert rule in attention(indicator, "count", "less_is_better", 3, None)
        assert rule not in attention(indicator, "count", "less_is_better", 0, None)


def test_a_missed_target_of_any_indicator_is_named() -> None:
    target = fictional_inputs().district.targets[0].model_copy(
        update={"indicator": "R10", "value": Decimal(10), "due": dt.date(2019, 6, 30), "label_zh": "虚构目标"}
    )  # fmt: skip
    targets = (target,)
    assert "targets_missed" in attention("R10", "average", "more_is_better", 40, 10, targets=targets)
    assert "targets_missed" not in attention("R10", "average", "more_is_better", 100, 10, targets=targets)
