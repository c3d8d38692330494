"""What an edition changes in the one that it replaces: on page 1 and in the mail, for those who have the former."""

from __future__ import annotations

from collections.abc import Iterator

from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.reports.facts import Facts
from govreport.reports.model import AttentionBlock, AttentionRow, Change, Kpi, ReportModel
from govreport.reports.numbers import rounded
from govreport.reports.quantities import with_unit
from govreport.reports.stated import Stated, claims_of, given_text, joined


def replaced(facts: Facts, made: ReportModel) -> list[Stated]:
    """The lines, from the edition that ``facts.inputs`` names; none where this one is the quarter's first."""
    issued, words = facts.inputs.replaced, facts.words
    if issued is None:
        return []
    figures = [line for kpi in issued.kpis for line in _figure(facts, kpi, issued, made)]
    others = _other_figures(facts, issued)
    count = facts.listed(others, "replaced_others", word=False)
    return [
        words("replaced.lead", fingerprint=given_text("fingerprint", issued.fingerprint[:12])),
        words("replaced.figures", changes=joined(words("join.strong"), figures))
        if figures
        else words("replaced.figures_none"),
        joined(words("join.sentence"), _matters(facts, issued, made)),
        words("replaced.others", count=count) if others else words("replaced.others_none"),
    ]


def _figure(facts: Facts, was: Kpi, issued: ReportModel, made: ReportModel) -> Iterator[Stated]:
    """A card of the former edition's page 1 that is printed otherwise now, and its comparisons."""
    words = facts.words
    name = given_text("name", was.name)
    new, unit = Stated(words("none")), ""
    value = facts.value(was.indicator)
    if value is not None:
        new, unit = facts.number(was.indicator), facts.card_unit(was.indicator)
    # Figures are compared and not their notation, which may be another one than when the former edition was made.
    stated = issued.on_card(was)
    if (
        (new != was.value)
        if stated is None
        else (value is None or rounded(value, facts.decimals(was.indicator)) != stated)
    ):
        old = _with_unit(facts, given_text("replaced", was.value), was.unit)
        yield words("replaced.figure", what=name, old=old, new=_with_unit(facts, new, unit))
    now = next((kpi for kpi in made.kpis if kpi.indicator == was.indicator), None)
    for before, after in zip(was.changes, now.changes if now else (), strict=False):
        if (before.absolute, before.relative) != (after.absolute, after.relative):
            what = words("replaced.comparison", name=name, label=before.label)
            yield words(
                "replaced.figure", what=what, old=given_text("replaced", _comparison(before)), new=_comparison(after)
            )


def _with_unit(facts: Facts, number: Stated, unit: str) -> Stated:
    return with_unit(facts.words, number, given_text("unit", unit), facts.district.money.sign)


def _comparison(change: Change) -> Stated:
    return joined(" ", (part for part in (change.absolute, change.relative) if part))


def _matters(facts: Facts, issued: ReportModel, made: ReportModel) -> list[Stated]:
    """Which matters for attention came, went or are told otherwise."""
    words = facts.words
    was, now = _items(issued), _items(made)
    changed = {
        "added": [row for key, row in now.items() if key not in was],
        "dropped": [row for key, row in was.items() if key not in now],
        "changed": [row for key, row in now.items() if key in was and _said(row) != _said(was[key])],
    }
    lines = [
        words(f"replaced.matters_{how}", names=words.join(words("replaced.quoted", text=_heading(r)) for r in rows))
        for how, rows in changed.items()
        if rows
    ]
    return lines or [words("replaced.matters_none")]


def _items(model: ReportModel) -> dict[str, AttentionRow]:
    rows = [row for block in model.blocks(AttentionBlock) for row in getattr(block, "items", [])]
    return {row.key: row for row in rows}


def _said(row: AttentionRow) -> tuple[str, ...]:
    return row.heading, row.text, row.action, row.owner, row.due


def _heading(row: AttentionRow) -> str:
    """A heading of this edition makes its own claims; one of the former edition is quoted."""
    return row.heading if claims_of(row.heading) else given_text("replaced", row.heading)


def _other_figures(facts: Facts, issued: ReportModel) -> int:
    """How many figures of the district and its towns, the cards apart, are printed otherwise now."""
    cards = {kpi.indicator for kpi in issued.kpis}
    differing = 0
    for point in issued.data:
        quarter = Quarter.parse(point.quarter, KINDS)
        if point.breakdown or (point.indicator in cards and quarter == facts.quarter and not point.town_code):
            continue
        value = None
        if facts.declared(point.indicator) is not None:
            value = facts.value(point.indicator, quarter, point.town_code)
        differing += (None if value is None else rounded(value, facts.decimals(point.indicator))) != point.value
    return differing
