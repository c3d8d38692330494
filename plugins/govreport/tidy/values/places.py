"""Towns and communities: former names, short and long forms and codes of a district's places, to today's code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from govreport.district.code_patterns import CodePattern
from govreport.district.folder import Community, District, Town
from govreport.tidy.values.cells import key, narrow
from govreport.tidy.values.numerals import holds_raised
from govreport.tidy.values.problems import Problem, UnreadableError

_URBAN = ("社区居民委员会", "社区居委会", "社区居委", "居民委员会", "居委会", "居委", "社区", "")
_RURAL = ("村民委员会", "村委会", "村委", "村", "")
_COMMITTEE = re.compile(r"(?:社区)?居(?:民委员|委)会$|村(?:民委员|委)会$")


def _town_names(town: Town) -> set[str]:
    given = {town.code, town.name, town.short_name, *town.aliases}
    given |= {n for n in (town.former_code, town.former_name, town.former_short_name) if n}
    return given


def _derived_names(town: Town, community: CodePattern | None) -> set[str]:
    # A town is also written with the length of a community's code.
    whole = (f"{code}000" for code in (town.code, town.former_code) if code)
    longer = [code for code in whole if community is not None and community.fits(code)]
    derived = set(longer)
    for name in filter(None, (town.name, town.short_name, town.former_name)):
        if name.endswith(("街道", "街")):
            derived |= {f"{name}办", f"{name}办事处"}
        elif name.endswith("镇"):
            derived |= {f"{name}政府", f"{name}人民政府"}
    return derived


class Towns:
    """Looks up the towns of one district."""

    def __init__(self, district: District) -> None:
        self._lookup: dict[str, str] = {}
        self._names = {t.code: t.name for t in district.towns}
        self._former: set[str] = set()
        pattern = district.code_patterns.community
        for names in (_town_names, lambda town: _derived_names(town, pattern)):
            for town in district.towns:
                for name in names(town):
                    self._lookup.setdefault(key(name), town.code)
        for code, former in _under_former_codes(district, [t.code for t in district.towns]):
            if self._lookup.setdefault(key(former), code) == code:
                self._former.add(key(former))
        area = re.escape(key(district.name.zh))
        self._prefix = re.compile(rf"^(?:\w{{2,4}}省)?(?:\w{{2,4}}市)?{area}")

    def parse(self, cell: str) -> str:
        """Today's code of the town a cell names. Raises UnreadableError (T-TOWN)."""
        word = key(cell)
        code = self._lookup.get(word) or self._lookup.get(self._prefix.sub("", word))
        if code is not None and not holds_raised(cell):
            return code
        near = get_close_matches(word, self._lookup, n=1, cutoff=0.75)
        raise UnreadableError(
            "T-TOWN",
            "不是本区的镇街",
            "is not a town of this district",
            self._names[self._lookup[near[0]]] if near else None,
        )

    def is_former(self, cell: str) -> bool:
        """Whether a cell names its town by a code under a former code of the district."""
        return key(cell) in self._former


def _under_former_codes(district: District, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Today's code and what it was under each former code of the district, where codes of places begin with that of
    their district."""
    for code in codes:
        if code.startswith(district.code):
            yield from ((code, former + code.removeprefix(district.code)) for former in district.former_codes)


class Communities:
    """Looks up communities within a town."""

    def __init__(self, district: District) -> None:
        self._towns = {t.code: t for t in district.towns}
        self.listed = bool(district.communities)
        """Whether the district lists any; without a list nothing can be looked up, and nothing is wrong either."""
        self._by_code = {c.code: c for c in district.communities}
        for today, before in _under_former_codes(district, list(self._by_code)):
            self._by_code.setdefault(before, self._by_code[today])
        self._lookup: dict[tuple[str, str], str | None] = {}
        self._elsewhere: dict[str, Community | None] = {}
        self._outcomes: dict[tuple[str, str], str | Problem] = {}
        for exact in (True, False):
            claims: dict[tuple[str, str], set[str]] = {}
            for community in district.communities:
                for name in self._names(community) if not exact else {community.name}:
                    claims.setdefault((community.town_code, key(name)), set()).add(community.code)
            for place, codes in claims.items():
                self._lookup.setdefault(place, codes.pop() if len(codes) == 1 else None)
        for (_, name), code in self._lookup.items():
            known = self._by_code[code] if code else None
            self._elsewhere[name] = None if name in self._elsewhere else known

    @staticmethod
    def _names(community: Community) -> set[str]:
        core = _COMMITTEE.sub("", community.name)
        endings = _URBAN if community.kind == "urban" else _RURAL
        return {community.name} | {core + ending for ending in endings}

    def parse(self, cell: str, town_code: str) -> str:
        """The code of the community a cell names within its town. Raises UnreadableError (T-COMMUNITY)."""
        outcome = self._outcomes.get((town_code, cell))
        if outcome is None:
            try:
                outcome = self._find(cell, town_code)
            except UnreadableError as error:
                outcome = error.problem
            self._outcomes[town_code, cell] = outcome
        if isinstance(outcome, Problem):
            raise UnreadableError(outcome.rule, outcome.zh, outcome.en, outcome.suggestion)
        return outcome

    def _find(self, cell: str, town_code: str) -> str:
        word = key(cell)
        town = self._towns[town_code]
        for name in sorted(_town_names(town), key=len, reverse=True):
            if len(name) > 2 and word.startswith(key(name)) and (town_code, word) not in self._lookup:
                word = word[len(key(name)) :]
                break
        if (known := self._by_code.get(narrow(cell))) and known.town_code == town_code:
            return known.code
        code = self._lookup.get((town_code, word), "")
        if code:
            return code
        if code is None:
            raise UnreadableError("T-COMMUNITY", "在该镇街既是村名又是社区名", "names a village and a community there")
        near = get_close_matches(word, [n for t, n in self._lookup if t == town_code], n=1, cutoff=0.6)
        suggestion = None
        if near and (best := self._lookup[town_code, near[0]]):
            suggestion = self._by_code[best].name
        elif other := self._elsewhere.get(word):
            suggestion = f"{self._towns[other.town_code].name}{other.name}"
        raise UnreadableError(
            "T-COMMUNITY", f"不是{town.name}的村（社区）", f"is not a community of {town.name}", suggestion
        )
