"""The sentences of the section on numbers and kinds."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence, counted, moved, names, running

SENTENCES = {
    "structure.lead": Sentence(("R01",)),
    "structure.moves": Sentence(("R03", "R04", "R05")),
    "structure.net_up": Sentence(("R05",), counted(lambda n: n > 0, "R05")),
    "structure.net_down": Sentence(("R05",), counted(lambda n: n < 0, "R05")),
    "structure.net_flat": Sentence((), counted(lambda n: n == 0, "R05")),
    "structure.revised": Sentence(()),
    "structure.trend_run": Sentence(("R01",), running(3)),
    "structure.trend_up": Sentence(("R01",), moved("up", of="R01")),
    "structure.trend_down": Sentence(("R01",), moved("down", of="R01")),
    "structure.trend_flat": Sentence(("R01",), moved("flat", of="R01")),
    "structure.trend_first": Sentence(("R01",)),
    "structure.trend_alt": Sentence(("R01",)),
    "structure.types_title": Sentence(()),
    "structure.types_plain": Sentence(()),
    "structure.community": Sentence(("R09R",)),
    "structure.categories": Sentence(()),
    "structure.multiples_best": Sentence((), names("grown")),
    "structure.multiples_stagnant": Sentence((), names("not_grown")),
    "structure.multiples_none": Sentence((), names("not_grown")),
    "structure.multiples_first": Sentence(()),
    "structure.multiples_alt": Sentence(("R09R",)),
    "structure.panel": Sentence(("R09R",)),
}
