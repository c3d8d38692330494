"""Whether text that decodes as GB18030 is Chinese, or another encoding's bytes taken for it: nearly any bytes decode.

Measured are the characters beyond ASCII of the whole text. What tells the two apart:

- GB2312 keeps the 3,755 characters of everyday Chinese in rows 16 to 55 (first byte B0 to D7, both bytes above A0).
  Chinese text consists of these and of punctuation but for a few per cent. Western text (cp1252, Latin-1) pairs an
  accented letter with the ASCII letter behind it, and Big5, Shift-JIS and EUC-JP spread over the whole table: most of
  what they give are characters hardly anybody writes.
- EUC-KR puts its syllables into the very same rows, but only into 16 to 40, because its order is another one. There,
  Chinese has the syllables a to q; two in five of its characters (是 社 市 中 在 元) stand behind.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

_STEP = 1 << 24
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_BESIDE_LETTERS = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")
_COMMON = 0.75
_BEHIND = 0.08
_ENOUGH = 10
"""Characters from which on their spread over the table says something."""
_MANY = 30
"""Characters from which on rare ones are few; two or three names may hold nothing else."""


def is_chinese(data: bytes) -> bool:
    """Whether these bytes read as GB18030 give text that is Chinese, or no character beyond ASCII at all."""
    counted = _counted(data, "gb18030")
    every = sum(counted.values())
    places = {character: _place(character) for character in counted}
    common = sum(n for c, n in counted.items() if 0xA1 <= places[c] <= 0xA3 or 0xB0 <= places[c] <= 0xD7)
    hanzi = sum(n for c, n in counted.items() if 0xB0 <= places[c] <= 0xD7)
    behind = sum(n for c, n in counted.items() if 0xC9 <= places[c] <= 0xD7)
    if hanzi >= _ENOUGH and behind < _BEHIND * hanzi:
        return False
    if common >= _COMMON * every:
        return True
    # a few names with rare characters: these are in GB2312's second half at least, and stand between no letters
    rare = sum(n for c, n in counted.items() if 0xD8 <= places[c] <= 0xF7)
    if every >= _MANY or common + rare < every / 2:
        return False
    return len(_BESIDE_LETTERS.findall(data.decode("gb18030", "replace"))) * 4 < every


def is_damaged_utf8(data: bytes) -> bool:
    """Whether these bytes are UTF-8 but for a few of them."""
    counted = _counted(data, "utf-8")
    return 0 < counted["\ufffd"] <= 0.1 * sum(counted.values())


def first_beyond_ascii(data: bytes) -> int:
    """The line, from 1, of the first byte beyond ASCII."""
    match = re.search(rb"[\x80-\xff]", data)
    return data.count(b"\n", 0, match.start() if match else 0) + 1


def _counted(data: bytes, codec: str) -> Counter[str]:
    """The characters beyond ASCII, those that can't be decoded as one replacement character each."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    view = memoryview(data)
    counted = Counter[str]()
    for start in range(0, len(view), _STEP):
        text = decoder.decode(view[start : start + _STEP], final=start + _STEP >= len(view))
        counted.update("".join(_BEYOND_ASCII.findall(text)))
    return counted


def _place(character: str) -> int:
    """The first byte in GB2312, 0 for a character that it lacks."""
    try:
        return character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 0
