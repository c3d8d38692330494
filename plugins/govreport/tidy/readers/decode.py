"""Which encoding and which delimiter a text file is in.

Order: what the layout states, BOM, strict UTF-8, strict GB18030 (never GBK: rare characters in names), UTF-16 only
where a known header decodes. Nearly any bytes decode as GB18030; whether they give Chinese is asked in likeness.py.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
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
    # before UTF-16, for one of these marks begins with one of those
    (codecs.BOM_UTF32_LE, Encoding("utf-32-le", "UTF-32", 4)),
    (codecs.BOM_UTF32_BE, Encoding("utf-32-be", "UTF-32", 4)),
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


def marked(data: bytes) -> Encoding | None:
    """The encoding that a byte order mark states."""
    return next((encoding for bom, encoding in _BOMS if data.startswith(bom)), None)


def candidates(data: bytes, stated: str | None = None) -> list[Encoding]:
    """Encodings to try, best first. What the layout states decides alone, then a BOM."""
    found = marked(data)
    if stated is not None:
        return _stated(data, stated, found)
    if found is not None:
        return [replace(found, damaged=found.codec == "utf-8" and not is_utf8(data))]
    others = [Encoding("gb18030", "GB18030"), Encoding("utf-16-le", "UTF-16"), Encoding("utf-16-be", "UTF-16")]
    utf8 = Encoding("utf-8", "UTF-8")
    return [utf8, *others] if is_utf8(data) else [*others, replace(utf8, damaged=True)]


def contradicts(stated: str, found: Encoding) -> bool:
    """Whether a BOM says otherwise than the layout."""
    name = codecs.lookup(stated).name
    return name not in ("utf-8-sig" if found.codec == "utf-8" else found.codec, found.codec, found.codec[:6])


def _stated(data: bytes, stated: str, found: Encoding | None) -> list[Encoding]:
    name = codecs.lookup(stated).name
    if found is not None:  # the caller has asked whether it contradicts
        return [replace(found, damaged=found.codec == "utf-8" and not is_utf8(data))]
    if name in ("utf-8", "utf-8-sig"):
        return [Encoding("utf-8", "UTF-8", damaged=not is_utf8(data))]
    if name in ("utf-16", "utf-32"):
        return [Encoding(f"{name}-{order}", name.upper()) for order in ("le", "be")]
    label = "GB18030" if name == "gb18030" else stated
    return [Encoding(name, label)]


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


def utf8_chunks(data: bytes, encoding: Encoding, step: int, *, at_characters: bool) -> Iterator[tuple[bytes, bool]]:
    """The text in UTF-8, piece by piece, and whether it is the last one. Raises UnicodeDecodeError.

    UTF-8 is known to be sound and not looked at again; its pieces end anywhere, unless ``at_characters``.
    """
    view = memoryview(data)[encoding.bom :]
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    for start in range(0, max(1, len(view)), step):
        final = start + step >= len(view)
        part = view[start : start + step]
        if encoding.codec == "utf-8" and not at_characters:
            yield bytes(part), final
        else:
            yield decoder.decode(part, final=final).encode("utf-8", "replace"), final


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
