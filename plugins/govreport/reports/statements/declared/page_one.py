"""The sentences of page 1."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence, both, counted, either, extreme, moved, running

_TOTAL = ("R01", "R09R")
_MONEY = ("G10", "G01", "G02", "G04A", "G04")

SENTENCES = {
    "headline.total_up": Sentence(("R01",), moved("up", of="R01")),
    "headline.total_down": Sentence(("R01",), moved("down", of="R01")),
    "headline.total_flat": Sentence(("R01",), moved("flat", of="R01")),
    "headline.total_first": Sentence(("R01",)),
    "headline.paid": Sentence(("G02",)),
    "findings.total.lead_run": Sentence(_TOTAL, both(moved("up", of="R01"), running(3))),
    "findings.total.lead_up": Sentence(_TOTAL, either(moved("up", of="R01"), moved("up", "year_ago", "R01"))),
    "findings.total.lead_down": Sentence(_TOTAL, either(moved("down", of="R01"), moved("down", "year_ago", "R01"))),
    "findings.total.lead_flat": Sentence(_TOTAL, either(moved("flat", of="R01"), moved("flat", "year_ago", "R01"))),
    "findings.total.lead_first": Sentence(_TOTAL),
    "findings.total.text": Sentence(("R01",)),
    "findings.total.run": Sentence((), running(3)),
    "findings.total.community": Sentence(("R09R",)),
    "findings.funding.lead_highest": Sentence(_MONEY, extreme("highest")),
    "findings.funding.lead_up": Sentence(_MONEY, moved("up", "year_ago", "G10")),
    "findings.funding.lead_down": Sentence(_MONEY, moved("down", "year_ago", "G10")),
    "findings.funding.lead_flat": Sentence(_MONEY, moved("flat", "year_ago", "G10")),
    "findings.funding.lead_previous_up": Sentence(_MONEY, moved("up", "previous", "G10")),
    "findings.funding.lead_previous_down": Sentence(_MONEY, moved("down", "previous", "G10")),
    "findings.funding.lead_previous_flat": Sentence(_MONEY, moved("flat", "previous", "G10")),
    "findings.funding.lead_first": Sentence(_MONEY),
    "findings.funding.lead_none": Sentence(_MONEY, counted(lambda n: n == 0, "G10")),
    "findings.funding.text": Sentence(("G10",)),
    "findings.funding.cumulative": Sentence(("G01", "G02")),
    "findings.funding.care": Sentence(("G04A", "G04")),
}
