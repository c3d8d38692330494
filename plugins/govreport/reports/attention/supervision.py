"""Rules about supervision: overdue rectifications, annual reports, the two lists, grades, dormancy, credit entries.

Stocks are said of the quarter's end, whoever caused them and in whatever year; a year's flow is no list of debtors.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from govreport.reports.attention.behind import names_behind, oldest_behind
from govreport.reports.attention.item import AttentionItem
from govreport.reports.facts import Facts

LATE_SHARE = Fraction(1, 10)
"""Of the credit information of the year: from this part entered late on it is reported."""


def rectification(facts: Facts) -> Iterator[AttentionItem]:
    """Findings of any year past their day and not rectified."""
    overdue = counted(facts, "S02C")
    if not overdue:
        return
    year = facts.observation("S02B") if facts.declared("S02B") else None
    in_year = year is not None and bool(year.denominator)
    values = {
        "value": facts.text("S02C"),
        "changes": facts.phrases("S02C"),
        "old": facts.text("S02Y") if counted(facts, "S02Y") else "",
        "oldest": oldest_behind(facts, "S02C"),
        "year_due": facts.count("S02B", "denominator") if in_year else "",
        "year_done": facts.count("S02B", "numerator") if in_year else "",
    }
    yield item(facts, "rectification", "S02C", values)


def reports_were_due(facts: Facts) -> bool:
    """Whether the day by which annual reports are due lies before the quarter's end; never where nobody states one."""
    due = facts.district.timing.reports_due(facts.quarter.year)
    return due is not None and due < facts.quarter.end


def annual_reports(facts: Facts) -> Iterator[AttentionItem]:
    """Registered organizations that have not handed in last year's report; those whose report came back are told apart,
    and those that left the register owe none."""
    if not reports_were_due(facts):
        return  # before that nobody is late
    if counted(facts, "S03M"):
        observation = facts.observation("S03") if facts.has("S03") else None
        values = {
            "value": facts.text("S03M"),
            "due_count": facts.count("S03", "denominator") if observation else "",
            "done": facts.count("S03", "numerator") if observation else "",
            "rate": facts.text("S03") if observation else "",
            "changes": facts.phrase("S03", "year_ago") if observation else "",
        }
        yield item(facts, "annual_reports", "S03M", values, compared=False)
    if counted(facts, "S03R"):
        yield item(facts, "annual_returned", "S03R", {"value": facts.text("S03R")}, compared=False)


def abnormal_list(facts: Facts) -> Iterator[AttentionItem]:
    """The list of abnormal activity grew; organizations near two years on it, or past them."""
    compared = facts.compare("S08", "previous")
    if compared is not None and compared.direction == "up":
        yield item(facts, "abnormal_growing", "S08", _moved(facts, "S08"))
    for indicator, rule in (("S08Y", "abnormal_past"), ("S09", "abnormal_two_years")):
        if counted(facts, indicator):
            yield item(facts, rule, indicator, _moved(facts, indicator))


def serious_list(facts: Facts) -> Iterator[AttentionItem]:
    """A list that nobody should be on, and it grew."""
    compared = facts.compare("S10", "previous")
    if compared is not None and compared.direction == "up":
        values = _moved(facts, "S10") | {"names": names_behind(facts, "S10")}
        yield item(facts, "serious_growing", "S10", values)


def dormant(facts: Facts) -> Iterator[AttentionItem]:
    """Organizations that meet a criterion of dormancy."""
    if counted(facts, "S11"):
        yield item(facts, "dormant", "S11", _moved(facts, "S11"))


def grades(facts: Facts) -> Iterator[AttentionItem]:
    """Grades that expire within half a year."""
    if counted(facts, "S07"):
        yield item(facts, "grades_expiring", "S07", {"value": facts.text("S07")})


def credit(facts: Facts) -> Iterator[AttentionItem]:
    """Credit information that was entered later than the rule allows."""
    entered = facts.observation("S14") if facts.declared("S14") else None
    if entered is None or not entered.denominator or not facts.has("S14"):
        return
    late = entered.denominator - entered.numerator
    if late >= LATE_SHARE * entered.denominator:
        values = {
            "value": facts.text("S14"),
            "changes": facts.phrase("S14", "year_ago"),
            "entered": facts.count("S14", "denominator"),
            "late": facts.count("S14", "rest"),
        }
        yield AttentionItem("credit_late", values, (facts.key("S14"),), concerned=late)


def counted(facts: Facts, indicator: str) -> int:
    """How many a count has this quarter; 0 where there is no figure."""
    observation = facts.observation(indicator) if facts.declared(indicator) else None
    return 0 if observation is None else observation.numerator


def item(facts: Facts, rule: str, indicator: str, values: dict[str, str], *, compared: bool = True) -> AttentionItem:
    """An item about one count, compared with last quarter's where that means something."""
    base = facts.base_quarter(indicator, "previous") if compared else None
    earlier = facts.observation(indicator, base) if base else None
    before = None if earlier is None else earlier.numerator
    about = (facts.key(indicator),)
    return AttentionItem(rule, values, about, concerned=counted(facts, indicator), before=before)


def _moved(facts: Facts, indicator: str) -> dict[str, str]:
    return {"value": facts.text(indicator), "changes": facts.phrases(indicator)}
