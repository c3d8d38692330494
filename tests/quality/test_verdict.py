"""The verdict: its state, its paragraph, what it sets aside across extracts, and that nothing failing is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from quality_cases import (
    BAD,
    GOOD,
    LAST,
    PANYU,
    Q3,
    activity,
    code,
    event,
    gift,
    instalment,
    organization,
    party,
    stage,
    tidied,
    wrong,
)

from govreport.canonical import EXTRACTS, REQUIRED
from govreport.errors import BlockedError, Message
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.records import list_records
from govreport.indicators.warehouse import accepted_extracts, open_warehouse
from govreport.manifests.verdicts import ExtractCheck, Verdict, require_unblocked
from govreport.quality.catalogue import SUITES
from govreport.quality.check import check_extract
from govreport.quality.conclude import judge_quarter
from govreport.quality.conditions import between, expectation
from govreport.quality.opening import opening
from govreport.quality.rule import Rule
from govreport.quality.rules import cross_extract
from govreport.store.files import FileStore

SERIOUS = event(
    "Y", "serious_list", uscc=code(7), event_on=date(2018, 6, 1), event_result="removed", closed_on=date(2018, 7, 1)
)
LISTED = event(
    "Z", "abnormal_list", uscc=code(9), event_on=date(2018, 1, 10), event_result="removed", closed_on=date(2018, 5, 1)
)
MORE = [LISTED, SERIOUS, *(event(f"Z{n}") for n in range(30))]
"""So that few rows set aside are a small share."""
ACROSS_ROWS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "funding": [
        ("E30-FUNDING", instalment("C1", recipient_uscc=code(900))),
        ("E31", instalment("C2", recipient_uscc=code(3), paid_on=date(2019, 2, 2))),
        ("E32", instalment("C3", recipient_uscc=code(9), approved_on=date(2018, 2, 1))),
        ("E32", instalment("C4", recipient_uscc=code(9), approved_on=date(2019, 5, 1), paid_on=date(2019, 5, 1))),
        (
            "E32-SERIOUS",
            instalment("C5", recipient_uscc=code(7), approved_on=date(2019, 9, 1), paid_on=None, paid_fen=0),
        ),
    ],
    "evaluation": [
        ("E30", event("X1", uscc=code(901))),
        ("E30", event("X2", uscc=code(26, "51440100"))),
        ("E33", event("X3", "assessment", uscc=code(7))),
        ("E32-ASSESSED", event("X4", "assessment", uscc=code(9), event_on=date(2018, 5, 1), valid_to=date(2023, 5, 1))),
    ],
    "party": [("E30-PARTY", party(902))],
    "registration": [("E47-PARTY", organization(10))],
    "activities": [("E30-ACTIVITIES", activity("活8", 903))],
    "ventures": [
        ("E30-BECAME", stage("寅", "closing", 6, people_served=1, became_no="备99", became_on=date(2019, 1, 1)))
    ],
    "donations": [("E30-FUND", gift("捐8", community_code=LAST))],
}
REGISTER = [
    *GOOD["registration"],
    *(row for _, row in ACROSS_ROWS["registration"]),
    organization(7, registered_on=date(2017, 4, 2)),
    organization(9),
    organization(26, uscc=code(26, "51440100")),
]
UNFITTING = {
    "registration": REGISTER + [organization(n) for n in range(100, 130)],
    "funding": [
        *GOOD["funding"],
        *(row for _, row in ACROSS_ROWS["funding"]),
        instalment("D1", recipient_uscc=code(9), approved_on=date(2018, 1, 9)),
        instalment("D2", recipient_uscc=code(9), approved_on=date(2019, 5, 2), paid_on=date(2019, 5, 2)),
    ],
    "evaluation": [
        *GOOD["evaluation"],
        *(row for _, row in ACROSS_ROWS["evaluation"]),
        *MORE,
        event("X5", "assessment", uscc=code(9), event_on=date(2018, 5, 2), valid_to=date(2023, 5, 2)),
    ],
    "filing": GOOD["filing"],
    "linkage": GOOD["linkage"],
    "party": [
        *GOOD["party"],
        *(row for _, row in ACROSS_ROWS["party"]),
        *(party(n) for n in (7, 9, *range(100, 130))),
    ],
    "ventures": [*GOOD["ventures"], *(row for _, row in ACROSS_ROWS["ventures"])],
    "donations": [*GOOD["donations"], *(row for _, row in ACROSS_ROWS["donations"])],
    "activities": [*GOOD["activities"], *(row for _, row in ACROSS_ROWS["activities"])],
}
CRASHING = Rule(
    id="E99", severity="info", zh="永远算不出", en="can never be computed", why=Message("试验", "trial"),
    fix=Message("无。", "none."), expect=between("no_such_column", low=1), column="name",
)  # fmt: skip
MISDECLARED = Rule(
    id="E98", severity="info", zh="写错了的规则", en="declared wrongly", why=Message("试验", "trial"),
    fix=Message("无。", "none."), expect=expectation("ExpectNothingOfTheKind", column="name"),
)  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(str(tmp_path_factory.mktemp("store")))


def checked(files: FileStore, rows: dict[str, list[dict[str, Any]]], **facts: Any) -> list[ExtractCheck]:
    return [check_extract(PANYU, tidied(files, name, rows[name], **facts), files) for name in EXTRACTS]


@pytest.fixture(scope="module")
def good(files: FileStore) -> list[ExtractCheck]:
    return checked(files, GOOD)


@pytest.fixture(scope="module")
def passed(files: FileStore, good: list[ExtractCheck]) -> Verdict:
    return judge_quarter(PANYU, Q3, good, files)


@pytest.fixture(scope="module")
def warned(files: FileStore) -> Verdict:
    return judge_quarter(PANYU, Q3, checked(files, UNFITTING), files)


def suite(name: str, *ids: str) -> list[Rule]:
    """Only these rules, where a test is about them."""
    return [rule for rule in SUITES[name] if rule.id in ids]


def told(verdict: Verdict, files: FileStore) -> list[dict[str, Any]]:
    assert verdict.failures_key is not None
    return pq.read_table(pa.BufferReader(files.get(verdict.failures_key))).to_pylist()


def set_aside(check: ExtractCheck, files: FileStore) -> list[int]:
    rows = pq.read_table(pa.BufferReader(files.get(check.set_aside_key)))["_row"].to_pylist()
    assert len(rows) == check.rows_set_aside
    return rows


def by_extract(verdict: Verdict) -> dict[str, ExtractCheck]:
    return {check.tidy.extract: check for check in verdict.checks}


def broken(verdict: Verdict) -> list[str]:
    return [o.rule for o in verdict.all_outcomes if not o.passed]


def test_good_extracts_pass_every_rule_and_every_rule_across_looked_at_something(passed: Verdict) -> None:
    assert passed.state == "pass"
    assert broken(passed) == []
    assert [o.rule for o in passed.outcomes] == [rule.id for rule in cross_extract.RULES]
    unsupplied = {rule.id for rule in cross_extract.RULES if rule.needs == "reference"}
    assert {o.rule for o in passed.outcomes if o.evaluated == 0} == unsupplied == {"E50", "E51", "E52", "E53"}
    assert passed.paragraph_zh == "番禺2019年第三季度数据核验：全部规则通过，可以出具报表。"


@pytest.mark.parametrize("extract", ACROSS_ROWS)
def test_a_row_that_doesnt_fit_the_register_is_named_by_its_rule_and_only_by_it(
    warned: Verdict, files: FileStore, extract: str
) -> None:
    first = 5 + len(GOOD[extract])
    expected = [(first + at, rule) for at, (rule, _) in enumerate(ACROSS_ROWS[extract])]
    assert [(line["row"], line["rule"]) for line in told(warned, files) if line["extract"] == extract] == expected
    assert warned.state == "warn", [o.rule for o in warned.all_outcomes if not o.passed]


def test_events_outside_the_register_are_set_aside_and_grants_are_kept(warned: Verdict, files: FileStore) -> None:
    checks = by_extract(warned)
    first = 5 + len(GOOD["evaluation"])
    assert set_aside(checks["evaluation"], files) == [first, first + 1]
    assert set_aside(checks["funding"], files) == []
    for check in warned.checks:
        kept = pq.read_table(pa.BufferReader(files.get(check.tidy.key)))["_row"].to_pylist()
        measured = set(kept) - set(set_aside(check, files))
        assert check.tidy.rows_kept == len(measured) + check.rows_set_aside


@pytest.mark.parametrize(
    ("indicator", "rules", "day"),
    [("G14", {"E31"}, "paid_on"), ("G15", {"E32", "E32-SERIOUS"}, "approved_on")],
)
def test_what_the_rules_ask_about_this_year_is_what_the_indicators_count(
    warned: Verdict, files: FileStore, indicator: str, rules: set[str], day: str
) -> None:
    """One notion, said as a rule of every row and as a figure."""
    funding = UNFITTING["funding"]
    asked = {line["row"] for line in told(warned, files) if line["extract"] == "funding" and line["rule"] in rules}
    this_year = {row for row in asked if funding[row - 5][day].year == Q3.year}
    with open_warehouse(files, PANYU, accepted_extracts(warned), "1GB") as tables:
        (listing,) = list_records(tables, [CATALOGUE[indicator].numerator], Q3)
    assert {chosen.places[0].row for chosen in listing.of()} == this_year
    assert asked > this_year or this_year == asked != set()


def test_an_event_whose_organization_was_itself_set_aside_is_told_where_it_stands(
    warned: Verdict, files: FileStore
) -> None:
    row = 5 + REGISTER.index(organization(26, uscc=code(26, "51440100")))
    sentence = next(line["zh"] for line in told(warned, files) if code(26, "51440100") in line["value"])
    assert f"登记名册第{row}行" in sentence
    assert "不计入报表" in sentence


def test_the_paragraph_names_file_rule_count_action_and_owner(warned: Verdict) -> None:
    for text in (warned.paragraph_zh, warned.paragraph_en):
        for named in ("evaluation.csv", "funding.csv", "E30", "E31", PANYU.sources["evaluation"].owner):
            assert named in text
    assert "2处违反规则E30（事项所涉组织在登记名册中），不计入" in warned.paragraph_zh
    assert "请番禺区民政局财务科按更正单更正后重新提供" in warned.paragraph_zh
    assert "\n" not in warned.paragraph_zh


def test_the_same_extracts_give_the_same_verdict_whatever_order_they_come_in(files: FileStore, warned: Verdict) -> None:
    again = judge_quarter(PANYU, Q3, checked(files, UNFITTING)[::-1], files)
    assert again.sha256 == warned.sha256
    assert again == warned


def test_another_outcome_gives_another_hash(passed: Verdict, warned: Verdict) -> None:
    assert passed.sha256 != warned.sha256


def test_different_cutoffs_hold_and_name_the_older_file(files: FileStore, good: list[ExtractCheck]) -> None:
    later = check_extract(PANYU, tidied(files, "funding", GOOD["funding"], cutoff=date(2019, 10, 8)), files)
    verdict = judge_quarter(PANYU, Q3, [good[0], later, *good[2:]], files)
    assert verdict.state == "hold"
    assert broken(verdict) == ["E01-BATCH"]
    assert "registration.csv" in verdict.paragraph_zh
    assert "evaluation.csv" in verdict.paragraph_zh
    assert "funding.csv" not in verdict.paragraph_zh
    assert "不可签发" in verdict.paragraph_zh


def test_the_wrong_quarters_file_blocks_with_its_date_the_quarter_and_the_office_to_ask(
    files: FileStore, good: list[ExtractCheck]
) -> None:
    old = check_extract(PANYU, tidied(files, "registration", GOOD["registration"], cutoff=date(2019, 6, 30)), files)
    verdict = judge_quarter(PANYU, Q3, [old, *good[1:]], files)
    assert verdict.state == "block"
    for named in (
        "不能成文",
        "registration.csv",
        "2019-06-30",
        "2019年第三季度",
        PANYU.sources["registration"].owner,
    ):
        assert named in verdict.paragraph_zh


@pytest.mark.parametrize("rule", [CRASHING, MISDECLARED], ids=["crashes", "can't be built"])
def test_a_rule_that_crashes_blocks_by_name_and_isnt_a_failing_row(
    files: FileStore, good: list[ExtractCheck], rule: Rule
) -> None:
    from govreport.quality.rules.registration import RULES

    crashed = check_extract(PANYU, tidied(files, "registration", GOOD["registration"]), files, [*RULES, rule])
    outcome = crashed.outcomes[-1]
    assert (outcome.rule, outcome.passed, outcome.failed) == (rule.id, False, 0)
    assert outcome.error
    verdict = judge_quarter(PANYU, Q3, [crashed, *good[1:]], files)
    assert verdict.state == "block"
    assert f"规则{rule.id}（{rule.zh}）执行出错" in verdict.paragraph_zh
    assert "系统维护人员" in verdict.paragraph_zh
    assert [o.rule for o in verdict.all_outcomes if o.error] == [rule.id]


def test_a_rule_that_wasnt_evaluated_blocks(files: FileStore, good: list[ExtractCheck]) -> None:
    short = good[1].model_copy(update={"outcomes": good[1].outcomes[:-1]})
    verdict = judge_quarter(PANYU, Q3, [good[0], short, *good[2:]], files)
    assert verdict.state == "block"
    assert broken(verdict) == ["E60"]
    assert "funding.csv" in verdict.paragraph_zh


def test_a_missing_extract_blocks(files: FileStore, good: list[ExtractCheck]) -> None:
    verdict = judge_quarter(PANYU, Q3, good[:2], files)
    assert verdict.state == "block"
    assert broken(verdict) == ["E60"]


def test_failing_rows_that_werent_stored_block(files: FileStore, good: list[ExtractCheck]) -> None:
    rows = GOOD["registration"] + [organization(50, category=None, status="preparing")]
    full = check_extract(PANYU, tidied(files, "registration", rows), files)
    lost = full.model_copy(update={"failures_key": good[0].failures_key})
    verdict = judge_quarter(PANYU, Q3, [lost, *good[1:]], files)
    assert verdict.state == "block"
    assert broken(verdict) == ["E20-CATEGORY", "E61"]


def test_a_register_of_which_much_is_left_out_holds(files: FileStore, good: list[ExtractCheck]) -> None:
    half = good[0].model_copy(update={"tidy": good[0].tidy.model_copy(update={"rows_in": 8, "rows_set_aside": 2})})
    verdict = judge_quarter(PANYU, Q3, [half, *good[1:]], files)
    assert verdict.state == "hold"
    assert broken(verdict) == ["E46-LEFT"]
    assert "共8行，其中2行不计入报表" in verdict.paragraph_zh


def test_every_one_of_many_failing_rows_is_kept(files: FileStore) -> None:
    codes = [wrong(code(n), 17) for n in range(1000, 1700)]
    rows = [organization(n, uscc=c) for n, c in enumerate(codes)]
    check = check_extract(
        PANYU, tidied(files, "registration", [organization(1), *rows]), files, suite("registration", "E11")
    )
    lines = pq.read_table(pa.BufferReader(files.get(check.failures_key))).to_pylist()
    assert [line["value"] for line in lines if line["rule"] == "E11"] == codes
    assert set_aside(check, files) == list(range(6, 706))


def test_a_repetition_of_a_row_set_aside_is_measured_in_its_place(files: FileStore) -> None:
    rows = [organization(1, town_code="440113999"), organization(1), organization(1, name="另一名称")]
    check = check_extract(PANYU, tidied(files, "registration", rows), files, suite("registration", "E20-TOWN", "E12"))
    assert set_aside(check, files) == [5, 7]
    lines = pq.read_table(pa.BufferReader(files.get(check.failures_key))).to_pylist()
    repeated = next(line["zh"] for line in lines if line["rule"] == "E12")
    assert "第6行" in repeated
    assert "社会组织名称不一致" in repeated


def test_an_overpaid_project_loses_only_the_instalments_beyond_its_award(files: FileStore) -> None:
    rows = [
        instalment("P", 3, paid_fen=1),
        instalment("P", 1, paid_fen=4_000_000),
        instalment("P", 2, paid_fen=1_000_000),
        instalment("P", 2, paid_fen=1_000_000),
    ]
    check = check_extract(PANYU, tidied(files, "funding", rows, totals=[]), files, suite("funding", "E12P", "E27"))
    lines = pq.read_table(pa.BufferReader(files.get(check.failures_key))).to_pylist()
    assert [(line["row"], line["rule"]) for line in lines] == [(5, "E27"), (8, "E12P")]
    assert "累计拨付50,000.01元，超过立项金额50,000.00元" in lines[0]["zh"]


def test_a_bad_registers_sentences_suggest_the_code_where_one_fits(files: FileStore) -> None:
    good_code = code(77)
    rows = [organization(77, uscc=good_code[:10] + "O" + good_code[11:])]
    check = check_extract(PANYU, tidied(files, "registration", rows), files, suite("registration", "E11"))
    lines = pq.read_table(pa.BufferReader(files.get(check.failures_key))).to_pylist()
    line = next(line for line in lines if line["rule"] == "E11")
    assert line["suggestion"] == good_code
    assert f"是否应为“{good_code}”" in line["zh"]


def test_declared_and_evaluated_rules_agree_on_a_bad_batch_too(files: FileStore) -> None:
    rows = {name: GOOD[name] + [row for _, row in BAD[name]] for name in EXTRACTS}
    verdict = judge_quarter(PANYU, Q3, checked(files, rows), files)
    assert [o.error for o in verdict.all_outcomes if o.error] == []
    assert {"E60", "E61"}.isdisjoint(broken(verdict))
    assert verdict.state == "hold"


SMALL = PANYU.model_copy(update={"sources": {name: PANYU.sources[name] for name in REQUIRED}})
"""A district with the extract that every district has, and no other."""


def test_a_district_with_a_register_alone_is_judged_by_what_it_can_show(
    files: FileStore, good: list[ExtractCheck]
) -> None:
    verdict = judge_quarter(SMALL, Q3, good[: len(REQUIRED)], files)
    assert verdict.state == "pass"
    assert [o.rule for o in verdict.outcomes] == [rule.id for rule in cross_extract.RULES]
    unjudged = {o.rule for o in verdict.outcomes if o.evaluated == 0 and not o.rule.startswith("E5")}
    assert unjudged == {rule.id for rule in cross_extract.RULES if rule.extracts}
    excused = next(o for o in verdict.outcomes if o.rule == "E30-PARTY")
    assert (excused.severity, excused.passed) == ("info", True)
    assert "本区没有" in excused.detail_zh


def test_an_optional_extract_that_the_district_has_a_source_for_may_not_be_missing(
    files: FileStore, good: list[ExtractCheck]
) -> None:
    verdict = judge_quarter(PANYU, Q3, good[:-1], files)
    assert verdict.state == "block"
    assert broken(verdict) == ["E60"]


def test_party_returns_of_organizations_outside_the_register_are_set_aside(warned: Verdict, files: FileStore) -> None:
    checks = by_extract(warned)
    assert set_aside(checks["party"], files) == [5 + len(GOOD["party"])]
    assert set_aside(checks["activities"], files) == set_aside(checks["registration"], files)[:0] == []


def opened_with(verdict: Verdict) -> list[Message]:
    """The lines that the verdict opens with, each of them short."""
    lines = opening(verdict, PANYU)
    assert all(len(line.zh) <= 200 and len(line.en) <= 400 for line in lines)
    return lines


def test_a_clean_verdict_opens_with_one_line(passed: Verdict) -> None:
    (line,) = opened_with(passed)
    rows = sum(check.tidy.rows_in for check in passed.checks)
    for text in line:
        assert f"{len(passed.all_outcomes)}" in text
        assert f"{rows:,}" in text


def test_warnings_open_with_that_nothing_stops_and_what_to_mend_first(warned: Verdict) -> None:
    stops, rows, first = opened_with(warned)
    assert stops.zh.startswith("没有规则挡住季报")
    out = sum(c.rows_set_aside + c.tidy.rows_set_aside for c in warned.checks)
    assert f"{out:,}行不计入" in rows.zh
    assert f"{out:,} are left out" in rows.en
    most = max(warned.checks, key=lambda c: c.rows_set_aside + c.tidy.rows_set_aside)
    assert PANYU.sources[most.tidy.extract].owner in first.zh


def test_a_verdict_that_stops_the_report_opens_with_the_rule_the_extract_and_what_to_do(
    files: FileStore, good: list[ExtractCheck], warned: Verdict
) -> None:
    old = check_extract(PANYU, tidied(files, "registration", GOOD["registration"], cutoff=date(2019, 6, 30)), files)
    source = PANYU.sources["registration"]
    stops, _, first = opened_with(judge_quarter(PANYU, Q3, [old, *good[1:]], files))
    assert stops.zh.startswith(f"不能成文，因为不合规则：{source.title.zh}")
    assert stops.en.startswith(f"No report can be made, because of: {source.title.en}")
    assert source.owner in first.zh
    assert "2019-06-30" in first.zh
    held = [o.model_copy(update={"severity": "hold"}) if o.failed else o for o in warned.outcomes]
    failed = [o.rule for o in held if not o.passed]
    stops, *_ = opened_with(warned.model_copy(update={"state": "hold", "outcomes": held}))
    assert stops.zh.startswith("不可签发，因为不合规则：")
    assert len(failed) > 3
    assert stops.zh.endswith(f"等{len(failed)}条规则。")
    assert [rule for rule in failed if f"{rule}（" in stops.zh] == failed[:3]


def test_a_missing_extract_and_a_rule_that_crashed_open_with_themselves(
    files: FileStore, good: list[ExtractCheck]
) -> None:
    stops, _, first = opened_with(judge_quarter(PANYU, Q3, good[:-1], files))
    missing = PANYU.sources[PANYU.extracts[-1]]
    assert stops.zh == f"不能成文，因为没有{missing.title.zh}。"
    assert first.zh == f"先做：请{missing.owner}提供{missing.title.zh}，到齐后再运行。"
    from govreport.quality.rules.registration import RULES

    crashed = check_extract(PANYU, tidied(files, "registration", GOOD["registration"]), files, [*RULES, CRASHING])
    stops, _, first = opened_with(judge_quarter(PANYU, Q3, [crashed, *good[1:]], files))
    assert f"{CRASHING.id}（执行出错）" in stops.zh
    assert "系统维护人员" in first.zh


def test_a_refused_quarters_message_begins_with_those_lines(files: FileStore, good: list[ExtractCheck]) -> None:
    verdict = judge_quarter(PANYU, Q3, good[:2], files)
    lines = opening(verdict, PANYU)
    with pytest.raises(BlockedError) as refused:
        require_unblocked(verdict, lines)
    for language in ("zh", "en"):
        said = refused.value.message.in_language(language).split("\n")
        assert said[:-1] == [line.in_language(language) for line in lines]
    assert refused.value.message.zh.endswith(verdict.paragraph_zh)
