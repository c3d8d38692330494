"""What a town has to act on: declared rules over its own figures, the most pressing first; no other town's name."""

from __future__ import annotations

from govreport.reports.attention.item import by_when, matter_figure
from govreport.reports.attention.organizations import fallen_towns
from govreport.reports.attention.supervision import reports_were_due
from govreport.reports.facts import Facts
from govreport.reports.model import AttentionRow
from govreport.reports.targets import due_of

_COUNTS = (
    # indicator, rule: one record is already worth a line
    ("S02C", "rectification"),
    ("S03M", "reports"),
    ("S03R", "reports_returned"),
    ("P04U", "party"),
    ("S08", "abnormal"),
    ("S08Y", "abnormal_past"),
    ("S09", "abnormal_two_years"),
    ("S07", "grades"),
)
_ONCE_DUE = ("S03M", "S03R")
"""Nobody is late before annual reports are due."""


def town_items(facts: Facts, town: str) -> list[AttentionRow]:
    """The rows of a town's brief; each is due on the day that the report gives the same matter."""
    found: list[AttentionRow] = []
    federation = facts.observation("F01", None, town) if facts.declared("F01") else None
    if federation is not None and federation.numerator == 0:
        found.append(_row(facts, "federation", "F01", town, {"whole": facts.text("F01")}))
    fallen = town in fallen_towns(facts)
    for indicator, rule in _COUNTS:
        observation = facts.observation(indicator, None, town) if facts.declared(indicator) else None
        late = indicator not in _ONCE_DUE or reports_were_due(facts)
        if observation is not None and observation.numerator > 0 and late:
            found.append(_row(facts, rule, indicator, town, _counted(facts, indicator, town)))
        if rule == "rectification" and fallen:
            values = {"value": facts.text("R01", None, town), "changes": facts.phrases("R01", town)}
            found.append(_row(facts, "falling", "R01", town, values))
    return found


def _counted(facts: Facts, indicator: str, town: str) -> dict[str, str]:
    values: dict[str, str] = {"value": facts.text(indicator, None, town)}
    if indicator == "S02C":
        old = facts.value("S02Y", None, town)
        values["old"] = facts.text("S02Y", None, town) if old else ""
    return values


def _row(facts: Facts, rule: str, indicator: str, town: str, values: dict[str, str]) -> AttentionRow:
    parts = {part: facts.words(f"brief.items.{rule}.{part}", **values) for part in ("heading", "text", "action")}
    due = due_of(facts, indicator)
    figure = matter_figure(facts, facts.key(indicator, None, town))
    return AttentionRow(
        key=rule,
        owner=facts.town(town) if facts.district.town_offices else facts.publisher,
        due=by_when(facts, due),
        due_iso=due.day.isoformat(),
        figures=[figure] if figure else [],
        **parts,
    )
