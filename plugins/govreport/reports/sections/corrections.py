"""In section 七: the corrections that this run applied, and how many it could not."""

from __future__ import annotations

from collections.abc import Sequence

from govreport.canonical import EXTRACTS, ROW
from govreport.indicators.disclosure.proxies import group_column, group_words, names_group, telling_columns
from govreport.manifests.extracts import CorrectionRecord
from govreport.reports.facts import Facts
from govreport.reports.model import Cell, Paragraph, Row, TableBlock
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import Stated, given_text, joined
from govreport.reports.untrusted_text import sanitize

CODES = ("uscc", "certificate_no", "project_no", "event_no", "instalment")
"""Columns of a key that may be printed: they number records. Names and addresses are left to the correction sheets."""


def corrections(factory: BlockFactory) -> list[TableBlock | Paragraph | None]:
    """Old value, new value, why and from whom, by file in the order of corrections.yaml."""
    words, listed = factory.words, factory.facts.listed
    tidied = [c.tidy for c in factory.facts.inputs.verdict.checks]
    applied = [(t.extract, record) for t in tidied for record in t.corrections_applied]
    unmatched = sum(len(t.corrections_unmatched) for t in tidied)
    return [
        _table(factory, applied) if applied else None,
        factory.paragraph(
            words(
                "quality.corrections_unmatched",
                count=listed(unmatched, "corrections_unmatched", word=False),
                applied=len(applied),
            )
        )
        if unmatched
        else None,
    ]


def _table(factory: BlockFactory, applied: Sequence[tuple[str, CorrectionRecord]]) -> TableBlock:
    words = factory.words
    rows = [_row(factory.facts, extract, record) for extract, record in applied]
    columns = [
        factory.head("record", width=2.6, align="left"),
        factory.head("field", width=1.4, align="left"),
        factory.head("found", width=1.9, align="left"),
        factory.head("corrected", width=1.9, align="left"),
        factory.head("reason", width=2.5, align="left"),
        factory.head("reported", width=2.1, align="left"),
    ]
    return factory.table(
        "corrections",
        words("quality.corrections_title", count=factory.facts.listed(len(applied), "corrections", word=False)),
        columns,
        rows,
        subtitle=words("quality.corrections_subtitle"),
        rule_every=1,
    )


def _row(facts: Facts, extract: str, record: CorrectionRecord) -> Row:
    words = facts.words
    who = words("quality.reported", by=sanitize(facts, record.reported_by), date=facts.date(record.date))
    return Row(
        cells=[
            Cell(text=_record(facts, extract, record)),
            Cell(text=_field(facts, extract, record.column)),
            _value(facts, extract, record, record.old, "muted"),
            _value(facts, extract, record, record.new, "strong"),
            Cell(text=_reason(facts, extract, record)),
            Cell(text=who, tone="muted"),
        ]
    )


def _value(facts: Facts, extract: str, record: CorrectionRecord, value: str | None, tone: str) -> Cell:
    if record.column in telling_columns(extract, facts.codes):
        return Cell(text=facts.words("quality.withheld"), tone="muted")
    text = sanitize(facts, value)
    return Cell.model_validate({"text": text or facts.words("quality.empty"), "tone": tone if text else "muted"})


def _reason(facts: Facts, extract: str, record: CorrectionRecord) -> Stated:
    """Why it was corrected; not where that names the sensitive group of a record whose number stands beside it."""
    group = group_column(EXTRACTS[extract], facts.codes)
    if group is not None and names_group(record.reason, group_words(facts.codes, group.info["codes"])):
        return facts.words("quality.withheld")
    return sanitize(facts, record.reason)


def _record(facts: Facts, extract: str, record: CorrectionRecord) -> str:
    """The file and the record's codes, or by its row where the key holds none that may be printed."""
    words = facts.words
    named = [
        words("quality.key", name=_field(facts, extract, c), value=sanitize(facts, record.key[c], code=True))
        for c in CODES
        if c in record.key
    ]
    row = record.key.get(ROW) or record.row
    if not named and row is not None:
        named = [words("quality.key_row", row=given_text("row", f"{row}"))]
    return joined(words("join.clause"), [words(f"extracts.{extract}"), *named])


def _field(facts: Facts, extract: str, column: str) -> str:
    """A column's name; one that the language file doesn't name yet goes by its name in canonical.py."""
    phrase, by = f"fields.{column}", facts.district.identifiers_in(extract)
    if column.endswith("uscc") and by.scheme != "uscc":
        zh, en = by.title(column, str(EXTRACTS[extract].columns[column].info["zh"]))
        return given_text("column", zh if facts.words.language == "zh" else en)
    if phrase in facts.words:
        return facts.words(phrase)
    found = EXTRACTS[extract].columns.get(column)
    return given_text("column", str(found.info["zh"]) if found is not None and facts.words.language == "zh" else column)
