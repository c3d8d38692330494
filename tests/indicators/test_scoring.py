"""A town's weighted score: the arithmetic of its items, and what happens where weights or figures are missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govreport.district.folder import District
from govreport.district.reference_data import ScoreItem, Scoring
from govreport.errors import ConfigError
from govreport.indicators.availability import why_unstated
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Observation
from govreport.indicators.scoring import WHOLE, points_e4, score_rows
from govreport.quarter import Quarter
from govreport.store.files import FileStore
from tests.indicators.example import NANCUN, SHIQIAO, org
from tests.indicators.tables import figures

Q3 = Quarter(2019, 3)


def scoring(*items: tuple[str, str, str, str]) -> Scoring:
    return Scoring(
        title_zh="示例",
        title_en="example",
        supplied_by="示例单位",
        supplied_on=date(2019, 1, 1),
        items=tuple(
            ScoreItem(indicator=i, weight=Decimal(w), zero_at=Decimal(zero), full_at=Decimal(full))
            for i, w, zero, full in items
        ),
    )


@pytest.mark.parametrize(
    ("value", "points"),
    [
        (Fraction(-5), 0),
        (Fraction(0), 0),
        (Fraction(1, 3), 100_000),  # 30 × 1/3
        (Fraction(1), 300_000),
        (Fraction(7), 300_000),
        (Fraction(1, 600_000), 1),  # half a ten-thousandth goes up
        (Fraction(1, 600_001), 0),
    ],
)
def test_an_item_earns_its_share_of_the_weight_and_no_more(value: Fraction, points: int) -> None:
    assert points_e4(Decimal(30), Decimal(0), Decimal(1), value) == points


def test_where_less_is_better_the_line_runs_down() -> None:
    assert points_e4(Decimal(50), Decimal(10), Decimal(0), Fraction(4)) == 30 * WHOLE
    assert points_e4(Decimal(50), Decimal(10), Decimal(0), Fraction(11)) == 0


@given(
    weight=st.decimals(1, 100, places=2),
    zero=st.decimals(-100, 100, places=2),
    full=st.decimals(-100, 100, places=2),
    values=st.lists(st.fractions(-200, 200, max_denominator=997), min_size=2, max_size=2),
)
def test_points_lie_between_nothing_and_the_weight_and_never_turn_back(
    weight: Decimal, zero: Decimal, full: Decimal, values: list[Fraction]
) -> None:
    if zero == full:
        return
    towards = sorted(values, reverse=full < zero)
    less, more = (points_e4(weight, zero, full, value) for value in towards)
    assert 0 <= less <= more <= weight * WHOLE


def test_a_town_that_lacks_an_items_figure_has_no_score(files: FileStore, panyu: District) -> None:
    weights = scoring(("R01", "40", "0", "2"), ("F02", "60", "0", "100"))
    rows = [
        *[org(f"A{n}", is_community_org=True, joined_federation_on="2019-01-01") for n in range(2)],
        org("B", town_code=SHIQIAO),  # no community organization there: no rate of those that joined
    ]
    found = figures(files, panyu, "2019-Q3", registration=rows, reference={"scoring": weights})
    assert found.value("K01", Q3, NANCUN) == 100
    assert found.value("K01", Q3, SHIQIAO) is None
    assert found.value("K01", Q3) == 100  # the mean of the towns that have a score


def test_every_item_of_every_town_is_on_record(panyu: District) -> None:
    weights = scoring(("R01", "40", "0", "2"), ("F02", "60", "0", "100"))
    observations = [
        Observation("R01", Q3, NANCUN, "", "", 1),
        Observation("F02", Q3, NANCUN, "", "", 3, 4),
        Observation("R01", Q3, SHIQIAO, "", "", 9),
        Observation("R01", Q3.previous, SHIQIAO, "", "", 1),
        Observation("R01", Q3, "", "", "", 10),
    ]
    rows = score_rows(weights, CATALOGUE, observations, Q3, [SHIQIAO, NANCUN])
    assert rows == [
        (SHIQIAO, "R01", 400_000, 9, None, 400_000),
        (SHIQIAO, "F02", 600_000, None, None, None),
        (NANCUN, "R01", 400_000, 1, None, 200_000),
        (NANCUN, "F02", 600_000, 3, 4, 450_000),
    ]


@pytest.mark.parametrize("indicator", ["X99", "G07", "K01"])
def test_an_item_that_no_town_has_a_figure_of_is_refused_in_one_sentence(
    indicator: str, files: FileStore, panyu: District
) -> None:
    with pytest.raises(ConfigError, match=indicator):
        figures(files, panyu, "2019-Q3", reference={"scoring": scoring((indicator, "100", "0", "1"))})


def test_without_weights_nothing_is_scored_and_the_reason_says_where_they_go(files: FileStore, panyu: District) -> None:
    unscored = panyu.model_copy(update={"scoring": None})
    found = figures(files, unscored, "2019-Q3", registration=[org("A")], only_available=True)
    assert found.get("K01", Q3) is None
    assert found.get("K01", Q3, NANCUN) is None
    said = why_unstated(CATALOGUE["K01"], unscored)
    assert said is not None
    assert "scoring.yaml" in said.zh
    assert "scoring.yaml" in said.en
    scored = panyu.model_copy(update={"scoring": scoring(("R01", "100", "0", "1"))})
    assert why_unstated(CATALOGUE["K01"], scored) is None
