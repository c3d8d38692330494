"""Servers that live as long as the session, and a way to collect the funding extract from any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from govreport.district.folder import District, Source
from govreport.errors import SourceError
from govreport.manifests.extracts import Snapshot
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.sources.collect import collect
from govreport.store.files import FileStore
from tests.fixtures import source_servers as servers

Q = Quarter(2019, 3)
IN_TIME, TOO_LATE = date(2019, 10, 10), date(2019, 12, 1)
"""The sample's report is released on 2019-10-23, the 13th working day."""


@pytest.fixture(scope="session")
def s3() -> Iterator[servers.S3]:
    with servers.s3_server() as server:
        yield server


@pytest.fixture(scope="session")
def sftp() -> Iterator[servers.Sftp]:
    with servers.sftp_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Database]:
    with servers.postgres_server() as server:
        yield server


@pytest.fixture
def web() -> Iterator[servers.WebService]:
    with servers.web_service() as server:
        yield server


@pytest.fixture
def silent() -> Iterator[int]:
    with servers.silent_server() as port:
        yield port


class Collector:
    """Collects the funding extract of 2019-Q3 from where a test says; ``store`` keeps what came."""

    def __init__(self, panyu: District, home: Path, store: FileStore) -> None:
        self.panyu, self.home, self.store = panyu, home, store

    def district(self, location: dict[str, Any], **source: Any) -> District:
        entries = self.panyu.sources["funding"].model_dump() | {"location": location} | source
        made = Source.model_validate(entries)
        return self.panyu.model_copy(update={"sources": {**self.panyu.sources, "funding": made}})

    def __call__(self, location: dict[str, Any], today: date = TOO_LATE, **source: Any) -> Snapshot:
        settings = Settings(home=self.home)
        return collect(settings, self.district(location, **source), Q, "funding", self.store, today=today)

    def bytes(self, location: dict[str, Any], **source: Any) -> bytes:
        return self.store.get(self(location, **source).key)

    def refusal(self, location: dict[str, Any], *secrets: str, today: date = TOO_LATE, **source: Any) -> SourceError:
        """The error, having seen that it is one line a person can act on and holds no secret."""
        with pytest.raises(SourceError) as caught:
            self(location, today, **source)
        for text in (*caught.value.message, repr(caught.value)):
            assert "\n" not in text
            assert "Traceback" not in text
            assert not any(secret in text for secret in (servers.PASSWORD, *secrets))
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
        return caught.value


@pytest.fixture
def collecting(panyu: District, tmp_path: Path, files: FileStore) -> Collector:
    return Collector(panyu, tmp_path / "home", files)


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the connection ``extracts`` to an address."""
    return lambda address: monkeypatch.setenv("GOVREPORT_CONN_EXTRACTS", address)
