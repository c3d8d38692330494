"""Which rule a district's report cites as an indicator's source: one that the district states, and none that is younger
than the quarter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from govreport.district.given import Given
from govreport.district.laws import LAWS, Law
from govreport.errors import Message

COMMON: Final = "产品通用口径"
"""Stands where only another place's or a later rule defines an indicator: the definition is then the product's."""
_OWN = re.compile(f"{COMMON}(?:（核查规则([^）]*)）)?")
_DAY = re.compile(r"[（(](\d{4})年(\d{1,2})月(\d{1,2})日")
_YEAR = re.compile(r"[〔（(\[](\d{4})(?:[〕\]]|年)")


def cited(source: str, given: Given, on: date, language: str = "zh") -> str:
    """``source`` (parts apart by ；: keys of laws, or texts) as a report of a district that states ``given`` cites it
    for a quarter that ends ``on``."""
    parts = [part for part in named(source, given) if _known(part.zh, given.law_days, on)]
    return "；".join(part.in_language(language) for part in parts) or COMMON


def cited_in_both(source: str, given: Given, on: date) -> Message:
    """The same in both languages; what is the product's own is said in English too."""
    english = _OWN.sub(_own_in_english, cited(source, given, on, "en"))
    return Message(cited(source, given, on), english)


def _own_in_english(found: re.Match[str]) -> str:
    rules = (found[1] or "").replace("、", ", ")
    return "the product's common definition" + (f" (rule {rules})" if rules else "")


def named(source: str, given: Given) -> list[Law]:
    """The parts of ``source`` that hold in a place: laws that it states, and texts of the product's own."""
    texts = (given.laws.get(part) if part in LAWS else Law(zh=part) for part in source.split("；"))
    return [text for text in texts if text is not None]


def in_hand(source: str, given: Given, on: date) -> bool:
    """Whether any part of ``source``, a text, was there on that day, so that somebody could hold to it."""
    return any(_known(part, given.law_days, on) for part in source.split("；"))


def _known(part: str, days: Mapping[str, date], on: date) -> bool:
    since = [day for word, day in days.items() if word in part] or _own_day(part)
    return all(day <= on for day in since)


def _own_day(part: str) -> list[date]:
    """The day that a source's text says (2021年4月28日); of a mere year its last day, by which it was
    there for certain."""
    days = [date(int(year), int(month), int(day)) for year, month, day in _DAY.findall(part)]
    return days or [date(int(year), 12, 31) for year in _YEAR.findall(part)]
