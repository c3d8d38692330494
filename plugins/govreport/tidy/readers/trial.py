"""A sheet laid out by calamine where it can do no harm: what a file does to calamine, it does to another process first.

Loaded by that process (confined.py), so it imports hardly anything.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

from govreport.confined import confined

_REMEMBERED = 10_000
_LARGE = 32 << 20
_passed: dict[str, None] = {}
"""What was tried already."""
_opened: dict[str, Any] = {}
"""In the other process: the last workbook, of which further sheets may be asked."""


def try_sheet(file: str, data: bytes, sheet: str | None) -> None:
    """Lay out a sheet, or with None all that calamine reads when it opens ``data``, in another process.

    Raises ReadError where that is the end of it; a damaged file passes, for it is said to be damaged afterwards.
    """
    digest = hashlib.sha256(data).hexdigest()
    tried = f"{digest}/{sheet}"
    if tried in _passed:
        return
    confined(file, "govreport.tidy.readers.trial:lay_out", [data], digest, sheet)
    while len(_passed) >= _REMEMBERED:
        _passed.pop(next(iter(_passed)), None)
    _passed[tried] = None


def lay_out(data: bytes, digest: str, sheet: str | None) -> bool:
    """Whether calamine could do it. Runs in the other process."""
    from python_calamine import CalamineWorkbook

    try:
        book = _opened.pop(digest, None)
        _opened.clear()
        book = book or CalamineWorkbook.from_filelike(io.BytesIO(data))
        if sheet is not None:
            found = book.get_sheet_by_name(sheet)
            list(found.merged_cell_ranges or ())
        if len(data) < _LARGE:
            _opened[digest] = book
    except MemoryError:
        raise
    except BaseException:  # a panic of the Rust reader is none of Exception's
        return False
    return True
