"""Text that others wrote, made fit to be quoted: cells of extracts, reasons, explanations.

What could point at a person is withheld, what can't be seen is dropped, what no font holds is replaced.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from govreport.canonical.personal import without_personal
from govreport.reports.facts import Facts
from govreport.reports.formats.fonts import GETA, missing_characters
from govreport.reports.stated import Stated, given_text

LONGEST = 120
"""Characters of one quotation; the rest is an ellipsis."""
STACKED = 2
"""Marks that may stand on one letter; more would run over the lines above."""


def sanitize(facts: Facts, text: str | None, *, code: bool = False, longest: int = LONGEST) -> Stated:
    """``text`` fit to print in every format; "" where there is none.

    Characters that can't be seen (control, direction, zero width) are dropped, white space is one space, what is longer
    than ``longest`` ends in an ellipsis. Identity numbers are withheld, and mobile numbers too unless the text is a
    ``code`` that may look like one. A character that no font holds is printed as 〓 and counted in
    ``facts.unprintable``: a wrong value must not keep its correction from print.
    """
    kept = " ".join(strip_invisible(text or "").split())
    withheld = facts.words("quality.withheld")
    kept = without_personal(kept, withheld, code=code)
    if len(kept) > longest:
        kept = kept[: longest - 1] + "…"
    for character in missing_characters(kept, facts.inputs.settings):
        facts.unprintable[character] += kept.count(character)
        kept = kept.replace(character, GETA)
    return given_text("quoted", kept)


def strip_invisible(text: str) -> str:
    """``text`` composed, without what can't be seen; white space of any kind is a space."""
    return "".join(_visible(unicodedata.normalize("NFC", text)))


def _visible(text: str) -> Iterator[str]:
    stacked = 0
    for character in text:
        category = unicodedata.category(character)
        if character.isspace() or category in ("Zl", "Zp"):
            yield " "
        elif category in ("Cc", "Cf", "Cs") or "\ufe00" <= character <= "\ufe0f":
            continue  # variation selectors choose a shape that our fonts don't have
        else:
            stacked = stacked + 1 if category in ("Mn", "Me") else 0
            if stacked <= STACKED:
                yield character
