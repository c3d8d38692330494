"""Which rule a district's report cites as an indicator's source: its own city's and the country's, not another's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COMMON: Final = "产品通用口径"
"""Stands where only another place's rule defines an indicator: the definition is then the product's."""
_VALID_IN: Mapping[str, str] = {
    "番禺": "440113",
    "第41号提案": "440113",
    "广州": "4401",
    "广东": "44",
}
"""Word by which a local rule is known -> beginning of the division codes where it holds."""


def cited(source: str, division: str) -> str:
    """``source`` as a report of the district with that code cites it."""
    local = [[code for word, code in _VALID_IN.items() if word in part] for part in source.split("；")]
    parts = zip(source.split("；"), local, strict=True)
    return "；".join(part for part, codes in parts if all(division.startswith(c) for c in codes)) or COMMON
