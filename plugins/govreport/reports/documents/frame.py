"""The head and foot that every document of a quarter shares, around what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from govreport.errors import as_file_name
from govreport.reports.attention.hold import hold_reason
from govreport.reports.facts import Facts
from govreport.reports.formats.fonts import plain
from govreport.reports.model import KeyFinding, Kpi, ReportModel, Section
from govreport.reports.stated import given_text, joined

TOWN, REPLY = "town", "reply"
"""Kinds of documents that a report's signature covers."""


def framed(
    facts: Facts,
    *,
    kind: str,
    about: str,
    title: str,
    issue: str,
    headline: list[str],
    findings: Sequence[KeyFinding] = (),
    kpis: Sequence[Kpi] = (),
    sections: Sequence[Section] = (),
) -> ReportModel:
    """A document in the report's own view model. ``kind`` and ``about`` make its fingerprint and its file's name."""
    inputs, words = facts.inputs, facts.words
    head, quarter, english = inputs.district.report, inputs.quarter, words.language == "en"
    release, held = facts.date(inputs.release, "release"), hold_reason(facts)
    stem = words("head.file_stem", title=title, year=quarter.year, number=quarter.number)
    lines = [line for line in headline if line]
    return ReportModel(
        language="en" if english else "zh",
        lang_tag=words("lang_tag"),
        district_id=inputs.district.id,
        district=inputs.district.name.en if english else inputs.district.name.zh,
        quarter=str(quarter),
        quarter_name=facts.quarter_name(quarter),
        title=title,
        issue=issue,
        publisher=facts.publisher,
        date=release,
        date_iso=inputs.release.isoformat(),
        as_of=words("head.as_of", date=facts.as_of),
        headline=lines,
        findings=list(findings),
        kpi_title=words("kpi.title"),
        kpi_note=words("head.as_of", date=facts.as_of),
        kpi_number=given_text("number", f"{words('labels.table')}1"),
        kpis=list(kpis),
        sections=list(sections),
        draft=words("head.draft", reason=held) if held else "",
        distribution=[],
        issued=words("head.issued", date=release),
        contact=words("head.contact", contact=given_text("contact", head.contact.en if english else head.contact.zh)),
        note=given_text("note", note.en if english else note.zh) if (note := inputs.district.note) else "",
        fingerprint_label=words("head.fingerprint"),
        fingerprint=document_fingerprint(inputs.fingerprint, kind, about),
        preheader=joined(words("join.strong"), lines),
        subject=words("head.subject", title=title, quarter=facts.quarter_name(quarter), headline=lines[0]),
        labels=words.group("labels"),
        data=[],
        file_stem=as_file_name(plain(stem)).replace(": ", " - "),  # no file's name on Windows has a colon
        file_stem_ascii=f"{inputs.district.id}-{quarter}-{kind}{'-' + about if about else ''}-{words.language}",
        fonts=inputs.fonts,
    )


def document_fingerprint(fingerprint: str, kind: str, about: str) -> str:
    """The fingerprint of a document that belongs to the report with ``fingerprint``: who signs one signs the others."""
    return hashlib.sha256(f"{fingerprint}\n{kind}\n{about}".encode()).hexdigest()
