"""A town's brief: its own figures against the district's, what it has to do, which of its rows came back.

Holds no other town's name or number, and no rank: towns read it, and each reads only its own.
"""

from __future__ import annotations

from collections import Counter

from govreport.language import Language
from govreport.reports.attention.town_items import town_items
from govreport.reports.charts.over_time import spark
from govreport.reports.claims import DistanceClaim
from govreport.reports.documents.frame import TOWN, framed
from govreport.reports.facts import Facts
from govreport.reports.inputs import ReportInputs
from govreport.reports.model import (
    AttentionBlock,
    Cell,
    KeyFinding,
    Kpi,
    Paragraph,
    ReportModel,
    Row,
    Section,
    TableBlock,
)
from govreport.reports.row_counts import asides_subject, stated_aside
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import Stated, capitalized, claims_of, given_text, joined

KPIS = ("R01", "R09", "S01", "G02", "S03", "S08", "G10", "F02")
CARDS = 6
FIRST = (
    "R01", "R03", "R04", "R07", "R09", "R08", "R10", "R11", "P01", "P04", "F02", "W01", "W03",
    "S01", "S02B", "S03", "S05", "S07", "S08", "S09", "S12", "B00", "B02A", "B03",
    "G01", "G02", "G10", "G04", "M01", "M03", "T01", "Q01",
)  # fmt: skip
"""Rows of the comparison, in this order; those that the town has no figure for are left out."""
LONGEST = 30
"""Rows that fit beside the rest on two pages."""


def town_brief(inputs: ReportInputs, language: Language, town: str) -> ReportModel:
    """The brief of the town with that (present) code."""
    facts = Facts(inputs, inputs.words(language))
    words, factory = facts.words, BlockFactory(facts, first_table=2)
    name = facts.town(town)
    district = inputs.district.name.en if language == "en" else inputs.district.name.zh
    items = town_items(facts, town)
    found = facts.compare("R01", "previous", town)
    variant = found.direction if found else "first"
    headline = [
        words(f"brief.headline_{variant}", town=name, value=facts.text("R01", None, town)) if facts.text(
            "R01", None, town) else name,
        words("brief.to_do", count=facts.listed(len(items), "matters", word=False)) if items else words(
            "brief.nothing_to_do"),
    ]  # fmt: skip
    sections = [
        *factory.section("brief_attention", [AttentionBlock(items=items) if items else None]),
        *factory.section("brief_figures", [_against_district(factory, town)]),
        *factory.section("brief_rows", [*_rows(factory, town)]),
    ]
    return framed(
        facts,
        kind=TOWN,
        about=town,
        title=words("brief.title", district=district, town=name),
        issue=capitalized(facts.quarter_name(facts.quarter)),
        headline=headline,
        findings=[_finding(facts, town)],
        kpis=_kpis(facts, town),
        sections=_plain_headings(sections, words("brief.heading_join")),
    )


def _plain_headings(sections: list[Section], join: str) -> list[Section]:
    return [s.model_copy(update={"heading": s.heading.partition(join)[2] or s.heading}) for s in sections]


def _finding(facts: Facts, town: str) -> KeyFinding:
    words = facts.words
    share = facts.share([(facts.key("R01", None, town), "value")], (facts.key("R01"), "value"))
    text = words(
        "brief.text",
        as_of=words("head.as_of", date=facts.as_of),
        town=facts.town(town),
        value=facts.text("R01", None, town) or words("no_data"),
        changes=facts.phrases("R01", town),
        share=share,
        community=facts.text("R09", None, town),
        paid=facts.text("G02", None, town),
        projects=facts.text("G01", None, town),
    )
    return KeyFinding(lead=words("brief.lead"), text=text, bad_news=False)


def _kpis(facts: Facts, town: str) -> list[Kpi]:
    cards: list[Kpi] = []
    for indicator in KPIS:
        value = facts.value(indicator, None, town)
        if value is None or len(cards) == CARDS:
            continue
        values = [v for _, v in facts.series(indicator, town)]
        whole = facts.text(indicator)
        cards.append(
            Kpi(
                indicator=indicator,
                name=facts.name(indicator),
                value=facts.number(indicator, None, town),
                unit=facts.card_unit(indicator, town),
                changes=[facts.change(indicator, a, town, fixed=False) for a in facts.against],
                target=facts.words("brief.whole", value=whole) if whole else "",
                spark_svg=spark(values, ago=len(values) - 5 if len(values) >= 5 else None).svg(
                    facts.inputs.settings.templates_dir
                ),
            )
        )
    return cards


def _against_district(factory: BlockFactory, town: str) -> TableBlock | None:
    facts, words = factory.facts, factory.words
    rows: list[Row] = []
    for indicator in FIRST:
        declared = facts.declared(indicator)
        observation = facts.observation(indicator, None, town)
        unsupplied = (indicator, town) in facts.inputs.unstated_in  # its line says so by a dash
        if declared is None or (observation is None and not unsupplied) or len(rows) == LONGEST:
            continue
        rows.append(
            Row(
                cells=[
                    Cell(text=facts.name(indicator)),
                    Cell(text=facts.unit(indicator), tone="muted"),
                    factory.figure(indicator, town, tone="strong"),
                    *factory.changes(indicator, town),
                    factory.figure(indicator),
                    _beside(facts, indicator, town),
                ]
            )
        )
    if not rows:
        return None
    chinese = factory.words.language == "zh"
    columns = [
        factory.head("indicator", width=2.8 if chinese else 3.1, align="left"),
        factory.head("unit", width=0.9 if chinese else 1.8, align="left"),
        factory.head("town_now", number_format="#,##0.0#"),
        *factory.change_heads(*(2.0, 2.05) if chinese else (1.75, 1.75)),
        factory.head("district", number_format="#,##0.0#"),
        factory.head("beside", width=1.95),
    ]
    subtitle = words("brief.table_subtitle", as_of=words("head.as_of", date=facts.as_of))
    return factory.table("town_figures", words("brief.table_title"), columns, rows, subtitle=subtitle, figures=True)


def _beside(facts: Facts, indicator: str, town: str) -> Cell:
    """A share of the district's total, or the distance from its rate or average."""
    own, whole, declared = facts.value(indicator, None, town), facts.value(indicator), facts.declared(indicator)
    if own is None or whole is None or declared is None or (declared.denominator is None and whole <= 0):
        return Cell(text=facts.words("none"), tone="muted")
    if declared.denominator is None:
        share = facts.share([(facts.key(indicator, None, town), "value")], (facts.key(indicator), "value"))
        return Cell(text=facts.words("brief.share", value=share), tone="muted")
    shown = facts.in_cell(indicator, own - whole)
    said = shown.signed + (facts.words("points") if declared.is_rate else "")
    low = {"more_is_better": shown.number < 0, "less_is_better": shown.number > 0}.get(declared.direction, False)
    claim = DistanceClaim(facts.key(indicator, None, town), facts.key(indicator), shown.number, shown.per_unit)
    return Cell(text=Stated(said, claim), tone="alert" if low else "muted")


def _rows(factory: BlockFactory, town: str) -> list[Paragraph | TableBlock | None]:
    facts, words = factory.facts, factory.words
    counted: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for aside in facts.inputs.set_aside:
        if aside.town_code == town:
            counted[aside.extract, aside.rules] += aside.rows
    total = stated_aside(counted.total(), "", town)
    unsupplied = _unsupplied(factory, town)
    said = factory.paragraph(
        words("brief.rows", count=total) if counted else Stated(words("brief.no_rows"), *claims_of(total))
    )
    if not counted:
        return [said, unsupplied]
    rows = [
        Row(
            cells=[
                Cell(text=words(f"extracts.{extract}")),
                Cell(text=_broken(facts, extract, rules)),
                Cell(text=facts.listed(count, asides_subject(extract, rules, town), word=False), number=count),
            ]
        )
        for (extract, rules), count in sorted(counted.items(), key=lambda p: (-p[1], p[0]))
    ]
    columns = [
        factory.head("extract", width=1.6, align="left"),
        factory.head("rule", width=4.2, align="left"),
        factory.head("rows_aside", number_format="#,##0"),
    ]
    table = factory.table("town_rows", words("brief.rows_title"), columns, rows)
    return [said, table, unsupplied]


def _unsupplied(factory: BlockFactory, town: str) -> Paragraph | None:
    """What the town alone left out, and what to do; None where that is nothing."""
    facts, words, said = factory.facts, factory.words, []
    for one in (one for one in facts.inputs.lacking if town in one.towns):
        what, do = (given_text("definition", text.in_language(words.language)) for text in (one.what, one.remedy))
        said.append(words("brief.unsupplied_what", where=words(f"extracts.{one.extract}"), what=what, do=do))
    if not said:
        return None
    return factory.paragraph(words("brief.unsupplied", listed=joined(words("join.strong"), dict.fromkeys(said))))


def _broken(facts: Facts, extract: str, rules: tuple[str, ...]) -> Stated:
    """What the rows of one line break; a row that breaks several rules stands in one line with all of them."""
    words = facts.words
    verdict = facts.inputs.verdict
    own = [o for c in verdict.checks if c.tidy.extract == extract for o in c.outcomes]
    named = {o.rule: words.own(o.en if words.language == "en" else o.zh) for o in [*verdict.outcomes, *own]}
    texts = [given_text("rule", named[rule]) if rule in named else words("brief.unreadable") for rule in rules]
    return joined(words("join.strong"), dict.fromkeys(texts))
