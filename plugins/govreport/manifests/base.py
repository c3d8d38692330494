"""The base class of all records, the types of states and revisions, a stored file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from govreport.district.folder import ExtractName as ExtractName
from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.vocabulary import Severity as Severity

State = Literal["pass", "warn", "hold", "block"]
"""How a quarter's extracts were judged: as the worst rule that failed."""
RevisionKind = Literal["routine", "benchmark", "major", "correction"]
"""常规, 年度基准, 重大, 更正 (indicators/vintages/revision_kind.py)."""
QuarterText = Annotated[
    Quarter,
    BeforeValidator(lambda value: Quarter.parse(value, KINDS) if isinstance(value, str) else value),
    PlainSerializer(str, return_type=str),
]


class Manifest(BaseModel):
    """Base of the records: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class StoredFile(Manifest):
    """A file made for people to open."""

    name: str
    """As they see it."""
    sha256: str
    size: int
    key: str
