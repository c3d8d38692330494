"""By what a district's extracts name an organization: the credit code, a number of another form, or its name alone.

The canonical column is called ``uscc`` whatever stands in it; what people read is the scheme's own name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Literal

from pydantic import model_validator

from govreport.district.code_patterns import require_pattern
from govreport.district.dag_config import Bilingual, Model
from govreport.district.mistakes import said
from govreport.errors import Message

Scheme = Literal["uscc", "pattern", "none"]
_CREDIT_CODE = Bilingual(zh="统一社会信用代码", en="credit code")
_NAME = Bilingual(zh="名称", en="name")
_MODULE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_ENGLISH = re.compile(r"\b([Aa] )?(?:unified social )?([Cc])redit code(s?)\b")
_MOST_ZEROS = 6


class Identifiers(Model):
    """The scheme, and of a scheme of the district's own what it is called, how it is written and how it is checked."""

    scheme: Scheme
    name: Bilingual | None = None
    """What people call it: {zh: 慈善组织登记号, en: charity number}; within a sentence, so without a capital."""
    pattern: str | None = None
    """A regular expression for the whole identifier, which is kept without spaces, in capitals and half-width."""
    example: str = ""
    """One as it should be, for messages."""
    check: str | None = None
    """The module of python-stdnum that knows its check digits: gb.utr."""

    @model_validator(mode="after")
    def _whole(self) -> Identifiers:
        own = [entry for entry in ("name", "pattern", "check", "example") if getattr(self, entry)]
        if self.scheme != "pattern":
            if own:
                raise said(
                    f"的 scheme 为 {self.scheme}，不能再写 {own[0]}；自定格式的标识请写 scheme: pattern",
                    f"has the scheme {self.scheme}, which takes no {own[0]}; an identifier of another form is "
                    "scheme: pattern",
                )
            return self
        if self.pattern is None or self.name is None:
            raise said(
                "的 scheme 为 pattern，须写明 name（zh、en）和 pattern",
                "has the scheme pattern, which needs a name (zh, en) and a pattern",
            )
        require_pattern(self.pattern, self.example)
        if self.check is not None and checker(self.check) is None:
            raise said(
                f"的 check“{self.check}”不是 python-stdnum 的模块，请写 gb.utr 的样子，没有校验算法就删去这一项",
                f"has the check {self.check!r}, which is no module of python-stdnum; write it like gb.utr, or leave it "
                "out where there are no check digits",
            )
        return self

    @property
    def word(self) -> Message:
        """What the identifier is called."""
        named = self.name or (_NAME if self.scheme == "none" else _CREDIT_CODE)
        return Message(named.zh, named.en)

    def title(self, column: str, zh: str) -> Message:
        """What a canonical column is called, by its name in Chinese: one of identifiers by the scheme's own name."""
        if self.scheme == "uscc" or not column.endswith("uscc"):
            return Message(zh, column)
        whose, en = column.removesuffix("uscc").rstrip("_"), self.word.en
        return Message(zh.replace(_CREDIT_CODE.zh, self.word.zh), f"{whose}'s {en}" if whose else en)

    def say(self, text: Message) -> Message:
        """A sentence about credit codes as one about this district's identifiers."""
        if self.scheme == "uscc":
            return text
        word = self.word

        def named(found: re.Match[str]) -> str:
            an = "an " if word.en[:1].lower() in "aeiou" else "a "
            article = "" if not found[1] else an.capitalize() if found[1][0] == "A" else an
            noun = word.en[:1].upper() + word.en[1:] if found[2] == "C" and not article else word.en
            return f"{article}{noun}{found[3]}"

        return Message(text.zh.replace(_CREDIT_CODE.zh, word.zh), _ENGLISH.sub(named, text.en))

    def fits(self, identifier: str) -> bool:
        """Whether an identifier has the district's own form; True where it states none."""
        return self.pattern is None or has_form(self.pattern, identifier)

    def checks(self, identifier: str) -> bool:
        """Whether its check digits are right; True where the scheme has none of python-stdnum's."""
        check = checker(self.check) if self.check else None
        return check is None or check(identifier)

    def with_zeros(self, identifier: str) -> str | None:
        """What has the form once zeros, which a spreadsheet loses, stand before it; None unless there is one such."""
        padded = ("0" * n + identifier for n in range(1, _MOST_ZEROS + 1))
        found = [text for text in padded if self.fits(text)] if identifier.isdecimal() else []
        return found[0] if len(found) == 1 else None


OWN_NUMBERS = Identifiers.model_validate({"scheme": "pattern", "name": {"zh": "编号", "en": "number"}, "pattern": ".+"})
"""Whatever an extract calls bodies that aren't the register's; nothing is asked of its form."""
NAMES = Identifiers(scheme="none")
ANY = Identifiers.model_validate(
    {"scheme": "pattern", "name": {"zh": "机构编号", "en": "organization number"}, "pattern": ".+"}
)
"""Of no district: what stands in the place of an identifier, whatever it is."""


def has_form(pattern: str, identifier: str) -> bool:
    """Whether the whole of an identifier is written so; it is kept in capitals, whatever the pattern's letters are."""
    return re.fullmatch(pattern, identifier, re.ASCII | re.IGNORECASE) is not None


@cache
def checker(module: str) -> Callable[[str], bool] | None:
    """``is_valid`` of a module of python-stdnum; None where it has no such module."""
    if not _MODULE.fullmatch(module):
        return None
    try:
        is_valid = getattr(import_module(f"stdnum.{module}"), "is_valid", None)
    except ImportError:
        return None
    return (lambda identifier: bool(is_valid(identifier))) if callable(is_valid) else None
