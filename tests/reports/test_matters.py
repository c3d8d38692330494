"""Each matter for attention in both directions: told where it is so and as narrowly as it is so, else not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from govreport.district.recipients import MailPolicy
from govreport.indicators.model import Observation
from govreport.quarter import Quarter
from govreport.reports.attention.item import AttentionItem
from govreport.reports.attention.rank import GRAVITY, weight
from govreport.reports.build import build_model
from govreport.reports.cases import FEW, Case
from govreport.reports.claims import FigureClaim, Key
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.inputs import ReportInputs
from govreport.reports.stated import claims_of
from govreport.reports.statements.check import doubts
from tests.reports.fictional import QUARTER, fictional_inputs
from tests.reports.matters import evidence_of, inputs_with, matters, rows_of, seen, unproved

LAST, YEAR_AGO = QUARTER.previous, QUARTER.year_ago
FIRST = fictional_inputs().district.towns[0]


def on(day: str, indicator: str = "F01") -> ReportInputs:
    """The fictional inputs with the target of ``indicator`` due on that day."""
    district = fictional_inputs().district
    targets = [
        t.model_copy(update={"due": date.fromisoformat(day)}) if t.indicator == indicator else t
        for t in district.targets
    ]
    return fictional_inputs(district=district.model_copy(update={"targets": tuple(targets)}))


def test_overdue_rectifications_are_the_stock_with_its_age_and_not_the_years_flow() -> None:
    oldest = {"S02C": (Case("甲中心", "1", date(2015, 11, 27)), Case("乙协会", "2", date(2019, 8, 1)))}
    row = matters(
        inputs_with(seen("S02C", 8), seen("S02Y", 5), seen("S02C", 6, quarter=LAST), seen("S02B", 10, 13), cases=oldest)
    )["rectification"]
    assert "有8件已过期限而未整改，比上季度末增加2件" in row.text
    assert "其中5件逾期一年以上，最早的应在2015年11月27日前完成" in row.text
    assert "本年抽查应整改13件，按期完成10件" in row.text
    assert row.action.startswith("对尚未整改的")


def test_what_was_rectified_late_is_no_debt_and_january_hides_none() -> None:
    assert "rectification" not in matters(inputs_with(seen("S02C", 0), seen("S02B", 10, 13)))
    january = Quarter(2019, 1)
    row = matters(inputs_with(seen("S02C", 5, quarter=january), seen("S02B", 0, 0, january), quarter=january))
    assert "有5件已过期限而未整改" in row["rectification"].text


def test_who_handed_nothing_in_is_told_apart_from_whose_report_came_back() -> None:
    rows = matters(inputs_with(seen("S03", 754, 815), seen("S03M", 42), seen("S03R", 11), seen("S03X", 8)))
    assert "仍在册的应报组织中42家没有报送上年度年度报告" in rows["annual_reports"].text
    assert "11家的上年度年度报告已经报送" in rows["annual_returned"].text
    assert "催报" not in rows["annual_returned"].action
    only_left = matters(inputs_with(seen("S03", 754, 815), seen("S03M", 0), seen("S03R", 0), seen("S03X", 61)))
    assert not {"annual_reports", "annual_returned"} & only_left.keys()


def test_party_organizations_are_due_where_no_party_organization_covers_them() -> None:
    assert (
        "120家有三名以上正式党员，既没有单独组建"
        in matters(inputs_with(seen("P04U", 120), seen("P04", 198)))["party_due"].text
    )
    assert "party_due" not in matters(inputs_with(seen("P04U", 0), seen("P04", 78)))


def test_a_town_is_asked_for_what_it_owes_and_for_nothing_else() -> None:
    def items(*found: Observation) -> dict[str, str]:
        inputs = inputs_with(*found)
        model = town_brief(inputs, "zh", FIRST.code)
        wrong = [d.text for d in doubts("brief", model, evidence_of(inputs), (FIRST.code,)) if "attention" in d.where]
        assert wrong == []
        return {key: row.text for key, row in rows_of(model).items()}

    town = FIRST.code
    owed = items(
        seen("S02C", 2, town=town), seen("S02Y", 1, town=town), seen("S03M", 3, town=town), seen("P04U", 4, town=town)
    )
    assert "2件已过期限而未整改，其中1件逾期一年以上" in owed["rectification"]
    assert "3家没有报送" in owed["reports"]
    assert "4家有三名以上正式党员" in owed["party"]
    came_back = items(seen("S03M", 0, town=town), seen("S03R", 2, town=town), seen("S02C", 0, town=town))
    assert "reports" not in came_back
    assert "rectification" not in came_back
    assert "不属于未报送" in came_back["reports_returned"]


def test_a_town_and_the_district_give_one_matter_one_deadline() -> None:
    inputs = fictional_inputs()
    lacking = inputs.district.towns[-1].code
    report, brief = rows_of(build_model(inputs, "zh")), rows_of(town_brief(inputs, "zh", lacking))
    assert report["federation_behind"].due == brief["federation"].due == "2019年10月31日前，还有8天"
    fallen = inputs.district.towns[13].code
    assert report["towns_falling"].due == rows_of(town_brief(inputs, "zh", fallen))["falling"].due


@pytest.mark.parametrize(
    ("due", "rule", "said"),
    [
        ("2019-09-30", "federation_missed", "应于2019年9月30日前全覆盖"),
        ("2019-10-10", "federation_passed", "时限为2019年10月10日，已在本报告印发前届满"),
        ("2019-10-31", "federation_behind", "距2019年10月31日的全覆盖时限还有8天"),
    ],
)
def test_a_target_is_judged_from_the_day_of_issue(due: str, rule: str, said: str) -> None:
    inputs = on(due)
    assert rule in matters(inputs)
    assert said in build_model(inputs, "zh").findings[-1].text


def test_a_target_far_ahead_is_no_matter_yet() -> None:
    assert not [key for key in matters(on("2021-12-31")) if key.startswith("federation")]


def test_a_plan_is_due_well_before_its_goal() -> None:
    inputs = inputs_with(seen("R10", 53, 10))
    row = matters(inputs)["targets_far"]
    assert "距时限2020年12月31日还有435天" in row.text
    assert row.due == "2019年11月30日前，还有38天"
    targets = [
        t.model_copy(update={"due": date(2019, 11, 30)}) if t.indicator == "R10" else t for t in inputs.district.targets
    ]
    near = replace(inputs, district=inputs.district.model_copy(update={"targets": tuple(targets)}))
    assert matters(near)["targets_far"].due == "2019年11月11日前，还有19天"


def test_a_list_that_more_than_tripled_outranks_a_town_that_lost_one() -> None:
    rows = [*matters(inputs_with(seen("S08", 25), seen("S08", 7, quarter=LAST)))]
    assert rows.index("abnormal_growing") < rows.index("towns_falling")
    steady = [*matters(inputs_with(seen("S08", 25), seen("S08", 25, quarter=LAST)))]
    assert "abnormal_growing" not in steady


def test_rank_sees_how_many_and_how_many_times_as_many() -> None:
    assert weight(AttentionItem("dormant", concerned=16)) > weight(AttentionItem("dormant", concerned=2))
    grown = AttentionItem("abnormal_growing", concerned=25, before=7)
    assert weight(grown) - weight(replace(grown, before=24)) == 20
    lists = [AttentionItem("abnormal_growing", concerned=n, before=b) for b, n in ((7, 25), (100, 140), (1, 4))]
    overdue = AttentionItem("rectification", concerned=8, before=8)
    assert [weight(i) for i in lists] == sorted((weight(i) for i in lists), reverse=True)
    assert weight(lists[0]) > weight(overdue) > weight(lists[2])
    little, much = (AttentionItem("paid_off_register", concerned=n) for n in (2, 200))
    assert weight(much) > weight(little) > weight(lists[2])
    assert weight(AttentionItem("dormant", concerned=10**6)) == weight(AttentionItem("dormant", concerned=32))


def test_every_rule_of_the_templates_has_its_gravity_and_the_reverse() -> None:
    said = {name.split(".")[1] for name in _words() if name.startswith("attention.") and name.endswith(".headline")}
    assert said == set(GRAVITY)


def _words() -> set[str]:
    from govreport.reports.words import load_words
    from govreport.settings import Settings

    return load_words(Settings().templates_dir, "zh").names()


GRANTS = (seen("G14", 1), seen("G14A", 2_000_000), seen("G15", 1), seen("G15A", 1_200_000))


def test_money_to_who_had_left_or_was_listed_is_told_and_named() -> None:
    cases = {"G14": (Case("枫砚幼儿园", "1"),), "G15": (Case("霁朵中心", "2"),)}
    rows = matters(inputs_with(*GRANTS, cases=cases))
    assert "1笔资金（共2万元）的拨付日期晚于受助单位退出登记的日期，涉及枫砚幼儿园" in rows["paid_off_register"].text
    assert "1个（立项金额1.2万元）的受助单位在立项日或此前一年内列于活动异常名录" in rows["awarded_listed"].text
    assert "涉及霁朵中心" in rows["awarded_listed"].text
    none = matters(inputs_with(seen("G14", 0), seen("G14A", 0), seen("G15", 0), seen("G15A", 0)))
    assert not {"paid_off_register", "awarded_listed"} & none.keys()


def test_names_stay_out_of_a_public_section_and_where_they_are_many() -> None:
    cases = {"G14": (Case("枫砚幼儿园", "1"),)}
    public = fictional_inputs().district.model_copy(update={"mail": MailPolicy(sections={"attention": "public"})})
    assert "枫砚" not in matters(inputs_with(*GRANTS, cases=cases, district=public))["paid_off_register"].text
    many = {"G14": tuple(Case(f"单位{i}", str(i)) for i in "甲乙丙丁戊己"[: FEW + 1])}
    assert "涉及" not in matters(inputs_with(*GRANTS, cases=many))["paid_off_register"].text
    assert "涉及" not in matters(inputs_with(*GRANTS, cases={"G14": (Case("", "1"),)}))["paid_off_register"].text


def test_coverage_is_told_beside_completeness() -> None:
    row = matters(inputs_with(seen("W01", 275, 275), seen("W03", 33, 275)))["five_actors"]
    assert "覆盖100%的村（社区）；已启动的275个中，五个要素齐备的33个、占12%" in row.text
    assert "five_actors" not in matters(inputs_with(seen("W01", 275, 275), seen("W03", 270, 275)))


def test_credit_entries_late_and_organizations_past_two_years() -> None:
    rows = matters(inputs_with(seen("S14", 33, 43), seen("S08Y", 3), seen("S09", 2)))
    assert "43条信用信息中，10条晚于规定的工作日录入，按时录入率76.7%" in rows["credit_late"].text
    assert "3家列入活动异常名录已满两年" in rows["abnormal_past"].text
    assert "2家将在期末后两个季度内列入满两年" in rows["abnormal_two_years"].text
    fine = matters(inputs_with(seen("S14", 40, 43), seen("S08Y", 0), seen("S09", 0)))
    assert not {"credit_late", "abnormal_past", "abnormal_two_years"} & fine.keys()


def test_a_town_that_lost_a_tenth_in_a_year_is_named_beside_one_that_lost_one_this_quarter() -> None:
    def change(o: Observation) -> Observation:
        if o.indicator == "R01" and o.town_code == FIRST.code:
            return replace(o, numerator=14 if o.quarter in (QUARTER, LAST) else 17)
        return o

    row = matters(fictional_inputs(change=change))["towns_falling"]
    assert FIRST.short_name in row.heading
    assert "比上年同期末减少3家、下降17.6%" in row.text

    def small(o: Observation) -> Observation:
        if o.indicator == "R01" and o.town_code == FIRST.code:
            return replace(o, numerator=99 if o.quarter in (QUARTER, LAST) else 100)
        return o

    assert FIRST.short_name not in matters(fictional_inputs(change=small))["towns_falling"].heading


@pytest.mark.parametrize(("level", "named", "said"), [(2, 3, ""), (4, 0, "4"), (3, 3, "")])
def test_of_towns_that_lost_alike_none_is_named_where_another_would_be_left_out(
    level: int, named: int, said: str
) -> None:
    towns = fictional_inputs().district.towns

    def change(o: Observation) -> Observation:
        place = next((n for n, town in enumerate(towns) if town.code == o.town_code), None)
        if o.indicator != "R01" or place is None:
            return o
        lost = 2 if place < level else 1 if level < 3 and place == level else 0
        return replace(o, numerator=30 - lost if o.quarter == QUARTER else 30)

    inputs = fictional_inputs(change=change)
    for language in ("zh", "en"):
        heading = matters(inputs, language)["towns_falling"].heading
        names = [town.en if language == "en" else town.short_name for town in towns]
        assert sum(name in heading for name in names) == named
    assert ("四个镇街组织数减少" in matters(inputs)["towns_falling"].heading) == bool(said)
    told = unproved(build_model(inputs, "zh"), evidence_of(inputs))
    assert not [doubt for doubt in told if "等" in doubt or "并列" in doubt]


def test_nothing_is_cut_in_silence() -> None:
    counts = ("S02C", "S03M", "S03R", "S08Y", "S09", "S10", "S11", "P04U", "G08", "V03", "C02")
    inputs = inputs_with(*(seen(name, 3) for name in counts))
    model = build_model(inputs, "zh")
    listed = len(rows_of(model))
    assert listed > 10
    assert model.findings[-1].lead == f"{listed}项需要关注，其中三项最要紧。"
    assert model.findings[-1].leads_to == "attention"


def quiet(*found: Observation) -> ReportInputs:
    """Inputs in which no rule applies: every figure of the fictional district that a rule reads is left out."""
    left_out = ("F01", "S01", "S02B", "S03", "S07", "S08", "R09R", "R12R", "G07", "I03")
    return inputs_with(*found, without=left_out, change=_steady)


def _steady(o: Observation) -> Observation:
    return replace(o, numerator=50) if o.indicator == "R01" and o.town_code else o


def test_the_all_clear_says_no_more_than_is_known() -> None:
    clear = build_model(quiet(seen("S02C", 0)), "zh")
    assert rows_of(clear) == {}
    assert clear.findings[-1].text == "没有镇街出现减少，没有逾期未整改的抽查问题。"
    assert clear.headline[-1] == "没有需要专门关注的事项"
    assert build_model(quiet(), "zh").findings[-1].text == "没有镇街出现减少。"
    assert "没有逾期" not in build_model(quiet(seen("S02C", 1)), "zh").findings[-1].text


def test_a_sentence_that_its_figures_dont_bear_out_is_found() -> None:
    inputs = inputs_with(seen("S02C", 8))
    model, evidence = build_model(inputs, "zh"), evidence_of(inputs)
    assert unproved(model, evidence) == []
    other = {**evidence.stored, Key("S02C", QUARTER): (3, None)}
    assert any("抽查" in text for text in unproved(model, replace(evidence, stored=other)))


def test_english_tells_the_same_matters_with_the_same_figures() -> None:
    inputs = inputs_with(
        *GRANTS, seen("S02C", 8), seen("S03M", 42), seen("P04U", 120), seen("W01", 9, 9), seen("W03", 1, 9)
    )
    zh, en = matters(inputs), matters(inputs, "en")
    assert [*zh] == [*en]
    for key, row in zh.items():
        assert figures_in(row.text) == figures_in(en[key].text), key


def figures_in(text: str) -> set[Key]:
    return {c.key for c in claims_of(text) if isinstance(c, FigureClaim)}


def test_where_towns_have_no_office_the_publisher_owns_their_matters() -> None:
    """A ward of an English borough explains nothing and registers nothing: the council does."""
    with_offices, publisher = fictional_inputs(), fictional_inputs().district.publisher
    bare = fictional_inputs(district=with_offices.district.model_copy(update={"town_offices": False}))
    assert with_offices.district.town_offices
    for language, towns in (("zh", "镇街"), ("en", "towns")):
        own = publisher.in_language(language) if hasattr(publisher, "in_language") else getattr(publisher, language)
        rows = rows_of(build_model(bare, language)).values()
        assert len(rows) > 3
        assert {row.owner.split("、")[0].split(",")[0].split(";")[0] for row in rows} == {own}
        assert any(towns in row.owner for row in rows_of(build_model(with_offices, language)).values())
        assert not any(towns in row.owner for row in rows)
        brief = rows_of(town_brief(bare, language, bare.district.towns[-1].code))
        assert {row.owner for row in brief.values()} == {own}
