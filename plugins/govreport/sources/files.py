"""Files: the newest one that matches, on any fsspec file system, compared with its checksum file where there is one."""

from __future__ import annotations

import posixpath
import unicodedata
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from govreport.canonical.folding import fold, fold_pattern
from govreport.district.locations import Location, fill
from govreport.errors import SourceError
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.sources import checksums
from govreport.sources.filesystems import open_file_system, unreadable
from govreport.sources.request import Fetched, Request
from govreport.sources.spool import Spool, TooLargeError, spool

LARGEST = 1 << 30
"""A file above 1 GiB is not taken: it is never a quarter's extract of one district."""

_UNFINISHED = ("*.part", "*.partial", "*.tmp", "*.crdownload", "*.filepart", "*.download")
_TIMES = ("mtime", "LastModified", "last_modified", "modified", "updated", "created")


def fetch(request: Request, location: Location) -> Fetched:
    """Bring the newest matching file into the store.

    Raises WaitingError or LateError where it is missing or unfinished, SourceError where it can't be read.
    """
    url, pattern = _resolve(request.settings, location, request.quarter)
    address = _public_address(url, request.settings)
    with open_file_system(request, location, url, address) as (fs, folder):
        entries = _entries(request, fs, folder, pattern, address)
        entry = _newest(request, entries, pattern, address)
        name = unicodedata.normalize("NFC", posixpath.basename(entry["name"]))
        here = f"{address}/{name}"
        _check_size(request, entry, here)
        with spool(LARGEST) as taken:
            _take(request, fs, entry, taken, here)
            _compare_checksum(request, fs, entries, entry, taken, here)
            key = taken.keep(request.files, posixpath.splitext(name)[1].lower())
            return Fetched(name, taken.sha256, taken.size, key, here)


def _take(request: Request, fs: Any, entry: dict[str, Any], taken: Spool, here: str) -> None:
    try:
        fs.get_file(entry["name"], taken.name)
        taken.measure()
        fs.invalidate_cache()
        sizes = {entry.get("size"), fs.info(entry["name"]).get("size"), taken.size} - {None}
    except TooLargeError:
        raise _too_large(request, here, taken.size) from None
    except Exception as error:
        raise unreadable(request, here, error) from None
    if not taken.size:
        raise _empty(request, here)
    if len(sizes) > 1:
        raise request.absent(
            f"文件 {here} 读取时大小在变化，可能正在上传",
            f"{here} changed its size while it was read (is it still being uploaded?)",
        )


def _resolve(settings: Settings, location: Location, quarter: Quarter) -> tuple[str, str]:
    """Folder URL and file pattern for one quarter; a path without scheme lies below the installation."""
    url, pattern = fill(location.url, quarter), fill(location.pattern, quarter)
    below, pattern = posixpath.split(pattern)
    if below:
        url = f"{url.rstrip('/')}/{below}"
    if "://" not in url and "::" not in url:
        url = str(settings.home / url)
    return url.rstrip("/") if not url.endswith("://") else url, pattern


def _public_address(url: str, settings: Settings) -> str:
    """The address for people: below the installation where it lies there, and never with credentials."""
    home = f"{settings.home}/"
    if url.startswith(home):
        return url[len(home) :]
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _entries(request: Request, fs: Any, folder: str, pattern: str, address: str) -> list[dict[str, Any]]:
    try:
        fs.invalidate_cache()
        return [entry for entry in fs.ls(folder, detail=True) if entry["type"] == "file"]
    except (FileNotFoundError, NotADirectoryError):
        raise request.absent(
            f"没有文件夹 {address}（其中应有 {pattern}）", f"there is no folder {address} (expected {pattern} in it)"
        ) from None
    except Exception as error:
        raise unreadable(request, address, error) from None


def _newest(request: Request, entries: list[dict[str, Any]], pattern: str, address: str) -> dict[str, Any]:
    wanted = fold_pattern(pattern)
    matching = [entry for entry in entries if _matches(posixpath.basename(entry["name"]), wanted)]
    if not matching:
        raise request.absent(
            f"文件夹 {address} 中没有与 {pattern} 相符的文件", f"no file in {address} matches {pattern}"
        )
    return max(matching, key=lambda entry: (_time(entry), entry["name"]))


def _matches(name: str, wanted: str) -> bool:
    folded = unicodedata.normalize("NFC", name).casefold()
    if folded.startswith((".", "~")) or any(fnmatchcase(folded, p) for p in _UNFINISHED):
        return False  # lock files of office programs, uploads under way
    return fnmatchcase(fold(name), wanted) and not checksums.is_checksum_file(folded)


def _time(entry: dict[str, Any]) -> float:
    """When the file was last changed, as far as its file system says."""
    for field in _TIMES:
        value = entry.get(field)
        if isinstance(value, datetime):
            return value.timestamp()
        if isinstance(value, (int, float)):
            return float(value)
    return 0.0


def _compare_checksum(
    request: Request, fs: Any, entries: list[dict[str, Any]], entry: dict[str, Any], taken: Spool, here: str
) -> None:
    """Compare what was taken with the checksum file beside it, where there is one."""
    by_name = {posixpath.basename(e["name"]): e for e in entries}
    try:
        statement = checksums.stated(
            posixpath.basename(entry["name"]),
            [n for n, e in by_name.items() if (e.get("size") or 0) <= checksums.LARGEST],
            lambda n: bytes(fs.cat_file(by_name[n]["name"])),
        )
    except Exception as error:
        raise unreadable(request, here, error) from None
    if statement is None:
        return
    file, algorithm, digest = statement
    if digest is None:
        raise request.absent(
            f"校验文件 {file} 中没有 {here} 的有效校验值，文件可能正在上传",
            f"the checksum file {file} states no valid checksum of {here} (is it still being uploaded?)",
        )
    if taken.digest(algorithm) != digest:
        raise request.absent(
            f"文件 {here} 与校验文件 {file} 不符，可能正在上传或已损坏",
            f"{here} doesn't match the checksum file {file} (is it still being uploaded, or damaged?)",
        )


def _check_size(request: Request, entry: dict[str, Any], here: str) -> None:
    size = entry.get("size")
    if size is not None and size > LARGEST:
        raise _too_large(request, here, size)
    if size == 0:
        raise _empty(request, here)


def _too_large(request: Request, here: str, size: int) -> SourceError:
    owner = request.source.owner
    return SourceError(
        f"文件 {here} 有 {size / (1 << 30):.1f} GiB，超过 1 GiB 的上限，请向{owner}核实后重新导出。",
        f"{here} has {size / (1 << 30):.1f} GiB, more than the limit of 1 GiB; ask {owner} for a new export.",
    )


def _empty(request: Request, here: str) -> SourceError:
    return request.absent(f"文件 {here} 是空的（0 字节）", f"{here} is empty (0 bytes)")
