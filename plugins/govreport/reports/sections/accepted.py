"""In section 七: what would have kept the report from being signed, and who accepted it, when and why."""

from __future__ import annotations

from datetime import UTC

from govreport.manifests.documents import Acceptance, Hold
from govreport.reports.holding import IDENTITY
from govreport.reports.model import Cell, Row, TableBlock
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import Stated, given_text
from govreport.reports.untrusted_text import sanitize

LONGEST = 400
"""Characters of a reason; whoever signs must be able to read it whole."""


def accepted(factory: BlockFactory) -> TableBlock | None:
    """One line each; none where nothing was accepted."""
    rows = [_row(factory, h, h.accepted) for h in factory.facts.inputs.accepted if h.accepted is not None]
    if not rows:
        return None
    columns = [
        factory.head("rule", width=2.6, align="left"),
        factory.head("accepted_as", width=1.6, align="left"),
        factory.head("reason", width=3.2, align="left"),
        factory.head("accepted_by", width=1.8, align="left"),
    ]
    words = factory.words
    title, subtitle = words("quality.accepted_title"), words("quality.accepted_subtitle")
    return factory.table("accepted", title, columns, rows, subtitle=subtitle, rule_every=1)


def _row(factory: BlockFactory, hold: Hold, acceptance: Acceptance) -> Row:
    facts, words = factory.facts, factory.words
    day = acceptance.accepted_at.replace(tzinfo=UTC).astimezone(facts.district.tz).date()
    by = words("quality.reported", by=sanitize(facts, acceptance.accepted_by), date=facts.date(day))
    return Row(
        cells=[
            Cell(text=_what(factory, hold)),
            Cell(text=given_text("rule", hold.states_en if words.language == "en" else hold.states_zh)),
            Cell(text=sanitize(facts, acceptance.reason, longest=LONGEST)),
            Cell(text=by, tone="muted"),
        ]
    )


def _what(factory: BlockFactory, hold: Hold) -> Stated:
    """The rule in its own words, with the file that it is about; of an identity its name."""
    facts, words = factory.facts, factory.words
    english = words.language == "en"
    if hold.suite == IDENTITY:
        named = next(i for i in facts.inputs.measurement.identities if i.name == hold.subject)
        return given_text("identity", words.identity(named.en if english else named.zh))
    outcome = next(o for s, o in facts.inputs.verdict.by_suite if (s, o.rule) == (hold.suite, hold.rule))
    name = given_text("rule", words.own(outcome.en if english else outcome.zh))
    return words("quality.accepted_rule", extract=words(f"extracts.{hold.subject}"), name=name)
