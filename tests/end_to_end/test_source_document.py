"""The figures of the source document come out of the sample's records, system by system.

The document is the government's reply to proposal 41 (2019); what it, its proposers and the press stated lies in the
district's assertions.csv, who said it beside it. Almost every value is "at present", so those are looked for at
2019-09-30, the last quarter end before the reply was written. Derived values stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from govreport.district.reading import load_district
from govreport.district.reference_data import Assertion
from govreport.indicators.model import Figures
from govreport.quarter import Quarter
from govreport.reports.numbers import rounded
from tests.conftest import PROJECT
from tests.end_to_end.conftest import Run, figures_of
from tests.fixtures.prepared import QUARTERS

Q3 = "2019-Q3"
ASSERTED = [
    a for a in load_district(PROJECT / "include" / "districts", "panyu").assertions if a.indicator and a.part == "value"
]
ABOUT = Fraction(1, 100)
"""How far a value that is "about" another may be from it, of that other."""


def _quarter(asserted: Assertion) -> Quarter:
    """The quarter that a value is about; one without a day is about the present of the reply."""
    return Quarter.parse(Q3) if asserted.as_of is None else Quarter.containing(asserted.as_of)


def _stating(quarter: Quarter, sample: Callable[[str], Run]) -> Figures:
    """The figures of the first sample run that states ``quarter``."""
    runs = (sample(name) for name in QUARTERS)
    return figures_of(next(run for run in runs if quarter in {v.quarter for v in run[2].vintages}))


@pytest.mark.parametrize("asserted", ASSERTED, ids=lambda a: f"{a.id}-{a.system}-{a.indicator}")
def test_what_was_stated_in_public_is_computed(asserted: Assertion, sample: Callable[[str], Run]) -> None:
    assert asserted.indicator is not None
    quarter = _quarter(asserted)
    value = _stating(quarter, sample).value(asserted.indicator, quarter)
    assert value is not None
    digits = -int(asserted.value.as_tuple().exponent)
    printed = rounded(value, max(digits, 0))
    if asserted.relation == "exact":
        assert printed == asserted.value
    elif asserted.relation == "at_least":
        assert printed >= asserted.value
    else:
        assert abs(value - Fraction(asserted.value)) <= ABOUT * Fraction(asserted.value)


def test_every_figure_of_the_document_is_among_the_assertions() -> None:
    stated = {(a.indicator, a.asserted_by) for a in ASSERTED}
    assert stated >= {("R01", "proposers"), ("B04", "press"), ("B05", "press")}
    of_government = {indicator for indicator, by in stated if by == "government"}
    assert of_government >= {
        "F01",
        "W01",
        "W02",
        "B00",
        "B02A",
        "G01",
        "G02",
        "G04A",
        "I01",
        "I02",
        "I03",
        "I05",
        "I08",
    }


@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        ("B01", Fraction(30, 32)),
        ("G03", Fraction(920, 247)),
        ("G04", Fraction(5300, 920)),
        ("I05", Fraction(3_700_000, 2300)),
        ("I06", Fraction(200, 16)),  # two of the four bases bear a town's name
    ],
)
def test_what_follows_from_the_document_is_computed(
    indicator: str, value: Fraction, sample: Callable[[str], Run]
) -> None:
    assert figures_of(sample(Q3)).value(indicator, Quarter.parse(Q3)) == value


def test_five_actor_model_all_towns_run_it_where_all_communities_do(sample: Callable[[str], Run]) -> None:
    found = figures_of(sample(Q3))
    assert found.value("W01T", Quarter(2019, 3)) == 100
    assert found.get("W03N", Quarter(2019, 3)) is None  # the national list is of 2021


def test_special_fund_nothing_is_paid_before_it_is_approved(sample: Callable[[str], Run]) -> None:
    for quarter in (Q3, "2019-Q4"):
        assert figures_of(sample(quarter)).value("G08", Quarter.parse(quarter)) == 0


def test_promises_the_federations_are_kept_by_their_day(sample: Callable[[str], Run]) -> None:
    found = figures_of(sample("2019-Q4"))
    assert found.value("C01", Quarter(2019, 3)) is None  # nothing was due yet
    assert found.value("C01", Quarter(2019, 4)) == 100
    assert found.value("C02", Quarter(2019, 4)) == 0
    kept = {i.name: i.holds for i in sample("2019-Q4")[2].identities if i.name.startswith("promise:")}
    assert kept
    assert all(kept.values())


def test_scoring_no_town_is_scored_without_weights(sample: Callable[[str], Run]) -> None:
    assert sample(Q3)[0].district.scoring is None
    assert figures_of(sample(Q3)).get("K01", Quarter(2019, 3)) is None


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
