"""Section 一 总量与结构: how many there are, how that moved, what kinds they are."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from govreport.reports.charts.over_time import Panel, multiples, trend
from govreport.reports.facts import Facts
from govreport.reports.model import Cell, ChartBlock, Paragraph, Row, Section, TableBlock
from govreport.reports.numbers import Comparison, signed_number, text_number
from govreport.reports.sections.blocks import NARROW, BlockFactory
from govreport.reports.sections.revisions import visible_revisions


def structure(factory: BlockFactory) -> list[Section]:
    """How many there are, how that moved, and what kinds they are."""
    return factory.section(
        "structure",
        [_lead(factory), _trend(factory), _types(factory), _community(factory), _multiples(factory)],
        new_page=True,
    )


def _lead(factory: BlockFactory) -> Paragraph | None:
    facts, words = factory.facts, factory.words
    if not facts.has("R01"):
        return None
    moves = ""
    if facts.has("R03"):
        net, phrase = facts.value("R05"), ""
        if net is not None:
            variant = "up" if net > 0 else "down" if net < 0 else "flat"
            phrase = words(f"structure.net_{variant}", amount=facts.quantity(abs(net), "R05"))
        moves = words("structure.moves", new=facts.text("R03"), exits=facts.text("R04"), net=phrase)
    return factory.paragraph(
        words("structure.lead", value=facts.text("R01"), changes=facts.phrases("R01")), moves, _revised(facts)
    )


def _revised(facts: Facts) -> str:
    quarters = sorted({r.quarter for r in visible_revisions(facts) if not r.town_code and not r.breakdown})
    if not quarters:
        return ""
    names = facts.words.join(facts.quarter_name(q) for q in quarters)
    return facts.words("structure.revised", quarters=names, section=facts.words("headings.quality"))


def _trend(factory: BlockFactory) -> ChartBlock | None:
    facts, words = factory.facts, factory.words
    if not facts.has("R01") or len(facts.history) < 2:
        return None
    previous, year = facts.compare("R01", "previous"), facts.compare("R01", "year_ago")
    run = facts.run("R01")
    net = facts.quantity(year.difference, "R01") if year and year.direction == "up" else ""
    variant = "first" if previous is None else "run" if run >= 3 else previous.direction
    title = words(
        f"structure.trend_{variant}",
        value=facts.text("R01"),
        run_word=facts.count_word(run),
        year=net,
        amount=facts.quantity(abs(previous.difference), "R01") if previous else "",
    )
    subtitle = words("structure.trend_subtitle", name=facts.name("R01"), unit=facts.unit("R01"))
    label = words("structure.trend_alt", name=facts.name("R01"), points=factory.spoken("R01"))
    mark = words("structure.year_mark", change=signed_number(year.difference, 0)) if year else ""
    points = factory.points("R01")
    return factory.chart(
        "registered_trend", title, subtitle, trend(points, label, mark), trend(points[-5:], label, mark, width=NARROW)
    )


def _types(factory: BlockFactory) -> TableBlock | None:
    facts, words = factory.facts, factory.words
    members = facts.members("R01", "legal_type")
    if not members:
        return None
    values = {m: facts.value("R01", None, "", "legal_type", m) or Fraction(0) for m in members}
    ordered = sorted(members, key=lambda m: (-values[m], m))
    whole = facts.value("R01")
    rows = [
        Row(
            cells=[
                Cell(text=facts.code_word("legal_type", m)),
                factory.figure("R01", "", "legal_type", m, tone="strong"),
                factory.share(values[m], whole),
                *factory.changes("R01", "", "legal_type", m),
                factory.growth("R01", "legal_type", m),
            ]
        )
        for m in ordered
    ]
    total = [Cell(text=words("columns.total")), factory.figure("R01"), factory.share(whole, whole)]
    rows.append(Row(cells=[*total, *factory.changes("R01"), factory.growth("R01")], kind="total"))
    columns = [
        factory.head("type", width=1.8, align="left"),
        factory.head("count", number_format="#,##0"),
        factory.head("share", number_format='0.0"%"'),
        factory.head("previous"),
        factory.head("year_ago"),
        factory.head("year_ago_percent", width=1.2),
    ]
    title = words(
        "structure.types_title",
        first=facts.code_word("legal_type", ordered[0]),
        share=facts.percent(values[ordered[0]], whole or 1),
    )
    return factory.table(
        "legal_types",
        title,
        columns,
        rows,
        subtitle=words("structure.types_subtitle", as_of=words("head.as_of", date=facts.as_of)),
    )


def _categories(facts: Facts) -> list[tuple[str, Fraction]]:
    members = facts.members("R09R", "category")
    found = [(m, facts.value("R09R", None, "", "category", m) or Fraction(0)) for m in members]
    return sorted(found, key=lambda p: (-p[1], p[0]))


def _community(factory: BlockFactory) -> Paragraph | None:
    facts = factory.facts
    ordered = _categories(facts)
    whole = facts.value("R09R")
    if len(ordered) < 2 or not whole:
        return None
    (first, most), (last, least) = ordered[0], ordered[-1]
    return factory.paragraph(
        factory.words(
            "structure.community",
            value=facts.text("R09R"),
            changes=facts.phrases("R09R"),
            first=facts.code_word("category", first),
            share=facts.percent(most, whole),
            last=facts.code_word("category", last),
            last_share=facts.percent(least, whole),
        )
    )


class _CategoryPanel(NamedTuple):
    """A category's panel, with what orders it among the others and what the title says of it."""

    panel: Panel
    ratio: Fraction
    """The figure now as a multiple of the first quarter's."""
    compared: Comparison


def _multiples(factory: BlockFactory) -> ChartBlock | None:
    """How each category of community organizations moved since the first quarter shown, the fastest first."""
    facts, words = factory.facts, factory.words
    categories = _categories(facts)
    if len(categories) < 2 or len(facts.history) < 2:
        return None
    panels = [_category_panel(factory, member, now) for member, now in categories]
    panels.sort(key=lambda p: (-p.ratio, p.panel.name))
    since = facts.quarter_name(facts.history[0])
    label = words(
        "structure.multiples_alt",
        since=since,
        points=words("join.strong").join(f"{p.name}{p.first}→{p.now}" for p, _, _ in panels),
    )
    start, end = (
        words("axis_quarter", short_year=f"{q.year % 100:02d}", quarter=facts.quarter_word(q))
        for q in (facts.history[0], facts.history[-1])
    )
    drawn = [p.panel for p in panels]
    return factory.chart(
        "community_categories",
        _multiples_title(factory, panels),
        words("structure.multiples_subtitle", since=since),
        multiples(drawn, label, start, end, columns=5 if words.language == "zh" else 3),
        multiples(drawn, label, start, end, columns=2, width=NARROW),
    )


def _category_panel(factory: BlockFactory, member: str, now: Fraction) -> _CategoryPanel:
    facts, words = factory.facts, factory.words
    values = [value for _, value in facts.series("R09R", breakdown="category", member=member)]
    base = values[0] if values[0] is not None else now
    compared = Comparison(now, base, 0, False)
    kind = {"up": "growth", "down": "fall"}.get(compared.direction)
    if kind is None:
        growth = words("structure.no_growth")
    elif compared.percent:
        growth = words(f"structure.{kind}", percent=compared.percent)
    else:
        growth = words(f"structure.{kind}_small", amount=facts.quantity(abs(compared.difference), "R09R"))
    panel = Panel(
        name=facts.code_word("category", member),
        growth=growth,
        values=values,
        first=words("panel", number=text_number(base, 0), unit=facts.unit("R09R")),
        now=words("panel", number=text_number(now, 0), unit=facts.unit("R09R")),
        flat=compared.direction != "up",
    )
    return _CategoryPanel(panel, now / base if base else Fraction(1), compared)


def _multiples_title(factory: BlockFactory, panels: list[_CategoryPanel]) -> str:
    """The two that grew most, and all that didn't grow."""
    words = factory.words
    growing = [p.panel.name for p in panels if p.compared.direction == "up"]
    stagnant = [p.panel.name for p in panels if p.panel.flat]
    if not growing:
        return words("structure.multiples_none")
    title = words("structure.multiples_best", best=words.join(growing[:2], last=words.language == "en"))
    if stagnant:
        title += words("structure.multiples_stagnant", stagnant=words.join(stagnant))
    return title
