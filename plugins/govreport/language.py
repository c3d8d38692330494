"""The two languages of the product, and the one way to choose between the two forms of a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, Protocol, TypeVar

Language = Literal["zh", "en"]
OTHER: Mapping[Language, Language] = {"zh": "en", "en": "zh"}
"""A language -> the other one."""
Form = TypeVar("Form")


class InBothLanguages(Protocol):
    """Whatever has a Chinese and an English text: a message, a district's name, a quarter, a rule."""

    @property
    def zh(self) -> str:
        """The Chinese text."""
        ...

    @property
    def en(self) -> str:
        """The English text."""
        ...


def pick(language: str, zh: Form, en: Form) -> Form:
    """The form for ``language``: Chinese unless English is asked for."""
    return en if language == "en" else zh


def text_in(language: str, text: InBothLanguages) -> str:
    """The text in ``language``."""
    return pick(language, text.zh, text.en)


def capitalized(text: str) -> str:
    """The text as a heading begins: with a capital, where its script has capitals."""
    return text[:1].upper() + text[1:]


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its English noun: 1 row, 2 rows; ``many`` where the plural isn't formed by an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


_asked: ContextVar[Language | None] = ContextVar("asked", default=None)


def asked_language() -> Language | None:
    """The language that one command was asked to speak, before what the installation says."""
    return _asked.get()


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """Settings that are made while it lasts speak ``language``; None leaves it to the installation."""
    before = _asked.set(language)
    try:
        yield
    finally:
        _asked.reset(before)
