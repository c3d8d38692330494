"""Writes the generated pages and schemas of docs/: ``python -m scripts.docs docs``.

The worked examples are the tests' own, so what a page shows is what a test has proved. Does not belong here: the pages
(govreport.dictionary.pages).
"""

from __future__ import annotations

import sys
from pathlib import Path

from govreport.canonical.codes import load_codes
from govreport.dictionary.pages import pages
from govreport.district.reading import load_district
from govreport.reports.open_data.schemas import schemas
from govreport.settings import Settings
from tests.indicators.test_catalogue_examples import EXAMPLES

DISTRICT = "panyu"


def current_pages() -> dict[str, str]:
    """Every generated page and schema as it should be now: its path in docs/ and its text."""
    settings = Settings()
    district = load_district(settings.districts_dir, DISTRICT)
    written = pages(district, load_codes(settings.reference_dir / "codes.yaml"), EXAMPLES)
    return written | {f"schemas/{name}": text for name, text in schemas()}


def main() -> None:
    """Write the pages into the folder that is named."""
    for name, text in current_pages().items():
        path = Path(sys.argv[1]) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
