"""An extract on its way into the file store: written to a temporary file, hashed meanwhile, never whole in memory."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from govreport.store.files import FileStore


class TooLargeError(Exception):
    """More bytes came than are allowed."""


class Spool:
    """A writable temporary file that knows its size and hash."""

    def __init__(self, file: IO[bytes], largest: int) -> None:
        self._file = file
        self._largest = largest
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def name(self) -> str:
        """Path of the temporary file, for what writes files itself; call ``measure`` afterwards."""
        return self._file.name

    def measure(self) -> None:
        """Read what something else wrote into the file; raises TooLargeError beyond the limit."""
        self.size = Path(self.name).stat().st_size
        if self.size > self._largest:
            raise TooLargeError
        with Path(self.name).open("rb") as file:
            self._hash = hashlib.file_digest(file, "sha256")

    def write(self, data: bytes) -> int:
        """Append; raises TooLargeError beyond the limit."""
        self.size += len(data)
        if self.size > self._largest:
            raise TooLargeError
        self._hash.update(data)
        return self._file.write(data)

    @property
    def sha256(self) -> str:
        """Hex digest of what was written."""
        return self._hash.hexdigest()

    def digest(self, algorithm: str) -> str:
        """Hex digest by another algorithm; reads the file again."""
        if algorithm == "sha256":
            return self.sha256
        self._file.flush()
        with Path(self._file.name).open("rb") as file:
            return hashlib.file_digest(file, algorithm).hexdigest()

    def keep(self, files: FileStore, suffix: str) -> str:
        """Move what was written into the store as a raw extract; gives its key."""
        self._file.flush()
        return files.put_file("raw", self._file.name, self.sha256, suffix)


@contextmanager
def spool(largest: int) -> Iterator[Spool]:
    """A Spool for at most ``largest`` bytes; its temporary file, readable by this user only, is gone afterwards."""
    with tempfile.NamedTemporaryFile(prefix="govreport-") as file:
        yield Spool(file, largest)
