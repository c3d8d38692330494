"""Which printed figures differ between two editions of a report, in words: whose figure, old print, new print.

What prints the same isn't named, whatever became of the numbers behind it; what is hidden in either stays hidden.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from govreport.errors import GovreportError, Message
from govreport.manifests.documents import Report
from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.reports.data_changes import FigureKey, ListChanges
from govreport.reports.data_set import DataSet, TrendPoint
from govreport.reports.numbers import table_number, text_number
from govreport.reports.open_data.changes import compare
from govreport.reports.open_data.edition import TOTAL, DataEdition, Key, data_edition
from govreport.store.files import FileStore

MOST = 12
"""Figures that are named; the others are counted."""
_REMEMBERED = 64
_known: dict[tuple[str, str], ChangedFigures] = {}
"""Keys of two models -> what differs: a page asks for the same two again and again, and a key is its content's hash."""
_LARGE = re.compile(r"(\S+) (\d[\d,]*)")
"""A unit that is an amount of money: in English no number can stand before it."""
_NONE = Message("—", "—")
_HIDDEN = Message("略", "withheld")
_STATED = Message("已列出", "stated")


@dataclass(frozen=True)
class ChangedFigure:
    """A figure that the later edition prints otherwise."""

    indicator: str
    quarter: str
    what: Message
    """Its name, with the town, the group and, where it is another one than the report's, the period."""
    old: Message
    new: Message
    is_headline: bool
    """Whether it stands on a card of page 1."""

    @property
    def line(self) -> Message:
        """What, old → new."""
        return Message(
            f"{self.what.zh}：{self.old.zh} → {self.new.zh}", f"{self.what.en}: {self.old.en} → {self.new.en}"
        )


@dataclass(frozen=True)
class ChangedFigures:
    """What an edition prints otherwise than an earlier one of the same period."""

    figures: Sequence[ChangedFigure]
    """Those of page 1 first, then the district's, the towns', groups', then those of earlier periods."""
    periods: ListChanges
    """Periods that only one of the two has in its history."""

    def lines(self, most: int = MOST) -> list[Message]:
        """The first of them, a line each, and how many more there are."""
        lines = [figure.line for figure in self.figures[:most]]
        if rest := len(self.figures) - len(lines):
            lines.append(Message(f"……另有 {rest} 处", f"… and {rest} more"))
        for listed, zh, en in (
            (self.periods.added, "走势多列了", "the history now has"),
            (self.periods.removed, "走势不再列", "the history no longer has"),
        ):
            if listed:
                lines.append(Message(f"{zh} {'、'.join(listed)}", f"{en} {', '.join(listed)}"))
        return lines


def changed_figures(files: FileStore, before: Report, now: Report) -> ChangedFigures | None:
    """What ``now`` prints otherwise than ``before``; None where the store can't say (a model that is missing, or of a
    version of the product that kept no figures)."""
    keys = before.model_key, now.model_key
    if keys not in _known:
        try:
            models = [json.loads(files.get(key)) for key in keys if key]
        except (GovreportError, ValueError):
            return None
        if len(models) < len(keys) or (compared := compare_models(*models)) is None:
            return None
        if len(_known) >= _REMEMBERED:
            _known.clear()
        _known[keys] = compared
    return _known[keys]


def compare_models(before: Mapping[str, Any], now: Mapping[str, Any]) -> ChangedFigures | None:
    """The same of two view models as they are stored."""
    try:
        editions = data_edition(before), data_edition(now)
        return _compared(*editions, {str(card.get("indicator", "")) for card in now.get("kpis", ())})
    except (ValidationError, ValueError, KeyError):
        return None


def _compared(before: DataEdition, now: DataEdition, cards: set[str]) -> ChangedFigures:
    compared = compare(before, now, "same_quarter")
    words = _Words(before, now, cards)
    listed = compared.figures
    figures = [pair for r in listed.revised for pair in words.change(r, old=None if r.old else _HIDDEN)]
    figures += [pair for key in (*listed.added, *listed.removed) for pair in words.change(key)]
    figures += [pair for key in listed.hidden for pair in words.change(key, old=_STATED, new=_HIDDEN)]
    figures += [pair for key in listed.shown for pair in words.change(key, old=_HIDDEN)]
    own = now.quarter
    ordered = sorted(
        figures,
        key=lambda f: (not f[1].is_headline, f[0][1] != own, f[0][3] != TOTAL, f[0][2] != words.district, f[0]),
    )
    return ChangedFigures([figure for _, figure in ordered], compared.quarters)


class _Words:
    """What codes are called, and how their figures are printed."""

    def __init__(self, before: DataEdition, now: DataEdition, cards: set[str]) -> None:
        self._old, self._new = before.by_key, now.by_key
        self._cards, self._quarter = cards, now.quarter
        self.district = now.lists.district.code if now.lists.district else ""
        lists: tuple[DataSet, ...] = (before.lists, now.lists)  # the later one's words where both have some
        self._indicators = {i.code: i for data in lists for i in data.indicators}
        self._towns = {t.code: Message(t.zh, t.en) for data in lists for t in data.towns}
        self._members = {(m.breakdown, m.code): Message(m.zh, m.en) for data in lists for m in data.members}

    def change(
        self, named: FigureKey, old: Message | None = None, new: Message | None = None
    ) -> Iterator[tuple[Key, ChangedFigure]]:
        """The figure, where it prints otherwise; ``old`` and ``new`` stand for what may not be told."""
        key: Key = (named.indicator, named.quarter, named.area, named.breakdown, named.member)
        was, is_ = self._old.get(key), self._new.get(key)
        before, after = old or self._printed(was), new or self._printed(is_)
        if before != after:
            yield key, self._figure(key, was or is_, before, after)

    def _figure(self, key: Key, point: TrendPoint | None, old: Message, new: Message) -> ChangedFigure:
        indicator, quarter, area, breakdown, member = key
        entry = self._indicators.get(indicator)
        called = point.name if point is not None else indicator
        name = Message(entry.name_zh, entry.name_en) if entry is not None else Message(called, called)
        places: list[Message] = []
        if area != self.district:
            town = point.town if point is not None else area
            places.append(self._towns.get(area) or Message(town or area, town or area))
        if breakdown != TOTAL:
            group = point.member if point is not None else member
            places.append(self._members.get((breakdown, member)) or Message(group or member, group or member))
        if quarter != self._quarter:
            period = Quarter.parse(quarter, KINDS)
            places.append(Message(period.zh, period.en))
        what = name
        if places:
            zh, en = "，".join(p.zh for p in places), ", ".join(p.en for p in places)
            what = Message(f"{name.zh}（{zh}）", f"{name.en} ({en})")
        on_card = indicator in self._cards and quarter == self._quarter and not places
        return ChangedFigure(indicator, quarter, what, old, new, on_card)

    def _printed(self, point: TrendPoint | None) -> Message:
        """As tables print it, with its unit; an amount in English as text does: 81.3 of CNY 10,000 is CNY 813,000."""
        if point is None or point.value is None:
            return _NONE
        number = table_number(point.value, point.decimals)
        entry = self._indicators.get(point.indicator)
        zh, en = (entry.unit_zh, entry.unit_en) if entry is not None else (point.unit, point.unit)
        if large := _LARGE.fullmatch(en):
            amount = Fraction(point.value) * int(large[2].replace(",", ""))
            return Message(f"{number}{zh}", f"{large[1]} {text_number(amount, 2)}")
        return Message(f"{number}{zh}", f"{number}{en}" if en in ("", "%") else f"{number} {en}")
