"""What a text prints, parsed from its words alone: numbers, days, quarters and towns."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

import yaml

from tests.reports.independent.columns import PROJECT
from tests.reports.independent.expected import towns

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = {name: i + 1 for i, name in enumerate(_MONTHS)} | {name[:3]: i + 1 for i, name in enumerate(_MONTHS)}
_DAY_EN = re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})")
_DAY_ZH = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_QUARTER_ZH = re.compile(r"(\d{4})年第?([一二三四])季度")
_QUARTER_EN = re.compile(r"(?:Q([1-4]) (\d{4})|(\d{4}) Q([1-4]))")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
_COUNTS = {
    "zh": ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}


class Parsed(NamedTuple):
    """A text taken apart."""

    plain: str
    """Without separators of thousands, in lower case."""
    numbers: list[str]
    days: set[str]
    quarters: set[str]
    towns: set[str]


def parse(text: str, language: str, names: Collection[str] = ()) -> Parsed:
    """Take a text apart. ``names`` are names of organizations, in which a town's name isn't the town."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", text).replace("\u00a0", " ").replace("\u202f", " ")
    left, days, quarters = plain, set(), set()
    for y, m, d in _DAY_ZH.findall(plain):
        days.add(f"{y}-{int(m):02}-{int(d):02}")
    for d, m, y in _DAY_EN.findall(plain):
        days.add(f"{y}-{_MONTH[m]:02}-{int(d):02}")
    for y, q in _QUARTER_ZH.findall(plain):
        quarters.add(f"{y}-Q{'一二三四'.index(q) + 1}")
    for q1, y1, y2, q2 in _QUARTER_EN.findall(plain):
        quarters.add(f"{y1 or y2}-Q{q1 or q2}")
    for pattern in (_DAY_ZH, _DAY_EN, _QUARTER_ZH, _QUARTER_EN):
        left = pattern.sub(" ", left)
    return Parsed(plain.lower(), NUMBER.findall(left), days, quarters, _named(plain, language, names))


def _named(text: str, language: str, names: Collection[str]) -> set[str]:
    found = set()
    for name in names:
        text = text.replace(name, " ")
    for code, (former, now, english) in towns().items():
        words = [rf"\b{english}\b"] if language == "en" else [former, now]
        if any(re.search(word, text) for word in words):
            found.add(code)
    return found


def in_words(number: str, plain: str, language: str) -> bool:
    """Whether a small number stands in the text as a word."""
    if not number.isdigit() or int(number) >= len(_COUNTS["zh"]):
        return False
    word = _COUNTS[language][int(number)]
    return word in plain if language == "zh" else re.search(rf"\b{word}\b", plain) is not None


@cache
def _templates(language: str) -> dict[str, str]:
    path = PROJECT / "include" / "templates" / f"narrative.{language}.yaml"
    found: dict[str, str] = {}

    def walk(value: object, name: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{name}.{key}" if name else str(key))
        else:
            found[name] = str(value)

    walk(yaml.safe_load(path.read_text(encoding="utf-8")), "")
    return found


@cache
def written(phrase: str, language: str) -> tuple[str, ...]:
    """Numbers that stand in a phrase's template itself, such as 60%."""
    bare = re.sub(r"{[{%].*?[%}]}", " ", _templates(language).get(phrase, ""))
    return tuple(NUMBER.findall(bare))


@cache
def has_slots(phrase: str) -> bool:
    """Whether anything is put into a phrase: a phrase without slots states no number and no name."""
    return "{{" in _templates("zh").get(phrase, "")
