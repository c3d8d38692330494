"""The sentences of the operators' note."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence
from govreport.reports.statements.counted import lists, tells_all

SENTENCES: dict[str, Sentence] = {
    "operators.verdict": Sentence(),
    "operators.state_blocked": Sentence(),
    "operators.state_held": Sentence(),
    "operators.state_ready": Sentence(),
    "operators.state_judged": Sentence(),
    "operators.rules": Sentence(when=lists("rules_failed", lambda n: n > 0)),
    "operators.more_rules": Sentence(),
    "operators.sheets": Sentence(when=lambda claims, evidence: bool(evidence.rows)),
    "operators.no_sheets": Sentence(when=lambda claims, evidence: not evidence.rows.get(("aside", "", ""), 0)),
    "operators.figures": Sentence(when=tells_all("figures", "identities", "revisions")),
}
