"""What the choice of hidden cells knows beside the figures: what readers were told before, and who stands for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from govreport.quarter import Quarter


class Cell(NamedTuple):
    """A place in the table of one indicator, breakdown and quarter."""

    indicator: str
    quarter: Quarter
    breakdown: str
    town_code: str
    """"" for the district."""
    member: str


class Value(NamedTuple):
    """A printed figure of a cell, as stored."""

    numerator: int
    denominator: int | None


@dataclass(frozen=True)
class Disclosure:
    """What the choice of hidden cells starts from. Without anything, nobody has read an earlier edition."""

    withheld: frozenset[Cell] = frozenset()
    """What some earlier edition, of this quarter or another, hid."""
    printed: Mapping[Cell, frozenset[Value]] = field(default_factory=dict)
    """What earlier editions printed where this one might hide: it can't be called back."""
    proxies: frozenset[tuple[str, str]] = frozenset()
    """(breakdown, member) that give a sensitive member of another breakdown away; treated as sensitive too."""


NOTHING_KNOWN = Disclosure()
