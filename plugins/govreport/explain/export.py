"""The records behind one figure as a file that opens in a spreadsheet: CSV or XLSX, a line a record.

Each line says where the record stands (file and row), whether it counts in the numerator, the denominator or both, and
what it adds. Text that a spreadsheet would take for a formula is made harmless.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Column

from govreport import spreadsheet as look
from govreport.currency import Currency
from govreport.errors import ConfigError, Message
from govreport.explain.explanation import ExplainContext, Explanation, Side
from govreport.explain.marks import MARK, marked_columns
from govreport.explain.rows import Sheet, Writer, head_of, read_sheets
from govreport.explain.words import DENOMINATOR, NUMERATOR
from govreport.indicators.record_places import Place
from govreport.language import Language
from govreport.manifests.extracts import number_shown

Cell = str | int | Decimal | date

ROLES = {
    "numerator": NUMERATOR,
    "denominator": DENOMINATOR,
    "both": Message("分子、分母", "both"),
}
HEADS = {
    "role": Message("计入", "counts in"),
    "town": Message("计入镇街", "counts for the town"),
    "unit": Message("计数单位", "counted once as"),
    "adds": Message("计入数", "adds"),
    "adds_top": Message("分子计入数", "adds to the numerator"),
    "adds_below": Message("分母计入数", "adds to the denominator"),
    "table": Message("数据", "extract"),
    "file": Message("文件", "file"),
    "row": Message("行号", "row"),
    "mark": Message("公开限制", "restriction"),
    "withheld": Message("（不公开）", " (not for publication)"),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Line(NamedTuple):
    """One record of a figure and what it does there."""

    place: Place
    role: str
    town_code: str | None
    unit: str | None
    top: int | None
    """What it adds to the numerator; None where it isn't in it."""
    below: int | None


def lines_of(numerator: Side, denominator: Side | None) -> list[Line]:
    """One line a record; those that count as one stand together, the others are in the order of their files."""
    found: dict[tuple[Place, str | None], Line] = {}
    for side, is_top in ((numerator, True), (denominator, False)):
        for chosen in side.chosen if side is not None else ():
            single = len(chosen.places) == 1
            for index, place in enumerate(chosen.places):
                adds = chosen.parts[index] if chosen.parts else chosen.amount if single else None
                unit = chosen.unit if (side is not None and side.how == "distinct") or not single else None
                key = (place, chosen.town_code)
                known = found.get(key)
                top, below = (adds, None) if is_top else (known.top if known else None, adds)
                role = "both" if known and not is_top else "numerator" if is_top else "denominator"
                found[key] = Line(
                    place, role, chosen.town_code, known.unit if known and known.unit else unit, top, below
                )
    return sorted(found.values(), key=lambda line: (line.unit or "", line.place, line.town_code or ""))


def table_of(
    explanation: Explanation,
    sheets: dict[str, Sheet],
    writer: Writer,
    language: Language,
    marked: Mapping[str, Collection[str]] | None = None,
) -> list[list[Cell]]:
    """Heads and lines; records of several extracts share the columns that have one name.

    ``marked`` are the columns of each extract that aren't for publication: their heads say so, and where there are any,
    or the figure itself isn't for print, a first column says it of every line.
    """
    lines = lines_of(explanation.numerator, explanation.denominator)
    own = explanation.asked.indicator.currency
    inside = bool(marked) or explanation.not_for_print
    mark = MARK.in_language(language)

    def named(extract: str, column: Column[Any]) -> str:
        restricted = column.name in (marked or {}).get(extract, ())
        return head_of(column, own, language, writer.by(column)) + (
            HEADS["withheld"].in_language(language) if restricted else ""
        )

    columns: dict[str, None] = {}
    for name, sheet in sheets.items():
        columns.update(dict.fromkeys(named(name, c) for c in sheet.columns))
    ratio = explanation.denominator is not None
    with_unit = any(line.unit for line in lines)

    def head(name: str, side: Side | None = None) -> str:
        money = (
            Message(f"（{own.plain.zh}）", f" ({own.plain.en})")
            if side is not None and side.is_money
            else Message("", "")
        )
        return HEADS[name].in_language(language) + money.in_language(language)

    heads: list[Cell] = [head("mark")] if inside else []
    heads += [head("role")] if ratio else []
    heads += [head("town"), *([head("unit")] if with_unit else [])]
    if ratio:
        heads += [head("adds_top", explanation.numerator), head("adds_below", explanation.denominator)]
    else:
        heads += [head("adds", explanation.numerator)]
    heads += [head("table"), head("file"), head("row"), *columns]
    table = [heads]
    for line in lines:
        of = sheets.get(line.place.extract)
        said: dict[str, Cell] = {}
        if of is not None and line.place.row in of.values:
            values = of.values[line.place.row]
            said = {named(of.extract, c): writer.value(c, v) for c, v in zip(of.columns, values, strict=True)}
        row: list[Cell] = [mark] if inside else []
        row += [ROLES[line.role].in_language(language)] if ratio else []
        row += [writer.town(line.town_code), *([line.unit or ""] if with_unit else [])]
        row.append(_adds(line.top, explanation.numerator, own))
        if explanation.denominator is not None:
            row.append(_adds(line.below, explanation.denominator, own))
        row += [
            of.title.in_language(language) if of else line.place.extract,
            of.filename if of else "",
            number_shown(line.place.row, of.sheets if of else ()),
        ]
        table.append([*row, *(said.get(name, "") for name in columns)])
    return table


def _adds(amount: int | None, side: Side, own: Currency) -> Cell:
    if amount is None:
        return ""
    return own.decimal(amount) if side.is_money else amount


def write_records(table: Sequence[Sequence[Cell]], name: str, suffix: str, day: date, mark: str = "") -> bytes:
    """The table as ``.csv`` (UTF-8 with a byte order mark, so that spreadsheets read it) or ``.xlsx``, dated ``day``.

    ``mark`` stands on every printed page of a workbook, in its sheet's name and in its properties. The same table gives
    the same bytes. Raises ConfigError for another suffix.
    """
    if suffix == ".csv":
        return _csv(table)
    if suffix == ".xlsx":
        return _xlsx(table, name, day, mark)
    raise ConfigError(
        f"清单文件须以 .csv 或 .xlsx 结尾，得到“{suffix}”。", f"A list ends in .csv or .xlsx; got {suffix!r}."
    )


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula when it opens a CSV file."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(table: Sequence[Sequence[Cell]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in table:
        writer.writerow([harmless(cell) if isinstance(cell, str) else str(cell) for cell in row])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def _xlsx(table: Sequence[Sequence[Cell]], name: str, day: date, mark: str) -> bytes:
    # Loaded here and not above: it takes time, and most commands that import this file don't need it.
    from xlsxwriter.workbook import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, look.workbook_options()) as book:
        book.set_properties(
            {
                "title": look.xml_text(name),
                "created": datetime(day.year, day.month, day.day, tzinfo=UTC),
                "status": mark,
            }
        )
        formats = look.Formats(book)
        sheet = book.add_worksheet(look.sheet_name(f"{re.split('[，,]', mark)[0]} {name}".strip(), ()))
        if mark:
            sheet.set_header(f"&C&B{mark}")
        for index, head in enumerate(table[0]):
            shown = [look.display_width(str(row[index])) for row in table[:500]]
            sheet.set_column(index, index, float(min(max(*shown, 6) + 2, 48)))
            sheet.write_string(0, index, look.xml_text(str(head)), formats(bold=True, bottom=1, bg_color=look.PALE))
        for at, row in enumerate(table[1:], start=1):
            for index, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    sheet.write_number(at, index, float(cell), formats(num_format="#,##0.00"))
                elif isinstance(cell, int):
                    sheet.write_number(at, index, cell, formats())
                elif isinstance(cell, date):
                    sheet.write_datetime(at, index, cell, formats(num_format="yyyy-mm-dd", align="left"))
                elif cell:
                    sheet.write_string(at, index, look.xml_text(cell), formats())
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(table) - 1, len(table[0]) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()


def records_file(
    context: ExplainContext, explanation: Explanation, suffix: str, language: Language
) -> tuple[bytes, int, bool]:
    """The records of one figure as a file, how many lines it holds, and whether it is marked as not for publication."""
    asked = explanation.asked
    places = [line.place for line in lines_of(explanation.numerator, explanation.denominator)]
    sheets = read_sheets(places, explanation.checks, context.district, context.files, explanation.scores)
    writer = Writer(context.district, context.codes, asked.quarter.end, language)
    marked = marked_columns(context.codes, sheets, explanation.proxies)
    inside = bool(marked) or explanation.not_for_print
    table = table_of(explanation, sheets, writer, language, marked)
    name = f"{asked.indicator.id} {asked.indicator.name.in_language(language)} {asked.quarter}"
    mark = MARK.in_language(language) if inside else ""
    return write_records(table, name, suffix, asked.quarter.end, mark), len(table) - 1, inside
