"""The days a declaration may name. Each is a bind parameter, so one expression serves every quarter."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, Integer, bindparam

from govreport.quarter import Quarter

QUARTER_START = bindparam("quarter_start", type_=Date)
QUARTER_END = bindparam("quarter_end", type_=Date)
YEAR_START = bindparam("year_start", type_=Date)
PREVIOUS_YEAR_END = bindparam("previous_year_end", type_=Date)
REPORT_DEADLINE = bindparam("report_deadline", type_=Date)
"""31 March: when annual reports of the year before are due."""
REPORT_YEAR = bindparam("report_year", type_=Integer)
"""The year annual reports are due for: the one before the quarter's."""
HORIZON_END = bindparam("horizon_end", type_=Date)
"""Last day of the quarter after next: how far early warnings look."""
QUARTER_YEAR = bindparam("quarter_year", type_=Integer)
PREVIOUS_YEAR_START = bindparam("previous_year_start", type_=Date)
ONE_YEAR_BEFORE = bindparam("one_year_before", type_=Date)
"""The quarter's last day, one year earlier."""
TWO_YEARS_BEFORE = bindparam("two_years_before", type_=Date)
"""The quarter's last day, two years earlier."""
TWO_YEARS_BEFORE_HORIZON = bindparam("two_years_before_horizon", type_=Date)
"""HORIZON_END, two years earlier: what began by then will have lasted two years."""


def day_values(quarter: Quarter) -> dict[str, date | int]:
    """The value of every parameter for one quarter; for a longer period, what lies ahead and behind is counted from its
    last quarter."""
    last = quarter.last_quarter
    return {
        "quarter_start": quarter.start,
        "quarter_end": quarter.end,
        "year_start": date(quarter.year, 1, 1),
        "previous_year_end": date(quarter.year - 1, 12, 31),
        "report_deadline": date(quarter.year, 3, 31),
        "report_year": quarter.year - 1,
        "horizon_end": last.plus(2).end,
        "quarter_year": quarter.year,
        "previous_year_start": date(quarter.year - 1, 1, 1),
        "one_year_before": last.plus(-4).end,
        "two_years_before": last.plus(-8).end,
        "two_years_before_horizon": last.plus(-6).end,
    }
