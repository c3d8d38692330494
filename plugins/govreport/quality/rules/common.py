"""Rules that every extract obeys: it has rows, known headers, a cut-off, and totals that add up.

Belongs here: rule makers used by more than one suite. Does not belong here: rules of one extract.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from govreport.errors import Message
from govreport.manifests.base import ExtractName
from govreport.quality.rule import Record, Rule, Scope, expectation, flagged


def midnight(day: date) -> datetime:
    """A day as the engine compares days: without a timezone, like the rows."""
    return datetime.combine(day, time.min)


def cutoff_of(scope: Scope) -> datetime:
    """The extract's cut-off, as the engine compares days."""
    return midnight(scope.cutoff)


FIX_SOURCE = Message("请在业务系统中核对更正后重新导出。", "Correct it in the source system and export the file again.")


def file_rules(extract: ExtractName, *, totals: bool) -> list[Rule]:
    """Rules about the file as a whole."""
    rules = [
        Rule(
            "E01",
            extract,
            "block",
            False,
            zh="必需的列都在",
            en="every required column is present",
            why=Message(
                "缺了必需的列，就算不出任何一项指标。", "Without a required column no indicator can be computed."
            ),
            fix=Message(
                "请重新导出带有该列的文件；若只是表头改名，请在来源定义的 columns 中登记新叫法。",
                "Export the file with that column; if only its header changed, add it to columns in the source "
                "definition.",
            ),
            column="value",
            expect=flagged("known", where=(("kind", "==", "column"), ("required", "==", 1))),
            frame="facts",
            observed=_missing_column,
        ),
        Rule(
            "E01-LAYOUT",
            extract,
            "hold",
            False,
            zh="来源定义中约定的列都在",
            en="every column that the source definition promises is present",
            why=Message(
                "少一列不会报错，用到它的指标却会无声变成零，须有人确认后签发。",
                "A column less raises no error, yet the indicators that use it become zero in silence: somebody must "
                "decide before signing.",
            ),
            fix=Message(
                "请补上该列；确已取消的，请从来源定义的 columns 中删去。",
                "Put the column back; if it was given up, remove it from columns in the source definition.",
            ),
            column="value",
            expect=flagged("known", where=(("kind", "==", "column"), ("required", "==", 0))),
            frame="facts",
            observed=_missing_column,
        ),
        Rule(
            "E00",
            extract,
            "block",
            False,
            zh="文件中至少有一行可用的数据",
            en="the file holds at least one usable row",
            why=Message(
                "没有数据行的文件会使本季各项数字变成零。",
                "Without rows every figure of the quarter would be zero.",
            ),
            fix=Message("请重新导出该季度的完整文件。", "Export the quarter's whole file again."),
            column="value",
            expect=expectation(
                "ExpectColumnValuesToBeBetween",
                column="rows",
                min_value=1,
                where=(("kind", "==", "file"),),
            ),
            frame="facts",
            observed=_no_rows,
        ),
        Rule(
            "E02",
            extract,
            "warn",
            False,
            zh="每个表头都已约定去留",
            en="every header has been decided on",
            why=Message(
                "新表头可能是改了名的旧列，也可能带来新口径，须有人决定。",
                "A new header may be an old column renamed or a new definition: somebody must decide.",
            ),
            fix=Message(
                "请与提供文件的单位确认该列含义，再在来源定义的 columns 或 ignore 中登记。",
                "Ask the file's owner what the column means, then add it to columns or ignore in the source "
                "definition.",
            ),
            column="value",
            expect=flagged("known", where=(("kind", "==", "header"),)),
            frame="facts",
            observed=_unknown_header,
        ),
        Rule(
            "E03",
            extract,
            "hold",
            False,
            zh="文件写明数据截止日期",
            en="the file states its cut-off date",
            why=Message(
                "不知道数据截至哪一天，就不能证明数字属于本季度，报表可起草但不能签发。",
                "Without the day the data end on, nobody can prove the figures are the quarter's: draft, don't sign.",
            ),
            fix=Message(
                "请在文件标题下补写“数据截止日期：某年某月某日”后重新提供。",
                "Add the line 数据截止日期 (cut-off date) below the title and supply the file again.",
            ),
            column="value",
            expect=expectation(
                "ExpectColumnValuesToNotBeNull",
                column="cutoff",
                where=(("kind", "==", "file"),),
            ),
            frame="facts",
            observed=_no_cutoff,
        ),
        Rule(
            "E03-QUARTER",
            extract,
            "block",
            False,
            zh="数据截止日期不早于季度末",
            en="the cut-off is not before the quarter's end",
            why=Message(
                "截止日期早于季度末，多半是误交了别的季度的文件，由它算出的数字不是本季度的。",
                "A cut-off before the quarter's end usually means another quarter's file: its figures aren't "
                "this quarter's.",
            ),
            fix=Message(
                "请提供截至本季度末（或之后）的文件。", "Supply the file as of the quarter's last day or later."
            ),
            column="value",
            expect=expectation(
                "ExpectColumnPairValuesAToBeGreaterThanB",
                column_A="cutoff",
                column_B="quarter_end",
                or_equal=True,
                ignore_row_if="either_value_is_missing",
                where=(("kind", "==", "file"),),
            ),
            frame="facts",
            observed=_wrong_quarter,
        ),
    ]
    if totals:
        rules.append(
            Rule(
                "E04-TOTAL",
                extract,
                "hold",
                False,
                zh="合计行等于各行之和",
                en="a stated total equals the sum of its rows",
                why=Message(
                    "合计对不上，说明有行丢失、重复或金额被改动，数字在查明前不宜签发。",
                    "A total that doesn't add up means rows lost, repeated or altered: find out before signing.",
                ),
                fix=Message(
                    "请核对合计行与明细行，更正后重新提供文件。",
                    "Compare the total with its rows, correct, and supply the file again.",
                ),
                column="value",
                expect=flagged("difference", expected=0, where=(("kind", "==", "total"),)),
                frame="facts",
                observed=_total,
            )
        )
    return rules


def credit_code_rule(extract: ExtractName, column: str, *, sets_aside: bool, why: Message, id: str = "E11") -> Rule:
    """Both check characters of a credit code are right."""
    return Rule(
        id,
        extract,
        "warn",
        sets_aside,
        zh="统一社会信用代码的两位校验码都正确",
        en="both check characters of the credit code are right",
        why=why,
        fix=Message("请对照登记证书核对代码并更正。", "Compare the code with the certificate and correct it."),
        column=column,
        expect=expectation(
            "ExpectColumnValuesToBeCreditCodes",
            column=column,
        ),
        suggest=_repaired(column),
    )


def town_rule(extract: ExtractName) -> Rule:
    """The town is one of the district's."""
    return Rule(
        "E20-TOWN",
        extract,
        "warn",
        True,
        zh="所属镇街是本区的镇街",
        en="the town is one of the district's",
        why=Message("不属于任何镇街的行会使各镇街之和不等于全区数。", "A row of no town would break the sum of towns."),
        fix=Message(
            "请核对所属镇街；确属新增或更名的，请更新本区的 towns.csv。",
            "Check the town; if it is new or renamed, update the district's towns.csv.",
        ),
        column="town_code",
        expect=expectation(
            "ExpectColumnValuesToBeInSet",
            column="town_code",
            value_set=lambda s: [t.code for t in s.district.towns],
        ),
    )


def _repaired(column: str) -> Callable[[Record, Scope], str | None]:
    def suggest(record: Record, scope: Scope) -> str | None:
        from govreport.quality.credit_code import repair

        return repair(str(record[column]), scope.district.code)

    return suggest


def _no_rows(record: Record, scope: Scope) -> Message:
    return Message("没有可用的数据行", "there is no usable data row (no data rows)")


def _missing_column(record: Record, scope: Scope) -> Message:
    return Message(f"没有“{record['value']}”一列", f"the column “{record['value']}” is missing")


def _unknown_header(record: Record, scope: Scope) -> Message:
    return Message(f"出现未约定的表头“{record['value']}”", f"the header “{record['value']}” is unknown")


def _no_cutoff(record: Record, scope: Scope) -> Message:
    return Message("没有写明数据截止日期", "no cut-off date (数据截止日期) is stated")


def _wrong_quarter(record: Record, scope: Scope) -> Message:
    return Message(
        f"数据截止日期为{record['value']}，早于{scope.quarter.zh}末（{scope.quarter.end.isoformat()}），像是误交了别的季度的文件",
        f"its cut-off is {record['value']}, before the end of {scope.quarter.en} ({scope.quarter.end.isoformat()}): "
        "this looks like another quarter's file",
    )


def _total(record: Record, scope: Scope) -> Message:
    from govreport.quality.values import printed

    stated, computed = (printed(record["value_kind"], record[name]) for name in ("stated", "computed"))
    return Message(
        f"“{record['header']}”合计写{stated}，明细之和是{computed}",
        f"“{record['header']}”: the stated total is {stated}, the rows sum to {computed}",
    )
