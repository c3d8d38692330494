"""The story: collect, tidy, check, measure, verify, render, sign, deliver. One short function a stage.

The command line and Airflow call these and nothing deeper. Each stage takes what the one before returned and a Context;
each may be repeated without harm. Rooms are imported by the stage that needs them: a process pays only for its own
work. Belongs here: the order of things. Does not belong here: how any of them is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from govreport.codes import load_codes
from govreport.district import District, load_district
from govreport.errors import BlockedError, DeliveryError, IntegrityError
from govreport.manifests import (
    Archive,
    CorrectionNotice,
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
    VintageRef,
)
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.sources.credentials import ConnectionLookup, from_environment
from govreport.store.database import open_database
from govreport.store.files import FileStore, sha256
from govreport.store.ledger import Ledger
from govreport.store.presented import PresentedStore
from govreport.store.results import ResultStore, utc_now
from govreport.store.runs import NewRun, RunStore
from govreport.workdays import use_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from govreport.explain.figure import Desk
    from govreport.indicators.presentation import PresentedFigures
    from govreport.indicators.revising import Statement
    from govreport.quality.references import References
    from govreport.reports.inputs import ReportInputs
    from govreport.reports.model import ReportModel
    from govreport.revise import Proposal, Revised

STAGES = ("collect", "tidy", "check", "measure", "verify", "render", "sign", "deliver")

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

    def __post_init__(self) -> None:
        use_table(self.settings.reference_dir / "working_days.yaml")

    def __reduce__(self) -> tuple[Any, ...]:
        # Made anew in another process, since making it sets that process up; without the lookup of connections, which
        # not every caller can send: nothing is fetched there.
        return Context, (self.settings, self.district, self.quarter)

    @classmethod
    def make(cls, settings: Settings, district: str, quarter: str | Quarter) -> Context:
        """A context from names; raises ConfigError."""
        parsed = quarter if isinstance(quarter, Quarter) else Quarter.parse(quarter)
        return cls(settings, load_district(settings.districts_dir, district), parsed)

    @property
    def codes_path(self) -> Path:
        """The code lists."""
        return self.settings.reference_dir / "codes.yaml"

    @property
    def release_days(self) -> int:
        """Working days after a quarter's end on which its report is dated."""
        return self.district.report.release_working_days

    @cached_property
    def files(self) -> FileStore:
        """The file store."""
        return FileStore(self.settings.store)

    @property
    def results(self) -> ResultStore:
        """The results database."""
        return ResultStore(open_database(self.settings.database))

    @property
    def runs(self) -> RunStore:
        """Runs, and what they changed."""
        return RunStore(open_database(self.settings.database))

    @property
    def presented(self) -> PresentedStore:
        """What may be shown, and what was issued."""
        return PresentedStore(open_database(self.settings.database))

    @property
    def signers(self) -> tuple[str, ...]:
        """The roles whose signatures issue a report."""
        return self.district.signoff or (UNATTENDED,)

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


def tidy_and_check(context: Context, snapshots: Sequence[Snapshot]) -> list[ExtractCheck]:
    """``check`` of ``tidy`` of every snapshot, large ones side by side. Raises ReadError."""
    from govreport.side_by_side import pipelined

    sizes = [s.size for s in snapshots]
    return pipelined(partial(tidy, context), partial(check, context), snapshots, sizes, context.settings.processes)


def check_each(context: Context, extracts: Sequence[TidyExtract]) -> list[ExtractCheck]:
    """``check`` of every extract, large ones side by side."""
    from govreport.side_by_side import in_processes

    return in_processes(partial(check, context), extracts, [e.rows_in for e in extracts], context.settings.processes)


def check(context: Context, extract: TidyExtract) -> ExtractCheck:
    """Judge one extract by its suite."""
    from govreport.quality.check import check_extract
    from govreport.quality.profile import profiles_at

    keys = context.results.profile_keys(context.district.id, extract.extract, context.quarter)
    past = profiles_at(keys, context.files)
    found = check_extract(context.district, extract, context.files, codes=load_codes(context.codes_path), past=past)
    return found.model_copy(update={"past": keys})


def conclude(context: Context, checks: list[ExtractCheck], references: References | None = None) -> Verdict:
    """Judge the extracts together and say the verdict. Never raises for bad data; see ``require_unblocked``.

    ``references`` are other offices' tables as they were known (by default they are fetched now).
    """
    verdict = judge_together(context, checks, references)
    keep_verdict(context, verdict)
    return verdict


def judge_together(context: Context, checks: list[ExtractCheck], references: References | None = None) -> Verdict:
    """The verdict, as ``conclude`` says it, and nothing kept."""
    from govreport.quality.references import fetch_references
    from govreport.side_by_side import where_the_engine_is

    if references is None:
        references = fetch_references(context.settings, context.district, context.quarter, context.files)
    return where_the_engine_is(partial(_judge, context, references), checks)


def _judge(context: Context, references: References, checks: list[ExtractCheck]) -> Verdict:
    from govreport.quality.conclude import conclude as judge

    return judge(
        context.district,
        context.quarter,
        checks,
        context.files,
        codes=load_codes(context.codes_path),
        references=references,
    )


def keep_verdict(context: Context, verdict: Verdict) -> None:
    """Record a verdict, and what the extracts that it accepts look like."""
    from govreport.quality.profile import keep_profiles

    context.results.add_verdict(verdict)
    keep_profiles(verdict, context.files, context.results, context.settings.duckdb_memory)


def require_unblocked(verdict: Verdict) -> None:
    """Raise BlockedError with the verdict's paragraph where it blocks."""
    if verdict.state == "block":
        raise BlockedError(verdict.paragraph_zh, verdict.paragraph_en)


def measure(context: Context, verdict: Verdict, statement: Statement | None = None) -> Measurement:
    """Compute the quarter's observations, and restate the quarters it is compared with. Raises BlockedError.

    ``statement`` is what an operator says of a revision.
    """
    from govreport.indicators.measuring import measure_quarter
    from govreport.indicators.revising import NOTHING_SAID

    require_unblocked(verdict)
    return measure_quarter(
        context.district,
        verdict,
        context.files,
        context.results,
        context.codes_path,
        context.settings.duckdb_memory,
        replace(statement or NOTHING_SAID, roles=context.signers),
    )


def verify(context: Context, measurement: Measurement) -> Measurement:
    """Prove the identities and list the revisions."""
    from govreport.indicators.catalogue import CATALOGUE
    from govreport.indicators.measuring import history, load_observations
    from govreport.indicators.model import Figures
    from govreport.indicators.movement import moved
    from govreport.indicators.restated import restated
    from govreport.indicators.themes.commitments import promised
    from govreport.indicators.verification import prove
    from govreport.quality.references import explained_changes

    results, started = context.results, utc_now()
    figures = Figures(CATALOGUE, load_observations(results, measurement.vintages))
    identities = prove(figures, context.quarter, [t.code for t in context.district.towns])
    identities += promised(figures, context.quarter, context.district.commitments)
    known = Figures(CATALOGUE, load_observations(results, history(results, context.district.id, context.quarter)))
    identities += moved(known, context.quarter, explained_changes(context.settings, context.district, context.quarter))
    found = restated(results, measurement, context.release_days)
    _record(context, "verify", measurement, started)
    return measurement.model_copy(update={"identities": identities, "revisions": found})


def _record(
    context: Context,
    stage: Literal["verify", "render"],
    measurement: Measurement,
    started: datetime,
    vintages: list[VintageRef] | None = None,
    reports: list[Report] | None = None,
) -> None:
    from govreport.indicators.catalogue import catalogue_sha256
    from govreport.indicators.revising import product_version

    context.runs.record(
        NewRun(
            district=context.district.id,
            quarter=context.quarter,
            stage=stage,
            verdict_sha256=measurement.verdict_sha256,
            catalogue_sha256=catalogue_sha256(),
            product_version=product_version(),
            vintages=[v.id for v in vintages or measurement.vintages],
            reports=[r.sha256 for r in reports or []],
            started_at=started,
        )
    )


class Material(NamedTuple):
    """What one language's report is made from."""

    language: Literal["zh", "en"]
    inputs: ReportInputs
    parts: dict[str, Any]
    """Hashed, they are the fingerprint."""


def material(context: Context, measurement: Measurement, verdict: Verdict) -> tuple[list[Material], list[VintageRef]]:
    """What the reports of a run are made from, a language each, and every vintage they show."""
    from govreport.indicators.catalogue import CATALOGUE
    from govreport.indicators.measuring import history, load_observations
    from govreport.indicators.presentation import present
    from govreport.indicators.revisions import series_breaks
    from govreport.indicators.status import status_letters, vintage_status
    from govreport.quality.summary import left_out
    from govreport.reports.fingerprint import fingerprint_parts, sealed_parts
    from govreport.reports.inputs import ReportInputs, SetAside
    from govreport.reports.triangle import headline_triangles, known_then

    past = history(context.results, context.district.id, context.quarter)
    used = {v.quarter: v for v in past} | {v.quarter: v for v in measurement.vintages}
    vintages = [used[quarter] for quarter in sorted(used)]
    figures = present(
        observations := load_observations(context.results, vintages),
        CATALOGUE,
        load_codes(context.codes_path),
        status_letters(
            observations,
            CATALOGUE,
            {v.quarter: vintage_status(v.quarter, v.source_quarter, context.release_days) for v in vintages},
            [(r.indicator, r.quarter, r.town_code, r.breakdown, r.member) for r in measurement.revisions],
            series_breaks([r for v in vintages if (r := context.runs.vintage(v.id)) is not None], CATALOGUE),
        ),
    )
    aside = tuple(SetAside(*counted) for counted in left_out(verdict, context.files))
    compared = known_then(context.runs, context.district.id, vintages)
    triangles = headline_triangles(context.runs, compared)
    found = []
    for language in context.district.languages:
        parts = fingerprint_parts(
            context.settings, context.district, language, measurement, vintages, [v.id for v in compared]
        )
        inputs = ReportInputs(
            settings=context.settings,
            district=context.district,
            quarter=context.quarter,
            figures=figures,
            verdict=verdict,
            measurement=measurement,
            set_aside=aside,
            fingerprint=sealed_parts(parts),
            history=tuple(v.quarter for v in past),
            triangles=triangles,
        )
        found.append(Material(language, inputs, parts))
    return found, vintages


def render(context: Context, measurement: Measurement, verdict: Verdict) -> list[Report]:
    """One report a language, in every format, kept under its hash.

    Where it changes a headline figure of a report that was signed, the draft of a correction notice is kept too.
    """
    from govreport.explain.links import href
    from govreport.indicators.measuring import history
    from govreport.reports.provenance import keep_provenance, known_vintages
    from govreport.shown import keep_shown

    started = utc_now()
    found, vintages = material(context, measurement, verdict)
    own, known = known_vintages(
        context.results, measurement, history(context.results, context.district.id, context.quarter)
    )
    reports = []
    for language, inputs, parts in found:
        pages = explain_pages(context, measurement, verdict, inputs.figures, language)
        inputs = replace(inputs, figure_pages={name: href(page.key) for name, page in pages.items()})
        provenance = keep_provenance(
            context.settings, context.district, verdict, context.files, context.results,
            language=language, parts=parts, vintages=own, known=known,
        )  # fmt: skip
        reports.append(_render_one(context, inputs, language, provenance, list(pages.values())))
    _record(context, "render", measurement, started, vintages, reports)
    shown = [r for v in vintages if (r := context.runs.vintage(v.id)) is not None]
    keep_shown(context.presented, found[0].inputs.figures, shown, context.district, load_codes(context.codes_path))
    for report in reports:
        draft_notice(context, report)
    return reports


def explain_pages(
    context: Context,
    measurement: Measurement,
    verdict: Verdict,
    figures: PresentedFigures,
    language: Literal["zh", "en"],
) -> dict[str, StoredFile]:
    """The pages that explain the quarter's figures: indicator -> page. ``figures`` are those that may be shown."""
    from govreport.explain.pages import figure_pages

    own = next(v for v in measurement.vintages if v.quarter == context.quarter)
    return figure_pages(desk(context), context.settings.templates_dir, own, verdict, figures, language)


def desk(context: Context) -> Desk:
    """What explanations of a context's figures are made from."""
    from govreport.explain.figure import Desk

    return Desk(
        district=context.district,
        files=context.files,
        results=context.results,
        codes_path=context.codes_path,
        codes=load_codes(context.codes_path),
        memory_limit=context.settings.duckdb_memory,
    )


def draft_notice(context: Context, report: Report) -> CorrectionNotice | None:
    """Keep the draft of a correction notice where ``report`` prints another headline figure than the one last signed.

    A draft only: nothing mails it. None where nothing was signed or nothing on the first page changed.
    """
    from govreport.reports.model import ReportModel
    from govreport.reports.notice import headline_changes, make_notice

    signed = context.ledger.last_signed(context.district.id, context.quarter, context.signers, report.language)
    if signed is None or signed.sha256 == report.sha256:
        return None
    issued, made = (ReportModel.model_validate_json(context.files.get(r.model_key)) for r in (signed, report))
    changes = headline_changes(issued, made)
    if not changes:
        return None
    run = context.runs.last_run(context.district.id, context.quarter)
    own = context.results.latest_vintage(context.district.id, context.quarter, context.quarter)
    revision = context.runs.revision_of(own.id) if own is not None else None
    notice = make_notice(
        context.settings, context.district, context.files,
        signed=signed, issued=issued, changes=changes, judged=revision.judged if revision else None,
        known_since=run.known_since if run else None, holders=context.ledger.holders(signed.sha256),
    )  # fmt: skip
    context.runs.add_notice(notice)
    return notice


def render_files(model: ReportModel, settings: Settings) -> list[tuple[str, str, bytes]]:
    """Every format of a report: (suffix of its name, media type, bytes). The same model gives the same bytes."""
    from govreport.reports.pdf import render_pdf
    from govreport.reports.web import render_web
    from govreport.reports.word import DOCX, render_docx
    from govreport.reports.workbook import render_workbook

    return [
        (".pdf", "application/pdf", render_pdf(model, settings)),
        (".html", "text/html", render_web(model, settings)),
        (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", render_workbook(model)),
        (".docx", DOCX, render_docx(model, settings)),
    ]


def keep_files(context: Context, kind: str, stem: str, rendered: Sequence[tuple[str, str, bytes]]) -> list[ReportFile]:
    """Store rendered files (suffix, media type, bytes) in the folder ``kind``, named ``stem`` for people."""
    return [
        ReportFile(
            name=stem + suffix,
            media_type=media_type,
            sha256=sha256(data),
            size=len(data),
            key=context.files.put(kind, data, suffix),
        )
        for suffix, media_type, data in rendered
    ]


def _render_one(
    context: Context, inputs: ReportInputs, language: Literal["zh", "en"], provenance: str, pages: list[StoredFile]
) -> Report:
    from govreport.reports.build import build_model
    from govreport.reports.fingerprint import report_sha256

    model = build_model(inputs, language)
    rendered = render_files(model, context.settings)
    files = keep_files(context, "reports", model.file_stem, rendered)
    report = Report(
        district=context.district.id,
        quarter=context.quarter,
        language=language,
        fingerprint=inputs.fingerprint,
        sha256=report_sha256(inputs.fingerprint, files),
        files=files,
        held=inputs.held,
        model_key=context.files.put("models", model.model_dump_json().encode(), ".json"),
        provenance_key=provenance,
        pages=pages,
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
    context.presented.issue(report.sha256)
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
    """Mail the report, and then its towns' briefs, to every recipient who hasn't had them.

    Raises DeliveryError where the report isn't signed. Somebody who has another edition of the quarter's report (other
    data, another version of the product) isn't sent a second one by a mere rerun: the copy is withheld, unless
    ``supersede`` says that an operator wants it. See govreport.sending.
    """
    from govreport.sending.report import send_report

    _require_signatures(context, report)
    return send_report(context, report, supersede=supersede)


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
    from govreport.explain.links import href
    from govreport.quality.page import verdict_page
    from govreport.quality.sheets import correction_sheets
    from govreport.sending.report import send_sheets
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
        link=lambda sheet: href(sheet.file.key),
    )
    copies = []
    if deliver and context.district.mail_corrections:
        release = working_day_after(context.quarter.end, context.district.report.release_working_days)
        copies = send_sheets(context, sheets, day or release)
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


def revise(
    context: Context,
    reason: str,
    *,
    kind: Literal["correction", "major"] | None = None,
    from_store: bool = False,
    known_since: date | None = None,
    confirm: Callable[[Proposal], bool] = lambda _: True,
) -> Revised | None:
    """Measure the quarter again and keep what changes, with its reason, if ``confirm`` agrees; see govreport.revise."""
    from govreport.revise import revise as measure_again

    return measure_again(context, reason, kind=kind, from_store=from_store, known_since=known_since, confirm=confirm)


def publish(context: Context, to: str | None = None, *, with_drafts: bool = False) -> Archive:
    """Bring the district's static archive up to date: all quarters, not only the context's.

    It is written to the store, or to ``to``, a folder or URL; ``with_drafts`` shows what isn't issued too.
    """
    from govreport.archive.build import build_site
    from govreport.archive.holdings import read_holdings
    from govreport.archive.publish import Place, one_writer, publish_site

    district = context.district
    place = Place.at(to) if to else Place(context.files.fs, context.files.path(f"archive/{district.id}"))
    with one_writer(place):
        engine = open_database(context.settings.database)
        held = read_holdings(context.settings, district, context.files, engine, with_drafts=with_drafts)
        return publish_site(build_site(held), context.files, place, district.id)
