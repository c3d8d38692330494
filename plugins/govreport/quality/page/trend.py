"""A row of bars, one a quarter, as inline SVG for the verdict page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from govreport.quarter import Quarter

_WIDTH, _HEIGHT, _HEAD, _FOOT = 360, 132, 20, 34
_BAR = 22


@dataclass(frozen=True)
class Bar:
    """One quarter's count."""

    quarter: Quarter
    count: int


def bars(found: Sequence[Bar], title: str, now: Quarter) -> str:
    """The drawing; ``now`` differs from the others in weight as well as colour. A missing quarter stays empty."""
    first, last = found[0].quarter, found[-1].quarter
    span = list(Quarter.span(first, last))
    step = min(60.0, _WIDTH / len(span))
    counts = {bar.quarter: bar.count for bar in found}
    most = max(1, *counts.values())
    room = _HEIGHT - _HEAD - _FOOT
    said = "；".join(f"{q} {counts[q]}" for q in span if q in counts)
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(f"{title}：{said}")}">',
        f'<line class="base" x1="0" x2="{step * len(span):.1f}" y1="{_HEIGHT - _FOOT}" y2="{_HEIGHT - _FOOT}"/>',
    ]
    sign = "Q" if now.kind == "quarter" else ""
    for place, quarter in enumerate(span):
        middle = step * (place + 0.5)
        mark = ' class="now"' if quarter == now else ""
        if quarter in counts:
            height = room * counts[quarter] / most
            top = _HEIGHT - _FOOT - height
            width = min(_BAR, step * 0.6)
            parts.append(
                f'<rect{mark} x="{middle - width / 2:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
            )
            parts.append(f'<text{mark} x="{middle:.1f}" y="{top - 5:.1f}">{counts[quarter]:,}</text>')
        parts.append(f'<text{mark} x="{middle:.1f}" y="{_HEIGHT - _FOOT + 15}">{sign}{quarter.number}</text>')
        if place == 0 or quarter.number == 1:
            parts.append(f'<text class="year" x="{middle:.1f}" y="{_HEIGHT - 4}">{quarter.year}</text>')
    return "".join([*parts, "</svg>"])
