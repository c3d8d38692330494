"""Every sentence of the documents: what it may state and when, one file a section. Words: narrative.<language>.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from govreport.reports.statements.conditions import Sentence
from govreport.reports.statements.declared import (
    attention,
    brief,
    brief_items,
    common,
    funding,
    note,
    notice,
    page_one,
    policy,
    quality,
    reply,
    structure,
    supervision,
    towns,
)

ROOMS = (
    common, page_one, structure, towns, funding, supervision, policy, attention, quality, brief, brief_items, reply,
    note, notice,
)  # fmt: skip


@cache
def sentences() -> Mapping[str, Sentence]:
    """Phrase of the narrative templates -> its declaration. Raises ValueError where two files declare the same one."""
    found: dict[str, Sentence] = {}
    for room in ROOMS:
        for name, sentence in room.SENTENCES.items():
            if name in found:
                raise ValueError(f"{name} is declared twice")
            found[name] = sentence
    return found
