"""Charts over quarters: trend, seasonal bars, cumulative bars against a requirement, small multiples, sparkline.

Every function takes values with their printed labels and gives a Drawing; geometry is computed here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from govreport.reports.charts.drawing import (
    AMBER,
    FAINT,
    INK,
    MID,
    MUTE,
    NAVY,
    PALE,
    PHONE,
    RULE,
    SMALL,
    WHITE,
    WIDTH,
    Drawing,
    text_width,
)
from govreport.reports.numbers import Number


@dataclass(frozen=True)
class Point:
    """One quarter on a time axis."""

    value: Number | None
    label: str
    quarter: str
    year: str
    stressed: bool = False
    """The same quarter of an earlier year."""


def _linear(low: float, high: float, start: float, end: float) -> Callable[[Number | float], float]:
    span = high - low
    return lambda v: start + (end - start) * ((float(v) - low) / span if span else 0.5)


def _axis(
    drawing: Drawing, points: Sequence[Point], x: Callable[[int], float], bottom: float, size: float = 11
) -> None:
    seen = ""
    for index, point in enumerate(points):
        heavy = point.stressed or index == len(points) - 1
        fill = INK if heavy else MUTE
        drawing.text(x(index), bottom + 15, point.quarter, anchor="middle", size=size, bold=heavy, fill=fill)
        if point.year != seen:
            drawing.text(x(index), bottom + 31, point.year, anchor="middle", size=size, fill=MUTE)
            seen = point.year


def trend(points: Sequence[Point], label: str, year_mark: str, *, width: float = WIDTH, height: float = 176) -> Drawing:
    """A line with every point labelled, so it has no value axis; the year-ago quarter and now are stressed.

    A narrow one has larger labels: mails show it on phones, a little smaller than its units.
    """
    drawing = Drawing(width, height, label)
    small = 11 if width == WIDTH else PHONE
    bottom = height - 38
    known = [float(p.value) for p in points if p.value is not None]
    spread = (max(known) - min(known)) or max(abs(known[0]) * 0.05, 1)
    place = _linear(0, max(len(points) - 1, 1), 34, width - 36)
    y = _linear(min(known) - spread * 0.25, max(known), bottom, 32)

    def x(index: int) -> float:
        return place(index) if len(points) > 1 else width / 2

    drawing.line(8, bottom, width - 8, bottom, RULE)
    last = len(points) - 1
    ago = last - 4
    if ago >= 0 and (base := points[ago].value) is not None and (now := points[last].value) is not None:
        for index, value in ((ago, base), (last, now)):
            drawing.line(x(index), y(value), x(index), bottom, FAINT, dashed=True)
        drawing.line(x(ago), y(base), x(last), y(base), FAINT, dashed=True)
        gap = y(base) - y(now)
        inside = gap > 26
        drawing.text(
            x(last) - 8,
            y(base) - gap / 2 + 8 if inside else y(max(base, now)) + 22 + max(-gap, gap),
            year_mark,
            anchor="end",
            size=small,
            bold=True,
            fill=NAVY,
        )
    drawing.path([(x(i), y(p.value)) for i, p in enumerate(points) if p.value is not None], NAVY)
    for index, point in enumerate(points):
        if point.value is None:
            continue
        current, heavy = index == last, index in (last, ago)
        drawing.circle(x(index), y(point.value), 4.5 if current else 3, NAVY if heavy else WHITE, stroke=NAVY)
        drawing.text(
            x(index),
            y(point.value) - (12 if current else 9),
            point.label,
            anchor="middle",
            size=15 if current else small,
            bold=heavy,
            fill=NAVY if heavy else MUTE,
        )
    _axis(drawing, points, x, bottom, small)
    return drawing


def bars(
    points: Sequence[Point],
    label: str,
    *,
    line: tuple[Number, str] | None = None,
    width: float = WIDTH,
    height: float = 172,
) -> Drawing:
    """Bars from zero, the same quarters of earlier years darkened; ``line`` is a requirement drawn across."""
    drawing = Drawing(width, height, label)
    bottom = height - 38
    top = max([float(p.value) for p in points if p.value is not None] + ([float(line[0])] if line else []) + [0.0])
    room = text_width(line[1], 11) + 10 if line else 0  # the requirement is named beyond the last bar
    slot = (width - 16 - room) / len(points)
    thick = min(slot * 0.68, 64)
    y = _linear(0, top or 1, bottom, 26)

    def middle(index: int) -> float:
        return 8 + slot * (index + 0.5)

    last = len(points) - 1
    if line:
        drawing.line(8, y(line[0]), width - room, y(line[0]), AMBER, width=1.25, dashed=True)
    for index, point in enumerate(points):
        current, heavy = index == last, point.stressed or index == last
        if point.value is not None:
            fill = NAVY if current else MID if point.stressed else PALE
            drawing.rect(middle(index) - thick / 2, y(point.value), thick, bottom - y(point.value), fill)
        size = 14 if current else 11
        above = (y(point.value) if point.value is not None else bottom) - 6
        if line and abs(above - size * 0.4 - y(line[0])) < size * 0.75 and point.label:
            drawing.rect(
                middle(index) - text_width(point.label, size) / 2 - 2,
                above - size * 0.9,
                text_width(point.label, size) + 4,
                size * 1.1,
                WHITE,
            )
        drawing.text(
            middle(index),
            above,
            point.label,
            anchor="middle",
            size=size,
            bold=heavy,
            fill=NAVY if heavy else MUTE,
        )
    drawing.line(8, bottom, width - 8, bottom, FAINT)
    if line:
        drawing.text(width - 4, y(line[0]) + 4, line[1], anchor="end", bold=True, fill=AMBER)
    _axis(drawing, points, middle, bottom)
    return drawing


def steps(
    points: Sequence[Point], label: str, total: int, goal: str, due: tuple[int, str] | None, *, width: float = WIDTH
) -> Drawing:
    """A count on its way to ``total``: bars for what is there, shade for what is missing; ``due`` marks a quarter."""
    height = 176.0
    drawing = Drawing(width, height, label)
    bottom = height - 38
    slots = len(points) + (1 if due and due[0] >= len(points) else 0)
    slot = (width - 16) / slots
    thick = min(slot * 0.68, 64)
    y = _linear(0, total, bottom, 30)
    last = len(points) - 1
    for index in range(slots):
        left = 8 + slot * (index + 0.5) - thick / 2
        if index > last:
            drawing.rect(left, y(total), thick, bottom - y(total), WHITE, stroke=AMBER, line=1.5)
            drawing.text(left + thick / 2, y(total) - 7, str(total), anchor="middle", size=13, bold=True, fill=AMBER)
            drawing.text(left + thick / 2, bottom + 15, goal, anchor="middle", bold=True, fill=AMBER)
            drawing.text(left + thick / 2, bottom + 31, due[1] if due else "", anchor="middle", fill=AMBER)
            continue
        point = points[index]
        if point.value is None:
            continue
        current = index == last
        drawing.rect(left, y(total), thick, bottom - y(total), "#F1F3F6")
        drawing.rect(left, y(point.value), thick, bottom - y(point.value), NAVY if current else MID)
        drawing.text(
            left + thick / 2,
            y(point.value) - 6,
            point.label,
            anchor="middle",
            size=15 if current else 11,
            bold=current,
            fill=NAVY if current else MUTE,
        )
    drawing.line(8, bottom, width - 8, bottom, FAINT)
    _axis(drawing, points, lambda i: 8 + slot * (i + 0.5), bottom)
    return drawing


@dataclass(frozen=True)
class Panel:
    """One small multiple: a member's own history."""

    name: str
    growth: str
    values: Sequence[Number | None]
    first: str
    now: str
    flat: bool


def multiples(
    panels: Sequence[Panel], label: str, start: str, end: str, *, columns: int = 5, width: float = WIDTH
) -> Drawing:
    """Each member's change since the first quarter, all on one scale."""
    rows = -(-len(panels) // columns)
    gap, row_height = 14.0, 134.0 if rows == 1 else 116.0
    drawing = Drawing(width, rows * row_height + (rows - 1) * 10, label)
    panel_width = (width - gap * (columns - 1)) / columns
    ratios = [
        [float(v) / float(p.values[0]) if v is not None and p.values[0] else 1.0 for v in p.values] for p in panels
    ]
    low, high = min(min(r) for r in ratios), max(max(r) for r in ratios)
    for index, (panel, values) in enumerate(zip(panels, ratios, strict=True)):
        left = (index % columns) * (panel_width + gap)
        top = (index // columns) * (row_height + 10)
        y = _linear(low, max(high, low + 0.02), top + row_height - 40, top + 48)
        x = _linear(0, max(len(values) - 1, 1), left + 6, left + panel_width - 8)
        colour = AMBER if panel.flat else NAVY
        drawing.text(left, top + 13, panel.name, size=12, bold=True)
        drawing.text(left, top + 30, panel.growth, bold=panel.flat, fill=colour)
        drawing.line(left, y(1), left + panel_width, y(1), RULE)
        drawing.path([(x(i), y(v)) for i, v in enumerate(values)], colour, width=2.25)
        drawing.circle(x(len(values) - 1), y(values[-1]), 3.5, colour)
        drawing.text(
            x(len(values) - 1) + 4, y(values[-1]) - 8, panel.now, anchor="end", size=12, bold=True, fill=colour
        )
        drawing.text(left, y(1) + 14, panel.first, size=SMALL, fill=MUTE)
        drawing.text(left, top + row_height - 3, start, size=SMALL, fill=FAINT)
        drawing.text(left + panel_width, top + row_height - 3, end, anchor="end", size=SMALL, fill=FAINT)
    return drawing


def spark(values: Sequence[Number | None], *, ago: int | None, width: float = 96, height: float = 24) -> Drawing:
    """A line without words for the indicator panel: grey dot a year ago, blue dot now."""
    drawing = Drawing(width, height, "")
    known = [(i, float(v)) for i, v in enumerate(values) if v is not None]
    if len(known) < 2:
        return drawing
    x = _linear(0, max(len(values) - 1, 1), 3, width - 5)
    levels = [v for _, v in known]
    y = _linear(min(levels), max(levels), height - 4, 4)
    drawing.path([(x(i), y(v)) for i, v in known], "#9AA3AE", width=1.5)
    for index, level in known:
        if index == ago:
            drawing.circle(x(index), y(level), 2.2, "#9AA3AE")
    drawing.circle(x(known[-1][0]), y(known[-1][1]), 2.8, NAVY)
    return drawing
