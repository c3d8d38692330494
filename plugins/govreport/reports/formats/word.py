"""The editable report: the view model placed by docxtpl into include/templates/report.docx."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from govreport.reports.charts.drawing import text_width
from govreport.reports.formats.placing import template_data
from govreport.reports.formats.png import svgs_to_pngs
from govreport.reports.formats.stable_zip import same_bytes
from govreport.reports.formats.word_page import CELL, WIDER, fit_page_one, set_language, with_room_for_words
from govreport.reports.formats.workbook_words import WORKBOOK_LABELS
from govreport.reports.model import ReportModel
from govreport.settings import Settings

_WIDTH_MM = 156.0
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TITLE_SIZES = {"zh": (22, 21, 20, 19, 18, 17, 16, 15), "en": (18, 17, 16, 15, 14)}
_MASTHEAD_SIZES = {"zh": (36, 34, 32, 30, 28, 26, 24, 22), "en": (28, 26, 24, 22, 20, 18, 16)}
_DENSE = 8
"""From more columns on, a table is set small."""
_WHOLE = 22
"""Rows up to which a table is kept on one page."""
_DOTS = 1240
"""Pixels across the type area: 200 to the inch."""
_COLORS = {"alert": "B05108", "muted": "5B6573"}
_HEATS = ("", "E9F0F7", "C9DCEC", "9DC0DD")
_AMBER = "FBF1E2"


@dataclass(frozen=True)
class _Shape:
    """What a table's rows don't say themselves."""

    widths: Sequence[float]
    """Shares of the width, by column."""
    heads: int
    aligns: Sequence[str]
    fills: Sequence[Sequence[str]] = ()
    """Background by data row and column; "" for none."""
    is_noted: bool = False
    """Whether a note follows, which stays with the last row."""
    spans: Sequence[int] = ()
    """Columns that each cell of the first row covers, where it groups columns."""
    has_prose: bool = False
    """Whether its rows are sentences, of which few fill a page: it is never kept on one."""


def render_docx(model: ReportModel, settings: Settings | None = None) -> bytes:
    """A .docx file; the same model gives the same bytes."""
    # Loaded here and not above: it takes time, and most commands that import this file don't need it.
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    installation = settings or Settings()
    template = DocxTemplate(installation.templates_dir / "report.docx")
    template.init_docx()
    data = template_data(model)
    charts = [b for s in data["sections"] for b in s["blocks"] if b["type"] == "chart"]
    pictures = svgs_to_pngs([c["svg"] for c in charts], _DOTS, installation)
    for chart, picture in zip(charts, pictures, strict=True):
        chart["picture"] = InlineImage(template, io.BytesIO(picture), width=_millimetres(_WIDTH_MM * chart["width"]))
    shapes = [_dress_kpis(data)] if data["kpis"] else []
    for section in data["sections"]:
        for block in section["blocks"]:
            if block["type"] == "table":
                shapes.append(_dress_table(block))
            elif block["type"] == "attention":
                shapes.append(_dress_attention(block))
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    context = {
        "d": data,
        "sections": data["sections"],
        "headline": _fitting(data, data["headline"], _TITLE_SIZES[model.language]),
    }
    context["masthead"] = _fitting(data, [data["title"]], _MASTHEAD_SIZES[model.language])
    context["kpi_heads"] = _kpi_heads(data)
    template.render(context, jinja_env=environment, autoescape=True)
    _finish(template.docx, shapes, [c["alt"] for c in charts])
    set_language(template.docx, model.language)
    fit_page_one(template.docx, model)
    _date(template.docx, model)
    out = io.BytesIO()
    template.docx.save(out)
    return same_bytes(out.getvalue())


def _millimetres(number: float) -> Any:
    from docx.shared import Mm

    return Mm(number)


def _fitting(data: dict[str, Any], lines: Sequence[str], sizes: Sequence[int]) -> Any:
    """In the largest of ``sizes`` at which no line is broken."""
    from docxtpl import RichText

    longest = max((text_width(line, 1.0) for line in lines), default=1.0)
    longest *= WIDER[data["language"]]
    points = next((s for s in sizes if s * longest <= _WIDTH_MM / 25.4 * 72), sizes[-1])
    return RichText("\n".join(lines), size=points * 2)


def _rich(text: str, tone: str = "normal", *, bold: bool = False, flags: str = "", size: float | None = None) -> Any:
    from docxtpl import RichText

    strong = bold or tone in ("strong", "alert")
    points = None if size is None else round(size * 2)
    rich = RichText(text, color=_COLORS.get(tone), bold=strong, size=points)
    if flags:
        rich.add(flags.lower(), superscript=True, color=_COLORS["muted"])
    return rich


def _dress_kpis(data: dict[str, Any]) -> _Shape:
    chinese = data["language"] == "zh"
    opening, closing = ("（", "）") if chinese else (" (", ")")
    for kpi in data["kpis"]:
        kpi["shown"] = _rich(f"{kpi['value']} {kpi['unit']}", "strong")
        said = [
            _rich(
                c["absolute"] + (f"{opening}{c['relative']}{closing}" if c["relative"] else ""),
                c["tone"],
            )
            for c in kpi["changes"]
        ]
        kpi["first"], kpi["second"] = [*said, _rich(""), _rich("")][:2]
        if kpi["revised"]:
            kpi["target"] = " ".join(p for p in (kpi["target"], data["labels"]["revised"], kpi["revised"]) if p)
    widths = (2.9, 1.5, 2.7, 2.7, 3.3) if chinese else (3.3, 1.8, 2.4, 2.4, 3.1)
    values = [f"{kpi['value']} {kpi['unit']}" for kpi in data["kpis"]]
    widths_fit = with_room_for_words(widths, [[k["name"] for k in data["kpis"]], values, [], [], []], CELL)
    return _Shape(widths_fit, 1, ("left", "right", "left", "left", "left"))


def _kpi_heads(data: dict[str, Any]) -> list[Any]:
    """Name, value, the two comparisons as the cards call them, and what is to be reached."""
    compared = list(dict.fromkeys(c["label"] for kpi in data["kpis"] for c in kpi["changes"]))
    words = [WORKBOOK_LABELS[f"workbook.{key}"].in_language(data["language"]) for key in ("name", "value", "target")]
    return [_rich(text, "muted") for text in (*words[:2], *[*compared, "", ""][:2], words[2])]


def _dress_table(block: dict[str, Any]) -> _Shape:
    fills = []
    size = 7.5 if len(block["columns"]) > _DENSE else None
    for head in [*block["columns"], *block["groups"]]:
        head["rich"] = _rich(head["text"], "muted", size=size)
    for row in block["rows"]:
        for cell in row["cells"]:
            cell["rich"] = _rich(
                cell["text"], cell["tone"], bold=row["kind"] == "total", flags=cell["flags"], size=size
            )
        fills.append([_AMBER if row["highlight"] else _HEATS[c["heat"]] for c in row["cells"]])
    columns = block["columns"]
    texts = [[c["text"], *(row["cells"][i]["text"] for row in block["rows"])] for i, c in enumerate(columns)]
    return _Shape(
        with_room_for_words([c["width"] for c in columns], texts, size or CELL),
        2 if block["groups"] else 1,
        [c["align"] for c in columns],
        fills,
        bool(block["note"]),
        [g["span"] for g in block["groups"]],
    )


def _dress_attention(block: dict[str, Any]) -> _Shape:
    for item in block["items"]:
        item["rich"] = _rich(item["heading"] + " ", "strong")
        item["rich"].add(item["text"])
        item["whose"] = _rich(f"{item['owner']}\n{item['due']}")
    return _Shape((0.8, 5.1, 3.5, 3.0), 1, ("center", "left", "left", "left"), has_prose=True)


def _finish(document: Any, shapes: Sequence[_Shape], alts: Sequence[str]) -> None:
    """Widths, alignment, shading and repeated heads of tables; names of pictures for those who can't see them."""
    from docx.oxml.ns import qn

    tables = document.element.body.findall(qn("w:tbl"))
    for table, shape in zip(tables, shapes, strict=True):
        _place_table(table, shape)
    for number, (drawing, alt) in enumerate(zip(document.element.iter(qn("wp:docPr")), alts, strict=True), start=1):
        drawing.set("id", str(number))
        drawing.set("name", f"chart {number}")
        drawing.set("descr", alt)
        # The room that python-docx asks for beside a picture would push one as wide as the page past its margin.
        for side in ("distL", "distR"):
            drawing.getparent().set(side, "0")


def _element(name: str, **values: str | int) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    return OxmlElement(f"w:{name}", {qn(f"w:{key}"): str(value) for key, value in values.items()})


def _place_table(table: Any, shape: _Shape) -> None:
    from docx.oxml.ns import qn

    whole = sum(shape.widths)
    twips = [round(w / whole * _WIDTH_MM / 25.4 * 1440) for w in shape.widths]
    properties = table.tblPr
    borders = properties.find(qn("w:tblBorders"))
    for name in ("tblW", "tblLayout", "tblBorders", "tblCellMar"):
        for old in properties.findall(qn(f"w:{name}")):
            properties.remove(old)
    margins = _element("tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(side, w=60, type="dxa"))
    # In the order that the format prescribes: width, alignment, borders, layout, margins, look.
    properties.insert_element_before(_element("tblW", w=sum(twips), type="dxa"), "w:jc", "w:tblLook")
    for element in (borders, _element("tblLayout", type="fixed"), margins):
        if element is not None:
            properties.insert_element_before(element, "w:tblLook")
    grid = table.tblGrid
    for column in list(grid):
        grid.remove(column)
    for width in twips:
        grid.append(_element("gridCol", w=width))
    rows = table.findall(qn("w:tr"))
    whole_table = len(rows) <= _WHOLE and not shape.has_prose
    for index, row in enumerate(rows):
        head = index < shape.heads
        settings = row.get_or_add_trPr()
        settings.append(_element("cantSplit"))
        if head:
            settings.append(_element("tblHeader"))
        last = index == len(rows) - 1
        if head or (shape.is_noted if last else whole_table):
            _keep_with_next(row)
        column = 0
        for number, cell in enumerate(row.findall(qn("w:tc"))):
            count = shape.spans[number] if index == 0 and shape.spans else 1
            _place_cell(cell, sum(twips[column : column + count]), count, shape, index, column)
            column += count


def _keep_with_next(row: Any) -> None:
    """Keep a row on the page of the next: a head that ends a page alone makes LibreOffice lose the row that follows."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    for paragraph in row.iter(qn("w:p")):
        Paragraph(paragraph, None).paragraph_format.keep_with_next = True  # type: ignore[arg-type]


def _place_cell(cell: Any, width: int, count: int, shape: _Shape, row: int, column: int) -> None:
    from docx.oxml.ns import qn

    properties = cell.get_or_add_tcPr()
    old = properties.find(qn("w:tcW"))
    if old is not None:
        properties.remove(old)
    properties.insert(0, _element("tcW", w=width, type="dxa"))
    if count > 1:
        properties.insert(1, _element("gridSpan", val=count))
    data_row = row - shape.heads
    fill = shape.fills[data_row][column] if 0 <= data_row < len(shape.fills) else ""
    if fill:
        properties.append(_element("shd", val="clear", color="auto", fill=fill))
    properties.append(_element("vAlign", val="center"))
    align = "center" if count > 1 else shape.aligns[column]
    for paragraph in cell.findall(qn("w:p")):
        form = paragraph.get_or_add_pPr()
        for jc in form.findall(qn("w:jc")):
            form.remove(jc)
        form.append(_element("jc", val=align))


def _date(document: Any, model: ReportModel) -> None:
    day = datetime.fromisoformat(model.date_iso)
    core = document.core_properties
    core.title, core.author, core.subject = f"{model.title} {model.quarter_name}", model.publisher, model.as_of
    core.comments = f"{model.fingerprint_label} {model.fingerprint}"
    core.keywords = f"{model.quarter} govreport-fingerprint:{model.fingerprint}"
    core.language, core.last_modified_by, core.revision = model.lang_tag, model.publisher, 1
    core.created = core.modified = core.last_printed = day
