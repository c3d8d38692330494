"""What the models of all files of a district's folder share."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Model(BaseModel):
    """Base of what district folders hold: immutable, no unknown entries."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Bilingual(Model):
    """A text in both languages; plain text stands for both."""

    zh: str
    en: str

    @model_validator(mode="before")
    @classmethod
    def _once_for_both(cls, value: Any) -> Any:
        return {"zh": value, "en": value} if isinstance(value, str) else value
