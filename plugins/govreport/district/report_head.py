"""``report:`` of district.yaml: what a report is called, whom it goes to and when it is dated, quarterly or longer."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from govreport.district.mistakes import said
from govreport.district.models import Bilingual, Model
from govreport.errors import ConfigError
from govreport.period import Period, PeriodKind
from govreport.quarter import Quarter


def _as_quarter(value: Any) -> Any:
    try:
        return Quarter.parse(value) if isinstance(value, str) else value
    except ConfigError:
        raise said(f"“{value}”应写成 2019-Q3 的形式", f"{value!r} must be written like 2019-Q3") from None


ParsedQuarter = Annotated[Quarter, BeforeValidator(_as_quarter)]


class LongerHead(Model):
    """What is different about a half-year or an annual report."""

    title: Bilingual
    release_working_days: int = Field(ge=1, le=60)
    """It is dated the n-th working day after the period, and not before the last quarter's report."""


class ReportHead(Model):
    """What stands in the report's masthead and distribution block."""

    title: Bilingual
    first_issue: ParsedQuarter
    release_working_days: int = Field(ge=1, le=60)
    """The report is dated the n-th working day after the quarter."""
    report_to: Bilingual
    send_to: Bilingual
    contact: Bilingual
    half_year: LongerHead | None = None
    year: LongerHead | None = None

    @model_validator(mode="after")
    def _after_the_quarter(self) -> ReportHead:
        for name in ("half_year", "year"):
            longer: LongerHead | None = getattr(self, name)
            if longer is not None and longer.release_working_days < self.release_working_days:
                raise said(
                    f"中 {name}.release_working_days（{longer.release_working_days}）早于季报的"
                    f"（{self.release_working_days}）；它由最后一个季度的数字汇成，不能先于该季度的季报",
                    f"has {name}.release_working_days {longer.release_working_days}, before the quarterly report's "
                    f"{self.release_working_days}; it is made of the last quarter's figures and can't come before them",
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
        heads: dict[PeriodKind, LongerHead | None] = {"half_year": self.half_year, "year": self.year}
        return {kind: head.release_working_days for kind, head in heads.items() if head is not None}

    def first_of(self, kind: PeriodKind) -> Period:
        """The first period of that kind of which all quarters are reported."""
        first = Period.containing(self.first_issue.start, kind)
        return first if first.start == self.first_issue.start else first.next

    def _of(self, kind: PeriodKind) -> ReportHead | LongerHead:
        longer = {"half_year": self.half_year, "year": self.year}.get(kind)
        return longer or self
