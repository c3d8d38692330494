"""The annex of a reply to a proposal: what was said in public beside what the records give, and why they differ.

A stated value is never mixed into the figures: it keeps its date, its scope and who said it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from govreport.currency import Currency
from govreport.district.reference_data import Assertion
from govreport.language import Language
from govreport.quarter import Quarter
from govreport.reports.claims import DayClaim, DifferenceClaim, FigureClaim, JudgedClaim
from govreport.reports.documents.frame import REPLY, framed
from govreport.reports.facts import Facts
from govreport.reports.inputs import ReportInputs
from govreport.reports.model import Cell, KeyFinding, Paragraph, ReportModel, Row, Section, TableBlock
from govreport.reports.numbers import printed_decimal, rounded, text_number
from govreport.reports.quantities import money
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import Stated, capitalized, given_text, joined
from govreport.reports.words import Words

State = Literal["equal", "within", "differs", "pending", "unknown"]
"""``pending``: stated for a day that hasn't come by the day of issue, and not reached yet."""


def reply_annex(inputs: ReportInputs, language: Language) -> ReportModel:
    """The annex, from the district's assertions; says so where there are none."""
    facts = Facts(inputs, inputs.words(language))
    words, factory = facts.words, BlockFactory(facts, first_table=1)
    # Of a day to come only the government can have said something by the day of issue: a promise.
    stated = [a for a in inputs.district.assertions if not _is_ahead(facts, a) or _is_promise(a)]
    judged = [(a, *judge(facts, a)) for a in stated if a.indicator]
    counted = Counter(state for _, state, _ in judged)
    # The systems are named as in the document; other languages have words for those that are known.
    names = words.group("reply_systems")
    sections: list[Section] = []
    for system in dict.fromkeys(a.system for a, _, _ in judged):
        rows = [_row(facts, a, state, ours) for a, state, ours in judged if a.system == system]
        sections.append(
            Section(
                key=f"reply-{len(sections) + 1}",
                heading=given_text("system", names.get(system, system)),
                blocks=[_table(factory, rows, len(sections))],
            )
        )
    said = [p for p in (_unchecked(facts, [a for a in stated if not a.indicator]), _sources(facts, stated)) if p]
    if said and sections:
        sections[-1] = sections[-1].model_copy(update={"blocks": [*sections[-1].blocks, *said]})
    elif said:
        sections.append(Section(key="reply-1", heading=words("reply.table_title"), blocks=[*said]))
    district = inputs.district.name.en if language == "en" else inputs.district.name.zh

    def count(number: int, subject: str) -> Stated:
        return facts.listed(number, subject, word=False) if number else Stated("")

    values = {
        "count": facts.listed(len(judged), "assertions", word=False),
        "differs": count(counted["differs"], "assertions_differs"),
        "pending": count(counted["pending"], "assertions_pending"),
    }
    text = words(
        "reply.text",
        **values,
        equal=facts.listed(counted["equal"] + counted["within"], "assertions_agree", word=False),
        unknown=count(counted["unknown"], "assertions_unknown"),
        as_of=words("reply.as_of", date=facts.as_of),
    )
    return framed(
        facts,
        kind=REPLY,
        about="",
        title=words("reply.title", district=district),
        issue=capitalized(facts.quarter_name(facts.quarter)),
        headline=[words("reply.headline", **values)],
        findings=[KeyFinding(lead=words("reply.lead"), text=text if judged else words("reply.none"), bad_news=False)],
        sections=sections,
    )


def _unchecked(facts: Facts, stated: Sequence[Assertion]) -> Paragraph | None:
    """What was said and is no figure of ours: named, so that nobody takes it for checked."""
    if not stated:
        return None
    words, english = facts.words, facts.words.language == "en"
    named = [
        words(
            "reply.unchecked_item",
            what=given_text("assertion", a.what_en if english else a.what_zh),
            value=_stated_value(facts, a),
        )
        for a in stated
    ]
    return Paragraph(
        text=words(
            "reply.unchecked",
            count=facts.listed(len(stated), "assertions_unchecked", word=False),
            items=joined(words("join.strong"), named),
        )
    )


def _sources(facts: Facts, stated: Sequence[Assertion]) -> Paragraph | None:
    sources = facts.words.join(given_text("source", source) for source in dict.fromkeys(a.source for a in stated))
    return Paragraph(text=facts.words("method.sources", sources=sources)) if sources else None


def at_quarter(facts: Facts, assertion: Assertion) -> Quarter:
    """The quarter whose figure answers to the statement: the last one that ended by its date and by the report's."""
    day = _last_day(assertion)
    if day is None:
        return facts.quarter
    containing = Quarter.containing(day, facts.quarter.kind)
    return min(containing if day == containing.end else containing.previous, facts.quarter)


def _last_day(assertion: Assertion) -> dt.date | None:
    """The last day that the statement may be about, as far as is known; None where it is undated."""
    day = assertion.as_of
    if day is None or assertion.as_of_precision == "unknown":
        return None
    if assertion.as_of_precision == "year":
        return dt.date(day.year, 12, 31)
    if assertion.as_of_precision == "month":
        return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return day


def judge(facts: Facts, assertion: Assertion) -> tuple[State, Fraction | None]:
    """How the statement stands beside the records on the day of issue, and what the records give."""
    ours = _recorded(facts, assertion)
    state = _compared(assertion, ours)
    if state in ("differs", "unknown") and _is_ahead(facts, assertion):
        state = "pending"
    return state, ours


def _is_ahead(facts: Facts, assertion: Assertion) -> bool:
    """Whether the statement is for a day that hasn't come by the day of issue."""
    day = _last_day(assertion)
    return day is not None and day > facts.inputs.release


def _is_promise(assertion: Assertion) -> bool:
    return assertion.asserted_by == "government" and assertion.indicator is not None


def _recorded(facts: Facts, assertion: Assertion) -> Fraction | None:
    if assertion.indicator is None or facts.declared(assertion.indicator) is None:
        return None
    return facts.part(facts.key(assertion.indicator, at_quarter(facts, assertion)), assertion.part)


def _compared(assertion: Assertion, ours: Fraction | None) -> State:
    if ours is None:
        return "unknown"
    decimals = _decimals(assertion)
    stated = Fraction(assertion.value)
    if rounded(ours, decimals) == rounded(stated, decimals):
        return "equal"
    if assertion.relation == "at_least" and ours >= stated:
        return "within"
    if assertion.relation == "about" and abs(ours - stated) * 20 <= abs(stated):
        return "within"
    return "differs"


_EXACTLY = 9
"""Digits that hold any value that somebody stated."""


def _decimals(assertion: Assertion) -> int:
    return max(-int(assertion.value.normalize().as_tuple().exponent), 0)


def _stated_value(facts: Facts, assertion: Assertion) -> Stated:
    """The value as it was stated: 815家, 370万元以上; of money in English as everywhere: over £3.7 million."""
    words = facts.words
    own = facts.district.money
    if words.language == "en" and (worth := own.units.get(own.unit(assertion.unit_zh) or "", 0)) > own.minor:
        value = Fraction(assertion.value) * worth / (own.scale * own.minor)
        said = str(money(words, own, value, _EXACTLY).text)
        return words(f"reply.{assertion.relation}", value=given_text("assertion", said))
    unit = assertion.unit_en if words.language == "en" else assertion.unit_zh
    number = given_text("assertion", text_number(Fraction(assertion.value), _decimals(assertion)))
    return words(f"reply.{assertion.relation}", value=stated_quantity(words, number, unit, own))


def _row(facts: Facts, assertion: Assertion, state: State, ours: Fraction | None) -> Row:
    words, english = facts.words, facts.words.language == "en"
    when = words("reply.undated")
    if assertion.as_of is not None:
        day = assertion.as_of
        said = words(f"reply.as_of_{assertion.as_of_precision}", year=day.year, month=day.month, day=day.day)
        when = Stated(said, DayClaim("", day))
    measured = "" if ours is None else _measured(facts, assertion, ours)
    stated_by = words(f"reply.by_{assertion.asserted_by}")
    return Row(
        cells=[
            Cell(text=given_text("assertion", assertion.what_en if english else assertion.what_zh)),
            Cell(
                text=_stated_value(facts, assertion),
                number=assertion.value if assertion.relation == "exact" else None,
                tone="strong",
            ),
            Cell(text=words("reply.who", by=stated_by, when=when), tone="muted"),
            Cell(text=measured or words("none"), tone="strong" if measured else "muted"),
            Cell(text=_why(facts, assertion, state, ours), tone="alert" if state == "differs" else "normal"),
        ]
    )


def _measured(facts: Facts, assertion: Assertion, ours: Fraction) -> Stated:
    """What the records give, with its unit."""
    assert assertion.indicator is not None  # noqa: S101 - measured, so it is about a figure
    key = facts.key(assertion.indicator, at_quarter(facts, assertion))
    if assertion.part == "value":
        measured = facts.measured(ours, assertion.indicator)
        return measured.stating(FigureClaim(key, measured.shown, per_unit=measured.per_unit))
    unit = assertion.unit_en if facts.words.language == "en" else assertion.unit_zh
    number = Stated(text_number(ours, 0), FigureClaim(key, printed_decimal(ours, 0), assertion.part))
    return stated_quantity(facts.words, number, unit, facts.district.money)


def stated_quantity(words: Words, number: str, unit: str, own: Currency) -> Stated:
    """A stated value with its unit: 815家, 100%, 3 × 10,000 residents."""
    if unit == "%":
        return joined("", (number, "%"))
    given = given_text("unit", unit)
    return words("reply.times" if unit[:1].isdigit() else "quantity", number=number, unit=given, sign=own.sign)


def _why(facts: Facts, assertion: Assertion, state: State, ours: Fraction | None) -> Stated:
    """What a reader needs to understand the difference: how much, at which date, over which scope."""
    words = facts.words
    quarter = at_quarter(facts, assertion)
    difference = _difference(facts, assertion, ours) if ours is not None and state != "equal" else ""
    said = words(f"reply.state_{state}", difference=difference, as_of=facts.date(quarter.end))
    parts: list[str] = [Stated(said, JudgedClaim(f"assertion:{assertion.id}", state))]
    if assertion.as_of is None and ours is not None:
        parts.append(words("reply.why_undated"))
    scope = assertion.scope_en if words.language == "en" else assertion.scope_zh
    if scope and scope not in (facts.district.name.zh, facts.district.name.en):
        parts.append(words("reply.scope", scope=given_text("assertion", scope)))
    return joined(words("join.strong"), parts)


def _difference(facts: Facts, assertion: Assertion, ours: Fraction) -> Stated:
    """How much more or less the records give."""
    words = facts.words
    apart = ours - Fraction(assertion.value)
    side: Literal["more", "less"] = "more" if apart > 0 else "less"
    declared = facts.declared(assertion.indicator or "")
    if declared is None or assertion.part != "value":
        unit = assertion.unit_en if words.language == "en" else assertion.unit_zh
        claim = DifferenceClaim("assertion", assertion.id, side, printed_decimal(abs(apart), 0))
        amount = stated_quantity(words, Stated(text_number(abs(apart), 0), claim), unit, facts.district.money)
    elif declared.is_rate:
        claim = DifferenceClaim("assertion", assertion.id, side, printed_decimal(abs(apart), declared.decimals))
        number = Stated(text_number(abs(apart), declared.decimals), claim)
        amount = joined("", (number, words("points_said", number=str(number))))
    else:
        measured = facts.measured(abs(apart), declared.id)
        per_unit = Fraction(measured.per_unit)
        amount = measured.stating(DifferenceClaim("assertion", assertion.id, side, measured.shown, per_unit))
    return words(f"reply.{side}", amount=amount)


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
