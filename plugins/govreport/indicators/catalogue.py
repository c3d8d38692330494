"""The catalogue: every indicator, in printing order, and its identity as a hash.

Adding an indicator is one declaration in a theme file; a new theme is one line here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from types import MappingProxyType

from sqlalchemy import ClauseElement
from sqlalchemy.dialects import postgresql

from govreport.currency import currency
from govreport.currency.declared import EXAMPLE
from govreport.indicators import scoring
from govreport.indicators.model import Indicator, Measure
from govreport.indicators.themes import (
    assessment,
    bases,
    brand,
    city_venture,
    commitments,
    community_fund,
    community_organizations,
    credit,
    federations,
    incubation,
    linkage,
    party,
    recipients,
    register,
    special_fund,
    supervision,
    talent,
    ventures,
)

THEMES: Mapping[str, tuple[Indicator, ...]] = MappingProxyType(
    {
        "register": register.INDICATORS + community_organizations.INDICATORS,
        "party": party.INDICATORS,
        "federations": federations.INDICATORS,
        "supervision": supervision.INDICATORS + assessment.INDICATORS + credit.INDICATORS + talent.TRAINING,
        "linkage": linkage.INDICATORS,
        "community_fund": community_fund.INDICATORS,
        "ventures": ventures.INDICATORS,
        "special_fund": special_fund.INDICATORS + recipients.INDICATORS,
        "city_venture": city_venture.INDICATORS,
        "incubation": incubation.INDICATORS + bases.INDICATORS,
        "talent": talent.INDICATORS,
        "brand": brand.INDICATORS,
        "commitments": commitments.INDICATORS,
        "scoring": scoring.INDICATORS,
    }
)


def _declared() -> dict[str, Indicator]:
    """Every declaration under its id, with its theme, and with a name for each of its measures."""
    named: dict[int, Measure] = {}

    def name(measure: Measure, text: str) -> Measure:
        # A measure that several indicators share is named once, by the first of them, and stays shared: it is computed
        # once. By identity, since two SQL expressions can't be compared (== makes a third one).
        return named.setdefault(id(measure), replace(measure, name=text))

    entries = {}
    for theme, indicators in THEMES.items():
        for i in indicators:
            numerator = name(i.numerator, f"{i.id}.numerator")
            denominator = None if i.denominator is None else name(i.denominator, f"{i.id}.denominator")
            entries[i.id] = replace(i, theme=theme, numerator=numerator, denominator=denominator)
    return entries


_DECLARED = _declared()


@cache
def in_currency(code: str) -> Mapping[str, Indicator]:
    """The catalogue with the words and scales of a currency."""
    return MappingProxyType({name: i.in_currency(currency(code)) for name, i in _DECLARED.items()})


CATALOGUE: Mapping[str, Indicator] = in_currency(EXAMPLE)
"""The catalogue where no district is meant: its ids, what they count, and the published dictionary."""


def _text(value: object) -> str:
    if isinstance(value, Measure):
        parts = [value.relation, value.where, value.value, value.distinct]
        return "|".join([*("-" if p is None else _sql(p) for p in parts), str(value.by_town)])
    return str(value)


@cache
def _sql(part: ClauseElement) -> str:
    # Relations stand in many measures, and every measure in two hashes.
    compiled = part.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    return f"{compiled} {sorted((name, str(value)) for name, value in compiled.params.items())}"


@cache
def catalogue_sha256(code: str = EXAMPLE) -> str:
    """Hash over every declaration, expressions and words: a vintage says by which definitions it was computed. ``code``
    is the district's currency."""
    digest = hashlib.sha256()
    for indicator in in_currency(code).values():
        for field in fields(indicator):
            digest.update(f"{field.name}={_text(getattr(indicator, field.name))}\n".encode())
    return digest.hexdigest()


_DEFINING = ("kind", "basis", "numerator", "denominator", "breakdowns", "share_of_total", "by_town")
"""What of a declaration makes the figure; words about it may change without making another series."""


def definition_sha256(indicator: Indicator) -> str:
    """Hash of what defines an indicator's figures."""
    return hashlib.sha256("\n".join(_text(getattr(indicator, name)) for name in _DEFINING).encode()).hexdigest()


@cache
def definition_hashes() -> Mapping[str, str]:
    """Indicator -> hash of what defines its figures, so that two catalogues can be compared one by one."""
    return MappingProxyType({i.id: definition_sha256(i) for i in CATALOGUE.values()})
