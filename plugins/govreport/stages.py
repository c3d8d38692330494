"""The story: collect, tidy, check, measure, verify, render, sign, deliver. One short function a stage.

The command line and Airflow call these and nothing deeper. Each stage takes what the one before returned and a Context;
each may be repeated without harm. Rooms are imported by the stage that needs them: a process pays only for its own
work. Belongs here: the order of things. Does not belong here: how any of them is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from govreport.codes import load_codes
from govreport.district import District, load_district
from govreport.errors import BlockedError, DeliveryError, IntegrityError, Message
from govreport.manifests import (
    DeliveryRow,
    ExtractCheck,
    ExtractName,
    Measurement,
    Report,
    ReportFile,
    Returns,
    Snapshot,
    StoredFile,
    TidyExtract,
    Verdict,
)
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.sources.credentials import ConnectionLookup, from_environment
from govreport.store.database import open_database
from govreport.store.files import FileStore, sha256
from govreport.store.ledger import Ledger, ReturnsLedger
from govreport.store.results import ResultStore

if TYPE_CHECKING:
    from govreport.reports.inputs import ReportInputs

STAGES = ("collect", "tidy", "check", "measure", "verify", "render", "sign", "deliver")

ANOTHER_EDITION = Message(
    "收件人已有本季度季报的另一版本，未再发送；确需发送新版，请用 govreport run --supersede。",
    "The recipient has another edition of this quarter's report; not sent. Use govreport run --supersede to send it.",
)

UNATTENDED = "configuration"
"""The role that signs where a district's configuration asks for no signature."""


@dataclass(frozen=True)
class Context:
    """What every stage knows: the installation, the district, the quarter."""

    settings: Settings
    district: District
    quarter: Quarter
    connections: ConnectionLookup = from_environment
    """Where sources' hosts and credentials are looked up by name."""

    @classmethod
    def make(cls, settings: Settings, district: str, quarter: str | Quarter) -> Context:
        """A context from names; raises ConfigError."""
        parsed = quarter if isinstance(quarter, Quarter) else Quarter.parse(quarter)
        return cls(settings, load_district(settings.districts_dir, district), parsed)

    @property
    def codes_path(self) -> Path:
        """The code lists."""
        return self.settings.reference_dir / "codes.yaml"

    @cached_property
    def files(self) -> FileStore:
        """The file store."""
        return FileStore(self.settings.store)

    @property
    def results(self) -> ResultStore:
        """The results database."""
        return ResultStore(open_database(self.settings.database))

    @property
    def ledger(self) -> Ledger:
        """Signatures and deliveries."""
        return Ledger(open_database(self.settings.database))


def collect(context: Context, extract: ExtractName) -> Snapshot:
    """Fetch one extract and keep its bytes. Raises SourceError: WaitingError before its deadline, LateError after."""
    from govreport.sources.collect import collect as fetch

    snapshot = fetch(context.settings, context.district, context.quarter, extract, context.files, context.connections)
    context.results.add_snapshot(snapshot)
    return snapshot


def tidy(context: Context, snapshot: Snapshot) -> TidyExtract:
    """Bring one snapshot to its canonical table. Raises ReadError."""
    from govreport.tidy.tidy import tidy as bring

    return bring(context.district, snapshot, context.files, load_codes(context.codes_path))


def check(context: Context, extract: TidyExtract) -> ExtractCheck:
    """Judge one extract by its suite."""
    from govreport.quality.check import check_extract
    from govreport.quality.profile import earlier_profiles

    past = earlier_profiles(context.results, context.files, context.district.id, extract.extract, context.quarter)
    return check_extract(context.district, extract, context.files, codes=load_codes(context.codes_path), past=past)


def conclude(context: Context, checks: list[ExtractCheck]) -> Verdict:
    """Judge the extracts together and say the verdict. Never raises for bad data; see ``require_unblocked``."""
    from govreport.quality.conclude import conclude as judge
    from govreport.quality.profile import keep_profiles
    from govreport.quality.references import fetch_references

    references = fetch_references(context.settings, context.district, context.quarter, context.files)
    verdict = judge(
        context.district,
        context.quarter,
        checks,
        context.files,
        codes=load_codes(context.codes_path),
        references=references,
    )
    context.results.add_verdict(verdict)
    keep_profiles(verdict, context.files, context.results)
    return verdict


def require_unblocked(verdict: Verdict) -> None:
    """Raise BlockedError with the verdict's paragraph where it blocks."""
    if verdict.state == "block":
        raise BlockedError(verdict.paragraph_zh, verdict.paragraph_en)


def measure(context: Context, verdict: Verdict) -> Measurement:
    """Compute the quarter's observations, and restate the quarters it is compared with. Raises BlockedError."""
    from govreport.indicators.measuring import measure_quarter

    require_unblocked(verdict)
    return measure_quarter(
        context.district,
        verdict,
        context.files,
        context.results,
        context.codes_path,
        context.settings.duckdb_memory,
    )


def verify(context: Context, measurement: Measurement) -> Measurement:
    """Prove the identities and list the revisions."""
    from govreport.indicators.catalogue import CATALOGUE
    from govreport.indicators.measuring import history, load_observations
    from govreport.indicators.model import Figures
    from govreport.indicators.movement import moved
    from govreport.indicators.verification import prove, revisions
    from govreport.quality.references import explained_changes

    results = context.results
    figures = Figures(CATALOGUE, load_observations(results, measurement.vintages))
    identities = prove(figures, context.quarter, [t.code for t in context.district.towns])
    known = Figures(CATALOGUE, load_observations(results, history(results, context.district.id, context.quarter)))
    identities += moved(known, context.quarter, explained_changes(context.settings, context.district, context.quarter))
    found = []
    for vintage in measurement.vintages:
        earlier = results.latest_vintage(context.district.id, vintage.quarter, context.quarter, before=True)
        if earlier is not None:
            found += revisions(load_observations(results, [earlier]), load_observations(results, [vintage]))
    return measurement.model_copy(update={"identities": identities, "revisions": found})


def render(context: Context, measurement: Measurement, verdict: Verdict) -> list[Report]:
    """One report a language, in every format, kept under its hash."""
    from govreport.indicators.catalogue import CATALOGUE
    from govreport.indicators.measuring import history, load_observations
    from govreport.indicators.model import Figures
    from govreport.quality.summary import left_out
    from govreport.reports.fingerprint import fingerprint
    from govreport.reports.inputs import ReportInputs, SetAside

    past = history(context.results, context.district.id, context.quarter)
    used = {v.quarter: v for v in past} | {v.quarter: v for v in measurement.vintages}
    vintages = [used[quarter] for quarter in sorted(used)]
    figures = Figures(CATALOGUE, load_observations(context.results, vintages))
    aside = tuple(SetAside(*counted) for counted in left_out(verdict, context.files))
    reports = []
    for language in context.district.languages:
        inputs = ReportInputs(
            settings=context.settings,
            district=context.district,
            quarter=context.quarter,
            figures=figures,
            verdict=verdict,
            measurement=measurement,
            set_aside=aside,
            fingerprint=fingerprint(context.settings, context.district, language, measurement, vintages),
            history=tuple(v.quarter for v in past),
        )
        reports.append(_render_one(context, inputs, language))
    return reports


def _render_one(context: Context, inputs: ReportInputs, language: Literal["zh", "en"]) -> Report:
    from govreport.reports.build import build_model
    from govreport.reports.fingerprint import report_sha256
    from govreport.reports.pdf import render_pdf
    from govreport.reports.web import render_web
    from govreport.reports.workbook import render_workbook

    model = build_model(inputs, language)
    rendered = (
        (".pdf", "application/pdf", render_pdf(model, context.settings)),
        (".html", "text/html", render_web(model, context.settings)),
        (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", render_workbook(model)),
    )
    files = [
        ReportFile(
            name=model.file_stem + suffix,
            media_type=media_type,
            sha256=sha256(data),
            size=len(data),
            key=context.files.put("reports", data, suffix),
        )
        for suffix, media_type, data in rendered
    ]
    report = Report(
        district=context.district.id,
        quarter=context.quarter,
        language=language,
        fingerprint=inputs.fingerprint,
        sha256=report_sha256(inputs.fingerprint, files),
        files=files,
        held=inputs.held,
        model_key=context.files.put("models", model.model_dump_json().encode(), ".json"),
    )
    context.results.add_report(report)
    return report


def sign(context: Context, report: Report) -> Report:
    """See that the report may go out.

    Raises BlockedError where the verdict or an identity holds it, DeliveryError where a signature is missing.
    """
    if report.held:
        raise BlockedError(
            f"{context.quarter.zh}季报为草稿，不能签发：数据核查或指标恒等式有“待定”级问题，见季报“数据质量”一节。请更正后重新运行本季度。",
            f"The report of {context.quarter.en} is a draft and can't be signed: an expectation or an identity holds "
            "it (see its section on data quality). Mend the data and run the quarter again.",
        )
    if not context.district.signoff:
        context.ledger.sign(report.sha256, UNATTENDED, context.district.id, "no signature is configured")
    _require_signatures(context, report)
    return report


def _require_signatures(context: Context, report: Report) -> None:
    needed = set(context.district.signoff or (UNATTENDED,))
    missing = sorted(needed - context.ledger.signed_roles(report.sha256))
    if missing:
        roles = "、".join(missing)
        raise DeliveryError(
            f"{context.quarter.zh}季报(指纹 {report.fingerprint[:12]})尚缺签发：{roles}。请先签发再分发。",
            f"The report of {context.quarter.en} (fingerprint {report.fingerprint[:12]}) lacks signatures: {roles}. "
            "Have it signed first.",
        )


def deliver(context: Context, report: Report, *, supersede: bool = False) -> list[DeliveryRow]:
    """Mail the report to every recipient who hasn't had it; raises DeliveryError where it isn't signed.

    Somebody who has another edition of the quarter's report (other data, another version of the product) isn't sent a
    second one by a mere rerun: the copy is withheld, unless ``supersede`` says that an operator wants it.
    """
    from govreport.delivery.body import trend_svg
    from govreport.delivery.deliver import deliver as send
    from govreport.delivery.transports import transport_for
    from govreport.reports.model import ReportModel
    from govreport.reports.svg_png import svg_to_png

    _require_signatures(context, report)
    model = ReportModel.model_validate_json(context.files.get(report.model_key))
    chart = trend_svg(model)
    recipients = [r for r in context.district.recipients if r.language == report.language]
    elsewhere = set() if supersede else context.ledger.addresses_with_another_edition(report)
    already = context.ledger.sent(report.sha256)
    withheld = [r for r in recipients if r.address.casefold() in elsewhere - already]
    rows = send(
        report=report,
        model=model,
        district=context.district,
        recipients=[r for r in recipients if r not in withheld],
        attachments={f.name: context.files.get(f.key) for f in report.files},
        trend_png=svg_to_png(chart, 1184) if chart else None,
        ledger=context.ledger,
        transport=transport_for(context.settings),
        templates=context.settings.templates_dir,
    )
    detail = ANOTHER_EDITION.in_language(context.settings.language)
    return rows + [
        DeliveryRow(report_sha256=report.sha256, recipient=r.address, state="withheld", detail=detail) for r in withheld
    ]


def verdict_on(context: Context, checks: list[ExtractCheck]) -> Verdict:
    """The verdict that ``conclude`` stored about these checks, a blocking one too; IntegrityError where it didn't."""
    verdict = context.results.verdict_on(checks)
    if verdict is None:
        raise IntegrityError(
            f"{context.quarter.zh}没有针对这些数据的核查结论，无法制作更正单；请先看“结论”任务为何没有完成。",
            f"No verdict of {context.quarter.en} is stored about these extracts, so there are no correction sheets; "
            "see why the task conclude didn't finish.",
        )
    return verdict


def return_rows(context: Context, verdict: Verdict, *, deliver: bool = False, day: date | None = None) -> Returns:
    """Make the correction sheets and the verdict page, and keep them; needs nothing that a blocked run lacks.

    With ``deliver``, and where the district has ``mail_corrections``, each sheet is mailed to its unit's stewards,
    dated ``day`` (by default the quarter's release day).
    """
    from govreport.delivery.returns import mail_sheets
    from govreport.delivery.transports import transport_for
    from govreport.quality.page import verdict_page
    from govreport.quality.sheets import correction_sheets
    from govreport.workdays import working_day_after

    sheets = correction_sheets(verdict, context.files, context.district, load_codes(context.codes_path))
    results = context.results
    for sheet in sheets:
        results.add_sheet(sheet)
    page = verdict_page(
        verdict,
        context.district,
        sheets,
        results.verdicts(context.district.id, context.quarter),
        settings=context.settings,
        language=context.district.languages[0],
        link=lambda sheet: f"../../{sheet.file.key}",  # as the files lie in the store
    )
    copies = []
    if deliver and context.district.mail_corrections:
        copies = mail_sheets(
            sheets,
            {sheet.file.sha256: context.files.get(sheet.file.key) for sheet in sheets},
            context.district,
            ReturnsLedger(open_database(context.settings.database)),
            transport_for(context.settings),
            day=day or working_day_after(context.quarter.end, context.district.report.release_working_days),
        )
    return Returns(
        district=context.district.id,
        quarter=context.quarter,
        verdict_sha256=verdict.sha256,
        sheets=sheets,
        page=StoredFile(
            name=f"数据核查结论-{context.quarter}.html",
            sha256=sha256(page),
            size=len(page),
            key=context.files.put("verdicts", page, ".html"),
        ),
        copies=copies,
    )
