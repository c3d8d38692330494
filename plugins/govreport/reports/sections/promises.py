"""Promises made in public, by whom, by when, and where they stand: in the technical annex, and in a count in 六."""

from __future__ import annotations

from govreport.district.reference_data import Commitment
from govreport.reports.model import Cell, Row, TableBlock, Tone
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import given_text


def promises(factory: BlockFactory) -> TableBlock | None:
    """What was promised in public, by whom, by when, and where it stands; those with a day first."""
    facts, words = factory.facts, factory.words
    listed = sorted(facts.district.commitments, key=lambda c: (c.due_on is None, c.due_on or facts.quarter.end, c.id))
    if not listed:
        return None
    english = words.language == "en"
    rows = []
    for promise in listed:
        state, tone = _state(factory, promise)
        due = facts.due_short(promise.due_on) if promise.due_on else words("promises.no_day")
        rows.append(
            Row(
                cells=[
                    Cell(text=given_text("promise", promise.promise_en if english else promise.promise_zh)),
                    Cell(text=given_text("promise", promise.owner_en if english else promise.owner_zh), tone="muted"),
                    Cell(text=due, tone="normal" if promise.due_on else "muted"),
                    Cell(text=words(f"promises.{state}"), tone=tone),
                ]
            )
        )
    columns = [
        factory.head("promise", width=4.4, align="left"),
        factory.head("owner", width=1.8, align="left"),
        factory.head("due", width=1.5, align="left"),
        factory.head("judgement", width=1.3),
    ]
    sources = words.join(given_text("source", source) for source in dict.fromkeys(p.source for p in listed))
    return factory.table(
        "promises",
        words("promises.title"),
        columns,
        rows,
        subtitle=words("head.as_of", date=facts.as_of),
        note=words("method.sources", sources=sources),
        rule_every=1,
    )


def _state(factory: BlockFactory, promise: Commitment) -> tuple[str, Tone]:
    """Where a promise stands at the quarter's end; what was done later isn't known then."""
    end = factory.facts.quarter.end
    done = promise.fulfilled_on if promise.fulfilled_on and promise.fulfilled_on <= end else None
    if done is not None:
        late = promise.due_on is not None and done > promise.due_on
        return ("kept_late", "normal") if late else ("kept", "normal")
    if promise.due_on is not None and promise.due_on <= end:
        return "overdue", "alert"
    return "open", "muted"
