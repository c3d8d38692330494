"""Remake the subsets in this folder: ``python include/fonts/make_subset.py SOURCE_DIR``.

``SOURCE_DIR`` holds the unpacked packages that SOURCES and RARE name (README.md). The same sources give the same bytes.
Belongs here: which characters are kept, how the files are cut; reports/formats/fonts.py uses them.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
INCLUDE = HERE.parent
SOURCES = {
    "NotoSansSC-Regular.ttf": "expo-google-fonts-noto-sans-sc-0.4.3/package/400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold.ttf": "expo-google-fonts-noto-sans-sc-0.4.3/package/700Bold/NotoSansSC_700Bold.ttf",
    "NotoSerifSC-Regular.ttf": "expo-google-fonts-noto-serif-sc-0.4.3/package/400Regular/NotoSerifSC_400Regular.ttf",
    "NotoSerifSC-Bold.ttf": "expo-google-fonts-noto-serif-sc-0.4.3/package/700Bold/NotoSerifSC_700Bold.ttf",
}
RARE = {
    "NotoSansSC-Rare.otf": (
        "Noto Sans SC Rare",
        "pylopdf_fonts_zh_cn-0.1.1/pylopdf_fonts_zh_cn/NotoSansSC-Regular.otf",
        "faa6c9df652116dde789d351359f3d7e5d2285a2b2a1f04a2d7244df706d5ea9",
    ),
    "NotoSerifSC-Rare.otf": (
        "Noto Serif SC Rare",
        "pylopdf_fonts_zh_cn-0.1.1/pylopdf_fonts_zh_cn/NotoSerifSC-Regular.otf",
        "e8f396decc1f0963a016a989c3d8852e863d1350996f573860a80767c83a1cd3",
    ),
}
"""Family, whole Regular font and its sha256: each file holds what the subsets leave out of it."""
PRINTED = "−–—‘’“”…·•§°±×÷≤≥≈≠√→←↑↓△▲▽▼□■○●◆①②③④⑤⑥⑦⑧⑨⑩〔〕《》〈〉「」『』【】、。，；：？！（）％￥＋－＝／～　"
"""Signs that reports print, whether or not GB2312 has them."""
FEATURES = ["ccmp", "kern", "locl", "mark", "halt", "palt", "vert"]


def gb2312() -> set[int]:
    """Every character of GB 2312-80."""
    found: set[int] = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def reference_characters() -> set[int]:
    """Every character of the code lists and the districts' reference tables: 碁 of 石碁镇 is not in GB 2312."""
    text = (INCLUDE / "reference" / "codes.yaml").read_text(encoding="utf-8")
    for path in sorted(INCLUDE.glob("districts/*/*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            text += "".join(cell for row in csv.reader(lines) for cell in row)
    for path in sorted([*INCLUDE.glob("districts/*/*.yaml"), *INCLUDE.glob("templates/*.yaml")]):
        text += path.read_text(encoding="utf-8")
    return {ord(c) for c in text}


def options() -> subset.Options:
    """How all files are cut."""
    chosen = subset.Options()
    chosen.layout_features = FEATURES
    chosen.hinting = False
    chosen.desubroutinize = False
    chosen.notdef_outline = True
    chosen.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    chosen.recalc_timestamp = False
    chosen.drop_tables += ["vhea", "vmtx", "STAT", "gasp", "DSIG"]
    return chosen


def cut(source: Path, name: str, wanted: set[int], family: str = "") -> set[int]:
    """Write the file ``name`` with these characters of ``source``, under another family if one is given."""
    chosen = options()
    font = subset.load_font(str(source), chosen)
    cutter = subset.Subsetter(chosen)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    if family:
        rename(font, family)
    subset.save_font(font, str(HERE / name), chosen)
    print(f"{name}: {len(font.getBestCmap())} characters, {(HERE / name).stat().st_size:,} bytes")
    return set(font.getBestCmap())


def rename(font: TTFont, family: str) -> None:
    """Another family: of two fonts with one name a typesetter takes whichever its file system lists first."""
    postscript = family.replace(" ", "") + "-Regular"
    given = {1: family, 3: f"govreport;{postscript}", 4: family, 6: postscript}
    for record in font["name"].names:
        record.string = given.get(record.nameID, record.toUnicode())
    font["CFF "].cff.fontNames[0] = postscript
    top = font["CFF "].cff.topDictIndex[0]
    top.FamilyName, top.FullName = family, family


def main(source: Path) -> None:
    """Cut the four subsets, and what they leave out of the Regular fonts."""
    wanted = (
        set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | gb2312() | reference_characters() | set(map(ord, PRINTED))
    )
    held = [cut(source / relative, name, wanted) for name, relative in SOURCES.items()]
    for name, (family, relative, expected) in RARE.items():
        whole = source / relative
        if hashlib.sha256(whole.read_bytes()).hexdigest() != expected:
            raise SystemExit(f"{whole} isn't the file that {name} was cut from")
        with TTFont(whole, lazy=True) as font:
            everything = set(font.getBestCmap())
        cut(whole, name, everything - set.intersection(*held), family)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
