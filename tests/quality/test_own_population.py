"""Evaluations of other bodies than the register's: not looked up there, counted by their own number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from quality_cases import GOOD, PANYU, Q3, tidied

from govreport.canonical import evaluations, organizations
from govreport.canonical.codes import load_codes
from govreport.district.folder import ColumnLayout, District, Layout
from govreport.district.identifiers import Identifiers
from govreport.explain.rows import Writer, head_of
from govreport.indicators.availability import why_unstated
from govreport.indicators.catalogue import CATALOGUE
from govreport.indicators.model import Figures
from govreport.indicators.supplied import Supplied
from govreport.manifests.extracts import Snapshot
from govreport.quality.catalogue import rules_of
from govreport.quality.check import check_extract
from govreport.quality.conclude import judge_quarter
from govreport.quality.rules import cross_extract
from govreport.settings import Settings
from govreport.store.files import FileStore, sha256
from govreport.tidy.tidy import tidy
from tests.indicators.tables import figures

ABOUT_EVENTS = {"E30", "E32", "E32-SERIOUS", "E32-ASSESSED", "E33"}
EVALUATION = PANYU.sources["evaluation"]


def of(population: str | None) -> District:
    source = EVALUATION.model_copy(update={"population": population})
    return PANYU.model_copy(update={"sources": {**PANYU.sources, "evaluation": source}})


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(str(tmp_path_factory.mktemp("store")))


@pytest.mark.parametrize("population", [None, "own"])
def test_bodies_of_their_own_are_not_looked_up_in_the_register(files: FileStore, population: str | None) -> None:
    district = of(population)
    strangers = [{**GOOD["evaluation"][0], "uscc": "1-101", "name": "晚晴养老院"}]
    small = district.model_copy(
        update={"sources": {n: district.sources[n] for n in ("registration", "funding", "evaluation")}}
    )
    rows = {n: strangers if n == "evaluation" else GOOD[n] for n in small.sources}
    checks = [check_extract(small, tidied(files, n, rows[n]), files, []) for n in rows]
    rules = [rule for rule in cross_extract.RULES if rule.id in {*ABOUT_EVENTS, "E31"}]
    verdict = judge_quarter(small, Q3, checks, files, rules)
    outcomes = {o.rule: o for o in verdict.outcomes}
    assert outcomes["E30"].passed is (population == "own")
    assert outcomes["E31"].evaluated > 0
    for rule in ABOUT_EVENTS if population else ():
        assert (outcomes[rule].evaluated, outcomes[rule].severity) == (0, "info")
        assert "对象不是登记名册中的组织" in outcomes[rule].detail_zh
        assert "other bodies than the register's" in outcomes[rule].detail_en


FORM = Identifiers(scheme="pattern", name={"zh": "慈善登记号", "en": "charity number"}, pattern=r"99\d{5}")
TAX = Identifiers(scheme="pattern", name={"zh": "税号", "en": "tax reference"}, pattern=r"\d{10}", check="gb.utr")


@pytest.mark.parametrize("population", [None, "own"])
@pytest.mark.parametrize(("by", "rule"), [(PANYU.identifiers, "E11"), (FORM, "E11-FORM"), (TAX, "E11-CHECK")])
def test_what_bodies_of_their_own_are_called_is_not_asked_the_registers_form(
    files: FileStore, population: str | None, by: Identifiers, rule: str
) -> None:
    here = of(population).model_copy(update={"identifiers": by})
    rows = [{**GOOD["evaluation"][0], "uscc": "2955839661", "name": "晚晴养老院"}]
    check = check_extract(here, tidied(files, "evaluation", rows), files)
    asked = {o.rule for o in check.outcomes}
    assert (rule in asked) is (population is None)
    assert check.rows_set_aside == (0 if population else 1)
    assert not any(name.startswith("E11") for name in asked) or population is None
    assert rule in {r.id for r in rules_of("registration", here)}  # the register is asked as ever


@pytest.mark.parametrize("by", [PANYU.identifiers, Identifiers(scheme="none"), FORM])
def test_bodies_of_their_own_are_read_by_their_own_numbers(tmp_path: Path, by: Identifiers) -> None:
    head = "Inspection,Location,Care home,Ward,Date,Rating\n"
    text = head + "1,1-101,晚晴养老院,南村镇,2019-07-02,定期抽查,未发现问题\n"
    text = head.replace("Date,", "Date,Kind,") + text.removeprefix(head)
    titles = {
        "event_no": "Inspection", "uscc": "Location", "name": "Care home", "town_code": "Ward", "event_on": "Date",
        "event_kind": "Kind", "event_result": "Rating",
    }  # fmt: skip
    store = FileStore(str(tmp_path))

    def kept(**left: str) -> list[dict[str, Any]]:
        columns = {n: ColumnLayout(aliases=(t,)) for n, t in titles.items() if n not in left}
        layout = Layout(columns=columns, ignore=tuple(left.values()))
        source = EVALUATION.model_copy(update={"population": "own", "layout": layout})
        here = PANYU.model_copy(update={"identifiers": by, "sources": {**PANYU.sources, "evaluation": source}})
        key = store.put("raw", text.encode(), ".csv")
        snapshot = Snapshot.model_construct(
            district="panyu", extract="evaluation", quarter=Q3, filename="a.csv", sha256=sha256(text.encode()), key=key
        )
        done = tidy(here, snapshot, store, load_codes(Settings().reference_dir / "codes.yaml"))
        return pq.read_table(pa.BufferReader(store.get(done.key))).to_pylist()

    assert [row["uscc"] for row in kept()] == ["1-101"]
    assert [row["uscc"] for row in kept(uscc="Location")] == ["晚晴养老院"]  # no number: the name takes its place


def measured(files: FileStore, population: str | None, *, numbers: str = "1-{}") -> Figures:
    events: list[dict[str, Any]] = [
        {"event_no": str(n), "uscc": numbers.format(n // 2), "event_kind": "regular_check", "event_on": "2019-07-02",
         "event_result": "finding" if n == 0 else "no_finding", "town_code": "440113103"}
        for n in range(4)
    ]  # fmt: skip
    register = [
        {"uscc": str(n), "name": f"甲{n}", "legal_type": "association", "status": "active",
         "registered_on": "2015-01-01", "town_code": "440113102"}
        for n in range(6)
    ]  # fmt: skip
    return figures(files, of(population), "2019-Q3", only_available=True, registration=register, evaluation=events)


def test_they_are_counted_by_their_own_number_and_divided_by_nothing_of_the_register(files: FileStore) -> None:
    found = measured(files, "own")
    checked = found.get("S02", Q3)
    assert checked is not None
    assert (checked.numerator, checked.denominator) == (1, 2)
    assert found.get("S01", Q3) is None
    assert found.get("G15", Q3) is None
    assert found.get("R01", Q3) is not None


@pytest.mark.parametrize(("population", "town"), [("own", "440113103"), (None, "440113102")])
def test_a_number_that_happens_to_be_an_organizations_brings_nothing_of_it(
    files: FileStore, population: str | None, town: str
) -> None:
    """Homes 0 and 1 lie in another town than the organizations 0 and 1 of the register."""
    found = measured(files, population, numbers="{}")
    stated = {code: found.get("S02", Q3, code) for code in ("440113102", "440113103")}
    assert {code: o.denominator for code, o in stated.items() if o and o.denominator} == {town: 2}


def test_those_of_the_register_are_divided_by_it(files: FileStore) -> None:
    assert measured(files, None).get("S01", Q3) is not None


def test_why_they_are_not_divided_is_said() -> None:
    supplied = Supplied(frozenset(), frozenset(), others=True)
    said = why_unstated(CATALOGUE["S01"], of("own"), supplied=supplied)
    assert said is not None
    assert EVALUATION.title.zh in said.zh
    assert "population: own" in said.en


def test_lists_of_records_call_their_numbers_their_own_and_the_registers_by_its_word() -> None:
    charity = Identifiers(scheme="pattern", name={"zh": "慈善登记号", "en": "charity number"}, pattern=r"99\d{5}")
    codes = load_codes(Settings().reference_dir / "codes.yaml")
    for population, expected in (("own", ("number", "编号")), (None, ("charity number", "慈善登记号"))):
        here = of(population).model_copy(update={"identifiers": charity})
        writer = Writer(here, codes, Q3.end, "en")
        for column, words in ((organizations.c.uscc, ("charity number", "慈善登记号")), (evaluations.c.uscc, expected)):
            said = [head_of(column, here.money, language, writer.by(column)) for language in ("en", "zh")]
            assert tuple(said) == words
