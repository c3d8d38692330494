"""A district's own words for what the product speaks of: wards for towns, charities for social organizations.

They stand in ``terms`` of district.yaml or of its profile and take the product's words' place in the texts that the
product itself writes (narrative.*.yaml, the declarations of indicators), never in what a district or a file says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from govreport.district.folder import District
from govreport.district.words import inspects_others
from govreport.errors import Message
from govreport.indicators.catalogue import catalogue_of
from govreport.indicators.model import Indicator
from govreport.language import Language

Terms = tuple[tuple[str, str], ...]
"""The product's word and the district's, of one language; the longest first, so that a part never goes before it."""

_CODE = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'")
_ARTICLE = r"(?:\b([Aa])n?(\s+))?"


def terms_of(terms: Mapping[Language, Mapping[str, str]], language: str) -> Terms:
    """A district's terms in ``language``, in the order in which they are looked for."""
    found = next((own for name, own in terms.items() if name == language), {})
    return tuple(sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def in_terms(text: str, terms: Terms) -> str:
    """A text with the district's words: as whole words where the script has spaces, capitals and a/an kept right."""
    if not terms:
        return text
    own = {word.lower(): said for word, said in terms}

    def said(match: re.Match[str]) -> str:
        article, space, word = match[1], match[2], match[3]
        new = own[word.lower()]
        new = new[:1].upper() + new[1:] if word[0].isupper() else new
        if article is None:
            return new
        return f"{article}{'n' if new[:1].lower() in 'aeiou' else ''}{space}{new}"

    return _pattern(terms).sub(said, text)


@cache
def _pattern(terms: Terms) -> re.Pattern[str]:
    words = "|".join(_whole(word) for word, _ in terms)
    return re.compile(f"{_ARTICLE}({words})", re.IGNORECASE)


def _whole(word: str) -> str:
    edge = r"\b" if word.isascii() else ""
    return f"{edge}{re.escape(word)}{edge}"


def template_in_terms(text: str, terms: Terms) -> str:
    """The same for a template: what it computes with stays, the words that it chooses from are the district's."""
    if "{" not in text:
        return in_terms(text, terms)
    parts = _CODE.split(text)
    return "".join(
        _QUOTED.sub(lambda quoted: in_terms(quoted[0], terms), part) if number % 2 else in_terms(part, terms)
        for number, part in enumerate(parts)
    )


_INSPECTED: Mapping[Language, Mapping[str, str]] = {
    "zh": {"社会组织": "单位", "组织": "单位"},
    "en": {
        "social organizations": "bodies",
        "social organization": "body",
        "organizations": "bodies",
        "organization": "body",
    },
}
"""What an indicator about other bodies than the register's (``population: own``) calls them; its name says which."""


def catalogue_in(district: District) -> Mapping[str, Indicator]:
    """The catalogue with what the district states of it and with its words in names, units and definitions; what
    defines the figures is the same."""
    declared = catalogue_of(district.given)
    title = district.sources["evaluation"].title if inspects_others(district) else None
    others = Message(title.zh, title.en) if title is not None else None
    by = _registered_by(district.registrars)
    if not any(district.terms.values()) and others is None and by == _REGISTERED_BY:
        return declared
    return {i.id: _said(i, district.terms, others, by) for i in declared.values()}


_REGISTRAR = "区民政局"
_REGISTERED_BY = Message(f"在{_REGISTRAR}登记", "registered with the district")
"""How definitions say who registers; a district whose registrar has another name, or none of its own, says that."""


def _registered_by(registrars: Sequence[str]) -> Message:
    """The same of a district with these registrars: by their name where its language has one, else nobody is named."""
    zh = next((name for name in registrars if not name.isascii()), "")
    en = next((name for name in registrars if name.isascii()), "")
    return Message(
        _REGISTERED_BY.zh if _REGISTRAR in zh else f"在{zh}登记" if zh else "登记",
        f"registered ({en})" if en else _REGISTERED_BY.en if zh else "registered",
    )


def _said(
    indicator: Indicator, terms: Mapping[Language, Mapping[str, str]], others: Message | None, by: Message
) -> Indicator:
    inspected = others is not None and "evaluations" in indicator.tables
    if inspected:
        terms = {language: {**terms.get(language, {}), **words} for language, words in _INSPECTED.items()}
    zh, en = terms_of(terms, "zh"), terms_of(terms, "en")

    def own(text: Message) -> Message:
        # The registrar's name stays as it is given: the district's words take its place after the product's.
        said_zh = by.zh.join(in_terms(part, zh) for part in text.zh.split(_REGISTERED_BY.zh))
        if by.en == _REGISTERED_BY.en:
            return Message(said_zh, in_terms(text.en, en))
        return Message(said_zh, by.en.join(in_terms(part, en) for part in text.en.split(_REGISTERED_BY.en)))

    name = own(indicator.name)
    if inspected and others is not None:
        name = Message(f"{name.zh}（{others.zh}）", f"{name.en} ({others.en})")
    return replace(
        indicator,
        name=name,
        unit=own(indicator.unit),
        formula=own(indicator.formula),
        caveat=own(indicator.caveat) if indicator.caveat else None,
    )
