"""Synthetic unified social credit codes: valid in both check characters, with a body that is kept for samples.

Belongs here: making and damaging codes. Does not belong here: judging them (the product does that).
"""

from __future__ import annotations

from stdnum.cn import uscc

_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CLASS = {"association": "1", "service_institution": "2", "foundation": "3"}


def inner_check(body: str) -> str:
    """The check character of an organization code (GB 11714): ``body`` is its eight characters."""
    values = [int(c) if c.isdigit() else ord(c) - ord("A") + 10 for c in body]
    remainder = 11 - sum(w * v for w, v in zip(_INNER_WEIGHTS, values, strict=True)) % 11
    return {10: "X", 11: "0"}.get(remainder, str(remainder))


def both_checks_hold(code: str) -> bool:
    """Whether the inner (position 17) and the outer check character (position 18) are right."""
    return bool(uscc.is_valid(code)) and inner_check(code[8:16]) == code[16]


def make(legal_type: str, serial: int, *, division: str = "440113", body: str = "MJK0") -> str:
    """The code of the ``serial``-th invented organization of a type; the body begins with letters no one was given."""
    stem = f"{body}{serial:0{8 - len(body)}d}"
    head = f"5{_CLASS[legal_type]}{division}{stem}{inner_check(stem)}"
    return head + str(uscc.calc_check_digit(head))


def mistype(code: str, position: int) -> str:
    """The code with one character replaced by the next one (position counts from 1)."""
    old = code[position - 1]
    new = _CHARACTERS[(_CHARACTERS.index(old) + 1) % len(_CHARACTERS)]
    return code[: position - 1] + new + code[position:]
