"""The sound files that are then damaged: one small ledger in every format that is read."""

from __future__ import annotations

import io
import json
import re
import zipfile
from functools import cache

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

HEADER = [
    *("序号", "项目编号", "项目名称", "资金类别", "立项日期", "受助单位", "统一社会信用代码", "所属镇街"),
    *("实施村（社区）", "用途（服务领域）", "拨付批次", "立项金额", "拨付日期", "拨付金额", "备注"),
]
_TOWNS = ("市桥街道", "南村镇", "沙湾镇", "石碁镇", "大石街道")
_CODES = ("51440113MJK000014R", "52440113MJK000022K", "")
_PURPOSES = ("扶老", "助残", "救孤", "济困", "能力建设")


def grid(rows: int = 30) -> list[list[str]]:
    """A ledger: title, unit, header, records, a total and a note."""
    body = [
        [
            str(i + 1),
            f"ZX2019-{i:03}",
            f"第{i + 1}号服务项目",
            "专项资金",
            f"2019-{1 + i % 9:02}-{1 + i % 28:02}",
            f"番禺区第{i % 4}服务中心",
            _CODES[i % 3],
            _TOWNS[i % 5],
            "",
            _PURPOSES[i % 5],
            f"第{1 + i % 2}批",
            f"{3 + i}",
            f"2019-0{1 + i % 9}-15",
            f"{(100 + i) / 100:.2f}",
            "" if i % 3 else "已验收",
        ]
        for i in range(rows)
    ]
    paid = f"{sum(100 + i for i in range(rows)) / 100:,.2f}"
    blank = [""] * len(HEADER)
    return [
        ["扶持资金拨付台账（截至2019年9月30日）", *blank[1:]],
        [*blank[:-1], "单位：万元"],
        HEADER,
        *body,
        ["合计", *blank[1:13], paid, ""],
        ["注：本表按季更新", *blank[1:]],
    ]


def delimited(rows: list[list[str]], delimiter: str = ",", newline: str = "\r\n") -> str:
    """Rows as text, quoted only where they must be."""

    def cell(text: str) -> str:
        quoted = any(c in text for c in (delimiter, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "".join(delimiter.join(map(cell, row)) + newline for row in rows)


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()


def xlsx(rows: list[list[str]]) -> bytes:
    """Rows as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([float(c) if _is_number(c) else c or None for c in row])
    sheet.merge_cells("A1:O1")
    return _saved(book)


def xls(rows: list[list[str]]) -> bytes:
    """Rows as an Excel 97 workbook."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if text:
                sheet.write(i, j, float(text) if _is_number(text) else text)
    return _saved(book)


def ods(rows: list[list[str]]) -> bytes:
    """Rows as an OpenDocument workbook."""
    book = OpenDocumentSpreadsheet()
    table = Table(name="台账")
    for row in rows:
        line = TableRow()
        for text in row:
            if _is_number(text):
                cell = TableCell(valuetype="float", value=text)
            else:
                cell = TableCell(valuetype="string") if text else TableCell()
            if text:
                cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    return _saved(book)


def _saved(book: object) -> bytes:
    out = io.BytesIO()
    book.save(out)  # type: ignore[attr-defined]
    return _still(out.getvalue())


def _still(data: bytes) -> bytes:
    """Without the moment at which it was written, so that the same file is made again."""
    if not data.startswith(b"PK"):
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2019-10-01T00:00:00Z", old.read(name))
            new.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def records(rows: list[list[str]]) -> list[dict[str, str]]:
    """The rows under the header as records, the total and the note left out."""
    start = rows.index(HEADER) + 1
    return [dict(zip(HEADER, row, strict=True)) for row in rows[start:-2]]


@cache
def seeds() -> dict[str, bytes]:
    """Name with its usual suffix -> sound bytes."""
    rows = grid()
    listed = records(rows)
    return {
        "utf8.csv": delimited(rows).encode(),
        "bom.csv": delimited(rows).encode("utf-8-sig"),
        "gb18030.csv": delimited(rows, newline="\n").encode("gb18030"),
        "utf16.txt": delimited(rows, "\t").encode("utf-16"),
        "semicolon.csv": delimited(rows, ";", "\r").encode(),
        "book.xlsx": xlsx(rows),
        "book.xls": xls(rows),
        "book.ods": ods(rows),
        "array.json": json.dumps(listed, ensure_ascii=False).encode(),
        "wrapped.json": json.dumps({"数据截止日期": "2019-09-30", "data": listed}, ensure_ascii=False).encode(),
        "lines.jsonl": "\n".join(json.dumps(r, ensure_ascii=False) for r in listed).encode(),
    }
