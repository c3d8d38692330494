"""``Quarter``: what a period is called where it is truly a quarter. Everything about it is in period.py."""

from __future__ import annotations

from govreport.period import Period

Quarter = Period
"""The calendar quarter: ``Quarter(2019, 3)``, written ``2019-Q3``, is a period of the first kind. The same class, so
that whatever is given a quarter can be given a half-year or a year where a district reports so."""
