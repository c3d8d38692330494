"""Draws the pictures of the README from the sample: ``python -m scripts.pictures [--var FOLDER]``.

Page 1 of the PDF and a town's brief come from Typst, the web page from a Chromium as wide as a phone. ``--var`` names
an installation in which the sample's quarters have run already; without it they run in a temporary folder. Belongs
here: making the pictures. Does not belong here: what they show.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from govreport import stages
from govreport.context import Context
from govreport.reports.build import build_model
from govreport.reports.documents.town_brief import town_brief
from govreport.reports.formats.fonts import font_directories
from govreport.reports.formats.placing import template_data
from govreport.reports.formats.web import render_web
from govreport.reports.latest import latest_measurement
from govreport.reports.material import gather_material
from govreport.reports.model import ReportModel
from govreport.settings import Settings

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"
DISTRICT, QUARTER, TOWN = "panyu", "2019-Q3", "440113007"
BEFORE = ("2017-Q4", "2018-Q1", "2018-Q2", "2018-Q3", "2018-Q4", "2019-Q1", "2019-Q2")
MOST = 180_000
"""Bytes a picture may have."""


def run(settings: Settings) -> None:
    """The sample's quarters up to verify."""
    for quarter in (*BEFORE, QUARTER):
        context = Context.make(settings, DISTRICT, quarter)
        extracts = context.district.extracts
        checks = stages.check(context, [stages.tidy(context, stages.collect(context, x)) for x in extracts])
        verdict = stages.conclude(context, checks)
        stages.verify(context, stages.measure(context, verdict))


def first_page(model: ReportModel, settings: Settings, template: str, ppi: float) -> bytes:
    """The first page as a PNG."""
    import typst

    pages = typst.Compiler(
        str(settings.templates_dir / f"{template}.typ"),
        root=str(settings.templates_dir),
        font_paths=[str(p) for p in font_directories(settings)],
        ignore_system_fonts=True,
    ).compile(format="png", ppi=ppi, sys_inputs={"data": json.dumps(template_data(model), ensure_ascii=False)})
    return bytes(pages[0] if isinstance(pages, list) else pages)


def on_a_phone(html: bytes) -> bytes:
    """The top of the web page in a window of 360 px."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 1010})
        page.set_content(html.decode())
        return page.screenshot()


def main() -> None:
    """Run the sample where needed, draw, and say how large each picture is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--var", type=Path)
    given = parser.parse_args().var
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(var=given or Path(folder))
        if given is None:
            run(settings)
        context = Context.make(settings, DISTRICT, QUARTER)
        verdict, measurement = latest_measurement(context)
        inputs = gather_material(context, measurement, verdict).languages[0].inputs
        model = build_model(inputs, "zh")
        pictures = {
            "page-1.png": first_page(model, settings, "report", 66),
            "phone.png": on_a_phone(render_web(model, settings)),
            "town-brief.png": first_page(town_brief(inputs, "zh", TOWN), settings, "brief", 63),
        }
    FOLDER.mkdir(exist_ok=True)
    for name, data in pictures.items():
        if len(data) > MOST:
            raise SystemExit(f"{name}: {len(data):,} bytes, more than {MOST:,}")
        (FOLDER / name).write_bytes(data)
        print(name, f"{len(data):,}")


if __name__ == "__main__":
    main()
