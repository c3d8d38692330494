"""Everything that a new district's folder will say, before it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from govreport.district.new import NewTown
from govreport.quarter import Quarter
from govreport.starting.place import Land
from govreport.starting.source_text import SourceChoices
from govreport.starting.supplied import Extract, Supplied
from govreport.tidy.usual_words import Usual


@dataclass
class Beginning:
    """Everything that a new district's folder says."""

    id: str
    land: Land
    name: str
    publisher: str
    code: str
    former_codes: list[str]
    identifiers: dict[str, Any] | None
    registrars: list[str]
    towns: list[NewTown]
    extracts: dict[str, Extract]
    choices: dict[str, SourceChoices]
    usual: Usual
    words: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """List -> code of the product -> the district's further spellings (words.yaml)."""
    codes: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    """List -> code of the district's own -> what codes.yaml says of it."""
    parameters: dict[str, int] = field(default_factory=dict)
    """Numbers that definitions and rules rest on (district.yaml)."""
    strange: list[str] = field(default_factory=list)
    """Files whose titles are of another language than the product's dictionary, so that each was asked about."""
    first_issue: Quarter | None = None
    """Where there are no files yet."""

    @property
    def quarters(self) -> list[Quarter]:
        """Quarters for which there are files, the earliest first."""
        return sorted({file.quarter for extract in self.extracts.values() for file in extract.files})

    @property
    def files(self) -> list[Supplied]:
        """All files that are some extract's."""
        return [file for extract in self.extracts.values() for file in extract.files]
