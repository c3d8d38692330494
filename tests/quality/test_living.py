"""Registers of the living: exits derived from one snapshot to the next, or held until each is explained."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from quality_cases import PANYU, Q3, organization, tidied

from govreport.canonical import EXTRACTS, GONE, STATUSES
from govreport.canonical.codes import load_codes
from govreport.district.folder import District, Source
from govreport.district.identifiers import Identifiers
from govreport.district.reference_data import Exit
from govreport.district.words import district_codes
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Figures
from govreport.indicators.vintages.measuring import state
from govreport.indicators.warehouse import AcceptedExtract, open_warehouse
from govreport.manifests.verdicts import ExtractCheck
from govreport.quality.catalogue import SUITES, rules_of
from govreport.quality.check import check_extract
from govreport.quality.living import carried_rows
from govreport.quality.profile import Profile, profile_of
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore

CODES = Settings().reference_dir / "codes.yaml"
REGISTER = PANYU.sources["registration"]
BARE = REGISTER.layout.model_copy(
    update={"columns": {n: c for n, c in REGISTER.layout.columns.items() if n != "exited_on"}}
)
EVERYBODY = [organization(n, status="active", exited_on=None) for n in range(1, 31)]
SUITE = [rule for rule in SUITES["registration"] if rule.id in ("E45", "E45-MANY", "E45-LEFT", "E46", "E46-FILLED")]


def district(exits: str | None = "by_disappearance", *explained: Exit) -> District:
    source = REGISTER.model_copy(update={"exits": exits, "covers": (), "layout": BARE})
    return PANYU.model_copy(update={"sources": {**PANYU.sources, "registration": source}, "exits": explained})


class Story:
    """Snapshots of one register, quarter by quarter."""

    def __init__(self, files: FileStore, of: District) -> None:
        self.files, self.of = files, of
        self.past: list[Profile] = []
        self.check: ExtractCheck

    def snapshot(
        self, quarter: Quarter, without: set[int], *, rows: list[dict[str, Any]] | None = None, **facts: Any
    ) -> dict[str, Any]:
        if rows is None:
            rows = [row for n, row in enumerate(EVERYBODY, start=1) if n not in without]
        tidy = tidied(self.files, "registration", rows, quarter=quarter, cutoff=quarter.end, **facts)
        codes = district_codes(CODES, self.of)
        self.check = check_extract(self.of, tidy, self.files, SUITE, codes=codes, past=self.past)
        self.past.insert(0, profile_of(self.check, self.files, "1GB"))
        return {o.rule: o for o in self.check.outcomes if not o.passed}

    def carried(self) -> list[dict[str, Any]]:
        return carried_rows(self.check.tidy.living, self.files)

    def figures(self, *quarters: Quarter) -> Figures:
        tidy = self.check.tidy
        table = EXTRACTS["registration"].name
        extract = AcceptedExtract(table, tidy.key, self.check.set_aside_key, tidy.living)
        found = []
        with open_warehouse(self.files, self.of, [extract], "1GB") as warehouse:
            for quarter in quarters:
                found += state(warehouse, self.of, quarter, district_codes(CODES, self.of))
        return Figures(CATALOGUE, found)


def numerator(figures: Figures, indicator: str, quarter: Quarter, *split: str) -> int | None:
    found = figures.get(indicator, quarter, "", *split)
    return None if found is None else found.numerator


def test_who_is_no_longer_listed_left_in_the_quarter_and_counted_before(files: FileStore) -> None:
    story = Story(files, district())
    assert story.snapshot(Q3, set()) == {}
    assert story.snapshot(Q3.next, {4, 5}) == {}
    assert [(row["name"], row["exited_on"], row["status"], row["_row"]) for row in story.carried()] == [
        (EVERYBODY[n - 1]["name"], Q3.next.end, GONE, -place) for place, n in ((1, 4), (2, 5))
    ]
    figures = story.figures(Q3.previous, Q3, Q3.next)
    assert [numerator(figures, "R01", q) for q in (Q3.previous, Q3, Q3.next)] == [None, 30, 28]
    assert [numerator(figures, "R04", q) for q in (Q3, Q3.next)] == [None, 2]
    assert numerator(figures, "R04", Q3.next, "status", GONE) == 2


def test_a_quarter_in_which_nobody_left_is_a_measured_zero(files: FileStore) -> None:
    story = Story(files, district())
    story.snapshot(Q3, set())
    story.snapshot(Q3.next, set())
    assert numerator(story.figures(Q3.next), "R04", Q3.next) == 0


def test_whoever_is_listed_again_never_left_and_is_named(files: FileStore) -> None:
    story = Story(files, district())
    story.snapshot(Q3, set())
    story.snapshot(Q3.next, {4, 5})
    story.snapshot(Q3.next.next, {5})
    living = story.check.tidy.living
    assert living is not None
    assert living.back == [EVERYBODY[3]["name"]]
    figures = story.figures(Q3.next, Q3.next.next)
    assert [numerator(figures, "R01", q) for q in (Q3.next, Q3.next.next)] == [29, 29]


def test_a_quarter_without_a_snapshot_is_not_stated(files: FileStore) -> None:
    story = Story(files, district())
    story.snapshot(Q3, set())
    last = Q3.next.next
    story.snapshot(last, {4})
    figures = story.figures(Q3, Q3.next, last)
    assert [numerator(figures, "R01", q) for q in (Q3, Q3.next, last)] == [30, None, 29]
    assert numerator(figures, "R04", last) is None  # in which of the two quarters it left, nobody knows


def test_a_truncated_register_holds(files: FileStore) -> None:
    story = Story(files, district())
    story.snapshot(Q3, set())
    broken = story.snapshot(Q3.next, set(range(1, 11)))
    assert set(broken) == {"E45-MANY"}
    assert broken["E45-MANY"].severity == "hold"
    assert "少了10家，超过3家" in broken["E45-MANY"].detail_zh


def test_what_the_hold_on_many_gone_advises_ends_it(files: FileStore) -> None:
    """With so many explained in exits.csv that no more than a tenth is left without a reason."""
    for told, held in ((6, True), (7, False)):
        explained = [
            Exit(
                quarter=Q3.next,
                number=EVERYBODY[n]["uscc"],
                exited_on=date(2019, 11, 5),
                reason="注销公告",
                explained_by="登记科",
            )
            for n in range(told)
        ]
        story = Story(files, district("by_disappearance", *explained))
        story.snapshot(Q3, set())
        assert ("E45-MANY" in story.snapshot(Q3.next, set(range(1, 11)))) is held


def test_rows_that_cannot_be_read_leave_it_open_who_has_gone(files: FileStore) -> None:
    story = Story(files, district())
    story.snapshot(Q3, set())
    broken = story.snapshot(Q3.next, {4}, rows_set_aside=1)
    assert "E45" in broken
    assert EVERYBODY[3]["name"] in broken["E45"].detail_zh


def test_without_derived_exits_the_hold_stands_until_each_is_explained(files: FileStore) -> None:
    story = Story(files, district(None))
    story.snapshot(Q3, set())
    assert "E45" in story.snapshot(Q3.next, {4, 5})
    still = story.snapshot(Q3.next.next, {4, 5})  # nor does it pass by waiting
    assert "E45" in still
    assert EVERYBODY[4]["name"] in still["E45"].detail_zh
    figures = story.figures(Q3, Q3.next)
    assert [numerator(figures, "R01", q) for q in (Q3, Q3.next)] == [30, 28]  # the base isn't the survivors'

    day = date(2019, 11, 5)
    explained = [
        Exit(quarter=Q3.next, number=EVERYBODY[3]["uscc"], exited_on=day, reason="注销公告", explained_by="登记科"),
        Exit(quarter=Q3.next, number=EVERYBODY[4]["uscc"], reason="漏导", explained_by="登记科"),
    ]
    for some, open_ in ((explained[:1], True), (explained, False)):
        story = Story(files, district(None, *some))
        story.snapshot(Q3, set())
        assert ("E45" in story.snapshot(Q3.next, {4, 5})) is open_
    by_number = {row["uscc"]: row for row in story.carried()}
    left, kept = by_number[EVERYBODY[3]["uscc"]], by_number[EVERYBODY[4]["uscc"]]
    assert (left["exited_on"], left["status"]) == (day, "deregistered")
    assert (kept["exited_on"], kept["status"]) == (None, "active")
    assert numerator(story.figures(Q3.next), "R01", Q3.next) == 29


def test_without_identifiers_an_exit_is_explained_by_the_name(files: FileStore) -> None:
    """The name stands in the number's place (``identifiers: {scheme: none}``), folded."""
    nameless = district(None).model_copy(update={"identifiers": Identifiers(scheme="none")})
    gone, kept = EVERYBODY[3], EVERYBODY[4]
    for named, open_ in ((gone["name"], False), ("不在名册的协会", True)):
        explained = Exit(
            quarter=Q3.next, number=named, exited_on=date(2019, 11, 5), reason="注销公告", explained_by="登记科"
        )
        story = Story(files, nameless.model_copy(update={"exits": (explained,)}))
        for quarter, without in ((Q3, set()), (Q3.next, {4})):
            rows = [{**r, "uscc": r["name"]} for n, r in enumerate(EVERYBODY, start=1) if n not in without]
            broken = story.snapshot(quarter, without, rows=rows)
        assert ("E45" in broken) is open_
    left = next(row for row in story.carried())
    assert left["name"] == gone["name"]
    assert kept["name"] not in {row["name"] for row in story.carried()}


def test_a_register_with_exit_dates_is_left_as_it_is(files: FileStore) -> None:
    story = Story(files, PANYU)
    story.snapshot(Q3, set())
    assert "E45" in story.snapshot(Q3.next, {4})
    assert story.check.tidy.living is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"covers": ["exited_on"]}, "covers"),
        ({"layout": REGISTER.layout.model_dump()}, "layout.columns"),
        ({"exits": "by_guess"}, "by_disappearance"),
    ],
)
def test_exits_cannot_be_both_derived_and_supplied(change: dict[str, Any], said: str) -> None:
    entries = REGISTER.model_dump() | {"layout": BARE.model_dump(), "covers": [], "exits": "by_disappearance"}
    assert Source.model_validate(entries).exits == "by_disappearance"
    with pytest.raises(ValidationError, match=said):
        Source.model_validate(entries | change)


def test_only_the_register_has_exits_and_only_evaluations_a_population() -> None:
    for entry, value, right in (("exits", "by_disappearance", "registration"), ("population", "own", "evaluation")):
        wrong = "funding"
        with pytest.raises(ValidationError, match=f"only {right} may have"):
            Source.model_validate(PANYU.sources[wrong].model_dump() | {entry: value})


def test_the_status_of_those_gone_is_only_where_exits_are_derived() -> None:
    assert set(STATUSES) == set(load_codes(CODES)["status"].codes)
    assert GONE not in district_codes(CODES, PANYU)["status"].codes
    assert district_codes(CODES, district())["status"].meaning(GONE) == "deregistered"


def test_an_exit_after_its_quarter_is_refused() -> None:
    with pytest.raises(ValidationError, match="after the end"):
        Exit(quarter=Q3, number="1", exited_on=date(2019, 10, 1), reason="x", explained_by="y")


def test_whether_many_left_at_once_is_asked_only_where_exits_are_derived() -> None:
    """A register with days of exit has nothing for the rule to judge, and doesn't list it."""
    assert "E45-MANY" in {rule.id for rule in rules_of("registration", district())}
    assert "E45-MANY" not in {rule.id for rule in rules_of("registration", PANYU)}
