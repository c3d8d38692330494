"""The shapes of an overview: plain records that a page or a command places as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from govreport.district.folder import Bilingual
from govreport.errors import Message
from govreport.indicators.vintages.status import VintageStatus
from govreport.manifests.base import RevisionKind, Severity, StoredFile
from govreport.manifests.base import State as VerdictState
from govreport.manifests.corrections import CorrectionSheet
from govreport.manifests.documents import CorrectionNotice, Publication, Report
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.store.authenticated import Signature
from govreport.store.copies import UNSETTLED, Copy, CopyEvent

State = Literal["not_run", "checked", "blocked", "held", "awaiting", "signed", "delivered", "undelivered", "in_doubt"]
"""What a quarter has come to. ``checked``: judged, no report yet. ``blocked``: the newest extracts were refused.
``held``: a draft that can't be signed. ``awaiting``: signatures are missing. ``signed``: every role that the district
asks for has signed, or it asks for none. ``undelivered``: a copy certainly didn't arrive. ``in_doubt``: a copy may or
may not have arrived."""


@dataclass(frozen=True)
class Delivery:
    """One recipient's copy, as its ledger has it, and whom it is for."""

    copy: Copy
    role: str
    """The recipient's role, or the steward's unit, in the district's configuration; "" where it names him no more."""
    under_way: bool
    """Whether a process may be sending it at this moment."""
    events: Sequence[CopyEvent] = ()
    """What was said of it afterwards."""

    @property
    def is_open(self) -> bool:
        """Whether a person has to find out what became of it."""
        return self.copy.state in UNSETTLED and not self.under_way


@dataclass(frozen=True)
class Counts:
    """Copies of a quarter's reports by what became of them."""

    sent: int = 0
    failed: int = 0
    """Certainly not arrived."""
    open: int = 0
    """A person has to find out."""
    under_way: int = 0


@dataclass(frozen=True)
class Cell:
    """One quarter of one district."""

    quarter: Quarter
    state: State
    verdict: VerdictState | None
    """Of the newest verdict."""
    vintage: VintageStatus | None
    """Of the figures that are current: 初步数 or 核实数."""
    vintages: int
    revisions: int
    signed: Sequence[str]
    """Roles that have signed the newest edition, in the order in which the district asks for them; () where it asks for
    none, and likewise ``missing``."""
    missing: Sequence[str]
    """Roles whose signature it lacks."""
    copies: Counts
    """Of the newest edition; ``open`` and ``under_way`` of everything mailed for the quarter."""
    editions: int
    """Reports made, of all languages."""
    sent_before: int
    """Recipients who have an earlier edition and not the newest one: the period stays delivered."""
    changed_at: datetime | None
    """When its newest verdict or report was recorded (UTC)."""


@dataclass(frozen=True)
class DistrictRow:
    """All quarters of a district."""

    id: str
    name: Bilingual
    cells: Mapping[Quarter, Cell]


@dataclass(frozen=True)
class Matrix:
    """Quarters by districts."""

    quarters: Sequence[Quarter]
    """Newest first. Between two that any district has something about none is left out."""
    districts: Sequence[DistrictRow]


@dataclass(frozen=True)
class Edition:
    """One report as it was made, and what became of it."""

    report: Report
    made_at: datetime
    state: State
    signatures: Sequence[Signature]
    missing: Sequence[str]
    deliveries: Sequence[Delivery]
    """Its first copies to its own recipients."""

    @property
    def is_issued(self) -> bool:
        """Whether it isn't held and has every signature that the district asks for; until then it is a draft."""
        return not self.report.held and not self.missing


@dataclass(frozen=True)
class VintageLine:
    """One computation of the quarter's figures, and whose place it took."""

    id: str
    source_quarter: Quarter
    status: VintageStatus
    created_at: datetime
    kind: RevisionKind | None
    reason: Message | None


@dataclass(frozen=True)
class VerdictLine:
    """What the newest verdict says."""

    sha256: str
    state: VerdictState
    verdict: Verdict
    """The whole of it."""
    failed: Mapping[Severity, int]
    """Rules that weren't kept, by severity."""
    created_at: datetime
    earlier: int
    """Verdicts before it."""


@dataclass(frozen=True)
class Sheet:
    """A correction sheet."""

    sheet: CorrectionSheet
    created_at: datetime
    is_current: bool = True
    """False where the last verdict is about other files, or asks something else: it isn't to be sent any more."""


@dataclass(frozen=True)
class QuarterRecord:
    """Everything about one quarter of one district."""

    district: str
    cell: Cell
    verdict: VerdictLine | None
    editions: Sequence[Edition]
    """Newest first."""
    vintages: Sequence[VintageLine]
    """Newest first."""
    sheets: Sequence[Sheet]
    """The newest of each unit; where none of them is about the files that were judged last, one that isn't current."""
    publications: Sequence[Publication]
    """The newest of each kind, town and language."""
    notices: Sequence[CorrectionNotice]
    deliveries: Sequence[Delivery]
    """Every copy of every ledger, those that a person must look into first."""

    @property
    def pages(self) -> Sequence[StoredFile]:
        """The pages that explain the figures of the newest edition."""
        return self.editions[0].report.pages if self.editions else ()
