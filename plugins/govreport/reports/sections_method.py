"""The annex of methods: how each printed indicator is computed, from its declaration.

Belongs here: the annex. Does not belong here: the declarations (indicators/), wording.
"""

from __future__ import annotations

from govreport.reports.blocks import Maker
from govreport.reports.facts import Facts
from govreport.reports.model import Cell, Row, Section, TableBlock
from govreport.reports.numbers import SMALLEST_BASE


def method(maker: Maker) -> list[Section]:
    """One row an indicator; the rules behind them are numbered and listed once below the table."""
    facts, words = maker.facts, maker.words
    declared = {
        key: indicator
        for key, indicator in facts.inputs.figures.indicators.items()
        if facts.observation(key) is not None or any(facts.members(key, b) for b in indicator.breakdowns)
    }
    sources = list(dict.fromkeys(i.source for i in declared.values()))
    rows = [
        Row(
            cells=[
                Cell(text=facts.name(key), tone="strong"),
                Cell(text=_formula(facts, key)),
                Cell(text=words(f"basis.{indicator.basis}"), tone="muted"),
                Cell(text=f"[{sources.index(indicator.source) + 1}]", tone="muted"),
            ]
        )
        for key, indicator in declared.items()
    ]
    for name in ("comparison", "rounding"):
        none = Cell(text=words("none"), tone="muted")
        text = words(f"method.{name}_text", base=SMALLEST_BASE)
        rows.append(Row(cells=[Cell(text=words(f"method.{name}_name"), tone="strong"), Cell(text=text), none, none]))
    columns = [
        maker.head("indicator", width=2.3, align="left"),
        maker.head("formula", width=5.6, align="left"),
        maker.head("basis", width=1.2, align="left"),
        maker.head("source", width=0.6),
    ]
    listed = words("join.strong").join(f"[{number}] {source}" for number, source in enumerate(sources, start=1))
    # The section's heading says what the table is, so it carries no number of its own.
    table = TableBlock(
        key="method",
        number="",
        title=words("method.title"),
        subtitle=words("method.subtitle"),
        columns=columns,
        rows=rows,
        note=words("method.sources", sources=listed) if sources else "",
        rule_every=1,
    )
    return maker.section("method", [table], annex=True)


def _formula(facts: Facts, indicator: str) -> str:
    declared = facts.inputs.figures.indicators[indicator]
    texts = [declared.formula.in_language(facts.words.language)]
    if declared.caveat is not None:
        texts.append(declared.caveat.in_language(facts.words.language))
    return facts.words("join.strong").join(texts)
