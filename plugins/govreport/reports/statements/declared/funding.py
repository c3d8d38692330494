"""The sentences of the section on money and projects."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence, extreme, moved, names

_PAID = ("G10",)

SENTENCES = {
    "funding.lead": Sentence(("G11", "G10")),
    "funding.lead_plain": Sentence(_PAID),
    "funding.cumulative": Sentence(("G01", "G02", "G03")),
    "funding.care": Sentence(("G04A", "G04")),
    "funding.season_highest": Sentence(_PAID, extreme("highest")),
    "funding.season_up": Sentence(_PAID, moved("up", "year_ago", "G10")),
    "funding.season_down": Sentence(_PAID, moved("down", "year_ago", "G10")),
    "funding.season_flat": Sentence(_PAID, moved("flat", "year_ago", "G10")),
    "funding.season_first": Sentence(_PAID),
    "funding.season_alt": Sentence(_PAID),
    "funding.purposes_most": Sentence((), names("largest_first")),
    "funding.purposes_one": Sentence(_PAID, names("largest_first")),
    "funding.purposes_plain": Sentence(()),
    "funding.purposes_alt": Sentence(_PAID),
    "funding.community": Sentence(("B00", "B02A", "B01", "B03")),
    "groups.covered": Sentence(("G13", "G01")),
}
