"""The words of a report: templates of one language, filled with strings that are already formatted.

A phrase is looked up by its dotted name in include/templates/narrative.<language>.yaml and rendered by Jinja in a
sandbox; a name or a value that is missing is an error, never an empty string in print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from govreport import strict_yaml
from govreport.district.folder import District
from govreport.district.given import Marks
from govreport.errors import ConfigError
from govreport.period import Period, PeriodKind
from govreport.reports.claims import PhraseClaim
from govreport.reports.period_words import AS_WRITTEN, PeriodWords, period_words
from govreport.reports.stated import Stated, claims_of, joined
from govreport.reports.terms import Terms, in_terms, template_in_terms, terms_of


def plural(count: object, one: str, other: str) -> str:
    """The English form of a word for a printed count, alone or before its unit: {{ towns|plural("town", "towns") }},
    {{ paid|plural("was", "were") }} for "1 payment"."""
    return one if str(count).lower().partition(" ")[0] in ("1", "one") else other


_NOTHING = re.compile(r"0[^\d.,%]{0,3}")
SAID_OF_NOTHING = re.compile(r"\bnone\b|没有|均未", re.IGNORECASE)
"""Words that say 0 without its digit."""
_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)
_ENVIRONMENT.filters["plural"] = plural


class Words:
    """The phrases of one language, by their dotted names; calling it fills a phrase's places."""

    def __init__(
        self,
        language: str,
        phrases: dict[str, Any],
        terms: Terms = (),
        of_period: PeriodWords = AS_WRITTEN,
        marks: Marks = (),
    ) -> None:
        self.language = language
        self._terms = terms
        self._of_period = of_period
        self._marks = marks
        self._flat: dict[str, str] = {}
        self._lists: dict[str, list[str]] = {}
        self._add("", phrases)
        self._templates: dict[str, Template] = {}
        self._fixed: dict[str, Stated] = {}

    def _add(self, prefix: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                self._add(f"{prefix}.{key}" if prefix else str(key), item)
        elif isinstance(value, list):
            listed = self._of_period.lists.get(prefix, [str(item) for item in value])
            self._lists[prefix] = [template_in_terms(self._stated(item), self._terms) for item in listed]
        else:
            text = self._stated(self._of_period.phrase(prefix, str(value)))
            self._flat[prefix] = template_in_terms(text, self._terms)

    def _stated(self, text: str) -> str:
        """A template with what the district states in place of its [[marks]]."""
        if "[[" in text:
            for mark, said in self._marks:
                text = text.replace(mark, said)
        return text

    def own(self, text: str) -> str:
        """A text of the product's that stands elsewhere (a rule's name), in the district's words."""
        return in_terms(text, self._terms)

    def identity(self, text: str) -> str:
        """An identity's name, or a word of the workbook, in the district's words and of the report's period."""
        return self._of_period.said(self.own(text))

    def of_period(self, text: str) -> str:
        """A text that is written of quarters (an indicator's name), as it is said of the report's period."""
        return self._of_period.said(text)

    def __contains__(self, name: str) -> bool:
        return name in self._flat

    def names(self) -> set[str]:
        """Every phrase and list there is, so that a test can hold the languages side by side."""
        return self._flat.keys() | self._lists.keys()

    def wording(self) -> str:
        """All phrases and lists as they stand, a line each."""
        return "\n".join([*self._flat.values(), *(word for words in self._lists.values() for word in words)])

    def __call__(self, name: str, /, **values: object) -> Stated:
        """The phrase ``name`` with its places filled; it makes the claims of every value that it prints."""
        if name in self._fixed:
            return self._fixed[name]
        if name not in self._templates:
            if name not in self._flat:
                raise ConfigError(
                    f"叙述模板 narrative.{self.language}.yaml 缺少“{name}”，请补上。",
                    f"narrative.{self.language}.yaml lacks {name!r}; add it.",
                )
            # Most phrases are words without a place to fill, asked for thousands of times.
            if "{" not in self._flat[name]:
                return self._fixed.setdefault(name, Stated(self._flat[name], PhraseClaim(name)))
            self._templates[name] = _ENVIRONMENT.from_string(self._flat[name])
        text = self._templates[name].render(**values)
        shown = text.lower()  # templates may write a name in lower case
        claims = [
            c
            for v in values.values()
            if isinstance(v, Stated) and v and _stands_in(v.lower(), shown)
            for c in claims_of(v)
        ]
        return Stated(text, PhraseClaim(name), *claims)

    def list(self, name: str) -> list[str]:
        """A list of words, such as the section ordinals."""
        return self._lists[name]

    def group(self, name: str) -> dict[str, str]:
        """All phrases directly below ``name``, as they stand."""
        start = f"{name}."
        return {
            k.removeprefix(start): v
            for k, v in self._flat.items()
            if k.startswith(start) and "." not in k[len(start) :]
        }

    def join(self, items: Iterable[str], *, last: bool = False) -> Stated:
        """An enumeration: 甲、乙、丙; with ``last`` the last item is joined by and."""
        listed = [*items]
        if last and len(listed) > 1:
            return joined(self("join.comma"), listed[:-1]) + self("join.and") + listed[-1]
        return joined(self("join.comma"), listed)


def _stands_in(value: str, text: str) -> bool:
    """Whether a text prints a value as it is: 15 doesn't stand in 2015, nor in 15.2; "none" and 没有 say 0 or 0家."""
    if _NOTHING.fullmatch(value) and SAID_OF_NOTHING.search(text):
        return True
    before, after = (r"(?<![\d.,])" if value[0].isdigit() else ""), (r"(?![.,]?\d)" if value[-1].isdigit() else "")
    return value in text and re.search(before + re.escape(value) + after, text) is not None


@cache
def load_words(
    templates: Path,
    language: str,
    terms: Terms = (),
    period: Period | None = None,
    marks: Marks = (),
    base: PeriodKind = "quarter",
) -> Words:
    """The phrases of ``language`` with a district's ``terms`` and what it states (``marks``), as they are said of
    ``period`` in a district with this ``base``; raises ConfigError where a file is missing or isn't YAML."""
    path = templates / f"narrative.{language}.yaml"
    try:
        phrases = _phrases(path.resolve())
    except (OSError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"无法读取叙述模板 {path}：{reason}", f"Cannot read {path}: {reason}") from None
    return Words(language, phrases, terms, period_words(templates, language, period, base), marks)


def words_of(templates: Path, district: District, language: str, period: Period | None = None) -> Words:
    """The phrases of ``language`` as a district's own reports say them."""
    terms, marks = terms_of(district.terms, language), district.given.marks(language)
    return load_words(templates, language, terms, period, marks, district.base)


@cache
def _phrases(path: Path) -> Any:
    """A file's phrases, which are the same for all districts and periods."""
    return strict_yaml.load(path.read_text(encoding="utf-8"))
