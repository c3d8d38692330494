"""Section 三 资金与项目: what was paid, for what, and what it adds up to.

Belongs here: what the section shows and which sentence titles each chart. Does not belong here: geometry
(charts_*.py), wording (narrative template).
"""

from __future__ import annotations

from fractions import Fraction

from govreport.reports.attention.findings import code_word, count_word
from govreport.reports.charts.over_time import bars
from govreport.reports.charts.rank import Bar, Column, ranked
from govreport.reports.model import ChartBlock, Paragraph, Section
from govreport.reports.narrative import funding_variant
from govreport.reports.sections.blocks import NARROW, Maker
from govreport.reports.sections.groups import target_groups

PURPOSES_SHOWN = 8
"""Purposes drawn one by one; the rest are one bar."""


def funding(maker: Maker) -> list[Section]:
    """What was paid, for what, and what it adds up to."""
    facts, words = maker.facts, maker.words
    table = (
        maker.indicator_table(
            "funding_indicators",
            words("funding.table_title"),
            words("funding.table_subtitle", as_of=words("head.as_of", date=facts.as_of)),
            ("G11", "G10", "G01", "G02", "G04A", "G04", "G03", "G05", "G07", "B00", "B02A", "B01", "B03"),
        )
        if facts.has("G02") or facts.has("B00")
        else None
    )
    return maker.section(
        "funding",
        [_funding_lead(maker), _season(maker), _purposes(maker), _community_fund(maker), table, target_groups(maker)],
    )


def _funding_lead(maker: Maker) -> Paragraph | None:
    facts, words = maker.facts, maker.words
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
    return maker.paragraph(*said)


def _season(maker: Maker) -> ChartBlock | None:
    facts, words = maker.facts, maker.words
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
        years=count_word(facts, len(same)),
        amount=facts.quantity(abs(compared.difference), "G10") if compared else "",
    )
    subtitle = words(
        "funding.season_subtitle",
        name=facts.name("G10"),
        unit=facts.unit("G10"),
        marked=len(same) > 1,
        quarter=facts.quarter_word(facts.quarter),
    )
    label = words("funding.season_alt", points=maker.spoken("G10"))
    points = maker.points("G10")
    return maker.chart("funding_season", title, subtitle, bars(points, label), bars(points[-5:], label, width=NARROW))


def _purposes(maker: Maker) -> ChartBlock | None:
    facts, words = maker.facts, maker.words
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
        name = code_word(facts, "purpose", member)
        rows.append(Bar(name, value, facts.cell("G10", value), columns, strong=index < 2, mark=mark))
    if rest:
        value = sum((v for _, v, _ in rest), Fraction(0))
        mark = sum((m for _, _, m in rest if m is not None), Fraction(0)) if compared_at_all else None
        columns = [Column(facts.percent(value, whole))] + ([Column("")] if compared_at_all else [])
        rows.append(Bar(words("funding.rest", count=len(rest)), value, facts.cell("G10", value), columns, mark=mark))
    first = code_word(facts, "purpose", ordered[0][0])
    if len(ordered) == 1:
        title = words("funding.purposes_one", first=first, value=facts.quantity(whole, "G10"))
    else:
        top = ordered[0][1] + ordered[1][1]
        title = words(
            "funding.purposes_two",
            first=first,
            second=code_word(facts, "purpose", ordered[1][0]),
            value=facts.quantity(top, "G10"),
            share=facts.percent(top, whole),
        )
    label = words("funding.purposes_alt", points=words.join(f"{r.name}{r.label}" for r in rows))
    heads = [words("columns.share")] + ([words("columns.year_ago")] if compared_at_all else [])
    bar_head = words("funding.purposes_bars", unit=facts.unit("G10"))
    mark_head = words("funding.purposes_mark") if compared_at_all else ""
    names = 76 if words.language == "zh" else 182
    return maker.chart(
        "funding_purposes",
        title,
        words("funding.purposes_subtitle"),
        ranked(rows, label, heads, bar_head, mark_head=mark_head, row_height=25, name_width=names),
        ranked(rows, label, heads, bar_head, row_height=26, name_width=names, column_width=56, width=NARROW),
    )


def _community_fund(maker: Maker) -> Paragraph | None:
    facts = maker.facts
    if not facts.value("B00"):
        return None
    return maker.paragraph(
        maker.words(
            "funding.community",
            projects=facts.text("B00"),
            amount=facts.text("B02A"),
            average=facts.text("B01"),
            coverage=facts.text("B03"),
        )
    )
