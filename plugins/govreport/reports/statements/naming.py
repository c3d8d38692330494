"""One name for one figure: names that tell figures of different scope apart are printed whole.

社区社会组织 alone means the registered ones here and those with the filed ones there: a text that states one of them
says which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from govreport.errors import Message
from govreport.indicators.model import Indicator
from govreport.reports.claims import ChangeClaim, Claim, FigureClaim, ShareClaim
from govreport.reports.statements.evidence import Evidence

_SCOPE = {"zh": ("（", "）"), "en": (" (", ")")}
"""What begins and ends the part of a name that says its scope."""


def unscoped(text: str, claims: Sequence[Claim], evidence: Evidence, language: str) -> Iterator[Message]:
    """Names in a text that leave out which of several figures of that name is stated."""
    said = text.lower()
    for indicator in sorted(_stated(claims)):
        declared = evidence.declared.get(indicator)
        name = "" if declared is None else declared.name.in_language(language).lower()
        begins, ends = _SCOPE[language]
        base = name.partition(begins)[0]
        whole = name[: name.find(ends) + 1] or name  # without what follows: 入会率
        if base in said and whole not in said and base in _shared(evidence.declared, language):
            yield Message(f"“{base}”没有写明是“{whole}”", f"{base!r} doesn't say that it is {whole!r}")


def _stated(claims: Sequence[Claim]) -> set[str]:
    figures = {c.key.indicator for c in claims if isinstance(c, FigureClaim | ChangeClaim)}
    return figures | {c.whole[0].indicator for c in claims if isinstance(c, ShareClaim)}


def _shared(declared: Mapping[str, Indicator], language: str) -> frozenset[str]:
    return _bases(tuple(i.name.in_language(language).lower() for i in declared.values()), _SCOPE[language][0])


@cache
def _bases(names: tuple[str, ...], scope: str) -> frozenset[str]:
    """What several names that say their scope begin with."""
    begun = [name.partition(scope)[0] for name in names if scope in name]
    return frozenset(base for base in begun if begun.count(base) > 1)
