"""The sentences of a town's brief."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence, moved

SENTENCES = {
    "brief.headline_up": Sentence(("R01",), moved("up", of="R01")),
    "brief.headline_down": Sentence(("R01",), moved("down", of="R01")),
    "brief.headline_flat": Sentence(("R01",), moved("flat", of="R01")),
    "brief.headline_first": Sentence(("R01",)),
    "brief.text": Sentence(("R01", "R09", "G01", "G02")),
    "brief.share": Sentence(()),
}
