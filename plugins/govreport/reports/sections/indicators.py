"""In the technical annex: every indicator with a figure, a table a theme."""

from __future__ import annotations

from govreport.reports.model import Section, TableBlock
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.sections.systems import systems

FUNDING = ("G11", "G10", "G01", "G02", "G04A", "G04", "G03", "G05", "G07", "B00", "B02A", "B01", "B03")
SUPERVISION = ("S01", "S02", "S02B", "S02C", "S03", "S04", "S05", "S07", "S08")
POLICY = ("F01", "F02", "F03", "I01", "I02", "I03")


def indicators(factory: BlockFactory) -> list[Section]:
    """This quarter's figure and both comparisons, by theme; what has no figure is left out."""
    money = factory.facts.has("G02") or factory.facts.has("B00")
    return factory.section(
        "indicators",
        [
            _table(factory, "funding", FUNDING) if money else None,
            _table(factory, "supervision", SUPERVISION),
            _table(factory, "policy", POLICY),
            systems(factory),
        ],
    )


def _table(factory: BlockFactory, theme: str, listed: tuple[str, ...]) -> TableBlock | None:
    words = factory.words
    as_of = words("head.as_of", date=factory.facts.as_of)
    title, subtitle = words(f"{theme}.table_title"), words(f"{theme}.table_subtitle", as_of=as_of)
    return factory.indicator_table(f"{theme}_indicators", title, subtitle, listed)
