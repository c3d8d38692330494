"""What the machine does to a run becomes one sentence on the command line, and another try in Airflow."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import typer
from sqlalchemy import create_engine, text

from govreport.cli.common import friendly_errors
from govreport.errors import StoreError
from govreport.infrastructure_errors import as_machine_error
from govreport.settings import Settings
from govreport.store.files import FileStore


def write_to_a_full_disk() -> None:
    with Path("/dev/full").open("w") as file:
        file.write("x")
        file.flush()


def test_a_full_disk_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), friendly_errors(Settings(language="en")):
        write_to_a_full_disk()
    said = capsys.readouterr().err
    assert said.startswith("No space is left to write ")
    assert "Traceback" not in said


def test_a_locked_database_is_one_sentence(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "results.sqlite", isolation_level=None)
    holder.execute("CREATE TABLE t (n INTEGER)")
    holder.execute("BEGIN EXCLUSIVE")
    engine = create_engine(f"sqlite:///{tmp_path / 'results.sqlite'}", connect_args={"timeout": 0})
    with pytest.raises(Exception, match="locked") as caught, engine.connect() as connection:
        connection.execute(text("SELECT * FROM t"))
    found = as_machine_error(caught.value)
    assert found is not None
    assert "占用过久" in found.message.zh
    holder.close()
    engine.dispose()


def test_a_mistake_of_ours_keeps_its_traceback() -> None:
    engine = create_engine("sqlite://")
    with pytest.raises(Exception, match="no such table") as caught, engine.connect() as connection:
        connection.execute(text("SELECT * FROM missing"))
    assert as_machine_error(caught.value) is None
    assert as_machine_error(FileNotFoundError(2, "gone", "x")) is None


def test_where_writing_fails_nothing_is_left_and_what_killed_processes_left_is_swept(
    files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = files.put("raw", b"whole", ".csv")
    partial = Path(files.path(kept)).with_name("ab.csv.77-1.part")
    partial.write_bytes(b"ha")
    assert files.sweep(hours=24) == []
    assert files.sweep(hours=0) == [str(partial)]
    assert not partial.exists()
    assert files.get(kept) == b"whole"

    def full(path: str, data: bytes) -> None:
        Path(path).write_bytes(data[:1])
        raise OSError(28, "No space left on device", path)

    monkeypatch.setattr(files.fs, "pipe_file", full)
    with pytest.raises(StoreError, match="No space left"):
        files.put("raw", b"more", ".csv")
    assert [p for p in Path(files.root).rglob("*") if p.is_file()] == [Path(files.path(kept))]
