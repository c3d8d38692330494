"""What the beginning of an XLS workbook says of all its sheets: names, fonts, styles, number formats, rich texts."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from govreport.tidy.readers.cell_facts import formatted
from govreport.tidy.readers.number_formats import BUILT_IN, number_format
from govreport.tidy.readers.xlsx_parts import Look

BOF, EOF, CONTINUE, BOUNDSHEET = 0x0809, 0x000A, 0x003C, 0x0085
_CODEPAGE, _DATEMODE, _FONT, _FORMAT, _XF, _SST, _RECALCID = 0x0042, 0x0022, 0x0031, 0x041E, 0x00E0, 0x00FC, 0x01C1
_BIFF8 = 0x0600


@dataclass
class XlsBook:
    """Filled record by record with ``take``; ``conclude`` once all have come."""

    _own: str
    """The district's currency."""
    biff8: bool = True
    date_1904: bool = False
    computed: bool = False
    """A spreadsheet computed it: it states by which engine."""
    raised: list[bool] = field(default_factory=list)
    """Of each font, whether it strikes out, raises or lowers."""
    looks: dict[int, Look] = field(default_factory=dict)
    odd_texts: set[int] = field(default_factory=set)
    """Shared texts with a run in such a font."""
    dates_unseen: list[tuple[int, int, bool]] = field(default_factory=list)
    """Old format codes: where they stand, their length, whether they are dates. calamine misreads them."""
    _codec: str = "cp1252"
    _codes: dict[int, str] = field(default_factory=dict)
    _styles: list[tuple[int, int]] = field(default_factory=list)
    _texts: list[bytes] = field(default_factory=list)
    _last: int = 0

    def take(self, kind: int, body: bytes, position: int) -> None:
        """A record of the first substream; ``position`` is where its body begins."""
        if kind == BOF:
            self.biff8 = struct.unpack_from("<H", body)[0] >= _BIFF8
        elif kind == _CODEPAGE:
            self._codec = _codec(struct.unpack_from("<H", body)[0])
        elif kind == _DATEMODE:
            self.date_1904 = body[:1] == b"\x01"
        elif kind == _RECALCID:
            self.computed = True
        elif kind == _FONT:
            self.raised.append(bool(body[2] & 8) or body[8:9] in (b"\x01", b"\x02"))
        elif kind == _FORMAT:
            number = struct.unpack_from("<H", body)[0]
            self._codes[number] = self._format(body)
            if not self.biff8:
                self.dates_unseen.append((position + 3, len(body) - 3, self._is_date(self._codes[number])))
        elif kind == _XF:
            self._styles.append(struct.unpack_from("<HH", body))
        elif kind == _SST or (kind == CONTINUE and self._last == _SST):
            self._texts.append(body)
            kind = _SST
        self._last = kind

    def conclude(self) -> None:
        """Put fonts, formats and styles together."""
        for number, (font, code) in enumerate(self._styles):
            written = self._codes.get(code, BUILT_IN.get(code))
            look = Look(self.is_raised(font), formatted(written, self._own) if written else None)
            if look.struck or look.format:
                self.looks[number] = look
        if any(self.raised) and self._texts:
            self.odd_texts = {i for i, fonts in enumerate(_runs(self._texts)) if any(map(self.is_raised, fonts))}

    def is_raised(self, font: int) -> bool:
        """Fonts are counted without number 4, which no file has."""
        place = font - (font > 4)
        return place < len(self.raised) and self.raised[place]

    def sheet_name(self, record: bytes) -> str:
        """From BOUNDSHEET: a length, in newer files a flag for wide characters, the name."""
        if self.biff8:
            wide = record[7] & 1
            return record[8:].decode("utf-16-le" if wide else "latin-1", "replace")[: record[6]]
        return record[7 : 7 + record[6]].decode(self._codec, "replace")

    def text(self, length_and_text: bytes) -> str:
        """A text of an older file, in its code page: calamine reads Chinese ones wrongly."""
        size = struct.unpack_from("<H", length_and_text)[0]
        return length_and_text[2 : 2 + size].decode(self._codec, "replace")

    def _format(self, body: bytes) -> str:
        if self.biff8:
            return body[5:].decode("utf-16-le" if body[4] & 1 else "latin-1", "replace")
        return body[3:].decode(self._codec, "replace")

    @staticmethod
    def _is_date(code: str) -> bool:
        return any(section.has("date") for section in number_format(code).sections)


def _codec(page: int) -> str:
    name = {936: "gb18030", 1200: "utf-16-le", 0x8000: "mac-roman", 0x8001: "cp1252"}.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _runs(records: list[bytes]) -> Iterator[list[int]]:
    """The fonts of each shared text's runs. A text may go on in the next record, which repeats the flag for width."""
    count = struct.unpack_from("<I", records[0], 4)[0]
    reader = _Reader(records, 8)
    for _ in range(count):
        if reader.ended:
            return
        length, flags = struct.unpack("<HB", reader.take(3))
        runs = struct.unpack("<H", reader.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", reader.take(4))[0] if flags & 4 else 0
        reader.skip_text(length, flags & 1)
        yield [font for _, font in struct.iter_unpack("<HH", reader.take(4 * runs))]
        reader.take(extra)


class _Reader:
    """Bytes of consecutive records."""

    def __init__(self, records: list[bytes], start: int) -> None:
        self._records, self._number, self._at = records, 0, start

    @property
    def ended(self) -> bool:
        return self._number >= len(self._records) - 1 and self._at >= len(self._records[-1])

    def take(self, count: int) -> bytes:
        out = b""
        while len(out) < count:
            part = self._records[self._number][self._at : self._at + count - len(out)]
            self._at += len(part)
            out += part
            if len(out) < count:
                self._next()
        return out

    def skip_text(self, characters: int, wide: int) -> None:
        while characters:
            left = (len(self._records[self._number]) - self._at) >> wide
            here = min(left, characters)
            self._at += here << wide
            characters -= here
            if characters:
                self._next()
                wide = self.take(1)[0] & 1

    def _next(self) -> None:
        if self._number + 1 >= len(self._records):
            raise ValueError("the shared texts are cut off")
        self._number, self._at = self._number + 1, 0
