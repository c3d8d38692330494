"""What tidy says about one cell or row that it can't take: the rules' ids and one sentence in both languages.

Sentences about a whole file are in tidy/readers/refusals.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from govreport.errors import Message
from govreport.tidy.values.cells import DOUBTFUL, ERROR, LONGEST, NESTED, UNCOMPUTED

AMOUNT = "T-MONEY"
"""The rule about amounts: what to write instead depends on the district's currency."""
TODO = {
    "T-DATE": ("请改成 2019-01-05 这样的完整日期", "write a complete date such as 2019-01-05"),
    "T-DATE-MONTH": ("请补写具体日期", "add the day"),
    "T-MONEY": ("请写成数字并注明单位", "write a number with its unit"),
    "T-UNIT": ("请在表头、表头上方或单元格内写明单位", "state the unit in the header, above it or in the cell"),
    "T-CODE": (
        "请改用代码表中的词，或请管理员把该词加入代码表",
        "use a word of the list or have this one added",
    ),
    "T-TOWN": ("请填写本区镇街的全称", "write the full name of one of the district's towns"),
    "T-FORMER": ("该行照常统计，不必改正", "the row counts and needs no correction"),
    "T-COMMUNITY": (
        "请核对村（社区）与所属镇街，该行照常统计",
        "check the community; the row still counts",
    ),
    "T-USCC-NUMBER": ("请从登记系统重新导出，并把该列设为文本", "export it again with this column formatted as text"),
    "T-ID-NUMBER": ("请从原系统重新导出，并把该列设为文本", "export it again with this column formatted as text"),
    "T-ID": ("请一格只写一个编号，并去掉角标", "write one number in the cell, without raised or circled digits"),
    "T-TEXT": ("请写出原来的文字，并把该列设为文本", "write the words themselves and format this column as text"),
    "T-GARBLED": ("请与原件核对并改正，该行照常统计", "check it against the source; the row still counts"),
    "T-INT": ("请填写整数", "write a whole number"),
    "T-REQUIRED": ("请补填", "fill it in"),
    "T-CELLS": ("请检查该行是否多写或漏写了分隔符", "look for a missing or surplus separator in this row"),
    "T-ROW": (
        "是记录的请补全，不是记录的（标题、签字、说明等）请删去或移到表外",
        "complete it if it is a record; a title, signature or note should be removed or stand outside the table",
    ),
    "T-QUOTE": (
        "请去掉该引号；文字中确需引号时，用英文双引号括住整格，格内每个双引号写成两个",
        "remove the quote; where the text needs it, put double quotes around the whole cell and write each quote "
        "within it twice",
    ),
    "T-ERROR": ("请修正公式或填写其值", "correct the formula or write the value"),
    "T-UNCOMPUTED": (
        "请在 Excel 或 WPS 中打开、保存后再提交",
        "open the file in Excel or WPS, save it, and submit it",
    ),
    "T-DOUBTFUL": (
        "请只保留应读取的内容，并去掉删除线和上下标",
        "leave only what is meant, without strike-through or raised characters",
    ),
    "T-FORMAT": ("请把单元格格式设为常规并核对其值", "set the cell's format to General and check its value"),
    "T-LONG": (
        "请检查是否漏写了分隔符或引号，或把整张表粘贴进了一格",
        "look for a missing separator or quote, or for a whole table pasted into the cell",
    ),
    "T-NESTED": ("请展开为单独的字段后重新导出", "export it as fields of its own"),
    "T-CUTOFF": ("请统一数据截止日期", "state one cut-off date"),
    "T-HIDDEN": ("请确认这些内容是否应当统计", "make sure whether they should count"),
    "T-TOTAL": ("请改正合计行", "correct the total"),
}
"""Rule id -> what to do, zh and en."""

NOTED = frozenset({"T-COMMUNITY", "T-FORMER", "T-GARBLED", "T-DATE-MONTH", "T-CUTOFF", "T-TOTAL", "T-HIDDEN"})
"""Rules that list a fact without setting its row aside."""
NOTHING_TO_DO = frozenset({"T-FORMER"})
"""Of these, what is on record only: it stands on no correction sheet."""


@dataclass(frozen=True)
class Problem:
    """Why one cell cannot be taken as it is: completes the sentence 'the value …'."""

    rule: str
    zh: str
    en: str
    suggestion: str | None = None
    todo: tuple[str, str] | None = None
    """What to do, zh and en, where more can be said than of any cell that the rule refuses."""


MARKED: Mapping[str, Problem] = {
    NESTED: Problem("T-NESTED", "是列表或对象", "is a list or an object"),
    ERROR: Problem("T-ERROR", "是公式错误", "is a formula error"),
    UNCOMPUTED: Problem("T-UNCOMPUTED", "是没有存下结果的公式", "is a formula without a stored value"),
    DOUBTFUL: Problem(
        "T-DOUBTFUL",
        "（或其一部分）加了删除线或上下标，看不出应读作什么",
        "is struck out or raised, wholly or in part, so what it means is not certain",
    ),
}
"""What no column takes, whatever it holds."""


def too_long(cell: str) -> Problem:
    """What is wrong with a cell of more than LONGEST characters."""
    return Problem(
        "T-LONG",
        f"长达{len(cell):,}个字，一格最多{LONGEST:,}个字",
        f"has {len(cell):,} characters where a cell has {LONGEST:,} at most",
    )


class UnreadableError(Exception):
    """Raised by a parser; carries the Problem."""

    def __init__(self, rule: str, zh: str, en: str, suggestion: str | None = None) -> None:
        self.problem = Problem(rule, zh, en, suggestion)
        super().__init__(en)

    def with_todo(self, todo: tuple[str, str]) -> UnreadableError:
        """The same, with what to do about it."""
        error = UnreadableError(self.problem.rule, self.problem.zh, self.problem.en, self.problem.suggestion)
        error.problem = replace(self.problem, todo=todo)
        return error


def sentence(file: str, where: Message, column: str, value: str | None, problem: Problem) -> tuple[str, str]:
    """The whole sentence about one cell, zh and en; ``where`` names its row."""
    todo_zh, todo_en = problem.todo or TODO[problem.rule]
    shown_zh = f"的值“{value}”" if value else ""
    shown_en = f" {value!r}" if value else ""
    hint_zh = f"（是否为“{problem.suggestion}”？）" if problem.suggestion else ""
    hint_en = f" (perhaps {problem.suggestion}?)" if problem.suggestion else ""
    return (
        f"文件“{file}”{where.zh}“{column}”{shown_zh}{problem.zh}（规则{problem.rule}）；{todo_zh}{hint_zh}。",
        f"{file}, {where.en}, {column}{shown_en} {problem.en} (rule {problem.rule}); {todo_en}{hint_en}.",
    )
