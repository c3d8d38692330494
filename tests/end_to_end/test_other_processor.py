"""A report that was made on another kind of processor: never called false for that, and no cover for what is false."""

from __future__ import annotations

import platform

import pytest

from govreport import stages
from govreport.documents.identify import Document
from govreport.documents.proof import proof_of
from govreport.documents.rebuild import Rebuild
from govreport.documents.stored_report import stored_report
from govreport.documents.verify_report import verify_report
from govreport.errors import Message
from govreport.manifests.documents import Report
from govreport.reports.formats import word
from govreport.reports.identity.fingerprint import figures_sha256, fingerprint_parts, sealed_parts
from govreport.reports.identity.product import processor
from govreport.settings import Settings
from tests.fixtures.prepared import ALONE_REPORT, Prepared, take
from tests.reports.fictional import fictional_inputs

ELSEWHERE = "riscv64"
"""A kind of processor that no machine of ours has."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return take(ALONE_REPORT, Settings(var=tmp_path_factory.mktemp("processors") / "var"))


def printed_elsewhere(prepared: Prepared, patched: pytest.MonkeyPatch) -> Report:
    """The report with pictures of other pixels, as another kind of processor draws them."""
    with patched.context() as other:
        other.setattr(platform, "machine", lambda: ELSEWHERE)
        other.setattr(word, "_DOTS", word._DOTS - 1)
        return stages.render(prepared.context, prepared.measurement, prepared.verdict)[0]


@pytest.mark.slow
def test_a_report_made_on_another_kind_of_processor_is_to_be_checked_there_and_not_called_false(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = printed_elsewhere(prepared, monkeypatch)
    proof = verify_report(prepared.context.settings, report.sha256)
    assert (proof.state, proof.exit_code) == ("other_version", 5)
    zh, en = proof.message
    count = len(report.files) + len(report.pages)
    assert f"另一种处理器（{ELSEWHERE}，本机为 {processor()}）" in zh
    assert f"{count} 个文件中 {count - 1} 个与当时的逐字节相同，不同的是 {report.file('.docx').name}；" in zh
    assert "由原始文件重算的数值与存档全部相同" in zh
    assert f"another kind of processor ({ELSEWHERE}; this one is {processor()})" in en
    assert f"Check it on a machine with {ELSEWHERE}" in en


@pytest.mark.parametrize(("machine", "state", "code"), [("", "differs", 6), (ELSEWHERE, "other_version", 5)])
def test_only_on_the_same_kind_of_processor_a_file_with_other_bytes_doesnt_follow_from_its_inputs(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch, machine: str, state: str, code: int
) -> None:
    report = prepared.reports[0]
    stored = stored_report(prepared.context.settings, report)
    hashes = {f.name: f.sha256 for f in (*report.files, *report.pages)}
    made = Rebuild(hashes | {report.file(".docx").name: "0" * 64})
    if machine:
        monkeypatch.setattr(platform, "machine", lambda: machine)
    proof = proof_of(prepared.context.settings, Document(report), stored, made, quick=False)
    assert (proof.state, proof.exit_code) == (state, code)
    assert report.file(".docx").name in proof.message.zh
    assert ("处理器" in proof.message.zh) == bool(machine)
    assert proof_of(prepared.context.settings, Document(report), stored, Rebuild(hashes), quick=False).exit_code == 0


def test_another_kind_of_processor_is_no_excuse_for_other_figures(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = prepared.reports[0]
    stored = stored_report(prepared.context.settings, report)
    made = Rebuild({f.name: f.sha256 for f in report.files}, figures=[Message("R01：存842", "R01: 842 is stored")])
    monkeypatch.setattr(platform, "machine", lambda: ELSEWHERE)
    proof = proof_of(prepared.context.settings, Document(report), stored, made, quick=False)
    assert (proof.state, proof.exit_code) == ("differs", 6)


def test_what_another_version_on_another_processor_made_names_both(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = prepared.reports[0]
    stored = stored_report(prepared.context.settings, report)
    monkeypatch.setattr(platform, "machine", lambda: ELSEWHERE)
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    proof = proof_of(prepared.context.settings, Document(report), stored, Rebuild({}), quick=True)
    assert proof.exit_code == 5
    assert f"处理器（{stored.provenance.product['processor']}→{ELSEWHERE}）" in proof.message.zh
    assert "python（" in proof.message.zh


@pytest.mark.parametrize(
    ("called", "name"),
    [("x86_64", "x86_64"), ("AMD64", "x86_64"), ("aarch64", "aarch64"), ("arm64", "aarch64"), ("ARM64", "aarch64"),
     ("loongarch64", "loongarch64"), ("", "")],
)  # fmt: skip
def test_a_kind_of_processor_has_one_name_whatever_the_system_calls_it(
    called: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: called)
    assert processor() == name


def test_the_fingerprint_names_the_processor_and_documents_of_the_same_figures_still_belong_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inputs = fictional_inputs()

    def parts() -> dict[str, object]:
        return fingerprint_parts(inputs.settings, inputs.district, "zh", inputs.measurement, [])

    here = parts()
    assert sealed_parts(here) == sealed_parts(parts())
    monkeypatch.setattr(platform, "machine", lambda: ELSEWHERE)
    there = parts()
    assert sealed_parts(there) != sealed_parts(here)
    assert figures_sha256(there) == figures_sha256(here)
