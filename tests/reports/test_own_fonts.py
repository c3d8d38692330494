"""A district's own fonts: used where it says, refused where they may not be embedded, proved by the fingerprint."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from govreport.district.folder import District, OwnFonts
from govreport.district.reading import load_district
from govreport.errors import ConfigError
from govreport.reports.build import build_model
from govreport.reports.formats.fonts import missing_characters
from govreport.reports.formats.own_fonts import district_fonts, lacking
from govreport.reports.formats.pdf import render_pdf
from govreport.reports.identity.fingerprint import fingerprint_parts
from govreport.reports.model import ReportModel, TableBlock
from govreport.settings import Settings
from tests.conftest import PROJECT
from tests.reports.fictional import fictional_inputs

VENDORED = Settings().fonts_dir
LETTERS = "番禺区社会组织治理季报本期要目一二三四五六七八九十0123456789，。：；（）"


def a_font(folder: Path, name: str, family: str, rights: int = 0, text: str = LETTERS) -> Path:
    """A licensed font, as far as the product can see: the vendored one cut down, under another name."""
    from fontTools.subset import Options, Subsetter

    font = TTFont(VENDORED / "NotoSerifSC-Regular.ttf")
    options = Options()
    options.name_IDs = ["*"]
    cutter = Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 16):
            record.string = family
        elif record.nameID == 6:
            record.string = family.replace(" ", "")
    font["OS/2"].fsType = rights
    path = folder / name
    font.save(path)
    return path


def with_fonts(district: District, folder: Path, body: str | None = None, heading: str | None = None) -> District:
    return district.model_copy(update={"fonts": OwnFonts(folder=str(folder), body=body, heading=heading)})


def model(fonts: OwnFonts | None) -> ReportModel:
    inputs = fictional_inputs()
    return build_model(replace(inputs, district=inputs.district.model_copy(update={"fonts": fonts})), "zh")


def families(pdf: bytes) -> set[str]:
    found = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            found.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    return found


def test_running_text_and_headline_are_set_in_the_districts_fonts_and_the_rest_in_the_products(tmp_path: Path) -> None:
    a_font(tmp_path, "fangsong.otf", "District Fangsong")
    a_font(tmp_path, "biaosong.otf", "District Biaosong")
    printed = render_pdf(model(OwnFonts(folder=str(tmp_path), body="fangsong.otf", heading="biaosong.otf")))
    used = families(printed)
    assert any("DistrictFangsong" in name for name in used)
    assert any("DistrictBiaosong" in name for name in used)
    assert any("NotoSansSC" in name for name in used)  # tables and section headings
    assert any("NotoSerifSC" in name for name in used)  # what the cut-down fonts lack
    text = "".join(p.get_text_range() for p in _pages(printed))
    assert missing_characters(text.replace("\ufffe", ""), Settings()) == []


def _pages(pdf: bytes) -> list:
    import pypdfium2

    return [page.get_textpage() for page in pypdfium2.PdfDocument(pdf)]


def test_a_font_from_a_package_serves_as_the_districts_own_and_prints_the_same_bytes_twice() -> None:
    own = OwnFonts(folder=str(VENDORED), body="NotoSansSC-Regular.ttf")
    printed = render_pdf(model(own))
    assert printed == render_pdf(model(own))
    assert printed != render_pdf(model(None))


def test_the_method_annex_says_which_fonts_and_what_they_lack(tmp_path: Path) -> None:
    a_font(tmp_path, "fangsong.otf", "District Fangsong")
    table = model(OwnFonts(folder=str(tmp_path), body="fangsong.otf")).block("method")
    assert isinstance(table, TableBlock)
    said = next(row.cells[1].text for row in table.rows if row.cells[0].text == "字体")
    assert "District Fangsong fangsong.otf" in said
    assert re.search(r"其中没有的字（如.+）用产品自带的宋体补印", said)
    plain = model(None).block("method")
    assert isinstance(plain, TableBlock)
    assert not [row for row in plain.rows if row.cells[0].text == "字体"]


def test_what_a_font_lacks_is_known_character_by_character(tmp_path: Path) -> None:
    a_font(tmp_path, "fangsong.otf", "District Fangsong", text="石镇")
    settings, district = Settings(), fictional_inputs().district
    fonts = district_fonts(settings, with_fonts(district, tmp_path, body="fangsong.otf"))
    assert lacking(settings, fonts, "石碁镇") == ["碁"]


def test_other_fonts_make_another_edition_whatever_their_name(tmp_path: Path) -> None:
    inputs = fictional_inputs()

    def parts(district: District) -> dict[str, object]:
        return fingerprint_parts(Settings(), district, "zh", inputs.measurement, [])

    a_font(tmp_path, "own.otf", "District Fangsong")
    first = parts(with_fonts(inputs.district, tmp_path, body="own.otf"))
    assert first["fonts"] == parts(with_fonts(inputs.district, tmp_path, body="own.otf"))["fonts"]
    a_font(tmp_path, "own.otf", "District Fangsong", text=LETTERS + "镇街")
    assert parts(with_fonts(inputs.district, tmp_path, body="own.otf"))["fonts"] != first["fonts"]
    assert "fonts" not in parts(inputs.district)


@pytest.mark.parametrize(
    ("rights", "allowed"),
    [(0x0000, True), (0x0004, True), (0x0008, True), (0x0002, False), (0x0100, False), (0x0204, False), (0x0006, True)],
)
def test_the_licence_bits_decide_whether_a_font_may_be_embedded(tmp_path: Path, rights: int, allowed: bool) -> None:
    a_font(tmp_path, "own.otf", "District Fangsong", rights, text="番禺")
    district = with_fonts(fictional_inputs().district, tmp_path, body="own.otf")
    if allowed:
        assert district_fonts(Settings(), district).body_family == "District Fangsong"
    else:
        with pytest.raises(ConfigError, match=rf"own\.otf.*fsType 0x{rights:04X}"):
            district_fonts(Settings(), district)


def test_a_missing_file_and_a_file_that_is_no_font_are_named(tmp_path: Path) -> None:
    district = fictional_inputs().district
    with pytest.raises(ConfigError, match=r"absent\.ttf 不存在"):
        district_fonts(Settings(), with_fonts(district, tmp_path, heading="absent.ttf"))
    (tmp_path / "letter.ttf").write_text("Dear Sirs", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"letter\.ttf 不是可用的字库文件"):
        district_fonts(Settings(), with_fonts(district, tmp_path, heading="letter.ttf"))


def test_district_yaml_names_the_fonts(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(PROJECT / "include" / "districts" / "panyu", tmp_path / "panyu")
    path = tmp_path / "panyu" / "district.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "fonts: {folder: panyu, body: FS.ttf, heading: XBS.ttf}\n", encoding="utf-8")
    assert load_district(tmp_path, "panyu").fonts == OwnFonts(folder="panyu", body="FS.ttf", heading="XBS.ttf")
    path.write_text(text + "fonts: {folder: panyu, body: ../../FS.ttf}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="body"):
        load_district(tmp_path, "panyu")


def test_every_vendored_font_has_its_licence_beside_it() -> None:
    folder = PROJECT / "include" / "fonts"
    for path in folder.glob("*.ttf"):
        licence = folder / f"OFL-{path.name.split('-')[0]}.txt"
        assert "SIL Open Font License" in licence.read_text(encoding="utf-8").replace("\n", " ").replace(
            "SIL OPEN FONT LICENSE", "SIL Open Font License"
        )
        with TTFont(path, lazy=True) as font:
            assert font["OS/2"].fsType == 0
