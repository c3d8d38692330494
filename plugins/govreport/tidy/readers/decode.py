"""Which encoding and which delimiter a text file is in.

Order: BOM, strict UTF-8, strict GB18030 (never GBK: rare characters in names), UTF-16 only where a known header
decodes.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass, replace

DELIMITERS = (",", "\t", ";", "|", "，")
_HEAD_BYTES = 1 << 18
_STEP = 1 << 24


@dataclass(frozen=True)
class Encoding:
    """An encoding that a file may be in, and how many bytes of BOM to skip."""

    codec: str
    label: str
    bom: int = 0
    damaged: bool = False
    """Known not to fit every byte; tried all the same, so that the damaged place can be named."""


_BOMS = (
    (codecs.BOM_UTF8, Encoding("utf-8", "UTF-8", 3)),
    (codecs.BOM_UTF16_LE, Encoding("utf-16-le", "UTF-16", 2)),
    (codecs.BOM_UTF16_BE, Encoding("utf-16-be", "UTF-16", 2)),
)


def is_utf8(data: bytes) -> bool:
    """Strictly, all of it, in bounded memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(view), _STEP):
            decoder.decode(view[start : start + _STEP], final=False)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def candidates(data: bytes) -> list[Encoding]:
    """Encodings to try, best first. A BOM decides alone."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return [replace(encoding, damaged=encoding.codec == "utf-8" and not is_utf8(data))]
    others = [Encoding("gb18030", "GB18030"), Encoding("utf-16-le", "UTF-16"), Encoding("utf-16-be", "UTF-16")]
    utf8 = Encoding("utf-8", "UTF-8")
    return [utf8, *others] if is_utf8(data) else [*others, replace(utf8, damaged=True)]


def head_text(data: bytes, encoding: Encoding) -> tuple[str, bool]:
    """The beginning of the file up to a line's end or the first damaged character, and whether it is undamaged."""
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    part = data[encoding.bom : encoding.bom + _HEAD_BYTES]
    whole = len(data) <= encoding.bom + _HEAD_BYTES
    try:
        text = decoder.decode(part, final=whole)
    except UnicodeDecodeError as error:
        return part[: error.start].decode(encoding.codec), False
    if not whole:
        cut = max(text.rfind("\n"), text.rfind("\r"))
        text = text[: cut + 1] if cut >= 0 else text
    return text, True


def damaged_line(data: bytes, encoding: Encoding) -> int:
    """The line (from 1) that holds the first character which doesn't decode."""
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    view = memoryview(data)[encoding.bom :]
    lines = 1
    for start in range(0, len(view) + 1, _STEP):
        part = view[start : start + _STEP]
        try:
            lines += decoder.decode(part, final=start + _STEP > len(view)).count("\n")
        except UnicodeDecodeError as error:
            return lines + str(error.object[: error.start], encoding.codec, "replace").count("\n")
    return lines


def split_head(text: str, delimiter: str, limit: int) -> tuple[list[list[str]], list[int]]:
    """The first ``limit`` records and, for each, the number of physical lines up to its end."""
    rows: list[list[str]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            lines.append(reader.line_num)
            if len(rows) >= limit:
                break
    except csv.Error:  # a field beyond the limit: an open quote, reported when the body is read
        pass
    return rows, lines
