"""Writing an archive: whoever looks meanwhile, or after a crash, finds links that hold; nothing else is touched."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from govreport.archive.publish import RECORD, Place, one_writer, publish_site
from govreport.archive.site import Site
from govreport.errors import ConfigError
from govreport.store.files import FileStore


class CrashError(Exception):
    """The machine stops."""


class Fragile(Place):
    """A place where the machine stops after so many changes."""

    left = 0

    def write(self, name: str, data: bytes) -> None:
        self._step()
        super().write(name, data)

    def remove(self, name: str) -> None:
        self._step()
        super().remove(name)

    def _step(self) -> None:
        if not self.left:
            raise CrashError
        self.left -= 1


def page(*links: str) -> bytes:
    return "".join(f'<a href="{link}">x</a>' for link in links).encode()


@pytest.fixture
def before(files: FileStore) -> Site:
    return Site(
        pages={"index.html": page("a/index.html", "gone/index.html"), "a/index.html": page("f.pdf", "../index.html"),
               "gone/index.html": page("old.pdf")},
        assets={"a/f.pdf": files.put("reports", b"first", ".pdf"),
                "gone/old.pdf": files.put("reports", b"old", ".pdf")},
    )  # fmt: skip


@pytest.fixture
def after(files: FileStore) -> Site:
    return Site(
        pages={"index.html": page("a/index.html", "b/index.html"), "a/index.html": page("f.pdf", "../b/index.html"),
               "b/index.html": page("g.pdf", "../a/index.html")},
        assets={"a/f.pdf": files.put("reports", b"second", ".pdf"), "b/g.pdf": files.put("reports", b"new", ".pdf")},
    )  # fmt: skip


def tree(root: Path) -> dict[str, bytes]:
    return {
        p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file() and p.name != ".lock"
    }


def broken_links(root: Path) -> list[str]:
    """Links that lead nowhere, from the index on."""
    waiting, seen, broken = [root / "index.html"], set(), []
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        for link in re.findall(r'href="([^"]+)"', at.read_text(encoding="utf-8")):
            there = (at.parent / link).resolve()
            if not there.is_file():
                broken.append(f"{at} -> {link}")
            elif there.suffix == ".html":
                waiting.append(there)
    return broken


def test_every_link_holds_wherever_a_run_stops_and_the_next_run_finishes(
    before: Site, after: Site, files: FileStore, tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    publish_site(after, files, Place.at(str(whole)), "panyu")
    for steps in range(100):
        root = tmp_path / f"stopped-{steps}"
        publish_site(before, files, Place.at(str(root)), "panyu")
        fragile = Fragile.at(str(root))
        fragile.left = steps
        try:
            publish_site(after, files, fragile, "panyu")
        except CrashError:
            assert broken_links(root) == []
            publish_site(after, files, Place.at(str(root)), "panyu")
            assert tree(root) == tree(whole)
        else:
            break
    else:
        pytest.fail("it never came to an end")
    assert steps > 8


def test_what_has_not_changed_is_not_written_again(before: Site, files: FileStore, tmp_path: Path) -> None:
    place = Place.at(str(tmp_path / "site"))
    first = publish_site(before, files, place, "panyu")
    assert (first.written, first.removed, first.files) == (5, 0, 5)
    times = {p: p.stat().st_mtime_ns for p in (tmp_path / "site").rglob("*") if p.is_file() and p.name != RECORD}
    again = publish_site(before, files, place, "panyu")
    assert (again.written, again.removed) == (0, 0)
    assert {p: p.stat().st_mtime_ns for p in times} == times


def test_only_what_the_archive_wrote_is_removed(before: Site, after: Site, files: FileStore, tmp_path: Path) -> None:
    root = tmp_path / "site"
    publish_site(before, files, Place.at(str(root)), "panyu")
    (root / "gone" / "a reader's note.txt").write_text("mine", encoding="utf-8")
    assert publish_site(after, files, Place.at(str(root)), "panyu").removed == 2
    assert [p.name for p in (root / "gone").iterdir()] == ["a reader's note.txt"]


@pytest.mark.parametrize("spoil", ["somebody else's folder", "another district's archive"])
def test_a_folder_that_holds_something_else_is_refused_and_left_alone(
    before: Site, files: FileStore, tmp_path: Path, spoil: str
) -> None:
    root = tmp_path / "site"
    if spoil == "somebody else's folder":
        root.mkdir()
        (root / "thesis.txt").write_text("years of work", encoding="utf-8")
    else:
        publish_site(before, files, Place.at(str(root)), "baiyun")
    there = tree(root)
    with pytest.raises(ConfigError, match="请另选文件夹"):
        publish_site(before, files, Place.at(str(root)), "panyu")
    assert tree(root) == there


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    place, order = Place.at(str(tmp_path / "site")), []
    entered = threading.Event()

    def second() -> None:
        entered.set()
        with one_writer(place):
            order.append("second")

    with one_writer(place):
        other = threading.Thread(target=second)
        other.start()
        entered.wait()
        order.append("first")
    other.join()
    assert order == ["first", "second"]


def test_an_archive_can_be_kept_in_an_object_store(before: Site, files: FileStore) -> None:
    place = Place.at("memory://archive-of-a-test")
    with one_writer(place):
        assert publish_site(before, files, place, "panyu").written == 5
    assert publish_site(before, files, place, "panyu").written == 0
    assert place.read("a/f.pdf") == b"first"
