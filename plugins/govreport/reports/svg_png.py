"""An SVG as a PNG, for mail clients that show no SVG.

Belongs here: the conversion. Does not belong here: what is drawn (charts.py), where it is shown (delivery/).
"""

from __future__ import annotations

import re

from govreport.reports.fonts import font_directories
from govreport.settings import Settings

_WIDTH = re.compile(r'<svg[^>]* viewBox="0 0 ([\d.]+) [\d.]+"')


def svg_to_png(svg: str, width_px: int, settings: Settings | None = None) -> bytes:
    """``svg`` drawn ``width_px`` pixels wide on white, with the product's own fonts: the same bytes everywhere."""
    import typst

    units = float(_WIDTH.search(svg).group(1))  # type: ignore[union-attr]
    installation = settings or Settings()
    png = typst.compile(
        str(installation.templates_dir / "drawing.typ"),
        root=str(installation.templates_dir),
        font_paths=[str(p) for p in font_directories(installation)],
        ignore_system_fonts=True,
        format="png",
        ppi=72 * width_px / units,
        sys_inputs={"svg": svg, "width": str(units)},
    )
    return bytes(png)
