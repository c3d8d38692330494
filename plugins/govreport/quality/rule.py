"""What a rule is: one expectation, how grave its failure is, and how a failing row is told to a person.

Declaring a rule must stay cheap (Great Expectations takes seconds to import), so ``expect`` is a factory that imports
when a suite is run. Belongs here: the shape of a declaration. Does not belong here: declarations themselves
(registration.py, funding.py, evaluation.py, across.py), running them (suite.py), the sentences' envelope (failures.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.errors import Message
from govreport.manifests.base import ExtractName, Severity
from govreport.quarter import Quarter

if TYPE_CHECKING:
    from govreport.quality.profile import Profile

FrameName = Literal[
    "facts",
    "rows",
    "repeats",
    "groups",
    "past",
    "evaluation",
    "funding",
    "party",
    "registration",
    "activities",
    "ventures",
    "donations",
    "figures",
    "sampled",
    "files",
    "suites",
]
"""Which frame a rule looks at. Of one extract, in this order: ``facts`` (headers, totals, the cut-off, and the file
beside its predecessors, a line each), ``rows`` (every row by itself), ``repeats`` (rows that those rules leave, against
the rows above), ``groups`` (rows left after that, with what other rows say of their project or town), ``past`` (the
organizations that the quarter before accepted, a line each). Across extracts: one of an extract's name (its measured
rows beside what other extracts say of them), ``figures`` (computed beside what others state, a line each), ``sampled``
(organizations beside a sample from elsewhere), ``files`` (one line an extract), ``suites`` (one line a suite)."""

Need = Literal["", "predecessor", "extracts", "E50", "E51", "E52", "E53"]
"""What a rule can't be judged without: an earlier quarter's profile, extracts that not every district has (the rule's
``extracts``), or the reference file of that rule."""

Condition = tuple[str, str, Any]
"""(column, operator, value): which rows a rule looks at. Operators: == != > in, not in, null, not null."""

Record = Mapping[str, Any]
"""A failing row: canonical column -> exact value, with the columns its frame derives."""


@dataclass(frozen=True)
class Scope:
    """What an expectation may depend on besides the rows."""

    district: District
    quarter: Quarter
    cutoff: date
    """The extract's 数据截止日期; the quarter's last day where the file states none."""
    codes: Mapping[str, CodeList] = field(default_factory=dict)
    """Words for coded values in sentences."""
    past: tuple[Profile, ...] = ()
    """What the same extract looked like in earlier quarters, the latest first."""


Value = Any | Callable[[Scope], Any]


@dataclass(frozen=True)
class Expected:
    """A factory of one expectation; see ``expectation``."""

    kind: str
    where: tuple[Condition, ...]
    options: Mapping[str, Value]

    @property
    def columns(self) -> set[str]:
        """The columns that it looks at."""
        named = {str(self.options[name]) for name in ("column", "column_A", "column_B") if name in self.options}
        return named | {name for name, _, _ in self.where}

    def __call__(self, scope: Scope) -> Any:
        """The expectation itself; imports Great Expectations."""
        from govreport.quality import expectations

        values = {name: value(scope) if callable(value) else value for name, value in self.options.items()}
        if self.where:
            values["row_condition"] = expectations.row_condition(self.where)
        return expectations.find(self.kind)(**values)


def expectation(kind: str, *, where: tuple[Condition, ...] = (), **options: Value) -> Callable[[Scope], Any]:
    """A factory of the expectation class ``kind`` (Great Expectations' own, or one of quality/expectations).

    Options are its arguments; one that is callable is given the Scope first. ``where`` limits the rows (all must hold).
    """
    return Expected(kind, where, options)


def flagged(column: str, *, expected: Literal[0, 1] = 1, where: tuple[Condition, ...] = ()) -> Callable[[Scope], Any]:
    """A factory for a column that a frame derives (yes 1, no 0, or a difference): every row must hold ``expected``."""
    return expectation("ExpectColumnValuesToBeInSet", column=column, value_set=[expected], where=where)


@dataclass(frozen=True)
class Rule:
    """One expectation of one suite; everything said about it comes from here."""

    id: str
    """Unique in its suite; the same id in two suites is the same rule about two extracts."""
    extract: ExtractName | Literal["across"]
    severity: Severity
    sets_aside: bool
    """True where a failing row may not enter the report's figures."""
    zh: str
    """What must hold, as a clause: 统一社会信用代码的两位校验码都正确."""
    en: str
    why: Message
    """Why a reader of the report should care, and why the severity is what it is."""
    fix: Message
    """What the office that owns the file should do: a whole sentence."""
    column: str
    """The column that a failing row is told under (canonical name)."""
    expect: Callable[[Scope], Any]
    frame: FrameName = "rows"
    needs: Need = ""
    """Without it the rule isn't judged, and says so."""
    extracts: tuple[ExtractName, ...] = ()
    """Across extracts: the optional ones that it looks at, where ``needs`` is "extracts"."""
    column_from: str = ""
    """A derived column that names the column to tell a row under, where that differs from row to row."""
    shows: tuple[str, ...] = ()
    """Other columns whose values belong in the sentence."""
    observed: Callable[[Record, Scope], Message] | None = None
    """The observed fact in words, where quoting the value doesn't say it."""
    suggest: Callable[[Record, Scope], str | None] | None = None
    """A value that would satisfy the rule, where there is exactly one."""

    @property
    def why_zh(self) -> str:
        """Why it matters, in Chinese."""
        return self.why.zh

    @property
    def why_en(self) -> str:
        """Why it matters, in English."""
        return self.why.en
