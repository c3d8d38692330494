"""One cell of an extract as a value: days, amounts, numbers, code words, places; nothing unsure is taken for one."""

from __future__ import annotations

import csv
import datetime as dt
import re
from decimal import Decimal
from functools import cache

from tests.reports.independent import columns
from tests.reports.independent.columns import DISTRICT, folded


class UnreadableError(Exception):
    """The cell holds something, and nobody can say what."""


_DAY = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?")
_CHINESE_DAY = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_FORMAL = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")} | {"拾": 10}


def _small(words: str) -> int:
    """二十三 -> 23."""
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _DIGITS[words]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def day(cell: object) -> dt.date:
    """A day in any of the forms that clerks use."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = folded(cell)
    found = _DAY.fullmatch(text)
    chinese = _CHINESE_DAY.fullmatch(text)
    try:
        if found:
            return dt.date(*(int(part) for part in found.groups()))
        if chinese:
            year = int("".join(str(_DIGITS[c]) for c in chinese[1]))
            return dt.date(year, _small(chinese[2]), _small(chinese[3]))
        if re.fullmatch(r"\d{8}", text):
            return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError as error:
        raise UnreadableError(text) from error
    raise UnreadableError(text)


def amount(cell: object, fen: int) -> int:
    """An amount in 分; ``fen`` is the column's unit, which a unit in the cell overrides."""
    text = folded(cell).replace(",", "").removesuffix("整")
    for suffix, own in (("万元", 1_000_000), ("元", 100)):
        if text.endswith(suffix):
            text, fen = text.removesuffix(suffix), own
            break
    formal = re.fullmatch(r"([壹贰叁肆伍陆柒捌玖]?)(拾?)([壹贰叁肆伍陆柒捌玖]?)", text)
    if text and formal:
        tens = (_FORMAL[formal[1]] if formal[1] else 1) * 10 if formal[2] else (_FORMAL[formal[1]] if formal[1] else 0)
        return (tens + (_FORMAL[formal[3]] if formal[3] else 0)) * fen
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise UnreadableError(text)
    value = Decimal(text) * fen
    if value != int(value):
        raise UnreadableError(text)
    return int(value)


def whole(cell: object) -> int:
    """A whole number, with a counting word behind it or none."""
    found = re.fullmatch(r"(-?\d+)(?:\.0+)?(?:人次|人|场|次)?", folded(cell).replace(",", ""))
    if not found:
        raise UnreadableError(str(cell))
    return int(found[1])


def code(cell: object, list_name: str) -> str:
    """The code that a word stands for."""
    known = columns.codes()[list_name]
    text = folded(cell)
    if text not in known:
        raise UnreadableError(text)
    return known[text]


def yes(cell: object) -> bool:
    """Yes or no."""
    return code(cell, "yes_no") == "yes"


@cache
def _towns() -> dict[str, str]:
    found: dict[str, str] = {}
    with (DISTRICT / "towns.csv").open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            names = [row["name"], row["short_name"], row["former_name"], *row["aliases"].split("|")]
            found |= {folded(name): row["code"] for name in names if name}
    return found


def town(cell: object) -> str:
    """The code of a town of the district, by any of its names."""
    text = folded(cell)
    if text not in _towns():
        raise UnreadableError(text)
    return _towns()[text]


def _short_place(name: str) -> str:
    for ending, instead in (("村民委员会", "村"), ("村委会", "村"), ("居民委员会", ""), ("居委会", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + instead
    return name


@cache
def communities() -> dict[str, tuple[str, str]]:
    """Code of a village or community -> its town, urban or rural."""
    with (DISTRICT / "communities.csv").open(encoding="utf-8-sig") as lines:
        return {row["code"]: (row["town_code"], row["kind"]) for row in csv.DictReader(lines)}


@cache
def _places() -> dict[tuple[str, str], str]:
    with (DISTRICT / "communities.csv").open(encoding="utf-8-sig") as lines:
        return {(row["town_code"], _short_place(folded(row["name"]))): row["code"] for row in csv.DictReader(lines)}


def community(cell: object, town_code: str) -> str:
    """The code of a village or community of that town."""
    found = _places().get((town_code, _short_place(folded(cell))))
    if found is None:
        raise UnreadableError(str(cell))
    return found
