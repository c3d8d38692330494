"""The file store keeps bytes once, and finds out when they are no longer what they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from govreport.errors import IntegrityError
from govreport.store.files import FileStore, sha256


def test_the_same_bytes_are_kept_once(files: FileStore, tmp_path: Path) -> None:
    first = files.put("raw", b"extract", ".csv")
    assert files.put("raw", b"extract", ".csv") == first
    assert [p.name for p in tmp_path.rglob("*.csv")] == [first.rsplit("/", 1)[1]]
    assert files.get(first) == b"extract"


def test_a_local_file_is_kept_under_the_key_of_its_bytes(files: FileStore, tmp_path: Path) -> None:
    (tmp_path / "extract").write_bytes(b"extract")
    key = files.put_file("raw", tmp_path / "extract", sha256(b"extract"), ".csv")
    assert key == files.put("raw", b"extract", ".csv")
    assert files.get(key) == b"extract"
    assert (tmp_path / "extract").exists()


def test_a_damaged_file_is_found_and_named(files: FileStore, tmp_path: Path) -> None:
    key = files.put("raw", b"extract", ".csv")
    (tmp_path / "store" / key).write_bytes(b"extracT")
    with pytest.raises(IntegrityError, match=key):
        files.get(key)
    with pytest.raises(IntegrityError, match=key):
        files.local_path(key)


def test_a_missing_file_is_named(files: FileStore) -> None:
    with pytest.raises(IntegrityError, match="raw/ab/abc"):
        files.get("raw/ab/abc.csv")


def test_no_half_written_file_stands_under_a_final_name(files: FileStore, tmp_path: Path) -> None:
    key = files.put("raw", b"extract", ".csv")
    (tmp_path / "store" / key).write_bytes(b"ext")  # as a power cut would leave it on a system without renames
    assert files.put("raw", b"extract", ".csv") == key
    assert files.get(key) == b"extract"


def test_a_remote_store_works_the_same_and_gives_engines_a_local_file() -> None:
    store = FileStore("memory://govreport-test")
    key = store.put("tidy", b"rows", ".parquet")
    assert store.get(key) == b"rows"
    assert Path(store.local_path(key)).read_bytes() == b"rows"
