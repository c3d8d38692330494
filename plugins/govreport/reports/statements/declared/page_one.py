"""The sentences of page 1."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence, moved

SENTENCES = {
    "headline.total_up": Sentence(("R01",), moved("up")),
    "headline.total_down": Sentence(("R01",), moved("down")),
    "headline.total_flat": Sentence(("R01",), moved("flat")),
    "headline.total_first": Sentence(("R01",)),
    "headline.paid": Sentence(("G02",)),
    "findings.total.text": Sentence(("R01",)),
    "findings.total.community": Sentence(("R09R",)),
}
