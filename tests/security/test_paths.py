"""Names that others chose lead nowhere but where we say: in source folders, archives, and files that we write."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from govreport.district.folder import District
from govreport.district.locations import Location
from govreport.district.reading import load_district
from govreport.errors import ConfigError, SourceError
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.sources.collect import collect
from govreport.store.files import FileStore
from govreport.tidy.opening import open_file
from tests.tidy.tidyfiles import HEADER, ROW, ods_bytes, xlsx_bytes

Q = Quarter(2019, 3)


def pointed(panyu: District, url: str, pattern: str = "funding*.csv") -> District:
    source = panyu.sources["funding"].model_copy(update={"location": Location(url=url, pattern=pattern)})
    return panyu.model_copy(update={"sources": {**panyu.sources, "funding": source}})


def test_a_link_in_a_source_folder_is_not_followed(tmp_path: Path, panyu: District, files: FileStore) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "another district's.csv").write_bytes(b"not theirs to read")
    (tmp_path / "in" / "funding.csv").symlink_to(tmp_path / "another district's.csv")
    with pytest.raises(SourceError, match=r"funding\*\.csv"):
        collect(Settings(home=tmp_path), pointed(panyu, "in"), Q, "funding", files)
    assert not list(tmp_path.rglob("*raw*"))


def test_a_files_own_name_decides_about_its_suffix_only(tmp_path: Path, panyu: District, files: FileStore) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "funding ..\\..\\etc;rm -rf $HOME.csv").write_bytes(b"a,b")
    snapshot = collect(Settings(home=tmp_path), pointed(panyu, "in"), Q, "funding", files)
    assert snapshot.key == f"raw/{snapshot.sha256[:2]}/{snapshot.sha256}.csv"
    assert sorted(p.relative_to(tmp_path).parts[0] for p in tmp_path.rglob("*.csv")) == ["in", "store"]


@pytest.mark.parametrize(("name", "made"), [("台账.xlsx", xlsx_bytes), ("台账.ods", ods_bytes)])
def test_members_of_an_archive_are_never_unpacked_to_where_they_say(
    tmp_path: Path, panyu: District, name: str, made: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    buffer = io.BytesIO(made([HEADER, ROW]))  # type: ignore[operator]
    with zipfile.ZipFile(buffer, "a") as archive:
        for member in ("../evil.txt", "../../../../../../tmp/evil.txt", "/evil.txt", "C:\\evil.txt"):
            archive.writestr(member, b"evil")
    layout = panyu.sources["funding"].layout.model_copy(update={"format": "auto", "sheet": None})
    assert open_file(name, buffer.getvalue(), layout, "funding").header.mapping
    assert list(tmp_path.iterdir()) == []
    assert not (tmp_path.parent / "evil.txt").exists()


@pytest.mark.parametrize("name", ["../panyu", "/etc", "panyu/../panyu", "..", ""])
def test_a_district_is_a_folder_of_the_installation_and_no_path(name: str) -> None:
    with pytest.raises(ConfigError):
        load_district(Settings().districts_dir, name)
