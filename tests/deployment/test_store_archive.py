"""The store as an archive: whole, the same bytes each time, from a folder into a bucket and back, nothing damaged."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.store import export, restore
from govreport.errors import IntegrityError
from govreport.store.files import FileStore
from tests.fixtures.source_servers import s3_server

PAGES = {"archive/panyu/index.html": b"<p>archive</p>", "archive/panyu/2019-Q3/index.html": b"<p>quarter</p>"}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileStore]:
    """A store as docker-compose.yaml sets it up with GOVREPORT_STORE_URL=s3://…: address and keys from AWS_*."""
    with s3_server() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", server.endpoint)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", server.key)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", server.secret)
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield FileStore("s3://extracts/store")


@pytest.fixture
def filled(files: FileStore) -> FileStore:
    """A folder with what a store holds: files by hash, pages of the archive, half a file of a process that died."""
    for number in range(5):
        files.put("raw", f"extract {number}".encode(), ".csv")
    files.put("report", "季报".encode() * 50_000, ".pdf")
    for name, page in PAGES.items():
        files.fs.makedirs(files.path(name).rsplit("/", 1)[0], exist_ok=True)
        files.fs.pipe_file(files.path(name), page)
    files.fs.pipe_file(files.path("raw/half.csv.17-4.part"), b"extr")
    return files


def archived(store: FileStore) -> bytes:
    to = io.BytesIO()
    export(store, to)
    return to.getvalue()


def names(archive: bytes) -> set[str]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return set(tar.getnames())


def test_every_file_is_in_it_but_halves_of_files_are_not(filled: FileStore) -> None:
    found = names(archived(filled))
    assert len(found) == 8
    assert set(PAGES) <= found
    assert filled.put("raw", b"extract 3", ".csv") in found


def test_the_same_store_gives_the_same_bytes(filled: FileStore) -> None:
    assert archived(filled) == archived(filled)


def test_a_folder_moves_into_a_bucket_and_home_again_byte_for_byte(
    filled: FileStore, bucket: FileStore, tmp_path: Path
) -> None:
    first = archived(filled)
    assert restore(bucket, io.BytesIO(first)) == 8
    assert archived(bucket) == first
    home = FileStore(str(tmp_path / "home"))
    restore(home, io.BytesIO(archived(bucket)))
    assert archived(home) == first
    assert home.get(home.put("report", "季报".encode() * 50_000, ".pdf")) == "季报".encode() * 50_000


def test_restoring_twice_changes_nothing(filled: FileStore, tmp_path: Path) -> None:
    first = archived(filled)
    target = FileStore(str(tmp_path / "target"))
    restore(target, io.BytesIO(first))
    restore(target, io.BytesIO(first))
    assert archived(target) == first


def test_a_damaged_file_stops_the_backup_and_is_named(filled: FileStore) -> None:
    key = filled.put("raw", b"extract 3", ".csv")
    Path(filled.path(key)).write_bytes(b"extract 4")
    with pytest.raises(IntegrityError, match=key):
        archived(filled)


def test_a_damaged_archive_is_not_taken_in(filled: FileStore, tmp_path: Path) -> None:
    target = FileStore(str(tmp_path / "target"))
    with pytest.raises(IntegrityError, match="don't match its hash"):
        restore(target, io.BytesIO(archived(filled).replace(b"extract 3", b"extract 4")))


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "raw/../../outside"])
def test_an_archive_cant_write_outside_the_store(name: str, tmp_path: Path) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))
    with pytest.raises(IntegrityError, match="no file of a store"):
        restore(FileStore(str(tmp_path / "store")), io.BytesIO(made.getvalue()))
    assert not (tmp_path / "outside").exists()
