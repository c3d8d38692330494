"""Drawing in SVG: shapes whose coordinates Python has computed, placed by one Jinja template that does no arithmetic.

rank.py and over_time.py draw the charts with it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from govreport.templating import engine

INK, MUTE, FAINT, RULE = "#1C2430", "#5B6573", "#646D79", "#C9CFD6"
NAVY, MID, PALE = "#1F4E79", "#7FA3C4", "#C9D6E2"
AMBER, AMBER_BACK, WHITE = "#B05108", "#FBF1E2", "#FFFFFF"
RAMP = ("#E3EDF5", "#BBD3E6", "#8DB4D3", "#4077A9", "#1F4E79")
SMALL = 10.5
"""Smallest label: 10.5 units are 7.9 pt where a chart of 590 units fills the 156 mm of the type area."""
PHONE = 13.0
"""Smallest label of a drawing made for phones, where a unit is about a CSS pixel."""
WIDTH = 590.0

Anchor = Literal["start", "middle", "end"]


def text_width(text: str, size: float) -> float:
    """Estimated width of ``text``: full-width characters one em, others a little over half."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.58 for c in text) * size


def _narrow(text: str) -> str:
    """Quotation marks as a typewriter has them where no Chinese is near: the fonts' own are as wide as that."""
    return text if any(unicodedata.east_asian_width(c) in "WF" for c in text) else text.translate(_TYPED)


_TYPED = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


def in_lines(text: str, room: float, size: float) -> list[str]:
    """A label as the one line that fits ``room``, or as two of about equal length, parted at a space if it has one."""
    if text_width(text, size) <= room or len(text) < 2:
        return [text]
    spaces = [at for at, c in enumerate(text) if c == " "] or [len(text) // 2]
    middle = min(spaces, key=lambda at: abs(text_width(text[:at], 1) - text_width(text[at:], 1)))
    return [text[:middle], text[middle:].strip()]


def _r(value: float) -> str:
    """A coordinate with at most one decimal, so that files are small and the same everywhere."""
    number = f"{value:.1f}"
    number = number.removesuffix(".0")
    return "0" if number == "-0" else number


@dataclass
class Drawing:
    """A drawing of ``width`` by ``height`` units; ``label`` tells a screen reader what it shows ("": decoration)."""

    width: float
    height: float
    label: str
    marks: list[dict[str, Any]] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: Anchor = "start",
        size: float = 11,
        bold: bool = False,
        fill: str = INK,
    ) -> None:
        """A label whose baseline is at ``y``."""
        self.marks.append(
            {
                "kind": "text",
                "x": _r(x),
                "y": _r(y),
                "text": _narrow(text),
                "anchor": anchor,
                "size": _r(size),
                "bold": bold,
                "fill": fill,
            }
        )

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        stroke: str = "",
        line: float = 0,
        radius: float = 0,
    ) -> None:
        """A rectangle whose upper left corner is at ``x``, ``y``."""
        self.marks.append(
            {
                "kind": "rect",
                "x": _r(x),
                "y": _r(y),
                "width": _r(max(width, 0)),
                "height": _r(max(height, 0)),
                "fill": fill,
                "stroke": stroke,
                "line": _r(line),
                "radius": _r(radius),
            }
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str, *, width: float = 1, dashed: bool = False
    ) -> None:
        """A straight line between two points."""
        self.marks.append(
            {
                "kind": "line",
                "x1": _r(x1),
                "y1": _r(y1),
                "x2": _r(x2),
                "y2": _r(y2),
                "stroke": stroke,
                "width": _r(width),
                "dashed": dashed,
            }
        )

    def path(self, points: list[tuple[float, float]], stroke: str, *, width: float = 2.5) -> None:
        """A line through ``points`` in their order."""
        joined = " ".join(f"{_r(x)},{_r(y)}" for x, y in points)
        self.marks.append({"kind": "path", "points": joined, "stroke": stroke, "width": _r(width)})

    def circle(self, x: float, y: float, radius: float, fill: str, *, stroke: str = "") -> None:
        """A filled circle around ``x``, ``y``."""
        self.marks.append({"kind": "circle", "x": _r(x), "y": _r(y), "r": _r(radius), "fill": fill, "stroke": stroke})

    def svg(self, templates: Path) -> str:
        """The drawing as SVG text, the same bytes for the same shapes."""
        template = engine(templates).get_template("charts/drawing.svg.j2")
        return template.render(width=_r(self.width), height=_r(self.height), label=self.label, marks=self.marks)
