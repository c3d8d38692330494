"""A printed text beside what the records say that it may print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.reports.independent.documents import Said
from tests.reports.independent.expected import About, Expected, Item
from tests.reports.independent.printed import Parsed, in_words, parse, written

Derivation = Callable[[About], Expected]


def mistakes(said: Said, derivations: Mapping[str, Derivation], listed: int = 0) -> Iterator[str]:
    """What in a text isn't as the records have it; nothing is said of texts of which a sentence has no derivation."""
    phrases = [p for p in said.phrases if p in derivations]
    about = About(said.quarter, said.town, said.phrases, listed)
    found = [(phrase, derivations[phrase](about)) for phrase in phrases]
    for phrase, expected in found:
        if not expected.holds:
            yield f"{phrase} may not be said: {expected.why}"
    items = [item for _, expected in found for item in expected.items]
    parsed = parse(said.text, said.language, {f for item in items if item.kind == "name" for f in item.forms})
    for item in items:
        if item.required and not _printed(item, parsed, said.language):
            yield f"{item.what} should be {'/'.join(sorted(item.forms))}"
    static = {n for phrase in said.phrases for n in written(phrase, said.language)}
    if not any(expected.beyond for _, expected in found):
        yield from _unexpected(items, parsed, static, said)


def _printed(item: Item, parsed: Parsed, language: str) -> bool:
    if item.kind == "number":
        return any(f in parsed.numbers or in_words(f, parsed.plain, language) for f in item.forms)
    if item.kind in ("words", "name"):
        return any(f.lower() in parsed.plain for f in item.forms)
    return bool(item.forms & {"day": parsed.days, "quarter": parsed.quarters, "town": parsed.towns}[item.kind])


def _unexpected(items: list[Item], parsed: Parsed, static: set[str], said: Said) -> Iterator[str]:
    def forms(kind: str) -> set[str]:
        return {f for item in items if item.kind == kind for f in item.forms}

    for number in parsed.numbers:
        if number not in forms("number") | static:
            yield f"the number {number} comes from nowhere"
    # Any text may name the quarter and the town that its document is about.
    own = {"quarter": {said.quarter}, "town": {said.town}, "day": set()}
    for kind, printed in (("day", parsed.days), ("quarter", parsed.quarters), ("town", parsed.towns)):
        for one in sorted(printed - forms(kind) - own[kind]):
            yield f"the {kind} {one} comes from nowhere"
