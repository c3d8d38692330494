"""A value that says for whom a project is counts as sensitive; one that many groups share doesn't."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from govreport.canonical import donations, funding
from govreport.canonical.codes import CodeList, load_codes
from govreport.indicators.disclosure.proxies import Proxy, group_column, proxies_in
from tests.conftest import PROJECT

CODES = load_codes(PROJECT / "include" / "reference" / "codes.yaml")
BY_NAME = {("department", "disabled"), ("purpose", "disabled")}
Rows = list[tuple[str, str, str, str | None]]
"""(fund, department, purpose, target group) of projects."""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(
            "CREATE TABLE funding (_row INT, project_no TEXT, fund TEXT, department TEXT, purpose TEXT, "
            "town_code TEXT, target_group TEXT)"
        )
        yield opened


def codes(*sensitive: str) -> dict[str, CodeList]:
    groups = CODES["target_group"]
    changed = {c: replace(code, sensitive=c in sensitive) for c, code in groups.codes.items()}
    return {**CODES, "target_group": replace(groups, codes=changed)}


def found(connection: duckdb.DuckDBPyConnection, rows: Rows, *sensitive: str, instalments: int = 1) -> set[Proxy]:
    lines = [
        (0, f"P{at}", fund, department, purpose, "t1", group)
        for at, (fund, department, purpose, group) in enumerate(rows)
        for _ in range(instalments)
    ]
    connection.executemany("INSERT INTO funding VALUES (?, ?, ?, ?, ?, ?, ?)", lines)
    return set(proxies_in(connection, funding, codes(*sensitive)))


def of(department: str, group: str | None, times: int, fund: str = "special_fund", purpose: str = "innovation") -> Rows:
    return [(fund, department, purpose, group)] * times


def test_a_department_all_of_whose_projects_are_for_one_sensitive_group_is_a_proxy_from_its_first_project(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = of("justice", "community_correction", 1) + of("women", "poor_families", 4)
    assert found(connection, rows, "community_correction") == {("department", "justice")}


def test_a_department_that_nearly_always_funds_the_group_is_one_too(connection: duckdb.DuckDBPyConnection) -> None:
    rows = of("justice", "community_correction", 3) + of("justice", "general", 1) + of("women", "general", 9)
    assert found(connection, rows, "community_correction") == {("department", "justice")}


def test_two_sensitive_groups_of_one_department_hide_nothing_of_each_other(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = of("justice", "community_correction", 2) + of("justice", "mental_disorder", 2) + of("women", "general", 9)
    assert found(connection, rows, "community_correction", "mental_disorder") == {("department", "justice")}


def test_projects_that_state_no_group_are_no_cover_for_those_that_do(connection: duckdb.DuckDBPyConnection) -> None:
    rows = of("justice", "community_correction", 3) + of("justice", None, 3) + of("women", "general", 9)
    assert found(connection, rows, "community_correction") == {("department", "justice")}


def test_a_department_that_funds_several_groups_stays(connection: duckdb.DuckDBPyConnection) -> None:
    rows = of("justice", "community_correction", 2) + of("justice", "general", 2) + of("women", None, 50)
    assert found(connection, rows, "community_correction") == set()


def test_a_purpose_with_one_stated_project_among_many_silent_ones_stays(connection: duckdb.DuckDBPyConnection) -> None:
    rows = of("civil_affairs", None, 60, purpose="grading") + of(
        "civil_affairs", "mental_disorder", 1, purpose="grading"
    )
    assert found(connection, rows, "mental_disorder") == set()


def test_a_purpose_that_tells_within_one_fund_only_is_a_proxy_of_its_own(connection: duckdb.DuckDBPyConnection) -> None:
    mixed = of("civil_affairs", "general", 9, purpose="mental_health")
    mixed += of("civil_affairs", "general", 30, fund="community_fund")
    told = of("civil_affairs", "mental_disorder", 3, fund="community_fund", purpose="mental_health")
    assert found(connection, mixed + told, "mental_disorder") == {("purpose", "mental_health")}


def test_two_such_projects_may_be_chance_and_instalments_are_no_further_projects(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    mixed = of("civil_affairs", "general", 9, purpose="mental_health")
    mixed += of("civil_affairs", "general", 30, fund="community_fund")
    chance = of("civil_affairs", "mental_disorder", 2, fund="community_fund", purpose="mental_health")
    assert found(connection, mixed + chance, "mental_disorder", instalments=3) == set()


def test_a_member_whose_words_hold_the_groups_name_needs_no_records(connection: duckdb.DuckDBPyConnection) -> None:
    # 残疾人联合会 in Chinese, "Help for people with disabilities" in English.
    assert found(connection, of("women", "general", 5), "disabled") == BY_NAME


def test_a_table_without_a_sensitive_column_has_no_proxies(connection: duckdb.DuckDBPyConnection) -> None:
    assert group_column(donations, codes("disabled")) is None
    assert proxies_in(connection, funding, codes()) == frozenset()
