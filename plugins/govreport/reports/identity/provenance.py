"""The record of what a report was made from: kept in the store beside it, so that it can be made again anywhere.

The fingerprint that is printed is the hash of this record's ``parts``. Where that is done is made here too: an
installation apart from the present one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from govreport.district.folder import District
from govreport.language import Language
from govreport.manifests.base import Manifest, QuarterText
from govreport.manifests.extracts import Snapshot
from govreport.manifests.measurements import Measurement, VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.reports.identity.product import product_parts
from govreport.settings import Settings
from govreport.store.files import FileStore
from govreport.store.results import ResultStore
from govreport.store.vintages import VintageStore

_KEPT = {".yaml", ".csv", ".sql"}
_PERSONAL = {"recipients.yaml"}
"""Who gets the report is no part of it: a new recipient makes no new edition, and addresses aren't copied about."""


class Provenance(Manifest):
    """Where everything is that one report was made from. Keys are the file store's; ids the results database's."""

    district: str
    quarter: QuarterText
    language: Language
    parts: dict[str, Any]
    """Hashed, they are the fingerprint."""
    product: dict[str, str]
    """The product's version, part by part (product.py)."""
    verdict_sha256: str
    snapshots: list[Snapshot]
    """The raw files, as they came."""
    configuration_key: str
    """The district's folder as JSON: name of a file -> its text."""
    codes_key: str
    """The code lists (codes.yaml)."""
    vintages: list[str]
    """Ids of the vintages of this run."""
    known: list[str]
    """Ids of other vintages that its history and its revisions were read from, or that readers had been told."""


def known_vintages(
    vintages: VintageStore, measurement: Measurement, past: Iterable[VintageRef]
) -> tuple[list[str], list[str]]:
    """(ids of this run's vintages, ids of the others it was compared with), each in a fixed order."""
    own = [v.id for v in measurement.vintages]
    earlier = [vintages.latest(v.district, v.quarter, measurement.quarter, before=True) for v in measurement.vintages]
    others = {v.id: None for v in [*past, *(v for v in earlier if v is not None)] if v.id not in own}
    return own, list(others)


def keep_provenance(
    settings: Settings,
    district: District,
    verdict: Verdict,
    files: FileStore,
    results: ResultStore,
    *,
    language: Language,
    parts: Mapping[str, Any],
    vintages: list[str],
    known: list[str],
) -> str:
    """Store the record and what it names that isn't stored yet; returns its key."""
    configuration_key, codes_key = keep_configuration(settings, district.id, files)
    record = Provenance(
        district=district.id,
        quarter=Quarter.parse(parts["quarter"], KINDS),
        language=language,
        parts=dict(parts),
        product=product_parts(settings),
        verdict_sha256=verdict.sha256,
        snapshots=snapshots_of(verdict, results),
        configuration_key=configuration_key,
        codes_key=codes_key,
        vintages=vintages,
        known=known,
    )
    return files.put("provenance", record.model_dump_json().encode(), ".json")


def keep_configuration(settings: Settings, district: str, files: FileStore) -> tuple[str, str]:
    """Store a district's folder and the code lists as they are; returns their keys."""
    folder = files.put("configuration", _folder(settings.districts_dir / district), ".json")
    return folder, files.put("configuration", (settings.reference_dir / "codes.yaml").read_bytes(), ".yaml")


def snapshots_of(verdict: Verdict, results: ResultStore) -> list[Snapshot]:
    """The raw files as they were collected; one tidied under another name than it was first collected by keeps that."""
    found = []
    for check in verdict.checks:
        tidy = check.tidy
        snapshot = results.snapshot(tidy.district, tidy.quarter, tidy.extract, tidy.snapshot_sha256)
        if snapshot is not None:
            found.append(snapshot.model_copy(update={"filename": tidy.filename}))
    return found


def _folder(folder: Path) -> bytes:
    texts = {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in _KEPT and path.name not in _PERSONAL
    }
    return json.dumps(texts, sort_keys=True, ensure_ascii=False).encode()


@contextmanager
def separate_installation(settings: Settings, prefix: str, store: str = "") -> Iterator[Settings]:
    """An empty installation with this one's templates and fonts, gone afterwards; with ``store``, or one of its own."""
    with TemporaryDirectory(prefix=prefix) as name:
        folder = Path(name)
        include = folder / "include"
        include.mkdir()
        for product in (settings.templates_dir, settings.fonts_dir):
            (include / product.name).symlink_to(product, target_is_directory=True)
        yield Settings(
            home=folder,
            var=folder / "var",
            store_url=store or str(folder / "store"),
            database_url=f"sqlite:///{folder / 'results.sqlite'}",
            language=settings.language,
            duckdb_memory=settings.duckdb_memory,
        )


def lay_out(files: FileStore, codes_key: str, configuration_key: str, own: Settings, district: str) -> None:
    """Write kept code lists and a kept district folder out in a separate installation; nobody receives what is made
    from them."""
    own.reference_dir.mkdir()
    (own.reference_dir / "codes.yaml").write_bytes(files.get(codes_key))
    folder = own.districts_dir / district
    for name, text in json.loads(files.get(configuration_key)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    (folder / "recipients.yaml").write_text("[]\n", encoding="utf-8")
