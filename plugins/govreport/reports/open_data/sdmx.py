"""The figures as SDMX: ``sdmx-data.csv`` (SDMX-CSV 2.0) and ``sdmx-structure.xml`` (SDMX-ML 3.0), which declares it.

Here: which dimensions and attributes there are, the ids, and the data. How a structure is written: sdmx_structure.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache

from govreport.currency import currency
from govreport.errors import Message
from govreport.language import InBothLanguages
from govreport.period import KINDS, Period, PeriodKind
from govreport.reports.data_set import DataSet, IndicatorEntry
from govreport.reports.open_data.csv_text import Cell, csv_bytes
from govreport.reports.open_data.edition import TOTAL, DataEdition
from govreport.reports.open_data.figures import TOTAL_WORD
from govreport.reports.open_data.sdmx_structure import Codes, Component, Structure, structure_xml
from govreport.reports.open_data.statuses import OBS_STATUS, obs_status

COMPONENTS = (
    Component("FREQ", Message("频率", "Frequency"), "dimension", codes="CL_FREQ"),
    Component("INDICATOR", Message("指标", "Indicator"), "dimension", codes="CL_INDICATOR"),
    Component("REF_AREA", Message("地区", "Reference area"), "dimension", codes="CL_AREA"),
    Component("BREAKDOWN", Message("分组方式", "Breakdown"), "dimension", codes="CL_BREAKDOWN"),
    Component("MEMBER", Message("组别", "Member of the breakdown"), "dimension", codes="CL_MEMBER"),
    Component("TIME_PERIOD", Message("时期", "Time period"), "time", text="ObservationalTimePeriod"),
    Component("OBS_VALUE", Message("数值", "Observation value"), "measure", text="Decimal"),
    Component("OBS_STATUS", Message("观测状态", "Observation status"), "attribute", codes="CL_OBS_STATUS"),
    Component("STATUS_LETTERS", Message("状态字母", "Letters of status"), "attribute", text="String"),
    Component("NUMERATOR", Message("分子", "Numerator"), "attribute", text="Integer", required=False),
    Component("DENOMINATOR", Message("分母", "Denominator"), "attribute", text="Integer", required=False),
    Component("UNIT_MEASURE", Message("单位", "Unit of measure"), "attribute", text="String", of="INDICATOR"),
    Component("UNIT_MULT", Message("单位乘数", "Unit multiplier"), "attribute", text="Integer", of="INDICATOR"),
    Component("DECIMALS", Message("小数位数", "Decimals"), "attribute", text="Integer", of="INDICATOR"),
)
REFERENCES = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
"""Columns that say by which structure the others are to be read."""
_FREQUENCIES: Mapping[PeriodKind, tuple[str, Message]] = {
    "month": ("M", Message("月度", "Monthly")),
    "quarter": ("Q", Message("季度", "Quarterly")),
    "half_year": ("S", Message("半年度", "Half-yearly")),
    "year": ("A", Message("年度", "Annual")),
}
"""Codes of CL_FREQ."""
_OTHER = re.compile(r"[^A-Za-z0-9_@-]")


def sdmx_id(text: str) -> str:
    """``text`` as SDMX allows an id: letters, digits, _ @ -; any other character as $ and its hexadecimal code."""
    return _OTHER.sub(lambda other: f"${ord(other[0]):04X}", text)


def member_id(breakdown: str, member: str) -> str:
    """Members of all breakdowns are in one list, so their ids begin with their breakdown's: target_group-children."""
    return TOTAL if member == TOTAL else f"{sdmx_id(breakdown)}-{sdmx_id(member)}"


def time_period(period: Period) -> str:
    """A period as SDMX writes it: 2019-Q3, 2019-S2, 2019."""
    return str(period).replace("-H", "-S")


def sdmx_csv(edition: DataEdition) -> bytes:
    """Every figure as an observation; one that isn't stated has no value."""
    head = [*REFERENCES, *(c.id for c in COMPONENTS)]
    return csv_bytes(head, _observations(edition), mark=False)


def sdmx_structure(edition: DataEdition) -> bytes:
    """The dataflow with all that its data refer to: structure, concepts and code lists, named in both languages."""
    lists = edition.lists
    structure = Structure(lists.agency, lists.version, edition.released, _name(lists))
    return structure_xml(structure, COMPONENTS, list(_codes(edition)))


def _observations(edition: DataEdition) -> Iterator[list[Cell]]:
    lists = edition.lists
    units = {i.code: i for i in lists.indicators}
    flow = f"{lists.agency}:DF_FIGURES({lists.version})"
    frequency, _ = _FREQUENCIES[Period.parse(edition.quarter, KINDS).kind]
    of_period = cache(lambda text: time_period(Period.parse(text, KINDS)))  # there are few, on many thousand rows
    for (indicator, quarter, area, breakdown, member), p in edition.by_key.items():
        yield [
            "dataflow", flow, "I",
            frequency, sdmx_id(indicator), sdmx_id(area), sdmx_id(breakdown), member_id(breakdown, member),
            of_period(quarter),
            p.value, obs_status(p.letters), p.letters, p.numerator, p.denominator,
            *unit_of(units[indicator], lists.currency), units[indicator].decimals,
        ]  # fmt: skip


def unit_of(indicator: IndicatorEntry, own: str) -> tuple[str, int]:
    """Of what values are, and the power of ten that they are multiplied by: an amount in 万元 is CNY times 10^4."""
    if indicator.kind not in ("money", "money_average"):
        return indicator.unit_en, 0
    whole = Fraction(1) / (Fraction(indicator.factor) * currency(own).minor)
    return own, len(str(int(whole))) - 1


def _name(lists: DataSet) -> InBothLanguages:
    return lists.title or Message("数值", "Figures")


def _codes(edition: DataEdition) -> Iterator[Codes]:
    lists = edition.lists
    total = (TOTAL, Message(*TOTAL_WORD))
    areas = [a for a in (lists.district, *lists.towns) if a is not None]
    yield Codes("CL_FREQ", Message("频率", "Frequency"), [_FREQUENCIES[Period.parse(edition.quarter, KINDS).kind]])
    yield Codes(
        "CL_INDICATOR",
        Message("指标", "Indicators"),
        [(sdmx_id(i.code), Message(i.name_zh, i.name_en)) for i in lists.indicators],
    )
    yield Codes("CL_AREA", Message("区和镇街", "The district and its towns"), [(sdmx_id(a.code), a) for a in areas])
    yield Codes(
        "CL_BREAKDOWN", Message("分组方式", "Breakdowns"), [total, *((sdmx_id(b.code), b) for b in lists.breakdowns)]
    )
    yield Codes(
        "CL_MEMBER",
        Message("组别", "Members of the breakdowns"),
        [total, *((member_id(m.breakdown, m.code), m) for m in lists.members)],
    )
    yield Codes("CL_OBS_STATUS", Message("观测状态", "Observation status"), list(OBS_STATUS.items()))
