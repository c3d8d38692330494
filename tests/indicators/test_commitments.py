"""A promise is declared fulfilled exactly where its figure says so; anything else holds the report."""

from __future__ import annotations

import pytest

from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.identities import RULES
from govreport.indicators.model import Figures, Observation
from govreport.indicators.themes.commitments import check_commitments
from govreport.quarter import Quarter
from tests.indicators.examples_money import promise

Q4 = Quarter(2019, 4)


def covered(towns: int) -> Figures:
    return Figures(CATALOGUE, [Observation("F01", Q4, "", "", "", towns, 16)])


@pytest.mark.parametrize(
    ("towns", "fulfilled", "holds"),
    [
        (16, "2019-10-28", True),
        (15, None, True),
        (15, "2019-10-28", False),  # declared, and not so
        (16, None, False),  # so, and not declared
        (16, "2020-01-01", False),  # declared only after the quarter
        (15, "2020-01-01", True),
    ],
)
def test_the_declaration_and_the_figure_must_agree(towns: int, fulfilled: str | None, holds: bool) -> None:
    kept = promise("C1", "2019-10-31", fulfilled, indicator="F01", target="100")
    (line,) = check_commitments(covered(towns), Q4, [kept])
    assert (line.name, line.rule, line.holds) == ("promise:C1", RULES["promise"][0], holds)
    assert ("已宣布兑现" in line.detail_zh) == (fulfilled == "2019-10-28")


def test_less_is_reached_from_above() -> None:
    listed = Figures(CATALOGUE, [Observation("S08", Q4, "", "", "", 3)])
    few = promise("C2", "2019-12-31", "2019-12-31", indicator="S08", target="3")
    fewer = promise("C3", "2019-12-31", "2019-12-31", indicator="S08", target="2")
    assert [line.holds for line in check_commitments(listed, Q4, [few, fewer])] == [True, False]


def test_promises_without_a_figure_are_left_to_people() -> None:
    words = promise("C4", "2019-12-31", "2019-12-31")
    unstated = promise("C5", "2019-12-31", "2019-12-31", indicator="W01", target="100")
    assert check_commitments(covered(16), Q4, [words, unstated]) == []
