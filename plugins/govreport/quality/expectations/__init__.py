"""Expectations that Great Expectations lacks, and finding one by name. A module here imports it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from functools import cache, reduce
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


@cache
def find(kind: str) -> type[Any]:
    """The expectation class of that name, ours or Great Expectations' own; raises AttributeError for any other."""
    if kind in _OWN:
        return _settled(cast("type[Any]", getattr(import_module(f"{__name__}.{_OWN[kind]}"), kind)))
    import great_expectations.expectations as core

    return _settled(cast("type[Any]", getattr(core, kind)))


def _settled(plain: type[Any]) -> type[Any]:
    """The class with its configuration worked out once an object: the engine asks for it a dozen times a metric, and
    that was a quarter of judging small extracts. Only objects that aren't changed any more may be asked."""
    from great_expectations.compatibility.pydantic import PrivateAttr

    def configuration(self: Any) -> Any:
        if self._known is None:
            self._known = plain.configuration.fget(self)
        return self._known

    body = {
        "__module__": plain.__module__,
        "__doc__": plain.__doc__,
        "__annotations__": {"_known": Any},
        "_known": PrivateAttr(default=None),
        "configuration": property(configuration),
    }
    kind: Any = type(plain)
    return cast("type[Any]", kind(f"Settled{plain.__name__}", (plain,), body))


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
