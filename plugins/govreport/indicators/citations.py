"""Which rule a district's report cites as an indicator's source: its own city's and the country's, not another's, and
none that is younger than the quarter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

COMMON: Final = "产品通用口径"
"""Stands where only another place's or a later rule defines an indicator: the definition is then the product's."""
_VALID_IN: Mapping[str, str] = {
    "番禺": "440113",
    "第41号提案": "440113",
    "广州": "4401",
    "广东": "44",
}
"""Word by which a local rule is known -> beginning of the division codes where it holds."""
_SINCE: Mapping[str, date] = {
    # Proposal and reply bear no day; the reply tells of the talk on 19 September, and both were on the table by then.
    "第41号提案": date(2019, 9, 19),
    "民发〔2017〕45号": date(2017, 3, 13),
    "民政部令第60号": date(2018, 1, 24),
}
"""Word by which a source is known -> the day from which it can be cited, where its own text doesn't say so."""
_DAY = re.compile(r"[（(](\d{4})年(\d{1,2})月(\d{1,2})日")
_YEAR = re.compile(r"[〔（(\[](\d{4})(?:[〕\]]|年)")


def cited(source: str, division: str, on: date) -> str:
    """``source`` (parts apart by ；) as a report of the district with that code cites it for a quarter that ends
    ``on``."""
    parts = source.split("；")
    return "；".join(part for part in parts if _holds_in(part, division) and _known(part, on)) or COMMON


def in_hand(source: str, on: date) -> bool:
    """Whether any part of ``source`` was there on that day, so that somebody could hold to it."""
    return any(_known(part, on) for part in source.split("；"))


def _holds_in(part: str, division: str) -> bool:
    return all(division.startswith(code) for word, code in _VALID_IN.items() if word in part)


def _known(part: str, on: date) -> bool:
    since = [day for word, day in _SINCE.items() if word in part] or _own_day(part)
    return all(day <= on for day in since)


def _own_day(part: str) -> list[date]:
    """The day that a source's text says (2021年4月28日); of a mere year its last day, by which it was
    there for certain."""
    days = [date(int(year), int(month), int(day)) for year, month, day in _DAY.findall(part)]
    return days or [date(int(year), 12, 31) for year in _YEAR.findall(part)]
