"""Which rows of a frame fail what a rule asks, all kinds of questions by one path, column by column.

What a kind means is said once, in a function of PASSES; the classes of expectations/ ask the same functions. Which
rows a question is put to (``where``, missing values) is what Great Expectations puts it to, and a test compares both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from govreport.canonical import ROW
from govreport.canonical.folding import fold
from govreport.district.identifiers import checker, has_form
from govreport.quality.credit_code import valid
from govreport.quality.which_rows import Condition, Where

Passes = Callable[..., Any]
"""Of a column (or of a pair of them) without missing values, and the kind's options: does the row pass?"""


class Asked(NamedTuple):
    """A question to a frame with its options worked out."""

    kind: str
    where: Where
    options: Mapping[str, Any]


class Answer(NamedTuple):
    """How many rows a question was put to, and the ``_row`` of those that fail, ascending."""

    evaluated: int
    failing: list[int]


class Flags:
    """A frame that is asked many questions; what several of them look at is worked out once."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._limits: dict[tuple[str, str, str], Any] = {}
        self._filled: dict[str, Any] = {}

    def answer(self, asked: Asked) -> Answer:
        """Put one question. Raises whatever a broken declaration makes pandas raise."""
        limit = self._where(asked.where)
        evaluated = len(self._frame) if limit is None else int(limit.sum())
        kind, options = asked.kind, dict(asked.options)
        if "column_A" in options:
            first, second = options.pop("column_A"), options.pop("column_B")
            missing = options.pop("ignore_row_if", _IGNORED_BY_DEFAULT.get(kind, "either_value_is_missing"))
            looked = _both(limit, _IGNORED[missing](self._is_filled(first), self._is_filled(second)))
            columns: tuple[Any, ...] = (self._column(first, looked), self._column(second, looked))
        else:
            name = options.pop("column")
            if kind in _OF_MISSING:
                fails = self._is_filled(name) == _OF_MISSING[kind]
                return Answer(evaluated, self._rows(_both(limit, fails)))
            looked = _both(limit, self._is_filled(name))
            columns = (self._column(name, looked),)
        passes = np.asarray(PASSES[kind](*columns, **options), dtype=bool)
        failing = looked.copy()
        failing[looked] = ~passes
        return Answer(evaluated, self._rows(failing))

    def _column(self, name: str, looked: Any) -> Any:
        return self._frame[name] if looked.all() else self._frame[name][looked]

    def _rows(self, failing: Any) -> list[int]:
        rows: list[int] = np.sort(self._frame[ROW].to_numpy()[failing]).astype("int64").tolist()
        return rows

    def _is_filled(self, name: str) -> Any:
        if name not in self._filled:
            self._filled[name] = self._frame[name].notna().to_numpy()
        return self._filled[name]

    def _where(self, where: Where) -> Any:
        masks = [self._limit(condition) for condition in where]
        return reduce(np.logical_and, masks) if masks else None

    def _limit(self, condition: Condition) -> Any:
        name, sign, value = condition
        known = (name, sign, repr(value))
        if known not in self._limits:
            self._limits[known] = np.asarray(_LIMITS[sign](self._frame[name], value), dtype=bool)
        return self._limits[known]


def _both(limit: Any, mask: Any) -> Any:
    return mask if limit is None else limit & mask


_LIMITS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": lambda column, value: column == value,
    "!=": lambda column, value: column != value,
    ">": lambda column, value: column > value,
    "in": lambda column, value: column.isin(value),
    "not in": lambda column, value: ~column.isin(value),
    "null": lambda column, _: column.isna(),
    "not null": lambda column, _: column.notna(),
}
_IGNORED: Mapping[str, Callable[[Any, Any], Any]] = {
    "either_value_is_missing": np.logical_and,
    "both_values_are_missing": np.logical_or,
}
_IGNORED_BY_DEFAULT = dict.fromkeys(
    ("ExpectColumnPairValuesAToBeGreaterThanB", "ExpectColumnPairValuesToBeEqual"), "both_values_are_missing"
)
"""What the engine's own kinds leave out of themselves; those of expectations/ leave out half a pair too."""
_OF_MISSING = {"ExpectColumnValuesToBeNull": True, "ExpectColumnValuesToNotBeNull": False}
"""Kinds that are put to missing values too: with what a row fails."""


def _between(
    column: Any, min_value: Any = None, max_value: Any = None, strict_min: bool = False, strict_max: bool = False
) -> Any:
    if min_value is None and max_value is None:
        raise ValueError("min_value and max_value cannot both be None")
    if min_value is not None and max_value is not None and min_value > max_value:
        raise ValueError("min_value cannot be greater than max_value")
    passes = pd.Series(True, index=column.index)
    if min_value is not None:
        passes &= column > min_value if strict_min else column >= min_value
    if max_value is not None:
        passes &= column < max_value if strict_max else column <= max_value
    return passes


def _greater(first: Any, second: Any, or_equal: bool = False) -> Any:
    return first >= second if or_equal else first > second


def _part_in_set(column: Any, start: int, stop: int, parts: list[str]) -> Any:
    return column.astype(str).str.slice(start, stop).isin(parts)


def _words(column: Any, words: list[str]) -> Any:
    known = set(map(fold, words))
    return column.isin([text for text in column.unique() if fold(str(text)) in known])


def _form(column: Any, pattern: str) -> Any:
    return column.map(lambda identifier: has_form(pattern, str(identifier))).astype(bool)


def _check(column: Any, module: str) -> Any:
    check = checker(module)
    return column.map(lambda identifier: check is None or check(str(identifier))).astype(bool)


def _class_of_code(first: Any, second: Any, position: int, types: dict[str, str]) -> Any:
    return first.astype(str).str.slice(position, position + 1).map(types) == second


def _pair(first: Any, second: Any, allowed: dict[str, list[str]]) -> Any:
    passes = pd.Series(False, index=first.index)
    for one, seconds in allowed.items():
        passes |= (first == one) & second.isin(seconds)
    return passes


def _band(first: Any, second: Any, bands: dict[str, list[int]]) -> Any:
    passes = pd.Series(True, index=first.index)
    for kind, (low, high) in bands.items():
        passes &= (second != kind) | first.between(low, high)
    return passes


def _years_apart(first: Any, second: Any, years: int, tolerance: int) -> Any:
    return (second - (first + pd.DateOffset(years=years))).abs() <= pd.Timedelta(days=tolerance)


PASSES: Mapping[str, Passes] = {
    "ExpectColumnValuesToBeInSet": lambda column, value_set: column.isin(value_set),
    "ExpectColumnValuesToBeBetween": _between,
    "ExpectColumnPairValuesAToBeGreaterThanB": _greater,
    "ExpectColumnPairValuesToBeEqual": lambda first, second: first == second,
    "ExpectColumnValuesToBeCreditCodes": valid,
    "ExpectColumnPartToBeInSet": _part_in_set,
    "ExpectColumnPartToBeOutsideSet": lambda column, **part: ~_part_in_set(column, **part),
    "ExpectIdentifiersToFit": _form,
    "ExpectIdentifiersToCheck": _check,
    "ExpectWordsToBeOneOf": _words,
    "ExpectColumnValuesToBeFirstOfTheirKind": lambda column: ~column.duplicated(keep="first"),
    "ExpectCodeClassToAgreeWithType": _class_of_code,
    "ExpectColumnPairToBeAllowed": _pair,
    "ExpectNumberInBandOfKind": _band,
    "ExpectDatesToBeYearsApart": _years_apart,
}
