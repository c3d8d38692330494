"""In which unit amounts stand, as a header, a row above it or a cell below it states.

What an amount itself states (3万元) is read in values/money.py.
"""

from __future__ import annotations

import re

from govreport.tidy.values.cells import key

_UNIT_WORD = r"(?:人民币)?(百万元|[百千万亿]?元)"
_UNIT_IN_HEADER = re.compile(rf"(?:\((?:单位:)?{_UNIT_WORD}\)|\[{_UNIT_WORD}\]|[:/,]{_UNIT_WORD})$")
UNIT_ROW = re.compile(rf"单位:[^:()]*?{_UNIT_WORD}")
UNIT_CELL = re.compile(rf"\(?{_UNIT_WORD}\)?")
UNIT_OTHER = re.compile(r"\(?(?:个|家|人|次|人次|分|%|万元|元|年|—|-|/)\)?")
_HINT = re.compile(
    r"\((?:必填|选填|必填项|年月日|年-月-日|年/月/日|yyyy[-/.]mm[-/.]dd|格式[^)]*|满分[^)]*|分|是/否)\)$|^\*|\*$"
)


def split_unit(title: str) -> tuple[str, str | None]:
    """A header's folded text without the unit in its brackets, and that unit."""
    folded = key(title)
    while hint := _HINT.search(folded):
        folded = folded[: hint.start()] + folded[hint.end() :]
    match = _UNIT_IN_HEADER.search(folded)
    if match is None:
        return folded, None
    return folded[: match.start()], next(g for g in match.groups() if g)
