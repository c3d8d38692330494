"""In section 三: whom the money serves, by target group, with small numbers about people kept back."""

from __future__ import annotations

from govreport.reports.model import Cell, ColumnHead, Row, TableBlock
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import joined

GROUPS = "target_group"
COLUMNS = 4
"""As many indicators as fit beside each other."""
WHOLE = {"G13": "G01"}
"""Which figure says how many there are in all, whether or not they state a group."""


def target_groups(factory: BlockFactory) -> TableBlock | None:
    """Groups down, the indicators that are stated by group across; nothing where there is no such indicator."""
    facts, words = factory.facts, factory.words
    declared = facts.inputs.figures.indicators
    chosen = [i for i in declared.values() if GROUPS in i.breakdowns and facts.members(i.id, GROUPS)][:COLUMNS]
    if not chosen:
        return None
    members = list(dict.fromkeys(m for i in chosen for m in facts.members(i.id, GROUPS)))
    # Those that may not be shown come last: their place must not give their size away.
    size = {m: facts.value(chosen[0].id, None, "", GROUPS, m) for m in members}
    members.sort(key=lambda m: (size[m] is None, -(size[m] or 0), m))
    rows = [
        Row(
            cells=[
                Cell(text=facts.code_word(GROUPS, member)),
                *[factory.figure(i.id, "", GROUPS, member, tone="strong") for i in chosen],
            ]
        )
        for member in members
    ]
    rows.append(Row(cells=[Cell(text=words("columns.total")), *[factory.figure(i.id) for i in chosen]], kind="total"))
    columns = [factory.head("target_group", width=2.0, align="left")]
    for indicator in chosen:
        text = words("of_unit", name=facts.name(indicator.id), unit=facts.unit(indicator.id))
        columns.append(ColumnHead(text=text, number_format="#,##0.0#" if indicator.decimals else "#,##0", width=1.4))
    subtitle = words("groups.subtitle", as_of=words("head.as_of", date=facts.as_of))
    covered = [_covered(factory, i.id, whole) for i in chosen if (whole := WHOLE.get(i.id, ""))]
    note = joined(words("join.sentence"), (c for c in covered if c))
    return factory.table(
        "target_groups", words("groups.title"), columns, rows, subtitle=subtitle, note=note, figures=True
    )


def _covered(factory: BlockFactory, part: str, whole: str) -> str:
    """How many of all state a group; "" where nothing is known of all, or all do."""
    facts = factory.facts
    if not facts.has(part) or not facts.value(whole) or facts.value(part) == facts.value(whole):
        return ""
    share = facts.share([(facts.key(part), "value")], (facts.key(whole), "value"))
    return factory.words("groups.covered", part=facts.text(part), whole=facts.text(whole), share=share)
