"""``report:`` of district.yaml: what a report is called, whom it goes to and when it is dated; also longer ones."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from govreport.district.mistakes import said
from govreport.district.models import Bilingual, Model
from govreport.errors import ConfigError
from govreport.period import BASES, EXAMPLES, REPORTS, Period, PeriodKind


def _as_base(value: Any) -> Any:
    try:
        return Period.parse(value, BASES) if isinstance(value, str) else value
    except ConfigError:
        month, quarter = EXAMPLES["month"], EXAMPLES["quarter"]
        raise said(
            f"“{value}”应写成 {quarter} 的形式，按月出报告的写成 {month}",
            f"{value!r} must be written like {quarter}, or {month} where reports are by month",
        ) from None


ParsedBase = Annotated[Period, BeforeValidator(_as_base)]


class LongerHead(Model):
    """What is different about a half-year or an annual report."""

    title: Bilingual
    release_working_days: int = Field(ge=1, le=60)
    """It is dated the n-th working day after the period, and not before the last quarter's report."""


class ReportHead(Model):
    """What stands in the report's masthead and distribution block."""

    title: Bilingual
    first_issue: ParsedBase
    """A quarter, or a month where the district reports by month."""
    release_working_days: int = Field(ge=1, le=60)
    """The report is dated the n-th working day after the quarter (or the month)."""
    report_to: Bilingual
    send_to: Bilingual
    contact: Bilingual
    quarter: LongerHead | None = None
    """Where the district reports by month and quarterly too."""
    half_year: LongerHead | None = None
    year: LongerHead | None = None

    @model_validator(mode="after")
    def _after_the_quarter(self) -> ReportHead:
        of = REPORTS[self.first_issue.kind]
        en = "quarterly report" if self.first_issue.kind == "quarter" else of.en
        for name, longer in self._longer.items():
            if longer.release_working_days < self.release_working_days:
                raise said(
                    f"中 {name}.release_working_days（{longer.release_working_days}）早于{of.zh}的"
                    f"（{self.release_working_days}）；它由最后一期{of.zh}的数字汇成，不能先于它",
                    f"has {name}.release_working_days {longer.release_working_days}, before the {en}'s "
                    f"{self.release_working_days}; it is made of the figures of the last {en} and can't come "
                    "before it",
                )
        return self

    def title_of(self, kind: PeriodKind) -> Bilingual:
        """The title of reports of that kind."""
        return self._of(kind).title

    def days_of(self, kind: PeriodKind) -> int:
        """Working days after the period on which reports of that kind are dated."""
        return self._of(kind).release_working_days

    @property
    def longer_days(self) -> dict[PeriodKind, int]:
        """Kind of a longer period -> the same, of those that have a day of their own."""
        return {kind: head.release_working_days for kind, head in self._longer.items()}

    def first_of(self, kind: PeriodKind) -> Period:
        """The first period of that kind of which all quarters (or months) are reported."""
        first = Period.containing(self.first_issue.start, kind)
        return first if first.start == self.first_issue.start else first.next

    def _of(self, kind: PeriodKind) -> ReportHead | LongerHead:
        return self._longer.get(kind, self)

    @property
    def _longer(self) -> dict[PeriodKind, LongerHead]:
        heads: dict[PeriodKind, LongerHead | None] = {
            "quarter": self.quarter,
            "half_year": self.half_year,
            "year": self.year,
        }
        return {kind: head for kind, head in heads.items() if head is not None}
