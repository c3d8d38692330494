"""Every declared rule: an extract that satisfies it, and a row (or fact) that breaks it, told by its row number."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from quality_cases import (
    BAD,
    FACTS,
    GOOD,
    HERE,
    LAST,
    PANYU,
    Record,
    gift,
    instalment,
    organization,
    party,
    predecessor,
    tidied,
)

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import Code, CodeList
from govreport.district.folder import ColumnLayout
from govreport.manifests.extracts import SET_ASIDE_COLUMNS
from govreport.manifests.verdicts import ExtractCheck, RuleOutcome
from govreport.quality.catalogue import SUITES, rule_catalogue, rules_of
from govreport.quality.check import check_extract
from govreport.quality.rule import Rule
from govreport.store.files import FileStore

OWN = [(name, rule.id) for name in EXTRACTS for rule in SUITES[name]]
ASKED = [(name, rule.id) for name in EXTRACTS for rule in rules_of(name, PANYU)]
"""Of Panyu; rules about other identifiers and of registers without exit dates have tests of their own."""
ELSEWHERE = ("E46-QUARTER",)
"""Which wants a year of quarters."""
BROKEN_BY_A_ROW = sorted({(name, rule) for name, rows in BAD.items() for rule, _ in rows})
BROKEN_BY_A_FACT = [(name, rule) for name, facts in FACTS.items() for rule in facts]
BROKEN_ELSEWHERE = {
    (name, rule)
    for name in EXTRACTS
    for rule in ("E00", "E00-LEFT", "E46-SAME", "E46-AGAIN", "E46-QUARTER", "E20-IN-FORCE")
} | {
    ("funding", "E29"),
    ("registration", "E15-FORMER"),
    *(
        (name, f"{rule}-{part}")
        for part in ("FORM", "CHECK")
        for name, rule in (
            *((n, "E11") for n in ("registration", "evaluation", "party", "activities")),
            ("funding", "E11R"),
        )
    ),
    *((name, "E21-CURRENT") for name in ("party", "linkage")),
    ("linkage", "E47-COMMUNITY"),
    ("filing", "E45-FILING"),
    *(("registration", rule) for rule in ("E16", "E45", "E45-LEFT", "E45-MANY")),
}
"""By other tests of this file, of test_history_rules.py, test_living.py or test_identifier_rules.py."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(str(tmp_path_factory.mktemp("store")))


class Checks(dict[str, ExtractCheck]):
    """Extract -> its check; made when first asked for, so that the tests of one rule judge one extract."""

    def __init__(self, files: FileStore, rows: Mapping[str, list[Record]]) -> None:
        self._files, self._rows = files, rows

    def __missing__(self, name: str) -> ExtractCheck:
        past = [predecessor(self._files, name)]
        self[name] = check_extract(PANYU, tidied(self._files, name, self._rows[name]), self._files, past=past)
        return self[name]


@pytest.fixture(scope="module")
def good(files: FileStore) -> Checks:
    return Checks(files, GOOD)


@pytest.fixture(scope="module")
def bad(files: FileStore) -> Checks:
    return Checks(files, {name: GOOD[name] + [row for _, row in rows] for name, rows in BAD.items()})


def outcome(check: ExtractCheck, rule: str) -> RuleOutcome:
    return next(o for o in check.outcomes if o.rule == rule)


def told(check: ExtractCheck, files: FileStore) -> list[dict[str, object]]:
    table = pq.read_table(pa.BufferReader(files.get(check.failures_key)))
    assert tuple(table.column_names) == SET_ASIDE_COLUMNS
    return table.to_pylist()


@pytest.mark.slow
def test_declaring_the_rules_imports_nothing_heavy() -> None:
    heavy = ("great_expectations", "pandas", "pyarrow", "numpy")
    program = (
        "import sys, govreport.quality.check, govreport.quality.conclude; from govreport.quality.catalogue import "
        f"rule_catalogue; assert len(rule_catalogue()) > 60; print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_the_engine_starts_without_statistics_and_pictures_that_no_rule_uses_and_whoever_does_has_them() -> None:
    program = (
        "import sys, pandas; from govreport.quality import suite; "
        "from types import SimpleNamespace as A; from govreport.canonical import ROW; "
        "expect = A(kind='ExpectColumnValuesToNotBeNull', where=(), worked_out=lambda scope: {'column': 'a'}); "
        "rules = [A(id='X1', severity='warn', expect=expect)]; "
        "(judged,) = suite.judge(pandas.DataFrame({ROW: [1, 2], 'a': ['x', None]}), rules, None); print(judged.rows); "
        "print('scipy.stats._stats_py' in sys.modules, 'altair.vegalite' in sys.modules); "
        "import scipy.stats.distributions; from scipy.stats import norm; print(scipy.stats.norm is norm, norm.cdf(0)); "
        "import altair as alt; print(alt.Chart is sys.modules['altair'].Chart)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.splitlines() == ["[2]", "False False", "True 0.5", "True"]


def test_every_rule_has_a_row_or_a_fact_that_breaks_it() -> None:
    assert set(OWN) == set(BROKEN_BY_A_ROW) | set(BROKEN_BY_A_FACT) | BROKEN_ELSEWHERE


def test_a_rule_about_a_column_that_the_file_lacks_is_not_asked(files: FileStore) -> None:
    paid = [{**row, "awarded_fen": None} for row in GOOD["funding"]]
    lacking = tidied(files, "funding", paid)
    del lacking.columns["awarded_fen"]
    silent = outcome(check_extract(PANYU, lacking, files), "G08")
    assert (silent.passed, silent.evaluated, silent.severity) == (True, 0, "info")
    assert "not judged" in silent.detail_en
    # A column that is there and that nobody filled in is asked for; so is a day that keeps a row from counting.
    asked = outcome(check_extract(PANYU, tidied(files, "funding", paid), files), "G08")
    assert (asked.passed, asked.severity) == (False, "warn")
    left = tidied(files, "registration", [{**row, "exited_on": None} for row in GOOD["registration"]])
    del left.columns["exited_on"]
    ended = outcome(check_extract(PANYU, left, files), "E22-LEFT")
    assert (ended.passed, ended.severity) == (False, "warn")


def test_rule_ids_are_unique_in_their_suite_and_say_everything_in_both_languages() -> None:
    for name, suite in SUITES.items():
        ids = [rule.id for rule in suite]
        assert len(ids) == len(set(ids)), name
    for rule in rule_catalogue():
        assert all((rule.zh, rule.en, *rule.why, *rule.fix)), rule.id
        assert rule.fix.zh.endswith("。"), rule.id


@pytest.mark.parametrize(("extract", "rule"), [own for own in ASKED if own[1] not in ELSEWHERE])
def test_a_good_extract_satisfies_the_rule_and_the_rule_looked_at_something(
    good: Checks, extract: str, rule: str
) -> None:
    result = outcome(good[extract], rule)
    assert (result.passed, result.error, result.failed) == (True, None, 0)
    assert result.evaluated > 0


@pytest.mark.parametrize(("extract", "rule"), BROKEN_BY_A_ROW)
def test_a_row_that_breaks_the_rule_is_named_by_it_and_only_by_it(
    bad: Checks, files: FileStore, extract: str, rule: str
) -> None:
    first = 5 + len(GOOD[extract])
    expected = [first + at for at, (broken, _) in enumerate(BAD[extract]) if broken == rule]
    assert outcome(bad[extract], rule).error is None
    assert [line["row"] for line in told(bad[extract], files) if line["rule"] == rule] == expected
    assert outcome(bad[extract], rule).failed == len(expected)


@pytest.mark.parametrize("extract", EXTRACTS)
def test_rows_set_aside_are_those_of_rules_that_set_aside(bad: Checks, files: FileStore, extract: str) -> None:
    first = 5 + len(GOOD[extract])
    sets_aside = {rule.id for rule in SUITES[extract] if rule.sets_aside}
    expected = [first + at for at, (rule, _) in enumerate(BAD[extract]) if rule in sets_aside]
    table = pq.read_table(pa.BufferReader(files.get(bad[extract].set_aside_key)))
    assert table.schema == pa.schema([("_row", pa.int32())])
    assert table["_row"].to_pylist() == expected
    assert bad[extract].rows_set_aside == len(expected)


@pytest.mark.parametrize("extract", EXTRACTS)
def test_every_failing_row_is_a_sentence_with_file_row_rule_and_what_to_do(
    bad: Checks, files: FileStore, extract: str
) -> None:
    lines = told(bad[extract], files)
    assert len(lines) == sum(o.failed for o in bad[extract].outcomes)
    for line in lines:
        fix = next(rule.fix for rule in SUITES[extract] if rule.id == line["rule"])
        zh, en = str(line["zh"]), str(line["en"])
        assert zh.startswith(f"文件“{extract}.csv”第{line['row']}行")
        assert f"规则{line['rule']}" in zh
        assert fix.zh in zh
        assert en.startswith(f"{extract}.csv, row {line['row']}")
        assert fix.en in en
        assert ("不计入报表" in zh) == next(r.sets_aside for r in SUITES[extract] if r.id == line["rule"])
        assert "nan" not in zh + en
        assert "None" not in zh + en


@pytest.fixture(scope="module")
def spoilt(files: FileStore) -> dict[tuple[str, str], ExtractCheck]:
    """Only the rules about files are run: the rows are good."""
    suites = {name: [rule for rule in SUITES[name] if rule.frame == "facts"] for name in EXTRACTS}
    return {(name, rule): spoil(files, name, suites[name], **FACTS[name][rule]) for name, rule in BROKEN_BY_A_FACT}


def spoil(
    files: FileStore, name: str, suite: list[Rule], past: dict[str, int] | None = None, **facts: Any
) -> ExtractCheck:
    tidy = tidied(files, name, GOOD[name], **facts)
    return check_extract(PANYU, tidy, files, suite, past=[predecessor(files, name, past)])


@pytest.mark.parametrize(("extract", "rule"), BROKEN_BY_A_FACT)
def test_a_fact_that_breaks_the_rule_is_told_and_breaks_no_other(
    spoilt: dict[tuple[str, str], ExtractCheck], extract: str, rule: str
) -> None:
    check = spoilt[extract, rule]
    assert [o.rule for o in check.outcomes if not o.passed] == [rule]
    result = outcome(check, rule)
    assert f"{extract}.csv" in result.detail_zh
    assert f"{extract}.csv" in result.detail_en
    assert check.rows_set_aside == 0


def test_the_wrong_quarters_file_is_told_with_its_date_and_the_quarter(
    spoilt: dict[tuple[str, str], ExtractCheck],
) -> None:
    detail = outcome(spoilt["registration", "E03-QUARTER"], "E03-QUARTER").detail_zh
    assert "2019-06-30" in detail
    assert "2019年第三季度" in detail


@pytest.mark.parametrize("extract", EXTRACTS)
def test_an_extract_without_rows_blocks_and_crashes_no_rule(files: FileStore, extract: str) -> None:
    check = check_extract(PANYU, tidied(files, extract, []), files)
    assert [o.rule for o in check.outcomes if not o.passed] == ["E00"]
    assert outcome(check, "E00").severity == "block"
    assert [o.error for o in check.outcomes if o.error] == []


@pytest.mark.parametrize("extract", ["registration", "funding"])
def test_an_extract_whose_rows_are_all_left_out_has_no_usable_rows(files: FileStore, extract: str) -> None:
    """The rule that most rows break is named; correcting what it says brings the rows back."""
    column, wrong = {"registration": ("registered_on", date(2031, 1, 1)), "funding": ("awarded_fen", -1)}[extract]
    rows = [{**row, column: wrong} for row in GOOD[extract]]
    check = check_extract(PANYU, tidied(files, extract, rows), files)
    result = outcome(check, "E00-LEFT")
    most = {line["rule"] for line in told(check, files) if line["row"]}
    assert check.rows_set_aside == len(rows)
    assert (result.passed, result.severity) == (False, "block")
    assert any(rule in result.detail_en for rule in most)
    assert f"{len(rows)}行" in result.detail_zh
    kept = check_extract(PANYU, tidied(files, extract, GOOD[extract]), files)
    assert outcome(kept, "E00-LEFT").passed
    one = check_extract(PANYU, tidied(files, extract, [*rows, GOOD[extract][0]]), files)
    assert outcome(one, "E00-LEFT").passed


def test_an_empty_return_is_one_where_the_source_says_so(files: FileStore) -> None:
    source = PANYU.sources["activities"]
    allowed = source.model_copy(update={"layout": source.layout.model_copy(update={"empty": "allowed"})})
    district = PANYU.model_copy(update={"sources": {**PANYU.sources, "activities": allowed}})
    check = check_extract(district, tidied(files, "activities", []), files)
    assert [o.rule for o in check.outcomes if not o.passed] == []


def test_of_which_larger_than_the_total_holds(files: FileStore) -> None:
    rows = [GOOD["funding"][0], GOOD["funding"][3] | {"paid_fen": -1_000}]
    check = check_extract(PANYU, tidied(files, "funding", rows), files)
    result = outcome(check, "E29")
    assert (result.failed, result.severity) == (1, "hold")
    assert "20,000.00元" in result.detail_zh
    assert "19,990.00元" in result.detail_zh


def test_a_file_that_lacks_optional_columns_is_judged_without_crashing(files: FileStore) -> None:
    tidy = tidied(files, "registration", GOOD["registration"])
    table = pq.read_table(pa.BufferReader(files.get(tidy.key))).drop_columns(["capital_fen", "joined_federation_on"])
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    columns = {k: v for k, v in tidy.columns.items() if k in table.column_names}
    lacking = tidy.model_copy(
        update={"key": files.put("tidy", sink.getvalue().to_pybytes(), ".parquet"), "columns": columns}
    )
    outcomes = check_extract(PANYU, lacking, files).outcomes
    assert [o.rule for o in outcomes if not o.passed] == ["E01-LAYOUT"]
    assert [o.error for o in outcomes if o.error] == []


@pytest.mark.parametrize(("extract", "day"), [("party", "2019-06-30"), ("linkage", "2019-06-30")])
def test_a_return_without_rows_of_the_quarter_holds_and_says_which_day_is_missing(
    files: FileStore, extract: str, day: str
) -> None:
    rows = [row for row in GOOD[extract] if row["as_of"] == date.fromisoformat(day)]
    check = check_extract(PANYU, tidied(files, extract, rows), files)
    result = outcome(check, "E21-CURRENT")
    assert (result.failed, result.severity) == (1, "hold")
    assert "2019-09-30" in result.detail_zh
    assert f"{extract}.csv" in result.detail_en


def test_a_community_that_did_not_answer_is_named(files: FileStore) -> None:
    rows = [row for row in GOOD["linkage"] if row["community_code"] != LAST]
    check = check_extract(PANYU, tidied(files, "linkage", rows), files)
    assert [o.rule for o in check.outcomes if not o.passed] == ["E47-COMMUNITY"]
    name = next(c.name for c in PANYU.communities if c.code == LAST)
    assert name in outcome(check, "E47-COMMUNITY").detail_zh
    assert next(c.name for c in PANYU.communities if c.code == HERE) not in outcome(check, "E47-COMMUNITY").detail_zh


def test_a_filed_group_that_disappears_holds_and_is_named_with_its_number_and_quarter(files: FileStore) -> None:
    rows = GOOD["filing"][1:]
    check = check_extract(PANYU, tidied(files, "filing", rows), files, past=[predecessor(files, "filing")])
    result = outcome(check, "E45-FILING")
    assert (result.failed, result.severity) == (1, "hold")
    for said in ("样例队1", "备1", "2019年第二季度"):
        assert said in result.detail_zh


DATED = {
    "category": CodeList(
        "category",
        {
            "charity": Code("charity", "公益慈善类", "Charity", (), date(2020, 1, 1)),
            "recreation": Code("recreation", "文娱类", "Recreation", (), None, date(2018, 12, 31)),
        },
        {},
    ),
    "party_form": CodeList("party_form", {"sole": Code("sole", "单独组建", "Sole", (), date(2019, 7, 1))}, {}),
    "donor_class": CodeList("donor_class", {"event": Code("event", "募捐活动", "E", (), date(2018, 3, 2))}, {}),
    "department": CodeList(
        "department", {"youth_league": Code("youth_league", "共青团", "Y", (), date(2018, 5, 2))}, {}
    ),
    "target_group": CodeList("target_group", {"children": Code("children", "儿童", "C", (), date(2018, 5, 2))}, {}),
}


@pytest.mark.parametrize(
    ("extract", "row", "column", "day"),
    [
        ("registration", organization(50), "category", "2019-09-30"),  # what it is now: by the quarter's last day
        ("filing", GOOD["filing"][0], "category", "2019-09-30"),
        ("party", party(1, as_of=date(2019, 6, 30)), "party_form", "2019-06-30"),
        ("donations", gift("捐9", donor_class="event"), "donor_class", "2018-03-01"),
        ("funding", instalment("K1", department="youth_league"), "department", "2018-05-01"),
        ("funding", instalment("K2", target_group="children"), "target_group", "2018-05-01"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_code_that_was_not_in_force_on_its_day_is_told_under_its_own_column(
    files: FileStore, extract: str, row: dict[str, Any], column: str, day: str
) -> None:
    suite = [rule for rule in SUITES[extract] if rule.id == "E20-IN-FORCE"]
    check = check_extract(PANYU, tidied(files, extract, [row]), files, suite, DATED)
    (line,) = told(check, files)
    assert line["column"] == EXTRACTS[extract].columns[column].info["zh"]
    assert day in str(line["zh"])
    assert str(line["value"]) == DATED[column].zh(row[column])
    assert check.rows_set_aside == 0


def test_a_code_is_right_from_its_first_to_its_last_day(files: FileStore) -> None:
    rows = [
        organization(50, status="revoked", exited_on=date(2018, 12, 31), category="recreation"),
        organization(51, category=None),
    ]
    suite = [rule for rule in SUITES["registration"] if rule.id == "E20-IN-FORCE"]
    assert check_extract(PANYU, tidied(files, "registration", rows), files, suite, DATED).outcomes[0].passed
    first = [gift("捐9", donor_class="event", received_on=date(2018, 3, 2))]
    suite = [rule for rule in SUITES["donations"] if rule.id == "E20-IN-FORCE"]
    assert check_extract(PANYU, tidied(files, "donations", first), files, suite, DATED).outcomes[0].passed


def test_a_column_that_only_some_files_have_may_be_missing_where_the_layout_says_so(files: FileStore) -> None:
    tidy = tidied(files, "linkage", GOOD["linkage"])
    lacking = tidy.model_copy(update={"columns": {k: v for k, v in tidy.columns.items() if k != "has_volunteers"}})
    assert not outcome(check_extract(PANYU, lacking, files), "E01-LAYOUT").passed
    source = PANYU.sources["linkage"]
    columns = {**source.layout.columns, "has_volunteers": ColumnLayout(aliases=("社区志愿者",), optional=True)}
    layout = source.layout.model_copy(update={"columns": columns})
    tolerant = {**PANYU.sources, "linkage": source.model_copy(update={"layout": layout})}
    check = check_extract(PANYU.model_copy(update={"sources": tolerant}), lacking, files)
    assert outcome(check, "E01-LAYOUT").passed
