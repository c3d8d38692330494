"""The product's documents of all nine sample quarters, in both languages, as texts with the phrases they were made by.

Everything else in this folder knows nothing of the product; here its view models are made, once for all tests.
"""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from govreport import stages
from govreport.context import Context
from govreport.indicators.vintages import steps
from govreport.quarter import Quarter
from govreport.reports.build import build_model
from govreport.reports.claims import PhraseClaim
from govreport.reports.documents.operators_note import operators_note
from govreport.reports.documents.reply_annex import reply_annex
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.last_issue import LastIssue, read_issue
from govreport.reports.material import gather_material
from govreport.reports.stated import claims_of
from govreport.reports.statements.printed import printed
from govreport.settings import Settings
from tests.fixtures.once import once
from tests.reports.independent.days import QUARTERS

LANGUAGES = ("zh", "en")


class Said(NamedTuple):
    """A printed text: of which quarter's document, where in it, and by which phrases it was made."""

    quarter: str
    document: str
    language: str
    town: str
    """Whose brief it stands in; "" for the district's documents."""
    where: str
    text: str
    phrases: tuple[str, ...]


def _make(folder: Path) -> None:
    settings = Settings(var=folder / "var")
    said: list[Said] = []
    issues: dict[str, LastIssue] = {}
    for name in QUARTERS:
        context = Context.make(settings, "panyu", name)
        extracts = [stages.tidy(context, stages.collect(context, extract)) for extract in context.district.extracts]
        verdict = stages.conclude(context, stages.check(context, extracts))
        # Without the product's own proof of its documents: this is another one.
        measurement = steps.verify(context, stages.measure(context, verdict))
        inputs = gather_material(context, measurement, verdict).languages[0].inputs
        assert inputs.quarter == Quarter.parse(name)
        for language in LANGUAGES:
            # As if every quarter had been issued: a report says what became of the last one's matters.
            own = replace(inputs, last_issue=issues.get(language))
            report = build_model(own, language, with_data=False)
            issues[language] = read_issue(report.model_dump_json().encode(), context.quarter, "")
            models = [
                ("report", "", report),
                ("reply", "", reply_annex(inputs, language)),
                ("note", "", operators_note(inputs, language)),
                *(("brief", t.code, town_brief(inputs, language, t.code)) for t in context.district.towns),
            ]
            for document, town, model in models:
                for where, text in printed(model):
                    phrases = tuple(c.name for c in claims_of(text) if isinstance(c, PhraseClaim))
                    said.append(Said(name, document, language, town, where, str(text), phrases))
    (folder / "said.pickle").write_bytes(pickle.dumps(said))


@cache
def all_texts() -> tuple[Said, ...]:
    """Every printed text of every document."""
    decided_by = ("plugins/govreport", "include", "tests/reports/independent/documents.py")
    folder = once("nine quarters said", decided_by, _make)
    return tuple(pickle.loads((folder / "said.pickle").read_bytes()))  # noqa: S301 - made by this very module
