"""Money, ventures and the five-actor model: neither the order of rows nor a repeated row changes what is counted once,
and parts add up."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from govreport.district.folder import District
from govreport.quarter import Quarter
from govreport.store.files import FileStore
from tests.indicators.example import NANCUN, SHIQIAO
from tests.indicators.examples_money import FIRST, OTHER, SECOND, approved, gift, paid, returned, stage
from tests.indicators.tables import figures

Q3 = Quarter(2019, 3)
_DAYS = st.sampled_from(["2018-12-31", "2019-06-30", "2019-09-30", "2019-10-01"])
_TOWNS = st.sampled_from([NANCUN, SHIQIAO])
_GIFTS = st.lists(
    st.builds(
        lambda day, town, cash, donor: {
            "received_on": day,
            "town_code": town,
            "cash_fen": cash,
            "in_kind_fen": cash,
            "donor_class": donor,
        },
        _DAYS,
        _TOWNS,
        st.integers(0, 10**13),
        st.sampled_from(["individual", "enterprise", "event"]),
    ),
    max_size=8,
)
_PROJECTS = st.lists(st.tuples(_DAYS, _TOWNS, st.sampled_from(["approved", "rejected"]), st.integers(1, 3)), max_size=8)
_GRANTS = st.lists(st.tuples(_DAYS, _TOWNS, st.integers(1, 10**9), st.integers(1, 4)), max_size=8)
_RETURNS = st.lists(
    st.tuples(st.sampled_from([FIRST, SECOND, OTHER]), st.booleans(), st.booleans()),
    max_size=3,
    unique_by=lambda r: r[0],
)
COUNTED_ONCE = ("W01", "W01T", "W02", "W03", "W04", "B03F", "M01", "M03", "M04", "M05", "M06", "M06C", "M08", "Q01")
SUMS = ("W05", "B04", "B05", "B06", "B02", "G02", "G07", "G07R", "G08")


@pytest.mark.slow
@hypothesis_settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gifts=_GIFTS, projects=_PROJECTS, grants=_GRANTS, returns=_RETURNS, seed=st.integers(0, 99))
def test_order_and_repetition_change_nothing_and_parts_make_the_whole(
    gifts: list[dict[str, Any]],
    projects: list[tuple[str, str, str, int]],
    grants: list[tuple[str, str, int, int]],
    returns: list[tuple[str, bool, bool]],
    seed: int,
    files: FileStore,
    panyu: District,
) -> None:
    donations = [gift(str(n), **facts) for n, facts in enumerate(gifts)]
    ventures = [
        row
        for n, (day, town, result, round_) in enumerate(projects)
        for row in [
            *approved(f"E{n}" if round_ == 1 else f"A{n}", day, town_code=town, round=round_)[:1],
            stage(
                f"E{n}" if round_ == 1 else f"A{n}", "review", day, stage_result=result, town_code=town, round=round_
            ),
        ]
    ]
    funding = [
        paid(str(n), yuan, day, town_code=town, recipient_uscc=f"U{who}")
        for n, (day, town, yuan, who) in enumerate(grants)
    ]
    linkage = [returned(code, has_fund=fund, is_showcase=show) for code, fund, show in returns]
    order = random.Random(seed)

    def measured(*, shuffled: bool, repeated: bool) -> Any:
        rows = {"donations": donations, "funding": funding, "ventures": ventures, "linkage": linkage}
        again = {name: [*given, *(given if repeated else ())] for name, given in rows.items()}
        if shuffled:
            again = {name: order.sample(given, len(given)) for name, given in again.items()}
        return figures(files, panyu, "2019-Q3", **again)

    found = measured(shuffled=False, repeated=False)
    for again, indicators in (
        (measured(shuffled=True, repeated=False), (*COUNTED_ONCE, *SUMS)),
        (measured(shuffled=True, repeated=True), COUNTED_ONCE),
    ):
        for indicator in indicators:
            for town in ("", NANCUN, SHIQIAO):
                assert found.get(indicator, Q3, town) == again.get(indicator, Q3, town), indicator
    for indicator, breakdown in (("B04", "donor_class"), ("M06", "field"), ("M08", "implementer_kind")):
        total = found.get(indicator, Q3)
        members = found.members(indicator, Q3, breakdown)
        parts = [found.get(indicator, Q3, "", breakdown, member) for member in members]
        assert total is not None
        assert sum(p.numerator for p in parts if p is not None) == total.numerator
    raised, spent, left = (found.get(i, Q3) for i in ("B04", "B06", "B02"))
    assert raised is not None
    assert spent is not None
    assert left is not None
    assert left.numerator == raised.numerator - spent.numerator
