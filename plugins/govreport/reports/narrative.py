"""Page 1 in words: headline, three findings, the indicator panel, and which variant of each sentence applies."""

from __future__ import annotations

from govreport.reports.attention.all_clear import all_clear, quiet_headline
from govreport.reports.attention.item import AttentionItem
from govreport.reports.charts.over_time import spark
from govreport.reports.facts import Facts
from govreport.reports.model import KeyFinding, Kpi
from govreport.reports.numbers import text_number
from govreport.reports.stated import capitalized, joined
from govreport.reports.targets import target_state

KPIS = ("R01", "R09R", "F01", "S01", "G02", "G10", "I01", "S03", "G01", "B02A", "S08")
"""Candidates for the six cards of page 1, in order; those without a figure make room for the next."""
CARDS = 6
FOREMOST = 3
"""Matters that page 1 tells; it says how many there are in all."""
_BAD_FUNDING = ("down", "previous_down", "none")


def headline(facts: Facts, items: list[AttentionItem]) -> list[str]:
    """Two short lines: how much there is, and the heaviest issue."""
    words = facts.words
    parts = []
    if facts.has("R01"):
        compared = facts.compare("R01", "previous")
        variant = compared.direction if compared else "first"
        parts.append(words(f"headline.total_{variant}", value=facts.text("R01")))
    if facts.has("G02") and facts.value("G02"):
        parts.append(words("headline.paid", value=facts.text("G02")))
    second = items[0].sentence(facts, "headline") if items else quiet_headline(facts)
    return [words("join.clause").join(parts), second] if parts else [second]


def findings(facts: Facts, items: list[AttentionItem]) -> list[KeyFinding]:
    """What there is, where the money went, and what needs attention, in that order."""
    return [f for f in (_total(facts), _funding(facts), _attention(facts, items)) if f is not None]


def _total(facts: Facts) -> KeyFinding | None:
    words = facts.words
    if not facts.has("R01"):
        return None
    compared = facts.compare("R01", "previous") or facts.compare("R01", "year_ago")
    variant = compared.direction if compared else "first"
    run = facts.run("R01") if variant == "up" else 0
    text = words(
        "findings.total.text",
        as_of=words("head.as_of", date=facts.as_of),
        value=facts.text("R01"),
        changes=facts.phrases("R01"),
        run=run,
        run_word=facts.count_word(run),
    )
    if facts.has("R09R"):
        text += words("findings.total.community", value=facts.text("R09R"), changes=facts.phrase("R09R", "previous"))
    return KeyFinding(lead=words(f"findings.total.lead_{variant}", run=run), text=text, bad_news=variant == "down")


def funding_variant(facts: Facts) -> str:
    """Which sentence fits the money paid this quarter.

    none, first, highest, up, flat or down against last year; previous_up, previous_flat or previous_down where only
    last quarter is known.
    """
    value, compared = facts.value("G10"), facts.compare("G10", "year_ago")
    if not value:
        return "none"
    if compared is None:
        before = facts.compare("G10", "previous")
        return f"previous_{before.direction}" if before else "first"
    same = [
        v for q, v in facts.series("G10") if q.number == facts.quarter.number and q != facts.quarter and v is not None
    ]
    if len(same) > 1 and value > max(same):
        return "highest"
    return compared.direction


def _funding(facts: Facts) -> KeyFinding | None:
    words = facts.words
    if not facts.has("G10"):
        return None
    variant = funding_variant(facts)
    text = words(
        "findings.funding.text",
        value=facts.text("G10"),
        changes=facts.phrase("G10", "year_ago") or facts.phrase("G10", "previous"),
    )
    if facts.has("G01", "G02"):
        text += words("findings.funding.cumulative", projects=facts.text("G01"), paid=facts.text("G02"))
        if facts.has("G04", "G04A"):
            text += words("findings.funding.care", care=facts.text("G04A"), share=facts.text("G04"))
    return KeyFinding(
        lead=words(f"findings.funding.lead_{variant}"),
        text=text + words("stop"),
        bad_news=variant in _BAD_FUNDING,
    )


def _attention(facts: Facts, items: list[AttentionItem]) -> KeyFinding:
    """How many matters there are in all, the heaviest in a clause each, and where the others are."""
    words = facts.words
    if not items:
        return KeyFinding(lead=words("findings.attention.lead_none"), text=all_clear(facts), bad_news=False)
    top = items[:FOREMOST]
    variant = "lead_one" if len(items) == 1 else "lead" if len(items) == len(top) else "lead_more"
    lead = words(
        f"findings.attention.{variant}",
        count=facts.listed(len(items), "matters"),
        first=facts.count_word(len(top)),
    )
    text = capitalized(joined(words("join.strong"), (i.sentence(facts, "clause") for i in top)) + words("stop"))
    if len(items) > len(top):
        text += words("findings.attention.more", section=words("headings.attention"))
    return KeyFinding(lead=lead, text=text, bad_news=True)


def kpis(facts: Facts) -> list[Kpi]:
    """The cards of page 1: the first CARDS candidates that have a figure."""
    return [_kpi(facts, i) for i in KPIS if facts.has(i)][:CARDS]


def _kpi(facts: Facts, indicator: str) -> Kpi:
    words = facts.words
    value, unit = facts.value(indicator), facts.unit(indicator)
    state = target_state(facts, indicator)
    target = ""
    if state:
        due = facts.due_short(state.target.due)
        target = words("kpi.target", value=facts.quantity(state.target.value, indicator), due=due)
    values = [v for _, v in facts.series(indicator)]
    ago = len(values) - 5 if len(values) >= 5 else None
    if facts.is_money(indicator):
        unit = words("money_unit", unit=unit)
    return Kpi(
        indicator=indicator,
        name=facts.name(indicator),
        value=text_number(value or 0, facts.decimals(indicator)),
        unit=unit,
        changes=[facts.change(indicator, a, fixed=False) for a in ("previous", "year_ago")],
        target=target,
        spark_svg=spark(values, ago=ago).svg(facts.inputs.settings.templates_dir),
        href=facts.href(indicator),
    )
