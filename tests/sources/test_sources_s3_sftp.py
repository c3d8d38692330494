"""Files on servers: S3 and SFTP, as they should be and as they fail."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from govreport.errors import LateError, WaitingError
from tests.fixtures import source_servers as servers

DATA = "项目编号\nP1\n".encode()


class Place:
    """A folder on a server: how to put a file there, how the YAML names it, how the connection opens it."""

    def __init__(self, kind: str, request: pytest.FixtureRequest, connect: Callable[[str], None]) -> None:
        self.kind, self.connect = kind, connect
        self.folder = request.node.name.split("[")[0]
        self.server: Any = request.getfixturevalue(kind)
        self.location: dict[str, Any] = {
            "pattern": "funding*.csv",
            "connection": "extracts",
            "timeout_seconds": 5,
            "url": f"s3://extracts/{self.folder}/{{quarter}}"
            if kind == "s3"
            else f"sftp://127.0.0.1:{self.server.port}/{self.folder}/{{quarter}}",
        }
        if kind == "s3":
            self.location["options"] = {"endpoint_url": self.server.endpoint}
        self.open()

    def open(self, password: str | None = None, **extra: str) -> None:
        if self.kind == "s3":
            self.connect(f"s3://{self.server.key}:{quote(password or self.server.secret, safe='')}@")
        else:
            extra.setdefault("host_key", self.server.host_key)
            query = "&".join(f"{name}={quote(value)}" for name, value in extra.items())
            self.connect(f"sftp://{servers.LOGIN}:{quote(password or servers.PASSWORD, safe='')}@127.0.0.1?{query}")

    def put(self, name: str, data: bytes, age: int = 0) -> None:
        path = f"{self.folder}/2019-Q3/{name}"
        if self.kind == "s3":
            self.server.put(path, data)
        else:
            file = self.server.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            os.utime(file, (1_500_000_000 - age, 1_500_000_000 - age))


@pytest.fixture(params=["s3", "sftp"])
def place(request: pytest.FixtureRequest, connect: Callable[[str], None]) -> Place:
    return Place(request.param, request, connect)


def test_a_file_is_brought_as_it_is_and_its_origin_holds_no_credentials(place: Place, collecting: Any) -> None:
    place.put("funding.csv", DATA)
    snapshot = collecting(place.location)
    assert collecting.store.get(snapshot.key) == DATA
    assert (snapshot.filename, snapshot.size) == ("funding.csv", len(DATA))
    assert snapshot.origin == place.location["url"].format(quarter="2019-Q3") + "/funding.csv"


def test_a_large_file_comes_whole(place: Place, collecting: Any) -> None:
    data = os.urandom(7 << 20)
    place.put("funding.csv", data)
    assert collecting(place.location).sha256 == hashlib.sha256(data).hexdigest()


def test_the_newest_of_several_is_taken(place: Place, collecting: Any) -> None:
    place.put("funding-9.csv", b"first", age=60)
    if place.kind == "s3":  # whose times are whole seconds: wait for the next one
        import time

        time.sleep(1.1 - time.time() % 1)
    place.put("funding-1.csv", b"second")
    assert collecting(place.location).filename == "funding-1.csv"


def test_a_checksum_file_that_agrees_changes_nothing(place: Place, collecting: Any) -> None:
    place.put("funding.csv", DATA)
    place.put("funding.csv.sha256", f"{hashlib.sha256(DATA).hexdigest()}  funding.csv\n".encode())
    assert collecting({**place.location, "pattern": "funding*"}).filename == "funding.csv"


def test_a_half_uploaded_file_is_refused_by_its_checksum(place: Place, collecting: Any) -> None:
    place.put("funding.csv", DATA[:-3])
    place.put("funding.csv.sha256", f"{hashlib.sha256(DATA).hexdigest()} *funding.csv\n".encode())
    sentence = collecting.refusal(place.location).message
    assert "正在上传" in sentence.zh
    assert "番禺区民政局财务科" in sentence.zh
    assert "is it still being uploaded" in sentence.en
    assert not collecting.store.fs.exists(collecting.store.path("raw"))


def test_wrong_credentials_are_said_so(place: Place, collecting: Any) -> None:
    place.put("funding.csv", DATA)
    place.open(password="not-the-password")
    error = collecting.refusal(place.location, "not-the-password")
    assert not isinstance(error, (LateError, WaitingError))
    assert "连接 extracts 的账号或密码" in error.message.zh


def test_nothing_there_is_late_and_names_the_owner(place: Place, collecting: Any) -> None:
    error = collecting.refusal(place.location)
    assert isinstance(error, LateError)
    assert "番禺区民政局财务科" in error.message.zh
    assert "funding*.csv" in error.message.zh
    assert "2019-10-14" in error.message.zh


def test_a_server_that_does_not_answer_is_given_up(
    place: Place, collecting: Any, silent: int, connect: Callable[[str], None]
) -> None:
    location = {**place.location, "timeout_seconds": 0.3}
    if place.kind == "s3":
        location["options"] = {"endpoint_url": f"http://127.0.0.1:{silent}"}
    else:
        location["url"] = f"sftp://127.0.0.1:{silent}/in"
    error = collecting.refusal(location)
    assert "没有应答" in error.message.zh or "连不上" in error.message.zh


def test_a_server_that_is_not_there_is_said_so(place: Place, collecting: Any) -> None:
    port = servers.closed_port()
    location = {**place.location}
    if place.kind == "s3":
        location["options"] = {"endpoint_url": f"http://127.0.0.1:{port}"}
    else:
        location["url"] = f"sftp://127.0.0.1:{port}/in"
    assert "连不上" in collecting.refusal(location).message.zh


def test_a_bucket_that_does_not_exist_is_a_missing_folder(s3: servers.S3, collecting: Any, connect: Any) -> None:
    connect(f"s3://{s3.key}:{quote(s3.secret, safe='')}@?endpoint_url={quote(s3.endpoint)}")
    location = {"url": "s3://nowhere/in", "pattern": "*.csv", "connection": "extracts"}
    assert isinstance(collecting.refusal(location, s3.secret), LateError)


@pytest.fixture
def ssh(request: pytest.FixtureRequest, connect: Callable[[str], None]) -> Place:
    place = Place("sftp", request, connect)
    place.put("funding.csv", DATA)
    return place


def test_a_private_key_opens_the_server_too(ssh: Place, collecting: Any) -> None:
    ssh.open(password="unused", private_key=ssh.server.client_key)
    assert collecting.bytes(ssh.location) == DATA


def test_a_server_whose_host_key_is_not_the_known_one_is_refused(ssh: Place, collecting: Any) -> None:
    ssh.open(host_key="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPy0MDo4d9LeF5lTQyVGaLnPXmrW1jKZFOvXmYZ0OcSo")
    assert "主机密钥" in collecting.refusal(ssh.location).message.zh


def test_a_server_in_known_hosts_needs_no_key_in_the_connection(ssh: Place, collecting: Any, tmp_path: Any) -> None:
    known = tmp_path / "known_hosts"
    ssh.open(host_key="", known_hosts=str(known))
    assert "主机密钥" in collecting.refusal(ssh.location).message.zh
    known.write_text(f"[127.0.0.1]:{ssh.server.port} {ssh.server.host_key}\n")
    assert collecting.bytes(ssh.location) == DATA


def test_a_host_may_stand_in_the_connection_alone(ssh: Place, collecting: Any, connect: Callable[[str], None]) -> None:
    secret = quote(servers.PASSWORD, safe="")
    connect(f"sftp://{servers.LOGIN}:{secret}@127.0.0.1:{ssh.server.port}?host_key={quote(ssh.server.host_key)}")
    assert collecting.bytes({**ssh.location, "url": f"sftp:///{ssh.folder}/{{quarter}}"}) == DATA
