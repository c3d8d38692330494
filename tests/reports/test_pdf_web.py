"""The printed report and the web page: what is on them, that they hold text only as text, that bytes repeat."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from govreport.errors import GovreportError
from govreport.reports.build import build_model
from govreport.reports.formats.fonts import missing_characters
from govreport.reports.formats.pdf import render_pdf
from govreport.reports.formats.png import svg_to_png
from govreport.reports.formats.web import render_web
from govreport.reports.formats.word import render_docx
from govreport.reports.model import ReportModel
from govreport.settings import Settings
from tests.reports.fictional import fictional_inputs, with_names


@cache
def model() -> ReportModel:
    return build_model(fictional_inputs(), "zh")


@cache
def pdf() -> bytes:
    return render_pdf(model())


@cache
def web() -> str:
    return render_web(model()).decode()


@cache
def annex() -> bytes:
    return render_pdf(model(), template="annex")


def pages(data: bytes) -> list[str]:
    return ["".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(data)).pages]


def test_page_one_stands_alone_with_headline_findings_and_cards() -> None:
    first, second = pages(pdf())[:2]
    for line in model().headline:
        assert "".join(line.split()) in first
    for finding in model().findings:
        assert "".join(finding.text.split()) in first
    for card in model().kpis:
        assert f"{card.name}{card.value}{card.unit}" in first
    assert second.startswith("番禺区社会组织治理季报2019年第三季度一、需要关注的事项")


def test_page_one_shrinks_rather_than_spills() -> None:
    long = model().model_copy(
        update={"findings": [f.model_copy(update={"text": f.text * 2}) for f in model().findings]}
    )
    first, second = pages(render_pdf(long))[:2]
    assert "本季拨付专项资金" in first
    assert "一、需要关注的事项" in second


def test_every_section_heading_figure_and_table_is_in_its_document_and_not_in_the_other() -> None:
    edition, apart = "".join(pages(pdf())), "".join(pages(annex()))
    for section in model().sections:
        text, other = (apart, edition) if section.annex else (edition, apart)
        assert not section.heading or "".join(section.heading.split()) not in other
        assert "".join(section.heading.split()) in text
        for block in section.blocks:
            if block.type in ("chart", "table") and block.number:
                assert f"{block.number}{block.title}".replace(" ", "") in text  # type: ignore[union-attr]


def test_the_report_has_a_sensible_length_and_ends_with_its_distribution_block() -> None:
    all_pages = pages(pdf())
    assert len(all_pages) <= 8
    assert "报：区委、区政府领导。" in all_pages[-1]
    assert model().fingerprint in all_pages[-1]


def test_the_pdf_is_tagged_titled_in_chinese_and_has_bookmarks() -> None:
    reader = PdfReader(io.BytesIO(pdf()))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert str(catalog["/Lang"]).lower().startswith("zh")
    assert reader.metadata is not None
    assert reader.metadata.title == "番禺区社会组织治理季报 2019年第三季度"
    outline = [entry.title for entry in reader.outline if not isinstance(entry, list)]  # type: ignore[union-attr]
    assert [model().title, *(s.heading for s in model().sections if s.heading and not s.annex)] == outline


def test_only_the_vendored_fonts_are_embedded() -> None:
    fonts = set()
    for page in PdfReader(io.BytesIO(pdf())).pages:
        fonts |= {str(f.get_object()["/BaseFont"]).split("+")[-1] for f in page["/Resources"]["/Font"].values()}
    assert {re.sub(r"[-,].*", "", f.removeprefix("/")) for f in fonts} <= {"NotoSansSC", "NotoSerifSC"}


def test_a_character_without_a_glyph_stops_the_report_and_is_named() -> None:
    named = build_model(fictional_inputs(district=with_names(fictional_inputs().district, "𠮷桥街")), "zh")
    with pytest.raises(GovreportError, match=r"𠮷.*U\+20BB7") as caught:
        render_pdf(named)
    assert "𠮷桥街" in caught.value.message.zh


def test_the_vendored_subsets_alone_hold_the_reference_tables_and_every_phrase() -> None:
    from fontTools.ttLib import TTFont

    include = Settings().home / "include"
    sources = [include / "reference" / "codes.yaml", *include.glob("districts/*/*.csv")]
    sources += [*include.glob("districts/*/district.yaml"), *include.glob("templates/*.yaml")]
    wanted = {ord(c) for p in sources for c in p.read_text(encoding="utf-8-sig") if c >= " "}
    for name in ("NotoSansSC-Regular", "NotoSansSC-Bold", "NotoSerifSC-Regular", "NotoSerifSC-Bold"):
        with TTFont(Settings().fonts_dir / f"{name}.ttf") as font:
            assert not {chr(c) for c in wanted - font.getBestCmap().keys()}, name


def test_a_rare_character_is_found_in_the_full_fonts_behind_the_subsets() -> None:
    assert missing_characters("石碁镇㐀龘", Settings()) == []


HOSTILE = '#let<script>alert(1)</script>"&=1+1\u202eabc'


def test_markup_in_a_name_comes_out_as_text_in_the_pdf() -> None:
    named = build_model(fictional_inputs(district=with_names(fictional_inputs().district, HOSTILE)), "zh")
    text = "".join(pages(render_pdf(named)))
    assert '#let<script>alert(1)</script>"&=1+1abc' in text


def test_markup_in_a_name_comes_out_as_text_on_the_web_page() -> None:
    named = build_model(fictional_inputs(district=with_names(fictional_inputs().district, HOSTILE)), "zh")
    page = render_web(named).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "\u202e" not in page


class Outline(HTMLParser):
    """Collects what an auditor of the page would look at."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.unscoped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.unscoped += tag == "th" and "scope" not in given
        self.links += [v for k, v in attrs if k in ("href", "src", "srcset", "action") and v]
        self.ids += [v for k, v in attrs if k == "id" and v]


def outline() -> Outline:
    parser = Outline()
    parser.feed(web())
    return parser


def test_the_web_page_asks_nothing_of_the_network_and_runs_nothing() -> None:
    found = outline()
    assert all(link.startswith("#") for link in found.links)
    assert not found.tags & {"script", "iframe", "link", "img", "object", "form"}
    assert "url(" not in web()
    assert "@import" not in web()
    assert "default-src 'none'" in web()


def test_the_web_page_has_landmarks_ordered_headings_and_scoped_table_heads() -> None:
    found = outline()
    assert {"header", "nav", "main", "footer"} <= found.tags
    assert found.levels[0] == 1
    assert found.levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(found.levels, found.levels[1:], strict=False))
    assert found.unscoped == 0
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links} <= set(found.ids)


def test_every_chart_says_its_figures_to_those_who_cannot_see_it() -> None:
    for block in (b for s in model().sections for b in s.blocks if b.type == "chart"):
        assert len(block.alt) > 20
        assert f'aria-label="{block.alt}"' in block.svg


def test_no_label_in_a_chart_is_smaller_than_print_allows() -> None:
    sizes = [float(s) for b in (b for s in model().sections for b in s.blocks) if b.type == "chart"
             for s in re.findall(r'font-size="([\d.]+)"', b.svg)]  # fmt: skip
    assert min(sizes) >= 10.5


def test_the_same_model_gives_the_same_bytes() -> None:
    again = build_model(fictional_inputs(), "zh")
    assert render_pdf(again) == pdf()
    assert render_web(again).decode() == web()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("zone", "locale", "seed"), [("America/New_York", "C", "1"), ("Asia/Shanghai", "zh_CN.UTF-8", "77")]
)
def test_timezone_locale_and_hash_seed_change_nothing(zone: str, locale: str, seed: str) -> None:
    program = (
        "import hashlib; from tests.reports.fictional import fictional_inputs;"
        "from govreport.reports.build import build_model; from govreport.reports.formats.pdf import render_pdf;"
        "from govreport.reports.formats.web import render_web; from govreport.reports.formats.word import render_docx;"
        "m = build_model(fictional_inputs(), 'zh');"
        "print(hashlib.sha256(render_pdf(m) + render_web(m) + render_docx(m)).hexdigest())"
    )
    root = Path(__file__).parents[2]
    environment = os.environ | {
        "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{root / 'plugins'}{os.pathsep}{root}",
        "PYTHONUTF8": "1",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == hashlib.sha256(pdf() + web().encode() + render_docx(model())).hexdigest()


def test_a_chart_becomes_a_png_of_the_width_asked_for() -> None:
    chart = model().block("registered_trend")
    png = svg_to_png(chart.svg, 1200)  # type: ignore[union-attr]
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 1200
    assert svg_to_png(chart.svg, 1200) == png  # type: ignore[union-attr]


def test_every_figure_of_page_one_and_every_figure_of_the_tables_is_found_in_the_text() -> None:
    text = "".join([*pages(pdf()), *pages(annex())])
    for card in model().kpis:
        for change in card.changes:
            assert "".join(change.absolute.split()) in text
    for block in (b for s in model().sections for b in s.blocks if b.type == "table"):
        for row in block.rows:
            for cell in row.cells:
                assert "".join(cell.text.split()) in text


def test_nothing_is_printed_outside_the_margins() -> None:
    import pypdfium2

    for page in (page for data in (pdf(), annex()) for page in pypdfium2.PdfDocument(data)):
        words = page.get_textpage()
        boxes = [words.get_rect(i) for i in range(words.count_rects())]
        # Inner and outer margins change sides: 26 to 28 mm, and 17 mm at the foot for the page's number.
        assert min(left for left, _, _, _ in boxes) >= 26 / 25.4 * 72 - 2
        assert max(right for _, _, right, _ in boxes) <= page.get_width() - 26 / 25.4 * 72 + 2
        assert min(bottom for _, bottom, _, _ in boxes) >= 17 / 25.4 * 72


def test_the_definitions_stand_in_two_columns_and_none_is_lost() -> None:
    text = "".join(pages(annex()))
    method = model().block("method")
    assert [r.cells[0].text for r in method.rows if "".join(r.cells[1].text.split()) not in text] == []  # type: ignore[union-attr]
