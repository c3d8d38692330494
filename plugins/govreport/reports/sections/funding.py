"""Section 三 资金与项目: what was paid, for what, and what it adds up to."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from govreport.reports.charts.over_time import bars
from govreport.reports.charts.rank import Bar, Column, ranked
from govreport.reports.claims import Key, Part
from govreport.reports.facts import Facts
from govreport.reports.figure_lookup import untied
from govreport.reports.model import ChartBlock, Paragraph, Section
from govreport.reports.narrative import funding_variant
from govreport.reports.sections.blocks import NARROW, BlockFactory
from govreport.reports.sections.chart_tables import history_of, purposes_of

PURPOSES_SHOWN = 8
"""Purposes drawn one by one; the rest are one bar."""


def funding(factory: BlockFactory) -> list[Section]:
    """What was paid, for what, and what it adds up to."""
    return factory.section(
        "funding",
        [
            _funding_lead(factory),
            _community_fund(factory),
            _season(factory),
            _purposes(factory),
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
    variant = funding_variant(facts)
    if variant == "none" or variant.startswith("previous"):
        variant = "first"
    same = [q for q in facts.history if q.number == facts.quarter.number]
    title = words(
        f"funding.season_{variant}",
        quarter=facts.quarter_word(facts.quarter),
        value=facts.text("G10"),
        since=facts.since_year("G10"),
        amount=facts.amount("G10", "year_ago"),
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
    return factory.chart(
        "funding_season", title, subtitle, bars(points, label), bars(points[-5:], label, width=NARROW),
        table=history_of(factory, "G10"),
    )  # fmt: skip


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
    key = partial(facts.key, "G10", None, "", "purpose")
    total: tuple[Key, Part] = (facts.key("G10"), "value")
    rows, points = [], []
    for index, (member, value, mark) in enumerate(shown):
        columns = [Column(facts.share([(key(member), "value")], total))]
        if compared_at_all:
            change = facts.change("G10", "year_ago", "", "purpose", member)
            columns.append(Column(change.absolute, "muted" if change.tone == "muted" else "normal"))
        name = facts.code_word("purpose", member)
        rows.append(Bar(name, value, facts.cell("G10", value), columns, strong=index < 2, mark=mark))
        points.append(factory.point(name, facts.point_value("G10", None, "", "purpose", member)))
    if rest:
        value = sum((v for _, v, _ in rest), Fraction(0))
        mark = sum((m for _, _, m in rest if m is not None), Fraction(0)) if compared_at_all else None
        keys = [key(m) for m, _, _ in rest]
        columns = [Column(facts.share([(k, "value") for k in keys], total))] + ([Column("")] if compared_at_all else [])
        name = words("funding.rest")
        rows.append(Bar(name, value, facts.cell("G10", value), columns, mark=mark))
        points.append(factory.point(name, facts.sum_of(keys)))
    withheld = [m for m, _, _ in found if facts.is_suppressed("G10", None, "", "purpose", m)]
    # Which purpose took most can't be said where one of them isn't told.
    title = words("funding.purposes_plain") if withheld else _purposes_title(facts, [f[:2] for f in ordered], whole)
    label = words("funding.purposes_alt", points=words.join(points))
    heads = [words("columns.share")] + ([words("columns.year_ago")] if compared_at_all else [])
    bar_head = words("funding.purposes_bars", unit=facts.unit("G10"))
    mark_head = words("funding.purposes_mark") if compared_at_all else ""
    names = 76 if words.language == "zh" else 182
    return factory.chart(
        "funding_purposes",
        title,
        words("funding.purposes_subtitle", compared=compared_at_all, unit=facts.unit("G10"), withheld=bool(withheld)),
        ranked(rows, label, heads, bar_head, mark_head=mark_head, row_height=25, name_width=names),
        ranked(rows, label, heads, bar_head, row_height=26, name_width=names, column_width=56, width=NARROW),
        table=purposes_of(factory, [*(member for member, _, _ in ordered), *withheld]),
    )


def _purposes_title(facts: Facts, ordered: list[tuple[str, Fraction]], whole: Fraction) -> str:
    """The two purposes that took most, or as many as can be named without leaving one out that is level."""
    key = partial(facts.key, "G10", None, "", "purpose")
    named = untied(ordered, 2)
    if not named:
        return facts.words("funding.purposes_plain")
    names = facts.members_picked("largest_first", "G10", "purpose", named, complete=False)
    if len(ordered) == 1 and ordered[0][1] == whole:
        return facts.words("funding.purposes_one", first=names, value=facts.text("G10"))
    return facts.words(
        "funding.purposes_most",
        names=names,
        together=len(named) > 1,
        value=facts.sum_of([key(m) for m in named]),
        share=facts.share([(key(m), "value") for m in named], (facts.key("G10"), "value")),
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
