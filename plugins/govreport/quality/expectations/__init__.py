"""Expectations that Great Expectations lacks, and finding one by name. A module here imports it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from functools import reduce
from importlib import import_module
from typing import Any, cast

_OWN = {
    "ExpectColumnValuesToBeCreditCodes": "credit_code",
    "ExpectColumnPartToBeInSet": "text",
    "ExpectColumnPartToBeOutsideSet": "text",
    "ExpectIdentifiersToFit": "identifiers",
    "ExpectIdentifiersToCheck": "identifiers",
    "ExpectWordsToBeOneOf": "text",
    "ExpectColumnValuesToBeFirstOfTheirKind": "text",
    "ExpectCodeClassToAgreeWithType": "pairs",
    "ExpectColumnPairToBeAllowed": "pairs",
    "ExpectNumberInBandOfKind": "pairs",
    "ExpectDatesToBeYearsApart": "pairs",
}


def find(kind: str) -> type[Any]:
    """The expectation class of that name, ours or Great Expectations' own; raises AttributeError for any other."""
    if kind in _OWN:
        return cast("type[Any]", getattr(import_module(f"{__name__}.{_OWN[kind]}"), kind))
    import great_expectations.expectations as core

    return cast("type[Any]", getattr(core, kind))


def row_condition(conditions: Iterable[tuple[str, str, Any]]) -> Any:
    """(column, operator, value) triples as one row condition; all must hold."""
    from great_expectations.expectations.row_conditions import Column

    operators: dict[str, Callable[[Any, Any], Any]] = {
        "==": lambda column, value: column == value,
        "!=": lambda column, value: column != value,
        ">": lambda column, value: column > value,
        "in": lambda column, value: column.is_in(value),
        "not in": lambda column, value: column.is_not_in(value),
        "null": lambda column, _: column.is_null(),
        "not null": lambda column, _: column.is_not_null(),
    }
    return reduce(operator.and_, (operators[sign](Column(name), value) for name, sign, value in conditions))
