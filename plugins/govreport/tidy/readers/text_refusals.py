"""Why a text file is refused for its encoding, its quotes, its header's width or the place of its records: one sentence
in both languages.

The other sentences about whole files are in refusals.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from govreport.errors import ReadError

_LONGEST = 40
"""Characters of a title that a sentence repeats."""


def unsure_encoding(file: str, row: int) -> ReadError:
    """Several encodings fit, and none gives text that is surely meant."""
    return ReadError(
        f"文件“{file}”的文字编码无法确定（自第{row}行起的文字按哪种编码读都不能肯定），请另存为 UTF-8 编码后重新提交，"
        "或请管理员在来源定义的 layout 中写明 encoding（如 gb18030、cp1252、big5）。",
        f"{file}: it is not certain which encoding the text is in (from row {row} on); save it in UTF-8 and submit it "
        "again, or have encoding stated in the layout of the source definition (such as gb18030, cp1252 or big5).",
    )


def contradicted_encoding(file: str, stated: str, found: str) -> ReadError:
    """The file begins with the mark of another encoding than the layout states."""
    return ReadError(
        f"文件“{file}”带有 {found} 的字节顺序标记，而来源定义写明编码为 {stated}，请按 {stated} 重新导出，"
        "或请管理员改正来源定义中的 encoding。",
        f"{file} begins with the byte order mark of {found} where the source definition states encoding {stated}; "
        f"export it in {stated}, or have encoding corrected in the source definition.",
    )


def header_quote(file: str, row: int) -> ReadError:
    """A double quote out of place in the header, or one that joins the header with the rows below."""
    return ReadError(
        f"文件“{file}”第{row}行表头中有未配对或位置不当的英文双引号，其后的列和行无法分开，请补上或删去该引号。",
        f"{file}: the header in row {row} has a double quote that is not closed or out of place, so the columns and "
        "rows behind it cannot be told apart; close or remove it.",
    )


def narrow_header(file: str, row: int, columns: int, cells: int, title: str | None) -> ReadError:
    """The header has fewer cells than nearly every row below it."""
    zh = f"（“{title[:_LONGEST]}”像是两个列名连在一起）" if title else ""
    en = f" ({title[:_LONGEST]!r} looks like two titles run together)" if title else ""
    return ReadError(
        f"文件“{file}”第{row}行的表头有{columns}格，而其下各行多为{cells}格{zh}，无法判断各列的对应关系；"
        "请补上表头中漏写的分隔符或列名，或去掉各行多余的分隔符。",
        f"{file}: the header in row {row} has {columns} cells where most rows below it have {cells}{en}, so it is not "
        "certain which cell belongs to which column; add the missing separator or title to the header, or remove the "
        "surplus separator from the rows.",
    )


def endless_row(file: str, row: int) -> ReadError:
    """One line of many megabytes."""
    return ReadError(
        f"文件“{file}”第{row}行过长，不像是表格中的一行，请检查导出方式（尤其是换行）后重新提交。",
        f"{file}: row {row} is too long for a row of a table; check the export, its line ends above all, and submit it "
        "again.",
    )


def no_records(file: str, place: str) -> ReadError:
    """The layout says where the list of records stands, and there is none."""
    return ReadError(
        f"文件“{file}”的 JSON 中，来源定义写明的位置“{place}”没有记录列表，请重新导出，"
        "或请管理员改正来源定义中的 records。",
        f"{file}: the JSON has no list of records at {place}, where the source definition states it; export it again, "
        "or have records corrected in the source definition.",
    )


def no_table(file: str, row: int, cells: int, most: int) -> ReadError:
    """More rows of another width than the header than anybody could look through."""
    return ReadError(
        f"文件“{file}”自第{row}行起有超过{most:,}行的格数与表头（{cells}格）不同，不像是一张表，请检查分隔符和导出方式后重新提交。",
        f"{file}: more than {most:,} rows, from row {row} on, have another number of cells than the header ({cells}), "
        "so it can hardly be a table; check the separator and the export, and submit it again.",
    )


def mojibake(file: str, row: int, title: tuple[str, str], taken_for: str, own: str) -> ReadError:
    """The text was read under a wrong encoding and saved so: ``title`` as it stands and as it was meant."""
    seen, meant = (text[:_LONGEST] for text in title)
    return ReadError(
        f"文件“{file}”第{row}行的表头是乱码：“{seen}”原为“{meant}”。{own} 编码的文件曾被当作 {taken_for} 打开并另存，"
        f"其中的文字可能已经丢失。请重新从系统导出，直接提交；要打开查看的，打开时请选 {own} 编码，或不要保存。",
        f"{file}: the header in row {row} is garbled: {seen!r} was {meant!r}. A file in {own} was opened as "
        f"{taken_for} and saved, and some of its text may be lost. Export it from its system again and submit that as "
        f"it is; to look into it, choose {own} as the encoding on opening, or don't save.",
    )


def garbled(file: str, row: int, seen: str, expected: Iterable[str]) -> ReadError:
    """No header is found, and the text of the first rows is damaged."""
    names = list(expected)
    return ReadError(
        f"文件“{file}”第{row}行是乱码（“{seen[:_LONGEST]}”），所以找不到表头（应含{'、'.join(names)}等列）："
        "文件曾用不对的编码打开并另存，文字已经损坏，无法复原。请重新从系统导出，不要打开后另存，直接提交。",
        f"{file}: row {row} is garbled ({seen[:_LONGEST]!r}), so no header is found (columns such as "
        f"{', '.join(names)} are expected): the file was opened in a wrong encoding and saved, which damaged its text "
        "for good. Export it from its system again and submit that without saving it anew.",
    )
