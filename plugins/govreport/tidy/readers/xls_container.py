"""The container of an XLS workbook (OLE): its stream of records is taken out, and put into a plain container."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any

_SECTOR = 4096
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_STREAMS = ("workbook", "book")


def workbook_stream(data: bytes) -> bytes:
    """The records. Letter case of the stream's name doesn't count. Raises almost anything on damage."""
    import olefile  # type: ignore[import-untyped]  # slow to load, and only .xls needs it

    with olefile.OleFileIO(io.BytesIO(data)) as storage:
        names = {path[0].lower(): path for path in storage.listdir() if len(path) == 1}
        path = next(names[name] for name in _STREAMS if name in names)
        entry = storage.direntries[storage._find(path)]
        _require_ends(storage, entry)
        stream: bytes = storage.openstream(path).read()
        if len(stream) != entry.size:
            raise ValueError("the stream is cut off")
        return stream


def _require_ends(storage: Any, entry: Any) -> None:
    """Raise ValueError where a chain of sectors runs in a circle: it would be followed for ever."""
    storage.loadminifat()
    small = entry.size < storage.mini_stream_cutoff_size
    _walk(storage.first_dir_sector, storage.fat)
    _walk(storage.first_mini_fat_sector, storage.fat)
    _walk(storage.root.isectStart, storage.fat)
    _walk(entry.isectStart, storage.minifat if small else storage.fat)


def _walk(sector: int, following: Sequence[int]) -> None:
    steps = 0
    while sector < len(following):
        sector = following[sector]
        steps += 1
        if steps > len(following):
            raise ValueError("a chain of sectors runs in a circle")


def contained(stream: bytes) -> bytes:
    """A container with nothing but ``stream``, as the workbook."""
    stream = stream.ljust(_SECTOR, b"\0")  # smaller ones would have to lie in a container within
    count = -(-len(stream) // _SECTOR)
    tables = 1
    while tables * (_SECTOR // 4) < count + 2 + tables:
        tables += 1
    if tables > 109:
        raise ValueError("too large a stream")
    directory, small, table = count, count + 1, count + 2  # calamine wants a sector for small streams
    chain = [*range(1, count), _END, _END, _END, *[_TABLE] * tables]
    chain += [_FREE] * (tables * (_SECTOR // 4) - len(chain))
    header = struct.pack(
        "<8s16x5H6x3I4xI5I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 4, 0xFFFE, 12, 6,
        1, tables, directory, _SECTOR, _END, 0, _END, 0, table,
    )  # fmt: skip
    rest = [table + i for i in range(1, tables)]
    header += struct.pack("<108I", *rest, *[_FREE] * (108 - len(rest)))
    entries = _entry("Root Entry", 5, 1, small, _SECTOR) + _entry("Workbook", 2, _FREE, 0, len(stream))
    return b"".join((
        header.ljust(_SECTOR, b"\0"),
        stream.ljust(count * _SECTOR, b"\0"),
        entries.ljust(_SECTOR, b"\0"),
        bytes(_SECTOR),
        struct.pack(f"<{len(chain)}I", *chain),
    ))  # fmt: skip


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBB3I36xIQ", text, len(text), kind, 1, _FREE, _FREE, child, start, size)
