"""The figures of a report as data, and what their codes mean in both languages, as the view model holds them.

A report is in one language, its data in both: the files of open_data/ are the same whichever report they stand beside.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from govreport.currency.declared import EXAMPLE
from govreport.reports.data_changes import Comparison


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TrendPoint(_Data):
    """A figure of the workbook's data sheet and of the open data."""

    indicator: str
    name: str
    unit: str
    basis: str
    quarter: str
    town_code: str
    town: str
    breakdown: str
    member: str
    value: Decimal | None
    decimals: int
    numerator: int | None
    """None where the figure may not be shown."""
    denominator: int | None
    status: str
    """"" or why no value is printed (small denominator, suppressed) or what it is (provisional, revised)."""
    breakdown_code: str = ""
    """The column and the code behind ``breakdown`` and ``member``, the same in both languages."""
    member_code: str = ""
    letters: str = "A"
    """The same status in letters (indicators/vintages/status.py)."""


class NamedCode(_Data):
    """A code and its names."""

    code: str
    zh: str
    en: str


class MemberName(NamedCode):
    """A member of a breakdown."""

    breakdown: str


class IndicatorEntry(_Data):
    """What an indicator is, as its declaration says it."""

    code: str
    theme: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    kind: str
    basis: str
    direction: str
    factor: str
    """What turns numerator / denominator into the printed unit, as a fraction: "1", "100", "1/1000000"."""
    decimals: int
    denominator_floor: int
    """No rate is stated on a smaller denominator; 0 for no limit."""
    formula_zh: str
    formula_en: str
    caveat_zh: str = ""
    caveat_en: str = ""
    source: str
    """The rule that defines it, as this district cites it."""
    definition_sha256: str
    """Hash of what computes it: where it differs the indicator means something else."""


class Licence(_Data):
    """Under which terms the data may be used, as the district states them."""

    name: str
    title_zh: str
    title_en: str
    path: str = ""


class Zero(NamedTuple):
    """A figure of the report's quarter whose numerator is 0, as short as it can be kept: there are thousands."""

    indicator: str
    town_code: str
    breakdown_code: str
    member_code: str
    denominator: int | None
    letters: str
    is_stated: bool
    """False where its denominator allows no value."""


class DataSet(_Data):
    """What stands beside the figures so that they can be read without the report."""

    district: NamedCode | None = None
    """None in the model of a document that has no open data."""
    publisher: NamedCode | None = None
    title: NamedCode | None = None
    contact: NamedCode | None = None
    note: NamedCode | None = None
    """The district's standing remark under every report."""
    licence: Licence | None = None
    agency: str = ""
    """Under which id the district maintains its SDMX structures."""
    currency: str = EXAMPLE
    """The district's, ISO 4217."""
    version: str = ""
    """Of the data: MAJOR.MINOR.PATCH (open_data/changes.py)."""
    changes: tuple[Comparison, ...] = ()
    """Against the edition that this one replaces, and the last quarter's; empty where neither has data."""
    indicators: tuple[IndicatorEntry, ...] = ()
    towns: tuple[NamedCode, ...] = ()
    breakdowns: tuple[NamedCode, ...] = ()
    members: tuple[MemberName, ...] = ()
    zeros: tuple[Zero, ...] = ()
    """Figures of towns' members of which there is nothing: the sheet leaves them out, a data file says 0."""
