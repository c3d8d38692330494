"""Section 七 数据质量与修订: what the figures stand on; its details in the technical annex."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from govreport.indicators.vintages.revision_kind import KINDS
from govreport.manifests.base import RevisionKind
from govreport.manifests.measurements import Revision
from govreport.manifests.verdicts import RuleOutcome
from govreport.reports.formats.fonts import GETA
from govreport.reports.model import Cell, Paragraph, Row, Section, TableBlock
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.sections.corrections import corrections
from govreport.reports.sections.reconciliation import reconciliation
from govreport.reports.sections.revisions import stated, visible_revisions
from govreport.vocabulary import EFFECTS

REVISIONS_SHOWN = 8
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
            _identities_lead(factory),
            _identities(factory, broken=True),
            *_revisions(factory),
            factory.paragraph(factory.words("quality.in_annex")),
        ],
    )


def quality_details(factory: BlockFactory) -> list[Section]:
    """The technical annex's part: rows by file, corrections, every rule that wasn't met, other offices' figures."""
    return factory.section(
        "quality_details",
        [
            _rows(factory),
            *corrections(factory),
            _rules(factory),
            _identities(factory, broken=False),
            *reconciliation(factory),
            _unprintable(factory),  # last: it counts what the blocks above quoted
        ],
    )


def _quality_lead(factory: BlockFactory) -> Paragraph | None:
    facts, words = factory.facts, factory.words
    checks = facts.inputs.verdict.checks
    if not checks:
        return None
    rows = sum(c.tidy.rows_in for c in checks)
    aside = sum(c.tidy.rows_set_aside + c.rows_set_aside for c in checks)
    share = facts.percent(aside, rows) if rows else ""
    said = words(
        "quality.lead",
        files=facts.count_word(len(checks)),
        rows=f"{rows:,}",
        used=f"{rows - aside:,}",
        aside=f"{aside:,}",
        share=share,
        aside_any=bool(aside and rows),
    )
    status = words(f"quality.{facts.inputs.vintage_status}") if facts.inputs.vintage_status else ""
    if not facts.inputs.set_aside:
        return factory.paragraph(said, status)
    by_extract = Counter[str]()
    for entry in facts.inputs.set_aside:
        by_extract[entry.extract] += entry.rows
    extract, count = min(by_extract.items(), key=lambda p: (-p[1], p[0]))
    by_town = Counter[str]()
    for entry in facts.inputs.set_aside:
        if entry.extract == extract and entry.town_code:
            by_town[entry.town_code] += entry.rows
    towns = [c for c, _ in sorted(by_town.items(), key=lambda p: (-p[1], p[0]))][:3]
    top = words("quality.top", extract=words(f"extracts.{extract}"), rows=f"{count:,}", towns=facts.towns(towns))
    return factory.paragraph(said, top, status)


def _unprintable(factory: BlockFactory) -> Paragraph | None:
    found = factory.facts.unprintable
    if not found:
        return None
    points = factory.words.join(f"U+{ord(c):04X}" for c in sorted(found)[:UNPRINTABLE_NAMED])
    return factory.paragraph(
        factory.words(
            "quality.unprintable", count=found.total(), points=points, more=len(found) > UNPRINTABLE_NAMED, mark=GETA
        )
    )


def _rows(factory: BlockFactory) -> TableBlock | None:
    facts, words = factory.facts, factory.words
    rows = []
    for check in facts.inputs.verdict.checks:
        aside = check.tidy.rows_set_aside + check.rows_set_aside
        cells = [Cell(text=words(f"extracts.{check.tidy.extract}"))]
        cells += [Cell(text=f"{n:,}", number=n) for n in (check.tidy.rows_in, check.tidy.rows_in - aside, aside)]
        cells.append(factory.share(Fraction(aside), Fraction(check.tidy.rows_in)))
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
        (words(f"extracts.{c.tidy.extract}"), o) for c in facts.inputs.verdict.checks for o in c.outcomes
    ]
    named += [("", o) for o in facts.inputs.verdict.outcomes]
    failed = [(e, o) for e, o in named if not o.passed or o.error]
    if not failed:
        return None
    # The gravest first, then the most frequent.
    failed.sort(key=lambda p: (not p[1].error, _GRAVITY[p[1].severity], -p[1].failed))
    rows = []
    for extract, outcome in failed:
        effect = "aside" if outcome.sets_aside and outcome.severity in ("warn", "info") else outcome.severity
        name = outcome.en if english else outcome.zh
        rows.append(
            Row(
                cells=[
                    Cell(text=extract or words("extracts.across")),
                    Cell(text=words("quality.crash", name=name) if outcome.error else name),
                    Cell(text=f"{outcome.failed:,}", number=outcome.failed),
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
        words("quality.rules_title", count=len(failed)),
        columns,
        rows,
        subtitle=words("quality.rules_subtitle", evaluated=len(named)),
    )


def _identities_lead(factory: BlockFactory) -> Paragraph | None:
    identities = factory.facts.inputs.measurement.identities
    if not identities:
        return None
    broken = sum(not i.holds for i in identities)
    variant = "broken" if broken else "hold"
    return factory.paragraph(factory.words(f"quality.identities_{variant}", count=len(identities), broken=broken))


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
                Cell(text=i.en if english else i.zh),
                Cell(text=i.detail_en if english else i.detail_zh, tone="muted"),
                Cell(
                    text=words("quality.holds" if i.holds else "quality.broken"), tone="normal" if i.holds else "alert"
                ),
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


def _revisions(factory: BlockFactory) -> list[Paragraph | TableBlock | None]:
    words = factory.words
    ordered = visible_revisions(factory.facts)
    if not ordered:
        return [factory.paragraph(words("quality.revisions_none"))]
    rows = [_revision(factory, r) for r in ordered]
    columns = [
        factory.head("indicator", width=2.2, align="left"),
        factory.head("where", width=1.4, align="left"),
        factory.head("period", width=1.7, align="left"),
        factory.head("revision_kind", width=0.9, align="left"),
        factory.head("old"),
        factory.head("new"),
    ]
    table = factory.table(
        "revisions",
        words("quality.revisions_title"),
        columns,
        rows,
        subtitle=words("quality.revisions_subtitle"),
        note=_reasons(factory, ordered),
        shown=REVISIONS_SHOWN,
        more_note="quality.revision_more",
    )
    return [table]


def _reasons(factory: BlockFactory, revisions: Sequence[Revision]) -> str:
    """Each kind that is listed with its reasons, in the order in which they first appear."""
    words = factory.words
    english = words.language == "en"
    said: dict[RevisionKind, list[str]] = {}
    for revision in revisions:
        reason = revision.reason_en if english else revision.reason_zh
        if reason and reason not in said.setdefault(revision.kind, []):
            said[revision.kind].append(reason)
    lines = [
        words(
            "quality.revision_reason", kind=KINDS[kind].in_language(words.language), reason=words("join.strong").join(r)
        )
        for kind, r in said.items()
        if r
    ]
    return words("join.sentence").join(lines)


def _revision(factory: BlockFactory, revision: Revision) -> Row:
    facts, words = factory.facts, factory.words
    where = facts.town(revision.town_code) if revision.town_code else words("quality.district")
    if revision.breakdown:
        where += f" {facts.code_word(revision.breakdown, revision.member)}"

    old, new = stated(facts, revision)
    return Row(
        cells=[
            Cell(text=facts.name(revision.indicator)),
            Cell(text=where),
            Cell(text=facts.quarter_name(revision.quarter)),
            Cell(text=KINDS[revision.kind].in_language(words.language)),
            factory.number(revision.indicator, old),
            factory.number(revision.indicator, new, tone="strong"),
        ]
    )
