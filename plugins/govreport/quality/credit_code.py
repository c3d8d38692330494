"""The unified social credit code (统一社会信用代码) of GB 32100-2015, with the organization code of GB 11714 inside.

18 characters: department (5 is civil affairs), class, six digits of division, nine of organization code whose last is
its own check character, and a check character over all. Here is the arithmetic, for one code and for many.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters: I, O, S, V and Z are left out."""
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
INNER_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_INNER_CHECKS = "0X987654321"
"""Check character of the organization code by (weighted sum mod 11): 11 - r, where 11 is written 0 and 10 X."""


def is_valid(code: str) -> bool:
    """Whether both check characters of one code are right."""
    if len(code) != 18 or not set(code) <= set(ALPHABET) or not (code[:8].isascii() and code[2:8].isdigit()):
        return False
    total = sum(ALPHABET.index(c) * w for c, w in zip(code, WEIGHTS, strict=False))
    inner = sum(INNER_ALPHABET.index(c) * w for c, w in zip(code[8:], INNER_WEIGHTS, strict=False))
    return ALPHABET[-total % 31] == code[17] and _INNER_CHECKS[inner % 11] == code[16]


def repair(code: str, divisions: Collection[str]) -> str | None:
    """The one code of a civil-affairs registrar of these divisions that differs from ``code`` in a single character and
    satisfies both checks; None where there is none or more than one. A suggestion for a person, never applied."""
    if len(code) != 18:
        return None
    found = {
        candidate
        for at in range(18)
        if (candidate := _with_outer_check(code, at)) is not None
        and candidate != code
        and candidate[0] == "5"
        and candidate[1] in "1239"
        and candidate[2:8] in divisions
        and is_valid(candidate)
    }
    return found.pop() if len(found) == 1 else None


def _with_outer_check(code: str, at: int) -> str | None:
    """The code with the one character at ``at`` that makes the last check right; None where another isn't allowed."""
    rest = code[:at] + "0" + code[at + 1 :]
    if not set(rest) <= set(ALPHABET):
        return None
    weights = (*WEIGHTS, 1)  # the check character makes the whole weighted sum 0 (mod 31)
    total = sum(ALPHABET.index(c) * w for c, w in zip(rest, weights, strict=True))
    return code[:at] + ALPHABET[-total * pow(weights[at], -1, 31) % 31] + code[at + 1 :]


def valid(codes: pd.Series[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """``is_valid`` over a column without nulls, by table lookups and two matrix products."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    outer = np.full(256, -1, dtype=np.float32)  # floats: their matrix product is fast, and exact for sums this small
    outer[np.frombuffer(ALPHABET.encode(), dtype=np.uint8)] = np.arange(31)
    inner = np.full(256, -1, dtype=np.float32)
    inner[np.frombuffer(INNER_ALPHABET.encode(), dtype=np.uint8)] = np.arange(36)

    text = pa.array(codes, type=pa.string(), from_pandas=True)
    sized = pc.equal(pc.binary_length(text), 18)  # bytes: a full-width character makes it longer
    result = np.zeros(len(text), dtype=bool)
    fixed = text.filter(sized).cast(pa.binary()).cast(pa.binary(18))
    held = [
        np.frombuffer(part.buffers()[1], dtype=np.uint8)[18 * part.offset : 18 * (part.offset + len(part))]
        for part in (fixed.chunks if isinstance(fixed, pa.ChunkedArray) else [fixed])
        if len(part)
    ]
    characters = np.concatenate(held or [np.zeros(0, np.uint8)]).reshape(-1, 18)
    values = outer[characters]
    right = (values >= 0).all(axis=1) & (values[:, 2:8] <= 9).all(axis=1)
    right &= -(values[:, :17] @ np.array(WEIGHTS, dtype=np.float32)) % 31 == values[:, 17]
    checks = np.frombuffer(_INNER_CHECKS.encode(), dtype=np.uint8)
    remainders = (inner[characters[:, 8:16]] @ np.array(INNER_WEIGHTS, dtype=np.float32)) % 11
    right &= checks[remainders.astype(np.intp)] == characters[:, 16]
    result[np.asarray(sized.to_numpy(zero_copy_only=False), dtype=bool)] = right
    return result
