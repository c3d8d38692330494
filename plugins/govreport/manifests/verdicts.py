"""What check hands on: how each rule came out, each extract, and all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import Field

from govreport.currency.declared import EXAMPLE
from govreport.errors import BlockedError, Message
from govreport.manifests.base import Manifest, QuarterText, Severity, State
from govreport.manifests.extracts import TidyExtract


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
    """Rows that it found; of a rule that is met they are notes for the record, which nobody corrects."""
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
    past: list[str] = Field(default_factory=list)
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
    currency: str = EXAMPLE
    """The district's."""
    ours: int | None
    """A count, or the currency's smallest units; None where it isn't computed."""
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
    differences: list[Difference] = Field(default_factory=list)
    """The signed difference list: our figures beside others', where their tables were supplied."""
    references: list[ReferenceFile] = Field(default_factory=list)
    """Those tables, so that the quarter can be judged again by what was known then."""
    paragraph_zh: str
    """The verdict in one paragraph: what failed, where, what to do."""
    paragraph_en: str
    sha256: str
    """Over everything above: the verdict's identity."""
    asks: dict[str, str] | None = None
    """Unit that has something to correct -> hash of what; None of a verdict made before this was kept."""

    @property
    def by_suite(self) -> list[tuple[str, RuleOutcome]]:
        """Every outcome with its suite: an extract, or ``across``."""
        own = [(str(check.tidy.extract), o) for check in self.checks for o in check.outcomes]
        return own + [("across", o) for o in self.outcomes]

    @property
    def all_outcomes(self) -> list[RuleOutcome]:
        """Every outcome, extract by extract, then across."""
        return [o for check in self.checks for o in check.outcomes] + self.outcomes


def snapshots_of(verdict: Verdict) -> dict[str, str]:
    """Extract -> hash of the file that was judged."""
    return {check.tidy.extract: check.tidy.snapshot_sha256 for check in verdict.checks}


def require_unblocked(verdict: Verdict, opening: Sequence[Message] = ()) -> None:
    """Raise BlockedError where the verdict blocks: with the lines of ``opening``, then its paragraph."""
    if verdict.state == "block":
        raise BlockedError(
            "\n".join([*(line.zh for line in opening), verdict.paragraph_zh]),
            "\n".join([*(line.en for line in opening), verdict.paragraph_en]),
        )
