"""Evaluations of other bodies than the register's (``population: own``) kept apart from the register in every query.

A care home's number may happen to be that of a charity, and then says nothing of it: no town, no status, no name. So
whatever a definition asks of an organization by an evaluation's number finds nobody, and the record's own town counts.
"""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import BinaryExpression, ClauseElement, ColumnElement, Table, literal_column
from sqlalchemy.sql import operators, visitors

from govreport.canonical import evaluations, organizations

Q = TypeVar("Q", bound=ClauseElement)
_APART = {evaluations.c.uscc, organizations.c.uscc}


def apart_from_the_register(query: Q) -> Q:
    """``query`` with every comparison of an evaluation's number with an organization's made one that never holds."""

    def never(binary: BinaryExpression[Any]) -> None:
        if binary.operator is operators.eq and _numbers(binary.left) | _numbers(binary.right) == _APART:
            binary.left, binary.right = literal_column("1"), literal_column("0")

    options = {"maintain_key": True, "detect_subquery_cols": True}
    return visitors.cloned_traverse(query, options, {"binary": never})


def _numbers(side: Any) -> set[Any]:
    """The columns of tables that a side of a comparison is, through all names it was given on the way."""
    if not isinstance(side, ColumnElement):
        return set()
    return {c for c in side.base_columns if isinstance(getattr(c, "table", None), Table)}
