"""The record of one build of an archive: which pages it had, and what they follow from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from govreport.manifests.base import Manifest


class ArchiveBuild(Manifest):
    """An archive as it was built; kept in the store, so that each of its pages can be proved. Keys are the store's."""

    district: str
    with_drafts: bool
    known_until: datetime
    """When the last row was written that the results database then had (UTC)."""
    sent: dict[str, int]
    """Hash of a report -> copies of it that had been sent."""
    configuration_key: str
    """The district's folder."""
    codes_key: str
    """The code lists (codes.yaml)."""
    product: dict[str, str]
    """The product's version, part by part."""
    pages: dict[str, str]
    """Path -> sha256."""
    assets: Mapping[str, str] = {}
    """Of the stored files that are copied beside the pages, likewise; none where an earlier version built it."""
