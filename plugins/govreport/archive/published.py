"""Whether an archive, in the store or a copy in somebody's hands, is the build that the log says was published.

Its list (archive.json) names the build and the log's last line of that time; every file must be the one of that build.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from govreport.archive.builds import IN_STORE
from govreport.archive.publish import RECORD, Place, one_writer
from govreport.errors import IntegrityError, Message
from govreport.manifests.archives import ArchiveBuild
from govreport.store import log
from govreport.store.files import FileStore, said_plainly, sha256

ARCHIVES = "archive"
"""The folder of the store below which each district's archive lies."""
_NAMED = 5
"""Files that a sentence names."""


class ArchiveList(NamedTuple):
    """What archive.json says."""

    district: str
    files: Mapping[str, str]
    build: str = ""
    log_head: str = ""


@dataclass
class Found:
    """What is said of an archive that was looked at."""

    files: int = 0
    unlike: list[Message] = field(default_factory=list)


def read_list(data: bytes) -> ArchiveList | None:
    """The list of an archive; None where it is something else."""
    try:
        said: Any = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not isinstance(said.get("files"), dict):
        return None
    texts = [said.get(name, "") for name in ("district", "build", "log_head")]
    if not all(isinstance(t, str) for t in [*texts, *said["files"].values()]):
        return None
    return ArchiveList(texts[0], said["files"], texts[1], texts[2])


def stated_line(connection: Connection, stated: ArchiveList) -> log.Line | None:
    """The newest line that says that this build was published; None where there is none."""
    found = None
    for subject, line in log.statements(connection, log.ARCHIVE):
        if subject.get("key") == stated.build and subject.get("district") == stated.district:
            found = line
    return found


def files_of(files: FileStore, build: str) -> Mapping[str, str] | None:
    """Path -> sha256 of everything that a build had; None where an earlier version, which didn't say, made it.

    Raises IntegrityError where its record is missing or damaged.
    """
    record = ArchiveBuild.model_validate_json(files.get(build))
    return {**record.assets, **record.pages} if record.assets else None


def look_at_archives(engine: Engine, files: FileStore) -> Found:
    """Every archive in the store: whether it is the newest build that was published there, file by file."""
    found = Found()
    for district in sorted({*_there(files), *(d for d, _ in _newest(engine))}):
        place = Place(files.fs, files.path(f"{ARCHIVES}/{district}"))
        with ExitStack() as around:
            with suppress(OSError):  # who may only read the store looks all the same
                around.enter_context(one_writer(place))  # not half-way through being published
            _look(engine, files, place, district, dict(_newest(engine)).get(district), found)
    return found


def _is_newest(engine: Engine, said: ArchiveList, district: str, newest: str | None) -> bool:
    """Whether a list is that of the newest build, and names a line that the log has."""
    if newest is None:
        return said.district == district
    with engine.connect() as connection:
        return (said.district, said.build) == (district, newest) and log.line_of(connection, said.log_head) is not None


def _there(files: FileStore) -> Iterator[str]:
    try:
        with said_plainly(files.root):
            yield from (a["name"].rstrip("/").rsplit("/", 1)[1] for a in files.fs.ls(files.path(ARCHIVES), detail=True))
    except FileNotFoundError:
        return


def _newest(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        stated = [s for s, _ in log.statements(connection, log.ARCHIVE)]
    return [(s["district"], s["key"]) for s in stated if s.get("place") == IN_STORE and {"district", "key"} <= set(s)]


def _look(engine: Engine, files: FileStore, place: Place, district: str, newest: str | None, found: Found) -> None:
    data = place.read(RECORD)
    said = read_list(data) if data is not None else None
    expected: Mapping[str, str] | None = None
    if newest is not None:
        try:
            expected = files_of(files, newest)
        except (IntegrityError, ValueError):
            found.unlike.append(_lacks(district, newest))
            return
    if said is None or not _is_newest(engine, said, district, newest) or said.files != (expected or said.files):
        found.unlike.append(_other_list(district))
    expected = expected if expected is not None else said.files if said is not None else {}
    here = {path: sha256(whole) for path, whole in _files(place)}
    found.files += len(here)
    found.unlike += unlike(district, expected, here)


def unlike(district: str, expected: Mapping[str, str], here: Mapping[str, str]) -> Iterator[Message]:
    """A sentence each on files that were changed, that are gone, and that nobody published."""
    anew = ("用 govreport archive 可重新发布", "govreport archive publishes it anew")
    for zh, en, paths, (do_zh, do_en) in (
        ("被改动", "were changed", [p for p in expected if p in here and here[p] != expected[p]], anew),
        ("没有了", "are gone", [p for p in expected if p not in here], anew),
        (
            *("不是本系统发布的", "were never published"),
            [p for p in here if p not in expected],
            ("查明来历后删去", "find out where they come from, and remove them"),
        ),
    ):
        if paths:
            named, more = sorted(paths)[:_NAMED], "…" if len(paths) > _NAMED else ""
            yield Message(
                f"{district} 的报告档案中有{len(paths)}个文件{zh}：{'、'.join(named)}{more}。{do_zh}。",
                f"In the archive of {district} these files {en}: {', '.join(named)}{more}; {do_en}.",
            )


def _files(place: Place) -> Iterator[tuple[str, bytes]]:
    try:
        with said_plainly(place.root):
            paths = sorted(place.fs.find(place.root))
    except FileNotFoundError:
        return
    for path in paths:
        name = path[len(place.root) :].lstrip("/") if path.startswith(place.root) else path.rsplit("/", 1)[1]
        if name not in (RECORD, ".lock") and not name.endswith(".part"):
            yield name, place.read(name) or b""


def _other_list(district: str) -> Message:
    return Message(
        f"{district} 的报告档案的清单 {RECORD} 不是最近一次发布时写的：被改动或换回了旧的。"
        "用 govreport archive 可重新发布。",
        f"The list {RECORD} of the archive of {district} isn't what was written when it was last published: it was "
        "changed, or is an older one. govreport archive publishes it anew.",
    )


def _lacks(district: str, key: str) -> Message:
    return Message(
        f"{district} 的报告档案依据的记录 {key} 缺失或已损坏；请从备份恢复。",
        f"The record {key}, which the archive of {district} rests on, is missing or damaged; restore it from backup.",
    )
