"""Accepting what keeps a report from being signed: somebody answers for it, with a reason, and the next run counts it.

The command line and the pages both accept through here. What can be accepted a rule declares (``accepted_as``) and
indicators/identities.py does of identities; what counts as the same evidence is said in reports/holding.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from govreport.context import Context
from govreport.errors import GovreportError, Message
from govreport.manifests.documents import Hold


def standing_holds(context: Context) -> tuple[list[Hold], list[Hold]]:
    """What keeps the period's newest report from being signed, and what was accepted in it.

    A hold that was accepted since the report was made is still in the first list, with its acceptance.
    """
    found = (context.results.latest_report(context.district.id, context.quarter, x) for x in context.district.languages)
    report = next((report for report in found if report is not None), None)
    if report is None:
        return [], []
    known = context.acceptances.of(context.district.id, context.quarter)
    return [h.model_copy(update={"accepted": known.get(h.evidence)}) for h in report.holds], report.accepted


def find_hold(context: Context, rule: str, subject: str | None) -> Hold:
    """The one open hold that is meant. Raises GovreportError where there is none, or several."""
    holds = [h for h in standing_holds(context)[0] if h.rule == rule and subject in (None, h.subject)]
    what = rule if subject is None else f"{rule} {subject}"
    if not holds:
        raise GovreportError(
            f"{context.quarter.report_zh}没有被 {what} 挡住，或尚未成文。用 govreport accept {context.quarter} "
            f"-d {context.district.id} 可列出挡住签发的各条。",
            f"{what} doesn't hold the report of {context.quarter.en}, or there is none yet. See what does with "
            f"govreport accept {context.quarter} -d {context.district.id}.",
        )
    if len(holds) > 1:
        subjects = "、".join(h.subject for h in holds)
        raise GovreportError(
            f"规则 {rule} 有 {len(holds)} 条，请用 --subject 指明是哪一条：{subjects}。",
            f"{rule} holds it {len(holds)} times; say which with --subject: {', '.join(h.subject for h in holds)}.",
        )
    return holds[0]


def accept(context: Context, hold: Hold, reason: str, by: str) -> bool:
    """Record that ``by`` answers for the hold; False where somebody does already.

    Raises GovreportError where it can't be accepted, or where nobody is named or no reason is given.
    """
    if not hold.states_zh or not hold.evidence:
        raise GovreportError(
            f"规则 {hold.rule} 不能靠接受放行，须照所说的办：{hold.zh}",
            f"{hold.rule} can't be accepted; do what it says: {hold.en}",
        )
    if not reason.strip() or not by.strip():
        raise GovreportError(
            "请写明由谁接受（--by）和缘由（--reason）。", "Say who accepts it (--by) and why (--reason)."
        )
    return context.acceptances.accept(context.district.id, context.quarter, hold, reason.strip(), by.strip())


def accepted_words(context: Context, holds: Sequence[Hold], *, with_codes: bool = True) -> list[Message]:
    """What was accepted, a line each: rule, by whom, on which day there, why, and what the acceptor states.

    ``with_codes``: the rule's id and what it is about come first, as commands take them.
    """

    def day(moment: datetime) -> date:
        return moment.replace(tzinfo=UTC).astimezone(context.district.tz).date()

    def code(hold: Hold, colon: str) -> str:
        return f"{hold.rule} {hold.subject}{colon}" if with_codes else ""

    return [
        Message(
            f"{code(h, '：')}{h.accepted.accepted_by}于 {day(h.accepted.accepted_at)} 接受"
            f"（{h.states_zh}）：{h.accepted.reason}",
            f"{code(h, ': ')}accepted by {h.accepted.accepted_by} on {day(h.accepted.accepted_at)} "
            f"({h.states_en}): {h.accepted.reason}",
        )
        for h in holds
        if h.accepted is not None
    ]
