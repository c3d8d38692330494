"""The sentences that tell what became of an issued edition: what one changes that replaces it, what was corrected."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence
from govreport.reports.statements.counted import lists

SENTENCES: dict[str, Sentence] = {
    "notice.about": Sentence(("*",)),
    "notice.change": Sentence(("*",)),
    "notice.rest": Sentence(("*",)),
    "replaced.lead": Sentence(),
    "replaced.figures": Sentence(("*",)),
    "replaced.figures_none": Sentence(when=lists("replaced_cards", lambda n: n == 0)),
    "replaced.matters_added": Sentence(("*",)),
    "replaced.matters_dropped": Sentence(("*",)),
    "replaced.matters_changed": Sentence(("*",)),
    "replaced.matters_none": Sentence(),
    "replaced.others": Sentence(when=lists("replaced_others", lambda n: n > 0)),
    "replaced.others_none": Sentence(when=lists("replaced_others", lambda n: n == 0)),
}
