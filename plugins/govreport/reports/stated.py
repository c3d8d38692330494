"""Printed text that carries what it states, so that every sentence can be checked against what is stored.

Here: the text and how it keeps its claims when pieces are joined. What a claim is: claims.py. Whether it is borne out:
statements/.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Self

from pydantic import WrapValidator

from govreport.reports.claims import Claim, GivenClaim


class Stated(str):
    """A string with the claims that it makes. It prints, joins and compares like any other string."""

    __slots__ = ("claims",)

    claims: tuple[Claim, ...]

    def __new__(cls, text: str, *claims: Claim) -> Self:
        """``text`` as printed; claims of a text that carries some already are kept."""
        self = super().__new__(cls, text)
        self.claims = tuple(dict.fromkeys((*claims_of(text), *claims)))
        return self

    def __add__(self, other: str) -> Stated:
        return Stated(str.__add__(self, other), *self.claims, *claims_of(other))

    def __radd__(self, other: str) -> Stated:
        return Stated(str.__add__(other, self), *claims_of(other), *self.claims)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies keep the claims."""
        return Stated, (str(self), *self.claims)


def claims_of(text: object) -> tuple[Claim, ...]:
    """The claims that a text carries; none where it is a plain string."""
    return text.claims if isinstance(text, Stated) else ()


def joined(separator: str, texts: Iterable[str]) -> Stated:
    """Texts joined, with the claims of all."""
    listed = [*texts]
    return Stated(separator.join(listed), *(c for t in listed for c in claims_of(t)))


def capitalized(text: str) -> Stated:
    """The same with its first letter in upper case, as a sentence begins."""
    return Stated(text[:1].upper() + text[1:], *claims_of(text))


def given_text(subject: str, text: str) -> Stated:
    """Words that are given and not computed: a name, a quoted rule, a printed number of an issue; "" states nothing."""
    return Stated(text, GivenClaim(subject, text)) if text else Stated("")


def _keep(value: Any, handler: Any) -> Any:
    return value if isinstance(value, Stated) else handler(value)


Text = Annotated[str, WrapValidator(_keep)]
"""A field of a view model that holds printed text: pydantic would make a plain string of it."""
