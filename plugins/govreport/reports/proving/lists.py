"""What the data-quality section, the operators' note and the reply list, counted for the check of what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from govreport.context import Context
from govreport.indicators.model import Observation
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.reports.claims import Key
from govreport.reports.model import Kpi, ReportModel
from govreport.reports.proving.rows import counted_by_rules, counted_failures
from govreport.reports.statements.evidence import Evidence
from govreport.store.files import FileStore


def quality_lists(verdict: Verdict, measurement: Measurement, files: FileStore) -> Mapping[str, int]:
    """Subject -> how many (ListedClaim): broken rules, corrections, compared items, revisions."""
    found = {**counted_by_rules(verdict, files)}
    found |= {f"failed:{suite}:{rule}": n for (suite, rule), n in counted_failures(verdict, files).items()}
    crashed = [(str(c.tidy.extract), o) for c in verdict.checks for o in c.outcomes if o.error]
    found |= {
        f"failed:{suite}:{o.rule}": 0 for suite, o in [*crashed, *(("across", o) for o in verdict.outcomes if o.error)]
    }
    tidied = [check.tidy for check in verdict.checks]
    states = Counter(d.state for d in verdict.differences)
    apart = [d for d in verdict.differences if d.state != "equal"]
    return found | {
        "corrections": sum(len(t.corrections_applied) for t in tidied),
        "corrections_unmatched": sum(len(t.corrections_unmatched) for t in tidied),
        "reconciled": len(verdict.differences),
        "reconciled_equal": states["equal"],
        "reconciled_differing": sum(d.ours is not None and d.theirs is not None for d in apart),
        "reconciled_unknown": sum(d.ours is None or d.theirs is None for d in apart),
        "reconciled_open": states["open"],
        "figures": sum(v.observations for v in measurement.vintages),
        "quarters_measured": len({v.quarter for v in measurement.vintages}),
        "revisions": len(measurement.revisions),
    }


def replaced_lists(issued: ReportModel | None, evidence: Evidence) -> Mapping[str, int]:
    """How many cards and how many other figures of the replaced edition aren't what is stored now."""
    if issued is None:
        return {}
    cards = {kpi.indicator: _on_card(issued, kpi) for kpi in issued.kpis}
    own = {i: _printed(evidence, Key(i, evidence.quarter)) for i in cards}
    others = 0
    for point in issued.data:
        key = Key(point.indicator, Quarter.parse(point.quarter, KINDS), point.town_code)
        if point.breakdown or (key.indicator in cards and key == Key(key.indicator, evidence.quarter)):
            continue
        others += _printed(evidence, key) != point.value
    return {"replaced_cards": sum(own[i] != stated for i, stated in cards.items()), "replaced_others": others}


def _printed(evidence: Evidence, key: Key) -> Fraction | None:
    """A figure as it may be printed: nothing of one that is hidden or stands on too small a denominator."""
    declared, found = evidence.declared.get(key.indicator), evidence.stored.get(key)
    if declared is None or found is None or key in evidence.hidden:
        return None
    if not Observation(key.indicator, key.quarter, key.town, "", "", *found).shown(declared):
        return None
    return evidence.rounded(key)


def _on_card(issued: ReportModel, card: Kpi) -> Fraction | None:
    """What a card stated: by the edition's data, else by what is printed."""
    stated = issued.on_card(card)
    return _number(card.value) if stated is None else Fraction(stated)


def _number(text: str) -> Fraction | None:
    plain = text.replace(",", "").replace("−", "-")
    return Fraction(plain) if plain.lstrip("-")[:1].isdigit() else None


def compared_items(verdict: Verdict) -> Mapping[tuple[str, str, str], Fraction]:
    """(rule, item, side) -> what the comparison with another office's table gives, worked out from both sides."""
    found: dict[tuple[str, str, str], Fraction] = {}
    for d in verdict.differences:
        found[d.rule, d.key, "tolerance"] = Fraction(d.tolerance)
        for side, value in (("ours", d.ours), ("theirs", d.theirs)):
            if value is not None:
                found[d.rule, d.key, side] = Fraction(value)
        if d.ours is not None and d.theirs is not None:
            found[d.rule, d.key, "difference"] = Fraction(d.ours - d.theirs)
    return found


def stated_before(context: Context, measurement: Measurement) -> Mapping[Key, tuple[int, int | None]]:
    """Every figure that this run states again, as it was stated last before: by earlier quarters' extracts, and for
    the run's own quarter by the report that was signed."""
    found: dict[Key, tuple[int, int | None]] = {}
    for vintage in measurement.vintages:
        earlier = context.vintages.latest(vintage.district, vintage.quarter, measurement.quarter, before=True)
        ids = [earlier.id] if earlier is not None else []
        if vintage.quarter == measurement.quarter:
            replaced = context.revisions.of_vintage(vintage.id)
            ids += [replaced.signed_vintage] if replaced is not None and replaced.signed_vintage else []
        for stored in ids:
            for o in context.vintages.observations(stored):
                found[Key(o[0], vintage.quarter, *o[1:4])] = (o.numerator, o.denominator)
    return found
