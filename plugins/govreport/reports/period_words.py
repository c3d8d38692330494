"""The words of a quarter said of a half-year or a year (本季度: 下半年, 全年), by include/templates/periods.*.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from govreport.errors import ConfigError
from govreport.period import Period

_PLACES = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_COUNTED = re.compile(r"'(quarters?)'")
_HALVES = {
    "zh": {1: ("上半年", "上年下半年", "上年末"), 2: ("下半年", "上半年", "上半年末")},
    "en": {
        1: ("first half", "second half", "end of the year"),
        2: ("second half", "first half", "end of the first half"),
    },
}


@dataclass(frozen=True)
class PeriodWords:
    """How one language says what is written of quarters. An empty one says it as it is written."""

    words: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)
    """Name of a phrase -> what it is altogether."""
    lists: Mapping[str, list[str]] = field(default_factory=dict)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.words, key=len, reverse=True)
        latin = any(word.isascii() for word in longest_first)
        edge = r"\b" if latin else ""
        return re.compile(edge + "(" + "|".join(map(re.escape, longest_first)) + ")" + edge)

    def said(self, text: str) -> str:
        """A text without places to fill, such as an indicator's name."""
        return self._pattern.sub(lambda found: self.words[found[0]], text) if self.words else text

    def phrase(self, name: str, template: str) -> str:
        """A phrase of the narrative: what its places hold stays, but for the words that are counted."""
        if name in self.phrases:
            return self.phrases[name]
        if not self.words:
            return template
        parts = _PLACES.split(template)
        return "".join(self._counted(part) if index % 2 else self.said(part) for index, part in enumerate(parts))

    def _counted(self, place: str) -> str:
        return _COUNTED.sub(lambda found: f"'{self.words.get(found[1], found[1])}'", place)


AS_WRITTEN = PeriodWords()


@cache
def period_words(templates: Path, language: str, period: Period | None) -> PeriodWords:
    """How ``language`` says things of ``period``; as they are written where it is a quarter. Raises ConfigError."""
    if period is None or not period.is_longer:
        return AS_WRITTEN
    path = templates / f"periods.{language}.yaml"
    try:
        stated: Any = yaml.safe_load(path.read_text(encoding="utf-8"))[period.kind]
    except (OSError, yaml.YAMLError, KeyError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"无法读取 {path}：{reason}", f"Cannot read {path}: {reason}") from None
    half, before, before_end = _HALVES[language].get(period.number, ("", "", ""))

    def filled(text: str) -> str:
        for name, word in (("{half}", half), ("{before}", before), ("{before_end}", before_end)):
            text = text.replace(name, word)
        return text

    return PeriodWords(
        {word: filled(said) for word, said in stated["words"].items()},
        {name: filled(said) for name, said in stated["phrases"].items()},
        {"quarters": stated["quarters"]} if "quarters" in stated else {},
    )
