"""Each kind of claim against stored figures: the true one passes, the false neighbour is told with what is so."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal

import pytest

from govreport.district.folder import District
from govreport.indicators.catalogue import CATALOGUE
from govreport.quarter import Quarter
from govreport.reports.claims import (
    CaseClaim,
    ChangeClaim,
    Claim,
    DayClaim,
    DaysClaim,
    ExtremeClaim,
    FigureClaim,
    GivenClaim,
    Key,
    ListedClaim,
    NamesClaim,
    RowsClaim,
    RunClaim,
    ShareClaim,
    SumClaim,
    TargetClaim,
)
from govreport.reports.model import Cell, Paragraph
from govreport.reports.stated import Stated, claims_of, joined
from govreport.reports.statements.borne_out import untrue
from govreport.reports.statements.evidence import Evidence
from govreport.reports.statements.given_names import Names
from govreport.reports.statements.printed import bare_numbers, unclaimed_names

NOW = Quarter(2019, 3)
R01, S03, G10 = Key("R01", NOW), Key("S03", NOW), Key("G10", NOW)
STOCK = (700, 710, 705, 706, 720, 725)
"""R01 from 2018-Q2 on: it fell once, then grew three quarters in a row."""
TOWNS = {"440113001": 5, "440113002": 9, "440113003": 9, "440113004": 0}


@pytest.fixture
def evidence(panyu: District) -> Evidence:
    stored: dict[Key, tuple[int, int | None]] = {
        R01._replace(quarter=q): (n, None) for q, n in zip(NOW.back(len(STOCK)), STOCK, strict=True)
    }
    stored[S03] = (754, 815)
    stored[G10] = (81_250_000, None)
    for town, number in TOWNS.items():
        stored[Key("R01", NOW, town)] = (number, None)
        stored[Key("R01", NOW.previous, town)] = (number + (1 if town == "440113001" else 0), None)
    return Evidence(
        district=panyu,
        quarter=NOW,
        release=date(2019, 10, 23),
        declared=CATALOGUE,
        stored=stored,
        hidden=frozenset({Key("R01", NOW, "440113004")}),
        rows={("aside", "evaluation", ""): 19},
        listed={"matters": 8},
        cases={(Key("S02C", NOW), "oldest"): "2015-11-27"},
    )


def _run(length: int, *, at_least: bool = False, quarter: Quarter = NOW) -> RunClaim:
    return RunClaim(R01._replace(quarter=quarter), "up", length, at_least)


def _names(rule: str, *names: str, complete: bool = True) -> NamesClaim:
    return NamesClaim(rule, "R01", NOW, names, complete=complete)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        (FigureClaim(R01, Decimal(725)), FigureClaim(R01, Decimal(726))),
        (FigureClaim(S03, Decimal("92.5")), FigureClaim(S03, Decimal("92.6"))),
        (FigureClaim(S03, Decimal(61), "rest"), FigureClaim(S03, Decimal(754), "rest")),
        (FigureClaim(G10, Decimal("81.3")), FigureClaim(G10, Decimal("81.2"))),
        (FigureClaim(G10, Decimal("0.81"), per_unit=Decimal("0.01")), FigureClaim(G10, Decimal("0.82"), "value")),
        (FigureClaim(R01, Decimal(725)), FigureClaim(Key("R01", NOW, "440113004"), Decimal(0))),
        (
            ChangeClaim(R01, NOW.previous, "up", Decimal(5), Decimal("0.7")),
            ChangeClaim(R01, NOW.previous, "up", Decimal(5), Decimal("0.8")),
        ),
        (ChangeClaim(R01, NOW.year_ago, "up"), ChangeClaim(R01, NOW.previous, "down")),
        (
            SumClaim((Key("R01", NOW, "440113001"), Key("R01", NOW, "440113002")), Decimal(14)),
            SumClaim((Key("R01", NOW, "440113001"), Key("R01", NOW, "440113002")), Decimal(15)),
        ),
        (
            ShareClaim(((Key("R01", NOW, "440113002"), "value"),), (R01, "value"), Decimal("1.2")),
            ShareClaim(((Key("R01", NOW, "440113002"), "value"),), (R01, "value"), Decimal("1.3")),
        ),
        (_run(3), _run(2)),
        (_run(3), _run(3, at_least=True)),
        (ExtremeClaim(R01, NOW.back(4), "highest"), ExtremeClaim(R01, NOW.back(4), "lowest")),
        (
            ExtremeClaim(R01._replace(quarter=Quarter(2019, 1)), tuple(Quarter(2019, 1).back(3)), "never_above"),
            ExtremeClaim(R01, NOW.back(4), "never_above"),
        ),
        (_names("falling", "440113001"), _names("falling", "440113001", "440113002")),
        (_names("most", "440113002", "440113003"), _names("most", "440113002")),
        (RowsClaim("aside", "evaluation", "", 19), RowsClaim("aside", "evaluation", "", 20)),
        (
            CaseClaim(Key("S02C", NOW), "oldest", "2015-11-27"),
            CaseClaim(Key("S02C", NOW), "oldest", "2018-11-27"),
        ),
        (ListedClaim("matters", 8), ListedClaim("matters", 3)),
        (DayClaim("due:F01", date(2019, 10, 31)), DayClaim("due:F01", date(2019, 11, 30))),
        (DayClaim("", date(1999, 1, 1)), DayClaim("quarter_end", date(2019, 10, 31))),
        (DaysClaim("due:F01", date(2019, 10, 31), 8), DaysClaim("due:F01", date(2019, 10, 31), 31)),
        (GivenClaim("rule", "E31"), TargetClaim("F01", date(2020, 1, 1), Decimal(100))),
    ],
)
def test_a_true_claim_passes_and_its_false_neighbour_does_not(true: Claim, false: Claim, evidence: Evidence) -> None:
    assert untrue(true, evidence) is None
    assert untrue(false, evidence) is not None


def test_a_run_that_reaches_the_first_stored_quarter_is_at_least_that_long(evidence: Evidence) -> None:
    early = Quarter(2018, 3)  # one quarter after the first that is stored
    assert untrue(_run(1, at_least=True, quarter=early), evidence) is None
    assert untrue(_run(1, quarter=early), evidence) is not None


def test_what_is_so_is_told(evidence: Evidence) -> None:
    wrong = untrue(FigureClaim(R01, Decimal(726)), evidence)
    assert wrong is not None
    assert (wrong.zh, wrong.en) == ("写作 726，应为 725", "says 726, is 725")


def test_a_kind_of_claim_that_nobody_checks_is_refused(evidence: Evidence) -> None:
    class Rumour(Claim):
        pass

    with pytest.raises(TypeError, match="Rumour"):
        untrue(Rumour(), evidence)


def test_a_text_keeps_its_claims_through_models_joins_and_copies() -> None:
    figure = Stated("725家", FigureClaim(R01, Decimal(725)))
    text = joined("，", [Stated("登记") + figure, "增长"])
    assert text == "登记725家，增长"
    for kept in (
        Paragraph(text=text).text,
        Cell(text="").model_copy(update={"text": text}).text,
        pickle.loads(pickle.dumps(text)),  # noqa: S301 - our own bytes
        "全区" + text,
    ):
        assert claims_of(kept) == (FigureClaim(R01, Decimal(725)),)
    assert Paragraph(text=text).model_dump_json() == '{"type":"paragraph","text":"登记725家，增长"}'


def test_a_number_without_a_claim_is_found_and_one_with_a_claim_is_not() -> None:
    assert bare_numbers(Stated("登记725家", FigureClaim(R01, Decimal(725)))) == []
    assert bare_numbers(Stated("登记1,725家", FigureClaim(R01, Decimal(1725)))) == []
    assert bare_numbers(Stated("登记725家，其中3家", FigureClaim(R01, Decimal(725)))) == ["3"]
    assert bare_numbers("92.5%") == ["92.5"]
    assert bare_numbers(Stated("920万元", FigureClaim(G10, Decimal("920.0")))) == []


def test_a_town_that_is_named_without_a_reason_is_found() -> None:
    names = Names({"市桥街": "440113001", "沙湾镇": "440113002"})
    said = Stated("市桥街、沙湾镇减少", NamesClaim("falling", "R01", NOW, ("440113001",)))
    assert unclaimed_names(said, names) == ["440113002"]
    assert unclaimed_names(said, names, about=["440113002"]) == []
