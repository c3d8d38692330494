"""The sentences of: quality."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence

SENTENCES = {
    "quality.in_annex": Sentence(),
}
