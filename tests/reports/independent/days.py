"""Quarters as "2019-Q3" and their days."""

from __future__ import annotations

import pandas as pd

QUARTERS = ("2017-Q4", "2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4", "2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4")
"""The sample's, oldest first: each is run in that order."""


def plus(quarter: str, count: int) -> str:
    """So many quarters later, or earlier where negative."""
    at = int(quarter[:4]) * 4 + int(quarter[-1]) - 1 + count
    return f"{at // 4}-Q{at % 4 + 1}"


def quarter_end(quarter: str) -> pd.Timestamp:
    """The last day."""
    return pd.Period(quarter, freq="Q").end_time.normalize()


def quarter_start(quarter: str) -> pd.Timestamp:
    """The first day."""
    return pd.Period(quarter, freq="Q").start_time.normalize()
