"""Page 1 in words: headline, three findings, the indicator panel, and which variant of each sentence applies."""

from __future__ import annotations

from govreport.reports.attention.all_clear import all_clear, quiet_headline
from govreport.reports.attention.item import AttentionItem
from govreport.reports.charts.over_time import spark
from govreport.reports.claims import PhraseClaim
from govreport.reports.facts import Facts
from govreport.reports.model import KeyFinding, Kpi
from govreport.reports.revised import revised_on_card, revised_sentence
from govreport.reports.stated import Stated, capitalized, claims_of, joined
from govreport.reports.targets import target_state

KPIS = ("R01", "R09R", "F01", "S01", "G02", "G10", "I01", "S03", "G01", "B02A", "S08")
"""Candidates for the six cards of page 1, in order; those without a figure make room for the next."""
CARDS = 6
STEADY = 3
"""Quarters in a row from which growth is called steady."""
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
        parts.append(words(f"headline.total_{variant}", value=facts.text("R01"), number=facts.number("R01")))
    if facts.has("G02") and facts.value("G02"):
        parts.append(words("headline.paid", value=facts.text("G02")))
    second = items[0].sentence(facts, "headline") if items else quiet_headline(facts)
    return [capitalized(joined(words("join.clause"), parts)), second] if parts else [second]


def findings(facts: Facts, items: list[AttentionItem]) -> list[KeyFinding]:
    """What there is, where the money went, and what needs attention, in that order."""
    return [f for f in (_total(facts), _funding(facts), _attention(facts, items)) if f is not None]


def _total(facts: Facts) -> KeyFinding | None:
    words = facts.words
    if not facts.has("R01"):
        return None
    compared = facts.compare("R01", "previous") or facts.compare("R01", "year_ago")
    variant = compared.direction if compared else "first"
    run = facts.run("R01")
    steady = variant == "up" and run.length >= STEADY
    text = words(
        "findings.total.text",
        as_of=words("head.as_of", date=facts.as_of),
        value=facts.text("R01"),
        number=facts.number("R01"),
        changes=facts.phrases("R01"),
        run=words("findings.total.run", run=facts.run_word("R01", run)) if steady else "",
    )
    if facts.has("R09R"):
        text += words(
            "findings.total.community",
            value=facts.text("R09R"),
            number=facts.number("R09R"),
            changes=facts.phrase("R09R", "previous"),
        )
    lead = _about(words(f"findings.total.lead_{'run' if steady else variant}"), text)
    return KeyFinding(lead=lead, text=text + revised_sentence(facts, "R01"), bad_news=variant == "down")


def _about(lead: str, text: str) -> Stated:
    """A lead that claims what its text states: it says the same in fewer words."""
    return Stated(lead, *(c for c in claims_of(text) if not isinstance(c, PhraseClaim)))


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
    return "highest" if facts.highest_since("G10") else compared.direction


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
    quarter = facts.quarter_word(facts.quarter)
    lead = words(f"findings.funding.lead_{variant}", since=facts.since_year("G10"), quarter=quarter)
    return KeyFinding(
        lead=_about(lead, text),
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
        first=facts.listed(len(top), "matters_first"),
    )
    text = capitalized(joined(words("join.strong"), (i.sentence(facts, "clause") for i in top)) + words("stop"))
    # A single matter is told here: there are no others to be sent to.
    return KeyFinding(lead=lead, text=text, bad_news=True, leads_to="attention" if len(items) > 1 else "")


def kpis(facts: Facts) -> list[Kpi]:
    """The cards of page 1: the first CARDS candidates that have a figure."""
    return [_kpi(facts, i) for i in KPIS if facts.has(i)][:CARDS]


def _kpi(facts: Facts, indicator: str) -> Kpi:
    words = facts.words
    state = target_state(facts, indicator)
    target = ""
    if state:
        target = words("kpi.target", value=facts.goal(state.target), due=facts.due_short(state.target.due))
    values = [v for _, v in facts.series(indicator)]
    ago = len(values) - 1 - facts.quarter.in_a_year
    ago_shown = ago if ago >= 0 and facts.quarter.in_a_year > 1 else None
    return Kpi(
        indicator=indicator,
        name=facts.name(indicator),
        value=facts.number(indicator),
        unit=facts.card_unit(indicator),
        changes=[facts.change(indicator, a, fixed=False) for a in facts.against],
        target=target,
        revised=revised_on_card(facts, indicator),
        spark_svg=spark(values, ago=ago_shown).svg(facts.inputs.settings.templates_dir),
        href=facts.href(indicator),
    )
