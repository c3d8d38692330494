"""Why a file is refused for its sheets or for a table further down: one sentence in both languages, with what to do."""

from __future__ import annotations

from collections.abc import Sequence

from govreport.errors import Message, ReadError

_LONGEST = 40
"""Characters of a title that a sentence repeats."""


def several_sheets(file: str, sheets: Sequence[str]) -> ReadError:
    """More than one visible sheet holds the table, and the layout doesn't say which are meant."""
    names = ", ".join(sheets)
    return ReadError(
        f"文件“{file}”有{len(sheets)}张工作表都像是该表（{'、'.join(sheets)}），不能判断应读哪些；"
        f"请在来源定义的 layout 中写 sheets: all（全部读取）或 sheets: [{names}] 这样的名单，"
        f"只读一张的写 sheet: {sheets[0]}。",
        f"{file}: {len(sheets)} sheets look like this table ({names}), and nothing says which to read; in the source "
        f"definition's layout write sheets: all, or a list such as sheets: [{names}], or sheet: {sheets[0]} to read "
        "one.",
    )


def missing_sheets(file: str, missing: Sequence[str], present: Sequence[str], hidden: Sequence[str]) -> ReadError:
    """Sheets that the layout names are not there, or are hidden."""
    concealed = [name for name in missing if name in hidden]
    hint_zh = f"（工作表“{'”“'.join(concealed)}”是隐藏的，隐藏的工作表不读）" if concealed else ""
    hint_en = f" ({', '.join(concealed)} is hidden, and hidden sheets are not read)" if concealed else ""
    return ReadError(
        f"文件“{file}”没有名为“{'”“'.join(missing)}”的可见工作表{hint_zh}；"
        f"文件中有：{'、'.join(present) or '无'}。请核对文件，或修改来源定义 layout 中的 sheet（sheets）。",
        f"{file} has no visible sheet named {', '.join(missing)}{hint_en}; it has "
        f"{', '.join(present) or 'none'}. Check the file, or change sheet (sheets) in the definition's layout.",
    )


def headless_sheet(file: str, sheet: str, row: int, read: str) -> ReadError:
    """A visible sheet without a header holds what looks like more records."""
    return ReadError(
        f"文件“{file}”的工作表“{sheet}”没有表头，而第{row}行像是本表的记录，不能不读；"
        f"请在该工作表补上表头（并在来源定义的 layout 中写 sheets: all），或把这些行并入工作表“{read}”；"
        f"确实不应读的，请在 layout 中写 sheet: {read}。",
        f"{file}: sheet {sheet} has no header, and its row {row} looks like a record of this table; give the sheet its "
        f"header (and write sheets: all in the source definition's layout), or move these rows to sheet {read}; where "
        f"they should not be read, write sheet: {read} in the layout.",
    )


def only_hidden(file: str, hidden: Sequence[str]) -> ReadError:
    """The table stands on hidden sheets only."""
    return ReadError(
        f"文件“{file}”的可见工作表中没有该表，隐藏的工作表（{'、'.join(hidden)}）不读；"
        "请取消隐藏应读的工作表，保存后重新提交。",
        f"{file}: no visible sheet holds this table, and hidden sheets ({', '.join(hidden)}) are not read; "
        "unhide the sheet that is meant, save, and submit it again.",
    )


def no_table_on(file: str, sheets: Sequence[str]) -> ReadError:
    """Sheets that the layout names hold no such table."""
    return ReadError(
        f"文件“{file}”的工作表“{'、'.join(sheets)}”中找不到该表的表头；"
        "请核对该工作表，或修改来源定义 layout 中的 sheets。",
        f"{file}: no header of this table is found on sheet {', '.join(sheets)}; check the sheet, or change sheets in "
        "the source definition's layout.",
    )


def other_table(file: str, where: Message, first: Message, lacking: Sequence[str], unknown: Sequence[str]) -> ReadError:
    """A second header further down lacks columns that the first has, or the other way round."""
    names, found = [name[:_LONGEST] for name in lacking], [title[:_LONGEST] for title in unknown]
    hint_zh = f"，{where.zh}另有不认识的“{'”“'.join(found)}”" if found else ""
    hint_en = f"; {where.en} has the unknown {', '.join(found)}" if found else ""
    return ReadError(
        f"文件“{file}”{where.zh}又有一行表头，与{first.zh}的表头不是同样的列（只有其中一处有：{'、'.join(names)}{hint_zh}），"
        "不能当作同一张表；请把两处表头改成同样的列和单位，或把不属于本表的部分移到另一张工作表或另一个文件；"
        "确实可有可无的列，请在来源定义中写 optional: true。",
        f"{file}: there is a second header in {where.en}, whose columns are not those of the header in {first.en} "
        f"(only one of them has {', '.join(names)}{hint_en}), so they are not one table; give both the same columns "
        "and units, or move what doesn't belong here to a sheet or file of its own; for a column that may be left out "
        "write optional: true in the source definition.",
    )


def too_deep(file: str, where: Message, most: int) -> ReadError:
    """The titles take more rows than are looked at."""
    return ReadError(
        f"文件“{file}”{where.zh}的表头缺少必需的列：表头最多{most}行，而该表的表头更多；请把表头合并为一行后重新提交。",
        f"{file}: the header in {where.en} lacks required columns; a header has {most} rows at most, and this one has "
        "more: make it one row and submit it again.",
    )


def repeated_on_sheet(file: str, where: Message, title: str) -> ReadError:
    """A header further down, or on another sheet, bears one wanted title twice."""
    return ReadError(
        f"文件“{file}”{where.zh}的表头中“{title[:_LONGEST]}”出现了两次，无法判断用哪一列，请删去其一。",
        f"{file}: the header in {where.en} holds {title[:_LONGEST]} twice; remove one of the two columns.",
    )


def missing_on_sheet(file: str, where: Message, missing: Sequence[str], found: Sequence[str]) -> ReadError:
    """The header of one of several sheets lacks required columns."""
    seen = [title[:_LONGEST] for title in found]
    return ReadError(
        f"文件“{file}”{where.zh}的表头缺少必需的列：{'、'.join(missing)}（读到的列：{'、'.join(seen)}）；"
        "请补上这些列；不属于本表的工作表，请在来源定义 layout 的 sheets 中只列出应读的。",
        f"{file}: the header in {where.en} lacks the required columns {', '.join(missing)} (found: {', '.join(seen)}); "
        "add them, or list only the sheets that are meant under sheets in the source definition's layout.",
    )


def unit_left_open(file: str, where: Message, title: str, before: str) -> ReadError:
    """A later header states no unit where the one before it did, under another title."""
    return ReadError(
        f"文件“{file}”{where.zh}的表头“{title[:_LONGEST]}”没有写单位，而上一处表头写的是{before}，"
        "不能判断其下金额的单位；请在该表头中写明单位，如“（元）”。",
        f"{file}: the header in {where.en} states no unit for {title[:_LONGEST]}, while the header before it states "
        f"{before}; write the unit into that header, in brackets behind the title.",
    )


def unit_changed(file: str, where: Message, text: str, before: str) -> ReadError:
    """A unit is stated between records, without a header below it."""
    return ReadError(
        f"文件“{file}”{where.zh}写着“{text[:_LONGEST]}”，与表头的单位（{before}）不同，其下又没有表头，"
        "不能判断从哪一行起换了单位；请在该行之下重写表头，或统一单位。",
        f"{file}: {where.en} says {text[:_LONGEST]}, another unit than the header's ({before}), and no header follows; "
        "repeat the header below that row, or use one unit.",
    )


def too_many_tables(file: str, where: Message, most: int) -> ReadError:
    """Header after header, each unlike the one before, or without end."""
    return ReadError(
        f"文件“{file}”到{where.zh}为止已有{most:,}个以上的表头，无法可靠地读取；请整理成只有一个表头的表后重新提交。",
        f"{file}: by {where.en} there have been more than {most:,} headers, too many to be read reliably; make one "
        "table of it and submit it again.",
    )
