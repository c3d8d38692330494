"""The figures behind each chart as a table: the workbook keeps them beside a chart of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from govreport.quarter import Quarter
from govreport.reports.claims import FigureClaim
from govreport.reports.model import Cell, ChartData, ColumnHead, Row
from govreport.reports.numbers import rounded, table_number
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import Stated


def history_of(factory: BlockFactory, indicator: str, *, line: bool = False) -> ChartData:
    """An indicator's quarters, one a row."""
    head = _measured(factory, indicator)
    return _by_quarter(factory, [head], lambda q: [factory.figure(indicator, quarter=q)], line=line)


def counted_history(factory: BlockFactory, indicator: str, name: str) -> ChartData:
    """What a rate counts, one quarter a row: federations there are, not their share."""

    def counted(quarter: Quarter) -> list[Cell]:
        known = factory.facts.observation(indicator, quarter)
        if known is None:
            return [Cell(text=factory.words("none"), tone="muted")]
        number = rounded(known.numerator, 0)
        claim = FigureClaim(factory.facts.key(indicator, quarter), number, "numerator")
        return [Cell(text=Stated(table_number(number, 0), claim), number=number)]

    return _by_quarter(factory, [ColumnHead(text=name)], counted)


def members_history(factory: BlockFactory, indicator: str, breakdown: str, members: Sequence[str]) -> ChartData:
    """Members of a breakdown across, quarters down."""
    heads = [ColumnHead(text=factory.facts.code_word(breakdown, member)) for member in members]
    return _by_quarter(
        factory,
        heads,
        lambda q: [factory.figure(indicator, "", breakdown, member, quarter=q) for member in members],
        line=True,
    )


def towns_of(factory: BlockFactory, codes: Sequence[str], *, moved: bool) -> ChartData:
    """Registered organizations by town, in the chart's order; ``moved``: and what stands beside the bars."""
    facts, words = factory.facts, factory.words
    built, lacking = facts.federation_towns(built=True), facts.federation_towns(built=False)
    columns = [factory.head("town", align="left", width=1.4), _measured(factory, "R01")]
    columns += factory.change_heads() if moved else []
    beside = moved and facts.has("R09R")
    columns += [_measured(factory, "R09R")] if beside else []
    columns += [factory.head("federation", align="left")] if built or lacking else []
    rows = []
    for code in codes:
        cells = [Cell(text=facts.town_brief(code)), factory.figure("R01", code)]
        cells += factory.changes("R01", code) if moved else []
        cells += [factory.figure("R09R", code)] if beside else []
        if built or lacking:
            state = "built" if code in built else "not_built" if code in lacking else ""
            cells.append(Cell(text=words(f"columns.{state}") if state else words("none")))
        rows.append(Row(cells=cells, highlight=any(c.tone == "alert" for c in cells)))
    return ChartData(kind="bars" if moved else "", columns=columns, rows=rows, note=factory.notes(rows))


def purposes_of(factory: BlockFactory, members: Sequence[str]) -> ChartData:
    """What was paid for each purpose, its share, and a year ago."""
    facts, ago = factory.facts, factory.facts.quarter.year_ago
    compared = facts.value("G10", ago) is not None
    columns = [factory.head("purpose", align="left", width=1.6), _measured(factory, "G10"), factory.head("share")]
    if compared:
        columns += [ColumnHead(text=facts.quarter_name(ago)), factory.head("year_ago")]
    rows = []
    for member in members:
        place = ("G10", "", "purpose", member)
        cells = [Cell(text=facts.code_word("purpose", member)), factory.figure(*place)]
        cells.append(factory.share_of(facts.key("G10", None, "", "purpose", member), facts.key("G10")))
        if compared:
            cells += [factory.figure(*place, quarter=ago), factory.changes(*place)[-1]]
        rows.append(Row(cells=cells))
    return ChartData(kind="bars", columns=columns, rows=rows, note=factory.notes(rows))


def _measured(factory: BlockFactory, indicator: str) -> ColumnHead:
    """A column named by the indicator, with its unit."""
    facts = factory.facts
    text = factory.words("of_unit", name=facts.name(indicator), unit=facts.unit(indicator))
    return ColumnHead(text=text, number_format="#,##0.0#", width=1.5)


def _by_quarter(
    factory: BlockFactory,
    heads: Sequence[ColumnHead],
    cells: Callable[[Quarter], list[Cell]],
    *,
    line: bool = False,
) -> ChartData:
    facts = factory.facts
    columns = [factory.head("period", align="left", width=1.6), *heads]
    rows = [Row(cells=[Cell(text=facts.quarter_name(quarter)), *cells(quarter)]) for quarter in facts.history]
    return ChartData(kind="line" if line else "columns", columns=columns, rows=rows, note=factory.notes(rows))
