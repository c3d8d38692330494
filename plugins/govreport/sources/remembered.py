"""What a web service answered last time: each page's ETag or date, and the snapshot they stand for.

Kept beside the raw extracts in the file store, so any worker can ask "has anything changed?". Losing it costs a full
download, nothing else.
"""

from __future__ import annotations

import os
import threading

from pydantic import BaseModel, ConfigDict, ValidationError

from govreport.errors import IntegrityError
from govreport.sources.request import Fetched
from govreport.store.files import FileStore, sha256


class Page(BaseModel):
    """One page as it was asked for, and what tells whether it has changed."""

    model_config = ConfigDict(frozen=True)

    url: str
    params: tuple[tuple[str, str], ...]
    etag: str | None = None
    last_modified: str | None = None

    @property
    def condition(self) -> dict[str, str]:
        """Headers of a conditional request; empty where the server gave nothing to go by."""
        if self.etag:
            return {"If-None-Match": self.etag}
        return {"If-Modified-Since": self.last_modified} if self.last_modified else {}


class Remembered(BaseModel):
    """A snapshot and the pages it was made of."""

    model_config = ConfigDict(frozen=True)

    pages: tuple[Page, ...]
    filename: str
    sha256: str
    size: int
    key: str
    origin: str

    @property
    def fetched(self) -> Fetched:
        """The snapshot as it was fetched then."""
        return Fetched(self.filename, self.sha256, self.size, self.key, self.origin)


def recall(files: FileStore, question: str) -> Remembered | None:
    """What is remembered for ``question`` (whatever decides the snapshot), if its bytes are still whole."""
    try:
        known = Remembered.model_validate_json(files.fs.cat_file(files.path(_key(question))))
        files.get(known.key)
    except (OSError, ValidationError, IntegrityError):
        return None
    return known if all(page.condition for page in known.pages) else None


def remember(files: FileStore, question: str, answer: Remembered) -> None:
    """Keep ``answer`` for the next time; replaces the earlier one at once."""
    path = files.path(_key(question))
    files.fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
    partial = f"{path}.{os.getpid()}-{threading.get_ident()}.part"
    files.fs.pipe_file(partial, answer.model_dump_json().encode())
    files.fs.mv(partial, path)


def _key(question: str) -> str:
    return f"remembered/{sha256(question.encode())}.json"
