"""What the data-quality section, the operators' note and the reply list, counted for the check of what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from govreport.context import Context
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import Verdict
from govreport.reports.claims import Key
from govreport.reports.counted_rows import counted_by_rules, counted_failures
from govreport.store.files import FileStore


def quality_lists(verdict: Verdict, measurement: Measurement, files: FileStore) -> Mapping[str, int]:
    """Subject -> how many (ListedClaim): broken rules, corrections, compared items, revisions, towns with rows aside."""
    found = {**counted_by_rules(verdict, files)}
    found |= {f"failed:{suite}:{rule}": n for (suite, rule), n in counted_failures(verdict, files).items()}
    crashed = [(str(c.tidy.extract), o) for c in verdict.checks for o in c.outcomes if o.error]
    found |= {f"failed:{suite}:{o.rule}": 0 for suite, o in [*crashed, *(("across", o) for o in verdict.outcomes if o.error)]}
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
