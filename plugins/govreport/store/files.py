"""The file store: immutable bytes under their hash, in a folder or any fsspec URL.

What is put there is never changed; what is read is proved by its hash.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import fsspec

from govreport.errors import IntegrityError, StoreError, unstopped
from govreport.store.private import own_cache, private_folder

_OBJECT_STORES: Final = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az"})
"""File systems where an object is seen whole or not at all, and where a rename would copy it."""
_CLIENTS: Final = frozenset({"botocore", "aiobotocore", "aiohttp", "gcsfs", "azure"})
"""Packages whose own exceptions say that an object store can't be reached or says no."""


def sha256(data: bytes) -> str:
    """Hex digest of ``data``."""
    return hashlib.sha256(data).hexdigest()


def open_files(url: str) -> tuple[Any, str]:
    """The file system of a folder or URL, and its path there. Raises StoreError.

    What an object store listed is never remembered: another process may have put or removed a file since.
    """
    options: dict[str, Any] = {}
    if url.split("://", 1)[0] in _OBJECT_STORES:
        options["use_listings_cache"] = False
    with said_plainly(url):
        found: tuple[Any, str] = fsspec.core.url_to_fs(url, **options)
    return found


def is_local(fs: Any) -> bool:
    """Whether a file system is this machine's own."""
    return "file" in fs.protocol or fs.protocol == "file"


def write_whole(fs: Any, path: str, write: Callable[[str], object]) -> None:
    """Have ``write`` put a file so that nobody ever sees half of it under ``path``.

    An object store shows an object once it is whole; elsewhere it gets another name first and is then renamed. Where
    writing fails nothing is left; a process that is killed leaves ``*.part``, which ``FileStore.sweep`` removes.
    """
    protocols = {fs.protocol} if isinstance(fs.protocol, str) else set(fs.protocol)
    if protocols & _OBJECT_STORES:
        write(path)
        return
    fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
    partial = f"{path}.{os.getpid()}-{threading.get_ident()}.part"
    try:
        write(partial)
        fs.mv(partial, path)
    except BaseException:
        with suppress(Exception):
            fs.rm_file(partial)
        raise


@contextmanager
def said_plainly(place: str) -> Iterator[None]:
    """Turn what disks, networks and object stores complain about into a StoreError; a missing file stays as it is."""
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:
        if not isinstance(error, OSError) and type(error).__module__.split(".")[0] not in _CLIENTS:
            raise
        place = re.sub(r"//[^/@]*@", "//***@", place)  # a login may stand in it
        reason = unstopped((str(error).splitlines() or [""])[0]) or type(error).__name__
        raise StoreError(
            f"存储 {place} 读写失败：{reason}。请检查磁盘空间、网络、账号与 GOVREPORT_STORE_URL，然后重试。",
            f"The store {place} can't be read or written: {reason}. Check disk space, network, credentials and "
            "GOVREPORT_STORE_URL, then try again.",
        ) from None


class FileStore:
    """Content-addressed files below one URL.

    ``put`` leaves no half file under a final name, even where its process is killed, and the same bytes are stored
    once. ``get`` proves the hash that stands in the key. Both raise StoreError where the store itself fails. Raw
    extracts hold personal columns, so a folder that becomes a store is made for the account of this process alone.
    """

    def __init__(self, url: str) -> None:
        self.fs, self.root = open_files(url)

    def path(self, key: str) -> str:
        """The full path of a key in its file system."""
        return f"{self.root.rstrip('/')}/{key}"

    def put(self, kind: str, data: bytes, suffix: str) -> str:
        """Keep ``data`` and return its key ``<kind>/<2 hex>/<sha256><suffix>``."""
        digest = sha256(data)
        key = f"{kind}/{digest[:2]}/{digest}{suffix}"
        self._keep(key, len(data), lambda path: self.fs.pipe_file(path, data))
        return key

    def put_file(self, kind: str, local: str | Path, digest: str, suffix: str) -> str:
        """As ``put``, for a local file too large to hold in memory whose sha256 is known to be ``digest``."""
        key = f"{kind}/{digest[:2]}/{digest}{suffix}"
        self._keep(key, Path(local).stat().st_size, lambda path: self.fs.put_file(str(local), path))
        return key

    def _keep(self, key: str, size: int, write: Callable[[str], object]) -> None:
        path = self.path(key)
        try:
            with said_plainly(self.root):
                if not has_file(self.fs, path, size):
                    if is_local(self.fs):
                        private_folder(self.root)
                    write_whole(self.fs, path, write)
        except FileNotFoundError:
            raise StoreError(
                f"存储 {self.root} 不存在（桶或文件夹），请先建立，或检查 GOVREPORT_STORE_URL。",
                f"The store {self.root} doesn't exist (its bucket or folder); make it first, or check "
                "GOVREPORT_STORE_URL.",
            ) from None

    def sweep(self, hours: float) -> list[str]:
        """Remove what killed processes left half-written at least ``hours`` ago; gives the paths. Nothing reads it."""
        with said_plainly(self.root):
            found = self.fs.find(self.root, detail=True)
            halves = [p for p, about in found.items() if p.endswith(".part") and _age(about) >= hours * 3600]
            for path in halves:
                self.fs.rm_file(path)
        return sorted(halves)

    def ages(self, kind: str) -> dict[str, float]:
        """The keys of everything of a kind, and how many seconds ago each was written, as far as that is known."""
        try:
            with said_plainly(self.root):
                found = self.fs.find(self.path(kind), detail=True)
        except FileNotFoundError:
            return {}
        whole = {path: about for path, about in found.items() if not path.endswith(".part")}
        return {"/".join([kind, *path.rsplit("/", 2)[1:]]): _age(about) for path, about in whole.items()}

    def remove(self, key: str) -> None:
        """Take a file away for good; one that is gone already is no fault. Only retention.py does."""
        with suppress(FileNotFoundError), said_plainly(self.root):
            self.fs.rm_file(self.path(key))

    def find(self, kind: str, digest: str) -> str:
        """The key of the bytes with that sha256, whatever their suffix; raises IntegrityError where there are none."""
        folder = f"{kind}/{digest[:2]}"
        try:
            with said_plainly(self.root):
                names = [path.rsplit("/", 1)[1] for path in self.fs.ls(self.path(folder), detail=False)]
        except FileNotFoundError:
            names = []
        whole = [name for name in sorted(names) if name.split(".", 1)[0] == digest and not name.endswith(".part")]
        if not whole:
            raise _missing(f"{folder}/{digest}")
        return f"{folder}/{whole[0]}"

    def kinds(self) -> list[str]:
        """The kinds of which anything was ever put."""
        try:
            with said_plainly(self.root):
                found = self.fs.ls(self.root, detail=True)
        except FileNotFoundError:
            return []
        return sorted(about["name"].rstrip("/").rsplit("/", 1)[1] for about in found if about["type"] == "directory")

    def keys(self, kind: str) -> list[str]:
        """The keys of everything of a kind; none where nothing was ever put."""
        folder = self.path(kind)
        try:
            with said_plainly(self.root):
                found = [path for path in self.fs.find(folder) if not path.endswith(".part")]
        except FileNotFoundError:
            return []
        return sorted("/".join([kind, *path.rsplit("/", 2)[1:]]) for path in found)

    def get(self, key: str) -> bytes:
        """The bytes under ``key``; raises IntegrityError where they are missing or not what the key says."""
        try:
            with said_plainly(self.root):
                data: bytes = self.fs.cat_file(self.path(key))
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
        if is_local(self.fs):
            return self.path(key)
        path = own_cache() / key.rsplit("/", 1)[1]
        if not path.exists() or path.read_bytes() != data:
            partial = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
            partial.write_bytes(data)
            partial.replace(path)
        return str(path)


def has_file(fs: Any, path: str, size: int) -> bool:
    """Whether a file of that size is there."""
    try:
        return bool(fs.info(path)["size"] == size)
    except FileNotFoundError:
        return False


def _age(about: dict[str, Any]) -> float:
    """Seconds since a file was written, as far as its file system says; 0 where it doesn't."""
    written = next((about[name] for name in ("mtime", "LastModified", "last_modified") if name in about), None)
    if isinstance(written, datetime):
        written = written.timestamp()
    return max(0.0, time.time() - written) if isinstance(written, (int, float)) else 0.0


def _missing(key: str) -> IntegrityError:
    return IntegrityError(
        f"存储中缺少文件 {key}，请从备份恢复或重新收取该季度的数据。",
        f"The store lacks {key}; restore it from backup or collect the quarter's extracts again.",
    )
