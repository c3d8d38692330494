"""What somebody finds in a mail who listens to it, reads it on a phone, or has been sent some of the files only."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest

from govreport.delivery.mail.body import trend_svg
from govreport.delivery.mail.message import MailContent, build_message
from govreport.delivery.send_report import TREND_WIDTH
from govreport.district.folder import District
from govreport.district.recipients import FILES
from govreport.language import Language
from govreport.reports.build import build_model
from govreport.reports.formats.png import svg_to_png
from govreport.reports.model import ReportModel
from tests.fixtures.mails import PNG, TEMPLATES, body, make_mail, received, recipient
from tests.fixtures.report_model import make_report
from tests.reports.fictional import fictional_inputs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest_plugins = ["tests.fixtures.browser"]

READABLE = 12
"""CSS pixels of the smallest label."""
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.fixture(scope="module", params=LANGUAGES)
def model(request: pytest.FixtureRequest) -> ReportModel:
    return build_model(fictional_inputs(), request.param)


class Headings(HTMLParser):
    """Levels and texts of headings, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.found.append((int(tag[1]), ""))
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and not re.fullmatch("h[1-6]", tag)

    def handle_data(self, data: str) -> None:
        if self._open:
            level, text = self.found[-1]
            self.found[-1] = (level, text + data)


def test_a_screen_reader_finds_its_way_by_headings(panyu: District, model: ReportModel) -> None:
    found = Headings(body(received(make_mail(panyu, model=model).as_bytes()), "html")).found
    assert [text for level, text in found if level == 1] == [model.title]
    blocks = {b.key: b for s in model.sections for b in s.blocks if b.type in ("chart", "table")}
    second = [text for level, text in found if level == 2]
    for text in (
        "".join(model.headline),
        model.kpi_title,
        blocks["registered_trend"].title,
        blocks["annex_towns"].title,
    ):
        assert text in second
    items = next(b for s in model.sections for b in s.blocks if b.type == "attention").items
    assert [text for level, text in found if level == 3] == [item.heading for item in items]
    assert all(after - before <= 1 for (before, _), (after, _) in pairwise(found))


def test_a_tables_cells_have_heads_on_both_sides(panyu: District, model: ReportModel) -> None:
    html = body(received(make_mail(panyu, model=model).as_bytes()), "html")
    table = next(b for s in model.sections for b in s.blocks if b.type == "table" and b.key == "annex_towns")
    assert html.count('scope="row"') == len(table.rows)
    assert html.count('scope="col"') == 5


def test_towns_stand_from_the_longest_bar_to_the_shortest_and_the_total_last(
    panyu: District, model: ReportModel
) -> None:
    table = next(b for s in model.sections for b in s.blocks if b.type == "table" and b.key == "annex_towns")
    column = next(c for c in range(5) if table.rows[0].cells[c].number is not None)
    towns = [row for row in table.rows if row.kind == "data"]
    expected = [r.cells[0].text for r in sorted(towns, key=lambda r: -(r.cells[column].number or 0))]
    expected.append(table.rows[-1].cells[0].text)
    mail = received(make_mail(panyu, model=model).as_bytes())
    rows = re.findall(r'<th [^>]*scope="row"[^>]*>([^<]*)</th>', body(mail, "html"))
    assert rows == expected
    said = [x[2:].split("：")[0].split(": ")[0] for x in body(mail, "plain").splitlines() if x.startswith("- ")]
    assert said[-len(expected) :] == expected
    bars = [tag for tag in re.findall(r"<td [^>]*>", body(mail, "html")) if "#7FA3C4" in tag]
    lengths = [int(re.findall(r'width="(\d+)%"', tag)[0]) for tag in bars]
    assert len(lengths) == len(towns)
    assert lengths == sorted(lengths, reverse=True)


def _subsets() -> Iterator[tuple[str, ...]]:
    names = FILES["report"]
    for count in range(1, len(names) + 1):
        yield from combinations(names, count)


WORDS = {
    "annex": ("技术附件", "technical annex", "-annex"),
    "xlsx": ("数据表", "workbook", ".xlsx"),
    "docx": ("文稿", "document to be edited", ".docx"),
    "data": ("数据包", "figures as data", ".zip"),
}


@pytest.mark.parametrize("formats", [*_subsets()], ids="+".join)
def test_a_mail_speaks_of_what_is_attached_to_it_and_of_nothing_else(
    panyu: District, model: ReportModel, formats: tuple[str, ...]
) -> None:
    report = make_report(model)
    pdf, others = report.files[0], [f for f in report.files if f.format in ("xlsx",)]
    files = [
        pdf,
        pdf.model_copy(update={"name": f"{model.file_stem}{model.labels['annex_file']}.pdf", "annex": True}),
        *others,
        pdf.model_copy(update={"name": f"{model.file_stem}.docx"}),
        pdf.model_copy(update={"name": f"{model.file_stem}-data.zip", "data": True}),
    ]
    report = report.model_copy(update={"files": files})
    content = MailContent(report, model, {f.name: b"x" for f in files}, TEMPLATES, PNG)
    mail = received(build_message(content, recipient(formats=formats), panyu).as_bytes())
    assert len(list(mail.iter_attachments())) == len(formats)
    for kind in ("plain", "html"):
        text = body(mail, kind)
        for format, words in WORDS.items():
            if format not in formats:
                assert [word for word in words if word in text] == []
        assert all(f.name in text for f in files if f.format in formats)
        assert ("http://" in text.replace("http://www.w3.org", ""), "https://" in text) == (False, False)


def _opened(browser: Browser, panyu: District, model: ReportModel, width: int) -> Page:
    svg = trend_svg(model)
    assert svg is not None
    png = svg_to_png(svg, TREND_WIDTH)
    html = body(received(make_mail(panyu, model=model, trend_png=png).as_bytes()), "html")
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(re.sub(r"cid:[^\"]+", f"data:image/png;base64,{base64.b64encode(png).decode()}", html))
    return page


@pytest.mark.parametrize("width", [360, 800])
def test_the_chart_is_readable_on_a_phone_and_on_a_desk(
    browser: Browser, panyu: District, model: ReportModel, width: int
) -> None:
    page = _opened(browser, panyu, model, width)
    drawn = page.evaluate("document.querySelector('img').getBoundingClientRect().width")
    svg = str(trend_svg(model))
    units = float(re.findall(r'viewBox="0 0 ([\d.]+)', svg)[0])
    smallest = min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg))
    assert smallest * drawn / units >= READABLE
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
