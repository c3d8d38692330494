"""Section 三 资金与项目: what was paid, for what, and what it adds up to."""

from __future__ import annotations

from fractions import Fraction

from govreport.reports.charts.over_time import bars
from govreport.reports.charts.rank import Bar, Column, ranked
from govreport.reports.model import ChartBlock, Paragraph, Section
from govreport.reports.narrative import funding_variant
from govreport.reports.sections.blocks import NARROW, BlockFactory

PURPOSES_SHOWN = 8
"""Purposes drawn one by one; the rest are one bar."""


def funding(factory: BlockFactory) -> list[Section]:
    """What was paid, for what, and what it adds up to."""
    return factory.section(
        "funding",
        [
            _funding_lead(factory),
            _season(factory),
            _purposes(factory),
            _community_fund(factory),
        ],
    )


def _funding_lead(factory: BlockFactory) -> Paragraph | None:
    facts, words = factory.facts, factory.words
    said = []
    if facts.has("G10"):
        values = {"value": facts.text("G10"), "changes": facts.phrases("G10")}
        said.append(
            words("funding.lead", projects=facts.text("G11"), **values)
            if facts.has("G11")
            else words("funding.lead_plain", **values)
        )
    if facts.has("G01", "G02"):
        said.append(
            words("funding.cumulative", projects=facts.text("G01"), paid=facts.text("G02"), average=facts.text("G03"))
        )
    if facts.has("G04", "G04A"):
        said.append(words("funding.care", care=facts.text("G04A"), share=facts.text("G04")))
    return factory.paragraph(*said)


def _season(factory: BlockFactory) -> ChartBlock | None:
    facts, words = factory.facts, factory.words
    if not facts.has("G10") or len(facts.history) < 2:
        return None
    variant, compared = funding_variant(facts), facts.compare("G10", "year_ago")
    if variant == "none" or variant.startswith("previous"):
        variant = "first"
    same = [q for q in facts.history if q.number == facts.quarter.number]
    title = words(
        f"funding.season_{variant}",
        quarter=facts.quarter_word(facts.quarter),
        value=facts.text("G10"),
        years=facts.count_word(len(same)),
        amount=facts.quantity(abs(compared.difference), "G10") if compared else "",
    )
    subtitle = words(
        "funding.season_subtitle",
        name=facts.name("G10"),
        unit=facts.unit("G10"),
        marked=len(same) > 1,
        quarter=facts.quarter_word(facts.quarter),
    )
    label = words("funding.season_alt", points=factory.spoken("G10"))
    points = factory.points("G10")
    return factory.chart("funding_season", title, subtitle, bars(points, label), bars(points[-5:], label, width=NARROW))


def _purposes(factory: BlockFactory) -> ChartBlock | None:
    facts, words = factory.facts, factory.words
    whole = facts.value("G10")
    if not whole:
        return None
    ago = facts.quarter.year_ago
    found = [
        (m, facts.value("G10", None, "", "purpose", m) or Fraction(0), facts.value("G10", ago, "", "purpose", m))
        for m in facts.members("G10", "purpose")
    ]
    ordered = sorted((f for f in found if f[1]), key=lambda f: (-f[1], f[0]))
    if not ordered:
        return None
    compared_at_all = facts.value("G10", ago) is not None
    shown, rest = ordered[:PURPOSES_SHOWN], ordered[PURPOSES_SHOWN:]
    rows = []
    for index, (member, value, mark) in enumerate(shown):
        columns = [Column(facts.percent(value, whole))]
        if compared_at_all:
            change = facts.change("G10", "year_ago", "", "purpose", member)
            columns.append(Column(change.relative or change.absolute, "muted" if change.tone == "muted" else "normal"))
        name = facts.code_word("purpose", member)
        rows.append(Bar(name, value, facts.cell("G10", value), columns, strong=index < 2, mark=mark))
    if rest:
        value = sum((v for _, v, _ in rest), Fraction(0))
        mark = sum((m for _, _, m in rest if m is not None), Fraction(0)) if compared_at_all else None
        columns = [Column(facts.percent(value, whole))] + ([Column("")] if compared_at_all else [])
        rows.append(Bar(words("funding.rest", count=len(rest)), value, facts.cell("G10", value), columns, mark=mark))
    first = facts.code_word("purpose", ordered[0][0])
    if len(ordered) == 1:
        title = words("funding.purposes_one", first=first, value=facts.quantity(whole, "G10"))
    else:
        top = ordered[0][1] + ordered[1][1]
        title = words(
            "funding.purposes_two",
            first=first,
            second=facts.code_word("purpose", ordered[1][0]),
            value=facts.quantity(top, "G10"),
            share=facts.percent(top, whole),
        )
    label = words("funding.purposes_alt", points=words.join(f"{r.name}{r.label}" for r in rows))
    heads = [words("columns.share")] + ([words("columns.year_ago")] if compared_at_all else [])
    bar_head = words("funding.purposes_bars", unit=facts.unit("G10"))
    mark_head = words("funding.purposes_mark") if compared_at_all else ""
    names = 76 if words.language == "zh" else 182
    return factory.chart(
        "funding_purposes",
        title,
        words("funding.purposes_subtitle"),
        ranked(rows, label, heads, bar_head, mark_head=mark_head, row_height=25, name_width=names),
        ranked(rows, label, heads, bar_head, row_height=26, name_width=names, column_width=56, width=NARROW),
    )


def _community_fund(factory: BlockFactory) -> Paragraph | None:
    facts = factory.facts
    if not facts.value("B00"):
        return None
    return factory.paragraph(
        factory.words(
            "funding.community",
            projects=facts.text("B00"),
            amount=facts.text("B02A"),
            average=facts.text("B01"),
            coverage=facts.text("B03"),
        )
    )
