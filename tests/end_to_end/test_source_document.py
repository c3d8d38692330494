"""The figures of the source document come out of the sample's records, system by system.

The document is the government's reply to proposal 41 (2019); almost every value in it is "at present", so those are
looked for at 2019-09-30, the last quarter end before it was written. Values stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import pytest

from govreport.quarter import Quarter
from tests.end_to_end.conftest import Run, figures_of

Q3 = "2019-Q3"


class Stated(NamedTuple):
    system: str
    indicator: str
    quarter: str
    value: Fraction
    asserted_by: str


STATED = [
    Stated("register", "R01", "2018-Q4", Fraction(815), "proposers, as of 2018-12-31"),
    Stated("federations: full coverage by the end of October", "F01", "2019-Q4", Fraction(100), "reply (target)"),
    Stated("community fund: projects", "B00", Q3, Fraction(32), "reply"),
    Stated("community fund: awarded", "B02A", Q3, Fraction(30), "reply"),
    Stated("community fund: average award", "B01", Q3, Fraction(30, 32), "derived from the reply"),
    Stated("special fund: projects since 2014", "G01", Q3, Fraction(247), "reply"),
    Stated("special fund: paid since 2014", "G02", Q3, Fraction(920), "reply"),
    Stated("special fund: relief work in communities", "G04A", Q3, Fraction(53), "reply"),
    Stated("special fund: average", "G03", Q3, Fraction(920, 247), "derived from the reply"),
    Stated("special fund: share of relief work", "G04", Q3, Fraction(5300, 920), "derived from the reply"),
    Stated("incubation: residents", "I01", Q3, Fraction(18), "reply"),
    Stated("incubation: graduates", "I02", Q3, Fraction(14), "reply"),
    Stated("incubation: all graduates operate", "I03", Q3, Fraction(100), "reply"),
]


@pytest.mark.parametrize("stated", STATED, ids=lambda s: s.system)
def test_the_documents_figure_is_computed(stated: Stated, sample: Callable[[str], Run]) -> None:
    found = figures_of(sample(stated.quarter))
    assert found.value(stated.indicator, Quarter.parse(stated.quarter)) == stated.value


def test_register_815_is_also_what_a_later_extract_says_of_that_day(sample: Callable[[str], Run]) -> None:
    assert figures_of(sample("2019-Q4")).value("R01", Quarter(2018, 4)) == 815


def test_federations_are_on_their_way_in_the_third_quarter(sample: Callable[[str], Run]) -> None:
    found = figures_of(sample(Q3))
    now, before = found.get("F01", Quarter(2019, 3)), found.get("F01", Quarter(2019, 2))
    assert now is not None
    assert before is not None
    assert before.numerator < now.numerator < 16 == now.denominator


def test_federations_xiaoguwei_was_still_in_preparation_in_april(sample: Callable[[str], Run]) -> None:
    found = figures_of(sample("2019-Q2"))
    towns = {t.short_name: t.code for t in sample("2019-Q2")[0].district.towns}
    assert found.value("F01", Quarter(2019, 1), towns["小谷围街"]) == 0
    assert found.value("F01", Quarter(2019, 2), towns["小谷围街"]) == 100


def test_community_fund_the_projects_lie_in_three_pilot_towns(sample: Callable[[str], Run]) -> None:
    found, district = figures_of(sample(Q3)), sample(Q3)[0].district
    with_projects = [t.code for t in district.towns if found.value("B00", Quarter(2019, 3), t.code)]
    assert len(with_projects) == 3
    assert "440113102" in with_projects  # 南村镇


def test_supervision_three_per_cent_of_815_are_checked_within_2019(sample: Callable[[str], Run]) -> None:
    found = figures_of(sample(Q3)).get("S01", Quarter(2019, 3))
    assert found is not None
    assert found.denominator == 815
    assert found.numerator >= 25


def test_no_identity_is_broken_in_the_sample(sample: Callable[[str], Run]) -> None:
    for quarter in ("2018-Q4", "2019-Q2", Q3, "2019-Q4"):
        assert [i.name for i in sample(quarter)[2].identities if not i.holds] == []


def test_late_registrations_show_as_revisions_of_the_quarter_before(sample: Callable[[str], Run]) -> None:
    sample("2019-Q2")
    revised = {r.indicator: r for r in sample(Q3)[2].revisions if not r.town_code and not r.breakdown}
    assert revised["R01"].quarter == Quarter(2019, 2)
    assert revised["R01"].new_numerator > revised["R01"].old_numerator
