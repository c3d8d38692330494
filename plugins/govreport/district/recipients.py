"""Who gets what by mail, and what may be mailed to whom at all.

The models of recipients.yaml and of ``mail`` in district.yaml; one mail is judged in delivery/mail/mail_policy.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from govreport.canonical.folding import fold
from govreport.district.mistakes import said
from govreport.errors import ConfigError, Message, enumerated
from govreport.language import Language

Classification = Literal["public", "internal", "never"]
Format = Literal["pdf", "annex", "xlsx", "docx", "data"]
Document = Literal["report", "brief"]

CLASSES: Mapping[Classification, Message] = {
    "public": Message("公开", "public"),
    "internal": Message("内部", "internal"),
    "never": Message("不得外发", "never leaves"),
}
"""From the lowest to the highest: what is cleared for one is cleared for those before it; nobody is for the last."""
FILES: Mapping[Document, tuple[Format, ...]] = {"report": ("pdf", "annex", "xlsx", "docx", "data"), "brief": ("pdf",)}
"""The formats in which a document is made; ``annex`` is the report's technical annex, a PDF of its own, ``data`` the
figures as data, one ZIP archive."""
PAGES: Format = "pdf"
"""The leaders' edition: the only file of a report without what the technical annex says."""
_BY_WORD = {word: name for name, words in CLASSES.items() for word in words}

Class = Annotated[Classification, BeforeValidator(lambda v: _BY_WORD.get(v, v) if isinstance(v, str) else v)]
Clearance = Annotated[
    Literal["public", "internal"], BeforeValidator(lambda v: _BY_WORD.get(v, v) if isinstance(v, str) else v)
]


def rank(classification: Classification) -> int:
    """Where a class stands among all, 0 for the lowest."""
    return list(CLASSES).index(classification)


def highest(classes: Iterable[Classification]) -> Classification:
    """The highest of some classes; the lowest of all where there are none."""
    return max(classes, key=rank, default="public")


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Recipient(_Model):
    """Somebody who gets mail. Roles, not people: the bureau fills in its own addresses."""

    role: str
    address: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    languages: Annotated[tuple[Language, ...], BeforeValidator(_listed)] = Field(
        default=("zh",), min_length=1, validation_alias=AliasChoices("language", "languages")
    )
    """One mail a language."""
    formats: Annotated[tuple[Format, ...], BeforeValidator(_listed)] = ("pdf", "xlsx")
    clearance: Clearance = "public"
    """The highest class that may be sent there."""
    towns: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    """Names or codes; codes once the district is loaded. None: the district as a whole."""
    documents: Annotated[tuple[Document, ...], BeforeValidator(_listed)] = ("report",)
    """By default the report where no town is named, and the brief of each town where there are some."""

    @model_validator(mode="before")
    @classmethod
    def _by_scope(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        filled = dict(data)
        if filled.get("towns"):
            filled.setdefault("documents", ("brief",))
        if _listed(filled.get("documents")) in (("brief",), ["brief"]):
            filled.setdefault("formats", FILES["brief"])
        return filled

    @model_validator(mode="after")
    def _documents_exist(self) -> Recipient:
        if "brief" in self.documents and not self.towns:
            raise said("要发简报，须写明 towns", "has documents that name a brief, so towns must say whose")
        lacking = [f for f in self.formats if not any(f in FILES[d] for d in self.documents)]
        if lacking:
            raise said(
                f"的 formats 不成立：镇街简报只有 pdf，没有 {lacking[0]}",
                f"has a wrong format: no {lacking[0]} file is made of a town's brief, only pdf",
            )
        return self

    def formats_of(self, document: Document) -> tuple[Format, ...]:
        """The recipient's formats in which that document is made; all of its own where none of them is."""
        return tuple(f for f in self.formats if f in FILES[document]) or FILES[document]


_SECTIONS: Mapping[str, Classification] = MappingProxyType(
    dict.fromkeys(
        (
            "structure",
            "towns",
            "funding",
            "supervision",
            "policy",
            "indicators",
            "groups",
            "method",
            "annex_towns",
            "brief_figures",
        ),
        "public",
    )
)


class MailPolicy(_Model):
    """What each part of a mail is classed as, and which domains may have which class (district.yaml)."""

    sections: Mapping[str, Class] = Field(default_factory=dict)
    """Section -> class, beside and before those that are public by themselves; see ``class_of``."""
    attachments: Mapping[Format, Class] = Field(default_factory=dict)
    """Format -> class where a file must be held back further than what is in it; never less than that."""
    correction_sheets: Class = "internal"
    notices: Class = "internal"
    domains: Mapping[Clearance, tuple[str, ...]] = Field(default_factory=dict)
    """Class -> domains that may have it: ``minzheng.example``, ``*.example`` for those below it, ``*`` for all.
    Without an entry only the sender's own domain may have what is internal, and every domain what is public."""
    names: Literal["chinese", "ascii"] = "chinese"
    """How attachments are called; "ascii" for mail systems that garble Chinese names."""

    def class_of(self, section: str) -> Classification:
        """A section's class: as declared, else public for plain counts, else internal."""
        return self.sections.get(section) or _SECTIONS.get(section, "internal")

    def allows(self, address: str, classification: Classification, sender: str) -> bool:
        """Whether something of that class may go to the address's domain."""
        if classification == "never":
            return False
        domain = address.rpartition("@")[2].casefold()
        own = sender.rpartition("@")[2]
        default = ("*",) if classification == "public" else (own,)
        allowed = list(self.domains.get(classification, default))
        if classification == "public":  # what may have more may have less
            allowed += self.domains.get("internal", (own,))
        return any(_covers(pattern.casefold(), domain) for pattern in allowed)


def _covers(pattern: str, domain: str) -> bool:
    return pattern in ("*", domain) or (pattern.startswith("*.") and domain.endswith(pattern[1:]))


def with_town_codes(
    path: Path, recipients: Sequence[Recipient], towns: Mapping[str, str], languages: Sequence[str]
) -> tuple[Recipient, ...]:
    """The recipients with their towns as codes; raises ConfigError for what only the whole district can show.

    ``towns`` leads from every name and code of a town, folded, to its present code.
    """
    seen: dict[str, str] = {}
    coded = []
    for one in recipients:
        key = one.address.casefold()
        if key in seen:
            raise ConfigError(
                f"{path} 中地址 {one.address} 写了两次（{seen[key]}、{one.role}），请合为一条。",
                f"{path} lists the address {one.address} twice ({seen[key]}, {one.role}); make it one entry.",
            )
        seen[key] = one.role
        for town in one.towns:
            if fold(town) not in towns:
                raise ConfigError(
                    f"{path} 中 {one.role} 的镇街“{town}”不在 towns.csv 中，请核对名称或代码。",
                    f"{path}: the town {town!r} of {one.role} isn't in towns.csv; check its name or code.",
                )
        for language in one.languages:
            if language not in languages:
                known = enumerated(languages)
                raise ConfigError(
                    f"{path} 中 {one.role} 要的语种 {language} 本区不出，district.yaml 的 languages 只有 {known.zh}。",
                    f"{path}: {one.role} asks for the language {language}, which district.yaml's languages "
                    f"({known.en}) lack.",
                )
        coded.append(one.model_copy(update={"towns": tuple(dict.fromkeys(towns[fold(t)] for t in one.towns))}))
    return tuple(coded)
