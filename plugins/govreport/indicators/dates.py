"""The days a declaration may name. Each is a bind parameter, so one expression serves every quarter."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Date, Integer, bindparam

from govreport.district.given import REPORTS_DUE, Given
from govreport.district.parameters import PARAMETERS
from govreport.quarter import Quarter

QUARTER_START = bindparam("quarter_start", type_=Date)
QUARTER_END = bindparam("quarter_end", type_=Date)
YEAR_START = bindparam("year_start", type_=Date)
PREVIOUS_YEAR_END = bindparam("previous_year_end", type_=Date)
REPORT_DEADLINE = bindparam("report_deadline", type_=Date)
"""The day by which annual reports of the year before are due, as the district states it."""
REPORT_YEAR = bindparam("report_year", type_=Integer)
"""The year annual reports are due for: the one before the quarter's."""
HORIZON_END = bindparam("horizon_end", type_=Date)
"""Last day of the quarter after next, six months after the period: how far early warnings look."""
_HORIZON = 6
QUARTER_YEAR = bindparam("quarter_year", type_=Integer)
PREVIOUS_YEAR_START = bindparam("previous_year_start", type_=Date)
ONE_YEAR_BEFORE = bindparam("one_year_before", type_=Date)
"""The quarter's last day, one year earlier."""
ABNORMAL_YEARS_BEFORE = bindparam("abnormal_years_before", type_=Date)
"""The quarter's last day, as many years earlier as an organization may stay on the list of abnormal activity."""
ABNORMAL_YEARS_BEFORE_HORIZON = bindparam("abnormal_years_before_horizon", type_=Date)
"""HORIZON_END, as many years earlier: what began by then will have lasted so long."""
ASSESSABLE_BEFORE = bindparam("assessable_before", type_=Date)
"""The quarter's last day, as many years earlier as an organization must have been registered to be assessed."""
_OF_PARAMETERS = {
    "report_deadline": REPORTS_DUE,
    "abnormal_years_before": "abnormal_list_years",
    "abnormal_years_before_horizon": "abnormal_list_years",
    "assessable_before": "assessment_after_years",
}
"""Day that follows from what a district states -> what of it."""


def parameter(name: str) -> BindParameter[Any]:
    """A number or a day that a district states (district/parameters.py), as expressions name it."""
    kind = PARAMETERS[name].kind
    return bindparam(name, type_=Date if kind == "day" else BigInteger if kind == "money" else Integer)


def read_parameters(names: Iterable[str]) -> frozenset[str]:
    """What a district must state for expressions that name these bind parameters."""
    found = (_OF_PARAMETERS.get(name, name) for name in names)
    return frozenset(name for name in found if name in PARAMETERS or name == REPORTS_DUE)


def given_values(given: Given, values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` (of ``day_values``) with those that a district's statements bring."""
    if "quarter_end" not in values:
        return dict(values)
    end, horizon = values["quarter_end"], values["horizon_end"]
    stated = given.bound(end)
    abnormal, assessable = stated["abnormal_list_years"], stated["assessment_after_years"]
    return {
        **values,
        **stated,
        "abnormal_years_before": _years_before(end, abnormal),
        "abnormal_years_before_horizon": _years_before(horizon, abnormal),
        "assessable_before": _years_before(end, assessable),
    }


def _years_before(day: date, years: int | None) -> date | None:
    if years is None:
        return None
    last = monthrange(day.year - years, day.month)[1]  # a February may have been shorter
    return date(day.year - years, day.month, min(day.day, last))


def day_values(quarter: Quarter) -> dict[str, date | int]:
    """The value of every parameter for one quarter, or a period of another kind: what lies ahead and behind is counted
    from its last month, so that an early warning looks equally far ahead in every report."""
    return {
        "quarter_start": quarter.start,
        "quarter_end": quarter.end,
        "year_start": date(quarter.year, 1, 1),
        "previous_year_end": date(quarter.year - 1, 12, 31),
        "report_year": quarter.year - 1,
        "horizon_end": quarter.end_after(_HORIZON),
        "quarter_year": quarter.year,
        "previous_year_start": date(quarter.year - 1, 1, 1),
        "one_year_before": quarter.end_after(-12),
    }
