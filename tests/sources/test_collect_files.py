from __future__ import annotations

import os

import pytest

from govreport.district.folder import District
from govreport.district.locations import Location
from govreport.district.reading import load_district
from govreport.errors import SourceError
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.sources import files as module
from govreport.sources.collect import collect
from govreport.store.files import FileStore

Q = Quarter(2019, 3)


@pytest.fixture
def place(tmp_path):
    """A folder for the quarter's funding file, and a way to collect from it."""
    folder = tmp_path / "home" / "in" / "2019-Q3"
    folder.mkdir(parents=True)
    store = FileStore(str(tmp_path / "store"))
    panyu = load_district(Settings().districts_dir, "panyu")

    def pointed(url: str, pattern: str) -> District:
        source = panyu.sources["funding"].model_copy(update={"location": Location(url=url, pattern=pattern)})
        return panyu.model_copy(update={"sources": {**panyu.sources, "funding": source}})

    def run(url: str = "in/{quarter}", pattern: str = "funding*.csv"):
        return collect(Settings(home=tmp_path / "home"), pointed(url, pattern), Q, "funding", store)

    return folder, store, run


def write(path, data: bytes, age: int = 0) -> None:
    path.write_bytes(data)
    os.utime(path, (1_500_000_000 - age, 1_500_000_000 - age))


def test_the_bytes_are_kept_as_they_came(place) -> None:
    folder, store, run = place
    write(folder / "funding.csv", b"a,b\r\n\xff")
    snapshot = run()
    assert store.get(snapshot.key) == b"a,b\r\n\xff"
    assert (snapshot.filename, snapshot.size, snapshot.origin) == ("funding.csv", 6, "in/2019-Q3/funding.csv")


def test_the_newest_file_is_taken_and_of_equals_the_last_by_name(place) -> None:
    folder, _, run = place
    write(folder / "funding-9.csv", b"old", age=60)
    write(folder / "funding-1.csv", b"new")
    assert run().filename == "funding-1.csv"
    write(folder / "funding-2.csv", b"twin")
    assert run().filename == "funding-2.csv"


def test_the_same_bytes_are_stored_once_under_the_same_key(place) -> None:
    folder, store, run = place
    write(folder / "funding-a.csv", b"same")
    first = run()
    write(folder / "funding-b.csv", b"same")
    assert run().key == first.key
    assert len(store.fs.find(store.path("raw"))) == 1


def test_lock_files_and_unfinished_uploads_are_passed_over(place) -> None:
    folder, _, run = place
    write(folder / "funding.csv", b"real", age=60)
    for name in ("~$funding.csv", "funding.csv.part", ".funding.csv", "funding2.csv.tmp", "FUNDING.csv.crdownload"):
        write(folder / name, b"no")
    assert run(pattern="*funding*").filename == "funding.csv"


def test_year_and_number_stand_in_folder_and_pattern(place) -> None:
    folder, _, run = place
    write(folder / "Funding_2019_3.CSV", b"x")
    assert run("in/{year}-Q{number}", "funding_{year}_{number}.csv").filename == "Funding_2019_3.CSV"


def test_any_fsspec_file_system_will_do(place) -> None:
    import fsspec

    _, store, run = place
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/govreport-test/2019-Q3/funding.csv", b"in memory")
    snapshot = run("memory://govreport-test/{quarter}")
    assert store.get(snapshot.key) == b"in memory"
    assert snapshot.origin == "memory://govreport-test/2019-Q3/funding.csv"


def said(run, *args) -> str:
    with pytest.raises(SourceError) as caught:
        run(*args)
    assert all(word in caught.value.message.zh for word in ("番禺区民政局财务科",))
    return caught.value.message.zh


def test_a_missing_file_names_pattern_folder_and_owner(place) -> None:
    _, _, run = place
    sentence = said(run)
    assert "in/2019-Q3" in sentence
    assert "funding*.csv" in sentence


def test_a_missing_folder_names_pattern_folder_and_owner(place) -> None:
    _, _, run = place
    sentence = said(run, "elsewhere/{quarter}")
    assert "elsewhere/2019-Q3" in sentence
    assert "funding*.csv" in sentence


def test_an_empty_file_is_refused(place) -> None:
    folder, store, run = place
    write(folder / "funding.csv", b"")
    assert "0 字节" in said(run)
    assert not store.fs.exists(store.path("raw"))


def test_a_file_above_the_limit_is_refused_before_it_is_read(place) -> None:
    folder, _, run = place
    with (folder / "funding.csv").open("wb") as file:
        file.truncate(module.LARGEST + 1)  # sparse: takes no room
    assert "1 GiB" in said(run)


def test_a_file_that_cannot_be_read_is_said_so(place) -> None:
    folder, _, run = place
    (folder / "funding.csv").symlink_to(folder)
    write(folder / "x", b"")
    assert "funding*.csv" in said(run)  # a link to a folder is no file


def test_an_unknown_kind_of_address_is_said_so(place) -> None:
    _, _, run = place
    with pytest.raises(SourceError, match="nosuchprotocol://host/2019-Q3"):
        run("nosuchprotocol://host/{quarter}")
