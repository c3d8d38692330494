"""Section 二 镇街分布: where they are, which towns fall, which lack a federation."""

from __future__ import annotations

from fractions import Fraction

from govreport.reports.charts.rank import Bar, Column, Tile, ranked, tiles
from govreport.reports.facts import Facts
from govreport.reports.model import ChartBlock, Section
from govreport.reports.numbers import text_number
from govreport.reports.sections.blocks import NARROW, BlockFactory


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
    for index, (code, value) in enumerate(values):
        previous, year = facts.change("R01", "previous", code), facts.change("R01", "year_ago", code)
        marked = "alert" in (previous.tone, year.tone)
        any_marked |= marked
        columns = [Column(previous.absolute, previous.tone), Column(year.absolute, year.tone)]
        if facts.has("R09R"):
            columns.append(Column(facts.cell("R09R", facts.value("R09R", None, code))))
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
                strong=index < 3,
            )
        )
    heads = [words("columns.previous"), words("columns.year_ago")]
    heads += [words("columns.community")] if facts.has("R09R") else []
    heads += [words("columns.federation")] if known else []
    top = sum((v for _, v in values[:3]), Fraction(0))
    title = words(
        "towns.ranked_title",
        towns=facts.towns([c for c, _ in values[:3]]),
        value=facts.quantity(top, "R01"),
        share=facts.percent(top, whole),
    )
    label = words("towns.ranked_alt", points=words.join(f"{r.name}{r.label}" for r in rows))
    unit = words("towns.bars", unit=facts.unit("R01"))
    names = 64 if words.language == "zh" else 76
    narrow = [Bar(r.name, r.value, r.label, r.columns[:2], r.marked, r.strong) for r in rows]
    return factory.chart(
        "towns_ranked",
        title,
        words("towns.ranked_subtitle", as_of=words("head.as_of", date=facts.as_of), marked=any_marked),
        ranked(rows, label, heads, unit, name_width=names, column_width=70),
        ranked(narrow, label, heads[:2], unit, width=NARROW, column_width=44, row_height=22, name_width=names),
    )


def _tiles(factory: BlockFactory) -> ChartBlock | None:
    facts, words = factory.facts, factory.words
    values = _town_values(facts)
    if len(values) < 3:
        return None
    lacking = facts.federation_towns(built=False)
    built = facts.federation_towns(built=True)
    places = facts.district.town_by_code
    items = [
        Tile(places[c].tile_column, places[c].tile_row, facts.town_brief(c), v, facts.cell("R01", v), c in lacking)
        for c, v in values
    ]
    variant = "open" if lacking and built else "full" if built else "plain"
    title = words(f"towns.tiles_title_{variant}", built=len(built), towns=facts.towns(lacking))
    label = words("towns.tiles_alt", points=words.join(f"{t.name}{t.label}" for t in items))
    subtitle = words("towns.tiles_subtitle", unit=facts.unit("R01"), open=bool(lacking))
    drawn = tiles(items, label, words("towns.few"), words("towns.many"))
    return factory.chart(
        "towns_tiles", title, subtitle, drawn, drawn, width=0.6, aside=_aside(factory, values, lacking)
    )


def _aside(factory: BlockFactory, values: list[tuple[str, Fraction]], lacking: list[str]) -> list[str]:
    facts, words = factory.facts, factory.words
    average = sum((v for _, v in values), Fraction(0)) / len(values)
    said = [
        words(
            "towns.aside_average",
            count=len(values),
            average=words("quantity", number=text_number(average, 1), unit=facts.unit("R01")),
            most=facts.town(values[0][0]),
            most_value=facts.quantity(values[0][1], "R01"),
            least=facts.town(values[-1][0]),
            least_value=facts.quantity(values[-1][1], "R01"),
        )
    ]
    gains = [(c.difference, code) for code, _ in values if (c := facts.compare("R01", "year_ago", code)) is not None]
    if gains and max(gains)[0] > 0:
        gain, town = max(gains)
        said.append(words("towns.aside_change", town=facts.town(town), amount=facts.quantity(gain, "R01")))
    if falling := facts.falling_towns():
        said.append(words("towns.aside_falling", towns=facts.towns(falling)))
    if lacking:
        total = sum((v for c, v in values if c in lacking), Fraction(0))
        said.append(words("towns.aside_open", towns=facts.towns(lacking), value=facts.quantity(total, "R01")))
    return [*said, words("labels.tiles_note")]
