"""Our figures beside what other offices state: equal, within tolerance, explained, or holding the signature."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from quality_cases import GOOD, PANYU, Q3, code, tidied

from govreport.canonical import EXTRACTS
from govreport.district.folder import Bilingual
from govreport.errors import ConfigError
from govreport.manifests.verdicts import ExtractCheck, RuleOutcome, Verdict
from govreport.quality.check import check_extract
from govreport.quality.conclude import judge_quarter
from govreport.settings import Settings
from govreport.sources.references import Explanation, Item, Reference, References, Supplied, fetch_references
from govreport.store.files import FileStore
from tests.conftest import PROJECT

OFFICE = Bilingual(zh="法定民政季报", en="Statutory return")
COUNTS = Reference(
    rule="E50", title=OFFICE, owner="规划财务科", url="x", pattern="*",
    items=(
        Item(key="association", names=("社会团体",), indicator="R01", breakdown="legal_type", member="association"),
        Item(key="total", names=("社会组织合计",), indicator="R01"),
    ),
)  # fmt: skip
PAYMENTS = Reference(
    rule="E51", title=OFFICE, owner="区财政局", url="x", pattern="*", unit="万元",
    items=(Item(key="special_fund", names=("专项资金",), indicator="G10"),),
)  # fmt: skip
SAMPLE = Reference(rule="E53", title=OFFICE, owner="平台", url="x", pattern="*")
HEAD = "民政季报\n指标名称,单位,代码,数量,上年数据,同比\n甲,乙,丙,1,2,3\n"
AGREEING = HEAD + "一、社会组织合计,个,A1,5,4,25\n　其中：社会团体,个,A2,4,3,33\n填表人：（略）\n"
"""As GOOD has it at the quarter's end: four associations and a service institution."""
PAID = "资金名称,本季拨付（万元）\n专项资金,0\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(str(tmp_path_factory.mktemp("store")))


@pytest.fixture(scope="module")
def checks(files: FileStore) -> list[ExtractCheck]:
    return [check_extract(PANYU, tidied(files, name, GOOD[name]), files) for name in EXTRACTS]


def explained(difference: str, **changes: Any) -> Explanation:
    return Explanation.model_validate(
        {
            "rule": "E50", "key": "association", "quarter": "2019-Q3", "difference": difference,
            "explanation": {"zh": "晚录入一家", "en": "one entered late"}, "explained_by": "社管科",
            "date": date(2019, 10, 16),
        }
        | changes
    )  # fmt: skip


def judged(
    checks: list[ExtractCheck], files: FileStore, reference: Reference, text: str | bytes, *said: Explanation
) -> tuple[Verdict, RuleOutcome]:
    data = text.encode("gb18030") if isinstance(text, str) else text
    references = References([Supplied(reference, "table.csv", data)], said)
    verdict = judge_quarter(PANYU, Q3, checks, files, references=references)
    assert "E60" not in [o.rule for o in verdict.outcomes if not o.passed]
    return verdict, next(o for o in verdict.outcomes if o.rule == reference.rule)


def test_equal_figures_pass_and_are_listed_all_the_same(checks: list[ExtractCheck], files: FileStore) -> None:
    verdict, outcome = judged(checks, files, COUNTS, AGREEING)
    assert (outcome.passed, outcome.evaluated, verdict.state) == (True, 2, "pass")
    assert [(d.key, d.ours, d.theirs, d.state) for d in verdict.differences] == [
        ("association", 4, 4, "equal"),
        ("total", 5, 5, "equal"),
    ]


def test_an_unexplained_difference_holds_and_names_both_sides_and_whom_to_ask(
    checks: list[ExtractCheck], files: FileStore
) -> None:
    verdict, outcome = judged(checks, files, COUNTS, AGREEING.replace("A2,4", "A2,3"))
    assert (outcome.passed, verdict.state) == (False, "hold")
    assert "“社会团体”本报表4，对方3，差+1" in outcome.detail_zh
    for said in ("E50", "规划财务科", "table.csv"):
        assert said in verdict.paragraph_zh


def test_a_signed_explanation_of_that_very_difference_settles_it(checks: list[ExtractCheck], files: FileStore) -> None:
    verdict, outcome = judged(checks, files, COUNTS, AGREEING.replace("A2,4", "A2,3"), explained("1"))
    assert (outcome.passed, verdict.state) == (True, "pass")
    assert verdict.differences[0].state == "explained"
    assert "社管科2019-10-16说明：晚录入一家" in outcome.detail_zh


@pytest.mark.parametrize(
    "stale", [explained("2"), explained("-1"), explained("1", quarter="2019-Q2"), explained("1", key="total")]
)
def test_an_explanation_of_another_difference_settles_nothing(
    checks: list[ExtractCheck], files: FileStore, stale: Explanation
) -> None:
    verdict, _ = judged(checks, files, COUNTS, AGREEING.replace("A2,4", "A2,3"), stale)
    assert verdict.state == "hold"


@pytest.mark.parametrize(("tolerance", "state"), [("0.02", "hold"), ("0.03", "pass")])
def test_a_difference_within_tolerance_needs_no_explanation(
    checks: list[ExtractCheck], files: FileStore, tolerance: str, state: str
) -> None:
    reference = PAYMENTS.model_copy(update={"tolerance": Decimal(tolerance)})
    verdict, outcome = judged(checks, files, reference, PAID.replace(",0\n", ",0.03\n"))
    assert verdict.state == state
    assert "300.00元" in outcome.detail_zh
    assert "−300.00元" in outcome.detail_zh


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("随便,什么\n1,2\n", "没有含"),
        (HEAD + "社会组织合计,个,A1,5,4,25\n", "表中没有这一项"),
        (AGREEING + "社会团体,个,A9,4,3,33\n", "表中有多行"),
        (AGREEING.replace("A2,4", "A2,四家"), "不是数"),
        (AGREEING.replace("A1,5", "A1,0 5"), "不是数"),
        (AGREEING.replace("A1,5", "A1,⁵"), "不是数"),
        (AGREEING.replace("A1,5", "A1,Infinity"), "不是数"),
    ],
)
def test_a_table_that_cannot_be_compared_holds_and_says_why(
    checks: list[ExtractCheck], files: FileStore, text: str, said: str
) -> None:
    verdict, outcome = judged(checks, files, COUNTS, text)
    assert verdict.state == "hold"
    assert said in outcome.detail_zh
    assert "nan" not in outcome.detail_zh + outcome.detail_en


def test_a_workbook_serves_as_well(checks: list[ExtractCheck], files: FileStore) -> None:
    assert judged(checks, files, COUNTS, workbook((AGREEING, False)))[1].passed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("资金名称,本季拨付（万美元）\n专项资金,0\n", "单位“万美元”"),
        ("单位：元、万元\n资金名称,本季拨付\n专项资金,0\n", "单位“元、万元”"),
        ("单位：千万元\n资金名称,本季拨付\n专项资金,0\n", "单位“千万元”"),
        (PAID.replace(",0", ",#REF!"), "不是数"),
        (PAID.replace(",0", ",0 0"), "不是数"),
        ('资金名称,本季拨付（万元）\n专项"资金",0\n专项资金,"0"0\n', "双引号"),
    ],
)
def test_an_amount_of_no_certain_size_is_not_compared(
    checks: list[ExtractCheck], files: FileStore, text: str, said: str
) -> None:
    verdict, outcome = judged(checks, files, PAYMENTS, text)
    assert verdict.state == "hold"
    assert said in outcome.detail_zh


@pytest.mark.parametrize(
    "head",
    ["单位：万元\n资金名称,本季拨付\n", "填报单位：三元里街道办事处\n资金名称,本季拨付\n", PAID.partition("专")[0]],
)
def test_an_amount_whose_unit_is_stated_or_agreed_is_compared(
    checks: list[ExtractCheck], files: FileStore, head: str
) -> None:
    assert judged(checks, files, PAYMENTS, head + "专项资金,0\n")[1].passed


def workbook(*sheets: tuple[str, bool]) -> bytes:
    """One sheet a text; True hides it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for text, hidden in sheets:
            sheet = book.add_worksheet()
            for at, line in enumerate(text.splitlines()):
                sheet.write_row(at, 0, line.split(","))
            if hidden:
                sheet.hide()
            else:
                sheet.activate()
    return buffer.getvalue()


def test_a_hidden_sheet_of_another_offices_table_is_not_its_table(checks: list[ExtractCheck], files: FileStore) -> None:
    old = AGREEING.replace("A1,5", "A1,9")
    assert judged(checks, files, COUNTS, workbook((old, True), (AGREEING, False)))[1].passed
    shown = judged(checks, files, COUNTS, workbook((old, False), (AGREEING, False)))[1]
    assert not shown.passed
    assert "2个工作表" in shown.detail_zh


def test_rules_without_a_reference_say_so(checks: list[ExtractCheck], files: FileStore) -> None:
    verdict, _ = judged(checks, files, COUNTS, AGREEING)
    silent = {o.rule: o for o in verdict.outcomes if o.evaluated == 0}
    assert {"E51", "E52", "E53"} == set(silent)
    assert all(o.passed and o.severity == "info" and o.detail_zh for o in silent.values())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"{code(1)},样例社团1,正常", ""),
        (f"{code(1)},样例社团甲,正常", "名称"),
        (f"{code(1)},样例社团1,已注销", "状态"),
        (f"{code(955)},样例社团1,正常", "没有代码"),
    ],
)
def test_a_sample_from_the_platform_is_compared_row_by_row_and_only_warns(
    checks: list[ExtractCheck], files: FileStore, line: str, said: str
) -> None:
    verdict, outcome = judged(checks, files, SAMPLE, f"统一社会信用代码,社会组织名称,状态\n{line}\n")
    assert (outcome.evaluated, outcome.passed) == (1, not said)
    assert verdict.state == ("warn" if said else "pass")
    assert said in outcome.detail_zh
    assert not said or "第2行" in outcome.detail_zh


def test_the_sample_districts_references_are_fetched_kept_and_optional(files: FileStore) -> None:
    settings = Settings(home=PROJECT)
    found = fetch_references(settings, PANYU, Q3, files)
    assert {s.reference.rule for s in found.supplied} == {"E50", "E51"}
    assert all(s.data for s in found.supplied)
    assert fetch_references(settings, PANYU, Q3.previous, files).supplied == []


def folder(tmp_path: Path, text: str) -> Settings:
    home = tmp_path / "include" / "districts" / "panyu" / "references"
    home.mkdir(parents=True)
    (home / "statutory.yaml").write_text(text, encoding="utf-8")
    return Settings(home=tmp_path)


def test_a_required_reference_that_is_missing_holds(
    tmp_path: Path, checks: list[ExtractCheck], files: FileStore
) -> None:
    settings = folder(
        tmp_path,
        "{rule: E50, title: {zh: 季报, en: return}, owner: 科, url: nowhere, pattern: '*.csv', required: true}",
    )
    references = fetch_references(settings, PANYU, Q3, files)
    verdict = judge_quarter(PANYU, Q3, checks, files, references=references)
    assert verdict.state == "hold"
    assert "缺少季报" in verdict.paragraph_zh


def test_wrong_yaml_is_one_sentence_with_file_and_entry(tmp_path: Path, files: FileStore) -> None:
    settings = folder(tmp_path, "{rule: E99, title: {zh: 季报, en: return}, owner: 科, url: x, pattern: x}")
    with pytest.raises(ConfigError, match=r"statutory\.yaml.*rule"):
        fetch_references(settings, PANYU, Q3, files)
