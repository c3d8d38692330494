"""What a rule can ask of its rows: an expectation of Great Expectations, or one of expectations/, by a short name.

Declaring one imports nothing heavy (Great Expectations takes seconds); it is built when its suite runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Literal

from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.errors import Message
from govreport.manifests.extracts import place
from govreport.quality.which_rows import Where
from govreport.quarter import Quarter

if TYPE_CHECKING:
    from govreport.quality.profile import Profile


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
    sheets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Extract -> the sheets of its file, where several were read."""

    def place(self, row: int, extract: str | None = None) -> Message:
        """A row of an extract as a person finds it; of the only one where none is named."""
        return place(row, self.sheets.get(extract, ()) if extract else next(iter(self.sheets.values()), ()))


Value = Any | Callable[[Scope], Any]


@dataclass(frozen=True)
class Expected:
    """An expectation that is yet to be built; see ``expectation``."""

    kind: str
    where: Where
    options: Mapping[str, Value]

    @property
    def column(self) -> str:
        """The column that must satisfy it; the first where it compares two."""
        return str(self.options.get("column") or self.options["column_A"])

    @property
    def columns(self) -> set[str]:
        """Every column that it looks at."""
        named = {str(self.options[name]) for name in ("column", "column_A", "column_B") if name in self.options}
        return named | {name for name, _, _ in self.where}

    def worked_out(self, scope: Scope) -> dict[str, Any]:
        """Its arguments at that place and time."""
        return {name: value(scope) if callable(value) else value for name, value in self.options.items()}

    def __call__(self, scope: Scope) -> Any:
        """The expectation itself, to be judged one by one as the engine comes; imports Great Expectations."""
        from govreport.quality import expectations

        values = self.worked_out(scope)
        if self.where:
            values["row_condition"] = expectations.row_condition(self.where)
        return expectations.find(self.kind)(**values)


def expectation(kind: str, *, where: Where = (), **options: Value) -> Expected:
    """The expectation class ``kind`` (Great Expectations' own, or one of expectations/) with its arguments.

    An argument that is callable is given the Scope first. The functions below are shorter names for common ones.
    """
    return Expected(kind, where, options)


def flagged(column: str, *, expected: Literal[0, 1] = 1, where: Where = ()) -> Expected:
    """A column that a frame derives (yes 1, no 0, or a difference) holds ``expected`` in every row."""
    return one_of(column, [expected], where=where)


def filled_in(column: str, *, where: Where = ()) -> Expected:
    """The column has a value."""
    return expectation("ExpectColumnValuesToNotBeNull", column=column, where=where)


def empty(column: str, *, where: Where = ()) -> Expected:
    """The column has no value."""
    return expectation("ExpectColumnValuesToBeNull", column=column, where=where)


def one_of(column: str, values: Value, *, where: Where = ()) -> Expected:
    """The column holds one of these values, or none at all."""
    return expectation("ExpectColumnValuesToBeInSet", column=column, value_set=values, where=where)


def word_of(column: str, words: Value) -> Expected:
    """The column holds one of these words in whatever spelling, or none at all."""
    return expectation("ExpectWordsToBeOneOf", column=column, words=words)


def between(column: str, *, low: Value = None, high: Value = None, where: Where = ()) -> Expected:
    """The column lies between ``low`` and ``high``, both included; a bound that is left out isn't asked."""
    bounds = {name: bound for name, bound in (("min_value", low), ("max_value", high)) if bound is not None}
    return expectation("ExpectColumnValuesToBeBetween", column=column, where=where, **bounds)


def dated_since(column: str, parameter: str) -> Expected:
    """A day from the first of the year that the district states (``parameter``) to the extract's cut-off."""
    return between(column, low=lambda s: midnight(date(s.district.parameters[parameter], 1, 1)), high=cutoff_of)


def not_below(column: str, other: str, *, where: Where = ()) -> Expected:
    """The column (a number or a day) is at least the other one, in rows where both are filled in."""
    return expectation(
        "ExpectColumnPairValuesAToBeGreaterThanB",
        column_A=column,
        column_B=other,
        or_equal=True,
        ignore_row_if="either_value_is_missing",
        where=where,
    )


def first_of_its_kind(column: str, *, where: Where = ()) -> Expected:
    """No row above holds the same value: the first of equal rows passes, its repetitions fail."""
    return expectation("ExpectColumnValuesToBeFirstOfTheirKind", column=column, where=where)


def midnight(day: date) -> datetime:
    """A day as the engine compares days: without a timezone, like the rows."""
    return datetime.combine(day, time.min)


def cutoff_of(scope: Scope) -> datetime:
    """The extract's cut-off, as the engine compares days."""
    return midnight(scope.cutoff)
