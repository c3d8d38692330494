"""Whether the quarters that a quarter is compared with have been run, and the sentence that says which haven't."""

from __future__ import annotations

from govreport.context import Context
from govreport.errors import Message
from govreport.months import said_of
from govreport.quarter import Quarter


def missing_predecessors(context: Context) -> list[Quarter]:
    """The previous quarter and last year's that have no figures of a run of their own, oldest first.

    Those before the district's first issue aren't missed.
    """
    wanted = sorted({context.quarter.previous, context.quarter.year_ago})
    return [
        quarter
        for quarter in wanted
        if quarter >= context.district.report.first_issue
        and context.vintages.latest(context.district.id, quarter, quarter) is None
    ]


def what_is_missing(context: Context) -> Message | None:
    """One sentence about them: what it means and what to do; None where nothing is missing."""
    missing = [] if context.is_longer else missing_predecessors(context)
    if not missing:
        return None
    zh, en = "、".join(q.zh for q in missing), ", ".join(q.en for q in missing)
    told = Message(
        f"{zh}尚未运行：环比、同比已按本期数据重算，不受影响，但列不出对当时数字的修订，趋势和变动类规则也缺这些季度；"
        f"要补齐，请从早到晚先运行这些季度，再重新运行{context.quarter.zh}。",
        f"{en} haven't been run: comparisons are restated from this quarter's extracts and hold, but revisions of what "
        "was said then can't be listed, and trends and rules about change lack these quarters; run them, oldest first, "
        f"and then {context.quarter.en} again.",
    )
    return said_of(context.quarter.kind, told)
