"""What the product's codes in a definition stand for in a district with code lists of its own: one mapping, for every
engine that runs definitions.

Tables hold a district's own codes, so that figures are split and records listed by them. A definition speaks of the
product's (``fund = 'special_fund'``); before it is run, each such comparison becomes one with all own codes that mean
that code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import BinaryExpression, BindParameter, ClauseElement, Column, ColumnElement, FunctionFilter, Label
from sqlalchemy.sql import operators, visitors

from govreport.canonical import GONE, LEFT, STATUSES
from govreport.district.folder import District
from govreport.district.words import derives_exits

Meanings = Mapping[str, Mapping[str, Sequence[str]]]
"""List of the district's own -> code of the product -> the own codes that mean it."""
NONE: Meanings = {}
Q = TypeVar("Q", bound=ClauseElement)
_EQUAL = {operators.eq: operators.in_op, operators.in_op: operators.in_op}
_OTHER = {operators.ne: operators.not_in_op, operators.not_in_op: operators.not_in_op}


def meanings_of(district: District) -> Meanings:
    """What the product's codes stand for in a district; empty where all its lists are the product's."""
    own = {name: {c: entry.means or c for c, entry in codes.items()} for name, codes in district.codes.items()}
    if derives_exits(district):
        own["status"] = {**own.get("status", {code: code for code in STATUSES}), GONE: LEFT[0]}
    return {name: _by_meaning(means) for name, means in own.items()}


def meaning_of(district: District, codes: str, code: str) -> str:
    """The product's code that a district's ``code`` of a list counts as; itself where it is one."""
    entry = district.codes.get(codes, {}).get(code)
    return entry.means or code if entry is not None else code


def _by_meaning(means: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, meaning in means.items():
        found.setdefault(meaning, []).append(code)
    return found


def in_own_codes(query: Q, meanings: Meanings) -> Q:
    """``query`` with every comparison of a coded column written in the district's codes."""
    if not meanings:
        return query

    def written(binary: BinaryExpression[Any]) -> None:
        wanted = _wanted(binary)
        if wanted is None or wanted.codes not in meanings:
            return
        own = meanings[wanted.codes]
        values = [code for word in wanted.values for code in own.get(word, ())]
        made: Any = binary.left.in_(values) if binary.operator in _EQUAL else binary.left.not_in(values)
        for name in ("right", "operator", "negate", "modifiers"):
            setattr(binary, name, getattr(made, name))

    options = {"maintain_key": True, "detect_subquery_cols": True}
    return visitors.cloned_traverse(query, options, {"binary": written})


class Wanted(NamedTuple):
    """The codes of one list that a comparison is about."""

    codes: str
    values: tuple[str, ...]
    needed: bool
    """Whether it wants one of them, and doesn't only leave them out."""


def _wanted(binary: BinaryExpression[Any]) -> Wanted | None:
    """None where the comparison isn't one of a coded column with codes."""
    if binary.operator not in _EQUAL and binary.operator not in _OTHER:
        return None
    if not isinstance(binary.right, BindParameter) or not isinstance(binary.left, ColumnElement):
        return None
    value = binary.right.effective_value
    values = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, (list, tuple)) else ()
    listed = _list_of(binary.left)
    return Wanted(listed, values, binary.operator in _EQUAL) if listed is not None and values else None


def _list_of(column: ColumnElement[Any]) -> str | None:
    lists = {
        element.info.get("codes")
        for base in column.base_columns
        for element in visitors.iterate(_counted(base))
        if isinstance(element, Column)
    } - {None}
    return lists.pop() if len(lists) == 1 else None


def _counted(column: Any) -> Any:
    """What an aggregate is of, without the condition on its records."""
    while isinstance(column, (Label, FunctionFilter)):
        column = column.element if isinstance(column, Label) else column.func
    return column


def unmeant(parts: Iterable[ClauseElement], meanings: Meanings, apart: Collection[str] = ()) -> list[Wanted]:
    """Of the codes that a definition wants those that no own code means, in a fixed order; lists in ``apart`` aside."""
    wanted = codes_wanted(parts) if meanings else set()
    return sorted(
        one
        for one in wanted
        if one.needed
        and one.codes in meanings
        and one.codes not in apart
        and not any(value in meanings[one.codes] for value in one.values)
    )


def codes_wanted(parts: Iterable[ClauseElement]) -> set[Wanted]:
    """What a definition's expressions compare coded columns with."""
    elements = (element for part in parts for element in visitors.iterate(part))
    wanted = (_wanted(element) for element in elements if isinstance(element, BinaryExpression))
    return {one for one in wanted if one is not None}
