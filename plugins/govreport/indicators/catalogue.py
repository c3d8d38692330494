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

from govreport.currency import Currency, currency
from govreport.currency.declared import EXAMPLE
from govreport.district.given import Given
from govreport.errors import strung
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
def in_currency(own: Currency) -> Mapping[str, Indicator]:
    """The catalogue with the words and scales of a currency as a district prints it."""
    return MappingProxyType({name: i.in_currency(own) for name, i in _DECLARED.items()})


CATALOGUE: Mapping[str, Indicator] = in_currency(currency(EXAMPLE))
"""The catalogue where no district is meant: its ids, what they count, and the published dictionary."""


def catalogue_of(given: Given) -> Mapping[str, Indicator]:
    """The catalogue in one place's currency, with its texts and days as the place states them; what isn't stated keeps
    the figure away."""
    declared = CATALOGUE if given.currency is None else in_currency(given.currency)
    return MappingProxyType({i.id: in_place(i, given) for i in declared.values()})


def in_place(i: Indicator, given: Given) -> Indicator:
    """One declaration as one place states it."""
    remark, caveat = given.remarks.get(i.id), i.caveat and given.fill(i.caveat)
    if remark is not None:
        caveat = strung([caveat, remark]) if caveat else remark
    since = given.parameters.get(i.in_force_since, i.valid_from)
    filled = {"name": given.fill(i.name), "formula": given.fill(i.formula), "caveat": caveat, "valid_from": since}
    same = all(getattr(i, name) == value for name, value in filled.items())
    # What its texts named is kept: once they are filled in, nothing says any more what it rests on.
    return i if same else replace(i, **filled, rests_on=i.parameters)


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


def catalogue_sha256(given: Given | None = None) -> str:
    """Hash over every declaration, expressions and words: a vintage says by which definitions it was computed, with
    what its district states (``given``) of them."""
    if given is None:
        return _catalogue_sha256()
    read = {name for i in CATALOGUE.values() for name in i.parameters}
    texts = [f"{i.id}={i.name}{i.unit}{i.formula}{i.caveat}" for i in catalogue_of(given).values()]
    stated = [_catalogue_sha256(), *(f"{name}={value}" for name, value in given.values(read).items()), *texts]
    return hashlib.sha256("\n".join(stated).encode()).hexdigest()


@cache
def _catalogue_sha256() -> str:
    digest = hashlib.sha256()
    for indicator in CATALOGUE.values():
        for field in fields(indicator):
            if field.name == "rests_on":
                continue
            digest.update(f"{field.name}={_text(getattr(indicator, field.name))}\n".encode())
    return digest.hexdigest()


_DEFINING = ("kind", "basis", "numerator", "denominator", "breakdowns", "share_of_total", "by_town")
"""What of a declaration makes the figure; words about it may change without making another series."""


def definition_sha256(indicator: Indicator, given: Given) -> str:
    """Hash of what defines an indicator's figures, with what a place states of it: another number, another series."""
    parts = [_text(getattr(indicator, name)) for name in _DEFINING]
    parts += [f"{name}={value}" for name, value in given.values(indicator.parameters).items()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def definition_hashes(given: Given) -> Mapping[str, str]:
    """Indicator -> hash of what defines its figures, so that two catalogues can be compared one by one."""
    return MappingProxyType({i.id: definition_sha256(i, given) for i in CATALOGUE.values()})
