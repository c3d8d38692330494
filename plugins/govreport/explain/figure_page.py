"""What the pages of a report's figures are written with, and the tables on them: figures by town and by breakdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from govreport.errors import Message
from govreport.explain.explanation import ExplainContext
from govreport.explain.lists import Cells
from govreport.explain.withheld import Withholding
from govreport.explain.words import DENOMINATOR, NUMERATOR, amount, money_of, printed
from govreport.html.labels import LABELS
from govreport.html.page import PageWriter, View
from govreport.indicators.engine import code_list_of
from govreport.indicators.labels import breakdown_word, member_word
from govreport.indicators.model import Indicator, Observation
from govreport.indicators.presentation import PresentedFigures
from govreport.language import InBothLanguages
from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.months import said_of
from govreport.quarter import Quarter

_HIDDEN = Message(
    "“—”为涉及特定人群的过小数，及为避免由加减推出它而一并略去的数。",
    "“—”: withheld, since the number is small and about a sensitive group of people, or would give such a number away.",
)


@dataclass(frozen=True)
class FigurePage(PageWriter):
    """What all pages of one report's figures are written with."""

    labels: ClassVar[Mapping[str, Message]] = {
        **LABELS,
        "records": Message("记录", "Records"),
        "files": Message("来源与核查", "Files and checks"),
        "command": Message("完整说明与清单：", "The whole explanation and the list:"),
        "vintage": Message("版本", "Vintage"),
    }
    context: ExplainContext
    vintage: VintageRef
    verdict: Verdict
    figures: PresentedFigures
    cells: Cells
    withholding: Withholding
    parts: Mapping[Quarter, Mapping[tuple[str, str, str, str], Observation]] = field(default_factory=dict)
    """Of a longer period whose figures are sums: quarter -> (indicator, town, breakdown, member) -> its figure."""

    def say(self, text: InBothLanguages) -> str:
        """A text in the page's language, as it is said of the periods that the district reports by."""
        return super().say(said_of(self.context.district.base, text) if isinstance(text, Message) else text)

    @property
    def quarter(self) -> Quarter:
        """The quarter that the figures are about."""
        return self.vintage.quarter

    def observation(
        self, indicator: Indicator, town: str = "", breakdown: str = "", member: str = ""
    ) -> Observation | None:
        """A figure of the quarter, as far as it may be shown."""
        return self.figures.get(indicator.id, self.quarter, town, breakdown, member)

    def command(self, indicator: Indicator) -> str:
        """What to type for the whole explanation."""
        return f"govreport explain {self.quarter} {indicator.id} -d {self.context.district.id}"


def _heads(page: FigurePage, indicator: Indicator, first: Message) -> list[str]:
    heads = [first, Message(f"数值（{indicator.unit.zh}）", f"value ({indicator.unit.en})")]
    if indicator.denominator is not None:
        heads += [NUMERATOR, DENOMINATOR]
    return [page.say(h) for h in heads] + [str(quarter) for quarter in page.parts]


def _cells(page: FigurePage, indicator: Indicator, town: str, breakdown: str = "", member: str = "") -> list[str]:
    observation = page.observation(indicator, town, breakdown, member)
    if observation is None:
        return ["—"] * ((3 if indicator.denominator is not None else 1) + len(page.parts))
    cells = [printed(indicator, observation)]
    if indicator.denominator is not None:
        cells.append(page.say(amount(observation.numerator, money_of(indicator, indicator.numerator))))
        cells.append(page.say(amount(observation.denominator or 0, money_of(indicator, indicator.denominator))))
    # Where the sum may be shown no quarter hides its part (indicators/disclosure/longer.py).
    for quarter, of in page.parts.items():
        part = of.get((indicator.id, town, breakdown, member))
        if part is None and indicator.denominator is None:  # not listed by a quarter that states the whole: nothing
            part = Observation(indicator.id, quarter, town, breakdown, member, 0, None)
        cells.append("—" if part is None else printed(indicator, part))
    return cells


def by_town(page: FigurePage, indicator: Indicator, listed: set[str | None]) -> list[View]:
    """The towns' figures and the district's; a town in ``listed`` leads to its records."""
    if not indicator.by_town:
        return []
    district = page.context.district
    rows = [
        {
            "id": f"t-{town.code}",
            "name": page.cells.writer.town(town.code),
            "href": f"#r-{town.code}" if town.code in listed else "",
            "cells": _cells(page, indicator, town.code),
            "total": False,
        }
        for town in district.towns
        if page.observation(indicator, town.code) is not None
    ]
    if not rows:
        return []
    rows.append(
        {
            "id": "t-district",
            "name": page.pick("全区", "District"),
            "href": "",
            "cells": _cells(page, indicator, ""),
            "total": True,
        }
    )
    heads = _heads(page, indicator, Message("镇街", "town"))
    return [{"id": "towns", "title": page.pick("分镇街", "By town"), "heads": heads, "rows": rows, "note": ""}]


def by_breakdown(page: FigurePage, indicator: Indicator) -> Iterator[View]:
    """The district's figures by member, as far as they may be shown; no list of records is split by member."""
    context = page.context
    for breakdown in indicator.breakdowns:
        named = code_list_of(indicator.numerator.relation.c[breakdown])
        members = page.figures.members(indicator.id, page.quarter, breakdown)
        rows = [
            {
                "id": f"b-{breakdown}-{member}",
                "name": page.say(member_word(indicator, breakdown, member, context.district, context.codes)),
                "href": "",
                "cells": _cells(page, indicator, "", breakdown, member),
                "total": False,
            }
            for member in _in_order(page, named, members)
        ]
        hidden = any(page.figures.is_suppressed(indicator.id, page.quarter, "", breakdown, m) for m in members)
        if rows:
            word = breakdown_word(breakdown)
            yield {
                "id": f"by-{breakdown}",
                "title": page.pick(f"按{word.zh}", f"By {word.en}"),
                "heads": _heads(page, indicator, word),
                "rows": rows,
                "note": page.say(_HIDDEN) if hidden else "",
            }


def _in_order(page: FigurePage, named: str | None, members: list[str]) -> list[str]:
    """Members as their code list prints them; those without a list as they are."""
    listed = list(page.context.codes[named].codes) if named is not None and named in page.context.codes else []
    return [m for m in listed if m in members] + [m for m in members if m not in listed]
