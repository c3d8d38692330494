"""The annex of a reply to a proposal: what was said in public beside what the records give, and why they differ.

A stated value is never mixed into the figures: it keeps its date, its scope and who said it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import Literal

from govreport.district.reference_data import Assertion
from govreport.language import Language
from govreport.quarter import Quarter
from govreport.reports.documents.frame import REPLY, framed
from govreport.reports.facts import Facts
from govreport.reports.inputs import ReportInputs
from govreport.reports.model import Cell, KeyFinding, Paragraph, ReportModel, Row, Section, TableBlock
from govreport.reports.numbers import rounded, text_number
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.words import Words, load_words

State = Literal["equal", "within", "differs", "unknown"]


def reply_annex(inputs: ReportInputs, language: Language) -> ReportModel:
    """The annex, from the district's assertions; says so where there are none."""
    facts = Facts(inputs, load_words(inputs.settings.templates_dir, language))
    words, factory = facts.words, BlockFactory(facts, first_table=1)
    stated = inputs.district.assertions
    judged = [(a, *_judge(facts, a)) for a in stated]
    counted = Counter(state for _, state, _ in judged)
    # The systems are named as in the document; other languages have words for those that are known.
    names = words.group("reply_systems")
    sections: list[Section] = []
    for system in dict.fromkeys(a.system for a in stated):
        rows = [_row(facts, a, state, ours) for a, state, ours in judged if a.system == system]
        sections.append(
            Section(
                key=f"reply-{len(sections) + 1}",
                heading=names.get(system, system),
                blocks=[_table(factory, rows, len(sections))],
            )
        )
    sources = words.join(dict.fromkeys(a.source for a in stated))
    if sources and sections:
        said = Paragraph(text=words("method.sources", sources=sources))
        sections[-1] = sections[-1].model_copy(update={"blocks": [*sections[-1].blocks, said]})
    district = inputs.district.name.en if language == "en" else inputs.district.name.zh
    text = words(
        "reply.text",
        count=len(stated),
        equal=counted["equal"] + counted["within"],
        differs=counted["differs"],
        unknown=counted["unknown"],
        as_of=words("head.as_of", date=facts.as_of),
    )
    return framed(
        facts,
        kind=REPLY,
        about="",
        title=words("reply.title", district=district),
        issue=facts.quarter_name(facts.quarter),
        headline=[words("reply.headline", count=len(stated), differs=counted["differs"])],
        findings=[KeyFinding(lead=words("reply.lead"), text=text if stated else words("reply.none"), bad_news=False)],
        sections=sections,
    )


def at_quarter(facts: Facts, assertion: Assertion) -> Quarter:
    """The quarter whose figure answers to the statement: the last one that ended by its date, as far as is known."""
    if assertion.as_of is None or assertion.as_of_precision == "unknown":
        return facts.quarter
    day = assertion.as_of
    if assertion.as_of_precision == "year":
        day = dt.date(day.year, 12, 31)
    elif assertion.as_of_precision == "month":
        day = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    containing = Quarter.containing(day)
    return containing if day == containing.end else containing.previous


def _judge(facts: Facts, assertion: Assertion) -> tuple[State, Fraction | None]:
    if assertion.indicator is None or facts.declared(assertion.indicator) is None:
        return "unknown", None
    ours = facts.value(assertion.indicator, at_quarter(facts, assertion))
    if ours is None:
        return "unknown", None
    decimals = max(-int(assertion.value.normalize().as_tuple().exponent), 0)
    stated = Fraction(assertion.value)
    if rounded(ours, decimals) == rounded(stated, decimals):
        return "equal", ours
    if assertion.relation == "at_least" and ours >= stated:
        return "within", ours
    if assertion.relation == "about" and abs(ours - stated) * 20 <= abs(stated):
        return "within", ours
    return "differs", ours


def _row(facts: Facts, assertion: Assertion, state: State, ours: Fraction | None) -> Row:
    words, english = facts.words, facts.words.language == "en"
    stated_by = words(f"reply.by_{assertion.asserted_by}")
    when = words("reply.undated")
    if assertion.as_of is not None:
        precision = assertion.as_of_precision
        day = assertion.as_of
        when = words(f"reply.as_of_{precision}", year=day.year, month=day.month, day=day.day)
    unit = assertion.unit_en if english else assertion.unit_zh
    number = text_number(Fraction(assertion.value), max(-int(assertion.value.normalize().as_tuple().exponent), 0))
    value = words(f"reply.{assertion.relation}", value=stated_quantity(words, number, unit))
    quarter = at_quarter(facts, assertion)
    measured = "" if ours is None or assertion.indicator is None else facts.quantity(ours, assertion.indicator)
    scope = assertion.scope_en if english else assertion.scope_zh
    return Row(
        cells=[
            Cell(text=assertion.what_en if english else assertion.what_zh),
            Cell(text=value, number=assertion.value if assertion.relation == "exact" else None, tone="strong"),
            Cell(text=words("reply.who", by=stated_by, when=when), tone="muted"),
            Cell(text=measured or words("none"), tone="strong" if measured else "muted"),
            Cell(
                text=_why(facts, assertion, state, ours, quarter, scope),
                tone="alert" if state == "differs" else "normal",
            ),
        ]
    )


def stated_quantity(words: Words, number: str, unit: str) -> str:
    """A stated value with its unit: 815家, 100%, 30 × 10,000 yuan."""
    if unit == "%":
        return f"{number}%"
    return words("reply.times" if unit[:1].isdigit() else "quantity", number=number, unit=unit)


def _why(facts: Facts, assertion: Assertion, state: State, ours: Fraction | None, quarter: Quarter, scope: str) -> str:
    """What a reader needs to understand the difference: how much, at which date, over which scope."""
    words = facts.words
    difference = ""
    if ours is not None and state != "equal" and assertion.indicator is not None:
        apart = ours - Fraction(assertion.value)
        amount = facts.quantity(abs(apart), assertion.indicator)
        declared = facts.declared(assertion.indicator)
        if declared is not None and declared.is_rate:
            amount = text_number(abs(apart), declared.decimals) + words("points")
        difference = words("reply.more" if apart > 0 else "reply.less", amount=amount)
    said = words(f"reply.state_{state}", difference=difference, as_of=facts.date(quarter.end))
    parts = [said]
    if assertion.as_of is None and ours is not None:
        parts.append(words("reply.why_undated"))
    names = (facts.district.name.zh, facts.district.name.en)
    if scope and scope not in names:
        parts.append(words("reply.scope", scope=scope))
    return words("join.strong").join(p for p in parts if p)


def _table(factory: BlockFactory, rows: list[Row], key: int) -> TableBlock:
    columns = [
        factory.head("stated_what", width=2.4, align="left"),
        factory.head("stated_value", width=1.45),
        factory.head("stated_by", width=1.75, align="left"),
        factory.head("ours", width=1.45),
        factory.head("explanation", width=3.0, align="left"),
    ]
    # The heading above says what the table is about, so it carries no number of its own.
    title = factory.words("reply.table_title")
    return TableBlock(key=f"reply_{key}", number="", title=title, columns=columns, rows=rows, rule_every=1)
