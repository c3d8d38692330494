"""Makers of rules that several suites declare in the same way: repeated records, dates in order, counts, code validity.

Belongs here: makers that need a word or two from their suite. Does not belong here: rules of the file as a whole
(common.py), rules of one extract.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from govreport.errors import Message
from govreport.manifests.base import ExtractName
from govreport.quality.rule import Condition, Record, Rule, Scope, expectation
from govreport.quality.rules.common import FIX_SOURCE, cutoff_of, midnight
from govreport.quarter import Quarter

FIRST_QUARTER = Quarter(2010, 1)
"""Returns by quarter are not older."""


def once_rule(
    extract: ExtractName, id: str, column: str, called: Message, *, why: Message, fix: Message | None = None
) -> Rule:
    """A record stands once; ``called`` is what its key is called (备案号, filing number)."""

    def observed(record: Record, scope: Scope) -> Message:
        first, differs = int(record["first_row"]), record["differs"]
        return Message(
            f"同一{called.zh}已见于第{first}行，" + (f"且两行的{differs}不一致" if differs else "两行内容相同"),
            f"the same {called.en} already stands in row {first}, "
            + (f"and the rows differ in {differs}" if differs else "and the rows are the same"),
        )

    return Rule(
        id,
        extract,
        "warn",
        True,
        zh=f"同一{called.zh}只出现一次",
        en=f"a {called.en} stands once",
        why=why,
        fix=fix or Message("请保留正确的一行，删去其余。", "Keep the right row and delete the others."),
        column=column,
        expect=expectation("ExpectColumnValuesToBeFirstOfTheirKind", column="repeat_key"),
        frame="repeats",
        shows=(column,),
        observed=observed,
    )


def not_before(
    extract: ExtractName,
    id: str,
    later: str,
    earlier: str,
    said: Message,
    why: Message,
    *,
    sets_aside: bool = False,
    column: str | None = None,
    where: tuple[Condition, ...] = (),
    fix: Message = FIX_SOURCE,
    shows: tuple[str, ...] = (),
) -> Rule:
    """``later`` is at least ``earlier`` (days or numbers) where both are filled in; told under ``column``, by default
    ``later``."""
    told = column or later
    return Rule(
        id,
        extract,
        "warn",
        sets_aside,
        zh=said.zh,
        en=said.en,
        why=why,
        fix=fix,
        column=told,
        expect=expectation(
            "ExpectColumnPairValuesAToBeGreaterThanB",
            column_A=later,
            column_B=earlier,
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            where=where,
        ),
        shows=(*shows, earlier if told == later else later),
    )


def dated(
    extract: ExtractName, id: str, column: str, first: int, said: Message, why: Message, shows: tuple[str, ...]
) -> Rule:
    """A day between the start of the year ``first`` and the cut-off; other rows can be of no quarter."""
    return Rule(
        id,
        extract,
        "warn",
        True,
        zh=said.zh,
        en=said.en,
        why=why,
        fix=FIX_SOURCE,
        column=column,
        expect=expectation(
            "ExpectColumnValuesToBeBetween",
            column=column,
            min_value=midnight(date(first, 1, 1)),
            max_value=cutoff_of,
        ),
        shows=shows,
    )


def filled(
    extract: ExtractName,
    id: str,
    column: str,
    said: Message,
    why: Message,
    *,
    where: tuple[Condition, ...],
    fix: Message = FIX_SOURCE,
    sets_aside: bool = False,
    shows: tuple[str, ...] = (),
) -> Rule:
    """The column is filled in, in the rows that ``where`` means."""
    return Rule(
        id,
        extract,
        "warn",
        sets_aside,
        zh=said.zh,
        en=said.en,
        why=why,
        fix=fix,
        column=column,
        expect=expectation("ExpectColumnValuesToNotBeNull", column=column, where=where),
        shows=shows,
    )


def _quarter_ends(scope: Scope) -> list[Any]:
    last = Quarter.containing(scope.cutoff)
    return [midnight(q.end) for q in Quarter.span(FIRST_QUARTER, last) if q.end <= scope.cutoff]


def _no_current(record: Record, scope: Scope) -> Message:
    return Message(
        f"没有统计截止日期为{scope.quarter.end.isoformat()}的行",
        f"there is no row as of {scope.quarter.end.isoformat()}",
    )


def quarter_rules(extract: ExtractName, shows: tuple[str, ...]) -> list[Rule]:
    """Rules of a return that has rows of its own for every quarter."""
    return [
        Rule(
            "E21-CURRENT",
            extract,
            "hold",
            False,
            zh="文件中有本季度末的行",
            en="the file holds rows as of the quarter's last day",
            why=Message(
                "没有本季度的行，有关指标会无声变成零，查明前不宜签发。",
                "Without rows of the quarter its indicators become zero in silence: find out before signing.",
            ),
            fix=Message("请补报本季度的数据后重新提供文件。", "Add the quarter's return and supply the file again."),
            column="value",
            expect=expectation(
                "ExpectColumnValuesToBeBetween", column="current", min_value=1, where=(("kind", "==", "file"),)
            ),
            frame="facts",
            observed=_no_current,
        ),
        Rule(
            "E21-QUARTER",
            extract,
            "warn",
            True,
            zh="统计截止日期是季度末，且不晚于数据截止日期",
            en="the day of the return is a quarter's last day and not after the cut-off",
            why=Message(
                "不是季度末的行不属于任何一个季度，算不进指标。",
                "A row of another day belongs to no quarter and enters no figure.",
            ),
            fix=FIX_SOURCE,
            column="as_of",
            expect=expectation("ExpectColumnValuesToBeInSet", column="as_of", value_set=_quarter_ends),
            shows=shows,
        ),
    ]


def _negative(record: Record, scope: Scope) -> Message:
    return Message(f"{record['negative_zh']}为负数", f"{record['negative_zh']}: a negative number")


def negative_rule(extract: ExtractName, shows: tuple[str, ...]) -> Rule:
    """No count and no amount of the row is negative; told under the first that is."""
    return Rule(
        "E23-NEGATIVE",
        extract,
        "warn",
        True,
        zh="数量和金额不为负",
        en="no count and no amount is negative",
        why=Message("负数会从合计中扣减，使总数无故变小。", "A negative number is taken off every sum that it enters."),
        fix=FIX_SOURCE,
        column="value",
        column_from="negative",
        expect=expectation("ExpectColumnValuesToBeNull", column="negative"),
        shows=shows,
        observed=_negative,
    )


def _lapsed(record: Record, scope: Scope) -> Message:
    return Message(
        f"{record['lapsed_zh']}在{record['lapsed_day']}未施行或已停用",
        f"{record['lapsed_zh']}: not in force on {record['lapsed_day']}",
    )


def in_force_rule(extract: ExtractName) -> Rule:
    """Every coded value was in force on the day that the row is judged by (shapes.py)."""
    return Rule(
        "E20-IN-FORCE",
        extract,
        "warn",
        False,
        zh="代码在当日有效",
        en="every code was in force on its day",
        why=Message(
            "新旧分类混用，分类数字前后不可比；记录本身属实，故仍计入。",
            "Old and new classes mixed make breakdowns incomparable; the record is real, so the row stays.",
        ),
        fix=Message("请改用当日有效的代码。", "Use the code that was in force on that day."),
        column="value",
        column_from="lapsed",
        expect=expectation("ExpectColumnValuesToBeNull", column="lapsed"),
        observed=_lapsed,
    )
