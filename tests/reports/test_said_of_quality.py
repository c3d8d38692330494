"""What is said of rows, revisions, other offices' figures and replaced editions: the true passes, the false is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from govreport.district.folder import District
from govreport.indicators.catalogue import CATALOGUE
from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.claims import (
    Claim,
    DayClaim,
    DifferenceClaim,
    FigureClaim,
    JudgedClaim,
    Key,
    ListedClaim,
    RevisedClaim,
    RowsClaim,
    RowsShareClaim,
)
from govreport.reports.documents.reply_annex import judge
from govreport.reports.facts import Facts
from govreport.reports.model import Paragraph, ReportModel, Section
from govreport.reports.proving.assertions import compared_assertions
from govreport.reports.stated import Stated
from govreport.reports.statements import counted
from govreport.reports.statements.agreement import Agreement
from govreport.reports.statements.borne_out import untrue
from govreport.reports.statements.evidence import Evidence
from govreport.reports.words import load_words
from tests.reports.fictional import fictional_inputs

NOW = Quarter(2019, 3)
BEFORE = Key("R01", NOW.previous)


@pytest.fixture
def evidence(panyu: District) -> Evidence:
    return Evidence(
        district=panyu,
        quarter=NOW,
        release=date(2019, 10, 23),
        declared=CATALOGUE,
        stored={BEFORE: (832, None), Key("R03", NOW.previous): (16, None)},
        before={BEFORE: (830, None), Key("R03", NOW.previous): (16, None)},
        rows={
            ("read", "", ""): 1000, ("aside", "", ""): 22, ("aside", "evaluation", ""): 19, ("aside", "funding", ""): 3,
            ("aside", "evaluation", "440113104"): 4, ("aside", "evaluation", "440113105"): 4,
        },
        listed={"assertions_differs": 1, "assertions_pending": 0},
        differences={("E60", "x", "difference"): Fraction(1_300_000)},
        judged={"assertion:A05": "pending"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("true", "false"),
    [
        (RevisedClaim(BEFORE, "old", Decimal(830)), RevisedClaim(BEFORE, "old", Decimal(832))),
        (RevisedClaim(BEFORE, "new", Decimal(832)), RevisedClaim(Key("R03", NOW.previous), "new", Decimal(16))),
        (RowsShareClaim("", Decimal("2.2")), RowsShareClaim("", Decimal("2.1"))),
        (
            DifferenceClaim("E60", "x", "difference", Decimal("1.3"), Fraction(1, 1_000_000)),
            DifferenceClaim("E60", "x", "difference", Decimal("1.4"), Fraction(1, 1_000_000)),
        ),
        (JudgedClaim("assertion:A05", "pending"), JudgedClaim("assertion:A05", "differs")),
    ],
)
def test_the_true_claim_passes_and_the_false_one_is_told(true: Claim, false: Claim, evidence: Evidence) -> None:
    assert untrue(true, evidence) is None
    assert untrue(false, evidence) is not None


def aside(extract: str, rows: int, town: str = "") -> RowsClaim:
    return RowsClaim("aside", extract, town, rows)


def test_the_file_with_most_rows_is_named_and_of_towns_that_are_level_all(evidence: Evidence) -> None:
    assert counted.most_aside([aside("", 22), aside("evaluation", 19)], evidence)
    assert not counted.most_aside([aside("", 22), aside("funding", 3)], evidence)
    both = [aside("evaluation", 19), aside("evaluation", 4, "440113104"), aside("evaluation", 4, "440113105")]
    assert counted.most_aside_towns(both, evidence)
    assert not counted.most_aside_towns(both[:2], evidence)
    level = replace(evidence, rows=evidence.rows | {("aside", "funding", ""): 19})  # type: ignore[operator]
    assert not counted.most_aside([aside("evaluation", 19)], level)
    assert counted.most_aside([aside("evaluation", 19), aside("funding", 19)], level)


def test_what_differs_may_not_be_left_unsaid_but_nothing_need_be_said_of_none(evidence: Evidence) -> None:
    tells = counted.tells_all("assertions_differs", "assertions_pending")
    assert tells([ListedClaim("assertions_differs", 1)], evidence)
    assert not tells([], evidence)


def test_nothing_was_revised_is_said_only_where_no_figure_prints_differently(evidence: Evidence) -> None:
    assert not counted.nothing_revised([], evidence)
    assert counted.nothing_revised([], replace(evidence, before={BEFORE: (832, None)}))


def model_of(*texts: str) -> ReportModel:
    blocks = [Paragraph(text=text) for text in texts]
    made = build_model(fictional_inputs(), "zh", with_data=False)
    return made.model_copy(
        update={"sections": [Section(key="x", heading="", blocks=[*blocks])], "findings": [], "headline": []}
    )


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        (aside("evaluation", 19), aside("evaluation", 19), aside("evaluation", 20)),
        (aside("", 3, "440113104"), aside("", 3, "440113105"), aside("", 4, "440113104")),
        (
            DayClaim("due:F09", date(2019, 10, 31)),
            DayClaim("", date(2019, 11, 30)),
            DayClaim("due:F09", date(2019, 11, 30)),
        ),
        (
            FigureClaim(Key("X01", NOW), Decimal("81.3")),
            FigureClaim(Key("X01", NOW), Decimal("813000"), per_unit=Decimal(10_000)),
            FigureClaim(Key("X01", NOW), Decimal("81.4")),
        ),
    ],
)  # fmt: skip
def test_two_documents_that_tell_one_thing_in_two_ways_are_found(one: Claim, same: Claim, other: Claim) -> None:
    first, second, third = (model_of(Stated("x", claim)) for claim in (one, same, other))
    heard = Agreement()
    assert list(heard.contradictions("report zh", first)) == []
    assert list(heard.contradictions("brief zh", second)) == []
    (found,) = heard.contradictions("note zh", third)
    assert found.where == "sections[0].x.blocks[0].text"
    assert "report zh sections[0]" in found.why.en


def test_each_document_has_its_own_matters_and_tells_one_number_of_them() -> None:
    def told(*numbers: int) -> ReportModel:
        return model_of(*(Stated("x", ListedClaim("matters", n)) for n in numbers))

    heard = Agreement()
    assert list(heard.contradictions("report zh", told(16, 16))) == []
    assert list(heard.contradictions("brief zh", told(5))) == []
    assert len(list(heard.contradictions("note zh", told(3, 4)))) == 1


def test_the_rows_of_the_files_add_up_to_those_of_all() -> None:
    def rows(*reads: int) -> ReportModel:
        files = ("", "registration", "funding")
        return model_of(*(Stated("x", RowsClaim("read", f, "", n)) for f, n in zip(files, reads, strict=True)))

    assert list(Agreement().contradictions("report zh", rows(30, 10, 20))) == []
    assert len(list(Agreement().contradictions("report zh", rows(31, 10, 20)))) == 1


def test_the_check_judges_what_was_said_in_public_as_the_annex_does() -> None:
    inputs = fictional_inputs()
    facts = Facts(inputs, load_words(inputs.settings.templates_dir, "zh"))
    figures = inputs.figures
    stored = {Key(i, q): figures.get(i, q, "", "", "") for i in figures.indicators for q in inputs.history}
    evidence = Evidence(
        district=inputs.district,
        quarter=inputs.quarter,
        release=inputs.release,
        declared=figures.indicators,
        stored={key: (o.numerator, o.denominator) for key, o in stored.items() if o is not None},
    )
    found = compared_assertions(evidence).judged
    checkable = [a for a in inputs.district.assertions if a.indicator]
    assert found == {f"assertion:{a.id}": judge(facts, a)[0] for a in checkable}
    assert {"equal", "pending"} <= set(found.values())


def test_an_edition_says_which_figures_it_changes_and_the_quarters_first_says_nothing() -> None:
    def fewer(o):  # type: ignore[no-untyped-def]
        own = (o.indicator, o.quarter, o.town_code, o.breakdown) == ("R01", NOW, "", "")
        return replace(o, numerator=o.numerator - 2) if own else o

    issued = build_model(fictional_inputs(change=fewer), "zh")
    assert issued.replaces == []
    made = build_model(replace(fictional_inputs(), replaced=issued), "zh")
    assert made.replaces[0] == f"本版替代此前签发的版本（指纹{issued.fingerprint[:12]}）。"
    assert "登记社会组织原为849家，现为851家" in made.replaces[1]
    same = build_model(replace(fictional_inputs(), replaced=build_model(fictional_inputs(), "zh")), "zh")
    assert same.replaces[1:] == [
        "首页数字没有改动。", "需要关注的事项没有改动。", "全区和各镇街的其他数字与前版相同。",
    ]  # fmt: skip
