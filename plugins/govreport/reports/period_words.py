"""The words of a quarter said of a month, a half-year, a year (本季度: 本月, 下半年, 全年), by
include/templates/periods.*.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from govreport import strict_yaml
from govreport.errors import ConfigError
from govreport.months import MONTHLY, said_monthly
from govreport.period import Period, PeriodKind

_PLACES = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_COUNTED = re.compile(r"'(quarters?)'")
_HALVES = {
    "zh": {1: ("上半年", "上年下半年", "上年末"), 2: ("下半年", "上半年", "上半年末")},
    "en": {
        1: ("first half", "second half", "end of the year"),
        2: ("second half", "first half", "end of the first half"),
    },
}
_PARTS: dict[PeriodKind, dict[str, dict[str, str]]] = {
    "quarter": {
        "zh": {"part": "季度", "each": "季", "last": "最后一个季度", "own": "季报", "report": "季报", "two": "两个季度"}
        | {"first": "一季度", "early": "前三季度", "second": "第二个季度"},
        "en": {"part": "quarter", "last": "last quarter", "two": "two quarters", "first": "the first quarter"}
        | {"sixth": "the quarter after next"},
    },
    "month": {
        "zh": {"part": "月", "each": "月", "last": "最后一个月", "own": "月报", "report": "报表", "two": "六个月"}
        | {"first": "三个月", "early": "年末以前", "second": "第六个月"},
        "en": {"part": "month", "last": "last month", "two": "six months", "first": "the first three months"}
        | {"sixth": "the sixth month after"},
    },
}
"""Kind of the parts that a longer period is put together from -> language -> what stands in the file's braces."""
_LAST_OF_A_YEAR: dict[PeriodKind, dict[str, str]] = {
    "quarter": {"zh": "第四季度", "en": "fourth quarter"},
    "month": {"zh": "12月", "en": "last month"},
}


@dataclass(frozen=True)
class PeriodWords:
    """How one language says what is written of quarters. An empty one says it as it is written."""

    words: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)
    """Name of a phrase -> what it is altogether."""
    lists: Mapping[str, list[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """What names and definitions have for ``words`` where they are said of months already; 本月: 全年."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return self._any_of(self.words)

    @cached_property
    def _in_names(self) -> re.Pattern[str]:
        return self._any_of({**self.names, **self.words})

    @staticmethod
    def _any_of(words: Mapping[str, str]) -> re.Pattern[str]:
        longest_first = sorted(words, key=len, reverse=True)
        latin = any(word.isascii() for word in longest_first)
        edge = r"\b" if latin else ""
        return re.compile(edge + "(" + "|".join(map(re.escape, longest_first)) + ")" + edge)

    def said(self, text: str) -> str:
        """A text without places to fill, such as an indicator's name."""
        said = {**self.names, **self.words}
        return self._in_names.sub(lambda found: said[found[0]], text) if said else text

    def phrase(self, name: str, template: str) -> str:
        """A phrase of the narrative: what its places hold stays, but for the words that are counted."""
        if name in self.phrases:
            return self.phrases[name]
        if not self.words:
            return template
        parts = _PLACES.split(template)
        return "".join(self._counted(part) if index % 2 else self._written(part) for index, part in enumerate(parts))

    def _written(self, text: str) -> str:
        return self._pattern.sub(lambda found: self.words[found[0]], text)

    def _counted(self, place: str) -> str:
        return _COUNTED.sub(lambda found: f"'{self.words.get(found[1], found[1])}'", place)


AS_WRITTEN = PeriodWords()


@cache
def period_words(templates: Path, language: str, period: Period | None, base: PeriodKind = "quarter") -> PeriodWords:
    """How ``language`` says things of ``period`` in a district with this base; as they are written where it is a
    quarter that isn't put together from months. Raises ConfigError."""
    if period is None or period.kind == base == "quarter":
        return AS_WRITTEN
    path = templates / f"periods.{language}.yaml"
    try:
        stated: Any = strict_yaml.load(path.read_text(encoding="utf-8"))[period.kind]
    except (OSError, yaml.YAMLError, KeyError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"无法读取 {path}：{reason}", f"Cannot read {path}: {reason}") from None
    half, before, before_end = _HALVES[language].get(period.number, ("", "", ""))
    places = {"half": half, "before": before, "before_end": before_end} | _PARTS[base][language]
    if period.kind == "year":
        places["last"] = _LAST_OF_A_YEAR[base][language]

    def filled(text: str) -> str:
        for name, word in places.items():
            text = text.replace(f"{{{name}}}", word)
        return text

    words = {word: filled(said) for word, said in (stated.get("words") or MONTHLY[language]).items()}
    return PeriodWords(
        words,
        {name: filled(said) for name, said in stated["phrases"].items()},
        {"quarters": stated["quarters"]} if "quarters" in stated else {},
        {} if base == "quarter" or period.kind == "month" else _names(language, period.kind, words),
    )


def _names(language: str, kind: PeriodKind, words: Mapping[str, str]) -> dict[str, str]:
    """What names that are said of months have to become in a longer period: 本月 is 全年, or 本季度 again."""
    if kind != "quarter":
        return {said_monthly(language, word): said for word, said in words.items()}
    written = sorted((word for word in MONTHLY[language] if "qtr" not in word), key=len)
    return {MONTHLY[language][word]: word for word in written}  # of several the longest: 本季度, not 本季
