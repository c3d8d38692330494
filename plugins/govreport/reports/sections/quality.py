"""Section 七 数据质量与修订: what the figures stand on; its details in the technical annex."""

from __future__ import annotations

from govreport.manifests.measurements import Identity
from govreport.manifests.verdicts import RuleOutcome
from govreport.reports.facts import Facts
from govreport.reports.formats.fonts import GETA
from govreport.reports.holding import IDENTITY
from govreport.reports.model import Cell, Paragraph, Row, Section, TableBlock
from govreport.reports.row_counts import (
    aside_by_town,
    rows_of,
    rows_of_all,
    share_aside,
    stated_aside,
    stated_failures,
    stated_rows,
)
from govreport.reports.sections.accepted import accepted
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.sections.corrections import corrections
from govreport.reports.sections.exits import exits
from govreport.reports.sections.reconciliation import reconciliation
from govreport.reports.sections.revisions import all_revisions, revisions
from govreport.reports.stated import Stated, claims_of, given_text
from govreport.reports.words import Words
from govreport.vocabulary import EFFECTS

TIED_NAMED = 3
"""Where more are level, none is named."""
UNPRINTABLE_NAMED = 8
_GRAVITY = {"block": 0, "hold": 1, "warn": 2, "info": 3}
IDENTITIES_SHOWN = 6
"""Where more hold, a sentence counts them and none is listed."""


def quality(factory: BlockFactory) -> list[Section]:
    """What was read and left out, whether the identities hold, what was revised; an identity that doesn't is named."""
    return factory.section(
        "quality",
        [
            _quality_lead(factory),
            exits(factory),
            _identities_lead(factory),
            _identities(factory, broken=True),
            accepted(factory),
            *revisions(factory),
            factory.paragraph(factory.words("quality.in_annex")),
        ],
    )


def quality_details(factory: BlockFactory) -> list[Section]:
    """The technical annex's part: rows by file, corrections, every rule that wasn't met, other offices' figures, every
    revision."""
    return factory.section(
        "quality_details",
        [
            _rows(factory),
            *corrections(factory),
            _rules(factory),
            _identities(factory, broken=False),
            *reconciliation(factory),
            *all_revisions(factory),
            _unprintable(factory),  # last: it counts what the blocks above quoted
        ],
    )


def _quality_lead(factory: BlockFactory) -> Paragraph | None:
    facts, words = factory.facts, factory.words
    checks = facts.inputs.verdict.checks
    if not checks:
        return None
    counted = rows_of_all(facts.inputs)
    read, used, aside = stated_rows(counted)
    share = share_aside(counted)
    said = words(
        "quality.lead",
        files=facts.listed(len(checks), "files"),
        rows=read,
        used=used,
        aside=aside,
        share=share[0] if share and counted[2] else "",
    )
    status = words(f"quality.{facts.inputs.vintage_status}") if facts.inputs.vintage_status else ""
    return factory.paragraph(said, most_aside(facts), status)


def most_aside(facts: Facts) -> Stated:
    """Which file most rows were set aside from (all of several that tie), and the towns most of these belong to."""
    words = facts.words
    by_extract = {str(c.tidy.extract): rows_of(c)[2] for c in facts.inputs.verdict.checks}
    most = max(by_extract.values(), default=0)
    named = [extract for extract, rows in by_extract.items() if rows == most]
    if not most or len(named) > TIED_NAMED:
        return Stated("")
    towns: list[Stated] = []
    if len(named) == 1:
        own = {town: rows for town, rows in aside_by_town(facts.inputs, named[0]).items() if town}
        first = sorted(t for t in own if own[t] == max(own.values()))
        towns = [words("quality.top_town", town=facts.town(t), rows=stated_aside(own[t], named[0], t)) for t in first]
    return words(
        "quality.top",
        extract=words.join((_extract(words, e, stated_aside(most, e)) for e in named), last=words.language == "en"),
        each=len(named) > 1,
        rows=stated_aside(most, named[0]),
        towns=words.join(towns) if len(towns) <= TIED_NAMED else "",
    )


def _extract(words: Words, extract: str, rows: Stated) -> Stated:
    """A file's name within a sentence, with the claim of the number that stands behind it."""
    name = words(f"extracts.{extract}")
    return Stated(name.lower() if words.language == "en" else name, *claims_of(rows))


def _unprintable(factory: BlockFactory) -> Paragraph | None:
    found = factory.facts.unprintable
    if not found:
        return None
    points = factory.words.join(given_text("character", f"U+{ord(c):04X}") for c in sorted(found)[:UNPRINTABLE_NAMED])
    return factory.paragraph(
        factory.words(
            "quality.unprintable",
            # Counted while the text above was quoted: nothing that is stored could be asked again.
            count=given_text("unprintable", f"{found.total():,}"),
            points=points,
            more=len(found) > UNPRINTABLE_NAMED,
            mark=GETA,
        )
    )


def _rows(factory: BlockFactory) -> TableBlock | None:
    facts, words = factory.facts, factory.words
    rows = []
    for check in facts.inputs.verdict.checks:
        extract, counted = str(check.tidy.extract), rows_of(check)
        cells = [Cell(text=words(f"extracts.{extract}"))]
        cells += [Cell(text=t, number=n) for t, n in zip(stated_rows(counted, extract), counted, strict=True)]
        share = share_aside(counted, extract)
        cells.append(Cell(text=share[0], number=share[1]) if share else Cell(text=words("none"), tone="muted"))
        rows.append(Row(cells=cells))
    if not rows:
        return None
    columns = [
        factory.head("extract", width=2.4, align="left"),
        factory.head("rows_in", number_format="#,##0"),
        factory.head("rows_used", number_format="#,##0"),
        factory.head("rows_aside", number_format="#,##0"),
        factory.head("share", number_format='0.0"%"'),
    ]
    return factory.table(
        "quality_rows", words("quality.rows_title"), columns, rows, subtitle=words("quality.rows_subtitle")
    )


def _rules(factory: BlockFactory) -> TableBlock | None:
    facts, words = factory.facts, factory.words
    english = words.language == "en"
    named: list[tuple[str, RuleOutcome]] = [
        (str(c.tidy.extract), o) for c in facts.inputs.verdict.checks for o in c.outcomes
    ]
    named += [("across", o) for o in facts.inputs.verdict.outcomes]
    failed = [(e, o) for e, o in named if not o.passed or o.error]
    if not failed:
        return None
    # The gravest first, then the most frequent.
    failed.sort(key=lambda p: (not p[1].error, _GRAVITY[p[1].severity], -p[1].failed))
    rows = []
    for extract, outcome in failed:
        effect: str = "aside" if outcome.sets_aside and outcome.severity in ("warn", "info") else outcome.severity
        if (extract, outcome.rule) in facts.inputs.settled:
            effect = "accepted"
        name = given_text("rule", words.own(outcome.en if english else outcome.zh))
        rows.append(
            Row(
                cells=[
                    Cell(text=words(f"extracts.{extract}")),
                    Cell(text=words("quality.crash", name=name) if outcome.error else name),
                    Cell(text=stated_failures(extract, outcome), number=outcome.failed),
                    Cell(
                        text=EFFECTS[effect].in_language(words.language),
                        tone="alert" if effect in ("hold", "block") else "normal",
                    ),
                ]
            )
        )
    columns = [
        factory.head("extract", width=1.7, align="left"),
        factory.head("rule", width=3.8, align="left"),
        factory.head("failed", number_format="#,##0"),
        factory.head("effect", width=1.3),
    ]
    return factory.table(
        "quality_rules",
        words("quality.rules_title", count=facts.listed(len(failed), "rules_failed", word=False)),
        columns,
        rows,
        subtitle=words("quality.rules_subtitle", evaluated=facts.listed(len(named), "rules", word=False)),
    )


def _identities_lead(factory: BlockFactory) -> Paragraph | None:
    identities = factory.facts.inputs.measurement.identities
    if not identities:
        return None
    broken = sum(not i.holds for i in identities)
    variant = "broken" if broken else "hold"
    listed = factory.facts.listed
    return factory.paragraph(
        factory.words(
            f"quality.identities_{variant}",
            count=listed(len(identities), "identities", word=False),
            broken=listed(broken, "identities_broken", word=False),
        )
    )


def _result(factory: BlockFactory, identity: Identity) -> Cell:
    if identity.holds:
        return Cell(text=factory.words("quality.holds"))
    settled = (IDENTITY, identity.name) in factory.facts.inputs.settled
    return Cell(text=factory.words("quality.broken_accepted" if settled else "quality.broken"), tone="alert")


def _identities(factory: BlockFactory, *, broken: bool) -> TableBlock | None:
    """Those that are broken, or those that hold where they are few."""
    words = factory.words
    english = words.language == "en"
    identities = [i for i in factory.facts.inputs.measurement.identities if i.holds != broken]
    if not broken and len(identities) > IDENTITIES_SHOWN:
        return None
    rows = [
        Row(
            cells=[
                Cell(text=given_text("identity", words.identity(i.en if english else i.zh))),
                Cell(text=given_text("identity", words.own(i.detail_en if english else i.detail_zh)), tone="muted"),
                _result(factory, i),
            ]
        )
        for i in identities
    ]
    if not rows:
        return None
    columns = [
        factory.head("identity", width=2.6, align="left"),
        factory.head("detail", width=3.0, align="left"),
        factory.head("result", width=0.9),
    ]
    title = words("quality.identities_title")
    return factory.table("quality_identities", title, columns, rows, subtitle=words("quality.identities_subtitle"))
