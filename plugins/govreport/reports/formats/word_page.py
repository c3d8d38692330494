"""What a template can't decide of an editable document: its language, sizes for English, and a first page that fits."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from govreport.language import Language
from govreport.reports.charts.drawing import text_width
from govreport.reports.model import Kpi, ReportModel

_WIDTH, _HEIGHT = 442.0, 637.0
"""Points of the type area."""
WIDER = {"zh": 1.06, "en": 1.15}
"""What the fonts that stand in for ours may be wider by than ``text_width`` says."""
_FINDING_SIZES = (
    (14.0, 23.5),
    (13.0, 21.5),
    (12.0, 19.5),
    (11.5, 18.5),
    (11.0, 17.5),
    (10.5, 16.5),
    (10.0, 15.5),
    (9.5, 14.5),
)
"""Size and line of page 1's paragraphs, the largest first."""
CELL = 9.0
"""Size of words in tables."""
_CELL_LINE = 13.5
_ENGLISH = {
    "Normal": (11.5, 17.0), "Body Text": (11.5, 17.0), "Finding": (11.5, 17.0), "Heading 1": (13.0, 20.0),
    "Foot": (10.5, 16.0), "Title": (18.0, 23.0), "Masthead": (28.0, 36.0), "Issue Line": (11.5, 20.0),
    "Table Cell": (8.5, 12.0),
}  # fmt: skip
"""A Latin letter fills more of its size than a Chinese character: at those of GB/T 9704 it would look like a poster."""


def set_language(document: Any, language: Language) -> None:
    """Tell spelling checkers and screen readers the language, and set English in sizes for English."""
    from docx.oxml.ns import qn

    marks = {"val": "zh-CN" if language == "zh" else "en-GB", "eastAsia": "zh-CN"}
    for mark in document.styles.element.iter(qn("w:lang")):
        for name, value in marks.items():
            mark.set(qn(f"w:{name}"), value)
    for mark in document.settings.element.iter(qn("w:themeFontLang")):
        for name, value in marks.items():
            mark.set(qn(f"w:{name}"), value)
    if language != "en":
        return
    for name, (size, line) in _ENGLISH.items():
        _resize(document, name, size, line)
    for name in ("Body Text", "Finding"):
        form = document.styles[name].paragraph_format
        form.alignment, form.first_line_indent, form.space_after = None, _points(0), _points(6)


def fit_page_one(document: Any, model: ReportModel) -> None:
    """Set the paragraphs of page 1 as large as leaves room for the key figures below them."""
    if not model.kpis:
        return
    sizes = [s for s in _FINDING_SIZES if model.language == "zh" or s[0] <= _ENGLISH["Body Text"][0]]
    issue = f"{model.issue}　　{model.publisher}　{model.date}"
    room = _WIDTH / (text_width(issue, 1.0) * WIDER[model.language])
    largest = document.styles["Issue Line"].font.size.pt
    document.styles["Issue Line"].font.size = _points(min(largest, math.floor(room * 2) / 2))
    used = _around(model)
    fitting = (s for s in sizes if used + _findings(model, *s) <= _HEIGHT)
    size, line = next(fitting, sizes[-1])
    _resize(document, "Finding", size, line)


def _resize(document: Any, name: str, size: float, line: float) -> None:
    style = document.styles[name]
    style.font.size = _points(size)
    style.paragraph_format.line_spacing = _points(line)


def _around(model: ReportModel) -> float:
    """Points that everything but the paragraphs takes: masthead, issue, headline, and the table of key figures."""
    wider = WIDER[model.language]
    notices = sum(18 + _lines(text, 11 * wider, _WIDTH) * 18 for text in (model.draft, *model.replaces) if text)
    line, cell = (30.0, _CELL_LINE) if model.language == "zh" else (23.0, 12.5)
    headline = line * len(model.headline) + 28
    rows = sum(max(1, _row_lines(kpi, model.language)) * cell + 1 for kpi in model.kpis)
    return (88 if model.language == "zh" else 78) + notices + headline + 30 + cell + rows + 20


def _row_lines(kpi: Kpi, language: Language) -> int:
    changes = [f"{c.absolute}（{c.relative}）" if c.relative else c.absolute for c in kpi.changes]
    shares = (0.22, 0.11, 0.2, 0.2, 0.25) if language == "zh" else (0.25, 0.17, 0.18, 0.18, 0.22)
    texts = (kpi.name, f"{kpi.value} {kpi.unit}", *[*changes, "", ""][:2], f"{kpi.target} {kpi.revised}".strip())
    size = CELL * WIDER[language]
    return max(_lines(text, size, _WIDTH * share - 6) for text, share in zip(texts, shares, strict=True))


def _findings(model: ReportModel, size: float, line: float) -> float:
    texts = (f"{f.lead} {f.text} {model.labels.get('see_below', '') if f.leads_to else ''}" for f in model.findings)
    return sum(_lines(text, size * WIDER[model.language], _WIDTH, 2 * size) * line + 6 for text in texts)


def _lines(text: str, size: float, width: float, indent: float = 0.0) -> int:
    parts: Iterable[str] = text.split("\n")
    return sum(max(1, math.ceil((text_width(part, size) + indent) / width)) for part in parts)


def _points(number: float) -> Any:
    from docx.shared import Pt

    return Pt(number)


def with_room_for_words(shares: Sequence[float], texts: Sequence[Sequence[str]], size: float) -> list[float]:
    """Shares of a table's width by which no column breaks a word in two, taken from the columns with most to spare.

    ``texts``: those of each column; Chinese breaks anywhere and asks for no room.
    """
    whole = sum(shares)
    points = [share / whole * _WIDTH for share in shares]
    needed = [max((_longest_word(text, size) for text in column), default=0.0) + 8 for column in texts]
    spare = [max(has - wants, 0.0) for has, wants in zip(points, needed, strict=True)]
    short = sum(max(wants - has, 0.0) for has, wants in zip(points, needed, strict=True))
    given = min(1.0, short / sum(spare)) if short and sum(spare) else 0.0
    scale = min(1.0, sum(spare) / short) if short else 0.0
    return [
        has + (wants - has) * scale if wants > has else has - over * given
        for has, wants, over in zip(points, needed, spare, strict=True)
    ]


def _longest_word(text: str, size: float) -> float:
    return max((text_width(word, size) * WIDER["en"] for word in re.findall(r"[!-~À-ɏ−]+", text)), default=0.0)
