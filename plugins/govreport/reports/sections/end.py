"""Section 一 需要关注的事项 and the table of all towns; attention/rules.py finds what needs attention."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from govreport.reports.attention.all_clear import all_clear
from govreport.reports.attention.follow_up import followed_up
from govreport.reports.attention.item import AttentionItem
from govreport.reports.charts.rank import NEARLY
from govreport.reports.facts import Facts
from govreport.reports.model import AttentionBlock, Cell, ColumnHead, Row, Section, TableBlock
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import capitalized, joined


def attention(factory: BlockFactory, items: Sequence[AttentionItem]) -> list[Section]:
    """What needs an act, all of it: situation, action, owner, date; and what became of the last issue's matters."""
    rows = [i.row(factory.facts) for i in items]
    block = AttentionBlock(items=rows) if rows else None
    quiet = None if rows else factory.paragraph(all_clear(factory.facts))
    return factory.section("attention", [block, quiet, _follow_up(factory, items)])


def _follow_up(factory: BlockFactory, items: Sequence[AttentionItem]) -> TableBlock | None:
    """上期关注事项办理情况; None where no issue before this one is kept, or it told of nothing."""
    issue = factory.facts.inputs.last_issue
    if issue is None or not issue.matters:
        return None
    words, told = factory.words, followed_up(factory.facts, issue, items)
    none = words("none")
    rows = [
        Row(
            cells=[
                Cell(text=matter.heading),
                Cell(text=matter.then or none, number=matter.numbers[0]),
                Cell(text=matter.now or none, number=matter.numbers[1], tone="strong"),
                Cell(text=matter.outcome, tone="alert" if matter.is_open else "normal"),
            ]
        )
        for matter in told
    ]
    widths = (2.2, 1.3, 1.4, 3.8) if words.language == "zh" else (2.4, 2.1, 2.1, 2.6)
    columns = [
        factory.head(name, width=width, align="left")
        for name, width in zip(("matter", "then", "now", "outcome"), widths, strict=True)
    ]
    subtitle = words("follow_up.subtitle", quarter=factory.facts.quarter_name(issue.quarter))
    return factory.table("follow_up", words("follow_up.title"), columns, rows, subtitle=subtitle)


_TOWN_COLUMNS = (
    # indicator, group, head, with its 同比, number format, shaded
    ("R01", "organizations", "count", True, "#,##0", True),
    ("R09R", "community", "count", True, "#,##0", True),
    ("G10", "funding", "quarter", False, "#,##0.0", False),
    ("G02", "funding", "paid", False, "#,##0.0", True),
    ("G01", "funding", "projects", False, "#,##0", False),
    ("S01", "supervision", "checks", False, "0.0", False),
    ("S03", "supervision", "reports", False, "0.0", False),
    ("S08", "supervision", "abnormal", False, "#,##0", False),
)


def annex_towns(factory: BlockFactory) -> list[Section]:
    """Every town by the main indicators, in code order."""
    facts, words = factory.facts, factory.words
    chosen = [
        c for c in _TOWN_COLUMNS if any(facts.value(c[0], None, t.code) is not None for t in facts.district.towns)
    ]
    if not chosen:
        return []
    columns = [factory.head("town", width=1.8, align="left")]
    # One comparison has the room of two: 比上年 is longer than 环比.
    change = 0.9 if len(facts.against) > 1 else 1.3
    for indicator, group, head, with_year, number_format, _ in chosen:
        grouped = words(f"annex.group_{group}")
        shown = number_format if facts.in_cell(indicator, 0).decimals else "#,##0"
        columns.append(ColumnHead(text=words(f"annex.head_{head}"), group=grouped, number_format=shown, width=1.15))
        if with_year:
            columns += [
                ColumnHead(text=words(f"columns.{against}"), group=grouped, number_format="+0;-0;0", width=change)
                for against in facts.against
            ]
        assert facts.declared(indicator) is not None  # noqa: S101 - chosen above
    built, lacking = facts.federation_towns(built=True), facts.federation_towns(built=False)
    if built or lacking:
        columns.insert(1, factory.head("federation", width=1.2 if words.language == "zh" else 1.6, align="center"))
    heats = {c[0]: _heats(facts, c[0]) for c in chosen if c[5]}
    rows = []
    for town in sorted(facts.district.towns, key=lambda t: t.code_on(facts.quarter.end)):
        cells = [Cell(text=facts.town_brief(town.code))]
        if built or lacking:
            there = town.code in built
            known = there or town.code in lacking
            text = words(f"columns.{'built' if there else 'not_built'}") if known else words("none")
            cells.append(Cell(text=text, tone="normal" if there else "alert" if known else "muted"))
        for indicator, _, head, with_year, _, _ in chosen:
            cell = factory.figure(indicator, town.code, tone="strong" if head == "count" else "normal")
            cells.append(cell.model_copy(update={"heat": heats.get(indicator, {}).get(town.code, 0)}))
            if with_year:
                cells += factory.changes(indicator, town.code)
        rows.append(Row(cells=cells))
    total = [Cell(text=words("columns.district"))]
    if built or lacking:
        parts = (facts.count("F01", "numerator"), facts.count("F01", "denominator"))
        total.append(Cell(text=joined("/", parts) if all(parts) else words("none")))
    for indicator, _, _, with_year, _, _ in chosen:
        total.append(factory.figure(indicator))
        if with_year:
            total += factory.changes(indicator)
    rows.append(Row(cells=total, kind="total"))
    table = factory.table(
        "annex_towns",
        words("annex.towns_title"),
        columns,
        rows,
        subtitle=words("annex.towns_subtitle", as_of=words("head.as_of", date=facts.as_of)),
        note=_note(facts, {column[0] for column in chosen}),
        rule_every=4,
        figures=True,
    )
    return [Section(key="annex_towns", heading="", blocks=[table], new_page=False)]


def _note(facts: Facts, chosen: set[str]) -> str:
    """What the heads leave out, of the columns that there are."""
    words = facts.words
    funding = [words("annex.note_paid", unit=facts.unit("G02"))] if chosen & {"G10", "G02"} else []
    funding += [words("annex.note_projects")] if "G01" in chosen and words("annex.note_projects") else []
    year = {("S01", "S03"): "rates", ("S01",): "checks", ("S03",): "reports"}
    rates = year.get(tuple(i for i in ("S01", "S03") if i in chosen))
    notes = [
        joined(words("join.clause"), funding),
        words(f"annex.note_{rates}") if rates else "",
        words("annex.note_abnormal") if "S08" in chosen else "",
    ]
    told = [note for note in notes if note]
    return words("annex.towns_note", notes=capitalized(joined(words("join.strong"), told))) if told else ""


def _heats(facts: Facts, indicator: str) -> dict[str, int]:
    """Shade by fourths of the largest value; the lowest fourth stays white, and all where all are of the largest."""
    values = {t.code: facts.value(indicator, None, t.code) or Fraction(0) for t in facts.district.towns}
    top = max(values.values())
    if min(values.values()) >= top * NEARLY:
        return {}
    return {code: min(int(v * 4 / top), 3) if top > 0 and v > 0 else 0 for code, v in values.items()}
