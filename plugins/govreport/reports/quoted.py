"""Text that others wrote, as a report may quote it: cells of extracts, reasons, explanations.

Belongs here: what is withheld, cut or spelled out so that such text can be printed. Does not belong here: our own words
(the narrative templates), which text is quoted (sections_*.py).
"""

from __future__ import annotations

import re

from govreport.reports.facts import Facts
from govreport.reports.fonts import missing_characters, plain

LONGEST = 120
"""Characters of one quotation; the rest is an ellipsis."""

_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?1[3-9][0-9]{9}(?![0-9A-Za-z])")


def quoted(facts: Facts, text: str | None, *, code: bool = False) -> str:
    """``text`` fit to print; "" where there is none.

    Identity numbers are withheld, and mobile numbers too unless the text is a ``code`` that may look like one. A
    character that no font holds is named by its code point: a wrong value must not keep its correction from print.
    """
    kept = " ".join(plain(text or "").split())
    withheld = facts.words("quality.withheld")
    kept = _IDENTITY.sub(lambda m: m[0] if _is_credit_code(m[0]) else withheld, kept)
    if not code:
        kept = _MOBILE.sub(withheld, kept)
    for character in missing_characters(kept, facts.inputs.settings):
        kept = kept.replace(character, f"[U+{ord(character):04X}]")
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1] + "…"


def _is_credit_code(text: str) -> bool:
    """One of eighteen digits may look like an identity number; a mistyped identity number is still one."""
    from stdnum.cn import ric, uscc

    return bool(uscc.is_valid(text)) and not ric.is_valid(text)
