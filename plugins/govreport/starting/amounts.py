"""What the one amount of a list of grants is, where the list knows days of payment too: awarded, paid, or both."""

from __future__ import annotations

from govreport.errors import Message
from govreport.starting.question import Answers, Question
from govreport.starting.source_text import SourceChoices
from govreport.starting.supplied import Extract

AWARDED, PAID, BOTH = "awarded", "paid", "both"
_AWARDED, _PAID, _DAY = "awarded_fen", "paid_fen", "paid_on"


def decide_amount(funding: Extract, chosen: SourceChoices, stated: bool, answers: Answers) -> None:
    """Ask what the amount is, and read it as such: with ``both``, a row without a day of payment was awarded only.
    ``stated``: somebody said which column it is, so that it is only told."""
    columns, units = funding.proposal.columns, funding.proposal.units
    has = [column for column in (_AWARDED, _PAID) if column in columns]
    if _DAY not in columns or len(has) != 1:
        return
    title, day = funding.titles(has[0])[0], funding.titles(_DAY)[0]
    asked = Message(
        f"funding 有“{day}”，金额只有“{title}”一列：它是立项（批准）的金额（{AWARDED}），是拨付的金额（{PAID}），还是"
        f"两者都是、没有“{day}”的只立项未拨付（{BOTH}）",
        f"funding has {day} and only one amount, {title}: is it what was awarded ({AWARDED}), what was paid ({PAID}), "
        f"or both, so that a row without {day} was awarded and not paid ({BOTH})",
    )
    likely = AWARDED if has == [_AWARDED] else PAID
    answer = answers.decide(
        Question(
            "amount.funding",
            asked,
            (AWARDED, PAID, BOTH),
            likely if stated or likely == PAID else "",
            sure=stated or likely == PAID,
        )
    )
    wanted = _PAID if answer == PAID else _AWARDED
    if wanted not in columns:
        columns[wanted], units[wanted] = columns.pop(has[0]), units.pop(has[0], None)
    if answer == BOTH:
        chosen.repeats[_PAID] = (_AWARDED, _DAY)
