"""A file that somebody named on the command line, rather than one that a source definition leads to."""

from __future__ import annotations

from pathlib import Path

from govreport.errors import SourceError


def file_bytes(path: Path) -> bytes:
    """A file that somebody named on the command line; raises SourceError."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(
            f"无法读取文件 {path}（{reason}），请核对文件名和权限。",
            f"{path} cannot be read ({reason}); check its name and permissions.",
        ) from None
