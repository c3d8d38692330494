"""Lists of records keep the columns that tell nothing of a sensitive group, and withhold those that do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from govreport.canonical import ROW, funding, venture_stages
from govreport.canonical.codes import CodeList, load_codes
from govreport.district.folder import District
from govreport.errors import Message
from govreport.explain.export import Line
from govreport.explain.lists import Cells, listed_columns, lists_html
from govreport.explain.rows import Sheet, Writer
from govreport.explain.withheld import Withheld, Withholding
from govreport.indicators.model import Measure
from govreport.indicators.record_places import Place
from tests.conftest import PROJECT

LISTS = load_codes(PROJECT / "include" / "reference" / "codes.yaml")
GROUPS = LISTS["target_group"]
CODES: dict[str, CodeList] = {
    **LISTS,
    "target_group": replace(
        GROUPS,
        codes={
            c: replace(code, sensitive=c in ("community_correction", "disabled")) for c, code in GROUPS.codes.items()
        },
    ),
}
COLUMNS = tuple(c for c in funding.columns if c.name != ROW)
PROJECT_COLUMNS = {"department", "project_name", "purpose"}


def project(at: int, department: str, group: str | None, **more: object) -> dict[str, object]:
    return {
        "project_no": f"P{at:03}", "project_name": "服务创新项目", "fund": "special_fund", "department": department,
        "purpose": "innovation", "target_group": group, "town_code": f"t{at % 3}", "recipient_name": f"某{at}中心",
        "recipient_uscc": f"5244{at:03}", "instalment": 1, "awarded_fen": 1_000_000 + at, "paid_fen": 500_000 + at,
        "approved_on": date(2019, 1, 1 + at % 28), **more,
    }  # fmt: skip


def sheet(rows: list[dict[str, object]]) -> Sheet:
    values = {at: tuple(row.get(c.name) for c in COLUMNS) for at, row in enumerate(rows, start=2)}
    return Sheet("funding", Message("台账", "ledger"), "funding.csv", COLUMNS, values)


def places(count: int, first: int = 2) -> list[Place]:
    return [Place("funding", row) for row in range(first, first + count)]


def withheld(rows: list[dict[str, object]], proxies: set[tuple[str, str]] | None = None) -> Withheld:
    every = places(len(rows))
    return Withholding({"funding": sheet(rows)}, [every], CODES, proxies or set()).of("funding", [every])


def ordinary(count: int, first: int = 0, **more: object) -> list[dict[str, object]]:
    departments = ("women", "civil_affairs")
    return [project(at, departments[at % 2], "general", **more) for at in range(first, first + count)]


def test_the_department_that_stands_for_a_group_is_withheld_with_the_titles_that_may_say_the_same() -> None:
    rows = [*ordinary(9), project(9, "justice", "community_correction")]
    assert withheld(rows).columns == {"department", "project_name"}


def test_a_list_without_the_group_keeps_all_its_columns() -> None:
    assert withheld(ordinary(9)) == Withheld()


def test_a_department_that_funds_several_groups_is_shown() -> None:
    rows = [*ordinary(9), project(9, "civil_affairs", "community_correction")]
    assert withheld(rows) == Withheld()


def test_once_a_proxy_always_a_proxy_whatever_these_records_say() -> None:
    rows = [*ordinary(9), project(9, "justice", "general"), project(10, "justice", None)]
    assert withheld(rows) == Withheld()
    assert withheld(rows, {("department", "justice")}).columns == {"department", "project_name"}


def test_a_title_with_the_groups_name_withholds_titles_and_nothing_else() -> None:
    rows = [*ordinary(9), project(9, "civil_affairs", None, project_name="社区矫正人员帮扶项目")]
    assert withheld(rows).columns == {"project_name"}


def test_a_word_that_only_titles_of_the_groups_projects_hold_withholds_them() -> None:
    told = [project(at, "civil_affairs", "community_correction", project_name="归航驿站项目") for at in range(40, 43)]
    rows = [*ordinary(20), *ordinary(20, 20, project_name="邻里驿站项目"), *told]
    assert withheld(rows).columns == {"project_name"}
    assert withheld([*rows, *ordinary(9, 50, project_name="归航驿站项目")]) == Withheld()


def test_an_amount_that_only_the_groups_projects_get_is_withheld() -> None:
    told = [project(at, "civil_affairs", "community_correction", awarded_fen=777) for at in range(20, 23)]
    assert withheld([*ordinary(20), *told]).columns == {"awarded_fen"}


def test_recipients_name_and_code_go_together() -> None:
    told = [
        project(at, "civil_affairs", "community_correction", recipient_name="启航中心", recipient_uscc="5244999")
        for at in range(20, 23)
    ]
    assert withheld([*ordinary(20), *told]).columns == {"recipient_name", "recipient_uscc"}


def test_two_columns_that_tell_only_together_dont_stand_together() -> None:
    told = [project(at, "women", "community_correction", purpose="training") for at in range(40, 44)]
    mixed = [project(at, "civil_affairs", "general", purpose="training") for at in range(50, 60)]
    found = withheld([*ordinary(40), *told, *mixed]).columns
    assert found & {"department", "purpose"}
    assert found <= PROJECT_COLUMNS


def test_a_list_of_hardly_anything_but_the_group_isnt_printed_at_all() -> None:
    rows = [*ordinary(20), *(project(at, "women", "community_correction") for at in range(20, 24))]
    every, few = places(24), places(4, 22)
    holding = Withholding({"funding": sheet(rows)}, [every, few], CODES)
    assert holding.of("funding", [few]).whole
    assert not holding.of("funding", [every]).whole
    assert holding.of(
        "funding", [few, places(20)]
    ).whole  # numerator and denominator in one list, each row with its role


def test_lists_that_share_records_withhold_the_same_and_others_keep_theirs() -> None:
    rows = [*ordinary(9), project(9, "justice", "community_correction"), *ordinary(5, 20, fund="city_venture")]
    every, some, apart = places(10), places(3), places(5, 12)
    holding = Withholding({"funding": sheet(rows)}, [every, some, apart], CODES)
    assert holding.of("funding", [some]).columns == {"department", "project_name"}  # else the rest would be justice's
    assert holding.of("funding", [apart]) == Withheld()


def test_an_extract_without_a_sensitive_column_is_never_touched() -> None:
    columns = tuple(c for c in venture_stages.columns if c.name != ROW)
    values = {2: tuple("残疾人" if c.name == "project_name" else None for c in columns)}
    ventures = Sheet("ventures", Message("", ""), "v.csv", columns, values)
    every = [Place("ventures", 2)]
    assert Withholding({"ventures": ventures}, [every], CODES).of("ventures", [every]) == Withheld()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_that_withholds_stands_in_the_order_of_numbers_and_has_no_row_numbers(
    panyu: District, language: str
) -> None:
    # In the file the group's projects stand together, at rows 2 and 3.
    rows = [project(n, "justice", "community_correction", town_code="t") for n in (7, 3)]
    rows += [project(n, "women", "general", town_code="t") for n in (1, 5, 9, 2, 4, 6, 8)]
    own = sheet(rows)
    every = places(len(rows))
    measure = Measure(funding, funding.c.department.is_not(None))
    found = Withholding({"funding": own}, [every], CODES).of("funding", [every])
    listed = listed_columns("funding", own, [measure], ["department"], CODES, found)
    lines = [Line(place, "numerator", "t", None, 1, None) for place in every]
    cells = Cells({"funding": own}, Writer(panyu, CODES, date(2019, 9, 30), language))
    html = lists_html(lines, {"funding": listed}, cells, with_role=False, language=language)
    assert [c.name for c in listed.withheld] == ["project_name", "department"]
    assert html.index("P001") < html.index("P003") < html.index("P009")
    assert not any(word in html for word in ("司法", "Justice", "服务创新", "行号", ">row<"))
