"""Which values of other columns give a sensitive member away, found from the records and the code lists.

Where every project of one department is for people in community correction, a column that shows the department says for
whom a project is. Such a value is a proxy: it is treated as sensitive wherever it is counted or listed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import Column, Table

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.canonical.folding import fold
from govreport.indicators.warehouse import accepted_extracts, open_extracts
from govreport.manifests.verdicts import Verdict
from govreport.store.files import FileStore

if TYPE_CHECKING:
    import duckdb

Proxy = tuple[str, str]
"""(column, member); a column's name is that of the breakdown by it."""

TITLES: Final[Mapping[str, tuple[str, ...]]] = {"funding": ("project_name",), "ventures": ("project_name",)}
"""Free texts by extract that say what a record is for."""

ENOUGH: Final = 3
"""So many sensitive records of one value are no chance; a code of a list says something with a single one."""


class Held(NamedTuple):
    """The records of one value, those that state a group, and those of a sensitive group; each project counts once."""

    records: int
    stated: int
    sensitive: int

    def tells(self, least: int = 1) -> bool:
        """Whether a reader who knows the value concludes that a record is of a sensitive group: three in four of the
        stated ones are, and half of all."""
        return self.sensitive >= least and self.sensitive * 4 >= self.stated * 3 and self.sensitive * 2 >= self.records


def find_proxies(
    files: FileStore, verdicts: Iterable[Verdict], codes: Mapping[str, CodeList], memory_limit: str
) -> frozenset[Proxy]:
    """The proxies in the records of any of these verdicts; pass all that readers were told from, for once a proxy is
    always one. Raises IntegrityError where a stored file is missing or damaged."""
    guarded = {t.name: t for t in EXTRACTS.values() if group_column(t, codes) is not None}
    extracts = {e for v in verdicts for e in accepted_extracts(v) if e.table in guarded}
    found: set[Proxy] = set()
    for extract in sorted(extracts, key=lambda e: (e.table, e.rows_key, e.set_aside_key)):
        with open_extracts(files, [extract], memory_limit) as connection:
            found |= proxies_in(connection, guarded[extract.table], codes)
    return frozenset(found)


def proxies_in(connection: duckdb.DuckDBPyConnection, table: Table, codes: Mapping[str, CodeList]) -> frozenset[Proxy]:
    """The proxies in one table, which has a sensitive column and stands on the connection under its name."""
    there = {row[0] for row in connection.execute(f"DESCRIBE {table.name}").fetchall()}
    group = group_column(table, codes)
    if group is None or group.name not in there:
        return frozenset()
    of_lists = [c.name for c in coded_columns(table) if c.name != group.name and c.name in there]
    found = set(proxies_by_name(table, codes))
    members = sorted(sensitive_members(codes, group.info["codes"]))
    alone: dict[Proxy, Held] = {}
    for name in of_lists:
        alone |= {((name, v[0])): held for v, held in _held(connection, table, group.name, [name], members)}
    found |= {value for value, held in alone.items() if held.tells()}
    for pair in combinations(of_lists, 2):
        for values, held in _held(connection, table, group.name, pair, members):
            both = list(zip(pair, values, strict=True))
            if held.tells(ENOUGH) and not found & set(both):
                found.add(max(both, key=lambda value: (alone[value].sensitive / alone[value].records, value)))
    return frozenset(found)


def _held(
    connection: duckdb.DuckDBPyConnection, table: Table, group: str, by: Collection[str], members: list[str]
) -> Iterator[tuple[tuple[str, ...], Held]]:
    columns, unit = ", ".join(by), unit_column(table)
    known = " AND ".join(f"{name} IS NOT NULL" for name in by)
    query = (
        f"SELECT {columns}, count(DISTINCT {unit}), count(DISTINCT {unit}) FILTER ({group} IS NOT NULL), "  # noqa: S608 - names of ours
        f"count(DISTINCT {unit}) FILTER (list_contains(?, {group})) FROM {table.name} WHERE {known} "
        f"GROUP BY {columns} ORDER BY {columns}"
    )
    for row in connection.execute(query, [members]).fetchall():
        yield tuple(str(value) for value in row[:-3]), Held(*row[-3:])


def proxies_by_name(table: Table, codes: Mapping[str, CodeList]) -> Iterator[Proxy]:
    """Members of a guarded table's other lists whose own words hold a sensitive group's: 残疾人联合会 for 残疾人."""
    group = group_column(table, codes)
    words = group_words(codes, group.info["codes"]) if group is not None else frozenset()
    for column in coded_columns(table):
        if group is None or column.name == group.name or column.info["codes"] not in codes:
            continue
        for code in codes[column.info["codes"]].codes.values():
            if any(names_group(text, words) for text in (code.zh, code.en, *code.aliases)):
                yield column.name, code.code


def group_column(table: Table, codes: Mapping[str, CodeList]) -> Column[str] | None:
    """The column of a table that holds sensitive members; None where no column does."""
    return next((c for c in coded_columns(table) if sensitive_members(codes, c.info["codes"])), None)


def coded_columns(table: Table) -> list[Column[str]]:
    """The columns whose values are of a code list: each value has a sense of its own."""
    return [c for c in table.columns if c.info.get("codes")]


def unit_column(table: Table) -> str:
    """What counts records that belong together once: a project's number, not its instalments."""
    return next((c.name for c in table.columns if c.info["kind"] == "text" and not c.nullable), "_row")


def sensitive_members(codes: Mapping[str, CodeList], listed: str) -> frozenset[str]:
    """The sensitive codes of a list."""
    return frozenset(c.code for c in codes[listed].codes.values() if c.sensitive) if listed in codes else frozenset()


def group_words(codes: Mapping[str, CodeList], listed: str) -> frozenset[str]:
    """The words by which a list's sensitive groups are called, folded."""
    chosen = [codes[listed].codes[member] for member in sensitive_members(codes, listed)]
    return frozenset(fold(word) for code in chosen for word in (code.zh, code.en, *code.aliases))


def names_group(text: str, words: Collection[str]) -> bool:
    """Whether a text holds one of the words of ``group_words``."""
    folded = fold(text)
    return any(word in folded for word in words)


def telling_columns(extract: str, codes: Mapping[str, CodeList]) -> frozenset[str]:
    """Columns of an extract whose values beside a record's number could say of which sensitive group it is, whatever
    the records hold today; none where the extract has no sensitive column."""
    table = EXTRACTS[extract]
    if group_column(table, codes) is None:
        return frozenset()
    return frozenset({*(c.name for c in coded_columns(table)), *TITLES.get(extract, ())})
