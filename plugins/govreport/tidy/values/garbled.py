"""Text that was read or saved under a wrong encoding somewhere before it came here: told by what it would have been.

Only what is as good as certain is told, so rare characters, emoji and foreign names pass.
"""

from __future__ import annotations

import re


def _pairs(leads: range, trails: range) -> str:
    """The characters whose two GBK bytes lie in these ranges."""
    made = (bytes((lead, trail)) for lead in leads for trail in trails if trail != 0x7F)
    return "".join(filter(None, (pair.decode("gb18030", "ignore") for pair in made)))


def _class(characters: str) -> str:
    """A character class that Python's and Arrow's regular expressions both understand."""
    return "".join(rf"\x{{{ord(c):X}}}" for c in sorted({*characters}))


_FIRST = _pairs(range(0xE4, 0xEA), range(0x80, 0xC0))
_SECOND = _pairs(range(0x81, 0xC0), range(0xE3, 0xEA)) + _pairs(range(0x81, 0xC0), range(0xEF, 0xF0))
"""UTF-8 of two Chinese characters, read as GBK: the first three of its six bytes and the fourth, in pairs."""
_WORDS = ("锟斤拷", "烫烫烫", "屯屯屯")
"""What GBK makes of damaged UTF-8, and of memory that nothing was written to."""

SUSPECT = f"[{_class(_FIRST)}][{_class(_SECOND)}]|{'|'.join(_WORDS)}"
"""Of text made of Chinese characters only that which may be garbled; for Arrow."""

_SUSPECT = re.compile(f"[{_FIRST}][{_SECOND}]")
_UTF8 = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}|\xe3\x80[\x80-\xbf]|\xef\xbc[\x80-\xbf]){2,}")
_HANZI = re.compile("[\u3400-\u9fff\ue000-\uf8ff\u20ac]+")
_LOST = re.compile(
    "\ufffd|[\ue000-\uf8ff\U000f0000-\U0010ffff\ufdd0-\ufdef]|[\x80-\x84\x86-\x9f]"
    f"|{'|'.join(chr(plane * 0x10000 + 0xFFFE) + '|' + chr(plane * 0x10000 + 0xFFFF) for plane in range(16))}"
    rf"|\?{{3}}|{'|'.join(_WORDS)}"
)
_WESTERN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{2,}"
)
_LATIN_LEADS = "ÂÃÐÑ"


def is_garbled(text: str) -> bool:
    """Some characters are damaged: replaced, private, or plainly another encoding's."""
    if text.isascii():
        return "???" in text
    return bool(_LOST.search(text)) or _utf8_as_gbk(text) or _as_western(text)


def _utf8_as_gbk(text: str) -> bool:
    for suspect in _SUSPECT.finditer(text):
        run = _HANZI.match(text, suspect.start())
        if run is None:
            continue
        was = _UTF8.match(run[0].encode("gb18030"))
        if was is None:
            continue
        read = run[0][: (was.end() + 1) // 2]
        # garbling leaves everyday characters behind it and itself is never made of them alone
        if _is_everyday(was[0].decode()) and not _is_everyday(read):
            return True
    return False


def _is_everyday(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _as_western(text: str) -> bool:
    """UTF-8 or GBK read as a Western encoding: å¹¿å·ž, Ã©, ¹ãÖÝ."""
    for run in _WESTERN.finditer(text):
        try:
            data = run[0].encode("cp1252")
        except UnicodeEncodeError:
            continue
        try:
            was = data.decode()
        except UnicodeDecodeError:
            was = ""
        if was and (run[0][0] in _LATIN_LEADS or len(was) * 3 == len(run[0])):
            return True
        # accented capitals may stand together (ÄÖÜ); signs such as ¹ and » among letters don't
        if len(data) >= 4 and min(data) > 0xA0 and (min(data) < 0xC0 or len(data) >= 8) and _is_gb2312(data):
            return True
    return False


def _is_gb2312(data: bytes) -> bool:
    try:
        return all("\u4e00" <= c <= "\u9fff" for c in data.decode("gb2312"))
    except UnicodeDecodeError:
        return False
