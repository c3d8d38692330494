"""A store over another that is only read, for work that may leave nothing behind."""

from __future__ import annotations

from govreport.store.files import FileStore


class Overlay(FileStore):
    """Files below a URL of its own and, where a file isn't there, those of the store below; what is put stays here."""

    def __init__(self, url: str, below: FileStore) -> None:
        super().__init__(url)
        self._below = below

    def get(self, key: str) -> bytes:
        """The bytes under ``key``, from here or else from the store below."""
        return super().get(key) if self.fs.exists(self.path(key)) else self._below.get(key)

    def local_path(self, key: str) -> str:
        """A path of the file under ``key``, here or else in the store below."""
        return super().local_path(key) if self.fs.exists(self.path(key)) else self._below.local_path(key)

    def find(self, kind: str, digest: str) -> str:
        """The key of the bytes with that sha256, here or else in the store below."""
        own = [key for key in super().keys(kind) if key.rsplit("/", 1)[1].split(".", 1)[0] == digest]
        return own[0] if own else self._below.find(kind, digest)

    def keys(self, kind: str) -> list[str]:
        """The keys of everything of a kind, here and in the store below."""
        return sorted({*super().keys(kind), *self._below.keys(kind)})
