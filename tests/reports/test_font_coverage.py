"""The vendored fonts: a rare character of an organization's name prints, in every face, whatever lies beside it."""

from __future__ import annotations

import io
from functools import cache

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from govreport.reports.build import build_model
from govreport.reports.formats.fonts import missing_characters
from govreport.reports.formats.pdf import render_pdf
from govreport.settings import Settings
from tests.reports.fictional import fictional_inputs, with_names

HELD = {"Sans": 30_890, "Serif": 30_928}
"""Characters of the whole Regular fonts that the files were cut from."""


@cache
def held(name: str) -> frozenset[int]:
    with TTFont(Settings().fonts_dir / name, lazy=True) as font:
        return frozenset(font.getBestCmap())


def gbk() -> str:
    """Every ideograph of GBK, which is the two-byte part of GB 18030."""
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in (*range(0x40, 0x7F), *range(0x80, 0xFF)))
    return "".join(c for pair in pairs if "\u4e00" <= (c := pair.decode("gbk", "replace")) <= "\u9fa5")


@pytest.mark.parametrize("style", HELD)
def test_together_the_files_hold_what_the_whole_fonts_do_and_no_character_twice(style: str) -> None:
    common, rare = held(f"Noto{style}SC-Regular.ttf"), held(f"Noto{style}SC-Rare.otf")
    assert len(common | rare) == HELD[style]
    assert not common & rare
    assert common == held(f"Noto{style}SC-Bold.ttf")


def test_no_ideograph_of_gbk_or_of_extension_a_is_missing() -> None:
    assert len(gbk()) == 20_902
    assert missing_characters(gbk(), Settings()) == []
    assert missing_characters("".join(map(chr, range(0x3400, 0x4DB6))), Settings()) == []


def test_no_two_files_of_one_family_have_the_same_weight() -> None:
    """A typesetter would take whichever the file system lists first, and two machines would print two reports."""
    faces = []
    for path in sorted([*Settings().fonts_dir.glob("*.ttf"), *Settings().fonts_dir.glob("*.otf")]):
        with TTFont(path, lazy=True) as font:
            faces.append((font["name"].getBestFamilyName(), font["OS/2"].usWeightClass))
            assert "SIL Open Font License" in font["name"].getDebugName(13)
            assert font["name"].getDebugName(0)
    assert len(faces) == len({*faces}) == 6


def test_rare_characters_of_a_name_are_set_in_the_rare_fonts_and_can_be_copied() -> None:
    named = with_names(fictional_inputs().district, "㛃䶮龘桥街")
    data = render_pdf(build_model(fictional_inputs(district=named), "zh"))
    reader = PdfReader(io.BytesIO(data))
    assert "㛃䶮龘桥街" in "".join("".join(p.extract_text().split()) for p in reader.pages)
    fonts = {str(f.get_object()["/BaseFont"]) for p in reader.pages for f in p["/Resources"]["/Font"].values()}
    assert any("NotoSansSCRare" in name for name in fonts)
