"""What several documents say of one thing is the same: text, table, brief, annex and note, in every language.

Each claim alone is asked of the evidence (borne_out.py). Here they are asked of each other, so that nothing which the
evidence can't know, or knows under two names, is told in two ways.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from govreport.errors import Message
from govreport.reports.claims import (
    CaseClaim,
    ChangeClaim,
    Claim,
    DayClaim,
    DifferenceClaim,
    FigureClaim,
    JudgedClaim,
    ListedClaim,
    NamesClaim,
    RevisedClaim,
    RowsClaim,
    RowsShareClaim,
    RunClaim,
    TargetClaim,
)
from govreport.reports.model import ReportModel
from govreport.reports.stated import claims_of
from govreport.reports.statements.printed import Texts, printed


class Said(NamedTuple):
    """What is said of one subject, and how exactly: numbers agree as far as the less exact one is printed."""

    value: Hashable
    exactness: Fraction = Fraction(0)


class Contradiction(NamedTuple):
    """A text that says otherwise than an earlier one."""

    where: str
    text: str
    why: Message


@dataclass
class Agreement:
    """Hears one document after the other and tells what contradicts what was heard before."""

    _heard: dict[Hashable, tuple[Said, str]] = field(default_factory=dict)

    def contradictions(self, document: str, model: ReportModel, texts: Texts | None = None) -> Iterator[Contradiction]:
        """Texts of a document that say otherwise than documents, or places, that were heard before."""
        own_rows: dict[tuple[str, str], int] = {}
        for where, text in printed(model) if texts is None else texts:
            for claim in claims_of(text):
                if isinstance(claim, RowsClaim) and not claim.town:
                    own_rows[claim.what, claim.extract] = claim.shown
                for subject, said in _subjects(claim, document):
                    before, place = self._heard.setdefault(subject, (said, f"{document} {where}"))
                    if not _agree(before, said):
                        yield Contradiction(where, str(text), _otherwise(place, before.value, said.value))
        yield from _sums(own_rows)


def _sums(rows: dict[tuple[str, str], int]) -> Iterator[Contradiction]:
    """A document that tells of each file how many rows were read tells in sum as many as of all."""
    read = [n for (what, extract), n in rows.items() if what == "read" and extract]
    for what in ("read", "used", "aside"):
        parts = [n for (w, extract), n in rows.items() if w == what and extract]
        whole = rows.get((what, ""))
        if read and len(parts) == len(read) and whole not in (None, sum(parts)):
            yield Contradiction("rows", f"{whole:,}", _otherwise("the sum of its files", sum(parts), whole))


def _subjects(claim: Claim, document: str) -> Iterator[tuple[Hashable, Said]]:
    """What a claim is about, and what it says of that."""
    match claim:
        case FigureClaim():
            yield ("figure", claim.key, claim.part), _number(claim.shown, Fraction(claim.per_unit))
        case RevisedClaim():
            yield ("revised", claim.key, claim.side), _number(claim.shown, Fraction(claim.per_unit))
        case DifferenceClaim():
            yield ("difference", claim.rule, claim.name, claim.side), _number(claim.shown, claim.per_unit)
        case ChangeClaim():
            yield ("direction", claim.key, claim.base), Said(claim.direction)
            if claim.amount is not None:
                yield ("change", claim.key, claim.base), _number(claim.amount, Fraction(claim.per_unit))
            if claim.percent is not None:
                yield ("percent", claim.key, claim.base), _number(claim.percent)
        case RowsClaim():
            yield ("rows", claim.what, claim.extract, claim.town), Said(claim.shown)
        case RowsShareClaim():
            yield ("rows share", claim.extract), _number(claim.shown)
        case RunClaim():
            yield ("run", claim.key), Said((claim.direction, claim.length, claim.at_least))
        case NamesClaim() if claim.complete:
            yield ("names", claim.rule, claim.indicator, claim.quarter, claim.breakdown), Said(frozenset(claim.names))
        case CaseClaim():
            yield ("case", claim.key, claim.what), Said(claim.shown)
        case TargetClaim():
            yield ("target", claim.indicator, claim.due), Said(claim.value)
            if claim.judged:
                yield ("standing", claim.indicator, claim.due), Said(claim.judged)
        case DayClaim() if claim.subject:
            yield ("day", claim.subject), Said(claim.day)
        case JudgedClaim():
            yield ("judged", claim.subject), Said(claim.state)
        case ListedClaim():
            # A document's own list: its matters, and what its tables leave out.
            own = claim.subject == "matters" or claim.subject.startswith("more:")
            yield ("listed", claim.subject, (document.rpartition(" ")[0] or document) if own else ""), Said(claim.shown)
        case _:
            return


def _number(shown: Decimal, per_unit: Fraction = Fraction(1)) -> Said:
    step = Fraction(10) ** int(shown.as_tuple().exponent)
    return Said(Fraction(shown) / per_unit, step / per_unit)


def _agree(one: Said, other: Said) -> bool:
    if isinstance(one.value, Fraction) and isinstance(other.value, Fraction):
        coarser = max(one.exactness, other.exactness)
        if one.exactness == other.exactness:
            return one.value == other.value
        return abs(one.value - other.value) * 2 <= coarser
    return one.value == other.value


def _otherwise(place: str, before: object, now: object) -> Message:
    return Message(f"写作 {now}，而 {place} 写作 {before}", f"says {now}, where {place} says {before}")
