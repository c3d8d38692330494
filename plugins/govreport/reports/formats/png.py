"""An SVG as a PNG, for mail clients that show no SVG."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from govreport.reports.formats.fonts import font_directories
from govreport.settings import Settings

_WIDTH = re.compile(r'<svg[^>]* viewBox="0 0 ([\d.]+) [\d.]+"')


def svg_to_png(svg: str, width_px: int, settings: Settings | None = None) -> bytes:
    """``svg`` drawn ``width_px`` pixels wide on white, with the product's own fonts: the same bytes everywhere."""
    return svgs_to_pngs([svg], width_px, settings)[0]


def svgs_to_pngs(svgs: Sequence[str], width_px: int, settings: Settings | None = None) -> list[bytes]:
    """Several drawings at once; one as wide as the report's type area is ``width_px`` pixels wide, narrower ones less.

    A single drawing is always ``width_px`` wide.
    """
    # Loaded here and not above: it takes time, and most commands that import this file don't need it.
    import typst

    if not svgs:
        return []
    widths = [float(_WIDTH.search(svg).group(1)) for svg in svgs]  # type: ignore[union-attr]
    installation = settings or Settings()
    pages: Any = typst.compile(
        str(installation.templates_dir / "drawing.typ"),
        root=str(installation.templates_dir),
        font_paths=[str(p) for p in font_directories(installation)],
        ignore_system_fonts=True,
        format="png",
        ppi=72 * width_px / max(widths),
        sys_inputs={"svgs": json.dumps([*svgs], ensure_ascii=False), "widths": json.dumps(widths)},
    )
    return [bytes(page) for page in (pages if isinstance(pages, list) else [pages])]
