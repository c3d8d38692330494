"""What one report is made from: figures, verdict, what verify found, and the dates that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from govreport.district.folder import District
from govreport.indicators.presentation import PresentedFigures
from govreport.indicators.vintages.revision_stats import Triangle
from govreport.indicators.vintages.status import VintageStatus, vintage_status
from govreport.manifests.documents import Hold
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.quarter import Quarter
from govreport.reports.cases import Cases
from govreport.reports.formats.own_fonts import district_fonts
from govreport.reports.holding import is_held
from govreport.reports.lacking import Lacking
from govreport.reports.last_issue import LastIssue
from govreport.reports.model import PrintFonts, ReportModel
from govreport.reports.words import Words, words_of
from govreport.settings import Settings


@dataclass(frozen=True)
class SetAside:
    """Different rows left out of the figures by the same rules, counted: a row is in one of these only."""

    extract: str
    rules: tuple[str, ...]
    """Ids such as E11; of tidy's (T-DATE) where a cell can't be read."""
    town_code: str
    """The town the rows go back to; "" where it isn't known."""
    rows: int


@dataclass(frozen=True)
class EarlierFigures:
    """What is stored of the quarters before those that a report shows, in an unbroken run up to its first."""

    quarters: tuple[Quarter, ...]
    """Oldest first."""
    figures: PresentedFigures
    """Of the district, not of its towns."""


@dataclass(frozen=True)
class ReportInputs:
    """Everything one report says comes from here; the same inputs give the same bytes."""

    settings: Settings
    district: District
    quarter: Quarter
    figures: PresentedFigures
    """What may be shown: nothing gets here past indicators/presentation.py."""
    verdict: Verdict
    measurement: Measurement
    set_aside: tuple[SetAside, ...]
    fingerprint: str
    history: tuple[Quarter, ...]
    """Quarters that have figures, oldest first, at most nine; the last is ``quarter``."""
    earlier: EarlierFigures = field(default_factory=lambda: EarlierFigures((), PresentedFigures({}, [])))
    """The district's figures of all stored quarters before ``history``: for runs and extremes, not for charts."""
    triangles: Mapping[str, Triangle] = field(default_factory=dict)
    """Indicator -> how its district figure was revised, for the workbook."""
    cases: Cases = field(default_factory=dict)
    """The few records behind figures that matters for attention name (cases.py)."""
    last_issue: LastIssue | None = None
    """The issue before this one, whose matters are followed up; None where none is kept (last_issue.py)."""
    figure_pages: Mapping[str, str] = field(default_factory=dict)
    """Indicator -> address of the page that explains its figures, relative to the web page (explain/pages.py)."""

    lacking: tuple[Lacking, ...] = ()
    """What no extract supplies, and the indicators that aren't stated for want of it (lacking.py)."""
    accepted: tuple[Hold, ...] = ()
    """What would hold the report, had nobody accepted it (holding.py)."""
    settled: frozenset[tuple[str, str]] = frozenset()
    """(suite, rule) or ("identity", name) of what is wholly accepted."""
    replaced: ReportModel | None = None
    """The signed edition of the same quarter whose place this one takes; None where there is none."""

    def __post_init__(self) -> None:
        """A revision that would give a hidden figure away isn't shown either."""
        shown = [r for r in self.measurement.revisions if self.figures.may_show_revision(r)]
        object.__setattr__(self, "measurement", self.measurement.model_copy(update={"revisions": shown}))

    def words(self, language: str) -> Words:
        """The phrases of a language, with the district's own terms."""
        return words_of(self.settings.templates_dir, self.district, language, self.quarter)

    @cached_property
    def unstated(self) -> frozenset[str]:
        """The indicators that aren't stated because something isn't supplied."""
        return frozenset(i for one in self.lacking if not one.stated for i in one.indicators)

    @cached_property
    def unstated_in(self) -> frozenset[tuple[str, str]]:
        """(indicator, town) where a town alone doesn't supply what the indicator reads."""
        return frozenset((i, town) for one in self.lacking if one.stated for town in one.towns for i in one.indicators)

    @cached_property
    def fonts(self) -> PrintFonts:
        """The district's own fonts. Raises ConfigError where they can't be used."""
        return district_fonts(self.settings, self.district)

    @cached_property
    def vintage_status(self) -> VintageStatus | None:
        """Whether the quarter's figures are preliminary or verified; None where no vintage of it is known,
        or where the district knows no day on which figures become final."""
        own = next((v for v in self.measurement.vintages if v.quarter == self.quarter), None)
        status = vintage_status(self.quarter, own.source_quarter, self.district.timing) if own else "unmarked"
        return None if status == "unmarked" else status

    @cached_property
    def release(self) -> date:
        """The day the report is dated: so many working days after the quarter."""
        return self.district.timing.release(self.quarter)

    @property
    def held(self) -> bool:
        """Whether the verdict or a broken identity keeps the report from being signed."""
        return is_held(self.verdict, self.measurement, self.settled)
