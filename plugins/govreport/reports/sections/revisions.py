"""In section 七: figures that are now others than they were stated: what the reader saw first comes first."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from weakref import WeakKeyDictionary

from govreport.errors import unstopped
from govreport.indicators.vintages.revision_kind import KINDS
from govreport.manifests.base import RevisionKind
from govreport.manifests.measurements import Revision
from govreport.reports.attention.rank import attention_items
from govreport.reports.claims import ChangeClaim, FigureClaim, NamesClaim
from govreport.reports.facts import Facts
from govreport.reports.model import Cell, Paragraph, Row, TableBlock
from govreport.reports.narrative import findings, headline, kpis
from govreport.reports.revised import old_and_new, revised_cell, visible
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import Stated, claims_of, given_text, joined

SHOWN = 8
"""Rows in print; more where more figures of page 1 were revised, up to MOST."""
MOST = 16

Place = tuple[str, str, str, str]
"""Indicator, town, breakdown, member."""


def revisions(factory: BlockFactory) -> list[Paragraph | TableBlock | None]:
    """The first of them for everybody, with how many more the annex lists, or a sentence that there is none."""
    facts, words = factory.facts, factory.words
    first = page_one(facts)
    ordered = visible_revisions(facts, first)
    if not ordered:
        return [factory.paragraph(words("quality.revisions_none"))]
    shown = _shown(ordered, first)
    beyond = len(ordered) - shown
    more = words("quality.revision_more", count=facts.listed(beyond, "more:revisions", word=False)) if beyond else ""
    return [_table(factory, "revisions", ordered[:shown], more)]


def all_revisions(factory: BlockFactory) -> list[TableBlock]:
    """The technical annex's table of every revision, where the report can't hold them all."""
    first = page_one(factory.facts)
    ordered = visible_revisions(factory.facts, first)
    return [_table(factory, "revisions_all", ordered, "")] if len(ordered) > _shown(ordered, first) else []


def _shown(ordered: Sequence[Revision], first: Sequence[Place]) -> int:
    of_page_one = sum(_place(r) in first for r in ordered)
    return min(len(ordered), max(SHOWN, min(of_page_one, MOST)))


def _table(factory: BlockFactory, key: str, listed: Sequence[Revision], more: str) -> TableBlock:
    words = factory.words
    columns = [
        factory.head("indicator", width=2.2, align="left"),
        factory.head("where", width=1.9, align="left"),
        factory.head("period", width=1.7, align="left"),
        factory.head("revision_kind", width=0.9, align="left"),
        factory.head("old"),
        factory.head("new"),
    ]
    return factory.table(
        key,
        words("quality.revisions_title"),
        columns,
        [_row(factory, r) for r in listed],
        subtitle=words("quality.revisions_subtitle"),
        note=joined(words("join.sentence"), (n for n in (_reasons(factory, listed), more) if n)),
    )


def page_one(facts: Facts) -> list[Place]:
    """The figures that page 1 prints, as they are read: headline, findings, cards."""
    if facts not in _PAGE_ONE:  # the report's table and the annex's ask for the same
        _PAGE_ONE[facts] = _page_one(facts)
    return _PAGE_ONE[facts]


_PAGE_ONE: WeakKeyDictionary[Facts, list[Place]] = WeakKeyDictionary()


def _page_one(facts: Facts) -> list[Place]:
    items, cards = attention_items(facts), kpis(facts)
    texts = [*headline(facts, items), *(t for f in findings(facts, items) for t in (f.lead, f.text))]
    texts += [t for kpi in cards for t in (kpi.value, *(c.absolute for c in kpi.changes), kpi.target)]
    claims = [c for text in texts for c in claims_of(text)]
    places = [(c.key.indicator, *c.key[2:]) for c in claims if isinstance(c, FigureClaim | ChangeClaim)]
    places += [(c.indicator, town, "", "") for c in claims if isinstance(c, NamesClaim) for town in c.names]
    return list(dict.fromkeys([*places, *((kpi.indicator, "", "", "") for kpi in cards)]))


def visible_revisions(facts: Facts, first: Sequence[Place] = ()) -> list[Revision]:
    """Revisions whose figure looks different in print: those of ``first``, then the district's by size, then the rest.

    Of one figure the newest quarter comes first. Size is relative; where figures are level they keep the order of the
    catalogue.
    """
    order = {indicator: at for at, indicator in enumerate(facts.inputs.figures.indicators)}
    early = {place: at for at, place in enumerate(first)}
    seen = [r for r in facts.inputs.measurement.revisions if r.indicator in order and visible(facts, r)]

    def rank(r: Revision) -> tuple[object, ...]:
        place = _place(r)
        at = early.get(place, len(early))
        size = Fraction(0) if place in early else -_size(facts, r)
        whole = bool(r.town_code or r.breakdown)
        return (at, whole, size, order[r.indicator], -r.quarter.ordinal, r.town_code, r.breakdown, r.member)

    return sorted(seen, key=rank)


def _place(revision: Revision) -> Place:
    return (revision.indicator, revision.town_code, revision.breakdown, revision.member)


def _size(facts: Facts, revision: Revision) -> Fraction:
    """The change as a share of the larger of both figures; 1 where one of them isn't stated."""
    old, new = old_and_new(facts, revision)
    if old is None or new is None:
        return Fraction(1)
    largest = max(abs(old), abs(new))
    return abs(new - old) / largest if largest else Fraction(0)


def _reasons(factory: BlockFactory, listed: Sequence[Revision]) -> Stated:
    """Each kind that is listed with its reasons, in the order in which they first appear."""
    words = factory.words
    english = words.language == "en"
    said: dict[RevisionKind, list[str]] = {}
    for revision in listed:
        reason = unstopped(revision.reason_en if english else revision.reason_zh)
        if reason and reason not in said.setdefault(revision.kind, []):
            said[revision.kind].append(reason)
    lines = [
        words(
            "quality.revision_reason",
            kind=KINDS[kind].in_language(words.language),
            reason=joined(words("join.strong"), (given_text("reason", reason) for reason in reasons)),
        )
        for kind, reasons in said.items()
        if reasons
    ]
    return joined(words("join.sentence"), lines)


def _row(factory: BlockFactory, revision: Revision) -> Row:
    facts, words = factory.facts, factory.words
    where: str = given_text(f"town:{revision.town_code}", facts.town(revision.town_code)) or words("quality.district")
    if revision.breakdown:
        where = joined(" ", (where, given_text("member", facts.code_word(revision.breakdown, revision.member))))
    old, new = old_and_new(facts, revision)
    return Row(
        cells=[
            Cell(text=given_text("name", facts.name(revision.indicator))),
            Cell(text=where),
            Cell(text=facts.quarter_name(revision.quarter)),
            Cell(text=KINDS[revision.kind].in_language(words.language)),
            revised_cell(facts, revision, "old", old),
            revised_cell(facts, revision, "new", new),
        ]
    )
