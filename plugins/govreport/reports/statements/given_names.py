"""Names that a district brings: towns, its own name, its publisher. They may hold digits, each other, and common words.

A number within a name states nothing, and 石楼 isn't named where 石楼北 is. So names are taken out of a text before its
numbers are looked at, the longest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from govreport.district.folder import Bilingual
from govreport.language import Language
from govreport.reports.statements.evidence import Evidence


class Names:
    """The names that documents in one language may use."""

    def __init__(self, towns: Mapping[str, str], given: Iterable[str] = ()) -> None:
        """``towns``: printed name -> code; ``given``: other names, that nobody has to give a reason for."""
        self._towns = towns
        listed = sorted({name for name in (*towns, *given) if name}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_whole, listed))) if listed else None

    def said_in(self, text: str) -> set[str]:
        """Codes of the towns that a text names."""
        found = self._pattern.findall(text) if self._pattern else []
        return {self._towns[name] for name in found if name in self._towns}

    def left_out(self, text: str) -> str:
        """The text without them: a blank stands for each, so that nothing grows together."""
        return self._pattern.sub(" ", text) if self._pattern else text


NO_NAMES = Names({})
"""For texts of no district."""


def _whole(name: str) -> str:
    """A name as a pattern: in scripts with spaces no part of a longer word."""
    starts = r"(?<![A-Za-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    ends = r"(?![A-Za-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    return starts + re.escape(name) + ends


def names_of(evidence: Evidence, language: Language) -> Names:
    """The names of a district's towns, and those of its own by which documents call it.

    A town that is called by a word which the templates use as well (Central, Village) can't be told from that word, so
    nobody asks why it is named; its number, if it has one, is still its name.
    """
    district, words = evidence.district, evidence.wording.get(language, "")
    if language == "en":
        towns = {town.en: town.code for town in district.towns}
    else:
        towns = {town.short_name_on(evidence.quarter.end): town.code for town in district.towns}
    telling = {name: code for name, code in towns.items() if not re.search(_whole(name), words)}
    own = (district.name, district.publisher, district.report.title_of(evidence.quarter.kind))
    return Names(telling, (*towns, *(_in(name, language) for name in own)))


def _in(name: Bilingual, language: Language) -> str:
    return name.en if language == "en" else name.zh
