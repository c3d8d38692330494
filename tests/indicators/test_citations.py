"""A report cites no rule of another place and none that is younger than its quarter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from govreport.district.folder import District
from govreport.district.given import Given
from govreport.district.laws import Law
from govreport.errors import Message
from govreport.indicators.catalogue import CATALOGUE, catalogue_of
from govreport.indicators.citations import COMMON, cited, cited_in_both, in_hand
from govreport.quarter import Quarter
from govreport.reports.targets import target_in_force

GIVEN = Given(law_days={"第41号提案": date(2019, 9, 19), "民政部令第60号": date(2018, 1, 24)})
REPLY = "区政府对第41号提案的答复（2019年）"


@pytest.mark.parametrize(
    ("source", "on", "said"),
    [
        ("民发〔2021〕63号", date(2019, 9, 30), COMMON),
        ("民发〔2021〕63号", date(2021, 9, 30), COMMON),  # nobody says in which month: not before the year is over
        ("民发〔2021〕63号", date(2021, 12, 31), "民发〔2021〕63号"),
        ("意见（2021年4月28日）", date(2021, 4, 27), COMMON),
        ("意见（2021年4月28日）", date(2021, 4, 28), "意见（2021年4月28日）"),
        ("《办法》（民政部令第60号）", date(2017, 12, 31), COMMON),
        ("《办法》（民政部令第60号）", date(2018, 3, 31), "《办法》（民政部令第60号）"),
        (REPLY, date(2019, 6, 30), COMMON),
        (REPLY, date(2019, 9, 30), REPLY),
        ("民发〔2017〕45号；民发〔2021〕63号", date(2019, 9, 30), "民发〔2017〕45号"),
        ("《慈善组织认定办法》", date(2017, 12, 31), "《慈善组织认定办法》"),  # says no year: an old one
    ],
)
def test_a_source_is_cited_from_the_day_on_which_it_was_there(source: str, on: date, said: str) -> None:
    assert cited(source, GIVEN, on) == said


def test_only_a_law_that_the_district_states_is_cited(panyu: District) -> None:
    source, on = "annual_reports；dormancy", date(2022, 3, 31)
    assert cited(source, panyu.given, on) == "广州市社会组织年度报告制度（2015年起）；民发〔2021〕63号"
    elsewhere = replace(panyu.given, laws={"dormancy": panyu.laws["dormancy"]})
    assert cited(source, elsewhere, on) == "民发〔2021〕63号"
    assert cited("city_venture", elsewhere, on) == COMMON
    own = Given(laws={"city_venture": Law(zh="办法", en="Measure")})
    assert cited("city_venture", own, on, "en") == "Measure"
    assert cited_in_both("city_venture", own, on) == Message("办法", "Measure")


def test_what_is_the_products_own_is_said_in_english_too() -> None:
    on = date(2024, 3, 31)
    assert cited_in_both("city_venture", Given(), on) == Message(COMMON, "the product's common definition")
    said = cited_in_both("产品通用口径（核查规则E32、E32-SERIOUS）", Given(), on)
    assert said.en == "the product's common definition (rule E32, E32-SERIOUS)"


def test_no_indicator_that_is_stated_for_2019_cites_what_came_later(panyu: District) -> None:
    on = Quarter(2019, 3).end
    stated = [i for i in catalogue_of(panyu.given).values() if i.valid_from is None or i.valid_from <= on]
    said = {i.id: cited(i.source, panyu.given, on) for i in stated}
    assert [id for id, text in said.items() if any(str(year) in text for year in range(2020, 2027))] == []
    assert said["S11"] == COMMON
    assert said["F01"] == REPLY


def test_a_target_holds_from_when_it_was_set(panyu: District) -> None:
    found = {
        str(quarter): target_in_force(panyu, CATALOGUE["F01"], quarter)
        for quarter in (Quarter(2019, 2), Quarter(2019, 3))
    }
    assert found["2019-Q2"] is None
    assert found["2019-Q3"] is not None
    assert in_hand(found["2019-Q3"].source, panyu.given, Quarter(2019, 3).end)
