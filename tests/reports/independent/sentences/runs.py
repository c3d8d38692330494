"""What is said of the data and of the run: rows, revisions; what the program counts of itself is beyond the records."""

from __future__ import annotations

from tests.reports.independent import figures
from tests.reports.independent.columns import EXTRACTS
from tests.reports.independent.counted import rows_of
from tests.reports.independent.days import plus
from tests.reports.independent.expected import About, Expected, Item, maybe, says
from tests.reports.independent.measures import TOWNS
from tests.reports.independent.reading import read

PAGE_ONE = ("R01", "R09R", "G01", "G02", "G10", "G04A", "F01", "S01")
OWN = "counts of rules, identities, figures and sheets are the program's own"
_WORDS = {
    "registration": ("登记数据", "registration"), "funding": ("资金数据", "funding"),
    "evaluation": ("评估与监管数据", "evaluation and supervision"), "filing": ("备案数据", "filing"),
    "party": ("党建数据", "party"), "linkage": ("五社联动数据", "five-actor"), "ventures": ("微创投数据", "venture"),
    "donations": ("捐赠数据", "donation"), "activities": ("活动数据", "activit"),
}  # fmt: skip


def rows_aside(a: About) -> int:
    """Rows of the document's town, or of all, that don't count."""
    return rows_of(a.quarter, "", a.town)["aside"]


def _lead(a: About) -> Expected:
    found = rows_of(a.quarter)
    share = a.percent(found["aside"], found["read"])
    return says(a.count(len(EXTRACTS), "files"), (a.count(n, k) for k, n in found.items()), share)


def _top(a: About) -> Expected:
    aside = {e: rows_of(a.quarter, e)["aside"] for e in EXTRACTS}
    most = [e for e in EXTRACTS if aside[e] == max(aside.values())]
    named = [Item("words", frozenset(_WORDS[e]), what=e) for e in most]
    towns = {t: sum(rows_of(a.quarter, e, t)["aside"] for e in most) for t in TOWNS}
    ordered = sorted({n for n in towns.values() if n}, reverse=True)[:3]
    leading = [t for t in TOWNS if towns[t] in ordered]
    numbers = [a.count(n) for n in ordered]
    return says(named, a.count(aside[most[0]], "rows"), maybe(a.town_names(leading), numbers))


def revised(a: About) -> list[tuple[str, str]]:
    """Figures of page 1 that are other now than in the report before: indicator and quarter."""
    before = plus(a.quarter, -1)
    if before not in figures.QUARTERS:
        return []
    return [
        (n, q)
        for q in figures.history(before)
        for n in PAGE_ONE
        if figures.value(n, before, q) != figures.value(n, a.quarter, q)
    ]


def _revised(a: About) -> Expected:
    """The quarter before was printed as one number and is another now."""
    before, found = plus(a.quarter, -1), []
    for name in (n for n, q in revised(a) if q == before):
        old = figures.value(name, before, before)
        found += [*a.figure(name, before), *([a.amount(name, old)] if old is not None else [])]
    return says(maybe(found, a.of_quarter(before)), holds=bool(found), why="nothing of page 1 was revised")


def _beyond(a: About) -> Expected:
    return says(beyond=OWN)


def _quoted(a: About) -> Expected:
    return says(beyond="words of a citation, a reason, a signed explanation or a name, printed as they were given")


def _no_revisions(a: About) -> Expected:
    return says(holds=not revised(a), why="figures of page 1 were revised")


def _not_supplied(a: About) -> Expected:
    """Who receives help is the one column that a town's sample rows leave empty."""
    rows = read("funding", a.quarter).rows
    empty = rows["target_group"].isna().groupby(rows["town_code"]).all()
    named = Item("words", frozenset({"服务对象", "target group"}), what="the column")
    return says(named, a.town_names(empty.index[empty]), holds="extracts.funding" in a.phrases and bool(empty.any()))


DERIVATIONS = {
    "method.unstated_what": _not_supplied,
    "quality.lead": _lead,
    "quality.top": _top,
    "quality.top_town": lambda a: says(),
    "quality.verified": lambda a: says(holds=False, why="a run's own quarter is preliminary"),
    "quality.preliminary": lambda a: says(),
    "quality.revisions_none": _no_revisions,
    "method.comparison_text": lambda a: says(maybe(a.count(5))),
    **dict.fromkeys(
        [
            "quality.accepted_rule",
            "quality.difference_explained",
            "quality.difference_within",
            "quality.difference_open",
            "quality.revision_reason",
            "quality.reported",
            "method.sources",
            "method.fonts_text",
            "operators.verdict",
            "reply.scope",
        ],
        _quoted,
    ),
    "revised.sentence": _revised,
    "revised.card": _revised,
    **dict.fromkeys(
        [
            "quality.rules_title",
            "quality.rules_subtitle",
            "quality.rules_more",
            "quality.identities_hold",
            "quality.identities_broken",
            "quality.revision_more",
            "quality.triangle_statistics",
            "operators.rules",
            "operators.more_rules",
            "operators.figures",
            "operators.sheets",
            "quality.corrections_title",
            "quality.corrections_more",
            "quality.corrections_unmatched",
            "quality.unprintable",
            "quality.crash",
            "method.more",
        ],
        _beyond,
    ),
}
