"""Sections 四 监督管理 and 五 政策落实: requirements and commitments, and how far they are met."""

from __future__ import annotations

from decimal import Decimal

from govreport.district.words import inspects_others
from govreport.period import Period
from govreport.reports.charts.over_time import Point, bars, steps
from govreport.reports.claims import FigureClaim, TargetClaim
from govreport.reports.facts import Facts
from govreport.reports.model import Cell, ChartBlock, Paragraph, Row, Section, TableBlock
from govreport.reports.numbers import table_number
from govreport.reports.sections.blocks import NARROW, BlockFactory
from govreport.reports.sections.chart_tables import counted_history, history_of
from govreport.reports.sections.indicators import FURTHER, THEMES
from govreport.reports.stated import Stated, given_text
from govreport.reports.targets import TargetState, target_state, target_states


def supervision(factory: BlockFactory) -> list[Section]:
    """Checks against the yearly requirement, annual reports, grades, the abnormal list."""
    return factory.section("supervision", [_checks_lead(factory), _checks(factory), _grades(factory)])


def _checks_lead(factory: BlockFactory) -> Paragraph | None:
    facts, words = factory.facts, factory.words
    if inspects_others(facts.district):
        return _own_checks(factory)
    checked = facts.observation("S01") if facts.has("S01") else None
    if checked is None:
        return None
    said = [
        words(
            "supervision.checks",
            done=facts.count("S01", "numerator"),
            value=facts.text("S01"),
            changes=facts.phrase("S01", "year_ago"),
        )
    ]
    found = facts.observation("S02") if facts.declared("S02") else None
    if found and found.denominator:
        share = facts.share([(facts.key("S02"), "numerator")], (facts.key("S02"), "denominator"))
        counts = {"checked": facts.count("S02", "denominator"), "found": facts.count("S02", "numerator")}
        said.append(words("supervision.findings", share=share, **counts))
    fixed = facts.observation("S02B") if facts.declared("S02B") else None
    if fixed and fixed.denominator:
        variant = "rectified_all" if fixed.numerator == fixed.denominator else "rectified"
        counts = {"due_count": facts.count("S02B", "denominator"), "done": facts.count("S02B", "numerator")}
        said.append(words(f"supervision.{variant}", **counts))
    if facts.has("S02C") and facts.value("S02C"):
        long = facts.text("S02Y") if facts.value("S02Y") else ""
        said.append(words("supervision.overdue", value=facts.text("S02C"), long=long, changes=facts.phrases("S02C")))
    return factory.paragraph(*said)


def _own_checks(factory: BlockFactory) -> Paragraph | None:
    """Inspections of other bodies than the register's: whose they are, how many were inspected, what was found."""
    facts = factory.facts
    found = facts.observation("S02") if facts.declared("S02") else None
    if not found or not found.denominator:
        return None
    title = facts.district.sources["evaluation"].title
    said = factory.words(
        "supervision.others",
        title=given_text("name", title.en if facts.words.language == "en" else title.zh),
        checked=facts.count("S02", "denominator"),
        found=facts.count("S02", "numerator"),
    )
    return factory.paragraph(said)


def _checks(factory: BlockFactory) -> ChartBlock | None:
    facts, words = factory.facts, factory.words
    if not facts.has("S01") or len(facts.history) < 2:
        return None
    state = target_state(facts, "S01")
    goal = facts.goal(state.target, state.judgement) if state else ""
    variant = {"reached": "reached", "missed": "missed"}.get(state.judgement, "open") if state else "plain"
    missing = ""
    if state:
        short = table_number(state.missing, 0)
        claim = TargetClaim("S01", state.target.due, state.target.value, missing=state.missing)
        missing = Stated(short, claim)
    title = words(f"supervision.checks_{variant}", value=facts.text("S01"), target=goal, missing=missing)
    subtitle = words(
        "supervision.checks_subtitle" if state else "supervision.checks_subtitle_plain",
        quarter=facts.quarter_word(Period(facts.quarter.year, 1, facts.quarter.kind)),
        target=goal,
    )
    label = words("supervision.checks_alt", points=factory.spoken("S01"))
    line = (state.target.value, str(words("supervision.line", target=goal))) if state else None
    points = factory.points("S01")
    return factory.chart(
        "checks", title, subtitle, bars(points, label, line=line), bars(points[-5:], label, line=line, width=NARROW),
        table=history_of(factory, "S01"),
    )  # fmt: skip


def _grades(factory: BlockFactory) -> Paragraph | None:
    facts = factory.facts
    if not facts.has("S05"):
        return None
    return factory.paragraph(
        factory.words(
            "supervision.grades",
            value=facts.text("S05"),
            expiring=facts.text("S07") if facts.value("S07") else "",
            listed=facts.text("S08") if facts.value("S08") else "",
        )
    )


def policy(factory: BlockFactory) -> list[Section]:
    """Commitments with a date: federations, incubation, every target of targets.csv."""
    blocks = [_federation_lead(factory), _path(factory), _incubation(factory), _targets(factory)]
    return factory.section("policy", [*blocks, _in_annex(factory)])


def _in_annex(factory: BlockFactory) -> Paragraph | None:
    """What else the annex lists: nothing is said of themes that the district has no figure of."""
    facts, words = factory.facts, factory.words
    themes = [theme for theme in FURTHER if any(facts.has(indicator) for indicator in THEMES[theme])]
    promised = bool(facts.district.commitments)
    if not themes and not promised:
        return None
    listed = words.join(words(f"policy.in_annex_{theme}") for theme in themes)
    return factory.paragraph(words("policy.in_annex", themes=listed, promises=promised))


def _federation_lead(factory: BlockFactory) -> Paragraph | None:
    facts = factory.facts
    observation = facts.observation("F01") if facts.has("F01") else None
    if observation is None:
        return None
    ever = any(known.numerator for q in facts.history if (known := facts.observation("F01", q)) is not None)
    return factory.paragraph(
        factory.words(
            "policy.federation",
            built=facts.count("F01", "numerator"),
            value=facts.text("F01"),
            changes=facts.phrases("F01") if ever else "",  # of nothing, nothing has changed
            members=facts.text("F03"),
            joined=facts.text("F02"),
        )
    )


def _path(factory: BlockFactory) -> ChartBlock | None:
    facts, words = factory.facts, factory.words
    observation = facts.observation("F01") if facts.has("F01") else None
    if observation is None or not observation.denominator or len(facts.history) < 2:
        return None
    if not any(known.numerator for q in facts.history if (known := facts.observation("F01", q)) is not None):
        return None  # a figure of noughts shows nothing that its paragraph doesn't say
    total, built = observation.denominator, observation.numerator
    points, spoken = [], []
    for point, quarter in zip(factory.points("F01"), facts.history, strict=True):
        known = facts.observation("F01", quarter)
        label = table_number(known.numerator, 0) if known else ""
        points.append(
            Point(value=known.numerator if known else None, label=label, quarter=point.quarter, year=point.year)
        )
        claim = FigureClaim(facts.key("F01", quarter), Decimal(known.numerator if known else 0), "numerator")
        spoken.append(
            factory.point(
                facts.quarter_name(quarter), words("policy.path_point", count=Stated(label, claim)) if known else ""
            )
        )
    state = target_state(facts, "F01")
    due = None
    if state and built < total and state.target.due > facts.quarter.end:
        due = (len(points), facts.due_short(state.target.due, with_year=False))
    began = next((q for q in facts.history if facts.observation("F01", q)), facts.quarter)
    first = facts.observation("F01", began)
    variant = "first"
    if first is not None and built != first.numerator:
        variant = "full" if built == total else "open"
    title = words(
        f"policy.path_{variant}",
        first=Stated(
            table_number(first.numerator if first else 0, 0),
            FigureClaim(facts.key("F01", began), Decimal(first.numerator if first else 0), "numerator"),
        ),
        since=facts.quarter_name(began),
        built=facts.count("F01", "numerator"),
        missing=facts.count("F01", "rest"),
    )
    total_count = facts.count("F01", "denominator")
    subtitle = words("policy.path_subtitle", total=total_count)
    label = words("policy.path_alt", points=words.join(spoken))
    goal = words("policy.path_target", total=total_count)
    narrow_due = (4, due[1]) if due else None
    return factory.chart(
        "federation_path",
        title,
        subtitle,
        steps(points, label, total, goal, due),
        steps(points[-4:], label, total, goal, narrow_due, width=NARROW),
        table=counted_history(factory, "F01", words("columns.federation")),
    )


def _incubation(factory: BlockFactory) -> Paragraph | None:
    facts = factory.facts
    if not facts.has("I01"):
        return None
    running = facts.observation("I03") if facts.declared("I03") else None
    everyone = bool(running and running.denominator and running.numerator == running.denominator)
    return factory.paragraph(
        factory.words(
            "policy.incubation",
            resident=facts.text("I01"),
            graduated=facts.text("I02") if facts.value("I02") else "",
            all_operating=everyone,
            operating="" if running is None or not running.denominator else facts.text("I03"),
        )
    )


def _judgement(facts: Facts, state: TargetState) -> Stated:
    target = state.target
    claim = TargetClaim(target.indicator, target.due, target.value, state.judgement)
    return Stated(facts.words(f"policy.judgement_{state.judgement}"), claim)


def _targets(factory: BlockFactory) -> TableBlock | None:
    facts, words = factory.facts, factory.words
    # A target for what isn't supplied stands nowhere: nobody can say how far it is.
    states = [s for s in target_states(facts) if s.target.indicator not in facts.inputs.unstated]
    if not states:
        return None
    english = words.language == "en"
    rows = []
    for state in states:
        target = state.target
        tone = "alert" if state.judgement in ("missed", "behind") else "normal"
        value = facts.value(target.indicator)
        rows.append(
            Row(
                cells=[
                    Cell(text=facts.name(target.indicator)),
                    Cell(text=given_text("target", target.label_en if english else target.label_zh)),
                    Cell(text=given_text("source", target.source), tone="muted"),
                    factory.number(target.indicator, value, tone="strong").model_copy(
                        update={
                            "text": facts.text(target.indicator) or words("none"),
                            "href": facts.href(target.indicator) if value is not None else "",
                        }
                    ),
                    Cell(text=_judgement(facts, state), tone=tone),
                ]
            )
        )
    columns = [
        factory.head("indicator", width=2.1, align="left"),
        factory.head("target", width=2.8, align="left"),
        factory.head("source_title", width=2.2, align="left"),
        factory.head("now", width=1.6),  # a figure keeps its unit: 5.5 个/社区
        factory.head("judgement", width=1.1),
    ]
    title = words("policy.targets_title")
    return factory.table(
        "targets",
        title,
        columns,
        rows,
        subtitle=words("policy.targets_subtitle", as_of=words("head.as_of", date=facts.as_of)),
    )
