"""What a district's folder states beside its extracts: people, budgets, bases, promises, asserted values, scoring.

One model a line of a CSV file (scoring.yaml: one model a file); each is optional, and what isn't there isn't stated.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from govreport.district.code_patterns import IndicatorId, KnownTown, PlaceCode
from govreport.district.dag_config import ParsedBase
from govreport.district.mistakes import said


class Line(BaseModel):
    """Base: immutable, no unknown columns."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Population(Line):
    """Permanent residents (常住人口) of a town, or of the district where ``town_code`` is empty."""

    town_code: KnownTown = ""
    year: int
    persons: int = Field(gt=0)
    source: str


class Budget(Line):
    """A fund's budget of one year."""

    fund: PlaceCode
    year: int
    amount: Decimal = Field(gt=0, validation_alias=AliasChoices("amount", "yuan"))
    """In the district's currency; the column may be called yuan where that is what it holds."""
    source: str


class Base(Line):
    """An incubation base (孵化基地)."""

    id: str
    level: Literal["district", "sector", "town"]
    town_code: KnownTown | None = None
    name_zh: str
    name_en: str
    opened_on: date
    closed_on: date | None = None
    area_m2: int | None = Field(default=None, gt=0)
    investment: Decimal | None = Field(
        default=None, gt=0, validation_alias=AliasChoices("investment", "investment_yuan")
    )
    """In the district's currency; the column may be called investment_yuan where that is what it holds."""
    investment_is_lower_bound: bool = False
    """True where the source says "more than"."""
    capacity: int | None = Field(default=None, gt=0)
    """Organizations that it can house."""
    counts_for_town: bool
    """Whether it makes its town one that has a base; a sector base standing in a town doesn't by itself."""
    source: str
    asserted_by: str


class Commitment(Line):
    """A promise made in public. Where ``indicator`` is given, its figure is what shows whether it was kept."""

    id: str
    promise_zh: str
    promise_en: str
    owner_zh: str
    owner_en: str
    indicator: IndicatorId | None = None
    target: Decimal | None = None
    """In the indicator's printed unit."""
    due_on: date | None = None
    fulfilled_on: date | None = None
    source: str
    asserted_by: str

    @model_validator(mode="after")
    def _measurable(self) -> Commitment:
        if (self.indicator is None) != (self.target is None):
            raise said(
                "的 indicator 和 target 应同时写或都不写", "must give an indicator and its target together, or neither"
            )
        return self


class Assertion(Line):
    """A value that somebody stated in public, kept beside what the register gives; never mixed into it."""

    id: str
    system: str
    """The system of the source document that it is about."""
    indicator: IndicatorId | None = None
    """The figure that it is about; none where it is about nothing that is counted here."""
    part: Literal["value", "numerator", "denominator"] = "value"
    """What of that figure: ``denominator`` where only how many there are to be counted was stated."""
    value: Decimal
    unit_zh: str
    unit_en: str
    what_zh: str
    what_en: str
    relation: Literal["exact", "at_least", "about"] = "exact"
    as_of: date | None = None
    as_of_precision: Literal["day", "month", "year", "unknown"] = "unknown"
    scope_zh: str
    scope_en: str
    asserted_by: Literal["proposers", "government", "press", "statistics"]
    source: str

    @model_validator(mode="after")
    def _dated(self) -> Assertion:
        if (self.as_of is None) != (self.as_of_precision == "unknown"):
            raise said("的 as_of 与 as_of_precision 不一致", "has as_of and as_of_precision that contradict each other")
        return self


class Exit(Line):
    """Why an organization isn't in a register without exit dates any more, of which the quarter before had it."""

    quarter: ParsedBase
    """Of the snapshot that lacks it first."""
    number: str
    """Its number in the register, its certificate's, or its name."""
    exited_on: date | None = None
    """The day on which it left; empty where it is still registered and the file lacks it by mistake."""
    status: str = ""
    """By which way it left, a code of the list status; by default deregistered."""
    reason: str
    explained_by: str

    @model_validator(mode="after")
    def _by_then(self) -> Exit:
        if self.exited_on is not None and self.exited_on > self.quarter.end:
            raise said(
                f"的 exited_on 晚于 {self.quarter} 末，请改正",
                f"has an exited_on after the end of {self.quarter}; correct it",
            )
        return self


class ScoreItem(Line):
    """One item of a town's score: nothing at ``zero_at``, its whole weight at ``full_at``, a straight line between."""

    indicator: IndicatorId
    weight: Decimal = Field(gt=0)
    zero_at: Decimal
    full_at: Decimal

    @model_validator(mode="after")
    def _spans(self) -> ScoreItem:
        if self.zero_at == self.full_at:
            raise said("的 zero_at 与 full_at 不能相同", "has equal ends: zero_at and full_at must differ")
        return self


class Scoring(Line):
    """Weights of the 综治考评 item about community organizations, as the office that scores supplied them."""

    title_zh: str
    title_en: str
    supplied_by: str
    supplied_on: date
    items: tuple[ScoreItem, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hundred(self) -> Scoring:
        total = sum(item.weight for item in self.items)
        if total != 100:
            raise said(
                f"的各项 weight 合计为 {total}，应为 100", f"is unbalanced: the weights add up to {total}, not to 100"
            )
        return self
