"""Draws the rooms of the library and who imports whom: ``python -m scripts.architecture`` writes docs/architecture.svg.

Rows are the layers of pyproject.toml. An arrow that follows from others is left out, and so are arrows to the two
lowest rows, which every room may import: what is left is readable, and a new arrow is seen.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "architecture.svg"
BRIDGE = "govreport_airflow"
_GROUND = 2
"""Lowest rows, to which no arrows are drawn."""
_WIDTH, _ROW, _BOX, _CHARACTER, _PAD, _GAP = 1080, 76, 30, 7.4, 12, 34

Uses = Mapping[str, frozenset[str]]


def layers() -> list[list[str]]:
    """The rows, highest first: the bridge to Airflow, then the layers that import-linter enforces."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (listed,) = (c["layers"] for c in contracts if c["type"] == "layers" and c["containers"] == ["govreport"])
    return [[BRIDGE], *([room.strip() for room in row.split("|")] for row in listed)]


def uses() -> Uses:
    """Room -> the rooms that one of its modules imports."""
    graph = grimp.build_graph("govreport", BRIDGE, cache_dir=None)
    found: dict[str, set[str]] = defaultdict(set)
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            found[_room(module)].add(_room(imported))
    return {room: frozenset(used - {room, ""}) for room, used in found.items() if room}


def _room(module: str) -> str:
    package, *inner = module.split(".")
    return BRIDGE if package == BRIDGE else inner[0] if inner else ""


def arrows(used: Uses) -> list[tuple[str, str]]:
    """The pairs that don't follow from others: a room that is reached by way of another needs no arrow."""
    return sorted(
        (room, other)
        for room, others in used.items()
        for other in others
        if not any(other in _reached(between, used) for between in others - {other})
    )


def _reached(room: str, used: Uses) -> set[str]:
    seen: set[str] = set()
    waiting = [room]
    while waiting:
        for other in used.get(waiting.pop(), frozenset()) - seen:
            seen.add(other)
            waiting.append(other)
    return seen


def drawing() -> str:
    """The picture; the same code gives the same bytes."""
    rows = layers()
    boxes = {room: box for number, row in enumerate(rows) for room, box in _placed(row, number).items()}
    ground = {room for row in rows[-_GROUND:] for room in row}
    lines = [_arrow(boxes[a], boxes[b]) for a, b in arrows(uses()) if a not in ground and b not in ground]
    height = len(rows) * _ROW + 10
    top = (len(rows) - _GROUND) * _ROW - 4
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
            'font-family="system-ui, sans-serif" font-size="13">',
            "<title>Rooms of the library by layer; an arrow leads to what is imported</title>",
            '<defs><marker id="tip" viewBox="0 0 6 6" refX="5.5" refY="3" markerWidth="6" markerHeight="6" '
            'orient="auto"><path d="M0,0L6,3L0,6z" fill="#6B7785"/></marker></defs>',
            f'<rect width="{_WIDTH}" height="{height}" fill="#FFFFFF"/>',
            f'<rect y="{top}" width="{_WIDTH}" height="{height - top}" fill="#F1F3F5"/>',
            f'<text x="{_WIDTH - 10}" y="{top + 16}" text-anchor="end" fill="#5B6573">'
            "every room may import these</text>",
            *lines,
            *(_drawn(room, box) for room, box in boxes.items()),
            "</svg>\n",
        ]
    )


def _placed(row: Sequence[str], number: int) -> dict[str, tuple[float, float, float]]:
    """Room -> left edge, top edge and width; the row stands in the middle."""
    widths = [len(room) * _CHARACTER + 2 * _PAD for room in row]
    left = (_WIDTH - sum(widths) - _GAP * (len(row) - 1)) / 2
    placed = {}
    for room, width in zip(row, widths, strict=True):
        placed[room] = (left, 20.0 + number * _ROW, width)
        left += width + _GAP
    return placed


def _arrow(start: tuple[float, float, float], end: tuple[float, float, float]) -> str:
    x, y = start[0] + start[2] / 2, start[1] + _BOX
    to_x, to_y = end[0] + end[2] / 2, end[1] - 1
    bend = (to_y - y) / 2
    colour = "#6B7785" if to_y - y < _ROW else "#B4BDC7"
    return (
        f'<path d="M{x:.0f},{y:.0f}C{x:.0f},{y + bend:.0f} {to_x:.0f},{to_y - bend:.0f} {to_x:.0f},{to_y:.0f}" '
        f'fill="none" stroke="{colour}" marker-end="url(#tip)"/>'
    )


def _drawn(room: str, box: tuple[float, float, float]) -> str:
    left, top, width = box
    return (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{_BOX}" rx="4" fill="#FFFFFF" '
        f'stroke="#1F4E79"/><text x="{left + width / 2:.0f}" y="{top + 20:.0f}" text-anchor="middle" '
        f'fill="#1C2430">{escape(room)}</text>'
    )


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
