"""The stored files that belong to a quarter, so that nothing else can be asked for by guessing a hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from govreport.overview.model import QuarterRecord
from govreport.store.files import FileStore
from govreport.store.links import reachable


@dataclass(frozen=True)
class HeldFile:
    """A stored file that a quarter leads to."""

    kind: str
    """Its folder in the store."""
    sha256: str
    key: str
    name: str
    """As people see it."""
    is_draft: bool
    """Not, or not yet, for readers: every file that isn't part of a report with all its signatures."""


def files_of(record: QuarterRecord) -> Iterator[HeldFile]:
    """Every file that the record names; where a draft and an issued report share one, the issued one comes first."""
    for edition in sorted(record.editions, key=lambda e: not e.is_issued):
        for file in edition.report.files:
            yield _held(file.key, file.name, is_draft=not edition.is_issued)
        for page in edition.report.pages:
            yield _held(page.key, page.name, is_draft=not edition.is_issued)
    for publication in record.publications:
        for file in publication.files:
            yield _held(file.key, file.name, is_draft=True)
    for notice in record.notices:
        for stored in (notice.text, notice.html):
            yield _held(stored.key, stored.name, is_draft=True)
    for sheet in record.sheets:
        yield _held(sheet.sheet.file.key, sheet.sheet.file.name, is_draft=True)


def find_file(record: QuarterRecord, store: FileStore, kind: str, sha256: str) -> HeldFile | None:
    """The file of that kind and hash, if the quarter leads to it; None where it doesn't, whatever the store holds.

    Raises IntegrityError where a page that has to be looked through is missing or damaged.
    """
    for file in files_of(record):
        if (file.kind, file.sha256) == (kind, sha256):
            return file
    if kind != "figures":
        return None
    # Pages lead to lists of records that several of them share and that no manifest names.
    for edition in sorted(record.editions, key=lambda e: not e.is_issued):
        for key in linked_pages(store, tuple(page.key for page in edition.report.pages)):
            found = _held(key, f"{sha256[:12]}.html", is_draft=not edition.is_issued)
            if found.sha256 == sha256:
                return found
    return None


@lru_cache(maxsize=64)
def linked_pages(store: FileStore, keys: tuple[str, ...]) -> frozenset[str]:
    """The keys of all pages that those pages lead to, themselves left out. Stored pages never change."""
    return frozenset(reachable(store, keys)) - set(keys)


def _held(key: str, name: str, *, is_draft: bool) -> HeldFile:
    kind, _, rest = key.partition("/")
    return HeldFile(kind, rest.rsplit("/", 1)[-1].split(".", 1)[0], key, name, is_draft)
