"""What holds personal columns or mails is for the account that runs the product, and for nobody else on the machine."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from govreport.delivery.mail.transports import OutboxTransport
from govreport.district.folder import District
from govreport.errors import ConfigError
from govreport.store.database import open_database
from govreport.store.files import FileStore
from tests.fixtures.mails import make_mail


@pytest.fixture(autouse=True)
def _generous_umask() -> Iterator[None]:
    """As on many servers: what doesn't say otherwise can be read by everybody."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_may_enter_a_new_store(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path / "var" / "store"))
    store.put("raw", b"rows as they came", ".csv")
    (tmp_path / "big").write_bytes(b"more rows")
    FileStore(str(tmp_path / "var" / "second")).put_file("raw", tmp_path / "big", "ab" * 32, ".csv")
    assert [mode(tmp_path / "var" / name) for name in ("store", "second")] == [0o700, 0o700]


def test_a_store_that_an_administrator_made_keeps_the_mode_he_gave_it(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store").chmod(0o750)
    FileStore(str(tmp_path / "store")).put("raw", b"rows", ".csv")
    assert mode(tmp_path / "store") == 0o750


def test_nobody_else_may_read_the_results_database_or_its_journal(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'var' / 'govreport.sqlite'}")
    with engine.connect():
        files = sorted(tmp_path.rglob("govreport.sqlite*"))
        assert len(files) == 3
        assert {mode(file) for file in files} == {0o600}


def test_nobody_else_may_read_mails_in_the_outbox(tmp_path: Path, panyu: District) -> None:
    outbox = tmp_path / "outbox"
    OutboxTransport(outbox).send(make_mail(panyu))
    (mail,) = outbox.iterdir()
    assert (mode(outbox), mode(mail)) == (0o700, 0o600)


def test_a_cache_that_somebody_else_can_write_to_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    store = FileStore("memory://govreport-cache-test")
    key = store.put("tidy", b"true rows", ".parquet")
    assert Path(store.local_path(key)).read_bytes() == b"true rows"
    (cache,) = tmp_path.iterdir()
    assert mode(cache) == 0o700
    cache.chmod(0o777)
    with pytest.raises(ConfigError, match="不予使用"):
        store.local_path(key)
    cache.rename(tmp_path / "elsewhere")
    cache.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="不予使用"):
        store.local_path(key)
