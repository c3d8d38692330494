"""What a native reader stumbles over: noughts told as counts, Latin text in Chinese fonts, sums torn apart."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from govreport.district.folder import District
from govreport.reports.build import build_model
from govreport.reports.claims import FigureClaim, Key
from govreport.reports.formats.pdf import render_pdf
from govreport.reports.formats.web import render_web
from govreport.reports.model import AttentionBlock, ReportModel
from govreport.reports.stated import Stated, claims_of
from govreport.reports.words import load_words
from govreport.settings import Settings
from tests.fixtures.mails import body, make_mail
from tests.fixtures.report_model import QUARTER
from tests.reports.fictional import fictional_inputs

NOUGHT = FigureClaim(Key("F01", QUARTER), 0, "numerator")


@pytest.mark.parametrize(
    ("language", "phrase", "values", "said"),
    [
        ("zh", "policy.federation", {"built": "0", "value": "0%"}, "还没有镇街建立社区社会组织联合会。"),
        ("zh", "supervision.findings", {"checked": "4", "found": "0", "share": "0%"}, "共4家，均未发现问题。"),
        ("zh", "structure.moves", {"new": "3家", "exits": "0家", "net": ""}, "成立登记3家，没有注销、撤销、吊销的。"),
        ("zh", "structure.moves", {"new": "0家", "exits": "2家", "net": ""}, "没有成立登记的，注销、撤销、吊销2家。"),
        (
            "zh",
            "quality.lead",
            {"files": "三", "rows": "512", "used": "512", "aside": "0", "share": ""},
            "使用512行，没有剔除的行。",
        ),
        ("en", "policy.federation", {"built": "0", "value": "0%"}, "None of the towns has a federation"),
        ("en", "structure.moves", {"new": "0", "exits": "0", "net": ""}, "None registered this quarter and none left"),
        ("en", "supervision.others", {"title": "Homes", "checked": "4", "found": "0"}, "none of them with findings"),
    ],
)
def test_of_nothing_is_said_that_there_is_none(language: str, phrase: str, values: dict[str, str], said: str) -> None:
    words = load_words(Settings().templates_dir, language)
    usual = {"changes": "", "members": "", "joined": ""} if phrase == "policy.federation" else {}
    claimed = {k: Stated(v, NOUGHT) if v.startswith("0") and v != "0%" else v for k, v in values.items()}
    text = words(phrase, **usual, **claimed)
    assert said in text
    assert re.search(r"(?<!\d)0", text) is None
    assert NOUGHT in claims_of(text)  # so that verify asks whether there is none


@pytest.fixture(scope="module")
def english() -> ReportModel:
    return build_model(fictional_inputs(), "en")


def printed(model: ReportModel) -> list[str]:
    """The lines of the PDF."""
    return [
        line.strip()
        for page in PdfReader(io.BytesIO(render_pdf(model))).pages
        for line in page.extract_text().splitlines()
    ]


def first_fonts(page: str) -> set[str]:
    return set(
        re.findall(r"""(?:--sans:|--serif:|font-family:|font:[^;{}]*?px[^;{}"']*)\s*["']?([A-Za-z -]+?)["',]""", page)
    )


def test_english_text_stands_in_latin_fonts_and_chinese_in_chinese_ones(english: ReportModel, panyu: District) -> None:
    """A Chinese font that comes first sets ’ and “ as wide as a character."""
    latin, chinese = {"Segoe UI", "Georgia"}, {"Microsoft YaHei", "STZhongsong"}
    assert first_fonts(body(make_mail(panyu, model=english), "html")) <= latin | {"Arial"}
    assert first_fonts(body(make_mail(panyu), "html")) == chinese
    page = render_web(english).decode()
    own = page[page.index(":root:lang(en)") :]
    assert first_fonts(own[: own.index("}")]) == latin


def test_on_a_phone_english_labels_end_in_an_english_colon() -> None:
    for path in Settings().templates_dir.rglob("*.css"):
        rules = path.read_text(encoding="utf-8")
        for selector in re.findall(r"""([^{}]+)::before { content: attr\(data-label\) "：""", rules):
            own = f"""{selector.strip()}:lang(en)::before {{ content: attr(data-label) ": "; }}"""
            assert own in rules, (path.name, selector)


def test_a_sum_keeps_its_currency(english: ReportModel) -> None:
    """Wherever in a line it comes to stand."""
    text = " ".join(f"{'in' * n} the year CNY {695 + n},000" for n in range(1, 14))
    findings = [f.model_copy(update={"text": text}) for f in english.findings[:1]]
    lines = printed(english.model_copy(update={"findings": findings}))
    assert any("CNY 708,000" in line for line in lines)
    assert [line for line in lines if line.endswith("CNY")] == []


def test_a_due_day_ends_in_no_lonely_character() -> None:
    made = build_model(fictional_inputs(), "zh")
    sections = []
    for section in made.sections:
        due = {"due": "2024年8月31日前，还有52天"}
        blocks = [
            b.model_copy(update={"items": [i.model_copy(update=due) for i in b.items]})
            if isinstance(b, AttentionBlock)
            else b
            for b in section.blocks
        ]
        sections.append(section.model_copy(update={"blocks": blocks}))
    lines = printed(made.model_copy(update={"sections": sections}))
    assert any(line.replace(" ", "").endswith("还有52天") for line in lines)
    assert "天" not in lines
