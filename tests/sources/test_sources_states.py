"""Waiting and late, checksum files, connections, and what may not stand in a source's YAML."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from govreport.connections import Connection, from_environment
from govreport.district.folder import Source
from govreport.district.reading import load_district
from govreport.errors import ConfigError, LateError, SourceError, WaitingError
from tests.conftest import PROJECT

FOLDER = {"url": "in/{quarter}", "pattern": "funding*.csv"}


@pytest.fixture
def inbox(collecting: Any) -> Path:
    folder: Path = collecting.home / "in" / "2019-Q3"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    ("due", "last_day"),
    [
        (None, date(2019, 10, 14)),  # the day before problems go back to the towns
        (5, date(2019, 10, 12)),  # a Saturday, worked to make up for the National Day week
        (13, date(2019, 10, 23)),  # the release day, where nobody signs
    ],
)
def test_an_extract_is_awaited_through_its_last_day_and_then_late(
    collecting: Any, inbox: Path, due: int | None, last_day: date
) -> None:
    waiting = collecting.refusal(FOLDER, today=last_day, due_working_days=due)
    late = collecting.refusal(FOLDER, today=date.fromordinal(last_day.toordinal() + 1), due_working_days=due)
    assert isinstance(waiting, WaitingError)
    assert isinstance(late, LateError)
    for error in (waiting, late):
        for language in ("zh", "en"):
            sentence = error.message.in_language(language)
            assert str(last_day) in sentence
            assert "番禺区民政局财务科" in sentence
            assert "funding*.csv" in sentence


def test_the_districts_own_clock_decides_where_none_is_given(collecting: Any, inbox: Path) -> None:
    with pytest.raises(LateError):  # 2019 has been over for long
        collecting(FOLDER, None)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("funding.csv.sha256", "{sha256}"),
        ("funding.csv.SHA256", "{sha256} *funding.csv"),
        ("funding.csv.md5", "{md5}  ./out/funding.csv\r\n"),
        ("SHA256SUMS", "{other}  other.csv\n{sha256}  funding.csv\n"),
        ("sha512sums", "SHA512 (funding.csv) = {sha512}\n"),
    ],
)
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "half"])
def test_checksum_files_in_the_usual_forms_are_honoured(
    collecting: Any, inbox: Path, name: str, text: str, whole: bool
) -> None:
    data = b"project,amount\nP1,1\n"
    hashes = {a: hashlib.new(a, data).hexdigest() for a in ("sha256", "sha512", "md5")}
    (inbox / name).write_text(text.format(other=hashlib.sha256(b"").hexdigest(), **hashes))
    (inbox / "funding.csv").write_bytes(data if whole else data[:-1])
    if whole:
        assert collecting(FOLDER).filename == "funding.csv"
    else:
        assert name in collecting.refusal(FOLDER).message.zh


@pytest.mark.parametrize("text", ["", "0\n", "{sha256}  other.csv\n", "being written"])
def test_a_checksum_file_that_does_not_state_the_files_checksum_means_unfinished(
    collecting: Any, inbox: Path, text: str
) -> None:
    (inbox / "funding.csv").write_bytes(b"x")
    (inbox / "SHA256SUMS").write_text(text.format(sha256=hashlib.sha256(b"x").hexdigest()))
    assert isinstance(collecting.refusal(FOLDER, today=date(2019, 10, 8)), WaitingError)


def test_a_connection_is_read_from_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "GOVREPORT_CONN_REGISTER", "mysql://%E7%94%A8:p%40ss%2F@db.example:3307/社会组织?charset=utf8mb4"
    )
    assert from_environment("register") == Connection(
        "register", "mysql", "db.example", 3307, "用", "p@ss/", "社会组织", {"charset": "utf8mb4"}
    )
    assert from_environment("elsewhere") is None


@pytest.mark.parametrize("text", ["only-a-secret", "mysql://u:only-a-secret@host:port/x", "mysql:only-a-secret"])
def test_an_address_that_cannot_be_read_is_not_repeated(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("GOVREPORT_CONN_REGISTER", text)
    with pytest.raises(ConfigError, match="GOVREPORT_CONN_REGISTER") as caught:
        from_environment("register")
    assert "only-a-secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_connection_shows_nothing_secret() -> None:
    shown = repr(Connection("a", "sftp", "host", 22, "me", "only-a-secret", "", {"private_key": "only-a-secret"}))
    assert "only-a-secret" not in shown


SECRETS: list[dict[str, Any]] = [
    {"url": "sftp://me:only-a-secret@host/in", "pattern": "*"},
    {"url": "s3://in", "pattern": "*", "options": {"secret": "only-a-secret"}},
    {"url": "s3://in", "pattern": "*", "options": {"client_kwargs": {"aws_secret_access_key": "only-a-secret"}}},
    {"url": "s3://in", "pattern": "*", "options": {"endpoint_url": "https://me:only-a-secret@host"}},
    {"url": "sftp://in", "pattern": "*", "password": "only-a-secret"},
    {"url": "sftp://in", "pattern": "*", "connection": "sftp://me:only-a-secret@host"},
    {"url": "sftp://in", "pattern": "*", "connection": {"password": "only-a-secret"}},
    {"kind": "sql", "connection": "x", "password": "only-a-secret"},
    {"kind": "sql", "url": "postgresql://me:only-a-secret@host/db", "query": "SELECT 1 ORDER BY 1"},
    {"kind": "http", "url": "https://me:only-a-secret@host"},
    {"kind": "http", "url": "https://host/x?access_token=only-a-secret"},
    {"kind": "http", "url": "https://host", "params": {"api_key": "only-a-secret"}},
    {"kind": "ftp", "url": "ftp://me:only-a-secret@host"},
]


@pytest.mark.parametrize("location", SECRETS, ids=range(len(SECRETS)))
def test_credentials_in_yaml_are_refused_and_not_repeated(tmp_path: Path, location: dict[str, Any]) -> None:
    import shutil

    shutil.copytree(PROJECT / "include" / "districts" / "panyu", tmp_path / "panyu")
    path = tmp_path / "panyu" / "sources" / "funding.yaml"
    entries = yaml.safe_load(path.read_text("utf-8")) | {"location": location}
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), "utf-8")
    with pytest.raises(ConfigError, match=r"funding\.yaml.*location") as caught:
        load_district(tmp_path, "panyu")
    assert "only-a-secret" not in str(caught.value)
    assert "only-a-secret" not in repr(caught.value)


def test_a_source_without_a_kind_is_a_folder_as_ever(panyu: Any) -> None:
    assert panyu.sources["funding"].location.kind == "files"


def test_a_database_is_kept_as_csv_so_the_layout_must_say_csv(panyu: Any) -> None:
    entries = panyu.sources["registration"].model_dump()
    entries["location"] = {"kind": "sql", "connection": "x", "query": "SELECT 1 ORDER BY 1"}
    with pytest.raises(ValueError, match="format: csv"):
        Source.model_validate(entries)


def test_a_file_system_that_is_not_installed_is_said_so(collecting: Any, inbox: Path) -> None:
    error = collecting.refusal({"url": "gdrive://in", "pattern": "*"})
    assert isinstance(error, SourceError)
    assert "gdrive" in error.message.zh


def test_every_example_in_the_operators_guide_is_valid(panyu: Any) -> None:
    import re

    text = (PROJECT / "docs" / "en" / "sources.md").read_text("utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    examples = [block for block in blocks if "location" in block]  # the others show what an extract covers
    (query,) = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    assert {example["location"].get("kind", "files") for example in examples} == {"files", "sql", "http"}
    for example in examples:
        location = example["location"]
        if "query_file" in location:
            location["query"] = query
        Source.model_validate(panyu.sources["funding"].model_dump() | {"location": location})
