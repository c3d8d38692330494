"""What changes.json says of two editions: nothing where nothing changed, each kind of change, and no hidden value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator, ValidationError

from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.data_changes import ChangesFile, Comparison
from govreport.reports.data_set import DataSet, IndicatorEntry, MemberName, NamedCode, TrendPoint
from govreport.reports.last_issue import read_issue
from govreport.reports.open_data.changes import compare, version_after
from govreport.reports.open_data.edition import DataEdition, stored_edition
from govreport.reports.open_data.files import changes_json
from govreport.reports.open_data.schemas import changes_schema
from tests.reports.fictional import fictional_inputs

Points = list[TrendPoint]


def indicator(code: str, **other: str) -> IndicatorEntry:
    return IndicatorEntry(
        code=code, theme="register", name_zh="登记组织", name_en="Organizations", unit_zh="家", unit_en="organizations",
        kind="count", basis="stock", direction="neutral", factor="1", decimals=0, denominator_floor=0,
        formula_zh="期末", formula_en="at the end", source="条例", definition_sha256="a" * 64,
    ).model_copy(update=other)  # fmt: skip


def point(
    value: int | None, quarter: str = "2019-Q3", *, of: str = "X1", town: str = "", member: str = "", letters: str = ""
) -> TrendPoint:
    by = "group" if member else ""
    return TrendPoint(
        indicator=of, name="", unit="", basis="", quarter=quarter, town_code=town, town="", decimals=0,
        breakdown=by, breakdown_code=by, member=member, member_code=member,
        value=None if value is None else Decimal(value), numerator=value, denominator=None, status="",
        letters=letters or ("Q" if value is None else "A"),
    )  # fmt: skip


LISTS = DataSet(
    district=NamedCode(code="1", zh="某区", en="District"),
    indicators=(indicator("X1"), indicator("X2")),
    towns=(NamedCode(code="11", zh="甲", en="A"), NamedCode(code="12", zh="乙", en="B")),
    breakdowns=(NamedCode(code="group", zh="组别", en="group"),),
    members=(
        MemberName(breakdown="group", code="a", zh="甲组", en="A"),
        MemberName(breakdown="group", code="b", zh="乙组", en="B"),
    ),
    version="2.3.4",
)  # fmt: skip


def points() -> Points:
    return [
        point(10), point(9, "2019-Q2"), point(7, of="X2"),
        point(6, town="11"), point(4, town="12"),
        point(4, member="a"), point(6, member="b"),
    ]  # fmt: skip


def edition(lists: DataSet = LISTS, given: Iterable[TrendPoint] | None = None) -> DataEdition:
    return DataEdition("2019-Q3", "2019-10-23", lists, list(points() if given is None else given))


def changed(new: Points, *, lists: DataSet = LISTS, old: Points | None = None) -> Comparison:
    return compare(edition(given=old), edition(lists, new), "same_quarter")


def at(place: int, new: TrendPoint) -> Points:
    listed = points()
    listed[place] = new
    return listed


def kinds(c: Comparison) -> set[str]:
    """Which lists of the comparison hold something: figures.revised."""
    said = c.model_dump()
    parts = ("quarters", "indicators", "areas", "breakdowns", "members", "figures")
    return {f"{part}.{kind}" for part in parts for kind, listed in said[part].items() if listed}


def test_the_same_data_is_no_change_and_no_new_version() -> None:
    same = changed(points())
    assert (same.level, kinds(same)) == ("none", set())
    assert version_after([same]) == "2.3.4"
    assert changed(list(reversed(points()))) == same


@pytest.mark.parametrize(
    ("new", "said", "level"),
    [
        (at(0, point(11)), "figures.revised", "minor"),
        (at(0, point(10, letters="P")), "figures.status", "minor"),
        (at(5, point(None, member="a")), "figures.hidden", "minor"),
        ([*points(), point(2, town="13")], "figures.added", "minor"),
        (points()[:4] + points()[5:], "figures.removed", "major"),
        ([*points(), point(8, "2019-Q4")], "quarters.added", "minor"),
    ],
)
def test_each_kind_of_change_to_figures_is_said_and_nothing_else(new: Points, said: str, level: str) -> None:
    comparison = changed(new)
    assert (kinds(comparison), comparison.level) == ({said}, level)


def test_the_other_way_round_the_change_is_the_opposite() -> None:
    hidden = at(5, point(None, member="a"))
    assert kinds(changed(points(), old=hidden)) == {"figures.shown"}
    assert kinds(changed(points(), old=points()[:4] + points()[5:])) == {"figures.added"}


def _lists(**other: object) -> DataSet:
    return LISTS.model_copy(update=other)


@pytest.mark.parametrize(
    ("lists", "said", "level"),
    [
        (_lists(indicators=(indicator("X1", name_zh="社会组织"), indicator("X2"))), "indicators.relabelled", "minor"),
        (_lists(indicators=(indicator("X1", formula_en="by then"), indicator("X2"))), "indicators.relabelled", "minor"),
        (_lists(indicators=(indicator("X1", definition_sha256="b"), indicator("X2"))), "indicators.redefined", "major"),
        (_lists(indicators=(indicator("X1", unit_en="groups"), indicator("X2"))), "indicators.redefined", "major"),
        (_lists(indicators=(*LISTS.indicators, indicator("X3"))), "indicators.added", "minor"),
        (_lists(indicators=LISTS.indicators[:1]), "indicators.removed", "major"),
        (_lists(towns=LISTS.towns[:1]), "areas.removed", "major"),
        (_lists(towns=(LISTS.towns[0], NamedCode(code="12", zh="丙", en="B"))), "areas.relabelled", "minor"),
        (_lists(members=LISTS.members[:1]), "members.removed", "major"),
        (_lists(breakdowns=()), "breakdowns.removed", "major"),
    ],
)  # fmt: skip
def test_each_kind_of_change_to_what_codes_mean(lists: DataSet, said: str, level: str) -> None:
    comparison = changed(points(), lists=lists)
    assert (kinds(comparison), comparison.level) == ({said}, level)


def test_a_quarter_that_leaves_at_the_old_end_is_no_loss_and_one_in_between_is() -> None:
    longer = [*points(), point(8, "2019-Q1"), point(7, "2018-Q4")]
    assert changed([*points(), point(8, "2019-Q1")], old=longer).level == "none"
    gap = changed([*points(), point(7, "2018-Q4")], old=longer)
    assert (gap.quarters.removed, gap.level) == (("2019-Q1",), "major")


def test_a_member_that_only_an_older_quarter_had_is_no_loss() -> None:
    old = [*points(), point(1, "2018-Q3", member="c")]
    lists = _lists(members=(*LISTS.members, MemberName(breakdown="group", code="c", zh="丙组", en="C")))
    assert compare(edition(lists, old), edition(), "last_quarter").level == "none"


def test_a_revision_beside_a_hidden_figure_doesnt_tell_what_was_stated_before() -> None:
    new = at(5, point(None, member="a"))
    new[6] = point(7, member="b")
    new[0] = point(11)
    comparison = changed(new)
    told = {r.member: r for r in comparison.figures.revised}
    assert told["b"].old is None
    assert told["b"].new.value == 7
    assert told["_T"].old is not None
    assert told["_T"].old.value == 10
    hidden = [h.model_dump() for h in comparison.figures.hidden]
    assert hidden == [{"indicator": "X1", "quarter": "2019-Q3", "area": "1", "breakdown": "group", "member": "a"}]
    # Nor the other way: what was hidden then is not in what is said of its neighbours.
    assert [r.old for r in changed(points(), old=new).figures.revised if r.member == "b"] == [None]


@pytest.mark.parametrize(
    ("relation", "change", "version"),
    [
        ("same_quarter", lambda p: p, "2.3.4"),
        ("same_quarter", lambda p: [point(11), *p[1:]], "2.3.5"),
        ("same_quarter", lambda p: p[:4] + p[5:], "3.0.0"),
        ("last_quarter", lambda p: p, "2.4.0"),
        ("last_quarter", lambda p: [point(11), *p[1:]], "2.4.0"),
        ("last_quarter", lambda p: p[:4] + p[5:], "3.0.0"),
    ],
)
def test_the_version_follows_from_the_change(relation: str, change: Callable[[Points], Points], version: str) -> None:
    comparison = compare(edition(), edition(given=change(points())), relation)  # type: ignore[arg-type]
    assert version_after([comparison]) == version
    assert version_after([]) == "1.0.0"


def test_a_report_is_compared_with_the_edition_it_replaces_and_with_the_last_issue() -> None:
    before = Quarter(2019, 2)
    last = build_model(fictional_inputs(quarter=before), "zh")
    issue = read_issue(last.model_dump_json().encode(), before, "models/x.json")
    first = build_model(replace(fictional_inputs(), last_issue=issue), "zh")
    assert [(c.relation, c.against.quarter) for c in first.data_set.changes] == [("last_quarter", "2019-Q2")]
    assert first.data_set.changes[0].quarters.added == ("2019-Q3",)
    assert (last.data_set.version, first.data_set.version) == ("1.0.0", "1.1.0")

    revised = fictional_inputs(
        change=lambda o: replace(o, numerator=o.numerator + 1) if (o.indicator, o.town_code) == ("R03", "") else o
    )
    again = build_model(replace(revised, last_issue=issue, replaced=first), "zh")
    own, earlier = again.data_set.changes
    assert (own.relation, earlier.relation) == ("same_quarter", "last_quarter")
    assert {r.indicator for r in own.figures.revised} == {"R03"}
    assert again.data_set.version == "1.1.1"
    Draft202012Validator(changes_schema()).validate(json.loads(changes_json(again)))


def test_an_issue_of_a_version_that_kept_no_data_is_compared_with_nothing() -> None:
    last = json.loads(build_model(fictional_inputs(quarter=Quarter(2019, 2)), "zh").model_dump_json())
    del last["data_set"]
    assert stored_edition(last) is None
    issue = read_issue(json.dumps(last).encode(), Quarter(2019, 2), "models/x.json")
    model = build_model(replace(fictional_inputs(), last_issue=issue), "zh")
    assert (model.data_set.version, model.data_set.changes) == ("1.0.0", ())


def test_the_schema_refuses_what_is_no_changes_file() -> None:
    file = ChangesFile(
        data_set="panyu", quarter="2019-Q3", version="1.0.0", released="2019-10-23", compared=(changed(points()[1:]),)
    )
    said = file.model_dump(mode="json")
    judge = Draft202012Validator(changes_schema())
    judge.validate(said)
    said["compared"][0]["level"] = "grave"
    with pytest.raises(ValidationError, match="grave"):
        judge.validate(said)
