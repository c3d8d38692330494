"""Rules about money: who had it and shouldn't, before whom it was approved, in how few hands it is."""

from __future__ import annotations

from collections.abc import Iterator

from govreport.reports.attention.behind import names_behind
from govreport.reports.attention.item import AttentionItem
from govreport.reports.attention.supervision import counted, item
from govreport.reports.facts import Facts

CONCENTRATED = 50
"""Per cent of the money with ten recipients from which concentration is reported."""


def off_register(facts: Facts) -> Iterator[AttentionItem]:
    """Paid this year to organizations that had left the register on that day."""
    if counted(facts, "G14"):
        values = {
            "value": facts.text("G14"), "amount": facts.text("G14A"), "names": names_behind(facts, "G14"),
        }  # fmt: skip
        yield _worth(facts, item(facts, "paid_off_register", "G14", values, compared=False), "G14A")


def awarded_to_listed(facts: Facts) -> Iterator[AttentionItem]:
    """Approved this year for organizations that a list held then or shortly before."""
    if counted(facts, "G15"):
        values = {
            "value": facts.text("G15"), "amount": facts.text("G15A"), "names": names_behind(facts, "G15"),
        }  # fmt: skip
        yield _worth(facts, item(facts, "awarded_listed", "G15", values, compared=False), "G15A")


def unapproved(facts: Facts) -> Iterator[AttentionItem]:
    """Paid before it was approved: one payment is worth a line."""
    if counted(facts, "G08"):
        yield item(facts, "paid_unapproved", "G08", _moved(facts, "G08"))


def grants_over(facts: Facts) -> Iterator[AttentionItem]:
    """City grants above sixty per cent of their budgets."""
    if counted(facts, "V03"):
        yield item(facts, "grants_over", "V03", _moved(facts, "V03"))


def concentration(facts: Facts) -> Iterator[AttentionItem]:
    """Half of the money or more with ten recipients."""
    value = facts.value("G07")
    if value is not None and value >= CONCENTRATED:
        values = {"value": facts.text("G07"), "changes": facts.phrase("G07", "year_ago")}
        yield AttentionItem("concentration", values, (facts.key("G07"),))


def _worth(facts: Facts, found: AttentionItem, amount: str) -> AttentionItem:
    """The item with what it is worth as its size, and the amount among what is followed up."""
    money = facts.value(amount)
    if money is None:
        return found
    about = (*found.about, facts.key(amount))
    return AttentionItem(found.rule, found.values, about, concerned=max(int(money), found.concerned))


def _moved(facts: Facts, indicator: str) -> dict[str, str]:
    return {"value": facts.text(indicator), "changes": facts.phrases(indicator)}
