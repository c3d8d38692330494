"""The sentences of: policy."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence

SENTENCES = {
    "policy.in_annex": Sentence(),
}
