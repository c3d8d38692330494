"""Builds of archives, kept so that a page in somebody's hands can be proved: the record of each, and its pages made
again from what was known then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from govreport.archive.holdings import Holdings, read_holdings
from govreport.archive.site import Site
from govreport.district.reading import load_district
from govreport.manifests.archives import ArchiveBuild
from govreport.reports.identity.product import product_parts
from govreport.reports.identity.provenance import keep_configuration, lay_out, separate_installation
from govreport.settings import Settings
from govreport.store import log
from govreport.store.copying import copy_known, latest_written
from govreport.store.database import open_database, open_results
from govreport.store.files import FileStore, sha256

KIND = "archive-builds"
"""What records of builds are kept as in the file store."""
OWN_PART = "archive"
"""The part of the product that shapes pages of archives and nothing else."""
IN_STORE, ELSEWHERE = "store", "elsewhere"
"""Where a build was published: below the store, where the audit looks, or wherever somebody wanted it."""
_PACKAGE = Path(__file__).resolve().parents[1]
_BESIDE = ("publications",)
"""What an archive shows besides what reports are made from."""


def keep_build(holdings: Holdings, site: Site) -> str:
    """Keep the record of a build and return its key; the same build is kept once."""
    editions = [edition for holding in holdings.quarters for edition in holding.editions]
    configuration_key, codes_key = keep_configuration(holdings.settings, holdings.district.id, holdings.files)
    build = ArchiveBuild(
        district=holdings.district.id,
        with_drafts=holdings.with_drafts,
        known_until=latest_written(holdings.engine),
        sent={edition.report.sha256: edition.copies for edition in editions if edition.copies},
        configuration_key=configuration_key,
        codes_key=codes_key,
        product=archive_parts(holdings.settings),
        pages={path: sha256(data) for path, data in sorted(site.pages.items())},
        assets=dict(sorted(site.asset_hashes.items())),
    )
    return holdings.files.put(KIND, build.model_dump_json().encode(), ".json")


def record_build(engine: Engine, district: str, key: str, *, in_store: bool) -> Mapping[str, str]:
    """Record in the log that a build is published, once while it is the newest; gives what its list says of itself."""
    subject = {"district": district, "key": key, "place": IN_STORE if in_store else ELSEWHERE}
    with engine.begin() as connection:
        newest = None
        for stated, _ in log.statements(connection, log.ARCHIVE):
            if (stated.get("district"), stated.get("place")) == (district, subject["place"]):
                newest = stated.get("key")
        if newest != key:
            log.record_statement(connection, log.ARCHIVE, subject)
        head = log.last_line(connection)
    return {"build": key, "log_head": "" if head is None else head.sha256}


def read_builds(files: FileStore, district: str) -> list[ArchiveBuild]:
    """Every build of a district's archive that the store knows, the latest first."""
    builds = [ArchiveBuild.model_validate_json(files.get(key)) for key in files.keys(KIND)]
    return sorted((b for b in builds if b.district == district), key=lambda b: b.known_until, reverse=True)


@contextmanager
def holdings_then(settings: Settings, build: ArchiveBuild) -> Iterator[Holdings]:
    """What there was to show when the archive was built, read from the store and from what the database knew then.

    Raises IntegrityError where something of it is missing or damaged.
    """
    files = FileStore(settings.store)
    with separate_installation(settings, "govreport-archive-", settings.store) as scratch:
        lay_out(files, build.codes_key, build.configuration_key, scratch, build.district)
        database = open_database(scratch.database, "auto")
        try:
            copy_known(open_results(settings), database, build.known_until, {}, also=_BESIDE)
            district = load_district(scratch.districts_dir, build.district)
            yield read_holdings(scratch, district, files, database, with_drafts=build.with_drafts, sent=build.sent)
        finally:
            database.dispose()


def archive_parts(settings: Settings) -> Mapping[str, str]:
    """The product's version, part by part, with the archive's own."""
    return product_parts(settings) | {OWN_PART: _own(settings.templates_dir / "archive")}


@cache
def _own(templates: Path) -> str:
    digest = hashlib.sha256()
    folders = [*(_PACKAGE / room for room in ("archive", "dictionary", "html")), templates]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for path in [*sorted(files, key=lambda p: (p.name, str(p))), _PACKAGE / "vocabulary.py"]:
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
