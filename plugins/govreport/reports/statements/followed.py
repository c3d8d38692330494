"""What became of a matter of an earlier issue, worked out from its stored model, stored integers and this document."""

from __future__ import annotations

from fractions import Fraction

from govreport.quarter import Quarter
from govreport.reports.claims import FollowedClaim, Key
from govreport.reports.statements.evidence import Evidence
from govreport.reports.statements.standing import in_force, standing

_ONE_MATTER = ("federation_", "checks_", "targets_")
"""Beginnings of the rules that tell one matter at different times."""
_WARNED = {"abnormal_two_years": ("S08Y", "S10")}
"""Two years on the list of abnormal activity are followed by that of serious breaches."""


def followed(claim: FollowedClaim, evidence: Evidence) -> str:
    """The outcome; "" where that issue had no such matter or the claim is about other figures than it kept."""
    earlier = evidence.earlier.get((claim.quarter, claim.rule))
    if earlier is None or len(earlier.exact) != len(claim.figures):
        return ""
    if any(_rose(indicator, claim.quarter, evidence) for indicator in _WARNED.get(claim.rule, ())):
        return "came"
    if claim.figures and all(_settled(key, evidence) for key in claim.figures):
        return "done"
    same = next((b for b in _ONE_MATTER if claim.rule.startswith(b)), "")
    told = {m for m in evidence.matters if m == claim.rule or (same and m.startswith(same))}
    again = {key for m in told for key in evidence.matters[m]} & set(claim.figures)
    if claim.figures and not again:
        told = set()  # the same rule, of other towns
    years = {
        k for k in claim.figures if k.indicator in evidence.declared and _counts_a_year(k, claim.quarter, evidence)
    }
    if not told:
        return "restarted" if years else "dropped"
    if claim.rule.endswith("_behind") and any(m.endswith("_missed") for m in told):
        return "missed"
    if {k for k in claim.figures if evidence.exact(k) is not None} - again:
        return "partly"
    differences = []
    for key, then in zip(claim.figures, earlier.exact, strict=True):
        now = evidence.exact(key)
        if now is None:
            return "open"
        if key in years:
            return "anew"
        differences.append(now - then)
    return _direction(differences)


def _counts_a_year(key: Key, since: Quarter, evidence: Evidence) -> bool:
    """Whether the figure began afresh in January since then."""
    return evidence.declared[key.indicator].basis == "year_to_date" and since.year < evidence.quarter.year


def _direction(differences: list[Fraction]) -> str:
    if not differences:
        return "open"
    if all(d > 0 for d in differences):
        return "up"
    if all(d < 0 for d in differences):
        return "down"
    if not any(differences):
        return "flat"
    return "mixed" if any(d > 0 for d in differences) and any(d < 0 for d in differences) else "apart"


def _rose(indicator: str, since: Quarter, evidence: Evidence) -> bool:
    then, now = evidence.exact(Key(indicator, since)), evidence.exact(Key(indicator, evidence.quarter))
    return then is not None and now is not None and now > then


def _settled(key: Key, evidence: Evidence) -> bool:
    now, declared = evidence.exact(key), evidence.declared.get(key.indicator)
    if now is None or declared is None:
        return False
    target = None if key.town else in_force(key.indicator, evidence)
    if target is not None:
        return standing(target, evidence)[0] == "reached"
    restarts = declared.basis == "year_to_date" and evidence.quarter.number == 1
    return now == 0 and not restarts and declared.direction == "less_is_better"
