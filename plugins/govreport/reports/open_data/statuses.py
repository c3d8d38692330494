"""Our letters of status beside SDMX's codes: an observation there has one code, here it may have several letters."""

from __future__ import annotations

from collections.abc import Mapping

from govreport.errors import Message
from govreport.indicators.vintages.status import ORDER, STATUS, Status

SDMX: Mapping[Status, str] = {"A": "A", "P": "P", "R": "A", "B": "B", "M": "M", "Q": "Q", "U": "O"}
"""Letter -> code of CL_OBS_STATUS. It has no code for a revised figure, which it counts as normal, and none for a
rate on too small a base, which is a missing value there; the letters themselves stand in an attribute of their own."""
OBS_STATUS: Mapping[str, Message] = {
    "A": Message("正常值", "Normal value"),
    "B": Message("时间序列中断", "Time series break"),
    "M": Message("缺值，数据不可能存在", "Missing value; data cannot exist"),
    "O": Message("缺值", "Missing value"),
    "P": Message("初步值", "Provisional value"),
    "Q": Message("缺值，因保密不公布", "Missing value; suppressed"),
}
"""The codes of CL_OBS_STATUS (SDMX, version 2.2) that a figure may have."""
_GRAVEST: tuple[Status, ...] = ("Q", "M", "U", "B", "P", "R", "A")


def obs_status(letters: str) -> str:
    """The one code of OBS_STATUS for a figure with these letters: the one that says most about its value."""
    return next(SDMX[letter] for letter in _GRAVEST if letter in letters)


def status_rows() -> list[tuple[str, str, str, str]]:
    """(letter, zh, en, SDMX's code), in the order of the notes below tables."""
    return [(s, STATUS[s].zh, STATUS[s].en, SDMX[s]) for s in ORDER]
