"""What is said of a register that lists only who is on it: that exits are derived, or that somebody is missing."""

from __future__ import annotations

from govreport.manifests.extracts import Living
from govreport.reports.facts import Facts
from govreport.reports.model import Paragraph
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import Stated, given_text

_NAMED = 5
"""Organizations that a sentence names at most."""


def exits(factory: BlockFactory) -> Paragraph | None:
    """How exits are known where the register has no dates of them; nothing where it has."""
    facts, words = factory.facts, factory.words
    living = _living(facts)
    if living is None:
        return None
    if living.open:
        said = words("quality.exits_open")
    elif living.compared_with is None:
        said = words("quality.exits_first")
    elif living.derived:
        said = words("quality.exits_derived", quarter=facts.quarter_name(living.compared_with))
    else:
        said = Stated("")
    return factory.paragraph(said, _back(factory, living)) if said or living.back else None


def exits_are_derived(facts: Facts) -> bool:
    """Whether the district says that whoever isn't listed has left."""
    living = _living(facts)
    return living is not None and living.derived


def _living(facts: Facts) -> Living | None:
    checks = facts.inputs.verdict.checks
    return next((check.tidy.living for check in checks if check.tidy.living is not None), None)


def _back(factory: BlockFactory, living: Living) -> Stated:
    if not living.back or len(living.back) > _NAMED:
        return Stated("")
    names = factory.words.join((given_text("name", name) for name in living.back), last=True)
    return factory.words("quality.exits_back", names=names, several=len(living.back))
