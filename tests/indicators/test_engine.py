"""What the engine guarantees: zeros instead of gaps, splits that add up, an order of rows that doesn't matter."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from govreport.canonical.codes import load_codes
from govreport.district.folder import District
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Observation
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore
from tests.indicators.example import NANCUN, SHIQIAO, org
from tests.indicators.tables import figures

Q3 = Quarter(2019, 3)


def test_towns_and_types_without_records_get_a_zero(files: FileStore, panyu: District) -> None:
    found = figures(files, panyu, "2019-Q3", registration=[org("A")])
    assert found.value("R01", Q3, NANCUN) == 1
    assert found.value("R01", Q3, SHIQIAO) == 0
    assert found.value("R01", Q3, breakdown="legal_type", member="foundation") == 0
    assert found.value("R01", Q3, SHIQIAO, "legal_type", "foundation") == 0


def test_rows_that_rules_set_aside_are_not_counted(files: FileStore, panyu: District) -> None:
    rows = [org("A"), org("B"), org("C")]
    found = figures(files, panyu, "2019-Q3", registration=rows, set_aside={"registration": [2]})
    assert found.value("R01", Q3) == 2


def test_an_event_counts_in_the_town_of_the_register(files: FileStore, panyu: District) -> None:
    check = {
        "event_no": "1",
        "event_kind": "regular_check",
        "uscc": "A",
        "town_code": SHIQIAO,
        "event_on": "2019-08-01",
    }
    found = figures(files, panyu, "2019-Q3", registration=[org("A")], evaluation=[check])
    assert (found.value("S01N", Q3, NANCUN), found.value("S01N", Q3, SHIQIAO)) == (1, 0)


def test_no_rate_is_shown_on_fewer_than_five(files: FileStore, panyu: District) -> None:
    four = [org(f"A{n}", is_community_org=True, joined_federation_on="2019-01-01") for n in range(4)]
    assert figures(files, panyu, "2019-Q3", registration=four).value("F02", Q3) is None
    five = [*four, org("B", is_community_org=True)]
    assert figures(files, panyu, "2019-Q3", registration=five).value("F02", Q3) == 80


def test_a_past_quarter_is_measured_from_a_later_extract(files: FileStore, panyu: District) -> None:
    rows = [org("A"), org("B", registered_on="2019-08-01"), org("C", exited_on="2019-07-07", status="revoked")]
    assert figures(files, panyu, "2019-Q2", registration=rows).value("R01", Quarter(2019, 2)) == 2
    assert figures(files, panyu, "2019-Q3", registration=rows).value("R01", Q3) == 2


_TOWNS = st.sampled_from([NANCUN, SHIQIAO, "440113011", "440113120"])
_ORGANIZATION = st.fixed_dictionaries(
    {
        "town_code": _TOWNS,
        "legal_type": st.sampled_from(["association", "service_institution", "foundation"]),
        "registered_on": st.sampled_from(["2017-01-01", "2018-12-31", "2019-07-15", "2019-12-01"]),
        "exited_on": st.sampled_from([None, "2019-08-08", "2019-11-11"]),
        "is_community_org": st.booleans(),
        "category": st.sampled_from([None, "charity", "recreation"]),
    }
)


@pytest.mark.slow
@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(_ORGANIZATION, max_size=25), seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing_and_splits_add_up(
    drawn: list[dict[str, object]], seed: int, files: FileStore, panyu: District
) -> None:
    rows = [org(str(n), **facts, status="revoked" if facts["exited_on"] else "active") for n, facts in enumerate(drawn)]
    shuffled = rows[:]
    random.Random(seed).shuffle(shuffled)
    found = figures(files, panyu, "2019-Q3", registration=rows)
    again = figures(files, panyu, "2019-Q3", registration=shuffled)
    for indicator in CATALOGUE.values():
        assert found.get(indicator.id, Q3) == again.get(indicator.id, Q3)
    for indicator_id in ("R01", "R03", "R04", "R09R", "R09"):
        total = found.value(indicator_id, Q3)
        assert sum(found.value(indicator_id, Q3, t.code) or 0 for t in panyu.towns) == total
    assert sum(found.value("R01", Q3, breakdown="legal_type", member=m) or 0 for m in _types()) == found.value(
        "R01", Q3
    )


def _types() -> list[str]:
    return list(load_codes(Settings().reference_dir / "codes.yaml")["legal_type"].codes)


def test_money_beyond_what_a_float_can_hold_stays_exact() -> None:
    exact = Observation("G02", Q3, "", "", "", 9_007_199_254_740_993)
    assert exact.value(CATALOGUE["G02"]) == Fraction(9_007_199_254_740_993, 1_000_000)


_EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "event_kind": st.sampled_from(
                ["regular_check", "annual_report", "assessment", "abnormal_list", "dormancy"]
            ),
            "uscc": st.sampled_from(["0", "1", "2"]),
            "event_on": st.sampled_from(["2019-01-01", "2019-09-30", "2019-10-01"]),
            "closed_on": st.sampled_from([None, "2019-09-30", "2019-10-01"]),
            "event_result": st.sampled_from(["inactive", "unreachable"]),
            "report_year": st.just(2018),
            "grade": st.sampled_from(["2A", "3A"]),
            "valid_to": st.sampled_from(["2019-09-30", "2020-04-01"]),
        }
    ),
    max_size=12,
)


@pytest.mark.slow
@hypothesis_settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=_EVENTS, forms=st.lists(st.sampled_from(["sole", "none"]), min_size=3, max_size=3))
def test_what_is_read_twice_is_counted_once(
    drawn: list[dict[str, object]], forms: list[str], files: FileStore, panyu: District
) -> None:
    """Organizations are counted, not the rows about them; what counts rows (cases, entries) is left to rule E12."""
    rows = [{"event_no": str(n), "town_code": NANCUN, **facts} for n, facts in enumerate(drawn)]
    returns = [
        {"uscc": str(n), "town_code": NANCUN, "as_of": "2019-09-30", "party_form": form, "social_workers": 2}
        for n, form in enumerate(forms)
    ]
    register = [org(str(n)) for n in range(3)]
    once = figures(files, panyu, "2019-Q3", registration=register, evaluation=rows, party=returns)
    twice = figures(files, panyu, "2019-Q3", registration=register, evaluation=rows * 2, party=returns * 2)
    for name in ("S01", "S03", "S04", "S05", "S05A", "S06E", "S07", "S08", "S11", "P01", "P02", "T03"):
        assert once.get(name, Q3) == twice.get(name, Q3), name


def test_a_community_or_year_is_stated_where_it_has_records(files: FileStore, panyu: District) -> None:
    rows = [org("A", community_code="440113102001"), org("B", town_code=SHIQIAO, registered_on="2018-01-01")]
    found = figures(files, panyu, "2019-Q3", registration=[*rows, org("C", registered_on="2020-01-01")])
    assert found.members("R01", Q3, "community_code") == ["440113102001"]
    assert found.members("R01", Q3, "cohort") == ["2017", "2018"]  # nobody of 2020 is there yet
    assert found.members("R01", Q3, "cohort", SHIQIAO) == ["2018"]


def test_without_a_filing_extract_only_registered_community_organizations_are_stated(
    files: FileStore, panyu: District
) -> None:
    rows = [org("A", is_community_org=True)]
    found = figures(files, panyu, "2019-Q3", registration=rows, only_available=True)
    assert found.value("R09R", Q3) == 1
    assert [found.get(name, Q3) for name in ("R08", "R09", "R10", "R12", "R13", "P01", "S13")] == [None] * 7
