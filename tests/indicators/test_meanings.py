"""A district's own codes: the product's definitions give the same figures over them, by one mapping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from govreport.canonical import EXTRACTS, evaluations, funding
from govreport.canonical.codes import load_codes
from govreport.district.folder import District
from govreport.district.own_codes import OwnCode
from govreport.indicators.availability import why_unstated
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.meanings import codes_wanted, in_own_codes, meanings_of
from govreport.indicators.supplied import Supplied
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore
from tests.indicators.tables import figures

LISTS = load_codes(Settings().reference_dir / "codes.yaml")
OWN: Mapping[str, Mapping[str, OwnCode]] = {
    name: {f"x_{code}": OwnCode(zh=entry.zh, en=entry.en, means=code) for code, entry in listed.codes.items()}
    for name, listed in LISTS.items()
    if name not in ("yes_no", "base_level")
}
"""Every list of the product under other codes."""
Q3 = Quarter(2019, 3)
Row = dict[str, Any]
ROWS: dict[str, list[Row]] = {
    "registration": [
        {"uscc": "a", "name": "甲", "legal_type": "association", "status": "active", "registered_on": "2015-01-01",
         "town_code": "440113101", "is_community_org": True, "category": "charity"},
        {"uscc": "b", "name": "乙", "legal_type": "foundation", "status": "preparing", "registered_on": "2015-01-01",
         "town_code": "440113101"},
        {"uscc": "c", "name": "丙", "legal_type": "foundation", "status": "revoked", "registered_on": "2015-01-01",
         "exited_on": "2019-08-01", "town_code": "440113101"},
    ],
    "funding": [
        {"project_no": "1", "project_name": "一", "fund": fund, "purpose": purpose, "approved_on": "2019-02-01",
         "recipient_name": "甲", "recipient_uscc": "a", "town_code": "440113101", "instalment": 1,
         "awarded_fen": 10_000, "paid_on": "2019-07-01", "paid_fen": 10_000, "budget_fen": 20_000}
        for fund, purpose in (("special_fund", "elderly"), ("community_fund", "training"), ("city_venture", "other"))
    ],
    "evaluation": [
        {"event_no": "1", "uscc": "a", "event_kind": "regular_check", "event_result": "finding",
         "event_on": "2019-07-02", "due_on": "2019-08-01"},
        {"event_no": "2", "uscc": "a", "event_kind": "assessment", "event_result": "graded", "grade": "4A",
         "event_on": "2018-07-02", "valid_to": "2023-07-02"},
    ],
    "ventures": [
        {"project_no": "v", "project_name": "微", "round": 1, "stage": stage, "stage_result": result,
         "done_on": done, "town_code": "440113101"}
        for stage, result, done in (
            ("application", "done", "2019-01-01"), ("review", "approved", "2019-02-01"),
            ("evaluation", "good", "2019-08-01"), ("closing", "done", "2019-08-02"),
        )
    ],
}  # fmt: skip


def own_rows() -> dict[str, list[Row]]:
    """The same rows as a district with its own lists has them."""

    def written(extract: str, row: Row) -> Row:
        codes = {c.name: c.info["codes"] for c in EXTRACTS[extract].columns if c.info.get("kind") == "coded"}
        return {n: f"x_{v}" if n in codes and v is not None else v for n, v in row.items()}

    return {extract: [written(extract, row) for row in rows] for extract, rows in ROWS.items()}


def test_every_figure_is_the_same_and_split_by_own_codes(
    panyu: District, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = figures(files, panyu, "2019-Q3", **ROWS)
    owned = panyu.model_copy(update={"codes": OWN})
    renamed = figures(files, owned, "2019-Q3", **own_rows())

    def plainly(member: str) -> str:
        return member.removeprefix("x_")

    before = {(*k[:4], k[4]): o.numerator for k, o in plain._by_key.items()}
    after = {(*k[:4], plainly(k[4])): o.numerator for k, o in renamed._by_key.items()}
    assert after == before
    assert any(before.values())
    assert renamed.get("R01", Q3, "", "legal_type", "x_association") is not None
    assert renamed.get("R01", Q3, "", "legal_type", "association") is None


def test_two_own_codes_may_mean_one_and_both_count(panyu: District, files: FileStore) -> None:
    own = {
        "fund": {"arts": OwnCode(zh="艺术", means="special_fund"), "parks": OwnCode(zh="公园", means="special_fund")}
    }
    rows = [ROWS["funding"][0] | {"fund": fund, "project_no": fund} for fund in ("arts", "parks")]
    found = figures(
        files,
        panyu.model_copy(update={"codes": own, "sources": {}}),
        "2019-Q3",
        registration=[],
        funding=rows,
        only="G01",
    )
    counted = found.get("G01", Q3)
    assert counted is not None
    assert counted.numerator == 2


def test_a_comparison_that_leaves_codes_out_leaves_out_all_that_mean_them() -> None:
    query = select(evaluations.c.uscc).where(evaluations.c.event_kind != "penalty")
    said = in_own_codes(query, {"event_kind": {"penalty": ["fine", "warning"]}})
    compiled = said.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]
    assert "NOT IN ('fine', 'warning')" in str(compiled)
    assert "penalty" in str(query.compile(compile_kwargs={"literal_binds": True}))  # the declaration itself stays


def test_without_own_lists_nothing_is_written_anew(panyu: District) -> None:
    query = select(funding.c.fund).where(funding.c.fund == "special_fund")
    assert in_own_codes(query, meanings_of(panyu)) is query


def test_what_a_definition_compares_with_is_found() -> None:
    wanted = codes_wanted([funding.c.fund == "special_fund", funding.c.purpose.not_in(("other",))])
    assert {(w.codes, w.values, w.needed) for w in wanted} == {
        ("fund", ("special_fund",), True),
        ("purpose", ("other",), False),
    }


def test_what_no_own_code_means_is_not_stated_and_its_neighbour_is(panyu: District, files: FileStore) -> None:
    purposes = {"arts": OwnCode(zh="艺术", en="Arts"), "old": OwnCode(zh="养老", en="Elderly", means="elderly")}
    rows = [{**ROWS["funding"][0], "purpose": "arts", "community_code": "440113101001"}]
    claims = {"funding": panyu.sources["funding"].model_copy(update={"covers": ()})}
    for own, stated in ((purposes, True), ({"arts": purposes["arts"]}, False)):
        owned = panyu.model_copy(update={"codes": {"purpose": own}, "sources": claims})
        found = figures(files, owned, "2019-Q3", only_available=True, funding=rows)
        assert (found.get("G04A", Q3) is not None) is stated, own
        assert found.get("G01", Q3) is not None


def test_why_it_is_not_stated_is_said(panyu: District) -> None:
    owned = panyu.model_copy(update={"codes": {"grade": {"good": OwnCode(zh="好", en="Good")}}})
    supplied = Supplied(frozenset(), frozenset(), meanings=meanings_of(owned))
    indicator = next(i for i in CATALOGUE.values() if supplied.unmeant(i))
    said = why_unstated(indicator, owned, supplied=supplied)
    assert said is not None
    assert "代码表 grade 没有代码表示 3A, 4A, 5A" in said.zh
    assert "own list grade means 3A, 4A, 5A" in said.en
