"""Section 一 总量与结构: how many there are, how that moved, what kinds they are."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import NamedTuple

from govreport.reports.charts.over_time import Panel, multiples, trend
from govreport.reports.claims import FigureClaim, NamesClaim
from govreport.reports.facts import Facts
from govreport.reports.figure_lookup import level_first, untied
from govreport.reports.model import Cell, ChartBlock, Paragraph, Row, Section, TableBlock
from govreport.reports.narrative import STEADY
from govreport.reports.numbers import Comparison
from govreport.reports.sections.blocks import NARROW, BlockFactory
from govreport.reports.sections.chart_tables import history_of, members_history
from govreport.reports.sections.revisions import visible_revisions
from govreport.reports.stated import Stated, joined

NAMED = 3
"""Categories that are named where they are level; with more of them none is."""


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
        net, phrase = facts.value("R05"), Stated("")
        if net is not None:
            variant = "up" if net > 0 else "down" if net < 0 else "flat"
            phrase = words(f"structure.net_{variant}", amount=_net(facts))
        moves = words("structure.moves", new=facts.text("R03"), exits=facts.point_value("R04"), net=phrase)
    return factory.paragraph(
        words("structure.lead", value=facts.text("R01"), number=facts.number("R01"), changes=facts.phrases("R01")),
        moves,
        _revised(facts),
    )


def _net(facts: Facts) -> Stated:
    """The size of the net increase with its unit, whatever its sign."""
    net = facts.value("R05") or Fraction(0)
    measured = facts.measured(abs(net), "R05")
    claim = FigureClaim(facts.key("R05"), measured.shown if net >= 0 else -measured.shown)
    said = measured.text if facts.words.language == "zh" else measured.bare
    return Stated(said, claim)


def _revised(facts: Facts) -> str:
    quarters = sorted({r.quarter for r in visible_revisions(facts) if not r.town_code and not r.breakdown})
    if not quarters:
        return ""
    names = facts.words.join((facts.quarter_name(q) for q in quarters), last=facts.words.language == "en")
    return facts.words("structure.revised", quarters=names, section=facts.words("headings.quality"))


def _trend(factory: BlockFactory) -> ChartBlock | None:
    facts, words = factory.facts, factory.words
    if not facts.has("R01") or len(facts.history) < 2:
        return None
    previous, year = facts.compare("R01", "previous"), facts.compare("R01", "year_ago")
    run = facts.run("R01")
    net = facts.amount("R01", "year_ago") if year and year.direction == "up" else ""
    variant = "first" if previous is None else "run" if run.length >= STEADY else previous.direction
    title = words(
        f"structure.trend_{variant}",
        value=facts.text("R01"),
        run=facts.run_word("R01", run),
        year=net,
        amount=facts.amount("R01", "previous"),
    )
    subtitle = words("structure.trend_subtitle", name=facts.name("R01"), unit=facts.unit("R01"))
    label = words("structure.trend_alt", name=facts.name("R01"), points=factory.spoken("R01"))
    mark = words("structure.year_mark", change=facts.change("R01", "year_ago", fixed=False).absolute) if year else ""
    points = factory.points("R01")
    return factory.chart(
        "registered_trend", title, subtitle, trend(points, label, mark), trend(points[-5:], label, mark, width=NARROW),
        table=history_of(factory, "R01", line=True),
    )  # fmt: skip


def _types(factory: BlockFactory) -> TableBlock | None:
    facts, words = factory.facts, factory.words
    declared = facts.members("R01", "legal_type")
    # A type that nobody ever registered under is no row: it would be as empty in every issue.
    members = [m for m in declared if any(n for _, n in facts.series("R01", breakdown="legal_type", member=m))]
    if not members:
        return None
    values = {m: facts.value("R01", None, "", "legal_type", m) or Fraction(0) for m in members}
    ordered = sorted(members, key=lambda m: (-values[m], m))
    key = partial(facts.key, "R01", None, "", "legal_type")
    rows = [
        Row(
            cells=[
                Cell(text=facts.code_word("legal_type", m)),
                factory.figure("R01", "", "legal_type", m, tone="strong"),
                factory.share_of(key(m), facts.key("R01")),
                *factory.changes("R01", "", "legal_type", m),
                factory.growth("R01", "legal_type", m),
            ]
        )
        for m in ordered
    ]
    whole = factory.share_of(facts.key("R01"), facts.key("R01"))
    total = [Cell(text=words("columns.total")), factory.figure("R01"), whole]
    rows.append(Row(cells=[*total, *factory.changes("R01"), factory.growth("R01")], kind="total"))
    columns = [
        factory.head("type", width=1.8, align="left"),
        factory.head("count", number_format="#,##0"),
        factory.head("share", number_format='0.0"%"'),
        *factory.change_heads(),
        factory.head("year_ago_percent", width=1.2),
    ]
    first = level_first([(m, values[m]) for m in ordered])
    title = words("structure.types_plain")
    if len(first) < len(ordered) and values[first[0]]:
        title = words(
            "structure.types_title",
            first=facts.members_picked("most", "R01", "legal_type", first),
            each=len(first) > 1,
            share=facts.share([(key(first[0]), "value")], (facts.key("R01"), "value")),
        )
    return factory.table(
        "legal_types",
        title,
        columns,
        rows,
        subtitle=words("structure.types_subtitle", as_of=words("head.as_of", date=facts.as_of)),
        figures=True,
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
    first, last = level_first(ordered), level_first(ordered[::-1])[::-1]
    said = [factory.words("structure.community", value=facts.text("R09R"), changes=facts.phrases("R09R"))]
    if len(first) + len(last) <= len(ordered) and max(len(first), len(last)) <= NAMED:
        shares = [
            facts.share([(facts.key("R09R", None, "", "category", of[0]), "value")], (facts.key("R09R"), "value"))
            for of in (first, last)
        ]
        said.append(
            factory.words(
                "structure.categories",
                first=facts.members_picked("most", "R09R", "category", first),
                first_each=len(first) > 1,
                share=shares[0],
                last=facts.members_picked("least", "R09R", "category", last),
                last_each=len(last) > 1,
                last_share=shares[1],
            )
        )
    return factory.paragraph(*said)


class _CategoryPanel(NamedTuple):
    """A category's panel, with what orders it among the others and what the title says of it."""

    member: str
    panel: Panel
    point: str
    """The panel in words."""
    ratio: Fraction
    """The figure now as a multiple of the first quarter's."""
    known: bool
    """Whether there is a first quarter's figure to compare with."""


def _multiples(factory: BlockFactory) -> ChartBlock | None:
    """How each category of community organizations moved since the first quarter shown, the fastest first."""
    facts, words = factory.facts, factory.words
    categories = _categories(facts)
    if len(categories) < 2 or len(facts.history) < 2:
        return None
    panels = [_category_panel(factory, member, now) for member, now in categories]
    panels.sort(key=lambda p: (-p.ratio, p.member))
    since = facts.quarter_name(facts.history[0])
    label = words(
        "structure.multiples_alt", since=since, points=joined(words("join.strong"), (p.point for p in panels))
    )
    start, end = (
        words("axis_quarter", short_year=f"{q.year % 100:02d}", quarter=facts.quarter_word(q))
        for q in (facts.history[0], facts.history[-1])
    )
    drawn = [p.panel for p in panels]
    return factory.chart(
        "community_categories",
        _multiples_title(facts, panels),
        words("structure.multiples_subtitle", since=since),
        multiples(drawn, label, start, end, columns=5 if words.language == "zh" else 3),
        multiples(drawn, label, start, end, columns=2, width=NARROW),
        table=members_history(factory, "R09R", "category", [p.member for p in panels]),
    )


def _category_panel(factory: BlockFactory, member: str, now: Fraction) -> _CategoryPanel:
    facts, words = factory.facts, factory.words
    values = [value for _, value in facts.series("R09R", breakdown="category", member=member)]
    known = values[0] is not None and bool(values[0] or now)
    base = values[0] if values[0] is not None else now
    compared = Comparison(now, base, 0, False)
    kind = {"up": "growth", "down": "fall"}.get(compared.direction)
    if kind is None:
        growth = words("structure.no_growth") if known else Stated("")
    elif compared.percent:
        growth = words(f"structure.{kind}", percent=compared.percent)
    else:
        growth = words(f"structure.{kind}_small", amount=facts.quantity(abs(compared.difference), "R09R"))
    first, last = (
        facts.point_value("R09R", quarter, "", "category", member) for quarter in (facts.history[0], facts.history[-1])
    )
    name = facts.code_word("category", member)
    # A Chinese unit is one character; an English one wouldn't fit beside the line.
    label = facts.text if words.language == "zh" else facts.number
    panel = Panel(
        name=name,
        growth=growth,
        values=values,
        first=label("R09R", facts.history[0], "", "category", member),
        now=label("R09R", facts.quarter, "", "category", member),
        flat=known and compared.direction != "up",
    )
    point = words("structure.panel", name=name, first=first or words("no_data"), now=last)
    return _CategoryPanel(member, panel, point, now / base if base else 1 + now, known)


def _multiples_title(facts: Facts, panels: list[_CategoryPanel]) -> str:
    """The two that grew most, and all that didn't grow, since the first quarter shown."""
    words, first = facts.words, facts.history[0]
    growing = untied([(p.member, p.ratio) for p in panels if p.known and p.ratio > 1], 2)
    stagnant = [p.member for p in panels if p.known and p.ratio <= 1]
    since = facts.quarter_name(first)
    if stagnant and len(stagnant) == len(panels):
        none = NamesClaim(f"not_grown:{first}", "R09R", facts.quarter, tuple(stagnant), "category")
        return Stated(words("structure.multiples_none", since=since), none)
    if not growing:
        return words("structure.multiples_first", since=since)
    best = facts.members_picked(f"grown:{first}", "R09R", "category", growing, complete=False)
    title = words("structure.multiples_best", since=since, best=best)
    if stagnant:
        names = facts.members_picked(f"not_grown:{first}", "R09R", "category", stagnant)
        title += words("structure.multiples_stagnant", stagnant=names)
    return title
