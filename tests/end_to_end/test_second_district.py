"""The second, invented district beside Panyu in one installation: nothing is Panyu's alone, nothing crosses over."""

from __future__ import annotations

import filecmp
import json
import shutil
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select
from typer.testing import CliRunner, Result

from govreport.cli.application import app
from govreport.district.reading import load_district
from govreport.indicators.catalogue import CATALOGUE
from govreport.overview.holdings import find_file
from govreport.overview.record import read_quarter
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.ledger import Ledger
from govreport.store.publications import PublicationStore
from govreport.store.results import ResultStore
from govreport.store.revisions import RevisionStore
from govreport.store.runs import RunStore
from govreport.store.vintages import VintageStore
from govreport.store.writing import utc_now
from include.sample import make_linjiang
from tests.conftest import PROJECT

PANYUS = ("番禺", "Panyu", "440113", "广州", "Guangzhou", "第41号提案")
Q = Quarter(2024, 1)


def govreport(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation with two districts, the second of which has run a quarter to its report and signed it."""
    home = tmp_path_factory.mktemp("both") / "home"
    include = home / "include"
    include.mkdir(parents=True)
    for name in ("templates", "reference", "fonts", "sample"):
        (include / name).symlink_to(PROJECT / "include" / name)
    shutil.copytree(PROJECT / "include" / "districts" / "panyu", include / "districts" / "panyu")
    shutil.copytree(PROJECT / "include" / "sample_districts" / "linjiang", include / "districts" / "linjiang")
    settings = Settings(home=home, var=home / "var")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOVREPORT_HOME", str(home))
        patch.setenv("GOVREPORT_VAR", str(home / "var"))
        ran = govreport("run", "-d", "linjiang", "-q", str(Q), "--until", "render")
        assert ran.exit_code == 0, ran.output
    return settings


@pytest.fixture
def in_both(both: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("GOVREPORT_HOME", str(both.home))
    monkeypatch.setenv("GOVREPORT_VAR", str(both.var))
    return both


def test_its_extracts_are_made_again_byte_for_byte(tmp_path: Path) -> None:
    made = make_linjiang.make(tmp_path)
    kept = PROJECT / "include" / "sample" / "linjiang"
    assert len(made) == 4 * len(make_linjiang.QUARTERS)
    assert sum(path.stat().st_size for path in made) < 1_000_000
    for path in made:
        if path.suffix in (".json", ".txt"):  # what zlib compresses differs between its versions
            assert filecmp.cmp(path, kept / path.relative_to(tmp_path), shallow=False), path.name


def test_nothing_of_panyu_stands_in_its_reports_and_pages(both: Settings) -> None:
    files, results = FileStore(both.store), ResultStore(open_database(both.database))
    for language in ("zh", "en"):
        report = results.latest_report("linjiang", Q, language)
        assert report is not None
        pages = [file.key for file in report.files if file.name.endswith(".html")] + [p.key for p in report.pages]
        assert len(pages) > 20
        for key in [*pages, report.model_key]:
            text = files.get(key).decode()
            assert [word for word in PANYUS if word in text] == [], key
    zh = results.latest_report("linjiang", Q, "zh")
    assert zh is not None
    page = files.get(next(f.key for f in zh.files if f.name.endswith(".html"))).decode()
    assert all(words in page for words in ("临江区社会组织季度观察", "云岭乡", "7个镇街", "2024年4月11日"))


def _without(model: dict[str, Any], block: str) -> str:
    """Everything that a report says and shows, one of its tables and the figures as data apart."""
    model = {key: value for key, value in model.items() if key not in ("data", "data_set")}
    for section in model["sections"]:
        section["blocks"] = [b for b in section["blocks"] if b.get("key") != block]
    return json.dumps(model, ensure_ascii=False)


def test_what_it_does_not_supply_stands_nowhere_but_in_the_list_of_what_is_missing(both: Settings) -> None:
    """Its register has no column for charities, nobody was assessed or penalized: unknown, and never nought."""
    engine, files = open_database(both.database), FileStore(both.store)
    vintage = VintageStore(engine).latest("linjiang", Q, Q)
    assert vintage is not None
    stated = {o.indicator for o in VintageStore(engine).observations(vintage.id)}
    lost = {"B03", "F02", "F03", "G04", "G04A", "G12", "G13", "I01", "I02", "I03", "I04", "R14", "R15", "S05", "S05A",
            "S06", "S06E", "S07", "S11", "S11B", "S11C", "S11D", "S12", "S14", "V01", "V02", "V03"}  # fmt: skip
    assert not lost & stated
    assert {"R01", "R04", "R05", "S08", "S10", "G02", "G14", "S03M"} <= stated  # it covers exits and lists
    for language in ("zh", "en"):
        report = ResultStore(engine).latest_report("linjiang", Q, language)
        assert report is not None
        model = json.loads(files.get(report.model_key))
        tables = [b for s in model["sections"] for b in s["blocks"] if b.get("key") == "unstated"]
        listed = json.dumps(tables, ensure_ascii=False)
        said = {"zh": ("“行政处罚”类记录", "“是否慈善组织”一列"), "en": ("is charity", "supply such records")}
        assert [words for words in said[language] if words not in listed] == []
        assert "covers:" not in listed  # words for readers; `govreport indicators` names files and entries
        missing = {p["indicator"] for p in model["data"] if p["letters"] == "M" and not p["town_code"]}
        assert lost <= missing
        elsewhere = _without(model, "unstated")
        names = {CATALOGUE[i].name.in_language(language) for i in lost}
        assert [name for name in names if f'"{name}"' in elsewhere or f"{name} " in elsewhere] == []


def test_a_register_whose_every_row_is_left_out_is_no_draft_until_the_reason_is_mended(
    in_both: Settings,
) -> None:
    path = in_both.districts_dir / "linjiang" / "district.yaml"
    right = path.read_text(encoding="utf-8")
    file = PROJECT / "include" / "sample" / "linjiang" / str(Q) / f"dengji_{Q}.json"
    words = ("check", "-d", "linjiang", "-q", str(Q), str(file))
    try:
        wrong = right.replace("registrars: [临江区社会建设局, 云川市临江区社会建设局]", "registrars: [别处]")
        path.write_text(wrong, encoding="utf-8")
        blocked = govreport(*words)
    finally:
        path.write_text(right, encoding="utf-8")
    assert blocked.exit_code == 1
    assert "没有可用的行" in blocked.output
    assert "E15-REGISTRAR" in blocked.output
    mended = govreport(*words)
    assert mended.exit_code == 0, mended.output


def test_the_command_says_why_an_indicator_has_no_figure(in_both: Settings) -> None:
    said = govreport("indicators", "-d", "linjiang", "-q", str(Q)).output
    assert "R14 慈善组织：" in said.replace("\n", "")
    assert "covers: [penalty]" in said.replace("\n", "")


def test_its_chain_signs_and_its_people_get_its_report_in_their_language(in_both: Settings) -> None:
    unsigned = govreport("run", "-d", "linjiang", "-q", str(Q), "--deliver")
    assert unsigned.exit_code == 1
    assert "复核" in unsigned.output
    for role in ("复核", "签发"):
        signed = govreport("sign", "-d", "linjiang", "-q", str(Q), "--role", role, "--signer", "样例")
        assert signed.exit_code == 0, signed.output
    sent = govreport("deliver", str(Q), "-d", "linjiang")
    assert sent.exit_code == 0, sent.output
    mails = [BytesParser(policy=policy.default).parsebytes(p.read_bytes()) for p in in_both.outbox_dir.glob("*.eml")]
    got = {str(mail["To"].addresses[0].addr_spec): str(mail["Subject"]) for mail in mails}
    assert got.keys() == {one.address for one in load_district(in_both.districts_dir, "linjiang").recipients}
    assert "临江区社会组织季度观察" in got["mayor@linjiang.example"]
    assert "Linjiang Quarterly Review" in got["adviser@linjiang.example"]


def test_with_two_districts_a_command_that_names_none_says_so_in_one_sentence(in_both: Settings) -> None:
    said = govreport("deliveries", str(Q))
    assert said.exit_code == 1
    assert said.output.strip() == (
        "请用 -d 指明区，现有：linjiang、panyu；总是同一个区的，可设环境变量 GOVREPORT_DISTRICT。"
    )


def test_every_read_by_district_gives_the_other_nothing(both: Settings) -> None:
    engine = open_database(both.database)
    results, runs, vintages = ResultStore(engine), RunStore(engine), VintageStore(engine)
    assert vintages.latest("linjiang", Q, Q) is not None
    assert vintages.latest("panyu", Q, Q) is None
    assert results.latest_report("panyu", Q, "zh") is None
    assert results.verdicts("panyu", Q) == []
    assert results.profile_keys("linjiang", "registration", Q.next) != []
    assert results.profile_keys("panyu", "registration", Q.next) == []
    assert (runs.runs("panyu", Q), vintages.current("panyu", Q)) == ([], [])
    assert RevisionStore(engine).of_quarter("panyu", Q) == []
    assert runs.last_run("panyu", Q) is None
    assert (vintages.of_quarter("panyu", Q), results.reports("panyu", Q)) == ([], [])
    assert results.quarters("panyu") == []
    assert PublicationStore(engine).of("panyu", Q) == []
    assert Ledger(engine).last_signed("panyu", Q, ["复核"]) is None


def test_a_file_of_one_district_is_not_reached_from_the_other(both: Settings) -> None:
    """The store is shared and files are named by hash: only a way from the district's own quarter leads to one."""
    engine, store = open_database(both.database), FileStore(both.store)
    report = ResultStore(engine).latest_report("linjiang", Q, "zh")
    assert report is not None
    own = read_quarter(engine, load_district(both.districts_dir, "linjiang"), Q, utc_now())
    others = read_quarter(engine, load_district(both.districts_dir, "panyu"), Q, utc_now())
    for file in report.files:
        kind = file.key.split("/")[0]
        assert find_file(own, store, kind, file.sha256) is not None
        assert find_file(others, store, kind, file.sha256) is None


def test_every_table_says_whose_a_row_is_or_hangs_on_one_that_does(both: Settings) -> None:
    """A table without a district and without a way to one would mix districts; those named here are no district's."""
    # Keys, or hashes of what has a district:
    names_the_thing = {"mail_copies", "messages", "copy_events", "alerts", "words", "log"}
    no_districts = {"audits", "definitions", "described_indicators", "alembic_version"}
    by_dag = {"failures"}  # by DAG id, which ends in the district
    found = inspect(open_database(both.database))
    for table in set(found.get_table_names()) - names_the_thing - no_districts - by_dag:
        columns = {column["name"] for column in found.get_columns(table)}
        parents = {key["referred_table"] for key in found.get_foreign_keys(table)}
        assert "district" in columns or parents, table
    with open_database(both.database).connect() as connection:
        assert set(connection.execute(select(tables.vintages.c.district)).scalars()) == {"linjiang"}
