"""The sentences of the annex of a reply to a proposal."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence
from govreport.reports.statements.counted import judged_as, lists, tells_all

ANY = ("*",)

SENTENCES: dict[str, Sentence] = {
    "reply.headline": Sentence(when=tells_all("assertions_differs", "assertions_pending")),
    "reply.text": Sentence(when=tells_all("assertions_differs", "assertions_pending", "assertions_unknown")),
    "reply.none": Sentence(when=lists("assertions", lambda n: n == 0)),
    "reply.unchecked": Sentence(when=lists("assertions_unchecked", lambda n: n > 0)),
    "reply.state_equal": Sentence(ANY, judged_as("equal")),
    "reply.state_within": Sentence(ANY, judged_as("within")),
    "reply.state_differs": Sentence(ANY, judged_as("differs")),
    "reply.state_pending": Sentence(ANY, judged_as("pending")),
    "reply.state_unknown": Sentence(ANY, judged_as("unknown")),
    "reply.why_undated": Sentence(ANY),
    "reply.scope": Sentence(ANY),
}
