"""One claim against the evidence: "" where it is so, else what is so instead (for operators; both languages).

One function a kind of claim. A kind without one can't be registered by accident: ``untrue`` refuses it.
"""

from __future__ import annotations

from fractions import Fraction
from functools import singledispatch

from govreport.errors import Message
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
    FollowedClaim,
    GivenClaim,
    JudgedClaim,
    ListedClaim,
    MeanClaim,
    NameClaim,
    NamesClaim,
    PhraseClaim,
    QuotedClaim,
    RevisedClaim,
    RowsClaim,
    RowsShareClaim,
    RunClaim,
    ShareClaim,
    SumClaim,
    TargetClaim,
)
from govreport.reports.numbers import rounded
from govreport.reports.statements.days import known_day
from govreport.reports.statements.evidence import Evidence
from govreport.reports.statements.followed import followed
from govreport.reports.statements.picked import parts_ties, picked
from govreport.reports.statements.standing import standing


def _is(claimed: object, found: object) -> Message | None:
    return None if claimed == found else Message(f"写作 {claimed}，应为 {found}", f"says {claimed}, is {found}")


def _none(what: str) -> Message:
    return Message(f"没有可依据的数：{what}", f"there is no figure for it: {what}")


def _name(key: object) -> str:
    return " ".join(str(p) for p in key if p) if isinstance(key, tuple) else str(key)


@singledispatch
def untrue(claim: Claim, evidence: Evidence) -> Message | None:
    """None where the claim is borne out, else what is the case. Raises TypeError for a kind nobody can check."""
    raise TypeError(f"no way to check a {type(claim).__name__}")


@untrue.register
def _figure(claim: FigureClaim, evidence: Evidence) -> Message | None:
    value = evidence.exact(claim.key, claim.part)
    if value is None or claim.key in evidence.hidden:
        return _none(_name(claim.key))
    return _is(claim.shown, _as_shown(value * Fraction(claim.per_unit), claim.shown))


def _as_shown(value: Fraction, shown: object) -> object:
    """``value`` with as many digits as were printed; those before the point count where it was rounded to thousands."""
    exponent = int(getattr(shown, "as_tuple")().exponent)  # noqa: B009
    step = Fraction(10) ** max(exponent, 0)
    return rounded(value / step, max(-exponent, 0)) * int(step)


@untrue.register
def _change(claim: ChangeClaim, evidence: Evidence) -> Message | None:
    now, before = evidence.exact(claim.key), evidence.exact(claim.key._replace(quarter=claim.base))
    if now is None or before is None or claim.key in evidence.hidden:
        return _none(_name(claim.key))
    wrong = _is(claim.direction, evidence.direction(claim.key, claim.base))
    if wrong is None and claim.amount is not None:
        wrong = _is(claim.amount, _as_shown(abs(now - before) * Fraction(claim.per_unit), claim.amount))
    if wrong is None and claim.percent is not None:
        wrong = _is(claim.percent, _as_shown(abs(now - before) / before * 100, claim.percent)) if before else _none("0")
    return wrong


@untrue.register
def _sum(claim: SumClaim, evidence: Evidence) -> Message | None:
    values = [evidence.exact(key) for key in claim.keys]
    if any(v is None for v in values):
        return _none(_name(claim.keys[0]))
    total = sum((v for v in values if v is not None), Fraction(0))
    return _is(claim.shown, _as_shown(total * Fraction(claim.per_unit), claim.shown))


@untrue.register
def _mean(claim: MeanClaim, evidence: Evidence) -> Message | None:
    values = [v for key in claim.keys if (v := evidence.exact(key)) is not None]
    if not values or len(values) < len(claim.keys):
        return _none(_name(claim.keys[0]) if claim.keys else "")
    return _is(claim.shown, _as_shown(sum(values, Fraction(0)) / len(values), claim.shown))


@untrue.register
def _distance(claim: DistanceClaim, evidence: Evidence) -> Message | None:
    own, other = evidence.exact(claim.key), evidence.exact(claim.other)
    if own is None or other is None or claim.key in evidence.hidden:
        return _none(_name(claim.key))
    return _is(claim.shown, _as_shown((own - other) * Fraction(claim.per_unit), claim.shown))


@untrue.register
def _share(claim: ShareClaim, evidence: Evidence) -> Message | None:
    parts = [evidence.exact(key, part) for key, part in claim.parts]
    whole = evidence.exact(*claim.whole)
    if not whole or any(v is None for v in parts):
        return _none(_name(claim.whole[0]))
    total = sum((v for v in parts if v is not None), Fraction(0))
    return _is(claim.shown, _as_shown(total / whole * 100, claim.shown))


@untrue.register
def _run(claim: RunClaim, evidence: Evidence) -> Message | None:
    length, quarter = 0, claim.key.quarter
    while evidence.direction(claim.key._replace(quarter=quarter), quarter.previous) == claim.direction:
        length, quarter = length + 1, quarter.previous
    bounded = evidence.exact(claim.key._replace(quarter=quarter.previous)) is None
    return _is(claim.length, length) or _is(claim.at_least, bounded)


@untrue.register
def _extreme(claim: ExtremeClaim, evidence: Evidence) -> Message | None:
    values = {q: evidence.rounded(claim.key._replace(quarter=q)) for q in claim.quarters}
    known = {q: v for q, v in values.items() if v is not None}
    own = known.get(claim.key.quarter)
    if own is None or len(known) < len(values) or len(values) < 2:
        return _none(_name(claim.key))
    span = claim.key.quarter.back(claim.key.quarter.ordinal - min(values).ordinal + 1)
    between = {q for q in span if not claim.season or q.number == claim.key.quarter.number}
    if between != set(values):
        return Message("漏了其间的季度", "quarters in between are left out")
    others = [v for q, v in known.items() if q != claim.key.quarter]
    so = {
        "highest": own > max(others),
        "lowest": own < min(others),
        "never_above": all(v <= known[min(known)] for v in known.values()),
    }[claim.kind]
    return None if so else Message(f"“{claim.kind}”不成立", f"{claim.kind} isn't so")


@untrue.register
def _names(claim: NamesClaim, evidence: Evidence) -> Message | None:
    found = picked(claim.rule, claim.indicator, claim.quarter, claim.breakdown, evidence)
    if claim.complete:
        return _is(set(claim.names), set(found))
    # Some of them: those named are the first, and nobody level with the last one named is left out.
    wrong = _is(list(claim.names), list(found[: len(claim.names)]))
    if wrong is None and parts_ties(
        claim.rule, claim.indicator, claim.quarter, claim.breakdown, len(claim.names), evidence
    ):
        return Message("漏了与末位并列的", "one level with the last one named is left out")
    return wrong


@untrue.register
def _rows(claim: RowsClaim, evidence: Evidence) -> Message | None:
    return _is(claim.shown, evidence.rows.get((claim.what, claim.extract, claim.town), 0))


@untrue.register
def _rows_share(claim: RowsShareClaim, evidence: Evidence) -> Message | None:
    read, aside = (evidence.rows.get((what, claim.extract, ""), 0) for what in ("read", "aside"))
    return _is(claim.shown, _as_shown(Fraction(aside * 100, read), claim.shown)) if read else _none(claim.extract)


@untrue.register
def _revised(claim: RevisedClaim, evidence: Evidence) -> Message | None:
    values = {side: evidence.exact(claim.key, vintage=side) for side in ("old", "new")}
    value = values[claim.side]
    if value is None or values["old"] == values["new"] or claim.key in evidence.hidden:
        return _none(_name(claim.key))
    return _is(claim.shown, _as_shown(value * Fraction(claim.per_unit), claim.shown))


@untrue.register
def _difference(claim: DifferenceClaim, evidence: Evidence) -> Message | None:
    value = evidence.differences.get((claim.rule, claim.name, claim.side))
    return _none(claim.name) if value is None else _is(claim.shown, _as_shown(value * claim.per_unit, claim.shown))


@untrue.register
def _judged(claim: JudgedClaim, evidence: Evidence) -> Message | None:
    return _is(claim.state, evidence.judged.get(claim.subject))


@untrue.register
def _case(claim: CaseClaim, evidence: Evidence) -> Message | None:
    return _is(claim.shown, evidence.cases.get((claim.key, claim.what)))


@untrue.register
def _target(claim: TargetClaim, evidence: Evidence) -> Message | None:
    own = [t for t in evidence.district.targets if t.indicator == claim.indicator]
    target = next((t for t in own if (t.due, t.value) == (claim.due, claim.value)), None)
    if target is None:
        return _none(f"{claim.indicator} {claim.due}")
    judged, missing = standing(target, evidence)
    wrong = _is(claim.judged, judged) if claim.judged else None
    return wrong or (None if claim.missing is None else _is(claim.missing, missing))


@untrue.register
def _day(claim: DayClaim, evidence: Evidence) -> Message | None:
    return None if not claim.subject else _is(claim.day, known_day(claim.subject, evidence))


@untrue.register
def _days(claim: DaysClaim, evidence: Evidence) -> Message | None:
    return _is(claim.day, known_day(claim.subject, evidence)) or _is(
        claim.shown, claim.day.toordinal() - evidence.release.toordinal()
    )


@untrue.register
def _listed(claim: ListedClaim, evidence: Evidence) -> Message | None:
    return _is(claim.shown, evidence.listed.get(claim.subject))


@untrue.register
def _quoted(claim: QuotedClaim, evidence: Evidence) -> Message | None:
    earlier = evidence.earlier.get((claim.quarter, claim.rule))
    return None if earlier and claim.text in earlier.texts else _none(f"{claim.quarter} {claim.rule}")


@untrue.register
def _followed(claim: FollowedClaim, evidence: Evidence) -> Message | None:
    found = followed(claim, evidence)
    return _is(claim.outcome, found) if found else _none(f"{claim.quarter} {claim.rule}")


@untrue.register
def _given(claim: GivenClaim, evidence: Evidence) -> Message | None:
    """Given words are compared with nothing: they are what they are."""
    return None


@untrue.register
def _called(claim: NameClaim, evidence: Evidence) -> Message | None:
    declared = evidence.declared.get(claim.indicator)
    return _none(claim.indicator) if declared is None else _is(True, claim.name in evidence.names(claim.indicator))


@untrue.register
def _phrase(claim: PhraseClaim, evidence: Evidence) -> Message | None:
    """The sentence's own condition is asked by check.py, which knows its other claims."""
    return None
