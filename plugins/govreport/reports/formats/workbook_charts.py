"""Charts of the spreadsheet's own, drawn over the cells of their sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from govreport import spreadsheet as look
from govreport.reports.formats.workbook_book import Book

Kind = Literal["line", "columns", "bars"]
CHART_WIDTH = 103
"""In columns of a Latin digit, which are seven pixels wide."""
_TYPES = {"line": "line", "columns": "column", "bars": "bar"}
_LINES = (look.NAVY, look.AMBER, "#4077A9", "#7A4B8C", "#3B7A57", "#646D79")
"""Colours of several lines, dark enough on white and apart in grey."""
_DASHES = ("solid", "dash", "square_dot", "long_dash", "dash_dot", "round_dot")


def draw(
    book: Book, sheet: Worksheet, kind: Kind, title: str, alt: str, top: int, known: Sequence[bool],
    columns: Sequence[int],
) -> int:  # fmt: skip
    """A chart two rows below a table whose heads are in row ``top``; returns the last row that it covers.

    ``columns``: those with the values; the first column names them. ``known`` says of each row whether all of them are
    numbers: a spreadsheet draws whatever else stands in a cell as 0, so a line has the longest run of rows with numbers
    alone, and a bar that isn't known has no label. ``alt`` says it to those who can't see it.
    """
    count = len(known)
    begin, length = (0, count) if kind == "bars" else _longest_run(known)
    if length < 2:
        return top + count + 1
    first, last = top + 1 + begin, top + begin + length
    chart = _chart(book, _TYPES[kind], title)
    several = len(columns) > 1
    for index, column in enumerate(columns):
        series: dict[str, Any] = {
            "name": [sheet.get_name(), top, column],
            "categories": [sheet.get_name(), first, 0, last, 0],
            "values": [sheet.get_name(), first, column, last, column],
        }
        color = _LINES[index % len(_LINES)]
        font = {"name": look.FONT, "size": 9, "color": look.NAVY if kind == "line" else look.INK}
        if not several:
            series["data_labels"] = {"value": True, "font": font} | ({"position": "above"} if kind == "line" else {})
            if kind == "bars" and not all(known):
                series["data_labels"]["custom"] = [None if is_known else {"delete": True} for is_known in known]
        if kind == "line":
            dash = _DASHES[index % len(_DASHES)]
            series["line"] = {"color": color, "width": 2.25, "dash_type": dash}
            marker = {"type": "circle", "size": 6, "fill": {"color": "#FFFFFF"}, "border": {"color": color}}
            series["marker"] = marker
        else:
            series |= {"fill": {"color": look.NAVY}, "gap": 45}
        chart.add_series(series)
    chart.set_legend({"position": "bottom", "font": {"name": look.FONT, "size": 9}} if several else {"none": True})
    hidden = _axis(visible=several, major_gridlines={"visible": False}, **({} if kind == "line" else {"min": 0}))
    if kind == "bars":
        # The first row on top, as in the table; xlsxwriter calls the axis of a bar chart's names x all the same.
        chart.set_x_axis(hidden)
        chart.set_y_axis(_axis(reverse=True, interval_unit=1))
    else:
        chart.set_x_axis(_axis())
        chart.set_y_axis(hidden)
    height = 60 + 24 * count if kind == "bars" else 340 if several else 320
    chart.set_size({"width": CHART_WIDTH * 7, "height": height})
    row = top + count + 2
    sheet.insert_chart(row, 0, chart, {"description": look.xml_text(alt), "object_position": 2})
    # A row without a height of its own is 20 pixels high.
    return row + height // 20 + 1


def _longest_run(known: Sequence[bool]) -> tuple[int, int]:
    """Where the longest unbroken run begins and how long it is; of several as long the last."""
    best, begin = (0, 0), 0
    for end, is_known in enumerate([*known, False]):
        if not is_known:
            best = max(best, (begin, end - begin), key=lambda run: (run[1], run[0]))
            begin = end + 1
    return best


def _chart(book: Book, kind: str, title: str) -> Chart:
    chart: Chart = book.file.add_chart({"type": kind})
    font = {"name": look.FONT, "color": look.INK}
    chart.set_title({"name": look.xml_text(title), "name_font": font | {"size": 12, "bold": True}, "overlay": False})
    chart.set_chartarea({"border": {"none": True}})
    return chart


def _axis(**more: Any) -> dict[str, Any]:
    font = {"name": look.FONT, "size": 9, "color": look.MUTE}
    return {
        "num_font": font,
        "line": {"color": look.RULE},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
        **more,
    }
