"""A file's stated totals and numbers of records as lines of the command line, and what was hidden in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govreport.canonical import EXTRACTS, ROW
from govreport.canonical.columns import in_english
from govreport.currency import Currency
from govreport.errors import Message
from govreport.manifests.extracts import TotalRow, place


def total_lines(
    extract: str, totals: Sequence[TotalRow], own: Currency, sheets: Sequence[str] = ()
) -> Iterator[Message]:
    """One line a total: what it states, what the rows come to, whether they agree."""
    for total in totals:
        where = place(total.row, sheets)
        agrees = Message("相符", "agree") if total.agrees else Message("不符", "differ")
        if total.column == ROW:
            yield Message(
                f"{where.zh}“{total.seen}”：{total.stated} 条，明细（含退回）：{total.computed} 行，{agrees.zh}",
                f"{where.en} “{total.seen}”: {total.stated} records, rows (with those set aside): {total.computed}, "
                f"{agrees.en}",
            )
            continue
        info = EXTRACTS[extract].columns[total.column].info
        computed = amount(total.computed, own)
        head = in_english(EXTRACTS[extract].columns[total.column])
        stated = amount(total.stated, own) if total.stated is not None else Message(*2 * (f"“{total.seen}”",))
        state = agrees if total.stated is not None else Message("读不出", "can't be read")
        yield Message(
            f"{where.zh}合计“{info['zh']}”：{stated.zh}，各行相加：{computed.zh}，{state.zh}",
            f"{where.en} total “{head}”: {stated.en}, the rows come to {computed.en}, {state.en}",
        )


def hidden_lines(rows: int, sheets: Sequence[str]) -> Iterator[Message]:
    """What a person who opens the file doesn't see at once."""
    if rows:
        yield Message(
            f"有 {rows} 行是隐藏或被筛掉的，照常读取", f"{rows} hidden or filtered rows were read like the others"
        )
    if sheets:
        yield Message(f"隐藏的工作表没有读取：{'、'.join(sheets)}", f"hidden sheets were not read: {', '.join(sheets)}")


def amount(number: int, own: Currency) -> Message:
    """An amount with all its decimals."""
    digits = f"{own.decimal(number):,.{own.digits}f}".replace("-", "\u2212")
    return Message(f"{digits} {own.plain.zh}", own.signed(digits))
