"""Writing an archive so that whoever reads it meanwhile never sees half of it.

Each file is put in its place whole. What nothing links to yet goes first, then pages that change, the
index last, and only then what nothing links to any more is removed: every link holds at every moment, and after a
crash the next run finishes the work. A page that hasn't changed isn't touched, and only what an earlier run wrote is
ever removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from govreport.archive.site import Site
from govreport.errors import ConfigError
from govreport.manifests.documents import Archive
from govreport.store.files import FileStore, is_local, open_files, said_plainly, sha256, write_whole

RECORD = "archive.json"
"""What the archive consists of (path -> sha256), which build it is, and the log's last line when it was published: so
every copy of an archive keeps what nobody here can rewrite. It stands beside index.html."""


class Place:
    """The folder that an archive is written to, in any file system."""

    def __init__(self, fs: Any, root: str) -> None:
        self.fs, self.root = fs, root.rstrip("/")

    @classmethod
    def at(cls, url: str) -> Place:
        """A folder or an fsspec URL."""
        return cls(*open_files(url))

    @property
    def is_local(self) -> bool:
        """Whether it is a folder of this machine."""
        return is_local(self.fs)

    def path(self, name: str) -> str:
        """The full path of a file of the archive."""
        return f"{self.root}/{name}"

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None where there is none."""
        try:
            with said_plainly(self.root):
                data: bytes = self.fs.cat_file(self.path(name))
        except FileNotFoundError:
            return None
        return data

    def write(self, name: str, data: bytes) -> None:
        """Put a file in its place at once."""
        with said_plainly(self.root):
            write_whole(self.fs, self.path(name), lambda path: self.fs.pipe_file(path, data))

    def remove(self, name: str) -> None:
        """Take a file away, and folders of this machine that it leaves empty."""
        if self.fs.exists(self.path(name)):
            self.fs.rm_file(self.path(name))
        folder = Path(self.path(name)).parent
        while self.is_local and folder != Path(self.root) and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def publish_site(
    site: Site, files: FileStore, place: Place, district: str, stated: Mapping[str, str] | None = None
) -> Archive:
    """Bring ``place`` to ``site``; call it inside ``one_writer``. ``stated`` is what its list says of itself.

    Raises ConfigError where something else lies there, IntegrityError where a stored file is missing or damaged.
    """
    before = _record(place, district)
    digests = site.asset_hashes | {path: sha256(data) for path, data in site.pages.items()}
    place.write(RECORD, _as_json(district, digests | before))  # whatever happens next, all of it is known as ours
    written = 0
    for path in sorted(site.assets):
        if before.get(path) != digests[path] or not place.fs.exists(place.path(path)):
            place.write(path, files.get(site.assets[path]))
            written += 1
    fresh, changed = [], []
    for path in sorted(site.pages):
        old = place.read(path)
        if old is None:
            fresh.append(path)
        elif old != site.pages[path]:
            changed.append(path)
    for path in [*_index_last(fresh), *_index_last(changed)]:
        place.write(path, site.pages[path])
    stale = sorted(before.keys() - digests.keys())
    for path in stale:
        place.remove(path)
    place.write(RECORD, _as_json(district, digests, stated))
    written += len(fresh) + len(changed)
    return Archive(
        district=district,
        place=place.root,
        index=place.path("index.html"),
        files=len(digests),
        written=written,
        removed=len(stale),
    )


def _index_last(paths: list[str]) -> list[str]:
    return sorted(paths, key=lambda path: ("/" not in path, path))


def _as_json(district: str, digests: dict[str, str], stated: Mapping[str, str] | None = None) -> bytes:
    said = {**(stated or {}), "district": district, "files": digests}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, indent=0).encode()


def _record(place: Place, district: str) -> dict[str, str]:
    data = place.read(RECORD)
    if data is not None:
        found = json.loads(data)
        if found["district"] != district:
            raise ConfigError(
                f"{place.root} 中已有 {found['district']} 的档案，请另选文件夹。",
                f"{place.root} holds the archive of {found['district']}; choose another folder.",
            )
        return dict(found["files"])
    try:
        there = [name for name in place.fs.ls(place.root, detail=False) if not name.endswith(".lock")]
    except FileNotFoundError:
        there = []
    if there:
        raise ConfigError(
            f"{place.root} 不是空文件夹，也不是报告档案；为免覆盖他人文件，请另选文件夹。",
            f"{place.root} isn't empty and isn't an archive of reports; choose another folder, so that nothing of "
            "somebody else's is overwritten.",
        )
    return {}


@contextmanager
def one_writer(place: Place) -> Iterator[None]:
    """Wait until nobody else writes to a folder of this machine, and keep others waiting.

    Take it before reading what is to be published, so that the last writer knows most. An object store has no such
    lock; there let one process publish.
    """
    if not place.is_local:
        yield
        return
    import fcntl

    Path(place.root).mkdir(parents=True, exist_ok=True)
    with (Path(place.root) / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
