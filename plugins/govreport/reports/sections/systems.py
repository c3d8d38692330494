"""The other systems in one compact table, for the technical annex; in section 六 the promises made in public.

Party building, the five actors, venture projects, talent and brands: value, change, target and source side by side.
"""

from __future__ import annotations

from govreport.district.reference_data import Commitment
from govreport.reports.model import Cell, Row, TableBlock, Tone
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.targets import target_state

SYSTEMS = {
    "party": ("P01", "P02", "P03", "P04", "P05", "P06"),
    "linkage": ("W01", "W01T", "W02", "W03", "W04", "W05"),
    "ventures": ("M06", "M01", "M02", "M03", "M04", "M05", "M07"),
    "talent": ("T01", "T02", "T03", "T03N", "T04", "Q01", "Q02", "Q03", "Q04"),
}


def systems(factory: BlockFactory) -> TableBlock | None:
    """Every figure of the four systems that this run states."""
    facts, words = factory.facts, factory.words
    shown = [(name, i) for name, listed in SYSTEMS.items() for i in listed if facts.has(i)]
    if not shown:
        return None
    sources = list(dict.fromkeys(facts.rule(d) for _, i in shown if (d := facts.declared(i)) is not None))
    any_goal = any(target_state(facts, i) for _, i in shown)
    rows: list[Row] = []
    before = ""
    for name, indicator in shown:
        declared, state = facts.declared(indicator), target_state(facts, indicator)
        assert declared is not None  # noqa: S101 - it has a figure
        missed = state is not None and state.judgement in ("missed", "behind")
        goal = facts.quantity(state.target.value, indicator) if state else words("none")
        # A column of dashes would only take room from the others.
        goals = [Cell(text=goal, tone="alert" if missed else "muted")] if any_goal else []
        rows.append(
            Row(
                cells=[
                    Cell(text=words(f"systems.{name}") if name != before else "", tone="strong"),
                    Cell(text=facts.name(indicator)),
                    Cell(text=facts.unit(indicator), tone="muted"),
                    factory.figure(indicator, tone="strong"),
                    *factory.changes(indicator),
                    *goals,
                    Cell(text=f"[{sources.index(facts.rule(declared)) + 1}]", tone="muted"),
                ]
            )
        )
        before = name
    chinese = words.language == "zh"
    change = 2.2 if chinese else 1.85
    columns = [
        factory.head("system", width=1.45 if chinese else 1.25, align="left"),
        factory.head("indicator", width=3.1 if chinese else 2.9, align="left"),
        factory.head("unit", width=0.95 if chinese else 1.95, align="left"),
        factory.head("now", width=1.0, number_format="#,##0.0#"),
        factory.head("previous", width=change),
        factory.head("year_ago", width=change),
        *([factory.head("target", width=0.9)] if any_goal else []),
        factory.head("source", width=0.7 if chinese else 0.85),
    ]
    listed = words("join.strong").join(f"[{number}] {source}" for number, source in enumerate(sources, start=1))
    return factory.table(
        "systems",
        words("systems.title"),
        columns,
        rows,
        subtitle=words("systems.subtitle", as_of=words("head.as_of", date=facts.as_of)),
        note=words("method.sources", sources=listed),
    )


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
        due = facts.due_short(promise.due_on) if promise.due_on else words("systems.no_day")
        rows.append(
            Row(
                cells=[
                    Cell(text=promise.promise_en if english else promise.promise_zh),
                    Cell(text=promise.owner_en if english else promise.owner_zh, tone="muted"),
                    Cell(text=due, tone="normal" if promise.due_on else "muted"),
                    Cell(text=words(f"systems.{state}"), tone=tone),
                ]
            )
        )
    columns = [
        factory.head("promise", width=4.4, align="left"),
        factory.head("owner", width=1.8, align="left"),
        factory.head("due", width=1.5, align="left"),
        factory.head("judgement", width=1.3),
    ]
    sources = words.join(dict.fromkeys(p.source for p in listed))
    return factory.table(
        "promises",
        words("systems.promises_title"),
        columns,
        rows,
        subtitle=words("systems.subtitle", as_of=words("head.as_of", date=facts.as_of)),
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
