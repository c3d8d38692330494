"""What is told of the records behind a figure: the organizations' names where they may be, the oldest deadline."""

from __future__ import annotations

from govreport.reports.cases import few_names
from govreport.reports.claims import CaseClaim
from govreport.reports.facts import Facts
from govreport.reports.stated import Stated


def names_behind(facts: Facts, indicator: str) -> Stated:
    """The organizations behind a figure; "" where they are too many or may not be named."""
    names = few_names(facts.inputs.cases, indicator, facts.district)
    if not names:
        return Stated("")
    claim = CaseClaim(facts.key(indicator), "names", "、".join(names))
    return Stated(facts.words.join(names, last=facts.words.language == "en"), claim)


def oldest_behind(facts: Facts, indicator: str) -> Stated:
    """The oldest deadline of the records behind a figure; "" where their days aren't known."""
    days = [case.due_on for case in facts.inputs.cases.get(indicator, ()) if case.due_on is not None]
    if not days:
        return Stated("")
    day = min(days)
    text = facts.words("date", year=day.year, month=day.month, day=day.day)
    return Stated(text, CaseClaim(facts.key(indicator), "oldest", f"{day.year}-{day.month}-{day.day}"))
