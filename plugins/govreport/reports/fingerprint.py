"""What a report is made from, as one hash, printed in the report itself.

Belongs here: the fingerprint of inputs and of the code that presents them, and the hash that is signed. Does not belong
here: rendering.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

from govreport.district import District
from govreport.manifests import Measurement, ReportFile, VintageRef
from govreport.settings import Settings


@cache
def _presentation_sha256(templates: Path, fonts: Path) -> str:
    """Hash over everything that turns figures into pages: templates, fonts, this package, the typesetter's version."""
    digest = hashlib.sha256(f"typst {version('typst')} jinja2 {version('jinja2')}".encode())
    here = Path(__file__).parent
    files = [*templates.rglob("*"), *fonts.glob("*.ttf"), *fonts.glob("*.otf"), *here.glob("*.py")]
    files.append(here.parent / "spreadsheet.py")
    for path in sorted((p for p in files if p.is_file()), key=lambda p: (p.name, str(p))):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def fingerprint(
    settings: Settings, district: District, language: str, measurement: Measurement, vintages: list[VintageRef]
) -> str:
    """The report's fingerprint: vintages (and through them extracts and definitions), verdict, words and layout."""
    parts = {
        "district": district.id,
        "reference": district.reference_sha256,
        "language": language,
        "quarter": str(measurement.quarter),
        "verdict": measurement.verdict_sha256,
        "vintages": sorted(v.id for v in vintages),
        "revisions": [r.model_dump(mode="json") for r in measurement.revisions],
        "presentation": _presentation_sha256(settings.templates_dir, settings.fonts_dir),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def report_sha256(printed: str, files: list[ReportFile]) -> str:
    """What is signed and delivered: the fingerprint and the bytes of every file."""
    parts = [printed, *sorted(f"{f.name}:{f.sha256}" for f in files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
