"""Finding a document by what a reader has of it: the beginning of its fingerprint or hash, or one of its files."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Table, or_

from govreport.manifests.base import StoredFile
from govreport.manifests.documents import Publication, Report, ReportFile


def may_be(table: Table, text: str) -> ColumnElement[bool]:
    """Rows whose fingerprint or hash begins with ``text``, or whose document has it somewhere, as a file's sha256."""
    c = table.c
    return or_(
        c.fingerprint.startswith(text, autoescape=True),
        c.sha256.startswith(text, autoescape=True),
        *([c.document.contains(text, autoescape=True)] if len(text) == 64 else []),
    )


def is_known_as(document: Report | Publication, files: Iterable[ReportFile | StoredFile], text: str) -> bool:
    """Whether it is found rightly: a document also names hashes of what it was made from, which aren't its own."""
    return (
        document.fingerprint.startswith(text)
        or document.sha256.startswith(text)
        or text in {file.sha256 for file in files}
    )
