"""The hash of a district's reference files, by which a vintage says what it was made with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from govreport.district.dag_config import OWN_DAYS
from govreport.district.files import read_text, read_yaml

_OPERATIONAL = (
    "operators",
    "signoff",
    "signers",
    "accounts",
    "signer_mail",
    "signoff_patience_hours",
    "calendar",
    "stewards",
    "mail_corrections",
    "mail",
    "pool",
    "access",
)
"""Entries of district.yaml that change no figure and no page: another operator must not make another report."""


def reference_digest(folder: Path, entries: Mapping[str, Any], optional: Sequence[str]) -> str:
    """Over all that can change a figure or a page, the profile's part of it too. A file left out adds nothing, so that
    a new kind of optional file changes no other district's digest."""
    # What a profile says counts and not its name: an entry may move between the two and change nothing.
    kept = {name: entry for name, entry in entries.items() if name not in (*_OPERATIONAL, "profile")}
    digest = hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False, default=str).encode())
    for file in ("towns.csv", "communities.csv", "targets.csv"):
        if not (folder / file).is_file():
            continue
        digest.update(read_text(folder / file).encode())
    for file in (*(f"{field}.csv" for field in optional), "scoring.yaml", "codes.yaml", "words.yaml", OWN_DAYS):
        if (folder / file).is_file():
            digest.update(f"{file}\n{read_text(folder / file)}".encode())
    for path in sorted((folder / "sources").glob("*.yaml")):  # what counts as zero and what as unknown
        source = read_yaml(path)
        layout = source.get("layout")
        claimed = [source.get("covers"), layout.get("empty") if isinstance(layout, dict) else None]
        claimed += [source[entry] for entry in ("exits", "population") if source.get(entry)]
        if any(claimed):
            digest.update(f"{path.stem}\n{claimed}".encode())
    if (folder / "corrections.yaml").is_file():
        digest.update(read_text(folder / "corrections.yaml").encode())  # other corrections, other vintages
    return digest.hexdigest()
