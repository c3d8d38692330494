"""A city from its districts' signed reports: what adds up, what doesn't, who is missing, where a figure comes from."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from govreport.city.page import city_csv, city_page
from govreport.city.rollup import City, CityFigure, Rollup, members_of, roll_up
from govreport.cli.application import app
from govreport.context import Context
from govreport.district.folder import Bilingual
from govreport.indicators.catalogue import definition_hashes
from govreport.manifests.documents import Report
from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import sha256
from govreport.store.records import NewRun, StoredObservation
from govreport.store.vintages import VintageStore
from govreport.store.writing import utc_now
from tests.conftest import PROJECT
from tests.fixtures.yaml_files import put_entries

Q = Quarter(2024, 1)
CITY = City(
    name=Bilingual(zh="云川市", en="Yunchuan"), publisher=Bilingual(zh="市局", en="Bureau"), members=("a", "b", "c")
)
Stated = dict[str, tuple[int, int | None]]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with the districts a, b and c, whose registrars are their own."""
    include = tmp_path / "home" / "include"
    for name in "abc":
        folder = include / "districts" / name
        shutil.copytree(PROJECT / "include" / "sample_districts" / "linjiang", folder)
        path = folder / "district.yaml"
        text = path.read_text(encoding="utf-8").replace("临江", f"{name}江")
        path.write_text(
            text.replace(f"{name}江区社会建设局组织处, address", "临江区社会建设局组织处, address"), encoding="utf-8"
        )
    for name in ("templates", "reference", "fonts"):
        (include / name).symlink_to(PROJECT / "include" / name)
    monkeypatch.setenv("GOVREPORT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GOVREPORT_VAR", str(tmp_path / "var"))
    return Settings()


def state(context: Context, figures: Stated, mark: str = "", *, sign: bool = True) -> VintageRef:
    """A vintage with a report made from it, as a run leaves them, and its signatures."""
    name = context.district.id
    verdict = Verdict(
        district=name, quarter=Q, state="pass", checks=[], outcomes=[], paragraph_zh="", paragraph_en="",
        sha256=sha256(f"verdict {name}{mark}".encode()),
    )  # fmt: skip
    context.results.add_verdict(verdict)
    vintage = VintageRef(
        id=sha256(f"vintage {name}{mark}".encode()),
        district=name,
        quarter=Q,
        source_quarter=Q,
        observations=len(figures),
    )
    rows = [StoredObservation(indicator, "", "", "", *value) for indicator, value in figures.items()]
    context.vintages.add(vintage, rows, verdict_sha256=verdict.sha256, catalogue_sha256="c", reference_sha256="r")
    report = Report(
        district=name, quarter=Q, language="zh", fingerprint=sha256(f"f {name}{mark}".encode()),
        sha256=sha256(f"report {name}{mark}".encode()), files=[], held=False, model_key="",
    )  # fmt: skip
    context.results.add_report(report)
    context.runs.record(
        NewRun(
            district=name, quarter=Q, stage="render", verdict_sha256=verdict.sha256, catalogue_sha256="c",
            product_version="1", vintages=[vintage.id], reports=[report.sha256], started_at=utc_now(),
        )
    )  # fmt: skip
    for role in context.signers if sign else ():
        context.ledger.sign(report.sha256, role, "somebody")
    return vintage


def add_up(settings: Settings) -> Rollup:
    return roll_up(CITY, members_of(settings, CITY, Q), Q)


def figure(rollup: Rollup, indicator: str) -> CityFigure:
    return next(f for f in rollup.figures if f.indicator.id == indicator)


def test_counts_are_added_and_rates_computed_again_never_averaged(settings: Settings) -> None:
    a, b, c = members_of(settings, CITY, Q)
    state(a, {"R01": (100, None), "G02": (1_000_001, None), "S01": (10, 100)})
    state(b, {"R01": (20, None), "G02": (2, None), "S01": (10, 20)})
    state(c, {"R01": (3, None), "G02": (0, None)})
    made = add_up(settings)
    assert (figure(made, "R01").total.numerator, figure(made, "G02").total.numerator) == (123, 1_000_003)
    state(c, {"R01": (3, None), "G02": (0, None), "S01": (0, 5)}, "with checks")
    rate = figure(add_up(settings), "S01")
    assert (rate.total.numerator, rate.total.denominator) == (
        20,
        125,
    )  # 16.0 %, where the mean of 10 %, 50 % and 0 % is 20 %
    assert [m.district.id for m, _ in rate.parts] == ["a", "b", "c"]
    assert "16.0" in city_page(add_up(settings), settings.templates_dir).decode()


def test_what_a_signed_district_does_not_state_is_no_figure_of_the_citys(settings: Settings) -> None:
    a, b, c = members_of(settings, CITY, Q)
    state(a, {"R01": (100, None), "G02": (777_000_000, None)})
    state(b, {"R01": (20, None), "G02": (0, None)})  # a measured nought is a part like any other
    state(c, {"R01": (3, None)})
    made = add_up(settings)
    assert figure(made, "R01").total.numerator == 123
    grants = figure(made, "G02")
    assert (grants.total, [m.district.id for m, _ in grants.parts]) == (None, ["a", "b"])
    assert "c江区没有这项数字（3个区中2个有）" in grants.why_not.zh
    assert "(2 of 3 districts state it)" in grants.why_not.en
    page = city_page(made, settings.templates_dir).decode()
    assert grants.why_not.zh in page
    assert "777.0" in page  # the district's own stands beside the dash
    line = next(
        row for row in csv.DictReader(io.StringIO(city_csv(made).decode("utf-8-sig"))) if row["indicator"] == "G02"
    )
    assert (line["districts_stating"], line["districts_signed"]) == ("2", "3")
    assert f"a {made.signed[0].vintage.id} 777000000" in line["parts"]


def test_only_what_was_signed_counts_and_who_is_missing_is_said(settings: Settings) -> None:
    a, b, c = members_of(settings, CITY, Q)
    signed = state(a, {"R01": (100, None)})
    state(a, {"R01": (999, None)}, "later", sign=False)
    state(b, {"R01": (20, None)})
    state(c, {"R01": (7, None)}, sign=False)
    made = add_up(settings)
    assert figure(made, "R01").total.numerator == 120
    assert [m.district.id for m in made.missing] == ["c"]
    assert made.signed[0].vintage.id == signed.id
    page = city_page(made, settings.templates_dir).decode()
    assert "3 个区中的 2 个" in page
    assert "尚未签发、未计入：c江区" in page
    line = next(
        row for row in csv.DictReader(io.StringIO(city_csv(made).decode("utf-8-sig"))) if row["indicator"] == "R01"
    )
    assert (line["districts_stating"], line["districts_signed"], line["districts"]) == ("2", "2", "3")
    assert f"a {signed.id} 100" in line["parts"]


def test_a_new_signature_makes_the_newer_figures_the_citys(settings: Settings) -> None:
    a, *_ = members_of(settings, CITY, Q)
    state(a, {"R01": (100, None)})
    before = add_up(settings)
    state(a, {"R01": (101, None)}, "revised")
    after = add_up(settings)
    assert (figure(before, "R01").total.numerator, figure(after, "R01").total.numerator) == (100, 101)
    assert before.fingerprint != after.fingerprint


def test_what_cannot_be_added_says_why_and_gives_no_total(settings: Settings) -> None:
    for context in members_of(settings, CITY, Q)[:2]:
        state(context, {"R13H": (5, 20), "G07": (80, 100), "T01P": (40, None), "R01": (1, None)})
    made = add_up(settings)
    for indicator in ("R13H", "G07", "T01P"):
        assert figure(made, indicator).total is None
        assert figure(made, indicator).why_not.zh in city_page(made, settings.templates_dir).decode()
    assert figure(made, "R01").total.numerator == 2


def test_organizations_are_not_added_where_two_districts_share_a_registrar(settings: Settings) -> None:
    path = settings.districts_dir / "b" / "district.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("registrars: [b江区", "registrars: [a江区"), encoding="utf-8"
    )
    for context in members_of(settings, CITY, Q)[:2]:
        state(context, {"R01": (10, None), "G02": (5, None)})
    made = add_up(settings)
    assert figure(made, "R01").total is None
    assert figure(made, "G02").total.numerator == 10


def test_what_districts_define_by_other_numbers_is_not_added_and_its_neighbours_are(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = settings.districts_dir / "b" / "district.yaml"
    put_entries(path, "parameters: {abnormal_list_years: 3}\n")
    known: dict[str, Any] = {}
    for context in members_of(settings, CITY, Q)[:2]:
        given = context.district.given
        vintage = state(context, {"S08Y": (2, None), "S08": (5, None)})
        record = replace(context.vintages.find(vintage.id), definitions=definition_hashes(given))
        known[vintage.id] = record
    monkeypatch.setattr(VintageStore, "find", lambda self, id: known[id])
    made = add_up(settings)
    assert figure(made, "S08").total.numerator == 10
    assert figure(made, "S08Y").total is None
    said = figure(made, "S08Y").why_not
    assert said.zh == "各区口径不同（列于活动异常名录满几年转入严重违法失信名单），不能相加"
    assert said.en.startswith("the districts define it differently (years on the list of abnormal activity")


def test_a_rate_that_a_district_may_not_print_cannot_be_worked_out_from_the_city(settings: Settings) -> None:
    a, b, _ = members_of(settings, CITY, Q)
    state(a, {"S02": (30, 60)})
    state(b, {"S02": (1, 2)})  # too small a base to be printed
    made = add_up(settings)
    assert figure(made, "S02").total is None
    text = city_csv(made).decode("utf-8-sig")
    assert "1/2" not in text
    assert "30/60" not in text


def govreport(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})


def test_the_command_writes_the_same_bytes_twice_and_one_sentence_for_a_mistake(
    settings: Settings, tmp_path: Path
) -> None:
    state(members_of(settings, CITY, Q)[0], {"R01": (100, None)})
    file = tmp_path / "yunchuan.yaml"
    file.write_text(
        "name: {zh: 云川市, en: Yunchuan}\npublisher: {zh: 市局, en: Bureau}\nmembers: [a, b]\n", encoding="utf-8"
    )
    made = []
    for folder in ("one", "two"):
        done = govreport("city", str(file), "-q", str(Q), "--out", str(tmp_path / folder))
        assert done.exit_code == 0, done.output
        assert "2 个区中的 1 个" in done.output
        made.append({path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()})
    assert made[0] == made[1]
    assert set(made[0]) == {"yunchuan-2024-Q1.html", "yunchuan-2024-Q1.csv"}
    file.write_text(file.read_text(encoding="utf-8").replace("[a, b]", "[a, nowhere]"), encoding="utf-8")
    refused = govreport("city", str(file), "-q", str(Q), "--out", str(tmp_path / "three"))
    assert refused.exit_code == 1
    assert "nowhere" in refused.output
    assert not (tmp_path / "three").exists()


def test_the_page_is_written_in_english_too(settings: Settings) -> None:
    made = add_up(settings)
    page = city_page(made, settings.templates_dir, "en").decode()
    assert "Rates are computed anew" in page
    assert f"of {len(made.members)} districts" in page
    assert not any(word in page for word in ("指标", "合计", "区中的", "未计入", "来自哪里"))


def moved(context: Context, **facts: Any) -> Context:
    return replace(context, district=context.district.model_copy(update=facts))


def test_amounts_of_different_currencies_are_refused_and_counts_are_added(settings: Settings) -> None:
    a, b, _ = members_of(settings, CITY, Q)
    b = moved(b, currency="GBP")
    for context in (a, b):
        state(context, {"R01": (10, None), "G02": (500_000_000, None), "G05": (1, 2), "G01": (3, None)})
    made = roll_up(CITY, [a, b], Q)
    assert (figure(made, "R01").total.numerator, figure(made, "G01").total.numerator) == (20, 6)
    paid = figure(made, "G02")
    assert paid.total is None
    assert "货币不同" in paid.why_not.zh
    assert "currenc" in paid.why_not.en
    page = city_page(made, settings.templates_dir).decode()
    assert paid.why_not.zh in page
    assert "500" not in page  # no district's amount stands under another's currency


def test_one_currency_in_different_units_adds_up_in_the_larger_of_them(settings: Settings) -> None:
    a, b, _ = members_of(settings, CITY, Q)
    a, b = moved(a, money_in="元"), moved(b, money_in="万元")
    state(a, {"G02": (123_400_000, None)})
    state(b, {"G02": (1_000_000, None)})
    for members in ([a, b], [b, a]):
        made = roll_up(CITY, members, Q)
        paid = figure(made, "G02")
        assert (paid.total.numerator, paid.indicator.unit.zh) == (124_400_000, "万元")
        assert "124.4" in city_page(made, settings.templates_dir).decode()
