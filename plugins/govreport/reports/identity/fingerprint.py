"""What a report is made from, as one hash, printed in the report itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from govreport.district.folder import District
from govreport.manifests.documents import ReportFile
from govreport.manifests.measurements import Measurement, VintageRef
from govreport.reports.cases import names_allowed
from govreport.reports.formats.own_fonts import district_fonts
from govreport.reports.identity.product import PROCESSOR, presentation_sha256, processor
from govreport.settings import Settings

LAST_ISSUE = "last_issue"
"""The part that names the stored model of the issue that is followed up: who makes a report again needs that file."""
REPLACES = "replaces"
"""The part that names the edition whose place the report takes; only where there is one."""
ACCEPTED = "accepted"
"""The part that lists what somebody has accepted, with who and why; only where there is any."""
TOLD = "told"
"""The part that names what readers were told before, from which follows what stays hidden."""
_PRESENTING = frozenset({"presentation", "fonts", PROCESSOR, REPLACES, ACCEPTED})


def fingerprint_parts(
    settings: Settings,
    district: District,
    language: str,
    measurement: Measurement,
    vintages: list[VintageRef],
    compared: Sequence[str] = (),
    earlier: Sequence[str] = (),
    last_issue: str = "",
    told: str = "",
    made_on: str = "",
) -> dict[str, Any]:
    """What the fingerprint stands for: vintages (and through them extracts and definitions), verdict, words, layout.

    ``compared`` are the ids of all vintages that its revision triangles are made of, ``earlier`` those of the quarters
    before the ones it shows, which its runs and superlatives look at; ``last_issue`` is the key of the stored model of
    the issue whose matters it follows up, ``told`` that of what readers were told before; ``made_on`` is the kind of
    processor where it isn't this machine's.
    """
    own = district_fonts(settings, district)
    further: dict[str, Any] = {"fonts": own.sha256} if own.sha256 else {}
    if earlier:
        further["earlier"] = sorted(earlier)
    if last_issue:
        further[LAST_ISSUE] = last_issue
    if told:
        further[TOLD] = told
    if not names_allowed(district):
        further["names"] = "none"
    return further | {
        "district": district.id,
        "reference": district.reference_sha256,
        "language": language,
        "quarter": str(measurement.quarter),
        "verdict": measurement.verdict_sha256,
        "vintages": sorted(v.id for v in vintages),
        "compared": sorted(compared),
        "revisions": [r.model_dump(mode="json") for r in measurement.revisions],
        PROCESSOR: made_on or processor(),
        "presentation": presentation_sha256(settings.templates_dir, settings.fonts_dir),
    }


def sealed_parts(parts: Mapping[str, Any]) -> str:
    """The fingerprint of these parts: anyone who has them can prove the hash that is printed."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def figures_sha256(parts: Mapping[str, Any]) -> str:
    """The same without what only presents the figures: documents made of the same figures share it."""
    return sealed_parts({name: part for name, part in parts.items() if name not in _PRESENTING})


def report_sha256(printed: str, files: list[ReportFile]) -> str:
    """What is signed and delivered: the fingerprint and the bytes of every file."""
    parts = [printed, *sorted(f"{f.name}:{f.sha256}" for f in files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
