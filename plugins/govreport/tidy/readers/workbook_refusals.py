"""Why a workbook is refused whose bytes can be read: one sentence in both languages (see readers/refusals.py)."""

from __future__ import annotations

from collections.abc import Iterable

from govreport.errors import ReadError


def hidden_sheet(file: str, sheet: str) -> ReadError:
    """The sheet that is asked for is hidden."""
    return ReadError(
        f"文件“{file}”的工作表“{sheet}”是隐藏的，不予读取；请取消隐藏该工作表，或请管理员在来源定义中改写 sheet。",
        f"{file}: the sheet {sheet!r} is hidden and isn't read; unhide it, or have sheet changed in the source "
        "definition.",
    )


def only_hidden_sheets(file: str, sheets: Iterable[str]) -> ReadError:
    """No sheet can be seen."""
    names = list(sheets)
    return ReadError(
        f"文件“{file}”的工作表全部是隐藏的（{'、'.join(names)}），请取消隐藏要提交的工作表后重新提交。",
        f"{file}: all of its sheets are hidden ({', '.join(names)}); unhide the one that is meant and submit it again.",
    )


def disordered_rows(file: str, sheet: str) -> ReadError:
    """Rows stand in another order in the file than their numbers say; spreadsheets themselves call this damaged."""
    return ReadError(
        f"文件“{file}”的工作表“{sheet}”中行的先后与行号不符，无法可靠读取，"
        "请在 Excel 或 WPS 中打开并另存为 .xlsx 后提交。",
        f"{file}: rows of the sheet {sheet!r} stand in another order than their numbers say; open it in Excel or WPS, "
        "save it as .xlsx and submit that.",
    )
