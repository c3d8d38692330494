"""The sentences of: notice."""

from __future__ import annotations

from govreport.reports.statements.conditions import Sentence

SENTENCES: dict[str, Sentence] = {}
