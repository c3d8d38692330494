"""A report's state is called the same wherever it is named."""

from __future__ import annotations

from datetime import datetime

import pytest

from govreport.city.page import city_page
from govreport.city.rollup import City, Member, Rollup
from govreport.district.folder import Bilingual, District
from govreport.explain.explanation import Printed
from govreport.explain.signed import signing
from govreport.manifests.measurements import VintageRef
from govreport.settings import Settings
from govreport.store.authenticated import Signature
from tests.fixtures.report_model import QUARTER, make_model, make_report

LATE = datetime(2019, 10, 22, 17, 30)  # noqa: DTZ001 - as the ledger keeps it: UTC, and the next day in China


@pytest.mark.parametrize(
    ("signoff", "roles", "state", "by"),
    [
        ((), ("configuration",), "已成文", "本区不设签发"),
        (("审核", "签发"), ("审核",), "待签发", "审核 who 2019-10-23"),
        (("审核", "签发"), ("审核", "签发"), "已签发", "审核 who 2019-10-23；签发 who 2019-10-23"),
    ],
)
def test_explain_says_state_and_signatures(
    panyu: District, signoff: tuple[str, ...], roles: tuple[str, ...], state: str, by: str
) -> None:
    district = panyu.model_copy(update={"signoff": signoff})
    printed = Printed(
        make_report(make_model()),
        same=True,
        withheld=False,
        signatures=[Signature(role, "who", "", LATE) for role in roles],
    )
    assert [text.zh for text in signing(district, printed)] == [state, by]


def test_a_draft_is_called_so(panyu: District) -> None:
    held = make_report(make_model()).model_copy(update={"held": True})
    assert [text.zh for text in signing(panyu, Printed(held, same=True, withheld=False, signatures=[]))] == [
        "草稿，不可签发",
        "未签发",
    ]


@pytest.mark.parametrize(("signoff", "state"), [((), "已成文"), (("签发",), "已签发")])
def test_a_city_calls_a_districts_report_as_the_district_does(
    panyu: District, signoff: tuple[str, ...], state: str
) -> None:
    district = panyu.model_copy(update={"signoff": signoff})
    vintage = VintageRef(id="v" * 64, district="panyu", quarter=QUARTER, source_quarter=QUARTER, observations=0)
    name = Bilingual(zh="某市", en="City")
    rollup = Rollup(City(name=name, publisher=name, members=("panyu",)), QUARTER, [Member(district, "r", vintage)], [])
    assert f"<td>{state}</td>" in city_page(rollup, Settings().templates_dir).decode()
