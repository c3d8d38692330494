"""Section 二 镇街分布: where they are, which towns fall, which lack a federation."""

from __future__ import annotations

from fractions import Fraction

from govreport.reports.charts.rank import Bar, Column, Tile, ranked, tiles
from govreport.reports.claims import MeanClaim, NamesClaim
from govreport.reports.facts import Facts
from govreport.reports.figure_lookup import level_first, untied
from govreport.reports.model import ChartBlock, Section
from govreport.reports.numbers import printed_decimal, text_number
from govreport.reports.sections.blocks import NARROW, BlockFactory
from govreport.reports.sections.chart_tables import towns_of
from govreport.reports.stated import Stated

NAMED = 3
"""Towns that are named where they are level; with more of them none is."""


def towns(factory: BlockFactory) -> list[Section]:
    """Where they are, which towns fall, which lack a federation."""
    return factory.section("towns", [_ranked(factory), _tiles(factory)])


def _town_values(facts: Facts) -> list[tuple[str, Fraction]]:
    found = [(t.code, v) for t in facts.district.towns if (v := facts.value("R01", None, t.code)) is not None]
    return sorted(found, key=lambda p: (-p[1], p[0]))


def _ranked(factory: BlockFactory) -> ChartBlock | None:
    facts, words = factory.facts, factory.words
    values = _town_values(facts)
    whole = facts.value("R01")
    if len(values) < 3 or not whole:
        return None
    built = set(facts.federation_towns(built=True))
    known = built | set(facts.federation_towns(built=False))
    rows, any_marked = [], False
    named = untied(values, 3)
    for code, value in values:
        changes = [facts.change("R01", against, code) for against in facts.against]
        marked = "alert" in [change.tone for change in changes]
        any_marked |= marked
        columns = [Column(change.absolute, change.tone) for change in changes]
        if facts.has("R09R"):
            columns.append(Column(factory.figure("R09R", code).text))
        if known:
            state = "built" if code in built else "not_built"
            columns.append(Column(words(f"columns.{state}"), "normal" if code in built else "alert"))
        rows.append(
            Bar(
                name=facts.town_brief(code),
                value=value,
                label=facts.cell("R01", value),
                columns=columns,
                marked=marked,
                strong=code in named,
            )
        )
    heads: list[str] = [words(f"columns.{against}") for against in facts.against]
    heads += [words("columns.community")] if facts.has("R09R") else []
    heads += [words("columns.federation")] if known else []
    keys = [facts.key("R01", None, code) for code in named]
    title = words("towns.ranked_plain")
    if 0 < len(named) < len(values):
        title = words(
            "towns.ranked_title",
            towns=facts.picked("largest_first", "R01", named, complete=False),
            together=len(named) > 1,
            value=facts.sum_of(keys),
            share=facts.share([(k, "value") for k in keys], (facts.key("R01"), "value")),
        )
    label = words("towns.ranked_alt", points=_points(factory, values))
    unit = words("towns.bars", unit=facts.unit("R01"), sign="")
    names = 64 if words.language == "zh" else 76
    narrow = [Bar(r.name, r.value, r.label, r.columns[:2], r.marked, r.strong) for r in rows]
    return factory.chart(
        "towns_ranked",
        title,
        words(
            "towns.ranked_subtitle",
            as_of=words("head.as_of", date=facts.as_of),
            community=facts.has("R09R"),
            marked=any_marked,
        ),
        ranked(rows, label, heads, unit, name_width=names, column_width=76 if words.language == "zh" else 80),
        ranked(narrow, label, heads[:2], unit, width=NARROW, column_width=44, row_height=22, name_width=names),
        table=towns_of(factory, [code for code, _ in values], moved=True),
    )


def _tiles(factory: BlockFactory) -> ChartBlock | None:
    facts, words = factory.facts, factory.words
    values = _town_values(facts)
    if len(values) < 3:
        return None
    lacking, built = facts.federation_towns(built=False), facts.federation_towns(built=True)
    places = facts.district.town_by_code
    items = [
        Tile(places[c].tile_column, places[c].tile_row, facts.town_brief(c), v, facts.cell("R01", v), c in lacking)
        for c, v in values
    ]
    variant = "open" if lacking and built else "full" if built else "plain"
    title = words(
        f"towns.tiles_title_{variant}",
        built=facts.count("F01", "numerator"),
        towns=facts.picked("none", "F01", lacking),
    )
    label = words("towns.tiles_alt", points=_points(factory, values))
    subtitle = words("towns.tiles_subtitle", unit=facts.unit("R01"), open=bool(lacking))
    drawn = tiles(items, label, words("towns.few"), words("towns.many"))
    return factory.chart(
        "towns_tiles", title, subtitle, drawn, drawn, width=0.6, aside=_aside(factory, values, lacking),
        table=towns_of(factory, [code for code, _ in values], moved=False),
    )  # fmt: skip


def _points(factory: BlockFactory, values: list[tuple[str, Fraction]]) -> str:
    facts = factory.facts
    return factory.words.join(factory.point(facts.town_brief(c), facts.point_value("R01", None, c)) for c, _ in values)


def _aside(factory: BlockFactory, values: list[tuple[str, Fraction]], lacking: list[str]) -> list[str]:
    facts, words = factory.facts, factory.words
    said = [_spread(factory, values), _gained(facts, [code for code, _ in values])]
    if falling := facts.falling_towns():
        changes = [
            words("towns.fallen", town=facts.town(c), amount=facts.amount("R01", "previous", c)) for c in falling
        ]
        names = NamesClaim("falling", "R01", facts.quarter, tuple(falling))
        said.append(Stated(words("towns.aside_falling", towns=words.join(changes)), names))
    if lacking:
        total = facts.sum_of([facts.key("R01", None, c) for c in lacking])
        towns = facts.picked("none", "F01", lacking)
        said.append(words("towns.aside_open", towns=towns, value=total, many=len(lacking) > 1))
    return [*(s for s in said if s), words("labels.tiles_note")]


def _spread(factory: BlockFactory, values: list[tuple[str, Fraction]]) -> Stated:
    """The average, and the towns with most and with fewest, all that are level."""
    facts, words = factory.facts, factory.words
    keys = tuple(facts.key("R01", None, code) for code, _ in values)
    mean = sum((v for _, v in values), Fraction(0)) / len(values)
    said = words("quantity", number=text_number(mean, 1), unit=facts.unit("R01"), sign="")
    average = words(
        "towns.aside_average",
        count=facts.listed(len(values), "towns", word=False),
        average=Stated(said, MeanClaim(keys, printed_decimal(mean, 1))),
    )
    most, least = level_first(values), level_first(values[::-1])[::-1]
    if most == least or max(len(most), len(least)) > NAMED:
        return average
    return (
        average
        + words("join.sentence")
        + words(
            "towns.aside_ends",
            most=facts.picked("most", "R01", most),
            most_each=len(most) > 1,
            most_value=facts.text("R01", None, most[0]),
            least=facts.picked("least", "R01", least),
            least_each=len(least) > 1,
            least_value=facts.text("R01", None, least[0]),
        )
    )


def _gained(facts: Facts, codes: list[str]) -> Stated:
    """The towns that gained most in a year, all that are level; "" where none gained, or many are level."""
    gains = [(code, c.difference) for code in codes if (c := facts.compare("R01", "year_ago", code)) is not None]
    gains.sort(key=lambda g: (-g[1], g[0]))
    best = level_first(gains)
    if not best or len(best) > NAMED or gains[0][1] <= 0:
        return Stated("")
    towns = facts.picked("gained_most_year", "R01", best)
    amount = facts.amount("R01", "year_ago", best[0])
    return facts.words("towns.aside_change", towns=towns, each=len(best) > 1, amount=amount)
