"""The sentences of the section on data quality, its tables, and the method annex."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence
from govreport.reports.statements.counted import (
    lists,
    most_aside,
    most_aside_towns,
    none_aside,
    nothing_revised,
    revised,
    some_aside,
    tells_all,
)

PLAIN = Sentence()

SENTENCES: dict[str, Sentence] = {
    "quality.lead": Sentence(when=lists("files", lambda n: n > 0)),
    "quality.preliminary": PLAIN,
    "quality.verified": PLAIN,
    "quality.top": Sentence(
        when=lambda claims, evidence: most_aside(claims, evidence) and most_aside_towns(claims, evidence)
    ),
    "quality.top_town": PLAIN,
    "quality.rules_title": Sentence(when=lists("rules_failed", lambda n: n > 0)),
    "quality.rules_subtitle": PLAIN,
    "quality.crash": PLAIN,
    "quality.identities_hold": Sentence(when=lists("identities_broken", lambda n: n == 0)),
    "quality.identities_broken": Sentence(when=lists("identities_broken", lambda n: n > 0)),
    "quality.accepted_subtitle": PLAIN,
    "quality.accepted_rule": PLAIN,
    "quality.revisions_none": Sentence(when=nothing_revised),
    "quality.revisions_subtitle": PLAIN,
    "quality.revision_reason": PLAIN,
    "quality.revision_more": PLAIN,
    "quality.corrections_title": Sentence(when=lists("corrections", lambda n: n > 0)),
    "quality.corrections_subtitle": PLAIN,
    "quality.corrections_unmatched": Sentence(when=lists("corrections_unmatched", lambda n: n > 0)),
    "quality.reported": PLAIN,
    "quality.reconciled_none": Sentence(
        when=lambda claims, evidence: evidence.listed.get("reconciled") == evidence.listed.get("reconciled_equal")
    ),
    "quality.reconciled_some": Sentence(
        when=tells_all(
            "reconciled", "reconciled_equal", "reconciled_differing", "reconciled_unknown", "reconciled_open"
        )
    ),
    "quality.reconciliation_subtitle": PLAIN,
    "quality.difference_within": PLAIN,
    "quality.difference_explained": PLAIN,
    "quality.difference_open": Sentence(when=lists("reconciled_open", lambda n: n > 0)),
    "quality.exits_derived": PLAIN,
    "quality.exits_open": PLAIN,
    "quality.exits_first": PLAIN,
    "quality.exits_back": PLAIN,
    "quality.unprintable": PLAIN,
    "quality.triangle_statistics": PLAIN,
    "revised.sentence": Sentence(("*",), revised),
    "revised.card": Sentence(("*",), revised),
    "quality.in_annex": PLAIN,
    "method.more": PLAIN,
    "method.unstated_what": PLAIN,
    "method.unstated_subtitle": PLAIN,
    "method.sources": PLAIN,
    "method.comparison_text": PLAIN,
    "method.rounding_text": PLAIN,
    "method.exits_text": PLAIN,
    "method.fonts_text": PLAIN,
    "brief.rows": Sentence(when=some_aside),
    "brief.no_rows": Sentence(when=none_aside),
}
