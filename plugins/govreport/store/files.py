"""The file store: immutable bytes under their hash, in a folder or any fsspec URL.

Belongs here: putting, getting, and proving bytes. Does not belong here: what the bytes mean.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from pathlib import Path

import fsspec

from govreport.errors import IntegrityError


def sha256(data: bytes) -> str:
    """Hex digest of ``data``."""
    return hashlib.sha256(data).hexdigest()


class FileStore:
    """Content-addressed files below one URL.

    ``put`` writes to a temporary name and renames, so a killed process leaves no half file under a final name, and the
    same bytes are stored once. ``get`` proves the hash that stands in the key.
    """

    def __init__(self, url: str) -> None:
        self.fs, self.root = fsspec.core.url_to_fs(url)

    def path(self, key: str) -> str:
        """The full path of a key in its file system."""
        return f"{self.root.rstrip('/')}/{key}"

    def put(self, kind: str, data: bytes, suffix: str) -> str:
        """Keep ``data`` and return its key ``<kind>/<2 hex>/<sha256><suffix>``."""
        digest = sha256(data)
        key = f"{kind}/{digest[:2]}/{digest}{suffix}"
        path = self.path(key)
        if not (self.fs.exists(path) and self.fs.size(path) == len(data)):
            self.fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            partial = f"{path}.{os.getpid()}-{threading.get_ident()}.part"
            self.fs.pipe_file(partial, data)
            self.fs.mv(partial, path)
        return key

    def put_file(self, kind: str, local: str | Path, digest: str, suffix: str) -> str:
        """As ``put``, for a local file too large to hold in memory whose sha256 is known to be ``digest``."""
        key = f"{kind}/{digest[:2]}/{digest}{suffix}"
        path = self.path(key)
        if not (self.fs.exists(path) and self.fs.size(path) == Path(local).stat().st_size):
            self.fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            partial = f"{path}.{os.getpid()}-{threading.get_ident()}.part"
            self.fs.put_file(str(local), partial)
            self.fs.mv(partial, path)
        return key

    def find(self, kind: str, digest: str) -> str:
        """The key of the bytes with that sha256, whatever their suffix; raises IntegrityError where there are none."""
        folder = f"{kind}/{digest[:2]}"
        try:
            names = [path.rsplit("/", 1)[1] for path in self.fs.ls(self.path(folder), detail=False)]
        except FileNotFoundError:
            names = []
        whole = [name for name in sorted(names) if name.split(".", 1)[0] == digest and not name.endswith(".part")]
        if not whole:
            raise _missing(f"{folder}/{digest}")
        return f"{folder}/{whole[0]}"

    def get(self, key: str) -> bytes:
        """The bytes under ``key``; raises IntegrityError where they are missing or not what the key says."""
        path = self.path(key)
        try:
            data: bytes = self.fs.cat_file(path)
        except FileNotFoundError:
            raise _missing(key) from None
        if sha256(data) != key.rsplit("/", 1)[1].split(".", 1)[0]:
            raise IntegrityError(
                f"文件 {key} 的内容与其散列值不符，已损坏；请从备份恢复。",
                f"The bytes of {key} don't match its hash: the file is damaged; restore it from backup.",
            )
        return data

    def local_path(self, key: str) -> str:
        """A path that engines which read files themselves can open; the bytes are proved first. Raises IntegrityError.

        On a folder that is the file itself; from elsewhere the bytes are brought to a cache named by their hash.
        """
        data = self.get(key)
        if "file" in self.fs.protocol or self.fs.protocol == "file":
            return self.path(key)
        cache = Path(tempfile.gettempdir()) / "govreport-cache"
        cache.mkdir(mode=0o700, exist_ok=True)
        path = cache / key.rsplit("/", 1)[1]
        if not path.exists() or path.stat().st_size != len(data):
            partial = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
            partial.write_bytes(data)
            partial.replace(path)
        return str(path)


def _missing(key: str) -> IntegrityError:
    return IntegrityError(
        f"存储中缺少文件 {key}，请从备份恢复或重新收取该季度的数据。",
        f"The store lacks {key}; restore it from backup or collect the quarter's extracts again.",
    )
