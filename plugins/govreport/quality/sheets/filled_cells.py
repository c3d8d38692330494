"""Single cells of a filled correction sheet: their text, and why some can't be taken for what a person sees in them."""

from __future__ import annotations

from govreport.errors import Message
from govreport.tidy.values.cells import (
    BOOLEAN,
    DATE,
    DOUBTFUL,
    ERROR,
    FORMATTED,
    UNCOMPUTED,
    plain,
    shown_and_stored,
    unmark,
)


def cell_text(cell: str) -> str:
    """A cell as text; a spreadsheet may have turned what was typed into a number or a date."""
    marker, text = unmark(cell)
    if marker == BOOLEAN:
        return "是" if text == "TRUE" else "否"
    if marker == DATE:
        return text[:10]
    return plain(cell) if marker == FORMATTED else text.strip()


def unsure_cell(cell: str, head: str) -> Message | None:
    """Why a filled cell can't be taken for what a person sees in it."""
    marker, text = unmark(cell)
    again_zh, again_en = "请直接写出值", "write the value itself"
    if marker == ERROR:
        return Message(
            f"的“{head}”是公式错误“{text}”，{again_zh}", f"has a formula error, {text}, as its {head}; {again_en}"
        )
    if marker == UNCOMPUTED:
        return Message(
            f"的“{head}”是没有存下结果的公式，{again_zh}",
            f"has a formula without a stored value as its {head}; {again_en}",
        )
    if marker == DOUBTFUL:
        return Message(
            f"的“{head}”（或其一部分）加了删除线或上下标，请只保留要填写的内容",
            f"has a {head} that is struck out or raised, wholly or in part; leave only what is meant",
        )
    if marker == FORMATTED:
        shown, stored = shown_and_stored(cell)
        return Message(
            f"的“{head}”显示为“{shown}”，所存的数却是{stored}，请把单元格格式设为文本后重新填写",
            f"has a {head} that is shown as “{shown}” while {stored} is stored; set the cell's format to text and "
            "write it again",
        )
    return None
