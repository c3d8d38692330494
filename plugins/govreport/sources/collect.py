"""Collect: fetch an extract from where its district keeps it, and keep the bytes as they came.

Works on any fsspec file system: a folder today, s3:// or another by URL. Belongs here: finding the file, reading its
bytes, saying who to ask when it isn't there. Does not belong here: what is in it (tidy/).
"""

from __future__ import annotations

import posixpath
import unicodedata
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import fsspec

from govreport.district import District, Source
from govreport.errors import SourceError
from govreport.manifests import ExtractName, Snapshot
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore, sha256

LARGEST = 1 << 30
"""A file above 1 GiB is not taken: it is never a quarter's extract of one district."""

_UNFINISHED = ("*.part", "*.partial", "*.tmp", "*.crdownload", "*.filepart", "*.download")
_TIMES = ("mtime", "LastModified", "last_modified", "modified", "updated", "created")


def collect(
    settings: Settings, district: District, quarter: Quarter, extract: ExtractName, files: FileStore
) -> Snapshot:
    """Fetch the newest matching file and store its bytes under their hash; the same bytes are stored once.

    Raises SourceError where the folder or the file is missing, empty, too large or can't be read.
    """
    source = district.sources[extract]
    url, pattern = _resolve(settings, source, quarter)
    shown = _shown(url, settings)
    try:
        fs, folder = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise SourceError(
            f"无法访问{source.title.zh}的位置 {shown}：{error}；请检查来源定义中的地址，或安装所需的 fsspec 驱动。",
            f"{source.title.en}: cannot open {shown} ({error}); check the address in the source definition, or install "
            "the fsspec driver it needs.",
        ) from None
    entry = _newest(fs, folder, pattern, source, shown)
    name = unicodedata.normalize("NFC", posixpath.basename(entry["name"]))
    data = _read(fs, entry, f"{shown}/{name}", source)
    return Snapshot(
        district=district.id,
        extract=extract,
        quarter=quarter,
        filename=name,
        sha256=sha256(data),
        size=len(data),
        key=files.put("raw", data, posixpath.splitext(name)[1].lower()),
        origin=f"{shown}/{name}",
    )


def _resolve(settings: Settings, source: Source, quarter: Quarter) -> tuple[str, str]:
    """Folder URL and file pattern for one quarter; a path without scheme lies below the installation."""

    def fill(text: str) -> str:
        for word, value in (("{quarter}", str(quarter)), ("{year}", quarter.year), ("{number}", quarter.number)):
            text = text.replace(word, str(value))
        return text

    url, pattern = fill(source.location.url), fill(source.location.pattern)
    below, pattern = posixpath.split(pattern)
    if below:
        url = f"{url.rstrip('/')}/{below}"
    if "://" not in url and "::" not in url:
        url = str(settings.home / url)
    return url.rstrip("/") if not url.endswith("://") else url, pattern


def _shown(url: str, settings: Settings) -> str:
    """The address for people: below the installation where it lies there, and never with credentials."""
    home = f"{settings.home}/"
    if url.startswith(home):
        return url[len(home) :]
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _newest(fs: Any, folder: str, pattern: str, source: Source, shown: str) -> dict[str, Any]:
    try:
        fs.invalidate_cache()
        entries = fs.ls(folder, detail=True)
    except (FileNotFoundError, NotADirectoryError):
        raise SourceError(
            f"找不到{source.title.zh}的文件夹 {shown}（应有 {pattern}），请向{source.owner}索取。",
            f"{source.title.en}: the folder {shown} doesn't exist (expected {pattern} in it); ask {source.owner}.",
        ) from None
    except Exception as error:
        raise _unreadable(source, shown, error) from None
    wanted = unicodedata.normalize("NFC", pattern).casefold()
    matching = [
        entry for entry in entries if entry["type"] == "file" and _matches(posixpath.basename(entry["name"]), wanted)
    ]
    if not matching:
        raise SourceError(
            f"文件夹 {shown} 中没有与 {pattern} 相符的{source.title.zh}，请向{source.owner}索取。",
            f"{source.title.en}: no file in {shown} matches {pattern}; ask {source.owner}.",
        )
    return max(matching, key=lambda entry: (_time(entry), entry["name"]))


def _matches(name: str, wanted: str) -> bool:
    folded = unicodedata.normalize("NFC", name).casefold()
    if folded.startswith((".", "~")) or any(fnmatchcase(folded, p) for p in _UNFINISHED):
        return False  # lock files of office programs, uploads under way
    return fnmatchcase(folded, wanted)


def _time(entry: dict[str, Any]) -> float:
    """When the file was last changed, as far as its file system says."""
    for field in _TIMES:
        value = entry.get(field)
        if isinstance(value, datetime):
            return value.timestamp()
        if isinstance(value, (int, float)):
            return float(value)
    return 0.0


def _read(fs: Any, entry: dict[str, Any], shown: str, source: Source) -> bytes:
    size = entry.get("size")
    if size is not None and size > LARGEST:
        raise SourceError(
            f"文件 {shown} 有 {size / LARGEST:.1f} GiB，超过 1 GiB 的上限，请向{source.owner}核实后重新导出。",
            f"{shown} has {size / LARGEST:.1f} GiB, more than the limit of 1 GiB; ask {source.owner} for a new export.",
        )
    if size == 0:
        raise _empty(source, shown)
    try:
        data: bytes = fs.cat_file(entry["name"])
    except Exception as error:
        raise _unreadable(source, shown, error) from None
    if not data:
        raise _empty(source, shown)
    if size is not None and len(data) != size:
        raise SourceError(
            f"文件 {shown} 读取时大小在变化，可能正在上传，请稍后重试。",
            f"{shown} changed its size while it was read and may still be uploading; try again later.",
        )
    return data


def _empty(source: Source, shown: str) -> SourceError:
    return SourceError(
        f"文件 {shown} 是空的（0 字节），请向{source.owner}重新索取。",
        f"{shown} is empty (0 bytes); ask {source.owner} for it again.",
    )


def _unreadable(source: Source, shown: str, error: Exception) -> SourceError:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return SourceError(
        f"无法读取 {shown}（{reason}），请检查权限与网络；如仍不行，请联系{source.owner}。",
        f"{shown} cannot be read ({reason}); check permissions and the network, or ask {source.owner}.",
    )
