"""Rules that several suites declare, each with a word or two of its own; the same in all of them are the constants."""

from __future__ import annotations

from typing import Any

from govreport.canonical import EXTRACTS
from govreport.errors import Message
from govreport.manifests.base import ExtractName
from govreport.quality.conditions import Scope, between, empty, expectation, first_of_its_kind, midnight, one_of
from govreport.quality.profile import amount_bands
from govreport.quality.rule import FrameName, Record, Rule, sentence
from govreport.quality.values import printed
from govreport.quarter import Quarter

_YEARS_BACK = 50
"""How old a return by quarter may be where the district states no earliest year."""
_KEEP_ONE = Message("请保留正确的一行，删去其余。", "Keep the right row and delete the others.")

TOWN = Rule(
    id="E20-TOWN",
    severity="warn",
    sets_aside=True,
    zh="所属镇街是本区的镇街",
    en="the town is one of the district's",
    why=Message("不属于任何镇街的行会使各镇街之和不等于全区数。", "A row of no town would break the sum of towns."),
    fix=Message(
        "请核对所属镇街；确属新增或更名的，请更新本区的 towns.csv。",
        "Check the town; if it is new or renamed, update the district's towns.csv.",
    ),
    expect=one_of("town_code", lambda s: [t.code for t in s.district.towns]),
)
IN_FORCE = Rule(
    id="E20-IN-FORCE",
    severity="warn",
    zh="代码在当日有效",
    en="every code was in force on its day",
    why=Message(
        "新旧分类混用，分类数字前后不可比；记录本身属实，故仍计入。",
        "Old and new classes mixed make breakdowns incomparable; the record is real, so the row stays.",
    ),
    fix=Message("请改用当日有效的代码。", "Use the code that was in force on that day."),
    expect=empty("lapsed"),
    column="value",
    column_from="lapsed",
    observed=sentence("{lapsed_zh}在{lapsed_day}未施行或已停用", "{lapsed_zh}: not in force on {lapsed_day}"),
)
"""The day that a row is judged by stands in shapes.py."""
CURRENT_QUARTER = Rule(
    id="E21-CURRENT",
    severity="hold",
    zh="文件中有本季度末的行",
    en="the file holds rows as of the quarter's last day",
    why=Message(
        "没有本季度的行，有关指标就不作统计，查明前不宜签发。",
        "Without rows of the quarter its indicators aren't stated: find out before signing.",
    ),
    fix=Message("请补报本季度的数据后重新提供文件。", "Add the quarter's return and supply the file again."),
    expect=between("current", low=1, where=(("kind", "==", "file"),)),
    column="value",
    frame=FrameName.FACTS,
    observed=sentence("没有统计截止日期为{scope.quarter.end}的行", "there is no row as of {scope.quarter.end}"),
)
"""Of a return that has rows of its own for every quarter."""


def quarter_end_rule(*, shows: tuple[str, ...]) -> Rule:
    """The day of a return is a quarter's last day."""
    return Rule(
        id="E21-QUARTER",
        severity="warn",
        sets_aside=True,
        zh="统计截止日期是季度末，且不晚于数据截止日期",
        en="the day of the return is a quarter's last day and not after the cut-off",
        why=Message(
            "不是季度末的行不属于任何一个季度，算不进指标。",
            "A row of another day belongs to no quarter and enters no figure.",
        ),
        expect=one_of("as_of", _quarter_ends),
        shows=shows,
    )


def _quarter_ends(scope: Scope) -> list[Any]:
    last = Quarter.containing(scope.cutoff, scope.quarter.kind)
    first = Quarter(scope.district.parameters.get("returns_from_year", scope.cutoff.year - _YEARS_BACK), 1, last.kind)
    return [midnight(q.end) for q in Quarter.span(first, last) if q.end <= scope.cutoff]


def once_rule(
    *,
    id: str,
    column: str,
    zh: str,
    en: str,
    repeated: Message,
    why: Message,
    fix: Message = _KEEP_ONE,
    shows: tuple[str, ...] = (),
) -> Rule:
    """A record stands once. ``repeated`` names the record in the sentence about a repetition, as ``sentence`` does."""
    name = sentence(*repeated)

    def observed(record: Record, scope: Scope) -> Message:
        named, first, differs = name(record, scope), scope.place(int(record["first_row"])), record["differs"]
        return Message(
            f"{named.zh}已见于{first.zh}，" + (f"且两行的{differs}不一致" if differs else "两行内容相同"),
            f"{named.en} already stands in {first.en}, "
            + (f"and the rows differ in {differs}" if differs else "and the rows are the same"),
        )

    return Rule(
        id=id,
        severity="warn",
        sets_aside=True,
        zh=zh,
        en=en,
        why=why,
        fix=fix,
        expect=first_of_its_kind("repeat_key"),
        column=column,
        frame=FrameName.REPEATS,
        shows=shows,
        observed=observed,
    )


def alike_rule(*, id: str, column: str, zh: str, en: str, what: Message, why: Message, shows: tuple[str, ...]) -> Rule:
    """One thing isn't entered under two numbers: what shapes.py compares agrees in no two rows. Both may be true, so
    both count and somebody is asked. ``what`` names the thing in the sentence, as ``sentence`` does."""
    name = sentence(*what)

    def observed(record: Record, scope: Scope) -> Message:
        named, first = name(record, scope), scope.place(int(record["alike_row"]))
        return Message(
            f"{named.zh}与{first.zh}相同，只是编号不同", f"{named.en} is that of {first.en} under another number"
        )

    return Rule(
        id=id,
        severity="warn",
        zh=zh,
        en=en,
        why=why,
        fix=Message(
            "请核对是否同一件：是的，请删去其中一行；确是两件的，请书面说明。",
            "Find out whether it is one and the same: if so, delete one of the rows; if there are two, say so in "
            "writing.",
        ),
        expect=empty("alike_row"),
        column=column,
        frame=FrameName.REPEATS,
        shows=shows,
        observed=observed,
    )


def negative_rule(*, shows: tuple[str, ...]) -> Rule:
    """No count and no amount of the row is negative; told under the first that is."""
    return Rule(
        id="E23-NEGATIVE",
        severity="warn",
        sets_aside=True,
        zh="数量和金额不为负",
        en="no count and no amount is negative",
        why=Message("负数会从合计中扣减，使总数无故变小。", "A negative number is taken off every sum that it enters."),
        expect=empty("negative"),
        column="value",
        column_from="negative",
        shows=shows,
        observed=sentence("{negative_zh}为负数", "{negative_zh}: a negative number"),
    )


def band_rule(
    *, extract: ExtractName, amount: str, kind: str, zh: str, en: str, why: Message, shows: tuple[str, ...]
) -> Rule:
    """The column ``amount`` is within what earlier quarters make plausible for its ``kind``."""

    column, codes = EXTRACTS[extract].columns[amount], EXTRACTS[extract].columns[kind].info["codes"]

    def bands(scope: Scope) -> dict[str, list[int]]:
        """By what the kinds mean, as rules know them; own codes of one meaning share a band."""
        found: dict[str, list[int]] = {}
        for code, (low, high) in amount_bands(scope.past, amount).items():
            meaning = scope.codes[codes].meaning(code) if codes in scope.codes else code
            least, most = found.get(meaning, (low, high))
            found[meaning] = [min(low, least), max(high, most)]
        return found

    def observed(record: Record, scope: Scope) -> Message:
        meaning = scope.codes[codes].meaning(record[kind]) if codes in scope.codes else record[kind]
        low, high = bands(scope)[meaning]
        words = scope.codes[codes].zh(record[kind]) if codes in scope.codes else record[kind]
        value, least, most = (printed("money", number, scope.district.money) for number in (record[amount], low, high))
        return Message(
            f"{column.info['zh']}为{value}，而{words}历来在{least}至{most}之间",
            f"the amount is {value}; by history it lies between {least} and {most} for its kind",
        )

    return Rule(
        id="E23-BAND",
        severity="warn",
        zh=zh,
        en=en,
        why=why,
        fix=Message("请核对金额与单位。", "Check the amount and its unit."),
        expect=expectation(
            "ExpectNumberInBandOfKind",
            column_A=amount,
            column_B=kind,
            bands=bands,
            where=((amount, ">", 0),),
        ),
        needs="predecessor",
        shows=shows,
        observed=observed,
    )
