"""In section 三: whom the money serves, by target group, with small numbers about people kept back."""

from __future__ import annotations

from govreport.reports.model import Cell, ColumnHead, Row, TableBlock
from govreport.reports.sections.blocks import BlockFactory

GROUPS = "target_group"
COLUMNS = 4
"""As many indicators as fit beside each other."""


def target_groups(factory: BlockFactory) -> TableBlock | None:
    """Groups down, the indicators that are stated by group across; nothing where there is no such indicator."""
    facts, words = factory.facts, factory.words
    declared = facts.inputs.figures.indicators
    chosen = [i for i in declared.values() if GROUPS in i.breakdowns and facts.members(i.id, GROUPS)][:COLUMNS]
    if not chosen:
        return None
    members = list(dict.fromkeys(m for i in chosen for m in facts.members(i.id, GROUPS)))
    rows = [
        Row(
            cells=[
                Cell(text=facts.code_word(GROUPS, member)),
                *[factory.figure(i.id, "", GROUPS, member, tone="strong") for i in chosen],
            ]
        )
        for member in members
    ]
    columns = [factory.head("target_group", width=2.0, align="left")]
    for indicator in chosen:
        text = words("of_unit", name=facts.name(indicator.id), unit=facts.unit(indicator.id))
        columns.append(ColumnHead(text=text, number_format="#,##0.0#" if indicator.decimals else "#,##0", width=1.4))
    subtitle = words("groups.subtitle", as_of=words("head.as_of", date=facts.as_of))
    return factory.table("target_groups", words("groups.title"), columns, rows, subtitle=subtitle)
