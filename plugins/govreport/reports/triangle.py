"""The revision triangle of the headline figures, as a sheet of the workbook."""

from __future__ import annotations

from collections.abc import Sequence

from govreport.currency import Currency
from govreport.indicators.catalogue import in_currency
from govreport.indicators.vintages.revision_stats import Triangle, stated_figures, statistics, triangle
from govreport.manifests.measurements import VintageRef
from govreport.quarter import Quarter
from govreport.reports.model import Cell, ColumnHead, Row, TableBlock
from govreport.reports.narrative import KPIS
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import joined
from govreport.store.records import VintageRecord
from govreport.store.vintages import VintageStore


def known_then(store: VintageStore, district: str, vintages: Sequence[VintageRef]) -> list[VintageRecord]:
    """The vintages of the quarters that a report shows, as they were known when it was made, in triangle order.

    ``vintages`` are those of the report, oldest quarter first. Of its own extracts' vintages only these are taken, so
    that what is measured later from the same quarter's extracts doesn't change an old report.
    """
    last = vintages[-1].source_quarter
    shown = {v.quarter: v for v in vintages}
    return [
        v
        for v in store.current(district, last)
        if v.quarter in shown and (v.source_quarter < last or v.id == shown[v.quarter].id)
    ]


def headline_triangles(store: VintageStore, known: Sequence[VintageRecord], own: Currency) -> dict[str, Triangle]:
    """Indicator -> the triangle of its district figure over the vintages that ``known_then`` gives; ``own`` is the
    district's currency."""
    catalogue = in_currency(own)
    declared = {i: catalogue[i] for i in KPIS if i in catalogue}
    return {i: triangle(figures) for i, figures in stated_figures(store, known, declared).items() if figures}


def triangle_tables(factory: BlockFactory) -> list[TableBlock]:
    """One table of every triangle; nothing where no quarter was stated twice."""
    facts, words = factory.facts, factory.words
    triangles = {i: t for i, t in facts.inputs.triangles.items() if facts.has(i)}
    if not any(len(t.row(q)) > 1 for t in triangles.values() for q in t.quarters):
        return []
    sources = sorted({source for t in triangles.values() for source in t.sources})
    rows = []
    for indicator, of in triangles.items():
        for quarter in of.quarters:
            cells = [Cell(text=facts.name(indicator)), Cell(text=facts.quarter_name(quarter))]
            for source in sources:
                figure = of.cells.get((quarter, source))
                if figure is None:
                    cells.append(Cell(text=""))
                    continue
                cell = factory.number(indicator, figure.value)
                cells.append(cell.model_copy(update={"flags": "B"}) if figure.is_break else cell)
            rows.append(Row(cells=[*cells, _total(factory, indicator, of, quarter)]))
    columns = [
        factory.head("indicator", width=2.2, align="left"),
        factory.head("period", width=1.7, align="left"),
        *(ColumnHead(text=str(source), number_format="#,##0.0#") for source in sources),
        factory.head("revision_total"),
    ]
    said = _statistics(factory, triangles)
    if any(figure.is_break for t in triangles.values() for figure in t.cells.values()):
        said.append(words("flags", letter="b", meaning=facts.flag_word("B")))
    return [
        TableBlock(
            key="triangle",
            number="",
            title=words("quality.triangle_title"),
            subtitle=words("quality.triangle_subtitle"),
            columns=columns,
            rows=rows,
            note=joined(words("join.sentence"), said),
        )
    ]


def _total(factory: BlockFactory, indicator: str, of: Triangle, quarter: Quarter) -> Cell:
    row = [f for f in of.row(quarter) if f.value is not None]
    if len(row) < 2 or any(f.is_break for f in row[1:]):
        return Cell(text="")
    assert row[0].value is not None and row[-1].value is not None  # noqa: S101 PT018 - for the type checker
    moved = factory.facts.in_cell(indicator, row[-1].value - row[0].value)
    return Cell(text=moved.signed, number=moved.number)


def _statistics(factory: BlockFactory, triangles: dict[str, Triangle]) -> list[str]:
    said: list[str] = []
    for indicator, of in triangles.items():
        found = statistics(of)
        if found.mean is None or found.mean_absolute is None:
            continue
        mean, absolute = (factory.facts.in_cell(indicator, x, 1) for x in (found.mean, found.mean_absolute))
        said.append(
            factory.words(
                "quality.triangle_statistics",
                name=factory.facts.name(indicator),
                quarters=found.quarters,
                revised=found.revised,
                mean=mean.signed,
                absolute=absolute.text,
            )
        )
    return said
