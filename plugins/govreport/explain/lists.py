"""Lists of records on public pages: the columns that may be shown, a table a town.

Only columns of the allow-list in rows.py reach a page, and of those the ones that name the record and the ones that
decide whether it counts; withheld.py takes away what would tell whose records they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape
from typing import Any

from sqlalchemy import Column

from govreport.canonical import EXTRACTS, REFERENCES
from govreport.canonical.codes import CodeList
from govreport.errors import Message
from govreport.explain.export import ROLES, Line
from govreport.explain.rows import NAMES, Sheet, Writer, head_of, may_be_public
from govreport.explain.withheld import Withheld
from govreport.indicators.disclosure.proxies import unit_column
from govreport.indicators.model import Measure
from govreport.indicators.record_places import used_columns
from govreport.manifests.extracts import number_shown

_ROW = Message("行号", "row")
_IN = Message("计入", "counts in")
_COUNT = Message("条", " records")
_NO_TOWN = Message("未分镇街", "no town")
_OPEN_BELOW = 60
"""A list this short stands open; a longer one opens town by town."""


# Made by hand, without a template: a page may have a thousand rows, and records stand on many pages.
@dataclass
class Cells:
    """Every cell of the sheets as HTML, each written once."""

    sheets: Mapping[str, Sheet]
    writer: Writer
    _done: dict[tuple[str, str], dict[int, str]] = field(default_factory=dict)

    def column(self, extract: str, column: Column[Any]) -> Mapping[int, str]:
        """Row -> ``<td>`` of one column."""
        key = (extract, column.name)
        if key not in self._done:
            sheet = self.sheets[extract]
            at = next(i for i, c in enumerate(sheet.columns) if c.name == column.name)
            known = cache(lambda value: self._cell(column, value))  # days, towns and kinds come again and again
            self._done[key] = {row: known(values[at]) for row, values in sheet.values.items()}
        return self._done[key]

    def _cell(self, column: Column[Any], value: Any) -> str:
        shown = self.writer.value(column, value)
        if isinstance(shown, Decimal):
            return f'<td class="n">{shown:,.{self.writer.money.digits}f}</td>'
        if isinstance(shown, date):
            return f'<td class="d">{shown.isoformat()}</td>'
        if isinstance(shown, int):
            return f'<td class="n">{shown}</td>'
        return f"<td>{escape(shown)}</td>"


@dataclass(frozen=True)
class Listed:
    """What a list shows of one extract's records."""

    columns: Sequence[Column[Any]]
    withheld: Sequence[Column[Any]] = ()
    """Columns that it would show, did they not tell whose records are a sensitive group's."""
    whole: bool = False
    """Whether the records are left out altogether."""

    @property
    def numbered(self) -> bool:
        """Whether rows have their number; records of a group often stand together in a file."""
        return not self.withheld


def listed_columns(
    extract: str,
    sheet: Sheet,
    measures: Iterable[Measure],
    breakdowns: Iterable[str],
    codes: Mapping[str, CodeList],
    withheld: Withheld,
) -> Listed:
    """The columns of a list, and those that it withholds."""
    columns = _public_columns(extract, sheet, measures, breakdowns, codes)
    return Listed(
        [c for c in columns if c.name not in withheld.columns],
        [c for c in columns if c.name in withheld.columns],
        withheld.whole,
    )


def _public_columns(
    extract: str,
    sheet: Sheet,
    measures: Iterable[Measure],
    breakdowns: Iterable[str],
    codes: Mapping[str, CodeList],
) -> list[Column[Any]]:
    """The columns of a list: those that name the record, then those that decide about it, where they may be shown."""
    table = EXTRACTS[extract].name if extract in EXTRACTS else extract
    used = {name for m in measures for of, name in used_columns(m, breakdowns) if of == table}
    if extract in REFERENCES:
        return [c for c in sheet.columns if c.name != "town_code"]
    held = {c.name: c for c in sheet.columns}
    first = [held[name] for name in NAMES[extract] if name in held]
    rest = [c for c in sheet.columns if c.name in used and c not in first and c.name != "town_code"]
    return [c for c in [*first, *rest] if may_be_public(extract, c.name) and not _sensitive(c, codes)]


def _sensitive(column: Column[Any], codes: Mapping[str, CodeList]) -> bool:
    named = column.info.get("codes")
    return named is not None and named in codes and any(code.sensitive for code in codes[named].codes.values())


def lists_html(
    lines: Sequence[Line],
    listed: Mapping[str, Listed],
    cells: Cells,
    *,
    with_role: bool,
    language: str,
) -> str:
    """The lines as tables, one a town (in the order of the towns' codes), each under its anchor ``r-<town code>``."""
    towns: dict[str, list[Line]] = {}
    for line in lines:
        towns.setdefault(line.town_code or "", []).append(line)
    open_all = " open" if len(lines) <= _OPEN_BELOW else ""
    parts = []
    for code in sorted(towns):
        own = towns[code]
        name = cells.writer.town(code) if code else _NO_TOWN.in_language(language)
        count = f"{len(own):,}{_COUNT.in_language(language)}"
        summary = f"<summary><b>{escape(name)}</b> <span>{count}</span></summary>"
        tables = "".join(
            _table([line for line in own if line.place.extract == extract], shown, cells, with_role, language)
            for extract, shown in listed.items()
            if not shown.whole
        )
        anchor = f' id="r-{escape(code)}"' if code else ""
        scroll = f'<div class="scroll" role="group" tabindex="0" aria-label="{escape(name)}">'
        parts.append(f"<details{anchor}{open_all}>{summary}{scroll}{tables}</div></details>")
    return "\n".join(parts)


def _table(lines: Sequence[Line], listed: Listed, cells: Cells, with_role: bool, language: str) -> str:
    if not lines:
        return ""
    extract, columns = lines[0].place.extract, listed.columns
    if not listed.numbered:
        lines = _by_number(lines, cells.sheets[extract])
    by_column = [cells.column(extract, c) for c in columns]
    roles = {role: f"<td>{escape(word.in_language(language))}</td>" for role, word in ROLES.items()}
    writer = cells.writer
    heads = "".join(f'<th scope="col">{escape(head_of(c, writer.money, language, writer.by(c)))}</th>' for c in columns)
    role_head = f'<th scope="col">{_IN.in_language(language)}</th>' if with_role else ""
    sheets = cells.sheets[extract].sheets if extract in cells.sheets else ()
    rows = "\n".join(
        "<tr>"
        + (f'<td class="n">{escape(str(number_shown(line.place.row, sheets)))}</td>' if listed.numbered else "")
        + (roles[line.role] if with_role else "")
        + "".join(found.get(line.place.row, "<td></td>") for found in by_column)
        + "</tr>"
        for line in lines
    )
    row_head = f'<th scope="col">{_ROW.in_language(language)}</th>' if listed.numbered else ""
    head = f"{row_head}{role_head}{heads}"
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"


def _by_number(lines: Sequence[Line], sheet: Sheet) -> list[Line]:
    """The lines by the records' own numbers, which say nothing of where they stand in the file."""
    unit = unit_column(EXTRACTS[sheet.extract])
    at = next((index for index, c in enumerate(sheet.columns) if c.name == unit), None)

    def number(line: Line) -> tuple[str, int]:
        values = sheet.values.get(line.place.row)
        return ("" if values is None or at is None else str(values[at]), line.place.row)

    return sorted(lines, key=number)
