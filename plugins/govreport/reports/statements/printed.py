"""What a document prints, text by text, and the numbers and names in it that no claim covers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from pydantic import BaseModel

from govreport.reports.claims import (
    CaseClaim,
    ChangeClaim,
    Claim,
    DayClaim,
    DaysClaim,
    DifferenceClaim,
    DistanceClaim,
    ExtremeClaim,
    FigureClaim,
    GivenClaim,
    Key,
    ListedClaim,
    MeanClaim,
    NameClaim,
    NamesClaim,
    QuotedClaim,
    RevisedClaim,
    RowsClaim,
    RowsShareClaim,
    RunClaim,
    ShareClaim,
    SumClaim,
    TargetClaim,
)
from govreport.reports.stated import claims_of
from govreport.reports.statements.given_names import NO_NAMES, Names

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
"""A number as printed, without its sign."""
UNCHECKED = frozenset({
    "svg", "svg_narrow", "spark_svg", "href", "key", "type", "number_format", "fingerprint", "file_stem",
    "file_stem_ascii", "date_iso", "lang_tag", "district_id", "quarter", "data", "data_set", "fonts", "labels",
    "triangles",
    "indicator", "tone", "flags", "align",
    "due_iso", "exact", "town_code", "breakdown", "member",
})  # fmt: skip
"""Fields that aren't read as sentences: drawings (their alternative text is read), addresses, hashes, plain data."""


Texts = Iterable[tuple[str, str]]
"""Texts of a document, each with where it stands."""


def printed(model: BaseModel) -> Iterator[tuple[str, str]]:
    """(where, text) of every text of a view model, in reading order; ``where`` names it for operators."""
    yield from _walk(model, "")


def indicators_in(parts: Iterable[BaseModel]) -> set[str]:
    """Indicators of which some parts of a view model state a figure, by what their texts claim."""
    return {
        key.indicator
        for part in parts
        for _, text in printed(part)
        for claim in claims_of(text)
        for key in _keys(claim)
    }


def _keys(claim: Claim) -> Sequence[Key]:
    match claim:
        case FigureClaim() | ChangeClaim() | RunClaim() | ExtremeClaim() | CaseClaim():
            return (claim.key,)
        case SumClaim():
            return claim.keys
        case ShareClaim():
            return [key for key, _ in (*claim.parts, claim.whole)]
        case _:
            return ()


def _walk(value: object, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value:
            yield where, value
    elif isinstance(value, BaseModel):
        own = str(getattr(value, "key", "") or "")
        for name in type(value).model_fields:
            if name not in UNCHECKED:
                yield from _walk(getattr(value, name), ".".join(p for p in (where, own, name) if p))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _walk(item, f"{where}[{index}]")


def bare_numbers(text: str, names: Names = NO_NAMES) -> list[str]:
    """Numbers of a text that none of its claims prints and that stand in no name."""
    covered = {number for claim in claims_of(text) for number in numbers_of(claim)}
    return [token for token in NUMBER.findall(names.left_out(text)) if _plain(token) not in covered]


def _plain(token: str) -> str:
    return token.rstrip(",").replace(",", "")


def numbers_of(claim: Claim) -> list[str]:
    """The numbers that a claim may print, without sign and separators."""
    shown: list[object] = []
    match claim:
        case FigureClaim() | SumClaim() | MeanClaim() | DistanceClaim() | ShareClaim() | RowsClaim() | ListedClaim():
            shown = [claim.shown]
        case RowsShareClaim() | RevisedClaim() | DifferenceClaim():
            shown = [claim.shown]
        case ChangeClaim(direction="flat"):
            return ["0"]
        case ChangeClaim():
            shown = [n for n in (claim.amount, claim.percent) if n is not None]
        case RunClaim():
            shown = [claim.length]
        case ExtremeClaim():
            # Since when, by its quarter's or its year's name.
            return [str(min(claim.quarters).year), str(min(claim.quarters).number)]
        case DaysClaim():
            shown = [abs(claim.shown), claim.day.year, claim.day.month, claim.day.day]
        case DayClaim():
            shown = [claim.day.year, claim.day.month, claim.day.day]
        case TargetClaim():
            shown = [claim.value, claim.missing, claim.due.year, claim.due.month, claim.due.day]
        case CaseClaim():
            return [_plain(t) for t in NUMBER.findall(claim.shown)]
        case GivenClaim(text=text) | QuotedClaim(text=text) | NameClaim(name=text):
            return [_plain(t) for t in NUMBER.findall(text)]
        case _:
            return []
    return [form for number in shown if number is not None for form in spelled(number)]


def spelled(number: object) -> tuple[str, ...]:
    """A number as texts may print it, without sign and separators."""
    plain = f"{number:f}".lstrip("-") if isinstance(number, Decimal) else f"{number}".lstrip("-")
    # A whole value is printed without ".0" in running text.
    short = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain, short


def unclaimed_names(text: str, names: Names, about: Collection[str] = ()) -> list[str]:
    """Codes of the towns named in a text that no claim of it is about."""
    own = str(text)
    for quoted in sorted(_quoted(claims_of(text)), key=len, reverse=True):  # the longer first: one may begin another
        own = own.replace(quoted, "")
    return sorted(names.said_in(own) - set(about) - {code for claim in claims_of(text) for code in _towns(claim)})


def _quoted(claims: Iterable[Claim]) -> Iterator[str]:
    """Titles, earlier issues and organizations that a text quotes: they may name a town for reasons of their own."""
    for claim in claims:
        if isinstance(claim, GivenClaim | QuotedClaim):
            yield claim.text
        elif isinstance(claim, CaseClaim) and claim.what == "names":
            yield from claim.shown.split("、")


def _towns(claim: Claim) -> Sequence[str]:
    match claim:
        case (
            FigureClaim() | ChangeClaim() | RunClaim() | CaseClaim() | ExtremeClaim() | DistanceClaim() | RevisedClaim()
        ):
            return (claim.key.town, claim.key.member)
        case SumClaim():
            return [key.town for key in claim.keys]
        case ShareClaim():
            return [key.town for key, _ in claim.parts]
        case NamesClaim():
            return claim.names
        case RowsClaim():
            return (claim.town,)
        case GivenClaim():
            return (claim.subject.removeprefix("town:"),)
        case _:
            return ()
