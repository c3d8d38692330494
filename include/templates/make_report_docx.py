"""Makes report.docx, the template of the editable report: run it after a change, and keep what it makes beside it.

    python include/templates/make_report_docx.py

The geometry is that of GB/T 9704-2012, borrowed for a bulletin. The template holds Jinja tags for docxtpl and no word
of its own; the same script always makes the same bytes. Fonts are named, not embedded: an office has its own 仿宋 and
小标宋.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

BODY, HEAD, TITLE, LATIN = "仿宋", "黑体", "方正小标宋简体", "Times New Roman"
RED, INK, MUTE, AMBER = RGBColor(0xC4, 0x16, 0x1C), RGBColor(0x1C, 0x24, 0x30), RGBColor(0x5B, 0x65, 0x73), "FBF1E2"
LINE = Pt(28.9)
"""22 lines to a page of 225 mm."""


def make() -> bytes:
    """The template as bytes."""
    document = Document()
    for element in list(document.element.body)[:-1]:
        document.element.body.remove(element)
    _bare(document)
    _page(document)
    _styles(document)
    _front(document)
    _sections(document)
    _end(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _bare(document: Any) -> None:
    """Without what python-docx's own template brings along: a picture of it, styles for effects, unused styles."""
    for relations in (document.part.package.rels, document.part.rels):
        for key in [
            k for k, r in relations.items() if r.reltype.endswith(("thumbnail", "stylesWithEffects", "customXml"))
        ]:
            del relations[key]
    for style in list(document.styles.element.findall(qn("w:style"))):
        if style.get(qn("w:type")) in ("table", "numbering") and style.get(qn("w:default")) is None:
            document.styles.element.remove(style)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # else Word opens it as a document of 2010
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["Normal"]
        paragraph.alignment = align
        paragraph.paragraph_format.first_line_indent = Pt(0)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
        for kind, text in (("", "— "), ("begin", ""), ("instr", "PAGE"), ("end", ""), ("", " —")):
            run = paragraph.add_run(text if not kind else "")
            _font(run, "宋体", 14)
            if kind == "instr":
                code = OxmlElement("w:instrText")
                code.set(qn("xml:space"), "preserve")
                code.text = text
                run._r.append(code)
            elif kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)


def _font(run: Any, name: str, size: float | None, *, bold: bool = False, color: RGBColor | None = None) -> None:
    run.font.bold, run.font.name = bold or None, LATIN
    if size is not None:
        run.font.size = Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
    if color is not None:
        run.font.color.rgb = color


def _style(document: Any, name: str, font: str, size: float, line: Any, **look: Any) -> Any:
    style = document.styles[name] if name in document.styles else document.styles.add_style(name, 1)
    style.font.name, style.font.size, style.font.bold = LATIN, Pt(size), look.get("bold", False)
    style.font.color.rgb = look.get("color", INK)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    form = style.paragraph_format
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY if look.get("exact", True) else WD_LINE_SPACING.SINGLE
    if look.get("exact", True):
        form.line_spacing = line
    form.space_before, form.space_after = Pt(look.get("before", 0)), Pt(look.get("after", 0))
    form.first_line_indent = Pt(look.get("indent", 0))
    form.keep_with_next = look.get("keep", False)
    form.alignment = look.get("align")
    form.widow_control = True
    return style


def _styles(document: Any) -> None:
    center = WD_ALIGN_PARAGRAPH.CENTER
    _style(document, "Normal", BODY, 16, LINE)
    _style(document, "Body Text", BODY, 16, LINE, indent=32, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    _style(document, "Finding", BODY, 14, Pt(23.5), indent=28, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    _style(document, "Heading 1", HEAD, 16, LINE, before=12, after=4, keep=True)
    _style(document, "Title", TITLE, 22, Pt(30), align=center, before=14, after=14)
    annex = _style(document, "Annex Title", TITLE, 22, Pt(30), align=center, before=14, after=14, keep=True)
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "0")
    annex.element.get_or_add_pPr().append(level)
    _style(document, "Masthead", TITLE, 36, Pt(48), align=center, color=RED)
    _style(document, "Issue Line", BODY, 13, LINE)
    _style(document, "Draft", HEAD, 11, Pt(18), color=RGBColor(0xB4, 0x53, 0x09), before=6)
    _style(document, "Block Caption", HEAD, 11.5, Pt(18), before=12, keep=True)
    _style(document, "Block Note", BODY, 9, Pt(14), color=MUTE, after=2)
    _style(document, "Table Cell", HEAD, 9, Pt(13))
    _style(document, "Picture", BODY, 9, Pt(12), exact=False, align=center)
    _style(document, "Foot", BODY, 14, Pt(22), keep=True)  # recipients, printer and fingerprint stand on one page
    borders = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        document.styles["Title"].element.pPr.remove(borders)


def _line(document: Any, text: str, style: str = "Normal") -> Any:
    return document.add_paragraph(text, style=style)


def _rule(paragraph: Any, where: str, color: str, size: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement(f"w:{where}")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", "4"), ("color", color)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _front(document: Any) -> None:
    _line(document, "{{r masthead }}", "Masthead")
    issue = document.add_paragraph(style="Issue Line")
    issue.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
    issue.add_run("{{ d.issue }}\t{{ d.publisher }}　{{ d.date }}")
    _rule(issue, "bottom", "C4161C", 18)
    _line(document, "{%p if d.draft %}")
    _line(document, "{{ d.draft }}", "Draft")
    _line(document, "{%p endif %}")
    _line(document, "{%p if d.replaces %}")
    _line(document, "{{ d.labels.replaces }}", "Draft")
    _line(document, "{%p for line in d.replaces %}")
    _line(document, "{{ line }}", "Block Note")
    _line(document, "{%p endfor %}")
    _line(document, "{%p endif %}")
    _line(document, "{{r headline }}", "Title")
    _line(document, "{%p for f in d.findings %}")
    finding = document.add_paragraph(style="Finding")
    _font(finding.add_run("{{ f.lead }}"), HEAD, None, bold=True)  # of the size that the style has, which may shrink
    space = "{% if d.language == 'en' %} {% endif %}"
    finding.add_run(space + "{{ f.text }}{% if f.leads_to %}" + space + "{{ d.labels.see_below }}{% endif %}")
    _line(document, "{%p endfor %}")
    _line(document, "{%p if d.kpis %}")
    caption = document.add_paragraph(style="Block Caption")
    _font(caption.add_run("{{ d.kpi_number }}　"), HEAD, 11.5, bold=True, color=RED)
    _font(caption.add_run("{{ d.kpi_title }}"), HEAD, 11.5, bold=True)
    _line(document, "{{ d.as_of }}", "Block Note").paragraph_format.keep_with_next = True
    table = _table(document, 5)
    for index, cell in enumerate(table.rows[0].cells):
        _set(cell, f"{{{{r kpi_heads[{index}] }}}}")
    _next(table)
    cells = ["{{ k.name }}", "{{r k.shown }}", "{{r k.first }}", "{{r k.second }}", "{{ k.target }}"]
    _loop_row(table, "{%tr for k in d.kpis %}", cells, first=1)
    _line(document, "{%p endif %}")


def _sections(document: Any) -> None:
    _line(document, "{%p for s in sections %}")
    _line(document, "{%p if s.annex and not (loop.previtem and loop.previtem.annex) %}")
    _line(document, "{{ d.labels.annex }}", "Annex Title").paragraph_format.page_break_before = True
    _line(document, "{{ d.labels.annex_about }}", "Block Note").alignment = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, "{%p endif %}")
    # The heading itself begins the page: an empty line that did was left alone on one where a long table follows.
    _line(document, "{%p if s.heading and d.kpis and loop.first %}")
    _line(document, "{{ s.heading }}", "Heading 1").paragraph_format.page_break_before = True
    _line(document, "{%p elif s.heading %}")
    _line(document, "{{ s.heading }}", "Heading 1")
    _line(document, "{%p endif %}")
    _line(document, "{%p for b in s.blocks %}")
    _line(document, "{%p if b.type == 'paragraph' %}")
    _line(document, "{{ b.text }}", "Body Text")
    _line(document, "{%p elif b.type == 'chart' %}")
    _caption(document)
    _line(document, "{{ b.picture }}", "Picture")
    _line(document, "{%p for a in b.aside %}")
    _line(document, "{{ a }}", "Block Note")
    _line(document, "{%p endfor %}")
    _line(document, "{%p elif b.type == 'table' %}")
    _line(document, "{%p if b.number %}")
    _caption(document)
    _line(document, "{%p endif %}")
    table = _table(document, 1)
    _set(table.rows[0].cells[0], "{%tr if b.groups %}")
    _set(_next(table).cells[0], "{%tc for g in b.groups %}", "{{r g.rich }}", "{%tc endfor %}")
    _set(_next(table).cells[0], "{%tr endif %}")
    _set(_next(table).cells[0], "{%tc for c in b.columns %}", "{{r c.rich }}", "{%tc endfor %}")
    _set(_next(table).cells[0], "{%tr for r in b.rows %}")
    _set(_next(table).cells[0], "{%tc for c in r.cells %}", "{{r c.rich }}", "{%tc endfor %}")
    _set(_next(table).cells[0], "{%tr endfor %}")
    _line(document, "{%p if b.note %}")
    _line(document, "{{ b.note }}", "Block Note")
    _line(document, "{%p endif %}")
    _line(document, "{%p elif b.type == 'attention' %}")
    table = _table(document, 4)
    for cell, text in zip(table.rows[0].cells, ("{{ d.labels.number }}", "{{ d.labels.situation }}",
                                                "{{ d.labels.action }}",
                                                "{{ d.labels.owner_due }}"), strict=True):  # fmt: skip
        _set(cell, text)
    _next(table)
    _loop_row(table, "{%tr for a in b['items'] %}",
              ["{{ loop.index }}", "{{r a.rich }}", "{{ a.action }}", "{{r a.whose }}"], first=1)  # fmt: skip
    _line(document, "{%p endif %}")
    _line(document, "{%p endfor %}")
    _line(document, "{%p endfor %}")


def _caption(document: Any) -> None:
    caption = document.add_paragraph(style="Block Caption")
    _font(caption.add_run("{{ b.number }}　"), HEAD, 11.5, bold=True, color=RED)
    _font(caption.add_run("{{ b.title }}"), HEAD, 11.5, bold=True)
    _line(document, "{%p if b.subtitle %}")
    note = _line(document, "{{ b.subtitle }}", "Block Note")
    note.paragraph_format.keep_with_next = True
    _line(document, "{%p endif %}")


def _table(document: Any, columns: int) -> Any:
    table = document.add_table(rows=1, cols=columns)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for where, size, color in (("top", 8, "1C2430"), ("bottom", 8, "1C2430"), ("insideH", 4, "E1E5E9")):
        edge = OxmlElement(f"w:{where}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", color)):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    properties.append(borders)
    return table


def _next(table: Any) -> Any:
    return table.add_row()


def _set(cell: Any, *texts: str) -> None:
    """Texts of one cell; for dynamic columns the loop's begin, body and end are three cells."""
    row = cell._tc.getparent()
    cells = [cell._tc]
    for _ in texts[1:]:
        more = OxmlElement("w:tc")
        more.append(OxmlElement("w:p"))
        row.append(more)
        cells.append(more)
    from docx.table import _Cell

    for tc, text in zip(cells, texts, strict=True):
        holder = _Cell(tc, cell._parent)
        holder.paragraphs[0].style = "Table Cell"
        holder.paragraphs[0].text = text


def _loop_row(table: Any, loop: str, texts: list[str], first: int = 0) -> None:
    row = table.rows[first]
    _set(row.cells[0], loop)
    body = _next(table)
    for cell, text in zip(body.cells, texts, strict=True):
        _set(cell, text)
    _set(_next(table).cells[0], "{%tr endfor %}")


def _end(document: Any) -> None:
    _line(document, "{{ d.labels.print_note }}", "Block Note")
    for text in ("{%p for l in d.distribution %}",):
        _line(document, text)
    _rule(_line(document, "{{ l }}", "Foot"), "top", "1C2430", 8)
    _line(document, "{%p endfor %}")
    last = document.add_paragraph(style="Foot")
    last.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
    last.add_run("{{ d.contact }}\t{{ d.issued }}")
    _rule(last, "top", "1C2430", 8)
    _line(document, "{%p if d.note %}")
    _line(document, "{{ d.note }}", "Block Note")
    _line(document, "{%p endif %}")
    _line(document, "{{ d.fingerprint_label }} {{ d.fingerprint }}", "Block Note")


if __name__ == "__main__":
    here = Path(__file__).parent
    sys.path.insert(0, str(here.parents[1] / "plugins"))
    from govreport.reports.formats.stable_zip import same_bytes

    (here / "report.docx").write_bytes(same_bytes(make()))
