"""The rules about what names an organization, in districts of other schemes than Panyu's, and under former codes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from quality_cases import PANYU, Q3, code, event, instalment, organization, predecessor, tidied, wrong

from govreport.district.folder import District
from govreport.district.identifiers import Identifiers
from govreport.errors import Message
from govreport.manifests.verdicts import ExtractCheck, Verdict
from govreport.quality.asked_rows import asking_lines
from govreport.quality.catalogue import rules_of
from govreport.quality.check import check_extract
from govreport.quality.conclude import judge_quarter, problems_of
from govreport.quality.failure_files import read_table
from govreport.quality.opening import opening
from govreport.quality.page.page import verdict_page
from govreport.quality.paragraph import paragraph
from govreport.store.files import FileStore

NAME = {"zh": "慈善组织登记号", "en": "charity number"}
CHARITY = Identifiers(scheme="pattern", name=NAME, pattern=r"\d{7}(-\d+)?|SC\d{6}", example="1023456")
TAX = Identifiers(scheme="pattern", name={"zh": "税号", "en": "tax reference"}, pattern=r"\d{10}", check="gb.utr")
NAMELESS = Identifiers(scheme="none")
FORMER = "440126"


@pytest.fixture
def files(tmp_path) -> FileStore:
    return FileStore(str(tmp_path))


def district(identifiers: Identifiers, **more: Any) -> District:
    return PANYU.model_copy(update={"identifiers": identifiers, **more})


def checked(files: FileStore, of: District, extract: str, rows: list[dict[str, Any]]) -> ExtractCheck:
    return check_extract(of, tidied(files, extract, rows), files, past=[predecessor(files, extract)])


def failing(check: ExtractCheck, files: FileStore) -> dict[str, list[int]]:
    """Rule -> the rows (the first is 5) that it names; rules over time left out."""
    found: dict[str, list[int]] = {}
    for line in pq.read_table(pa.BufferReader(files.get(check.failures_key))).to_pylist():
        if not line["rule"].startswith(("E16", "E4")):
            found.setdefault(line["rule"], []).append(line["row"])
    return found


def told(check: ExtractCheck, files: FileStore, rule: str) -> Message:
    lines = pq.read_table(pa.BufferReader(files.get(check.failures_key))).to_pylist()
    line = next(x for x in lines if x["rule"] == rule)
    return Message(line["zh"], line["en"])


def asked(of: District, suite: str = "registration") -> set[str]:
    return {rule.id for rule in rules_of(suite, of)}


def test_each_scheme_is_asked_its_own_rules() -> None:
    credit = {"E11", "E13", "E14", "E15-DIVISION"}
    assert asked(PANYU) & {*credit, "E10", "E11-FORM", "E11-CHECK", "E15-FORMER"} == {*credit, "E10"}
    assert asked(district(CHARITY)) & {*credit, "E10", "E11-FORM", "E11-CHECK"} == {"E10", "E11-FORM"}
    assert asked(district(TAX)) & {*credit, "E11-FORM", "E11-CHECK"} == {"E11-FORM", "E11-CHECK"}
    assert not asked(district(NAMELESS)) & {*credit, "E10", "E11-FORM", "E11-CHECK"}
    assert "E15-FORMER" in asked(PANYU.model_copy(update={"former_codes": (FORMER,)}))


@pytest.mark.parametrize(
    ("extract", "rule", "row"),
    [
        ("registration", "E11-FORM", lambda n, i: organization(n, uscc=i)),
        ("evaluation", "E11-FORM", lambda n, i: event(f"V{n}", uscc=i)),
        ("funding", "E11R-FORM", lambda n, i: instalment(f"B{n}", recipient_uscc=i)),
    ],
)
def test_an_identifier_has_the_districts_form(files: FileStore, extract: str, rule: str, row) -> None:
    ids = ["1023456", "1023456-1", "SC012345", "123456", "SC12345", "10234567"]
    rows = [row(50 + n, identifier) for n, identifier in enumerate(ids)]
    found = failing(check := checked(files, district(CHARITY), extract, rows), files)
    assert found == {rule: [8, 9, 10]}
    said = told(check, files, rule)
    assert "“123456” isn't written like 1023456" in said.en
    assert "the charity number has the form that the district states" in said.en
    assert "慈善组织登记号符合本区规定的格式" in said.zh
    assert "Should it be 0123456?" in said.en  # the zero that a spreadsheet lost
    assert "慈善组织登记号" in said.zh
    assert "统一社会信用代码" not in said.zh


@pytest.mark.parametrize(
    ("extract", "rule", "row"),
    [
        ("registration", "E11-CHECK", lambda n, i: organization(n, uscc=i)),
        ("evaluation", "E11-CHECK", lambda n, i: event(f"V{n}", uscc=i)),
        ("funding", "E11R-CHECK", lambda n, i: instalment(f"B{n}", recipient_uscc=i)),
    ],
)
def test_an_identifiers_check_digits_are_right(files: FileStore, extract: str, rule: str, row) -> None:
    rows = [row(60, "1955839661"), row(61, "2955839661")]
    assert failing(checked(files, district(TAX), extract, rows), files) == {rule: [6]}


def test_a_former_division_code_is_noted_and_counts(files: FileStore) -> None:
    here = PANYU.model_copy(update={"former_codes": (FORMER,)})
    rows = [
        organization(1),
        organization(2, uscc=code(2, f"51{FORMER}")),
        organization(3, uscc=code(3, "51440100")),
        organization(4, uscc=wrong(code(4, f"51{FORMER}"), 12)),
    ]
    check = checked(files, here, "registration", rows)
    assert failing(check, files) == {"E11": [8], "E15-DIVISION": [7], "E15-FORMER": [6, 8]}
    outcome = next(o for o in check.outcomes if o.rule == "E15-FORMER")
    assert (outcome.severity, outcome.sets_aside, check.rows_set_aside) == ("info", False, 2)
    without = checked(files, PANYU, "registration", rows)
    assert failing(without, files)["E15-DIVISION"] == [6, 7, 8]


def test_what_is_only_noted_is_on_no_correction_sheet(files: FileStore) -> None:
    here = PANYU.model_copy(
        update={"former_codes": (FORMER,), "sources": {"registration": PANYU.sources["registration"]}}
    )
    rows = [organization(1), organization(2, uscc=code(2, f"51{FORMER}")), organization(3, uscc=wrong(code(3), 12))]
    check = checked(files, here, "registration", rows)
    read = check.tidy.model_copy(update={"set_aside_key": check.failures_key})  # of its own the fixture has none
    verdict = judge_quarter(here, Q3, [check.model_copy(update={"tidy": read})], files)
    lines = asking_lines(verdict.checks, verdict.failures_key, files)
    told = {line["rule"] for suite, line, _ in lines if suite == "registration"}
    assert "E11" in told  # what is wrong is asked
    assert "E15-FORMER" not in told


def test_what_is_only_noted_is_a_violation_nowhere(files: FileStore) -> None:
    """The line of a run said that all rules are met, and check's that 48 places were to be corrected."""
    here = PANYU.model_copy(
        update={"former_codes": (FORMER,), "sources": {"registration": PANYU.sources["registration"]}}
    )
    check = checked(files, here, "registration", [organization(1), organization(2, uscc=code(2, f"51{FORMER}"))])
    outcome = next(o for o in check.outcomes if o.rule == "E15-FORMER")
    assert (outcome.passed, outcome.failed) == (True, 1)
    verdict = judge_quarter(here, Q3, [check], files)
    noted = problems_of("registration", [outcome], read_table(files, check.failures_key).to_pylist())
    said = paragraph(here, Q3, "pass", [check], noted)
    assert "违反" not in said.zh
    assert "更正单" not in said.zh
    assert "规则E15-FORMER记录1处" in said.zh
    assert said.zh.endswith("不必更正。")
    assert said.en.endswith("there is nothing to correct.")
    page = verdict_page(verdict, here, []).decode()
    failed = page[page.index('id="h-failed"') :]
    assert "E15-FORMER" not in failed[: failed.index("</table>")]
    assert "符合（有记录）" in page
    with_notes = Verdict.model_validate({**verdict.model_dump(), "outcomes": [], "checks": [check], "state": "pass"})
    alone = with_notes.model_copy(update={"checks": [check.model_copy(update={"outcomes": [outcome]})]})
    assert [line.zh for line in opening(alone, here)] == [
        f"全部1条规则都符合，收到的{check.tidy.rows_in}行全部计入，没有要处理的。"
    ]


def test_without_identifiers_name_and_day_tell_organizations_apart(files: FileStore) -> None:
    rows = [
        organization(1, name="样例会", uscc="样例会"),
        organization(2, name="样例会", uscc="样例会", registered_on=date(2016, 3, 1)),  # of one name, another day
        organization(3, name="样例（会）", uscc="样例(会)"),
        organization(4, name="样例(会)", uscc="样例(会)"),  # one and the same in another width
    ]
    check = checked(files, district(NAMELESS), "registration", rows)
    assert failing(check, files) == {"E12": [8]}
    assert "the name" in told(check, files, "E12").en


def test_a_registrar_is_the_districts_in_whatever_width(files: FileStore) -> None:
    here = PANYU.model_copy(update={"registrars": ("番禺区民政局(社管科)",)})
    rows = [
        organization(1, registrar="番禺区民政局（社管科）"),
        organization(2, registrar="番禺区民政局 (社管科)"),
        organization(3, registrar="番禺区民政局(社会科)"),
    ]
    assert failing(checked(files, here, "registration", rows), files) == {"E15-REGISTRAR": [7]}
