"""What goes back to the units: correction sheets, the copies mailed, and the result of a pre-check."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from govreport.manifests.base import Manifest, QuarterText, State, StoredFile
from govreport.manifests.verdicts import Verdict, snapshots_of


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
    snapshots: dict[str, str] = Field(default_factory=dict)
    """Extract that it lists rows of -> hash of the file that was judged; empty of a sheet made before this was kept."""
    asks: str = ""
    """Hash of what it asks for; "" of a sheet made before this was kept."""

    def is_asked_by(self, verdict: Verdict) -> bool:
        """Whether the files that it lists rows of are still those, and that verdict asks its unit the same.

        Another file may have been replaced meanwhile. Where neither says, it is taken to be so.
        """
        judged = snapshots_of(verdict)
        if any(judged.get(extract) != file for extract, file in self.snapshots.items()):
            return False
        return not self.asks or verdict.asks is None or verdict.asks.get(self.unit) == self.asks


class SheetCopy(Manifest):
    """What became of one correction sheet's mail (return_rows)."""

    sheet_sha256: str
    recipient: str
    state: Literal[
        "claimed",
        "sent",
        "refused",
        "failed",
        "in_doubt",
        "already_sent",
        "bounced",
        "not_arrived",
        "outbox",
        "would_send",
    ]
    detail: str = ""


class CorrectionSheets(Manifest):
    """What goes back to the units that can correct it (return_rows)."""

    district: str
    quarter: QuarterText
    verdict_sha256: str
    sheets: list[CorrectionSheet]
    page: StoredFile
    """The verdict page, a self-contained HTML file."""
    copies: list[SheetCopy] = Field(default_factory=list)


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
    returns: CorrectionSheets | None
