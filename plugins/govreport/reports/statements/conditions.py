"""Under which condition a sentence may be printed: asked of the evidence, not of the code that chose the sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from govreport.reports.claims import (
    ChangeClaim,
    Claim,
    ExtremeClaim,
    FigureClaim,
    Key,
    NamesClaim,
    RunClaim,
    TargetClaim,
)
from govreport.reports.statements.evidence import Evidence

Condition = Callable[[Sequence[Claim], Evidence], bool]


@dataclass(frozen=True)
class Sentence:
    """A declared sentence: the indicators whose figures it may state, and when it is true. Its words in zh and en stand
    in the narrative templates under the same name."""

    states: tuple[str, ...] = ()
    """Indicator ids; ``*`` where the phrase serves any."""
    when: Condition | None = None


def moved(direction: str, against: str = "previous", of: str = "") -> Condition:
    """The first figure that the sentence states (or that of indicator ``of``) moved so."""

    def holds(claims: Sequence[Claim], evidence: Evidence) -> bool:
        key = _first(claims, of, evidence) or (Key(of, evidence.quarter) if of else None)
        base = None if key is None else evidence.base(key, against)
        return key is not None and base is not None and evidence.direction(key, base) == direction

    return holds


def running(at_least: int) -> Condition:
    """The sentence states a run of so many quarters or more."""
    return lambda claims, evidence: any(isinstance(c, RunClaim) and c.length >= at_least for c in claims)


def unbounded(wanted: bool) -> Condition:
    """A run that the sentence states does (or doesn't) reach the beginning of what is stored."""
    return lambda claims, evidence: any(isinstance(c, RunClaim) and c.at_least == wanted for c in claims)


def changed(direction: str) -> Condition:
    """The sentence states a movement in that direction."""
    return lambda claims, evidence: any(isinstance(c, ChangeClaim) and c.direction == direction for c in claims)


def extreme(kind: str) -> Condition:
    """The sentence claims an extreme of that kind."""
    return lambda claims, evidence: any(isinstance(c, ExtremeClaim) and c.kind == kind for c in claims)


def judged(*states: str) -> Condition:
    """The sentence states a target that stands so."""
    return lambda claims, evidence: any(isinstance(c, TargetClaim) and c.judged in states for c in claims)


def counted(test: Callable[[int], bool], indicator: str, part: str = "numerator") -> Condition:
    """A part of an indicator's figure (of the sentence's town, else the district's) passes ``test``."""

    def holds(claims: Sequence[Claim], evidence: Evidence) -> bool:
        key = _first(claims, indicator, evidence) or Key(indicator, evidence.quarter)
        value = evidence.exact(key, part)  # type: ignore[arg-type]
        return value is not None and test(int(value))

    return holds


def both(*conditions: Condition) -> Condition:
    """All of them."""
    return lambda claims, evidence: all(condition(claims, evidence) for condition in conditions)


def either(*conditions: Condition) -> Condition:
    """One of them at least."""
    return lambda claims, evidence: any(condition(claims, evidence) for condition in conditions)


def names(rule: str) -> Condition:
    """The sentence names whom ``rule`` picks (statements/picked.py)."""

    def holds(claims: Sequence[Claim], evidence: Evidence) -> bool:
        return any(isinstance(c, NamesClaim) and c.rule.partition(":")[0] == rule for c in claims)

    return holds


def _first(claims: Sequence[Claim], of: str, evidence: Evidence) -> Key | None:
    """The first figure of the quarter itself that is stated (of indicator ``of``)."""
    for claim in claims:
        if not isinstance(claim, FigureClaim) or claim.key.quarter != evidence.quarter:
            continue
        if not of or claim.key.indicator == of:
            return claim.key
    return None
