"""The code lists beside ``figures.csv``, each a CSV file whose key the figures' columns lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from govreport.reports.data_set import DataSet
from govreport.reports.open_data.csv_text import Cell, csv_bytes
from govreport.reports.open_data.edition import TOTAL
from govreport.reports.open_data.figures import TOTAL_WORD
from govreport.reports.open_data.statuses import status_rows
from govreport.reports.open_data.tables import AREAS, BREAKDOWNS, INDICATORS, MEMBERS, STATUSES, TableOf


def code_list_files(lists: DataSet) -> Mapping[TableOf, bytes]:
    """Each list of the package as CSV."""
    district = [(lists.district, "district")] if lists.district else []
    rows: Mapping[TableOf, Iterable[Sequence[Cell]]] = {
        INDICATORS: [
            [
                i.code, i.theme, i.name_zh, i.name_en, i.unit_zh, i.unit_en, i.kind, i.basis, i.direction, i.factor,
                i.decimals, i.denominator_floor, i.formula_zh, i.formula_en, i.caveat_zh, i.caveat_en, i.source,
                i.definition_sha256,
            ]
            for i in lists.indicators
        ],
        AREAS: [[a.code, a.zh, a.en, level] for a, level in [*district, *((t, "town") for t in lists.towns)]],
        BREAKDOWNS: [[TOTAL, *TOTAL_WORD], *([b.code, b.zh, b.en] for b in lists.breakdowns)],
        MEMBERS: [[TOTAL, TOTAL, *TOTAL_WORD], *([m.breakdown, m.code, m.zh, m.en] for m in lists.members)],
        STATUSES: status_rows(),
    }  # fmt: skip
    return {table: csv_bytes([c.name for c in table.columns], listed) for table, listed in rows.items()}
