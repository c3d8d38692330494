"""Numbers that point at a person, wherever somebody wrote them: identity numbers and mobile telephones.

What is kept or passed on of a cell that nobody could read, and what is quoted in print, is passed through here.
"""

from __future__ import annotations

import re
import unicodedata

STARS = "***"
"""What stands in the place of such a number in what the program keeps; print has words of its own."""

_D = "[0-9０-９]"
_GAP = "[-\u2010-\u2015 \u00a0\u3000]?"
_IDENTITY = re.compile(
    rf"(?<![0-9A-Za-z０-９])[1-9１-９]{_D}{{5}}{_GAP}(?:[1１][9９]|[2２][0０]){_D}{{2}}{_GAP}"
    rf"(?:[0０][1-9１-９]|[1１][0-2０-２]){_GAP}(?:[0０][1-9１-９]|[12１２]{_D}|[3３][01０１]){_GAP}"
    rf"{_D}{{3}}[0-9０-９XxＸｘ](?![0-9A-Za-z０-９])"
)
_MOBILE = re.compile(
    rf"(?<![0-9A-Za-z０-９])(?:[+＋]?[8８][6６]{_GAP})?[1１][3-9３-９]{_D}{_GAP}{_D}{{4}}{_GAP}{_D}{{4}}(?![0-9A-Za-z０-９])"
)


def without_personal(text: str, instead: str = STARS, *, code: bool = False) -> str:
    """``text`` with ``instead`` for every identity number, and for every mobile number unless the text is a ``code``
    that may look like one. Groups may stand apart, digits may be full-width."""
    if len(text) < 11:
        return text
    kept = _IDENTITY.sub(lambda m: m[0] if _is_credit_code(m[0]) else instead, text)
    return kept if code else _MOBILE.sub(instead, kept)


def _is_credit_code(text: str) -> bool:
    """One of eighteen digits may look like an identity number; a mistyped identity number is still one."""
    # Loaded here and not above: it takes time, and most commands that import this file don't need it.
    from stdnum.cn import ric, uscc

    plain = unicodedata.normalize("NFKC", text)
    return bool(uscc.is_valid(plain)) and not ric.is_valid(plain)
