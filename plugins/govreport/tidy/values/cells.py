"""Characters of a cell: what is dropped, what is folded, and how a spreadsheet's typed cells travel as text.

Every reader hands over strings. A cell that a spreadsheet stored as a number, a date or an error, or JSON as a list,
starts with a marker, a control character that no cleaned text can hold, so parsers can still tell 43470 the number from
43470 the text.
"""

from __future__ import annotations

import re

from govreport.canonical.folding import clean as clean
from govreport.canonical.folding import fold, unspaced
from govreport.canonical.folding import hyphens as hyphens
from govreport.canonical.folding import name as name

NUMBER = "\x01"
DATE = "\x02"
ERROR = "\x04"
NESTED = "\x05"
BOOLEAN = "\x06"
"""A truth value of a spreadsheet or of JSON: TRUE or FALSE follows."""
UNCOMPUTED = "\x07"
"""A formula whose value was never computed and stored; the formula may follow."""
DOUBTFUL = "\x0e"
"""A cell that looks otherwise than its stored text: struck out or raised in part. The stored text follows."""
FORMATTED = "\x0f"
"""A number that its format shows in another magnitude, as a per cent or in a currency: what is shown, then the unit
separator \x1f, then the stored number."""
SERIAL_1904 = "\x10"
"""A bare number in a workbook that counts its days from 1904: the stored number follows."""
LONGEST = 32_767
"""Characters of a cell that are read at all, as many as a spreadsheet's cell takes; what is longer is refused."""
MARKERS = NUMBER + DATE + ERROR + NESTED + BOOLEAN + UNCOMPUTED + DOUBTFUL + FORMATTED + SERIAL_1904

_WRAPPED = re.compile(r"""\s*(?:['’‘]([^'’‘].*)|="([^"]*)")\s*""", re.DOTALL)
_SHOWN_THEN_STORED = "\x1f"


def unmark(cell: str) -> tuple[str, str]:
    """The marker of a cell ("" for plain text) and its text."""
    if cell and cell[0] in MARKERS:
        return cell[0], cell[1:]
    return "", cell


def unwrapped(cell: str) -> str:
    """Without what exports put around a cell so that a spreadsheet takes it for text: 'x and ="x"."""
    match = _WRAPPED.fullmatch(cell)
    return match[1] or match[2] or "" if match else cell


def plain(cell: str) -> str:
    """What a person sees in a cell: marker dropped, cleaned."""
    return clean(shown_and_stored(cell)[0] if cell[:1] == FORMATTED else unmark(cell)[1])


def shown_and_stored(cell: str) -> tuple[str, str]:
    """Of a FORMATTED cell what a person sees, and the number behind it."""
    shown, _, stored = cell[1:].partition(_SHOWN_THEN_STORED)
    return clean(shown), stored


def narrow(cell: str) -> str:
    """NFKC without any space: for codes, numbers, headers and labels. The marker is dropped."""
    return unspaced(plain(cell))


def key(cell: str) -> str:
    """What two spellings of one word have in common. The marker is dropped."""
    return fold(plain(cell))
