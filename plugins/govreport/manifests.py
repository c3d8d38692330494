"""What one stage hands to the next: small frozen records that name stored files by hash.

Every record serialises to JSON, so the command line keeps it in memory and Airflow passes it through XCom; neither ever
carries rows. Belongs here: these records. Does not belong here: code that makes them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from govreport.district import ExtractName as ExtractName
from govreport.quarter import Quarter

Severity = Literal["block", "hold", "warn", "info"]
State = Literal["pass", "warn", "hold", "block"]
RevisionKind = Literal["routine", "benchmark", "major", "correction"]
"""常规, 年度基准, 重大, 更正 (indicators/revising.py)."""

QuarterText = Annotated[
    Quarter,
    BeforeValidator(lambda value: Quarter.parse(value) if isinstance(value, str) else value),
    PlainSerializer(str, return_type=str),
]


class Manifest(BaseModel):
    """Base of the records: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Snapshot(Manifest):
    """A raw extract as it came, kept under its hash (collect)."""

    district: str
    extract: ExtractName
    quarter: QuarterText
    filename: str
    sha256: str
    size: int
    key: str
    """Where the file store keeps the bytes."""
    origin: str
    """Where it came from, for people; no credentials."""


class TotalRow(Manifest):
    """A 合计 row found in a file: a check on the rows above it, never data."""

    row: int
    column: str
    stated: int
    """In the column's canonical unit (money: 分)."""
    computed: int
    """Sum of all amounts in the column that could be read, kept and set aside alike."""


class CorrectionRecord(Manifest):
    """What became of one correction of corrections.yaml: applied in a row, or not and why."""

    key: dict[str, str]
    """What names the record, as the correction states it."""
    column: str
    """Canonical column."""
    old: str | None
    """The value expected in the file; null for an empty cell."""
    new: str | None
    reason: str
    reported_by: str
    date: date
    row: int | None = None
    """The row it was applied in, or the one whose value differs."""
    found: str | None = None
    """What the file holds there instead of ``old``, where that is why it was not applied."""
    why_zh: str = ""
    """Why it was not applied."""
    why_en: str = ""


class TidyExtract(Manifest):
    """An extract brought to its canonical table (tidy). ``rows_in == rows_kept + rows_set_aside`` always."""

    district: str
    extract: ExtractName
    quarter: QuarterText
    filename: str
    snapshot_sha256: str
    table: str
    key: str
    """Parquet of the rows kept, columns as in canonical.py."""
    sha256: str
    set_aside_key: str
    """Parquet of SET_ASIDE_COLUMNS: one line a reason, so a row may have several."""
    rows_in: int
    rows_kept: int
    rows_set_aside: int
    cutoff: date | None
    """数据截止日期 as the file states it."""
    encoding: str | None
    sheet: str | None
    header_row: int
    columns: dict[str, str]
    """canonical column -> header as found."""
    ignored: list[str]
    """Headers that the layout knows but doesn't keep (personal ones among them)."""
    unknown: list[str]
    """Headers that no mapping decides: an expectation judges them."""
    totals: list[TotalRow]
    format: str = ""
    """csv, json, xlsx, xls or ods, as the content says."""
    corrections_applied: list[CorrectionRecord] = []
    corrections_unmatched: list[CorrectionRecord] = []
    """Corrections meant for this file that it no longer fits: mended at the source, or mistaken."""


SET_ASIDE_COLUMNS = ("extract", "row", "column", "value", "rule", "zh", "en", "suggestion", "town_code")
"""Columns of every set-aside Parquet file: row is int32, the others strings; ``column`` is the header as found in the
file (or the canonical column's zh name), ``rule`` a rule id such as E11 or T-DATE, ``zh``/``en`` the whole sentence
with what to do, ``town_code`` the town it goes back to (may be null)."""


class RuleOutcome(Manifest):
    """How one expectation came out."""

    rule: str
    severity: Severity
    sets_aside: bool
    zh: str
    """The rule in plain Chinese."""
    en: str
    why_zh: str
    """Why a reader of the report should care."""
    why_en: str
    passed: bool
    evaluated: int
    """Rows (or facts) the rule looked at."""
    failed: int
    error: str | None = None
    """Set where the rule itself crashed; that blocks."""
    detail_zh: str = ""
    """The observed fact, for rules about a whole file."""
    detail_en: str = ""


class ExtractCheck(Manifest):
    """The expectations of one extract, judged (check)."""

    tidy: TidyExtract
    outcomes: list[RuleOutcome]
    failures_key: str
    """Parquet of SET_ASIDE_COLUMNS: every failing row of every rule, kept or set aside, none sampled away."""
    set_aside_key: str
    """Parquet with one column _row (int32): the rows that measure must leave out."""
    rows_set_aside: int
    """Rows that tidy kept and a rule set aside."""
    past: list[str] = []
    """Keys of the profiles of earlier quarters that it was judged by, the latest quarter first."""


class Difference(Manifest):
    """A figure of ours beside what another office states for the same quarter (conclude)."""

    rule: str
    key: str
    name: str
    """As the other office calls it."""
    title_zh: str
    """Of their table."""
    title_en: str
    owner: str
    filename: str
    is_money: bool
    ours: int | None
    """A count, or 分; None where it isn't computed."""
    theirs: int | None
    """None where their table lacks it."""
    difference: int | None
    """Ours less theirs."""
    tolerance: int
    state: Literal["equal", "within", "explained", "open"]
    """``open`` holds the report."""
    problem_zh: str = ""
    """Why there is nothing to compare."""
    problem_en: str = ""
    explanation_zh: str = ""
    explanation_en: str = ""
    explained_by: str = ""
    explained_on: date | None = None


class ReferenceFile(Manifest):
    """What another office's table was when the verdict was reached: the file in the store, or why there was none."""

    rule: str
    filename: str = ""
    key: str = ""
    problem_zh: str = ""
    problem_en: str = ""


class Verdict(Manifest):
    """All extracts of one quarter, judged together (check)."""

    district: str
    quarter: QuarterText
    state: State
    checks: list[ExtractCheck]
    outcomes: list[RuleOutcome]
    """Expectations that look across extracts."""
    failures_key: str | None = None
    """Failing rows of the expectations across extracts."""
    differences: list[Difference] = []
    """The signed difference list: our figures beside others', where their tables were supplied."""
    references: list[ReferenceFile] = []
    """Those tables, so that the quarter can be judged again by what was known then."""
    paragraph_zh: str
    """The verdict in one paragraph: what failed, where, what to do."""
    paragraph_en: str
    sha256: str
    """Over everything above: the verdict's identity."""

    @property
    def all_outcomes(self) -> list[RuleOutcome]:
        """Every outcome, extract by extract, then across."""
        return [o for check in self.checks for o in check.outcomes] + self.outcomes


class StoredFile(Manifest):
    """A file made for people to open."""

    name: str
    """As they see it."""
    sha256: str
    size: int
    key: str


class CorrectionSheet(Manifest):
    """The rows that one unit should correct, as a workbook (return_rows)."""

    district: str
    quarter: QuarterText
    unit: str
    """Town code, or the owner's name as in its source definition."""
    title: str
    """The unit's name as printed."""
    lines: int
    """(row, column) pairs listed."""
    rows: int
    file: StoredFile


class ReturnedCopy(Manifest):
    """What became of one correction sheet's mail (return_rows)."""

    sheet_sha256: str
    recipient: str
    state: Literal["claimed", "sent", "refused", "failed", "in_doubt", "already_sent", "bounced", "not_arrived"]
    detail: str = ""


class Returns(Manifest):
    """What goes back to those who can mend it (return_rows)."""

    district: str
    quarter: QuarterText
    verdict_sha256: str
    sheets: list[CorrectionSheet]
    page: StoredFile
    """The verdict page, a self-contained HTML file."""
    copies: list[ReturnedCopy] = []


class Precheck(Manifest):
    """What can be said of a quarter's extracts before they count (precheck)."""

    district: str
    quarter: QuarterText
    notes: list[tuple[str, str]]
    """Extracts that are missing or can't be read, a sentence each: zh, en."""
    state: State | None
    """Of the extracts that are there; None where there are none."""
    paragraph_zh: str
    paragraph_en: str
    returns: Returns | None


class VintageRef(Manifest):
    """One computation of one quarter's observations (measure)."""

    id: str
    """Hash of district, measured quarter, extracts, reference data and code version."""
    district: str
    quarter: QuarterText
    """The quarter the figures are about."""
    source_quarter: QuarterText
    """The quarter whose extracts they were computed from."""
    observations: int


class Identity(Manifest):
    """An arithmetic identity that the figures must satisfy (verify)."""

    name: str
    rule: str = ""
    """Its id in the catalogue of expectations: E40."""
    zh: str
    en: str
    holds: bool
    detail_zh: str
    detail_en: str


class Revision(Manifest):
    """A stated figure that this run's extracts state differently (verify)."""

    indicator: str
    quarter: QuarterText
    town_code: str
    breakdown: str
    member: str
    old_numerator: int
    old_denominator: int | None
    new_numerator: int
    new_denominator: int | None
    kind: RevisionKind = "routine"
    reason_zh: str = ""
    reason_en: str = ""


class Measurement(Manifest):
    """Vintages of one run and what verify found (measure, verify)."""

    district: str
    quarter: QuarterText
    verdict_sha256: str
    vintages: list[VintageRef]
    identities: list[Identity] = []
    revisions: list[Revision] = []


class ReportFile(Manifest):
    """One rendered file."""

    name: str
    """As a recipient sees it."""
    media_type: str
    sha256: str
    size: int
    key: str


class Report(Manifest):
    """A rendered report (render). ``sha256`` is what is signed and what the ledger counts."""

    district: str
    quarter: QuarterText
    language: Literal["zh", "en"]
    fingerprint: str
    """Hash of everything the report is made from; printed in it."""
    sha256: str
    """Hash over the fingerprint and the files' hashes."""
    files: list[ReportFile]
    held: bool
    """The verdict or an identity holds the signature."""
    model_key: str
    """The view model (JSON) all files were rendered from."""
    provenance_key: str = ""
    """What the report was made from, and by which product (reports/provenance.py)."""
    pages: list[StoredFile] = []
    """The pages that explain its figures, one an indicator; the web page links to them."""

    def file(self, suffix: str) -> ReportFile:
        """The file whose name ends in ``suffix`` (".pdf", ".html", ".xlsx")."""
        return next(f for f in self.files if f.name.endswith(suffix))


class Publication(Manifest):
    """A document made beside the report: a town's brief, the annex of a reply, the operators' note."""

    kind: Literal["town_brief", "reply_annex", "operators_note"]
    district: str
    quarter: QuarterText
    language: Literal["zh", "en"]
    town_code: str = ""
    """The (present) code of the town that a brief is for."""
    fingerprint: str
    figures_sha256: str = ""
    """Hash of the figures it is made of, however they are presented (reports/fingerprint.py)."""
    sha256: str
    """Hash over the fingerprint and the files' hashes."""
    files: list[ReportFile]
    held: bool
    """The verdict or an identity holds the report of the same figures."""
    model_key: str

    def file(self, suffix: str) -> ReportFile:
        """The file whose name ends in ``suffix``."""
        return next(f for f in self.files if f.name.endswith(suffix))


class HeadlineChange(Manifest):
    """A figure of a signed report's first page that is now another one, as printed (revise)."""

    indicator: str
    name: str
    label: str = ""
    """"" for the figure itself, or which comparison: 环比."""
    old: str
    new: str


class CorrectionNotice(Manifest):
    """The draft of a notice (更正通知) about a signed report; people send it, or not (render)."""

    district: str
    quarter: QuarterText
    language: Literal["zh", "en"]
    report_sha256: str
    """The signed report that it is about."""
    changes: list[HeadlineChange]
    kind: RevisionKind
    reason: str
    known_since: date | None
    """The day on which the mistake became known; None where nobody has stated it."""
    recipients: list[str]
    """Addresses of those who have, or may have, the signed report."""
    text: StoredFile
    html: StoredFile


class DeliveryRow(Manifest):
    """What became of one recipient's copy (deliver)."""

    report_sha256: str
    recipient: str
    """Address."""
    state: Literal[
        "claimed", "sent", "refused", "failed", "in_doubt", "withheld", "already_sent", "bounced", "not_arrived"
    ]
    detail: str = ""


class Archive(Manifest):
    """A district's static archive as it was written (publish)."""

    district: str
    place: str
    """The folder or URL."""
    index: str
    """Its first page."""
    files: int
    """Pages and copied files, all told."""
    written: int
    """Those that were new or had changed."""
    removed: int
    """Those that nothing leads to any more."""
