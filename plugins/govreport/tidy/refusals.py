"""Why a whole file is refused: one sentence in both languages with the file, what is wrong and what to do.

Belongs here: that wording. Does not belong here: finding out, and single cells (problems.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from govreport.errors import ReadError


def undecodable(file: str) -> ReadError:
    """No encoding makes sense of the text."""
    return ReadError(
        f"文件“{file}”的文字编码无法识别，请另存为 UTF-8（或 GB18030）编码的 CSV 后重新提交。",
        f"{file}: the text's encoding cannot be recognised; save it as CSV in UTF-8 (or GB18030) and submit it again.",
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
    names, seen = list(missing), list(found)
    return ReadError(
        f"文件“{file}”第{header_row}行的表头缺少必需的列：{'、'.join(names)}（读到的列：{'、'.join(seen)}）；"
        "请补上这些列，或请管理员在来源定义中登记其新名称。",
        f"{file}: the header in row {header_row} lacks the required columns {', '.join(names)} "
        f"(found: {', '.join(seen)}); add them, or have their new names entered in the source definition.",
    )


def repeated_column(file: str, header_row: int, name: str) -> ReadError:
    """Two columns bear one wanted title."""
    return ReadError(
        f"文件“{file}”第{header_row}行的表头中“{name}”出现了两次，无法判断用哪一列，请删去其一。",
        f"{file}: the header in row {header_row} holds {name} twice; remove one of the two columns.",
    )


def damaged_workbook(file: str) -> ReadError:
    """Truncated or corrupt."""
    return ReadError(
        f"文件“{file}”已损坏或不完整，无法作为 Excel 工作簿打开，请重新导出或重新上传。",
        f"{file} is damaged or incomplete and cannot be opened as an Excel workbook; export or upload it again.",
    )


def protected_workbook(file: str) -> ReadError:
    """Encrypted with a password."""
    return ReadError(
        f"文件“{file}”设有打开密码，请取消密码后重新提交。",
        f"{file} is protected by a password; remove the password and submit it again.",
    )


def old_workbook(file: str) -> ReadError:
    """Another office format under the name .xlsx."""
    return ReadError(
        f"文件“{file}”不是 .xlsx 工作簿（是旧版 .xls、.et 或其他格式），请在 Excel 或 WPS 中另存为 .xlsx 后提交。",
        f"{file} is not an .xlsx workbook (but an old .xls, .et or the like); save it as .xlsx and submit it again.",
    )


def web_page(file: str) -> ReadError:
    """HTML or XML saved under a table's name."""
    return ReadError(
        f"文件“{file}”其实是网页（HTML 或 XML），不是表格文件，请用 Excel 打开后另存为 .xlsx 再提交。",
        f"{file} is really a web page (HTML or XML); open it in Excel, save it as .xlsx and submit that.",
    )


def not_a_workbook(file: str) -> ReadError:
    """Anything else under the name .xlsx."""
    return ReadError(
        f"文件“{file}”的内容不是 Excel 工作簿，请导出为 .xlsx 后重新提交。",
        f"{file} doesn't hold an Excel workbook; export it as .xlsx and submit it again.",
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
