"""A district's own fonts: 仿宋 for running text, 小标宋 for masthead and headline, from files that it may use.

They are named in district.yaml and never copied into the product.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from govreport.district.folder import District
from govreport.errors import ConfigError
from govreport.reports.model import PrintFonts
from govreport.settings import Settings

_RESTRICTED, _NO_SUBSETTING, _BITMAP_ONLY = 0x0002, 0x0100, 0x0200
_USAGE = 0x000E
"""OS/2 fsType: restricted, preview & print, editable. Of several the least restrictive holds."""


def district_fonts(settings: Settings, district: District) -> PrintFonts:
    """The fonts that a district's documents are set in; empty where it names none.

    Raises ConfigError where a file is missing, is no font, or may not be embedded in a PDF.
    """
    own = district.fonts
    if own is None:
        return PrintFonts()
    found: dict[str, str] = {"folder": own.folder, "body": own.body or "", "heading": own.heading or ""}
    hashes = []
    for use, name in (("body", own.body), ("heading", own.heading)):
        if name is None:
            continue
        family, digest = _inspected(*_state(settings.fonts_dir / own.folder / name))
        found[f"{use}_family"] = family
        hashes.append(f"{use}:{digest}")
    found["sha256"] = hashlib.sha256("\n".join(hashes).encode()).hexdigest()
    return PrintFonts.model_validate(found)


def own_files(settings: Settings, fonts: PrintFonts) -> list[Path]:
    """The files that ``fonts`` stands for, each once."""
    names = dict.fromkeys(name for name in (fonts.body, fonts.heading) if name)
    return [settings.fonts_dir / fonts.folder / name for name in names]


@contextmanager
def own_directory(settings: Settings, fonts: PrintFonts) -> Iterator[list[Path]]:
    """A folder with just these files, for a typesetter that takes folders only; nothing where there are none."""
    files = own_files(settings, fonts)
    if not files:
        yield []
        return
    with TemporaryDirectory(prefix="govreport-fonts-") as name:
        for path, *_ in map(_state, files):
            shutil.copyfile(path, Path(name) / path.name)
        yield [Path(name)]


def lacking(settings: Settings, fonts: PrintFonts, text: str) -> list[str]:
    """Characters of ``text`` that one of the own fonts lacks, so that the product's own stands in, by code point."""
    missing: set[str] = set()
    for path in own_files(settings, fonts):
        held = _covered(*_state(path))
        missing |= {c for c in text if not c.isspace() and ord(c) not in held}
    return sorted(missing)


def held_by(settings: Settings, fonts: PrintFonts) -> frozenset[int]:
    """Code points that one of the own fonts holds at least."""
    return frozenset().union(*(_covered(*_state(path)) for path in own_files(settings, fonts)))


def _state(path: Path) -> tuple[Path, int, int]:
    """The file, and by what it is known to be the same as before. Raises ConfigError where there is none."""
    if not path.is_file():
        raise ConfigError(
            f"district.yaml 的 fonts 所指的字库文件 {path} 不存在，请放入该文件或删去这一项。",
            f"The font file {path}, named in district.yaml under fonts, doesn't exist; put it there or remove the "
            "entry.",
        )
    stat = path.stat()
    return path, stat.st_mtime_ns, stat.st_size


@cache
def _covered(path: Path, _modified: int, _size: int) -> frozenset[int]:
    """Code points that a font file holds."""
    # Loaded here and not above: it takes time, and most commands that import this file don't need it.
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap() or ())


@cache
def _inspected(path: Path, _modified: int, _size: int) -> tuple[str, str]:
    """(family as the typesetter calls it, sha256) of a font that may be embedded."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, lazy=True, fontNumber=0) as font:
            rights = int(font["OS/2"].fsType)
    except (TTLibError, KeyError, OSError) as error:
        raise ConfigError(
            f"{path} 不是可用的字库文件（{error}），请换用 .ttf、.otf 或 .ttc 文件。",
            f"{path} isn't a usable font ({error}); use a .ttf, .otf or .ttc file.",
        ) from None
    _require_embedding(path, rights)
    family = _family(path)
    if not family:
        raise ConfigError(
            f"排版程序读不出字库 {path} 的名称，请换用 .ttf、.otf 或 .ttc 文件。",
            f"The typesetter can't read the font {path}; use a .ttf, .otf or .ttc file.",
        )
    return family, hashlib.sha256(path.read_bytes()).hexdigest()


def _require_embedding(path: Path, rights: int) -> None:
    reasons = (
        (rights & _USAGE == _RESTRICTED, "禁止嵌入文件", "forbid embedding"),
        (bool(rights & _NO_SUBSETTING), "禁止嵌入子集", "forbid subsets"),
        (bool(rights & _BITMAP_ONLY), "只准嵌入点阵", "allow bitmaps only"),
    )
    for broken, zh, en in reasons:
        if broken:
            raise ConfigError(
                f"字库 {path} 的许可标志（fsType 0x{rights:04X}）{zh}，不能用于 PDF；"
                "请向字库厂商取得许可或换用其他字库。",
                f"The licence bits of {path} (fsType 0x{rights:04X}) {en}, so it can't be used in a PDF; ask its maker "
                "for a licence or use another font.",
            )


def _family(path: Path) -> str:
    import typst

    with TemporaryDirectory(prefix="govreport-fonts-") as name:
        shutil.copyfile(path, Path(name) / path.name)
        known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[name]).fonts()
    return next((font.family for font in known if font.index == 0), "")
