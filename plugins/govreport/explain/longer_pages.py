"""The pages that explain a half-year's or a year's figures: what each is put together from, and no records.

A figure that is a sum stands beside its quarters' figures, town by town and member by member; any other one is its last
quarter's. Records aren't listed: what a list may show is decided for the lists of one quarter, and several quarters'
side by side would need rules of their own. Operators get them by the command that every page names.
"""

from __future__ import annotations

from collections.abc import Mapping

from govreport.context import Context
from govreport.errors import Message
from govreport.explain.explanation import ExplainContext, make_side
from govreport.explain.figure_page import FigurePage
from govreport.explain.lists import Cells
from govreport.explain.page_view import figure_view
from govreport.explain.rows import Writer
from govreport.explain.withheld import Withholding
from govreport.explain.words import printed
from govreport.html.page import View, place
from govreport.indicators.model import Indicator, Observation
from govreport.indicators.presentation import PresentedFigures
from govreport.indicators.vintages.longer import quarters_of
from govreport.indicators.vintages.measuring import load_observations
from govreport.language import Language
from govreport.manifests.base import StoredFile
from govreport.manifests.measurements import Measurement, VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.period import PeriodKind
from govreport.quarter import Quarter
from govreport.reports.period_words import period_words
from govreport.store.files import sha256

KIND = "figures"
"""Folder of the store that holds the pages."""
_RECORDS = Message(
    "记录不在本页列出；逐期取得清单：{command} --records list.csv",
    "Records aren't listed here; to get the lists, {part} by {part}: {command} --records list.csv",
)
_SUM = Message("为下列各{part}之和。", "The {part}s below, added.")
_RATE = Message("为下列各{part}分子、分母分别相加。", "Numerators and denominators of the {part}s below, each added.")
_LAST = Message("即下列{part}的数。", "It is the figure of the {part} below.")

_CALLED: Mapping[PeriodKind, Message] = {"month": Message("月份", "month"), "quarter": Message("季度", "quarter")}
"""What the parts of a longer period are called."""


def longer_pages(
    context: Context, measurement: Measurement, figures: PresentedFigures, language: Language
) -> dict[str, StoredFile]:
    """Make and keep the pages of a longer period's figures that may be shown: indicator -> page."""
    period, explaining = context.quarter, ExplainContext.of(context)
    own = next(v for v in measurement.vintages if v.quarter == period)
    vintages = quarters_of(context, period)
    stated: dict[Quarter, dict[tuple[str, str, str, str], Observation]] = {v.quarter: {} for v in vintages}
    for o in load_observations(context.vintages, vintages):
        stated[o.quarter][o.indicator, o.town_code, o.breakdown, o.member] = o
    verdicts = [_verdict(context, vintage) for vintage in vintages]
    words = period_words(context.settings.templates_dir, language, period, context.district.base)
    writer = Writer(context.district, context.codes, period.end, language)

    def page_of(count: int, *, added: bool) -> FigurePage:
        # One file may be behind several quarters: earlier ones are counted anew from later extracts.
        read = {(c.tidy.extract, c.tidy.key): c for verdict in verdicts[-count:] for c in verdict.checks}
        checks = list(read.values())
        return FigurePage(
            language, explaining, own, verdicts[-1].model_copy(update={"checks": checks}), figures,
            Cells({}, writer), Withholding({}, (), context.codes), stated if added else {},
        )  # fmt: skip

    sums, lasts = page_of(len(vintages), added=True), page_of(1, added=False)
    pages = {}
    for indicator in figures.indicators.values():
        if figures.get(indicator.id, period) is None:
            continue
        flow = indicator.basis == "flow"
        behind = vintages if flow else vintages[-1:]
        view = _view(sums if flow else lasts, indicator, behind, stated)
        view |= {"name": words.said(view["name"]), "facts": [(name, words.said(text)) for name, text in view["facts"]]}
        data = place(context.settings.templates_dir, "figure.html.j2", view, "figure.css").encode()
        key = context.files.put(KIND, data, ".html")
        name = f"{indicator.id}-{period}-{language}.html"
        pages[indicator.id] = StoredFile(name=name, sha256=sha256(data), size=len(data), key=key)
    return pages


def _verdict(context: Context, vintage: VintageRef) -> Verdict:
    record = context.vintages.find(vintage.id)
    verdict = context.results.verdict(record.verdict_sha256) if record is not None else None
    assert verdict is not None  # noqa: S101 - E55 has asked for every quarter's
    return verdict


def _view(
    page: FigurePage,
    indicator: Indicator,
    behind: list[VintageRef],
    stated: dict[Quarter, dict[tuple[str, str, str, str], Observation]],
) -> View:
    view = figure_view(page, indicator, make_side(indicator.numerator, 0, []), None, "")
    flow, part = indicator.basis == "flow", _CALLED[behind[0].quarter.kind]
    how = _LAST if not flow else _SUM if indicator.denominator is None else _RATE
    rows = []
    for vintage in behind:
        o = stated[vintage.quarter].get((indicator.id, "", "", ""))
        cells = ["—" if o is None else printed(indicator, o), vintage.id[:12]]
        rows.append(
            {"id": f"q-{vintage.quarter}", "name": page.say(vintage.quarter), "href": "", "cells": cells}
            | {"total": False}
        )
    heads = [
        page.pick(part.zh, part.en),
        page.say(Message(f"数值（{indicator.unit.zh}）", f"value ({indicator.unit.en})")),
        page.word("vintage"),
    ]
    quarters = {
        "id": "quarters",
        "title": page.pick(f"由哪些{part.zh}得出", "What it is put together from"),
        "heads": heads,
        "rows": rows,
        "note": page.say(how).format(part=page.say(part)),
    }
    records = page.say(_RECORDS).format(command=page.command(indicator), part=page.say(part))
    return view | {
        "changes": [],  # the report prints them, in the period's own words
        "tables": [quarters, *view["tables"]],
        "notes": [{"text": records, "href": "", "link": ""}],
        "failed": [] if flow else view["failed"],
        "lists": "",
    }
