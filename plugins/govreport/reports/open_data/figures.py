"""``figures.csv``: one row a figure, with codes, names in both languages, value, fraction and status."""

from __future__ import annotations

from collections.abc import Iterator

from govreport.reports.data_set import TrendPoint
from govreport.reports.model import ReportModel
from govreport.reports.open_data.csv_text import Cell, csv_bytes

TOTAL = "_T"
"""SDMX's code for all members together: the breakdown and the member of a figure that isn't split."""
COLUMNS = (
    "indicator", "indicator_zh", "indicator_en",
    "quarter",
    "area", "area_zh", "area_en",
    "breakdown", "breakdown_zh", "breakdown_en",
    "member", "member_zh", "member_en",
    "value", "unit_zh", "unit_en",
    "numerator", "denominator",
    "status", "kind", "basis",
)  # fmt: skip
TOTAL_WORD = ("合计", "total")


def figures_csv(model: ReportModel) -> bytes:
    """The report's figures as CSV, sorted by their codes; the same in whichever language the report is.

    A hidden figure has its row, with status Q and neither value nor fraction.
    """
    return csv_bytes(COLUMNS, _rows(model))


def points(model: ReportModel) -> list[TrendPoint]:
    """Every figure of the open data, sorted by its codes."""
    return sorted([*model.data, *model.data_set.zeros], key=point_key)


def point_key(point: TrendPoint) -> tuple[str, str, str, str, str]:
    """What a figure is about: indicator, quarter, town, breakdown, member."""
    return point.indicator, point.quarter, point.town_code, point.breakdown_code, point.member_code


def _rows(model: ReportModel) -> Iterator[list[Cell]]:
    lists = model.data_set
    if lists.district is None:
        return
    indicators = {i.code: i for i in lists.indicators}
    areas = {"": lists.district} | {t.code: t for t in lists.towns}
    breakdowns = {b.code: (b.zh, b.en) for b in lists.breakdowns}
    members = {(m.breakdown, m.code): (m.zh, m.en) for m in lists.members}
    for p in points(model):
        i, area = indicators[p.indicator], areas[p.town_code]
        yield [
            p.indicator, i.name_zh, i.name_en,
            p.quarter,
            area.code, area.zh, area.en,
            p.breakdown_code or TOTAL, *breakdowns.get(p.breakdown_code, TOTAL_WORD),
            p.member_code or TOTAL, *members.get((p.breakdown_code, p.member_code), TOTAL_WORD),
            p.value, i.unit_zh, i.unit_en,
            p.numerator, p.denominator,
            p.letters, i.kind, i.basis,
        ]  # fmt: skip
