"""A report in somebody's hands, proved: made again from its raw files, on this machine and on another one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text, update

import govreport
from govreport import stages
from govreport.context import Context
from govreport.documents.file_inspection import fingerprint_in
from govreport.documents.proof import EXIT_CODES, Proof
from govreport.documents.rebuild import rebuild
from govreport.documents.stored_report import MissingInputsError, copy_inputs, stored_report
from govreport.documents.verify_report import verify_report
from govreport.errors import GovreportError
from govreport.manifests.documents import Publication, Report
from govreport.reports.latest import latest_measurement
from govreport.reports.model import ReportModel
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.publications import PublicationStore
from tests.conftest import PROJECT, below_var
from tests.fixtures.prepared import OLD_REPORT, TOWN, take


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Context, Report]:
    """The report of 2019-Q2, after which the quarter 2019-Q3 was run: what is known now wasn't known then."""
    old = take(OLD_REPORT, Settings(var=tmp_path_factory.mktemp("old") / "var"))
    return old.context, old.reports[0]


@pytest.fixture
def copied(made: tuple[Context, Report], tmp_path: Path) -> tuple[Settings, Report]:
    """The store and the database on "another machine": a copy elsewhere, which a test may spoil."""
    context, report = made
    shutil.copytree(context.settings.var_dir, tmp_path / "elsewhere")
    return Settings(var=tmp_path / "elsewhere"), report


def _path(settings: Settings, key: str) -> Path:
    return Path(settings.store) / key


def _out(settings: Settings, report: Report, suffix: str, folder: Path) -> Path:
    file = report.file(suffix)
    path = folder / f"as received{suffix}"
    path.write_bytes(_path(settings, file.key).read_bytes())
    return path


def _beside(settings: Settings, report: Report, kind: str) -> Publication:
    known = PublicationStore(open_database(settings.database)).of(report.district, report.quarter)
    return next(p for p in known if p.kind == kind)


def _prove(settings: Settings, given: str | Path, *, quick: bool = True) -> Proof:
    return verify_report(settings, str(given), quick=quick)


@below_var
def test_an_old_report_is_made_again_elsewhere_to_the_byte_after_newer_quarters_were_run(
    copied: tuple[Settings, Report], tmp_path: Path
) -> None:
    settings, report = copied
    pdf = _out(settings, report, ".pdf", tmp_path)
    environment = {
        **os.environ,
        "GOVREPORT_VAR": str(settings.var_dir),
        "PYTHONHASHSEED": "4711",
        "TZ": "America/Los_Angeles",
        "LC_ALL": "C",
        "PYTHONUTF8": "1",
        "PYTHONPATH": str(PROJECT / "plugins"),
    }
    done = subprocess.run(  # noqa: S603 - this test's own command
        [sys.executable, "-m", "govreport.cli", "verify", str(pdf)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "逐字节相同" in done.stdout
    assert report.fingerprint[:12] in done.stdout


def test_the_issue_that_a_report_follows_up_is_among_its_inputs(
    copied: tuple[Settings, Report], tmp_path: Path
) -> None:
    settings, report = copied
    assert b"follow_up" in _path(settings, report.model_key).read_bytes()
    stored = stored_report(settings, report)
    key = stored.provenance.parts["last_issue"]
    elsewhere = FileStore(str(tmp_path / "inputs"))
    copy_inputs(stored, elsewhere)
    assert elsewhere.get(key)
    _path(settings, key).unlink()
    with pytest.raises(MissingInputsError, match="last issue"):
        copy_inputs(stored, FileStore(str(tmp_path / "again")))


def test_the_characters_printed_on_the_page_are_enough(made: tuple[Context, Report]) -> None:
    context, report = made
    for given in (report.fingerprint[:12], report.fingerprint, report.sha256):
        assert _prove(context.settings, given).state == "identical"


def test_every_format_bears_the_fingerprint_where_it_is_looked_for(made: tuple[Context, Report]) -> None:
    context, report = made
    for file in (f for f in report.files if not f.data):  # data are the same in whichever language the report is
        assert fingerprint_in(context.files.get(file.key)) == report.fingerprint, file.name


def test_every_stored_file_keeps_its_ending_so_that_pages_can_serve_it(made: tuple[Context, Report]) -> None:
    for file in made[1].files:
        assert Path(file.key).suffix == Path(file.name).suffix != "", file.name


def test_each_file_of_the_data_is_proved_and_an_altered_one_is_nobodys(
    copied: tuple[Settings, Report], tmp_path: Path
) -> None:
    settings, report = copied
    data = [f for f in report.files if f.data]
    assert {"figures.csv", "datapackage.json", "sdmx-data.csv", "sdmx-structure.xml", "changes.json"} < {
        f.name for f in data
    }
    for file in (f for f in data if f.name in ("figures.csv", "changes.json") or not f.is_part):
        received = tmp_path / file.name
        received.write_bytes(_path(settings, file.key).read_bytes())
        assert _prove(settings, received).state == "identical", file.name
    figures = tmp_path / "figures.csv"
    figures.write_bytes(figures.read_bytes().replace(b",P,count", b",A,count", 1))
    with pytest.raises(GovreportError, match=r"figures\.csv"):
        _prove(settings, figures)


def test_an_altered_page_is_named_with_the_words_that_differ(copied: tuple[Settings, Report], tmp_path: Path) -> None:
    settings, report = copied
    page = _out(settings, report, ".html", tmp_path)
    original = page.read_text(encoding="utf-8")
    page.write_text(original.replace("登记社会组织", "登记的社会组织", 1), encoding="utf-8")
    proof = _prove(settings, page)
    assert (proof.state, proof.exit_code) == ("altered", 3)
    assert page.name in proof.message.zh
    assert any("登记的社会组织" in line.zh for line in proof.details)
    assert any("属实" in line.zh for line in proof.details)  # what is stored is sound


def test_the_technical_annex_is_recognised_and_an_altered_one_is_compared_with_itself(
    copied: tuple[Settings, Report], tmp_path: Path
) -> None:
    settings, report = copied
    annex = next(f for f in report.files if f.annex)
    assert _prove(settings, _path(settings, annex.key), quick=True).state == "identical"
    data = FileStore(settings.store).get(annex.key)
    altered = tmp_path / "annex.pdf"
    altered.write_bytes(data + b"\n%")
    proof = _prove(settings, str(altered), quick=True)
    assert proof.state == "altered"
    assert annex.name in proof.message.zh


def test_an_altered_workbook_is_found_though_its_text_is_the_same(
    copied: tuple[Settings, Report], tmp_path: Path
) -> None:
    settings, report = copied
    book = _out(settings, report, ".xlsx", tmp_path)
    again = tmp_path / "saved again.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, old.read(member.filename))
    proof = _prove(settings, again)
    assert proof.state == "altered"
    assert "文字与存档相同" in proof.message.zh


def test_a_towns_brief_is_made_again_from_the_raw_files_of_its_report(copied: tuple[Settings, Report]) -> None:
    settings, report = copied
    brief = _beside(settings, report, "town_brief")
    proof = _prove(settings, _path(settings, brief.file(".pdf").key), quick=False)
    assert proof.state == "identical"
    assert all(line.zh.startswith("签署：") for line in proof.details)
    assert TOWN in proof.message.zh
    assert brief.fingerprint[:12] in proof.message.zh


def test_the_characters_printed_on_a_brief_and_an_annex_are_enough(made: tuple[Context, Report]) -> None:
    context, report = made
    for kind, said in (("town_brief", "镇街简报"), ("reply_annex", "答复附件")):
        document = _beside(context.settings, report, kind)
        proof = _prove(context.settings, document.fingerprint[:12])
        assert proof.state == "identical"
        assert said in proof.message.zh


def test_an_annex_that_was_edited_is_compared_with_the_annex_and_not_with_the_report(
    copied: tuple[Settings, Report], tmp_path: Path
) -> None:
    settings, report = copied
    annex = _beside(settings, report, "reply_annex").file(".docx")
    edited = tmp_path / "edited.docx"
    with zipfile.ZipFile(_path(settings, annex.key)) as old, zipfile.ZipFile(edited, "w") as new:
        for member in old.infolist():
            data = old.read(member.filename)
            if member.filename == "word/document.xml":
                data = data.replace("社会组织".encode(), "社团组织".encode(), 1)
            new.writestr(member.filename, data)
    proof = _prove(settings, edited)
    assert proof.state == "altered"
    assert annex.name in proof.message.zh
    assert any("社团组织" in line.zh for line in proof.details)


def test_a_page_that_explains_a_figure_is_made_again_with_its_report(copied: tuple[Settings, Report]) -> None:
    settings, report = copied
    page = report.pages[0]
    proof = _prove(settings, _path(settings, page.key))
    assert proof.state == "identical"
    assert (
        f"{len(report.files) + len(report.pages)} 个文件" in proof.message.zh
    )  # quick as it was asked, it isn't set alone


def test_a_page_that_the_store_has_lost_is_told(copied: tuple[Settings, Report]) -> None:
    settings, report = copied
    _path(settings, report.pages[0].key).unlink()
    proof = _prove(settings, report.fingerprint)
    assert proof.state == "identical"
    assert any(report.pages[0].key in line.zh for line in proof.details)


def test_a_file_that_is_no_report_and_a_hash_that_nobody_knows_are_refused_in_a_sentence(
    made: tuple[Context, Report], tmp_path: Path
) -> None:
    context, _ = made
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7 nothing of ours")
    for given in (tmp_path / "letter.pdf", "0" * 12, "季报"):
        with pytest.raises(GovreportError, match="请"):
            _prove(context.settings, given)


def test_a_missing_and_a_damaged_input_are_named_with_the_hash_they_should_have(
    copied: tuple[Settings, Report],
) -> None:
    settings, report = copied
    with open_database(settings.database).connect() as connection:
        query = text("SELECT key, sha256, filename FROM snapshots WHERE quarter = :q AND extract = :e")
        gone, damaged = (
            connection.execute(query, {"q": "2019-Q2", "e": extract}).one() for extract in ("registration", "funding")
        )
    _path(settings, gone.key).unlink()
    _path(settings, damaged.key).write_bytes(b"spoilt")
    proof = _prove(settings, report.fingerprint, quick=False)
    assert (proof.state, proof.exit_code) == ("missing", 4)
    for row in (gone, damaged):
        assert row.filename in proof.message.zh
        assert row.sha256 in proof.message.en


def test_a_report_of_another_version_names_the_parts_that_differ(
    copied: tuple[Settings, Report], tmp_path: Path
) -> None:
    settings, report = copied
    home = tmp_path / "newer"
    shutil.copytree(PROJECT / "include" / "templates", home / "include" / "templates")
    for name in ("fonts", "reference", "districts"):
        (home / "include" / name).symlink_to(PROJECT / "include" / name)
    style = home / "include" / "templates" / "web.css"
    style.write_text(style.read_text(encoding="utf-8") + "\n/* newer */\n", encoding="utf-8")
    newer = Settings(home=home, var=settings.var_dir)
    proof = _prove(newer, report.fingerprint)
    assert (proof.state, proof.exit_code) == ("other_version", 5)
    assert "模板" in proof.message.zh
    assert "字体" not in proof.message.zh


@below_var
def test_another_version_number_alone_changes_neither_report_nor_figure(
    copied: tuple[Settings, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, report = copied
    monkeypatch.setattr(govreport, "__version__", "99.0.0")
    assert _prove(settings, report.fingerprint, quick=False).state == "identical"
    stored = stored_report(settings, report)
    context = Context.make(settings, report.district, report.quarter)
    vintages = stages.measure(context, stored.verdict).vintages
    then = stored.provenance.vintages
    assert set(then).isdisjoint(v.id for v in vintages)
    assert [context.vintages.find(v.id).product_version for v in vintages] == ["99.0.0"] * len(then)  # type: ignore[union-attr]
    for before, now in zip(then, vintages, strict=True):
        assert context.vintages.observations(before) == context.vintages.observations(now.id)


def test_a_figure_changed_in_the_database_is_found(copied: tuple[Settings, Report]) -> None:
    settings, report = copied
    o = tables.observations
    with open_database(settings.database).begin() as connection:
        own = connection.execute(
            text("SELECT id FROM vintages WHERE quarter = '2019-Q2' AND source_quarter = '2019-Q2'")
        ).scalar_one()
        connection.execute(
            update(o)
            .where(o.c.vintage_id == own, o.c.indicator == "R01", o.c.town_code == "", o.c.breakdown == "")
            .values(numerator=o.c.numerator + 1)
        )
    proof = _prove(settings, report.fingerprint, quick=False)
    assert proof.state == "differs"
    assert any("R01" in line.zh for line in proof.details)


def test_every_outcome_has_an_exit_code_of_its_own() -> None:
    assert len(set(EXIT_CODES.values())) == len(EXIT_CODES)
    assert not {1, 2} & set(EXIT_CODES.values())  # a sentence, and usage


@pytest.mark.slow
def test_an_edition_that_replaced_another_is_made_again_with_what_it_says_of_that(
    copied: tuple[Settings, Report],
) -> None:
    settings, report = copied
    context = Context.make(settings, "panyu", report.quarter)
    earlier = report.model_copy(update={"sha256": "e" * 64, "fingerprint": "f" * 64, "provenance_key": ""})
    context.results.add_report(earlier)
    for role in context.signers:
        context.ledger.sign(earlier.sha256, role, "虚构")
    verdict, measurement = latest_measurement(context)
    (edition,) = stages.render(context, measurement, verdict)
    model = ReportModel.model_validate_json(context.files.get(edition.model_key))
    assert model.replaces[0].startswith("本版替代此前签发的版本")
    stored = stored_report(settings, edition)
    assert stored.provenance.parts["replaces"] == earlier.model_key
    made = rebuild(settings, stored)
    assert made.departures == []
    assert all(made.hashes[file.name] == file.sha256 for file in edition.files)
