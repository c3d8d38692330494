"""Why a whole file is refused: one sentence in both languages with the file, what is wrong and what to do.

Sentences about single cells are in tidy/values/problems.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from govreport.errors import Message, ReadError

_LONGEST = 40
"""Characters of a title that a sentence repeats."""


def undecodable(file: str) -> ReadError:
    """No encoding makes sense of the text."""
    return ReadError(
        f"文件“{file}”的文字编码无法识别，请另存为 UTF-8（或 GB18030）编码的 CSV 后重新提交，"
        "或请管理员在来源定义的 layout 中写明 encoding（如 big5、cp1252）。",
        f"{file}: the text's encoding cannot be recognised; save it as CSV in UTF-8 (or GB18030) and submit it again, "
        "or have encoding (such as big5 or cp1252) stated in the layout of the source definition.",
    )


def broken_text(file: str, encoding: str, row: int) -> ReadError:
    """The encoding is known, but some bytes don't fit it."""
    return ReadError(
        f"文件“{file}”按 {encoding} 读到第{row}行附近时遇到损坏的字符，请重新导出该文件后提交。",
        f"{file}: damaged characters near row {row} (read as {encoding}); export the file again and submit it.",
    )


def empty(file: str) -> ReadError:
    """Nothing in the file, or on any sheet."""
    return ReadError(f"文件“{file}”是空的，请重新导出后提交。", f"{file} is empty; export it again and submit it.")


def no_sheet(file: str, sheet: str) -> ReadError:
    """The sheet that was asked for isn't there, or holds no such table."""
    return ReadError(
        f"文件“{file}”中没有名为“{sheet}”且含有该表的工作表，请核对工作表名称。",
        f"{file} has no sheet named {sheet!r} that holds such a table; check the sheet's name.",
    )


def no_data(file: str, header_row: int) -> ReadError:
    """A header with nothing below it."""
    return ReadError(
        f"文件“{file}”第{header_row}行表头之下没有数据行，请确认导出条件后重新提交。",
        f"{file} has no data rows below its header in row {header_row}; check the export and submit it again.",
    )


def no_header(file: str, looked_at: int, expected: Iterable[str]) -> ReadError:
    """No row looks like a header."""
    names = list(expected)
    return ReadError(
        f"文件“{file}”的前{looked_at}行中找不到表头（应含{'、'.join(names)}等列），请确认提交的是正确的表。",
        f"{file}: no header found in the first {looked_at} rows (columns such as {', '.join(names)} are expected); "
        "check that this is the right table.",
    )


def missing_columns(file: str, header_row: int, missing: Iterable[str], found: Iterable[str]) -> ReadError:
    """The header lacks required columns."""
    names, seen = list(missing), [title[:_LONGEST] for title in found]
    return ReadError(
        f"文件“{file}”第{header_row}行的表头缺少必需的列：{'、'.join(names)}（读到的列：{'、'.join(seen)}）；"
        "请补上这些列，或请管理员在来源定义中登记其新名称。",
        f"{file}: the header in row {header_row} lacks the required columns {', '.join(names)} "
        f"(found: {', '.join(seen)}); add them, or have their new names entered in the source definition.",
    )


def repeated_column(file: str, header_row: int, name: str) -> ReadError:
    """Two columns bear one wanted title."""
    return ReadError(
        f"文件“{file}”第{header_row}行的表头中“{name[:_LONGEST]}”出现了两次，无法判断用哪一列，请删去其一。",
        f"{file}: the header in row {header_row} holds {name[:_LONGEST]} twice; remove one of the two columns.",
    )


def no_cutoff(file: str, cell: str, found: str) -> ReadError:
    """The cell that the layout names for the cut-off holds no day."""
    seen = (
        Message(f"写的是“{found[:_LONGEST]}”", f"holds {found[:_LONGEST]!r}")
        if found
        else Message("是空的", "is empty")
    )
    return ReadError(
        f"文件“{file}”的单元格 {cell} {seen.zh}，不是数据截止日期；请核对来源定义的 cutoff，或在文件中写明。",
        f"{file}: the cell {cell} {seen.en}, which is no cut-off day; look at cutoff in the source definition, or "
        "state the day in the file.",
    )


def damaged_workbook(file: str) -> ReadError:
    """A workbook that is cut off or corrupt."""
    return ReadError(
        f"文件“{file}”已损坏或不完整，无法作为工作簿打开，请重新导出或重新上传。",
        f"{file} is damaged or incomplete and cannot be opened as a workbook; export or upload it again.",
    )


def protected_workbook(file: str) -> ReadError:
    """A workbook that only a password opens."""
    return ReadError(
        f"文件“{file}”设有打开密码，请取消密码后重新提交。",
        f"{file} is protected by a password; remove the password and submit it again.",
    )


def damaged_json(file: str, line: int) -> ReadError:
    """JSON that breaks off or breaks its own grammar."""
    return ReadError(
        f"文件“{file}”第{line}行附近的 JSON 不完整或有语法错误，请重新导出后提交。",
        f"{file}: the JSON is incomplete or malformed near line {line}; export it again and submit it.",
    )


def not_records(file: str) -> ReadError:
    """JSON of another shape than one list of records."""
    return ReadError(
        f"文件“{file}”的 JSON 不是记录列表，或有不止一个，请导出为对象数组（或放在 data、rows、records 之下，"
        "或每行一个对象），或请管理员在来源定义的 layout 中用 records 写明列表的位置。",
        f"{file}: the JSON is not a list of records, or holds several; export an array of objects, such an array under "
        "data, rows or records, or one object a line, or have records in the layout of the source definition say where "
        "the list stands.",
    )


def repeated_key(file: str, record: int, name: str) -> ReadError:
    """One JSON record states one field twice."""
    return ReadError(
        f"文件“{file}”第{record}条记录中“{name[:_LONGEST]}”出现了两次，无法判断用哪一个，请更正后重新导出。",
        f"{file}: record {record} states {name[:_LONGEST]} twice; correct it and export it again.",
    )


def too_many_columns(file: str, most: int) -> ReadError:
    """More columns than any table of an office has."""
    return ReadError(
        f"文件“{file}”的列数超过{most:,}，不像是一张表，请检查导出方式后重新提交。",
        f"{file} has more than {most:,} columns, so it can hardly be a table; check the export and submit it again.",
    )


def sparse_records(file: str, most: int) -> ReadError:
    """Records with hardly a field in common."""
    return ReadError(
        f"文件“{file}”的各条记录几乎没有共同的字段，排成表后超过{most:,}个单元格而绝大多数是空的，不像是一张表；"
        "请检查导出方式（字段名中是否混入了数据）后重新提交。",
        f"{file}: its records have hardly a field in common; as a table they span more than {most:,} cells, nearly all "
        "of them empty. Check the export (perhaps data stand in the names of fields) and submit it again.",
    )


def too_many_cells(file: str, sheet: str, most: int) -> ReadError:
    """A sheet with more cells than are read, far-off stray ones included."""
    return ReadError(
        f"文件“{file}”的工作表“{sheet}”范围超过{most:,}个单元格，请删去数据区以外的零散内容，或导出为 CSV 后提交。",
        f"{file}: the sheet {sheet!r} spans more than {most:,} cells; delete stray content outside the table, or "
        "export it as CSV.",
    )


def zip_bomb(file: str) -> ReadError:
    """A member that unpacks to hundreds of times its size."""
    return ReadError(
        f"文件“{file}”的压缩比异常，疑为恶意文件，未予打开；请从原系统重新导出后提交。",
        f"{file} unpacks to a suspicious multiple of its size and was not opened; export it again from its system.",
    )


def wrong_format(file: str, stated: str, found: str) -> ReadError:
    """The content is readable but not of the format that the layout states."""
    return ReadError(
        f"文件“{file}”的内容是 {found}，而来源定义写明应为 {stated}，请导出为 {stated} 后重新提交，"
        "或请管理员把来源定义中的 format 改为 auto。",
        f"{file} holds {found} where the source definition states {stated}; export it as {stated}, or have format set "
        "to auto in the source definition.",
    )


def other_document(file: str, kind_zh: str, kind_en: str) -> ReadError:
    """A document that holds no table which can be read: PDF, picture, archive, text document."""
    return ReadError(
        f"文件“{file}”是{kind_zh}，不是表格文件，请提交从系统导出的 .xlsx 或 CSV。",
        f"{file} is {kind_en}, not a table; submit the .xlsx or CSV that the system exports.",
    )


def wps_workbook(file: str) -> ReadError:
    """WPS's own binary spreadsheet format."""
    return ReadError(
        f"文件“{file}”是 WPS 表格的 .et 格式，请在 WPS 中另存为 .xlsx 后提交。",
        f"{file} is in the .et format of WPS Spreadsheets; save it as .xlsx there and submit that.",
    )


def old_workbook(file: str) -> ReadError:
    """A workbook format that is not read (xlsb, Excel 4 and older)."""
    return ReadError(
        f"文件“{file}”是旧版或二进制的 Excel 格式，请在 Excel 或 WPS 中另存为 .xlsx 后提交。",
        f"{file} is in an old or binary Excel format; save it as .xlsx in Excel or WPS and submit that.",
    )


def web_page(file: str) -> ReadError:
    """HTML or XML saved under a table's name."""
    return ReadError(
        f"文件“{file}”其实是网页（HTML 或 XML），不是表格文件，请用 Excel 打开后另存为 .xlsx 再提交。",
        f"{file} is really a web page (HTML or XML); open it in Excel, save it as .xlsx and submit that.",
    )


def too_large(file: str) -> ReadError:
    """A zip that unpacks to more than can be meant."""
    return ReadError(
        f"文件“{file}”解压后过大，请拆分或导出为 CSV 后提交。",
        f"{file} is too large when unpacked; split it or export it as CSV.",
    )


def open_quote(file: str, row: int) -> ReadError:
    """A double quote swallows the rows after it."""
    return ReadError(
        f"文件“{file}”第{row}行起有未配对的英文双引号，其后的行无法分开，请补上或删去该引号。",
        f"{file}: a double quote opened near row {row} is never closed, so the rows after it run together; "
        "close or remove it.",
    )
