"""In the technical annex: every indicator with a figure, a table a theme, and the promises made in public."""

from __future__ import annotations

from govreport.reports.model import Section, TableBlock
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.sections.groups import target_groups
from govreport.reports.sections.promises import promises

THEMES = {
    "funding": ("G11", "G10", "G01", "G02", "G04A", "G04", "G03", "G05", "G07", "B00", "B02A", "B01", "B03"),
    "supervision": ("S01", "S02", "S02B", "S02C", "S03", "S04", "S05", "S07", "S08"),
    "policy": ("F01", "F02", "F03", "I01", "I02", "I03"),
    "party": ("P01", "P02", "P03", "P04", "P05", "P06"),
    "linkage": ("W01", "W01T", "W02", "W03", "W04", "W05"),
    "ventures": ("M06", "M01", "M02", "M03", "M04", "M05", "M07"),
    "talent": ("T01", "T02", "T03", "T03N", "T04", "Q01", "Q02", "Q03", "Q04"),
}
FURTHER = ("party", "linkage", "ventures", "talent")
"""Themes that the report itself has no section for."""


def indicators(factory: BlockFactory) -> list[Section]:
    """This quarter's figure and both comparisons, by theme; what has no figure is left out."""
    blocks: list[TableBlock | None] = []
    for theme, listed in THEMES.items():
        blocks.append(_table(factory, theme, listed))
        if theme == "funding":
            blocks.append(target_groups(factory))
    return factory.section("indicators", [*blocks, promises(factory)])


def _table(factory: BlockFactory, theme: str, listed: tuple[str, ...]) -> TableBlock | None:
    words = factory.words
    as_of = words("head.as_of", date=factory.facts.as_of)
    name = words(f"themes.{theme}")
    subtitle = words(f"themes.{theme}_subtitle", as_of=as_of) if theme == "funding" else as_of
    return factory.indicator_table(f"{theme}_indicators", words("themes.title", name=name), subtitle, listed)
