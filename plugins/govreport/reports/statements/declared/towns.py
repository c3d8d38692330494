"""The sentences of the section on towns, and of the annex table of towns."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence, both, changed, counted, names

SENTENCES = {
    "towns.ranked_title": Sentence((), names("largest_first")),
    "towns.ranked_plain": Sentence(()),
    "towns.ranked_alt": Sentence(("R01",)),
    "towns.tiles_title_open": Sentence(("F01",), counted(lambda n: n > 0, "F01", "rest")),
    "towns.tiles_title_full": Sentence(("F01",), counted(lambda n: n == 0, "F01", "rest")),
    "towns.tiles_title_plain": Sentence(()),
    "towns.tiles_alt": Sentence(("R01",)),
    "towns.aside_average": Sentence(()),
    "towns.aside_ends": Sentence(("R01",), both(names("most"), names("least"))),
    "towns.aside_change": Sentence(("R01",), both(names("gained_most_year"), changed("up"))),
    "towns.aside_falling": Sentence(("R01",), names("falling")),
    "towns.fallen": Sentence(("R01",), changed("down")),
    "towns.aside_open": Sentence((), names("none")),
}
