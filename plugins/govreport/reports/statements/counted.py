"""Conditions of sentences about rows, lists and what others state: asked of the evidence, like conditions.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from govreport.reports.claims import Claim, JudgedClaim, ListedClaim, RevisedClaim, RowsClaim
from govreport.reports.numbers import rounded
from govreport.reports.statements.conditions import Condition
from govreport.reports.statements.evidence import Evidence


def lists(subject: str, test: Callable[[int], bool]) -> Condition:
    """How many there are of what documents list passes ``test``."""
    return lambda claims, evidence: test(evidence.listed.get(subject, 0))


def tells_all(*subjects: str) -> Condition:
    """Of these counts none that isn't zero is left unsaid."""

    def holds(claims: Sequence[Claim], evidence: Evidence) -> bool:
        said = {c.subject for c in claims if isinstance(c, ListedClaim)}
        return all(subject in said for subject in subjects if evidence.listed.get(subject, 0))

    return holds


def most_aside(claims: Sequence[Claim], evidence: Evidence) -> bool:
    """The files whose rows are said are all those that most rows were set aside from."""
    by_extract = {e: n for (what, e, town), n in evidence.rows.items() if what == "aside" and e and not town}
    return _names_the_most({c.extract for c in _aside(claims) if c.extract and not c.town}, by_extract)


def most_aside_towns(claims: Sequence[Claim], evidence: Evidence) -> bool:
    """The towns whose rows are said, if any, are all those that most rows of that file belong to."""
    towns = {c.town for c in _aside(claims) if c.town}
    extracts = {c.extract for c in _aside(claims) if c.extract}
    known = {t.code for t in evidence.district.towns}
    by_town = {t: n for (what, e, t), n in evidence.rows.items() if what == "aside" and {e} == extracts and t in known}
    return not towns or _names_the_most(towns, by_town)


def some_aside(claims: Sequence[Claim], evidence: Evidence) -> bool:
    """A number of rows is said, and it isn't zero."""
    return any(c.shown > 0 for c in _aside(claims))


def none_aside(claims: Sequence[Claim], evidence: Evidence) -> bool:
    """It is said of whom no row was set aside."""
    return any(c.town and c.shown == 0 for c in _aside(claims))


def judged_as(state: str) -> Condition:
    """What was said in public stands so beside the records."""
    return lambda claims, evidence: any(isinstance(c, JudgedClaim) and c.state == state for c in claims)


def revised(claims: Sequence[Claim], evidence: Evidence) -> bool:
    """Both the figure as it was stated before and as it is stated now are said, and they print differently."""
    shown = {c.side: c.shown for c in claims if isinstance(c, RevisedClaim)}
    return set(shown) == {"old", "new"} and shown["old"] != shown["new"]


def nothing_revised(claims: Sequence[Claim], evidence: Evidence) -> bool:
    """No figure that may be shown prints differently from how it was stated before."""
    for key in evidence.before:
        declared = evidence.declared.get(key.indicator)
        old, new = (evidence.exact(key, vintage=vintage) for vintage in ("old", "new"))
        if declared is None or key in evidence.hidden or old is None or new is None:
            continue
        if rounded(old, declared.decimals) != rounded(new, declared.decimals):
            return False
    return True


def _aside(claims: Sequence[Claim]) -> list[RowsClaim]:
    return [c for c in claims if isinstance(c, RowsClaim) and c.what == "aside"]


def _names_the_most(named: set[str], counts: dict[str, int]) -> bool:
    most = max(counts.values(), default=0)
    return most > 0 and named == {name for name, n in counts.items() if n == most}
