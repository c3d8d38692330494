"""How the codes of a district, its towns and its communities are written, as its folder says.

Nothing is read out of such a code but which place it names: where a division stands inside another's code is known of
one country only, and there by the district's own code and its former ones.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ValidationInfo, model_validator

from govreport.canonical.folding import fold, hyphens, unspaced
from govreport.district.dag_config import Model
from govreport.district.mistakes import pattern_words, said

Place = Literal["district", "town", "community"]
CONTEXT = "code_patterns"
"""Under this name a reader hands the district's patterns to the models of its lines."""
TOWNS = "towns"
"""And under this one the codes of its towns: folded -> as towns.csv has them."""


class CodePattern(Model):
    """How one kind of code is written."""

    pattern: str
    """A regular expression for the whole code."""
    example: str = ""
    """A code as it should be, for messages: E05000123."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"pattern": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _usable(self) -> CodePattern:
        require_pattern(self.pattern, self.example)
        return self

    def fits(self, code: str) -> bool:
        """Whether a code is written so."""
        return re.fullmatch(self.pattern, code, re.ASCII) is not None


def require_pattern(pattern: str, example: str) -> None:
    """Refuse what is no pattern, and an example that its own pattern doesn't fit."""
    try:
        fits = re.fullmatch(pattern, example, re.ASCII) is not None
    except re.error:
        raise said(
            r"的 pattern 不是可用的格式表达式，请写成 '^E05\d{6}$' 的样子（E05 加六位数字）",
            r"has a pattern that can't be used; write it like '^E05\d{6}$' (E05 and six digits)",
        ) from None
    if example and not fits:
        raise said(
            f"的 example“{example}”与自己的 pattern 不符，请改正其一",
            f"has the example {example!r}, which its own pattern doesn't fit; correct one of them",
        )


class CodePatterns(Model):
    """The patterns of a district; of a kind without one any code is taken."""

    district: CodePattern | None = None
    town: CodePattern | None = None
    community: CodePattern | None = None

    def require(self, place: Place, code: str) -> None:
        """Raise what a model's validator raises, in words, where ``code`` isn't written as codes of that kind are."""
        pattern: CodePattern | None = getattr(self, place)
        if pattern is not None and not pattern.fits(code):
            raise said(*pattern_words(pattern.pattern, pattern.example, f"code_patterns.{place}", code))


def _place_code(value: str) -> str:
    return hyphens(unspaced(value))


PlaceCode = Annotated[str, AfterValidator(_place_code)]
"""A code in the one form in which it is kept: no spaces, half-width, ASCII hyphens."""


IndicatorId = Annotated[str, AfterValidator(lambda value: unspaced(value).upper())]
"""An indicator as the catalogue calls it: S14, whether a file writes s14 or Ｓ14."""


def _require(place: Place, value: str, info: ValidationInfo) -> str:
    patterns = (info.context or {}).get(CONTEXT)
    if patterns is not None:
        patterns.require(place, value)
    return value


def _known(value: str, info: ValidationInfo) -> str:
    towns = (info.context or {}).get(TOWNS)
    if not value or towns is None:
        return value
    if fold(value) not in towns:
        raise said(f"的“{value}”不在 towns.csv 中", f"has {value!r}, which towns.csv lacks")
    return str(towns[fold(value)])


TownCode = Annotated[PlaceCode, AfterValidator(lambda value, info: _require("town", value, info))]
CommunityCode = Annotated[PlaceCode, AfterValidator(lambda value, info: _require("community", value, info))]
KnownTown = Annotated[PlaceCode, AfterValidator(_known)]
"""The code of one of the district's towns, as towns.csv has it."""
