"""What page 1 and the sections say, and when they say it differently."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from govreport.errors import ConfigError
from govreport.indicators.model import Observation
from govreport.manifests.measurements import Identity, Revision
from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.inputs import ReportInputs
from govreport.reports.model import AttentionBlock, ReportModel, TableBlock
from govreport.reports.statements.check import doubts
from govreport.reports.words import Words, load_words
from govreport.settings import Settings
from tests.reports.fictional import QUARTER, fictional_evidence, fictional_inputs


def build(inputs: ReportInputs) -> ReportModel:
    return build_model(inputs, "zh")


def said(model: ReportModel) -> str:
    """Everything the report says, without its drawings."""
    return model.model_dump_json(exclude={"data": True})


def attention(model: ReportModel) -> dict[str, str]:
    block = next(b for s in model.sections for b in s.blocks if isinstance(b, AttentionBlock))
    return {i.key: f"{i.heading}|{i.text}|{i.action}|{i.owner}|{i.due}" for i in block.items}


def setting(indicator: str, numerator: int, denominator: int | None = None, quarter: Quarter = QUARTER):  # type: ignore[no-untyped-def]
    """An observation changer: the district's figure of one quarter."""

    def change(o: Observation) -> Observation:
        if (o.indicator, o.quarter, o.town_code, o.breakdown) == (indicator, quarter, "", ""):
            return replace(o, numerator=numerator, denominator=denominator)
        return o

    return change


def test_growth_is_said_against_the_quarter_end_and_the_year_before() -> None:
    text = build(fictional_inputs()).findings[0]
    assert "登记社会组织851家，比上季度末增加13家、增长1.6%，比上年同期末增加42家、增长5.2%" in text.text
    assert text.lead == "总量稳步增长。"
    assert not text.bad_news


def test_a_fall_is_bad_news_and_is_called_a_fall() -> None:
    model = build(fictional_inputs(change=setting("R01", 820)))
    assert "比上季度末减少18家、下降2.1%" in model.findings[0].text
    assert model.findings[0].bad_news
    assert model.headline[0].startswith("社会组织降至820家")
    assert "增长−" not in said(model)


def test_no_change_is_called_level() -> None:
    model = build(fictional_inputs(change=setting("R01", 838)))
    assert "与上季度末持平" in model.findings[0].text
    card = next(k for k in model.kpis if k.indicator == "R01")
    assert (card.changes[0].absolute, card.changes[0].relative) == ("持平", "")


def test_a_small_base_gives_the_number_but_no_percentage() -> None:
    model = build(fictional_inputs(change=setting("R01", 3, quarter=QUARTER.previous)))
    assert "比上季度末增加848家，" in model.findings[0].text


def test_a_rate_on_a_small_denominator_is_not_printed() -> None:
    model = build(fictional_inputs(change=setting("S02B", 1, 4)))
    table = model.block("supervision_indicators")
    assert isinstance(table, TableBlock)
    assert "按期整改率" not in [r.cells[0].text for r in table.rows]


def test_the_first_quarter_ever_compares_with_nothing() -> None:
    model = build(fictional_inputs(quarters=1))
    assert model.findings[0].lead == "总量首次统计。"
    assert "比上" not in model.findings[0].text
    assert all(c.absolute == "—" for k in model.kpis for c in k.changes)
    assert model.kpi_note == "首次统计，尚无可比数据；本期为初步数"


def test_lines_of_fewer_quarters_promise_no_more() -> None:
    """A register that began four quarters ago printed 近八个季度走势."""
    first = QUARTER.back(4)[0]

    def late(o: Observation) -> Observation | None:
        return None if o.indicator == "R01" and o.quarter < first else o

    assert "中有数据的各季度走势" in build(fictional_inputs(change=late)).kpi_note
    assert "有数据" not in build(fictional_inputs()).kpi_note


def test_a_type_that_nobody_ever_registered_under_has_no_row() -> None:
    def none(o: Observation) -> Observation:
        return replace(o, numerator=0) if (o.indicator, o.member) == ("R01", "foundation") else o

    def once(o: Observation) -> Observation:
        return none(o) if o.quarter == QUARTER else o

    for change, rows in ((none, 3), (once, 4)):
        table = build(fictional_inputs(change=change)).block("legal_types")
        assert isinstance(table, TableBlock)
        assert len(table.rows) == rows  # with the total


def test_rates_move_in_percentage_points() -> None:
    card = next(k for k in build(fictional_inputs()).kpis if k.indicator == "F01")
    assert card.changes[0].absolute == "+12.5 个百分点"
    assert card.changes[0].relative == ""
    assert card.target == "目标 100%，2019年10月底前"


def test_page_one_names_the_bad_news_and_the_headline_leads_with_the_heaviest() -> None:
    model = build(fictional_inputs())
    assert model.findings[-1].bad_news
    assert "石楼镇、石碁镇尚未建立联合会" in model.findings[-1].text
    assert model.headline[1] == "两个镇街尚未建立联合会"


def test_a_deadline_that_passed_unmet_outranks_everything() -> None:
    model = build(fictional_inputs(quarter=Quarter(2019, 4)))
    assert next(iter(attention(model))) == "federation_missed"
    assert "未如期全覆盖" in model.headline[1]


def test_a_reached_target_is_not_an_issue() -> None:
    def all_built(o: Observation) -> Observation:
        return replace(o, numerator=o.denominator or 0) if o.indicator == "F01" else o

    model = build(fictional_inputs(change=all_built))
    assert not any(k.startswith("federation") for k in attention(model))
    row = next(r for r in model.block("targets").rows if r.cells[0].text == "联合会镇街覆盖率")  # type: ignore[union-attr]
    assert row.cells[-1].text == "已达到"


def test_a_falling_town_is_named_with_what_to_do_who_and_by_when() -> None:
    item = attention(build(fictional_inputs()))["towns_falling"]
    assert "化龙镇登记社会组织27家，比上季度末减少3家、下降10%" in item
    assert "|化龙镇|2019年11月30日前" in item


def halved(*towns: str):  # type: ignore[no-untyped-def]
    """An observation changer: towns with 20 organizations last quarter and 10 in this one, all others unchanged."""

    def change(o: Observation) -> Observation:
        if o.indicator != "R01" or not o.town_code or o.breakdown:
            return o
        return replace(o, numerator=10 if o.town_code in towns and o.quarter == QUARTER else 20)

    return change


def test_falling_towns_are_parted_by_another_comma_than_their_changes() -> None:
    two = [t.code for t in fictional_inputs().district.towns[:2]]
    finding = build(fictional_inputs(change=halved(*two))).findings[-1].text
    assert "市桥街比上季度末减少10家、下降50%，沙头街比上季度末减少10家、下降50%" in finding


@pytest.mark.parametrize(
    ("count", "zh", "en"),
    [
        (2, "市桥街、沙头街组织数减少", "Fewer social organizations in Shiqiao Subdistrict and Shatou Subdistrict"),
        (4, "四个镇街组织数减少", "Fewer social organizations in four towns"),
    ],
)
def test_towns_level_in_their_fall_are_all_named_or_only_counted(count: int, zh: str, en: str) -> None:
    inputs = fictional_inputs(change=halved(*(t.code for t in fictional_inputs().district.towns[:count])))
    assert attention(build(inputs))["towns_falling"].split("|")[0] == zh
    english = build_model(inputs, "en")
    assert attention(english)["towns_falling"].split("|")[0] == en
    evidence = fictional_evidence(inputs)
    evidence = replace(evidence, listed={**evidence.listed, "towns_fallen": count})
    assert [d for d in doubts("report", english, evidence) if "Fewer social" in d.text] == []


def test_every_attention_item_has_an_act_an_owner_and_a_date_after_release() -> None:
    inputs = fictional_inputs()
    block = next(b for s in build(inputs).sections for b in s.blocks if isinstance(b, AttentionBlock))
    assert block.items
    for item in block.items:
        assert item.action
        assert item.owner
        year, month, day = (int(p) for p in item.due.partition("日前")[0].replace("年", " ").replace("月", " ").split())
        assert (year, month, day) > (inputs.release.year, inputs.release.month, inputs.release.day)


def test_a_stagnant_category_is_named_and_a_growing_one_is_not() -> None:
    item = attention(build(fictional_inputs()))["category_stagnant"]
    assert "议事协调类" in item
    assert "公益慈善类" not in item


def test_annual_reports_are_nobodys_fault_before_the_deadline() -> None:
    assert "annual_reports" not in attention(build(fictional_inputs(quarter=Quarter(2019, 1))))


def test_a_broken_identity_makes_a_draft_that_says_so() -> None:
    broken = Identity(
        name="R05", zh="期末等于期初加进减出", en="closing", holds=False, detail_zh="差2", detail_en="2 off"
    )
    model = build(fictional_inputs(identities=[broken]))
    assert "期末等于期初加进减出" in model.draft
    assert model.findings[-1].text.startswith("数字关系“期末等于期初加进减出”不成立")


def test_a_held_verdict_makes_a_draft_and_a_passing_one_does_not() -> None:
    assert "拨付金额不超过立项金额" in build(fictional_inputs(state="hold")).draft
    assert build(fictional_inputs(state="warn")).draft == ""


def test_revised_figures_are_announced_and_listed_old_and_new() -> None:
    model = build(fictional_inputs())
    assert "2019年第二季度的数字有修订" in said(model)
    row = model.block("revisions").rows[0]  # type: ignore[union-attr]
    assert [c.text for c in row.cells] == ["登记社会组织", "全区", "2019年第二季度", "常规", "836", "838"]
    assert "的数字有修订" not in said(build(fictional_inputs(revisions=[])))


@pytest.mark.parametrize(
    ("missing", "gone"),
    [
        (("G01", "G02", "G03", "G04", "G04A", "G05", "G07", "G10", "G11", "B00", "B01", "B02A", "B03"), "funding"),
        (("S01", "S02", "S02B", "S03", "S04", "S05", "S07", "S08"), "supervision"),
    ],
)
def test_a_section_without_figures_is_left_out_and_the_others_are_renumbered(
    missing: tuple[str, ...], gone: str
) -> None:
    model = build(fictional_inputs(without=missing))
    numbered = [s for s in model.sections if not s.annex]
    assert gone not in [s.key for s in numbered]
    headings = [s.heading[0] for s in numbered if s.heading]
    assert headings == list("一二三四五六七八九十")[: len(headings)]


@pytest.mark.parametrize("group", range(8))
def test_no_indicator_is_indispensable(group: int) -> None:
    every = sorted(fictional_inputs().figures.indicators)
    model = build(fictional_inputs(without=every[group::8]))
    assert model.headline
    assert model.findings


def test_the_report_stands_with_no_indicators_at_all() -> None:
    inputs = fictional_inputs()
    model = build(fictional_inputs(without=list(inputs.figures.indicators)))
    assert model.kpis == []
    assert [s.key for s in model.sections] == [
        "attention", "policy", "quality", "indicators", "quality_details", "method",
    ]  # fmt: skip  # the promises stay


def test_towns_bear_the_names_of_their_time() -> None:
    assert "沙湾镇" in said(build(fictional_inputs()))
    later = said(build(fictional_inputs(quarter=Quarter(2020, 3))))
    assert "沙湾街" in later
    assert "沙湾镇" not in later


def test_figures_and_tables_are_numbered_in_reading_order() -> None:
    model = build(fictional_inputs())
    blocks = [b for s in model.sections for b in s.blocks]
    charts = [b.number for b in blocks if b.type == "chart"]
    tables = [b.number for b in blocks if b.type == "table" and b.number.startswith("表")]
    assert charts == [f"图{i}" for i in range(1, len(charts) + 1)]
    assert tables == [f"表{i}" for i in range(2, len(tables) + 2)]


def test_the_towns_table_adds_up_to_the_district() -> None:
    table = build(fictional_inputs()).block("annex_towns")
    assert isinstance(table, TableBlock)
    column = [c.text for c in table.columns].index("数量")
    towns = [r.cells[column].number for r in table.rows if r.kind == "data"]
    assert len(towns) == 16
    assert sum(n for n in towns if n is not None) == table.rows[-1].cells[column].number


def test_without_a_year_ago_the_money_is_compared_with_last_quarter() -> None:
    model = build(fictional_inputs(quarters=3, quarter=Quarter(2018, 2)))
    assert model.findings[1].lead == "资金拨付环比增加。"
    assert "比上年" not in model.findings[1].text


def test_a_single_quarter_draws_no_line_over_time() -> None:
    keys = [b.key for s in build(fictional_inputs(quarters=1)).sections for b in s.blocks if b.type == "chart"]
    assert keys == ["towns_ranked", "towns_tiles", "funding_purposes"]


def test_both_languages_have_every_phrase() -> None:
    templates = Settings().templates_dir
    assert load_words(templates, "zh").names() == load_words(templates, "en").names()


def test_the_english_report_says_the_same_figures_without_a_chinese_word() -> None:
    chinese, english = build(fictional_inputs()), build_model(fictional_inputs(), "en")
    counted = [k.indicator for k in chinese.kpis if k.unit != "万元"]
    assert [k.value for k in english.kpis if k.indicator in counted] == [
        k.value for k in chinese.kpis if k.indicator in counted
    ]
    assert [k.value for k in english.kpis if k.indicator not in counted] == ["CNY 9.2", "CNY 790,000"]
    assert [s.key for s in english.sections] == [s.key for s in chinese.sections]
    words = [*english.headline, *(f.lead + f.text for f in english.findings), *(s.heading for s in english.sections)]
    assert not re.search("[\u4e00-\u9fff]", " ".join(words))
    assert "CNY 9.2 million" in english.headline[0]


def test_a_phrase_that_is_missing_names_the_template_and_the_phrase() -> None:
    with pytest.raises(ConfigError, match=r"narrative.zh.yaml.*kpi.title"):
        Words("zh", {"flat": "持平"})("kpi.title")


def test_many_identities_are_counted_and_only_the_broken_ones_listed() -> None:
    def identity(number: int, holds: bool) -> Identity:
        return Identity(
            name=f"I{number}",
            zh=f"关系{number}",
            en=f"identity {number}",
            holds=holds,
            detail_zh="1＝1",
            detail_en="1=1",
        )

    sound = build(fictional_inputs(identities=[identity(n, True) for n in range(40)]))
    assert "核对了40条数字关系" in said(sound)
    assert "关系7" not in said(sound)
    broken = build(fictional_inputs(identities=[identity(n, n != 7) for n in range(40)]))
    assert [r.cells[0].text for r in broken.block("quality_identities").rows] == ["关系7"]  # type: ignore[union-attr]


def test_findings_are_counted_against_all_checks_not_only_the_regular_ones() -> None:
    model = build(fictional_inputs(change=setting("S02", 17, 43)))
    assert "抽查社会组织共43家，其中17家发现问题，占39.5%" in said(model)


def test_a_revision_too_small_to_be_printed_is_not_announced() -> None:
    tiny = Revision(
        indicator="G03", quarter=QUARTER.previous, town_code="", breakdown="", member="",
        old_numerator=362_000_000, old_denominator=1000, new_numerator=362_000_100, new_denominator=1000,
    )  # fmt: skip
    text = said(build(fictional_inputs(revisions=[tiny])))
    assert "的数字有修订" not in text
    assert "与已印发的数字相比没有修订" in text
