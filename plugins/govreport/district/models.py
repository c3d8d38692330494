"""What the models of all files of a district's folder share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Base of what district folders hold: immutable, no unknown entries."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Bilingual(Model):
    """A text in both languages."""

    zh: str
    en: str
