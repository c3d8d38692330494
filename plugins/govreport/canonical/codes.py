"""Code lists: the words a coded column may hold, in both languages, with the spellings found in extracts.

They are read from include/reference/codes.yaml; what becomes of an unknown word is decided in tidy/.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from govreport import strict_yaml
from govreport.canonical.folding import fold
from govreport.errors import ConfigError


@dataclass(frozen=True)
class Code:
    """One entry: its stable code, the printed words, other spellings, and the days on which it is in force."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    sensitive: bool = False
    """True where small counts could point at people: they are suppressed before anything is rendered."""
    means: str = ""
    """Of a district's own code: the product's code that it counts as; "" where it is itself one, or counts as none."""

    def valid_on(self, day: date) -> bool:
        """Whether the code is in force on ``day``."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True)
class CodeList:
    """A named list of codes in printing order."""

    name: str
    codes: Mapping[str, Code]
    lookup: Mapping[str, str]

    def find(self, word: str) -> str | None:
        """The code of a word as an extract spells it, or None where the list doesn't know it."""
        return self.lookup.get(fold(word))

    def zh(self, code: str) -> str:
        """The printed Chinese word of a code."""
        return self.codes[code].zh

    def meaning(self, code: str) -> str:
        """The product's code that ``code`` counts as, by which rules and sentences know it; itself where it is one."""
        known = self.codes.get(code)
        return known.means or code if known is not None else code

    def on(self, day: date) -> list[Code]:
        """The codes in force on ``day``, in printing order."""
        return [code for code in self.codes.values() if code.valid_on(day)]


def _code(code: str, entry: Mapping[str, Any]) -> Code:
    return Code(
        code,
        entry["zh"],
        entry["en"],
        tuple(entry["aliases"]),
        entry.get("valid_from"),
        entry.get("valid_to"),
        bool(entry.get("sensitive", False)),
    )


def with_words(
    lists: Mapping[str, CodeList], words: Mapping[str, Mapping[str, Iterable[str]]], where: str
) -> Mapping[str, CodeList]:
    """The lists with further spellings: list -> code -> words, as the file ``where`` states them.

    Raises ConfigError for a list or a code that isn't there, and for a word that names another code already.
    """
    if not words:
        return lists
    extended = dict(lists)
    for name, spelt in words.items():
        known = lists.get(name)
        if known is None:
            near, near_en = _near(name, lists)
            raise ConfigError(
                f"{where} 中没有名为“{name}”的代码表{near}，请照 codes.yaml 改正。",
                f"{where}: there is no code list {name!r}{near_en}; correct it after codes.yaml.",
            )
        codes, lookup = dict(known.codes), dict(known.lookup)
        for code, further in spelt.items():
            entry = codes.get(code)
            if entry is None:
                near, near_en = _near(code, codes)
                raise ConfigError(
                    f"{where} 中代码表 {name} 没有代码“{code}”{near}，请照 codes.yaml 改正。",
                    f"{where}: the list {name} has no code {code!r}{near_en}; correct it after codes.yaml.",
                )
            for word in further:
                other = lookup.setdefault(fold(word), code)
                if other != code or not fold(word):
                    meant = f"“{codes[other].zh}”（{other}）" if other != code else "空"
                    raise ConfigError(
                        f"{where} 的 {name}.{code} 中，“{word}”已表示{meant}，不能再表示“{entry.zh}”，请删去。",
                        f"{where}: in {name}.{code} the word {word!r} already means "
                        f"{codes[other].en + f' ({other})' if other != code else 'nothing'}; remove it.",
                    )
            codes[code] = replace(entry, aliases=(*entry.aliases, *further))
        extended[name] = CodeList(name, codes, lookup)
    return extended


def with_codes(lists: Mapping[str, CodeList], own: Iterable[tuple[str, Sequence[Code]]]) -> Mapping[str, CodeList]:
    """The lists, of which each that ``own`` names holds those codes instead of the product's; raises ConfigError where
    one spelling names two codes."""
    changed = dict(lists)
    for name, codes in own:
        changed[name] = CodeList(name, {code.code: code for code in codes}, _lookup(name, codes, "codes.yaml"))
    return changed


def _lookup(name: str, codes: Iterable[Code], where: str) -> dict[str, str]:
    lookup: dict[str, str] = {}
    for entry in codes:
        for word in (entry.code, entry.zh, *entry.aliases):
            if lookup.setdefault(fold(word), entry.code) != entry.code:
                raise ConfigError(
                    f"{where} 的代码表 {name} 中，“{word}”同时指两个代码，请删去其一。",
                    f"{where}: in the list {name} the word {word!r} names two codes; remove one.",
                )
    return lookup


def _near(word: str, known: Iterable[str]) -> tuple[str, str]:
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return (f"（是否为“{near[0]}”？）", f" (perhaps {near[0]}?)") if near else ("", "")


@cache
def load_codes(path: Path) -> Mapping[str, CodeList]:
    """All code lists of a codes.yaml; raises ConfigError where one spelling names two codes."""
    lists = {}
    listed = strict_yaml.load(path.read_text(encoding="utf-8"))
    for name, entries in listed.items():
        codes = {str(code): _code(str(code), e) for code, e in entries.items()}
        lists[name] = CodeList(name, codes, _lookup(name, codes.values(), path.name))
    return lists
