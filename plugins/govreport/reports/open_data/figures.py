"""``figures.csv``: one row a figure, with codes, names in both languages, value, fraction and status."""

from __future__ import annotations

from collections.abc import Iterator

from govreport.reports.model import ReportModel
from govreport.reports.open_data.csv_text import Cell, csv_bytes
from govreport.reports.open_data.edition import DataEdition, edition_of
from govreport.reports.open_data.tables import FIGURES

TOTAL_WORD = ("合计", "total")


def figures_csv(model: ReportModel) -> bytes:
    """The report's figures as CSV, sorted by their codes; the same in whichever language the report is.

    A hidden figure has its row, with status Q and neither value nor fraction.
    """
    edition = edition_of(model)
    return csv_bytes([c.name for c in FIGURES.columns], _rows(edition) if edition.lists.district else ())


def _rows(edition: DataEdition) -> Iterator[list[Cell]]:
    lists = edition.lists
    indicators = {i.code: i for i in lists.indicators}
    areas = {a.code: a for a in (lists.district, *lists.towns) if a is not None}
    breakdowns = {b.code: (b.zh, b.en) for b in lists.breakdowns}
    members = {(m.breakdown, m.code): (m.zh, m.en) for m in lists.members}
    for (indicator, quarter, area, breakdown, member), p in edition.by_key.items():
        i, place = indicators[indicator], areas[area]
        yield [
            indicator, i.name_zh, i.name_en,
            quarter,
            area, place.zh, place.en,
            breakdown, *breakdowns.get(breakdown, TOTAL_WORD),
            member, *members.get((breakdown, member), TOTAL_WORD),
            p.value, i.unit_zh, i.unit_en,
            p.numerator, p.denominator,
            p.letters, i.kind, i.basis,
        ]  # fmt: skip
