"""The technical annex's definitions: how each printed indicator is computed, from its declaration."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from govreport.quarter import Quarter
from govreport.reports.facts import Facts
from govreport.reports.formats.fonts import plain
from govreport.reports.formats.own_fonts import lacking
from govreport.reports.model import Cell, Row, Section, TableBlock
from govreport.reports.numbers import SMALLEST_BASE
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.sections.exits import exits_are_derived
from govreport.reports.stated import Stated, given_text, joined
from govreport.reports.terms import in_terms, terms_of

_NAMED = 12
"""Characters that are named where a district's own fonts lack some."""


def method(factory: BlockFactory, shown: Collection[str]) -> list[Section]:
    """One row an indicator; those that aren't ``shown`` come last, for the page and the workbook only.

    The rules behind them are numbered and listed once below the table.
    """
    facts, words = factory.facts, factory.words
    declared = {
        key: indicator
        for key, indicator in facts.inputs.figures.indicators.items()
        if facts.observation(key) is not None or any(facts.members(key, b) for b in indicator.breakdowns)
    }
    ordered = sorted(declared, key=lambda key: key not in shown)
    sources = list(dict.fromkeys(facts.rule(declared[key]) for key in ordered))
    # Where a place states no law, every definition is the product's own, which has no title in any language.
    own = not facts.district.given.laws
    defined = [
        Row(
            cells=[
                Cell(text=given_text("name", facts.name(key)), tone="strong"),
                Cell(text=_formula(facts, key)),
                Cell(text=words(f"basis.{declared[key].basis}"), tone="muted"),
                Cell(text=_number(sources, facts.rule(declared[key])) if not own else Stated(""), tone="muted"),
            ]
        )
        for key in ordered
    ]
    rows = defined[: sum(key in shown for key in ordered)]
    beyond = defined[len(rows) :]
    none = Cell(text=words("none"), tone="muted")
    for name in ("comparison", "rounding", *(["exits"] if exits_are_derived(facts) else [])):
        text = words(f"method.{name}_text", base=given_text("smallest_base", f"{SMALLEST_BASE}"))
        rows.append(Row(cells=[Cell(text=words(f"method.{name}_name"), tone="strong"), Cell(text=text), none, none]))
    if factory.facts.inputs.fonts.sha256:
        rows.append(
            Row(cells=[Cell(text=words("method.fonts_name"), tone="strong"), Cell(text=_fonts(facts)), none, none])
        )
    columns = [
        factory.head("indicator", width=2.3, align="left"),
        factory.head("formula", width=5.6, align="left"),
        factory.head("basis", width=1.2, align="left"),
        factory.head("source", width=0.6),
    ]
    numbered = (given_text("source", f"[{number}] {source}") for number, source in enumerate(sources, start=1))
    listed = joined(words("join.strong"), numbered)
    # The section's heading says what the table is, so it carries no number of its own.
    table = TableBlock(
        key="method",
        number="",
        title=words("method.title"),
        subtitle=words("method.subtitle"),
        columns=columns,
        rows=rows,
        note=words("method.sources_own") if own else words("method.sources", sources=listed) if sources else "",
        more=beyond,
        more_note=words("method.more", count=facts.listed(len(beyond), "more:method", word=False)) if beyond else "",
        rule_every=1,
    )
    return factory.section("method", [table, *_unstated(factory)])


def _number(sources: Sequence[str], source: str) -> Stated:
    return given_text("source", f"[{sources.index(source) + 1}]")


def _unstated(factory: BlockFactory) -> list[TableBlock]:
    """What isn't supplied, which indicators aren't stated for want of it, and what it would take."""
    facts, words = factory.facts, factory.words
    language, rows = words.language, []
    terms = terms_of(facts.district.terms, language)
    for one in (one for one in facts.inputs.lacking if not one.whole):
        names = [facts.name(i) for i in one.indicators if facts.declared(i) is not None]
        what, do = (in_terms(text.in_language(language), terms) for text in (one.what, one.remedy))
        where = words(f"extracts.{one.extract}" if one.extract else "method.unstated_district")
        if one.towns:
            where = words(
                "method.unstated_towns",
                where=where,
                towns=words.join(given_text(f"town:{t}", facts.town(t)) for t in one.towns),
            )
        before = [] if one.stated else _stated_before(facts, one.indicators)
        last = facts.quarter_name(before[-1]) if before else ""
        rows.append(
            Row(
                cells=[
                    Cell(
                        text=words("method.unstated_what", where=where, what=given_text("definition", what), last=last),
                        tone="strong",
                    ),
                    Cell(text=given_text("name", words.join(names))),
                    Cell(text=given_text("definition", do), tone="muted"),
                ]
            )
        )
    if not rows:
        return []
    columns = [
        factory.head("missing", width=2.6, align="left"),
        factory.head("unstated", width=3.6, align="left"),
        factory.head("remedy", width=3.5, align="left"),
    ]
    title, subtitle = words("method.unstated_title"), words("method.unstated_subtitle")
    notes = [words("method.unstated_parts")] if any(one.stated for one in facts.inputs.lacking) else []
    notes += [words("method.unstated_whole")] if any(one.whole for one in facts.inputs.lacking) else []
    note = joined(words("join.strong"), notes) if notes else ""
    return [factory.table("unstated", title, columns, rows, subtitle=subtitle, note=note, rule_every=1)]


def _stated_before(facts: Facts, indicators: Sequence[str]) -> list[Quarter]:
    return [q for q in facts.history[:-1] if any(facts.observation(i, q) for i in indicators)]


def _fonts(facts: Facts) -> str:
    """Whose fonts the document is set in, by which files, and what stands in for the characters that they lack."""
    fonts, district = facts.inputs.fonts, facts.district
    names = [district.name.zh, district.publisher.zh, district.report.title_of(facts.quarter.kind).zh]
    names += [t.name for t in district.towns] + [c.name for c in district.communities]
    missing = lacking(facts.inputs.settings, fonts, "".join(names))
    return facts.words(
        "method.fonts_text",
        body=given_text("font", plain(f"{fonts.body_family} {fonts.body}".strip())),
        heading=given_text("font", plain(f"{fonts.heading_family} {fonts.heading}".strip())),
        sha256=given_text("hash", fonts.sha256[:12]),
        missing=given_text("character", "".join(missing[:_NAMED])),
        more=len(missing) > _NAMED,
    )


def _formula(facts: Facts, indicator: str) -> Stated:
    declared = facts.inputs.figures.indicators[indicator]
    texts = [facts.words.of_period(declared.formula.in_language(facts.words.language))]
    if declared.caveat is not None:
        texts.append(facts.words.of_period(declared.caveat.in_language(facts.words.language)))
    return given_text("definition", facts.words("method.join").join(texts))
