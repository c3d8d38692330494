"""Remake the subsets in this folder: ``python include/fonts/make_subset.py SOURCE_DIR``.

``SOURCE_DIR`` holds the unpacked npm packages named in SOURCES (see README.md). The same sources give the same bytes.
Belongs here: which characters are kept, how the files are cut; reports/formats/fonts.py uses them.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from fontTools import subset

HERE = Path(__file__).resolve().parent
INCLUDE = HERE.parent
SOURCES = {
    "NotoSansSC-Regular.ttf": "expo-google-fonts-noto-sans-sc-0.4.3/package/400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold.ttf": "expo-google-fonts-noto-sans-sc-0.4.3/package/700Bold/NotoSansSC_700Bold.ttf",
    "NotoSerifSC-Regular.ttf": "expo-google-fonts-noto-serif-sc-0.4.3/package/400Regular/NotoSerifSC_400Regular.ttf",
    "NotoSerifSC-Bold.ttf": "expo-google-fonts-noto-serif-sc-0.4.3/package/700Bold/NotoSerifSC_700Bold.ttf",
}
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


def main(source: Path) -> None:
    """Cut the four subsets."""
    wanted = (
        set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | gb2312() | reference_characters() | set(map(ord, PRINTED))
    )
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.desubroutinize = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.recalc_timestamp = False
    options.drop_tables += ["vhea", "vmtx", "STAT", "gasp", "DSIG"]
    for name, relative in SOURCES.items():
        font = subset.load_font(str(source / relative), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=wanted)
        cutter.subset(font)
        subset.save_font(font, str(HERE / name), options)
        print(f"{name}: {len(font.getBestCmap())} characters, {(HERE / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
