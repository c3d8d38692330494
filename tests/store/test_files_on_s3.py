"""The file store on a real S3 server: the same keys, proved bytes, no half object whatever the network does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from govreport.errors import IntegrityError, StoreError
from govreport.store.files import FileStore, sha256
from tests.fixtures import source_servers as servers

BUCKET = "kept"


@pytest.fixture(scope="module")
def s3() -> Iterator[servers.S3]:
    with servers.s3_server() as server:
        server.client.create_bucket(Bucket=BUCKET)
        yield server


@pytest.fixture
def store(s3: servers.S3, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileStore]:
    with servers.s3_environment(monkeypatch, s3):
        yield FileStore(f"s3://{BUCKET}/govreport")


def _objects(s3: servers.S3) -> set[str]:
    return {found["Key"] for found in s3.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])}


def test_bytes_are_kept_once_under_the_key_that_a_folder_gives_them(
    store: FileStore, files: FileStore, s3: servers.S3, tmp_path: Path
) -> None:
    key = store.put("raw", b"extract", ".csv")
    (tmp_path / "extract").write_bytes(b"extract")
    assert key == store.put("raw", b"extract", ".csv") == files.put("raw", b"extract", ".csv")
    assert key == store.put_file("raw", tmp_path / "extract", sha256(b"extract"), ".csv")
    assert {name for name in _objects(s3) if "raw/" in name} == {f"govreport/{key}"}
    assert store.get(key) == b"extract"
    assert store.find("raw", sha256(b"extract")) == key
    assert Path(store.local_path(key)).read_bytes() == b"extract"


def test_what_another_process_puts_is_seen_at_once(store: FileStore, s3: servers.S3) -> None:
    store.put("seen", b"first", ".csv")
    digest = sha256(b"second")
    with pytest.raises(IntegrityError):
        store.find("seen", digest)
    s3.client.put_object(Bucket=BUCKET, Key=f"govreport/seen/{digest[:2]}/{digest}.csv", Body=b"second")
    assert store.get(store.find("seen", digest)) == b"second"


def test_a_damaged_object_is_found_and_named(store: FileStore, s3: servers.S3) -> None:
    key = store.put("raw", b"to be damaged", ".csv")
    s3.client.put_object(Bucket=BUCKET, Key=f"govreport/{key}", Body=b"to be damageD")
    for read in (store.get, store.local_path):
        with pytest.raises(IntegrityError, match=key):
            read(key)


def test_a_copy_in_the_local_cache_that_was_damaged_is_not_used(store: FileStore) -> None:
    key = store.put("tidy", b"rows of parquet", ".parquet")
    Path(store.local_path(key)).write_bytes(b"rows of parqueT")
    assert Path(store.local_path(key)).read_bytes() == b"rows of parquet"


def test_a_connection_lost_mid_upload_leaves_nothing_and_the_next_try_is_whole(
    s3: servers.S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bytes(range(256)) * 4096
    with servers.cut_line(s3.endpoint) as (address, let_through), servers.s3_environment(monkeypatch, s3, address):
        store = FileStore(f"s3://{BUCKET}/govreport")
        store.fs.retries = 1
        before = _objects(s3)
        let_through(300_000)
        with pytest.raises(StoreError, match="GOVREPORT_STORE_URL") as caught:
            store.put("cut", data, ".bin")
        assert "\n" not in str(caught.value)
        assert _objects(s3) == before
        let_through(None)
        assert store.get(store.put("cut", data, ".bin")) == data


def test_a_store_that_says_no_or_is_not_there_is_one_sentence(s3: servers.S3, monkeypatch: pytest.MonkeyPatch) -> None:
    with servers.s3_environment(monkeypatch, s3):
        with pytest.raises(StoreError, match="nowhere"):
            FileStore("s3://nowhere").put("raw", b"extract", ".csv")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not the secret")
        FileStore("s3://x").fs.clear_instance_cache()
        with pytest.raises(StoreError, match=BUCKET) as caught:
            FileStore(f"s3://{BUCKET}").put("raw", b"extract", ".csv")
        assert "not the secret" not in str(caught.value)
    with servers.s3_environment(monkeypatch, s3, f"http://127.0.0.1:{servers.closed_port()}"):
        closed = FileStore(f"s3://{BUCKET}")
        closed.fs.retries = 1
        with pytest.raises(StoreError, match=BUCKET):
            closed.get("raw/ab/abc.csv")
