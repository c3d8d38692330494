"""Charts over towns and purposes: ranked bars with columns, tile grid, bars with last year's mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from govreport.reports.charts.drawing import (
    AMBER,
    AMBER_BACK,
    FAINT,
    INK,
    MID,
    MUTE,
    NAVY,
    RAMP,
    SMALL,
    WHITE,
    WIDTH,
    Drawing,
    in_lines,
    text_width,
)
from govreport.reports.numbers import Number


@dataclass(frozen=True)
class Column:
    """A column of words to the right of the bars."""

    text: str
    tone: str = "normal"


@dataclass(frozen=True)
class Bar:
    """One row of a ranking: a bar, its label, and the columns to its right."""

    name: str
    value: Number
    label: str
    columns: Sequence[Column] = ()
    marked: bool = False
    strong: bool = False
    mark: Number | None = None
    """Last year's value, drawn as a tick across the bar."""


_NAME, _NAME_LINE = 11.5, 12.5
"""Size of names, and from one line of a name to the next."""
_FILL = {"normal": INK, "strong": INK, "muted": FAINT, "alert": AMBER}


def ranked(
    rows: Sequence[Bar],
    label: str,
    heads: Sequence[str],
    unit: str,
    *,
    mark_head: str = "",
    width: float = WIDTH,
    row_height: float = 19.5,
    name_width: float = 64,
    column_width: float = 76,
) -> Drawing:
    """Bars from zero in the order given, each with the columns a reader asks for next.

    Names have ``name_width``, or what the longest needs up to a third of the drawing; a longer one takes two lines.
    """
    wanted = max((text_width(r.name, _NAME) for r in rows), default=0)
    names = [in_lines(r.name, max(name_width, min(wanted, width / 3)), _NAME) for r in rows]
    name_width = max([name_width, *(text_width(line, _NAME) for lines in names for line in lines)])
    row_height += _NAME_LINE * (max(map(len, names), default=1) - 1)
    drawing = Drawing(width, 28 + len(rows) * row_height + 4, label)
    left = name_width + 6
    label_room = max((text_width(r.label, 11.5) for r in rows), default=0) + 12
    right = width - column_width * len(heads) - label_room
    top = float(max([r.value for r in rows] + [r.mark for r in rows if r.mark is not None], default=1)) or 1
    scale = max(right - left, 10) / top
    edges = [width - 6 - column_width * (len(heads) - 1 - i) for i in range(len(heads))]
    drawing.text(left, 14, unit, fill=MUTE)
    if mark_head:
        at = left + text_width(unit, 11) + 18
        drawing.line(at, 4, at, 17, INK, width=2)
        drawing.text(at + 6, 14, mark_head, fill=MUTE)
    for edge, head in zip(edges, heads, strict=True):
        drawing.text(edge, 14, head, anchor="end", fill=MUTE)
    drawing.line(0, 22, width, 22, FAINT)
    for index, row in enumerate(rows):
        top_of_row = 26 + index * row_height
        base = top_of_row + row_height * 0.5 + 4
        inset = min(3.5, row_height * 0.18)
        if row.marked:
            drawing.rect(0, top_of_row - 0.5, width, row_height - 1, AMBER_BACK)
        first = base - _NAME_LINE * (len(names[index]) - 1) / 2
        for number, line in enumerate(names[index]):
            drawing.text(name_width, first + number * _NAME_LINE, line, anchor="end", size=_NAME, bold=row.marked)
        length = float(row.value) * scale
        drawing.rect(left, top_of_row + inset, length, row_height - 2 * inset, NAVY if row.strong else MID)
        end = length
        if row.mark is not None:
            at = left + float(row.mark) * scale
            end = max(end, float(row.mark) * scale + 2)
            drawing.line(at, top_of_row + 1, at, top_of_row + row_height - 1, WHITE, width=5)
            drawing.line(at, top_of_row + 1, at, top_of_row + row_height - 1, INK, width=2)
        drawing.text(left + end + 5, base, row.label, size=11.5, bold=True)
        for edge, column in zip(edges, row.columns, strict=True):
            drawing.text(
                edge,
                base,
                column.text,
                anchor="end",
                size=11.5,
                bold=column.tone in ("alert", "strong"),
                fill=_FILL[column.tone],
            )
    return drawing


@dataclass(frozen=True)
class Tile:
    """One town at its relative place."""

    column: int
    row: int
    name: str
    value: Number
    label: str
    marked: bool = False


def classes(values: Sequence[Number], count: int = 5) -> list[int]:
    """Upper bounds of ``count`` classes with about equal numbers of towns, as whole numbers (the last is left out)."""
    ordered = sorted(values)
    bounds: list[int] = []
    for index in range(1, count):
        bound = int(ordered[min(len(ordered) * index // count, len(ordered) - 1)])
        if bound > (bounds[-1] if bounds else 0):
            bounds.append(bound)
    return bounds


NEARLY = Fraction(3, 4)
"""Where the least is at least this part of the most, none is shaded: 48, 49 and 50 are neither few nor many."""


def tiles(items: Sequence[Tile], label: str, few: str, many: str, *, width: float = 350) -> Drawing:
    """Squares at relative places: no boundaries are drawn, the shade is the class of the value, if they differ."""
    columns = max(t.column for t in items) + 1
    rows = max(t.row for t in items) + 1
    gap, tile_height = 4.0, 48.0
    tile_width = (width - gap * (columns - 1)) / columns
    values = [t.value for t in items]
    alike = min(values) * NEARLY.denominator >= max(values) * NEARLY.numerator
    bounds = [] if alike else classes(values)
    shades = [RAMP[round(i * (len(RAMP) - 1) / max(len(bounds), 1))] for i in range(len(bounds) + 1)]
    legend = rows * (tile_height + gap)
    drawing = Drawing(width, legend + 28, label)
    for tile in sorted(items, key=lambda t: (t.row, t.column)):
        kind = sum(tile.value >= b for b in bounds)
        left, top = tile.column * (tile_width + gap), tile.row * (tile_height + gap)
        ink = WHITE if RAMP.index(shades[kind]) >= 3 else INK
        if tile.marked:
            drawing.rect(
                left + 1.5, top + 1.5, tile_width - 3, tile_height - 3, shades[kind], stroke=AMBER, line=3, radius=2
            )
        else:
            drawing.rect(left, top, tile_width, tile_height, shades[kind], radius=2)
        size = max(min(11.5, tile_width / max(text_width(tile.name, 1), 1) * 0.94), SMALL)
        lines = in_lines(tile.name, tile_width * 0.98, size)
        for number, line in enumerate(lines):
            at = top + 19 - 6.5 * (len(lines) - 1) + 12 * number
            drawing.text(left + tile_width / 2, at, line, anchor="middle", size=size, fill=ink)
        drawing.text(
            left + tile_width / 2,
            top + 37 + (4 if len(lines) > 1 else 0),
            tile.label,
            anchor="middle",
            size=14,
            bold=True,
            fill=ink,
        )
    if not bounds:
        return drawing
    step = width / len(shades)
    for index, shade in enumerate(shades):
        drawing.rect(index * step, legend + 2, step, 7, shade)
    for index, bound in enumerate(bounds):
        drawing.text((index + 1) * step, legend + 23, str(bound), anchor="middle", size=SMALL, fill=MUTE)
    drawing.text(0, legend + 23, few, size=SMALL, fill=MUTE)
    drawing.text(width, legend + 23, many, anchor="end", size=SMALL, fill=MUTE)
    return drawing
