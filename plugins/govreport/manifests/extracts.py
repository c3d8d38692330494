"""What collect and tidy hand on: a snapshot of a raw file, and the typed table made from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import Field

from govreport.district.folder import ExtractName as ExtractName
from govreport.errors import Message
from govreport.manifests.base import Manifest, QuarterText
from govreport.quarter import Quarter

SET_ASIDE_COLUMNS = ("extract", "row", "column", "value", "rule", "zh", "en", "suggestion", "town_code")
"""Columns of every set-aside Parquet file: row is int32, the others strings; ``column`` is the header as found in the
file (or the canonical column's zh name), ``rule`` a rule id such as E11 or T-DATE, ``zh``/``en`` the whole sentence
with what to do, ``town_code`` the town it goes back to (may be null)."""


SHEET_ROWS = 2_000_000
"""Rows of the k-th sheet that is read (from 0) are numbered from k * SHEET_ROWS on, so that a number means one row."""


def place(row: int, sheets: Sequence[str] = ()) -> Message:
    """A row as a person finds it: “第5行”, with its sheet where several were read: “工作表“南村镇”第5行”."""
    if row < 0:
        return Message("（已不在名册中，取自上期名册）", "no row any more (the one before listed it)")
    if row == 0:
        return Message("", "the whole file")
    if len(sheets) < 2:
        return Message(f"第{row}行", f"row {row}")
    sheet, row = divmod(row, SHEET_ROWS)
    return Message(f"工作表“{sheets[sheet]}”第{row}行", f"sheet {sheets[sheet]}, row {row}")


def number_shown(row: int, sheets: Sequence[str] = ()) -> int | str:
    """A row's number in a column of numbers, with its sheet where several were read."""
    if row < 0:
        return "—"
    if len(sheets) < 2:
        return row
    sheet, row = divmod(row, SHEET_ROWS)
    return f"{sheets[sheet]}!{row}"


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
    """A total or a number of records that a file states: a check on its rows, never data."""

    row: int
    column: str
    """The column that is added up; ``_row`` where records are counted."""
    stated: int | None
    """In the column's canonical unit (money: 分); None where the cell can't be read."""
    computed: int
    """What the rows it stands for come to, kept and set aside alike."""
    label: str = ""
    """What the file calls it: 合计, 市桥街小计, 共3笔."""
    seen: str = ""
    """The cell's own text."""

    @property
    def agrees(self) -> bool:
        """The stated value can be read and is what the rows come to."""
        return self.stated == self.computed


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


class Living(Manifest):
    """What a register that lists only who is on it was compared with, and what follows from that."""

    key: str
    """Parquet of the organizations that it no longer lists, as the quarter before had them, with their exits; rows are
    numbered below zero."""
    known_since: QuarterText
    """The quarter of its first snapshot: who was on the register before, and has left, nobody knows."""
    gaps: list[QuarterText] = Field(default_factory=list)
    """Quarters since then of which there is no snapshot."""
    compared_with: QuarterText | None = None
    gone: int = 0
    """Organizations that the snapshot compared with lists and this one doesn't."""
    explained: int = 0
    """Those of them that exits.csv explains."""
    open: int = 0
    """Those gone now or earlier that neither exits.csv nor the source's ``exits`` explains."""
    back: list[str] = Field(default_factory=list)
    """Names of organizations that an earlier snapshot no longer listed and this one does."""
    derived: bool = False
    """Whether the district says that who isn't listed has left (exits: by_disappearance)."""

    def tells_of(self, quarter: Quarter) -> bool:
        """Whether it is known who was on the register at the quarter's end."""
        return self.known_since <= quarter and quarter not in self.gaps


class TidyExtract(Manifest):
    """An extract brought to its canonical table (tidy). ``rows_in == rows_kept + rows_set_aside`` always."""

    district: str
    extract: ExtractName
    quarter: QuarterText
    filename: str
    snapshot_sha256: str
    table: str
    key: str
    """Parquet of the rows kept, columns as in canonical/."""
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
    corrections_applied: list[CorrectionRecord] = Field(default_factory=list)
    corrections_unmatched: list[CorrectionRecord] = Field(default_factory=list)
    """Corrections meant for this file that it no longer fits: corrected at the source, or mistaken."""
    sheets: list[str] = Field(default_factory=list)
    """The sheets that were read, where they are several; ``place`` tells a row's."""
    hidden_sheets: list[str] = Field(default_factory=list)
    """Sheets that were not read because they are hidden."""
    living: Living | None = None
    """Of a register without exit dates: who has gone since the quarter before (added by check)."""
    hidden_rows: int = 0
    """Hidden or filtered rows that were read like the others."""
