"""Office files are ZIP archives that hold the time; here they lose it, so that the same contents are the same bytes."""

from __future__ import annotations

import io
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest day that a ZIP archive can hold."""


def same_bytes(archive: bytes) -> bytes:
    """``archive`` packed again: members in their order, one date, one way of compressing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            entry = zipfile.ZipInfo(member.filename, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            target.writestr(entry, source.read(member), compresslevel=6)
    return out.getvalue()
