"""Declarations as SQL that a person can read: the days named, values written out, one predicate a line."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlalchemy import ClauseElement, FromClause, Table
from sqlalchemy.dialects import postgresql

from govreport.indicators.model import Measure

_NAMED = re.compile(r"%\((\w+)\)s|__\[POSTCOMPILE_(\w+)\]")


def measure_sql(measure: Measure) -> str:
    """What a measure counts or sums, from what, and which records: SELECT … FROM … WHERE …"""
    name = relation_name(measure.relation)
    if measure.value is not None:
        counted = f"sum({readable(measure.value, name)})"
    elif measure.distinct is not None:
        counted = f"count(DISTINCT {readable(measure.distinct, name)})"
    else:
        counted = "count(*)"
    return f"SELECT {counted}\nFROM {name}\nWHERE {_lines(readable(measure.where, name))}"


def relation_name(relation: FromClause) -> str:
    """What the relation is called: a canonical table, or one of the joins described at the end of the page."""
    return str(getattr(relation, "name", "records"))


def relation_sql(relation: FromClause) -> str:
    """The query that a join is made by; "" for a table."""
    # Loaded here and not above: it takes time, and most commands that import this file don't need it.
    import sqlparse

    if isinstance(relation, Table):
        return ""
    return str(sqlparse.format(readable(getattr(relation, "element", relation), ""), reindent=True))


def readable(part: ClauseElement, relation: str) -> str:
    """An expression in PostgreSQL's words; parameters as :quarter_end, values as they are, own columns unprefixed."""
    compiled: Any = part.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    values = compiled.params
    stated = {b.key for b in compiled.bind_names if b.required}

    def written(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        return f":{name}" if name in stated or name not in values else _literal(values[name])

    text = " ".join(_NAMED.sub(written, str(compiled)).split())
    text = re.sub(r"::(VARCHAR|DATE|INTEGER|BIGINT|TEXT)\b", "", text)
    return text.replace(f"{relation}.", "") if relation else text


def _literal(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_literal(one) for one in value)
    if isinstance(value, str | date):
        return "'" + str(value).replace("'", "''") + "'"
    return str(value)


def _lines(predicate: str) -> str:
    """The predicate with each AND (or, where there is one, each OR) outside brackets on a line of its own."""
    found = [(m.start(), m[0]) for m in re.finditer(r"\b(?:AND|OR)\b", predicate) if _outside(predicate, m.start())]
    joint = "OR" if any(word == "OR" for _, word in found) else "AND"
    lines, at = [], 0
    for start, word in found:
        if word == joint and not re.search(r"\bBETWEEN \S+ $", predicate[at:start]):
            lines.append(predicate[at:start].strip())
            at = start
    return "\n  ".join([*lines, predicate[at:].strip()])


def _outside(text: str, at: int) -> bool:
    return text.count("(", 0, at) == text.count(")", 0, at)
