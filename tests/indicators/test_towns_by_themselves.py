"""A town that alone leaves a column empty is unknown in it and never zero; an empty day says that it hasn't come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from govreport.canonical import EXTRACTS
from govreport.canonical.blanks import asked_of
from govreport.district.folder import District
from govreport.indicators.availability import stated_indicators, why_unstated
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.expression_shapes import Piece
from govreport.indicators.identities import check_identities
from govreport.indicators.model import Figures, Observation
from govreport.indicators.supplied import Supply, indicator_needs
from govreport.indicators.unstated_towns import lacking_in_towns, unstated_in_towns
from govreport.indicators.vintages.measuring import state
from govreport.quarter import Quarter
from govreport.store.files import FileStore
from tests.indicators.example import NANCUN, SHIQIAO, Row, event, gone, grant, org
from tests.indicators.examples_money import FIRST, SECOND, present, returned
from tests.indicators.test_absent_is_unknown import CODES, claiming_nothing, district_with, warehouse

Q3 = Quarter(2019, 3)
Rows = Mapping[str, Sequence[Row]]


def measured(files: FileStore, district: District, rows: Rows) -> Figures:
    with warehouse(files, district, rows, {}) as tables:
        return Figures(CATALOGUE, state(tables, district, Q3, CODES))


def there(code: str, **facts: Any) -> Row:
    return org(code, town_code=SHIQIAO, **facts)


def paid(project: str, town: str = NANCUN, **facts: Any) -> Row:
    return grant(project, town_code=town, **{"awarded_fen": 900, "paid_on": "2019-08-01", "paid_fen": 700, **facts})


def checked(code: str, town: str = NANCUN, **facts: Any) -> Row:
    return event("regular_check", code, town_code=town, event_result="finding", due_on="2019-06-05", **facts)


CASES = {
    # indicator, column that Nancun leaves empty, rows of Nancun, rows of Shiqiao
    "R14": ("is_charity", {"registration": [org("A", is_charity=True)]},
            {"registration": [there("B", is_charity=True), there("C", is_charity=False)]}),
    "R12R": ("category", {"registration": [org("A", is_community_org=True, category="culture")]},
             {"registration": [there("B", is_community_org=True, category="culture")]}),
    "G02": ("paid_fen", {"funding": [paid("1")]}, {"funding": [paid("2", SHIQIAO)]}),
    "G05": ("awarded_fen", {"funding": [paid("1")]}, {"funding": [paid("2", SHIQIAO)]}),
    "S02C": ("due_on", {"registration": [org("A")], "evaluation": [checked("A")]},
             {"registration": [there("B")], "evaluation": [checked("B", SHIQIAO, closed_on="2019-08-08")]}),
    "S02": ("event_result", {"registration": [org("A")], "evaluation": [checked("A")]},
            {"registration": [there("B")], "evaluation": [checked("B", SHIQIAO)]}),
    "T01": ("attendances", {"activities": [{"activity_no": "1", "activity_kind": "training", "held_on": "2019-08-01",
                                            "town_code": NANCUN, "attendances": 9}]},
            {"activities": [{"activity_no": "2", "activity_kind": "training", "held_on": "2019-08-01",
                             "town_code": SHIQIAO, "attendances": 9}]}),
}  # fmt: skip


def together(*parts: Rows) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {"registration": [org("Z1", is_charity=None), there("Z2", is_charity=None)]}
    for part in parts:
        for extract, given in part.items():
            rows.setdefault(extract, []).extend(given)
    return rows


def without(column: str, rows: Rows) -> Rows:
    return {e: [{**row, column: None} if column in row else row for row in given] for e, given in rows.items()}


@pytest.mark.parametrize("indicator", CASES)
def test_a_town_whose_rows_all_leave_a_column_empty_has_no_figure_and_the_others_have(
    files: FileStore, panyu: District, indicator: str
) -> None:
    column, nancun, shiqiao = CASES[indicator]
    plain = claiming_nothing(panyu)
    whole = measured(files, plain, together(nancun, shiqiao))
    assert whole.get(indicator, Q3, NANCUN) is not None
    assert whole.get(indicator, Q3, SHIQIAO) is not None
    blank = {
        extract: [{**row, column: None} if column in row else row for row in rows] for extract, rows in nancun.items()
    }
    found = measured(files, plain, together(blank, shiqiao))
    assert found.get(indicator, Q3, NANCUN) is None
    assert found.members(indicator, Q3, "legal_type", NANCUN) == []
    assert found.get(indicator, Q3, SHIQIAO) == whole.get(indicator, Q3, SHIQIAO)
    assert found.get(indicator, Q3) is not None


@pytest.mark.parametrize("indicator", CASES)
def test_a_source_that_covers_the_column_means_its_empty_cells(
    files: FileStore, panyu: District, indicator: str
) -> None:
    column, nancun, shiqiao = CASES[indicator]
    extract = next(e for e in nancun if column in EXTRACTS[e].c and any(column in row for row in nancun[e]))
    covering = district_with(claiming_nothing(panyu), extract, [column])
    assert measured(files, covering, together(without(column, nancun), shiqiao)).get(indicator, Q3, NANCUN) is not None


def test_a_written_zero_and_a_no_are_figures(files: FileStore, panyu: District) -> None:
    rows = together({"registration": [org("A", is_charity=False), there("B", is_charity=True)],
                     "funding": [paid("1", paid_fen=0, paid_on=None), paid("2", SHIQIAO)]})  # fmt: skip
    found = measured(files, claiming_nothing(panyu), rows)
    assert [found.get(i, Q3, NANCUN).numerator for i in ("R14", "G02")] == [0, 0]  # type: ignore[union-attr]


def test_a_town_without_rows_in_the_districts_one_file_has_none(files: FileStore, panyu: District) -> None:
    found = measured(files, claiming_nothing(panyu), together({"funding": [paid("2", SHIQIAO)]}))
    assert found.get("G02", Q3, NANCUN) == Observation("G02", Q3, NANCUN, "", "", 0, None)


def test_days_that_have_not_come_are_answers(files: FileStore, panyu: District) -> None:
    """Nobody left Nancun, nobody joined, nothing was rectified."""
    rows = together(
        {
            "registration": [
                org("A", is_community_org=True, is_federation=True),
                org("D", is_community_org=True, is_federation=False), gone("B", "2019-08-01", town_code=SHIQIAO),
                there("C", is_community_org=True, is_federation=True, joined_federation_on="2019-01-01"),
                there("E", is_community_org=True, is_federation=False),
            ],
            "evaluation": [checked("A"), checked("C", SHIQIAO, closed_on="2019-06-01")],
        }
    )  # fmt: skip
    found = measured(files, claiming_nothing(panyu), rows)
    for indicator, expected in {"R04": (0, None), "F02": (0, 1), "S02B": (0, 1)}.items():
        observation = found.get(indicator, Q3, NANCUN)
        assert observation is not None, indicator
        assert (observation.numerator, observation.denominator) == expected, indicator


def test_an_extract_that_only_ticks_says_no_by_an_empty_cell(files: FileStore, panyu: District) -> None:
    rows = together({"registration": [org("A"), there("B", is_charity=True)]})
    found = measured(files, claiming_nothing(panyu), rows)
    assert found.get("R14", Q3, NANCUN) == Observation("R14", Q3, NANCUN, "", "", 0, None)


def test_kinds_that_a_town_has_none_of_need_no_columns(files: FileStore, panyu: District) -> None:
    graded = event("assessment", "B", town_code=SHIQIAO, grade="4A", valid_to="2022-05-05")
    rows = together({"registration": [org("A"), there("B")], "evaluation": [event("penalty", "A"), graded]})
    found = measured(files, claiming_nothing(panyu), rows)
    assert found.get("S05A", Q3, NANCUN) is not None
    rows["evaluation"].append(event("assessment", "A", grade=None, valid_to="2022-05-05"))
    assert measured(files, claiming_nothing(panyu), rows).get("S05A", Q3, NANCUN) is None


def test_a_town_that_made_no_return_for_the_quarter_is_unknown(files: FileStore, panyu: District) -> None:
    """A return is asked of each; but not of a town that has no organization."""
    first, second = (panyu.town_by_code[c.town_code].code for c in panyu.communities if c.code in (FIRST, SECOND))
    other = next(t.code for t in panyu.towns if t.code not in (first, second))
    back = returned(FIRST, **present("organization"))
    found = measured(files, claiming_nothing(panyu), together({"linkage": [back]}))
    assert found.get("W01", Q3, str(back["town_code"])) is not None
    assert found.get("W01", Q3, other) is None
    assert found.get("W01T", Q3) is None  # how many towns can't be said while some are unknown


def test_a_breakdown_is_left_out_where_the_town_lacks_its_column_alone(files: FileStore, panyu: District) -> None:
    rows = together({"registration": [org("A"), there("B", sector="education")]})
    found = measured(files, claiming_nothing(panyu), rows)
    assert found.get("R01", Q3, NANCUN) is not None
    assert found.members("R01", Q3, "sector", NANCUN) == []
    assert found.members("R01", Q3, "sector", SHIQIAO)
    assert found.members("R01", Q3, "legal_type", NANCUN)


def test_towns_are_not_added_up_while_one_is_unknown(files: FileStore, panyu: District) -> None:
    rows = together({"registration": [org("A"), there("B", is_charity=True), there("C", is_charity=False)]})
    towns = [t.code for t in panyu.towns]
    names = {i.name for i in check_identities(measured(files, claiming_nothing(panyu), rows), Q3, towns)}
    assert "towns:R01" in names
    assert "towns:R14" not in names


def test_what_towns_lack_is_said_with_the_towns(files: FileStore, panyu: District) -> None:
    plain = claiming_nothing(panyu)
    rows = together({"registration": [org("A", is_federation=None), there("B", is_federation=True),
                                      there("C", is_federation=False)]})  # fmt: skip
    with warehouse(files, plain, rows, {}) as tables:
        supplied = Supply(tables, plain).on(Q3)
    need = frozenset({Piece("registration", "is_federation")})
    assert lacking_in_towns([CATALOGUE["F01"]], supplied) == {need: {"F01": (NANCUN,)}}
    assert ("F01", NANCUN, "") in unstated_in_towns([CATALOGUE["F01"]], supplied)
    assert stated_indicators({"F01": CATALOGUE["F01"]}, CATALOGUE["F01"].tables, supplied) == {}
    said = why_unstated(CATALOGUE["F01"], plain, Q3, None, supplied, CODES)
    assert said is not None
    assert "南村镇" in said.zh
    assert "Nancun" in said.en


def test_every_column_that_indicators_read_by_town_can_be_asked_for() -> None:
    read = {p for i in CATALOGUE.values() for need in indicator_needs(i) for p in need if not p.code}
    for piece in read:
        asked_of(EXTRACTS[piece.extract].c[piece.column]).compile()
