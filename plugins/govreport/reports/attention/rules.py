"""The rules of attention: each looks at the figures and, where it applies, yields the values its sentences need.

The rules stand in the files of their subjects; here is their order. The sentences are those of the narrative templates,
under ``attention.<rule>``, and are declared in statements/declared/attention.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from govreport.reports.attention import goals, money, organizations, supervision
from govreport.reports.attention.hold import hold_reason
from govreport.reports.attention.item import AttentionItem
from govreport.reports.facts import Facts


def held(facts: Facts) -> Iterator[AttentionItem]:
    """The report can't be signed yet."""
    name = hold_reason(facts)
    if name:
        yield AttentionItem("quality_held", {"name": name})


RULES: tuple[Callable[[Facts], Iterator[AttentionItem]], ...] = (
    held,
    goals.federations,
    goals.checks,
    goals.targets,
    money.off_register,
    money.unapproved,
    money.awarded_to_listed,
    supervision.rectification,
    supervision.serious_list,
    supervision.abnormal_list,
    supervision.annual_reports,
    organizations.promises,
    organizations.towns,
    organizations.party,
    organizations.five_actors,
    supervision.credit,
    supervision.dormant,
    organizations.graduates,
    money.grants_over,
    money.concentration,
    organizations.categories,
    organizations.ventures,
    supervision.grades,
)
"""Every rule, in the order that breaks ties."""
