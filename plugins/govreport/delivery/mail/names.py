"""Names of attached files and subjects as clients read them. A name stands in Content-Disposition by the standard (RFC
2231), and again in Content-Type as an encoded word (RFC 2047), which is all that QQ mail and many an Outlook know.

No ASCII ``filename`` stands beside both: whoever can't read the standard's form would take it for the name, and some
who can (Python among them) do too.
"""

from __future__ import annotations

from base64 import b64encode
from email.headerregistry import BaseHeader, ContentTypeHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.policy import EmailPolicy
from typing import Any

_WORD_BYTES = 42
"""UTF-8 in one encoded word: 56 characters of base64 and 12 around them, so that ``name="`` fits before the first."""

_SUBJECT_BYTES = 39
"""The same beside ``Subject: ``, in lines of 76 characters."""


class NamedType(ContentTypeHeader):
    """A Content-Type header that is written with its name as encoded words, where that isn't ASCII."""

    def fold(self: Any, *, policy: EmailPolicy) -> str:
        """The header's lines, as the library calls it when a mail is written."""
        name = self.params.get("name", "")
        if name.isascii():
            return BaseHeader.fold(self, policy=policy)
        lines = [f"{self.name}: {self.content_type};"]
        lines += [f' {key}="{value}";' for key, value in self.params.items() if key != "name"]
        first, *others = encoded_words(name)
        lines += [f' name="{first}', *(f" {word}" for word in others)]
        return policy.linesep.join(lines) + '"' + policy.linesep


class WholeSubject(UniqueUnstructuredHeader):
    """A Subject that is written as encoded words altogether, where it isn't ASCII.

    The library encodes the foreign word alone (£691,019) and folds beside it, where a client then reads two spaces.
    """

    def fold(self: Any, *, policy: EmailPolicy) -> str:
        """The header's lines, as the library calls it when a mail is written."""
        if self.isascii():
            return BaseHeader.fold(self, policy=policy)
        first, *others = encoded_words(str(self), _SUBJECT_BYTES)
        return policy.linesep.join([f"{self.name}: {first}", *(f" {word}" for word in others)]) + policy.linesep


def encoded_words(text: str, most: int = _WORD_BYTES) -> list[str]:
    """``text`` as RFC 2047 writes it: words of at most 75 characters, each of them whole characters."""
    chunks, chunk = [], b""
    for character in text:
        data = character.encode()
        if chunk and len(chunk) + len(data) > most:
            chunks.append(chunk)
            chunk = b""
        chunk += data
    return [f"=?utf-8?B?{b64encode(c).decode()}?=" for c in [*chunks, chunk]]


def headers_of_mail() -> HeaderRegistry:
    """The library's headers, with Content-Type and Subject as they are written here."""
    registry = HeaderRegistry()
    registry.map_to_type("content-type", NamedType)  # type: ignore[arg-type]  # typeshed asks for one more base
    registry.map_to_type("subject", WholeSubject)  # type: ignore[arg-type]  # likewise
    return registry
