"""What is said where no rule of attention applies: as much as the figures show, clause by clause, and no more."""

from __future__ import annotations

from govreport.reports.attention.organizations import fallen_towns
from govreport.reports.claims import FigureClaim, NamesClaim, TargetClaim
from govreport.reports.facts import Facts
from govreport.reports.stated import Stated, capitalized, joined
from govreport.reports.targets import target_states


def all_clear(facts: Facts) -> Stated:
    """The sentence of a quiet quarter: targets on their way, no town that lost organizations, nothing overdue."""
    words = facts.words
    clauses = [*_targets(facts), *_towns(facts), *_overdue(facts)]
    if not clauses:
        return words("findings.attention.text_none")
    return capitalized(joined(words("join.clause"), clauses) + words("stop"))


def on_their_way(facts: Facts) -> bool:
    """Whether there are targets and every one of them is reached or under way."""
    judged = {state.judgement for state in target_states(facts)}
    return bool(judged) and judged <= {"reached", "open"}


def _targets(facts: Facts) -> list[Stated]:
    if not on_their_way(facts):
        return []
    said = facts.words("findings.attention.clear_targets")
    for state in target_states(facts):
        said = state.stated(said)
    return [said]


def _towns(facts: Facts) -> list[Stated]:
    known = [t.code for t in facts.district.towns if facts.compare("R01", "previous", t.code) is not None]
    if not known or len(known) < len(facts.district.towns) or fallen_towns(facts):
        return []
    claim = NamesClaim("fallen", "R01", facts.quarter, ())
    return [Stated(facts.words("findings.attention.clear_towns"), claim)]


def _overdue(facts: Facts) -> list[Stated]:
    observation = facts.observation("S02C") if facts.declared("S02C") else None
    if observation is None or observation.numerator:
        return []
    claims = [c for c in facts.count("S02C", "numerator").claims if isinstance(c, FigureClaim)]
    return [Stated(facts.words("findings.attention.clear_overdue"), *claims)]


def quiet_headline(facts: Facts) -> Stated:
    """The headline of a quarter without a matter."""
    targets = _targets(facts)
    said = facts.words("headline.quiet" if targets else "headline.quiet_plain")
    return Stated(said, *(c for clause in targets for c in clause.claims if isinstance(c, TargetClaim)))
