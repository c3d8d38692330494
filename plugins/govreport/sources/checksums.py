"""Checksum files beside an extract: FILE.sha256, FILE.md5, SHA256SUMS and the like."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable

ALGORITHMS = ("sha256", "sha512", "sha1", "md5")
_LENGTH = {"sha256": 64, "sha512": 128, "sha1": 40, "md5": 32}
_PLAIN = re.compile(r"\\?([0-9a-fA-F]+)(?:\s+[ *]?(.+))?")
_TAGGED = re.compile(r"[A-Za-z0-9-]+ \((.+)\) = ([0-9a-fA-F]+)")
LARGEST = 1 << 20


def is_checksum_file(name: str) -> bool:
    """Whether a file holds checksums rather than an extract."""
    folded = name.casefold()
    return folded.endswith(tuple(f".{a}" for a in ALGORITHMS)) or folded in {f"{a}sums" for a in ALGORITHMS}


def stated(name: str, beside: Iterable[str], read: Callable[[str], bytes]) -> tuple[str, str, str | None] | None:
    """What the checksum file beside ``name`` says: (checksum file, algorithm, hex digest), or None without one.

    ``beside`` are the names in the folder, ``read`` gives a file's bytes. The digest is None where the checksum file
    doesn't list ``name`` or can't be understood: both mean that it isn't finished.
    """
    folded = {other.casefold(): other for other in beside}
    for algorithm in ALGORITHMS:
        for candidate in (f"{name}.{algorithm}", f"{algorithm}sums"):
            if file := folded.get(candidate.casefold()):
                return file, algorithm, _digest(read(file), name, algorithm)
    return None


def _digest(data: bytes, name: str, algorithm: str) -> str | None:
    for line in data[:LARGEST].decode("utf-8-sig", "replace").splitlines():
        if tagged := _TAGGED.fullmatch(line.strip()):
            digest, of = tagged[2], tagged[1]
        elif plain := _PLAIN.fullmatch(line.strip()):
            digest, of = plain[1], plain[2] or name
        else:
            continue
        if posixpath.basename(of.replace("\\", "/")) == name and len(digest) == _LENGTH[algorithm]:
            return digest.lower()
    return None
