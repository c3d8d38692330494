"""In section 七: our figures beside those of other offices."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Literal

from govreport.currency import currency
from govreport.manifests.verdicts import Difference
from govreport.reports.claims import DifferenceClaim
from govreport.reports.model import Cell, Paragraph, Row, TableBlock
from govreport.reports.numbers import rounded, signed_number, table_number
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import Stated, claims_of, given_text
from govreport.reports.untrusted_text import sanitize

Side = Literal["ours", "theirs", "difference", "tolerance"]


def reconciliation(factory: BlockFactory) -> list[Paragraph | TableBlock | None]:
    """How many figures were compared, and each that differs or couldn't be compared; nothing without references."""
    words = factory.words
    found = factory.facts.inputs.verdict.differences
    if not found:
        return []
    apart = [d for d in found if d.state != "equal"]
    states = Counter(d.state for d in found)
    said = words(
        "quality.reconciled_some" if apart else "quality.reconciled_none",
        count=_count(factory, len(found), "reconciled"),
        agreed=_count(factory, states["equal"], "reconciled_equal"),
        differing=_count(factory, sum(d.difference is not None for d in apart), "reconciled_differing"),
        unknown=_count(factory, sum(d.difference is None for d in apart), "reconciled_unknown"),
        unsettled=_count(factory, states["open"], "reconciled_open"),
        explained=states["explained"],
        within=states["within"],
    )
    return [factory.paragraph(said), _table(factory, apart) if apart else None]


def _count(factory: BlockFactory, number: int, subject: str) -> Stated:
    """A number of compared items; "" for none, which the sentence leaves out."""
    return factory.facts.listed(number, subject, word=False) if number else Stated("")


def _table(factory: BlockFactory, apart: list[Difference]) -> TableBlock:
    words = factory.words
    columns = [
        factory.head("their_table", width=1.8, align="left"),
        factory.head("item", width=1.8, align="left"),
        factory.head("ours", width=1.0),
        factory.head("theirs", width=0.9),
        factory.head("difference", width=1.0),
        factory.head("explanation", width=5.0, align="left"),
    ]
    rows = [_row(factory, d) for d in apart]
    subtitle = words("quality.reconciliation_subtitle")
    return factory.table("reconciliation", words("quality.reconciliation_title"), columns, rows, subtitle=subtitle)


def _row(factory: BlockFactory, d: Difference) -> Row:
    facts, words = factory.facts, factory.words
    unit, scale, decimals = "", Fraction(1), 0
    name = sanitize(facts, d.name) or words("none")
    if d.is_money:
        amounts = [a for a in (d.ours, d.theirs, d.tolerance) if a is not None]
        word, scale, decimals = currency(d.currency).exact(amounts, language=words.language)
        unit = given_text("unit", word)
        name = words("of_unit", name=name, unit=unit)

    def stated(side: Side, value: int, *, signed: bool = False) -> Stated:
        exact = value * scale
        text = signed_number(exact, decimals) if signed else table_number(exact, decimals)
        return Stated(text, DifferenceClaim(d.rule, d.key, side, rounded(exact, decimals), scale))

    def amount(side: Side, value: int | None, *, tone: str = "normal") -> Cell:
        if value is None:
            return Cell(text=words("none"), tone="muted")
        text = stated(side, value, signed=side == "difference")
        return Cell.model_validate({"text": text, "number": rounded(value * scale, decimals), "tone": tone})

    still_open = d.state == "open"
    allowed = stated("tolerance", d.tolerance)
    tolerance = words("quality.tolerated", number=allowed, unit=unit) if unit else allowed
    return Row(
        cells=[
            Cell(text=sanitize(facts, d.title_en if words.language == "en" else d.title_zh)),
            Cell(text=name),
            amount("ours", d.ours),
            amount("theirs", d.theirs),
            amount("difference", d.difference, tone="alert" if still_open else "strong"),
            Cell(text=_explanation(factory, d, tolerance), tone="alert" if still_open else "normal"),
        ]
    )


def _explanation(factory: BlockFactory, d: Difference, tolerance: Stated) -> Stated:
    facts, words = factory.facts, factory.words
    english = words.language == "en"
    if d.state == "within":
        return words("quality.difference_within", tolerance=tolerance)
    if d.state == "explained" and d.explained_on is not None:
        return words(
            "quality.difference_explained",
            text=_clause(sanitize(facts, d.explanation_en if english else d.explanation_zh)),
            by=sanitize(facts, d.explained_by),
            date=facts.date(d.explained_on),
        )
    problem = _clause(sanitize(facts, d.problem_en if english else d.problem_zh))
    return words("quality.difference_open", problem=problem)


def _clause(sentence: Stated) -> Stated:
    return Stated(sentence.rstrip("。."), *claims_of(sentence))
