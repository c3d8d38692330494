"""The correction sheet as a workbook: what is locked, what may be filled in, and what a machine needs to read it back.

Three sheets: 更正单 for people, 填写说明, and two hidden ones: words for the drop-downs and, line by line, what the
sheet was made from.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from govreport import spreadsheet as look
from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.language import pick, text_in
from govreport.manifests.verdicts import Verdict
from govreport.quality.sheets import in_english
from govreport.quality.sheets.faulty_cells import FaultyCell, Unit, files_of
from govreport.quality.sheets.guide import HELP, NOT_HERE, set_page, write_guide
from govreport.quarter import Quarter
from govreport.trust.keys import Keys

SHEET, WORDS, MACHINE = "更正单", "_words", "_machine"
HEADS: tuple[tuple[str, str, int], ...] = (
    ("file", "文件", 15),
    ("row", "行号", 6),
    ("about", "所涉记录", 18),
    ("header", "栏目", 12),
    ("original", "原值", 22),
    ("rule", "规则", 27),
    ("todo", "怎么改", 25),
    ("suggestion", "建议值", 22),
    ("new", "更正值", 22),
    ("reason", "更正原因", 18),
    ("reported_by", "填报人职务", 12),
)
"""Field, head, width. The last three are to be filled in."""
TO_FILL = ("new", "reason", "reported_by")
HEAD_ROW = 3
"""Index of the row of heads on the first sheet, from 0."""
FORMAT = "govreport-corrections-2"
"""What the hidden sheet begins with."""


@dataclass(frozen=True)
class Words:
    """What coded columns may hold, by canonical kind and column."""

    codes: Mapping[str, CodeList]
    district: District
    quarter: Quarter

    def of(self, fault: FaultyCell) -> tuple[str, list[str]] | None:
        """Name of the list that fits this cell, and its words; None for columns that aren't coded."""
        if fault.column is None:
            return None
        info = EXTRACTS[fault.extract].columns[fault.column].info
        if info["codes"]:
            entries = self.codes[info["codes"]].codes.values()
            return info["codes"], [text_in(self.district.languages[0], code) for code in entries]
        if info["kind"] == "town":
            return "towns", [town.short_name_on(self.quarter.end) for town in self.district.towns]
        return None


def visible(fault: FaultyCell) -> dict[str, str]:
    """The locked texts of one line, by field; ``row`` is "" where the whole file is meant."""
    return {
        "file": look.xml_text(fault.filename),
        "row": look.xml_text(str(fault.row_shown)) if fault.row else "",
        "about": look.xml_text(fault.about),
        "header": look.xml_text(fault.header),
        "original": look.xml_text(fault.original),
        "rule": look.xml_text(
            "\n".join(
                [*fault.demands, *(f"{pick(fault.language, '本行：', 'this row: ')}{fact}" for fact in fault.facts)]
            )
        ),
        "todo": look.xml_text("\n".join(fault.todo)),
        "suggestion": look.xml_text(fault.suggestion),
    }


def machine_line(fault: FaultyCell) -> dict[str, Any]:
    """What reading back needs to know of one line: its place, its old text, how its record is named."""
    return {
        "extract": fault.extract,
        "row": fault.row,
        "column": fault.column if fault.correctable else None,
        "rules": fault.rules,
        "old": fault.original,
        "key": dict(fault.key),
        "visible": visible(fault),
    }


def sheet_bytes(
    unit: Unit,
    faults: Sequence[FaultyCell],
    verdict: Verdict,
    district: District,
    codes: Mapping[str, CodeList],
    keys: Keys,
) -> bytes:
    """The .xlsx of one unit; the same lines under the same key give the same bytes."""
    out = io.BytesIO()
    with Workbook(out, look.workbook_options()) as book:
        language = district.languages[0]
        title = pick(
            language,
            f"{district.short_name.zh}{verdict.quarter.zh}数据更正单",
            f"{district.short_name.en}, {verdict.quarter.en}: data to correct",
        )
        book.set_properties(
            {
                "title": look.xml_text(f"{title} {unit.title}"),
                "author": look.xml_text(text_in(language, district.publisher)),
                "created": datetime.combine(verdict.quarter.end, time(), UTC),  # the clock would change the bytes
            }
        )
        formats = look.Formats(book)
        named = pick(language, (SHEET, HELP), (in_english.SHEET, in_english.HELP))
        sheet, guide, words, machine = (book.add_worksheet(name) for name in (*named, WORDS, MACHINE))
        ranges = _word_lists(words, faults, Words(codes, district, verdict.quarter))
        _lines(sheet, formats, title, unit, faults, ranges, district)
        write_guide(guide, formats, title, unit, district, verdict)
        _machine(machine, unit, faults, verdict, keys)
        for hidden in (words, machine):
            hidden.very_hidden()
        for every in (sheet, guide, words, machine):
            every.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    return out.getvalue()


def _lines(
    sheet: Worksheet,
    make: look.Formats,
    title: str,
    unit: Unit,
    faults: Sequence[FaultyCell],
    ranges: Mapping[str, str],
    district: District,
) -> None:
    language = district.languages[0]
    set_page(sheet, title, unit)
    heading = make(bold=True, font_size=16, font_color=look.RED)
    sheet.write_string(
        0, 0, look.xml_text(pick(language, f"{title}（{unit.title}）", f"{title} ({unit.title})")), heading
    )
    sheet.set_row(0, 30)
    waiting = sum(f.correctable for f in faults)
    rest = len(faults) - waiting
    text = f"共{len(faults)}处，其中{waiting}处请在浅黄色格中填写更正值、更正原因和填报人职务" + (
        f"；另{rest}处须由填报单位重新提供文件或在原系统中处理。" if rest else "。"
    )
    if language == "en":
        text = f"{len(faults)} in all; of {waiting} please fill in corrected value, reason and your office (yellow)" + (
            f"; {rest} need a new file, or are settled in your own system." if rest else "."
        )
    sheet.write_string(1, 0, text, make(font_color=look.MUTE))
    sheet.set_row(2, 6)
    for column, (field, head, width) in enumerate(HEADS):
        sheet.set_column(column, column, width)
        fill = look.AMBER_FILL if field in TO_FILL else look.PALE
        sheet.write_string(
            HEAD_ROW, column, pick(language, head, in_english.HEADS[field]),
            make(bold=True, bg_color=fill, top=1, bottom=1, border_color=look.INK, text_wrap=True),
        )  # fmt: skip
    sheet.set_row(HEAD_ROW, 24)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.repeat_rows(HEAD_ROW)
    for row, fault in enumerate(faults, start=HEAD_ROW + 1):
        _line(sheet, make, row, fault, ranges, district)


def _line(
    sheet: Worksheet, make: look.Formats, row: int, fault: FaultyCell, ranges: Mapping[str, str], district: District
) -> None:
    line: dict[str, Any] = {"text_wrap": True, "valign": "top", "bottom": 1, "border_color": look.HAIRLINE}
    shown = visible(fault)
    for column, (field, _, _) in enumerate(HEADS):
        if field == "row" and isinstance(fault.row_shown, int) and fault.row:
            sheet.write_number(row, column, fault.row, make(align="center", **line))
        elif field in shown:
            strong = {"bold": True, "font_color": look.NAVY} if field in ("original", "suggestion") else {}
            sheet.write_string(row, column, shown[field], make(**strong, **line))
        elif fault.correctable:
            # Text format: a code of 18 digits typed here stays a code, and a date stays what was typed.
            form = make(locked=False, num_format="@", bg_color=look.AMBER_FILL, left=1, **line)
            sheet.write_blank(row, column, None, form)
        else:
            sheet.write_string(
                row,
                column,
                pick(fault.language, NOT_HERE, in_english.NOT_HERE) if field == "new" else "",
                make(font_color=look.MUTE, **line),
            )
    if fault.correctable:
        place = f"{xl_col_to_name(_column('new'))}{row + 1}"
        sheet.data_validation(place, _validation(fault, ranges, district))
    needed = max(look.lines_needed(shown[f], w) for f, _, w in HEADS if f in shown)
    sheet.set_row(row, look.LINE_HEIGHT * max(needed, 1) + 7)


def _validation(fault: FaultyCell, ranges: Mapping[str, str], district: District) -> dict[str, Any]:
    """A drop-down for coded cells; for others a hint how to write the value."""
    source = ranges.get(_list_id(fault))
    if source is not None:
        return {
            "validate": "list",
            "source": source,
            "error_title": pick(fault.language, "不在代码表中", "not in the list"),
            "error_message": pick(fault.language, "请从下拉列表中选一项。", "Choose one of the list."),
        }
    own, by = district.money, district.identifiers_in(fault.extract)
    kind = EXTRACTS[fault.extract].columns[fault.column].info["kind"] if fault.column else ""
    hints = {
        "date": "写成 2019-01-05 的样子。",
        "money": f"写明单位，如 {own.examples[0]} 或 {own.examples[1]}。",
        "id": "18位统一社会信用代码，按登记证书填写。" if by.scheme == "uscc" else f"{by.word.zh}，按登记证书填写。",
        "int": "写整数。",
        "score": "写整数。",
    }
    hint = hints.get(kind, "写这一格应有的内容。")
    if fault.language == "en":
        hint = {
            "date": "Write it like 2019-01-05.",
            "money": f"With its unit, such as {own.examples[0]} or {own.examples[1]}.",
            "id": "In full, as on the certificate.",
            "int": "A whole number.",
            "score": "A whole number.",
        }.get(kind, "What this cell should hold.")
    title = pick(fault.language, "更正值", in_english.HEADS["new"])
    return {"validate": "any", "input_title": title, "input_message": hint}


def _word_lists(sheet: Worksheet, faults: Sequence[FaultyCell], words: Words) -> dict[str, str]:
    """Writes each list that a line needs into a column of the hidden sheet; (extract, column) -> its cells."""
    columns: dict[str, str] = {}
    ranges: dict[str, str] = {}
    for fault in faults:
        wanted = words.of(fault)
        if wanted is None or not fault.correctable:
            continue
        name, entries = wanted
        if name not in columns:
            at = len(columns)
            for row, entry in enumerate(entries):
                sheet.write_string(row, at, look.xml_text(entry))
            letter = xl_col_to_name(at)
            columns[name] = f"={WORDS}!${letter}$1:${letter}${len(entries)}"
        ranges[_list_id(fault)] = columns[name]
    return ranges


def _list_id(fault: FaultyCell) -> str:
    return f"{fault.extract}.{fault.column}"


def _column(field: str) -> int:
    return next(i for i, (name, _, _) in enumerate(HEADS) if name == field)


def _machine(sheet: Worksheet, unit: Unit, faults: Sequence[FaultyCell], verdict: Verdict, keys: Keys) -> None:
    """One JSON text a row: the head, then every line; the last row is the installation's seal on those above.

    So nobody else can make a sheet, or add a line that wasn't asked about.
    """
    head = {
        "format": FORMAT,
        "district": verdict.district,
        "quarter": str(verdict.quarter),
        "unit": unit.id,
        "snapshots": files_of(faults, verdict),
    }
    texts = [json.dumps(entry, sort_keys=True) for entry in (head, *map(machine_line, faults))]
    for row, text in enumerate([*texts, keys.seal(sealed(texts))]):
        sheet.write_string(row, 0, text)


def sealed(texts: Sequence[str]) -> bytes:
    """What the seal in the hidden sheet's last row is of: its other rows, as those of a correction sheet."""
    return "\n".join(["correction sheet", *texts]).encode()
