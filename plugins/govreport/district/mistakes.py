"""What is wrong with an entry of a district's files, worded in both languages: where it stands, what is wrong, what to
write instead. The checks themselves are the models' (folder.py and its neighbours).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from govreport.errors import ConfigError, Message, enumerated
from govreport.refused_values import PATTERNS, refused

SECRET = "credentials"  # noqa: S105 - the type of an error
"""Type of the validation error of a credential in YAML; whoever prints it leaves the value out."""
FileOf = Callable[[Sequence[Any]], Path]
"""The steps to an entry -> the file that it stands in, where entries of several files are read as one."""
_SAID = "said"
_MOST = 30
"""Names that a sentence lists at most."""


def said(zh: str, en: str, kind: str = _SAID) -> PydanticCustomError:
    """An error for a model's validator to raise, already in both languages; each completes 'the entry …'."""
    return PydanticCustomError(kind, "{en}", {"zh": zh, "en": en})


def pattern_words(pattern: str, example: str, name: str, value: str) -> Message:
    """That ``value`` isn't written as the district's pattern ``name`` says: by its example, never the pattern."""
    words = PATTERNS.get(pattern)
    if example or words is None:
        words = (
            (f"应写成 {example} 的样子", f"must be written like {example}")
            if example
            else (f"不合 district.yaml 中 {name} 的写法", f"isn't written as {name} in district.yaml says")
        )
    return Message(f"{words[0]}（读到的值：{value!r}）", f"{words[1]} (found {value!r})")


def mistakes(
    path: Path | FileOf, error: ValidationError, shape: Any = None, line: int | None = None
) -> list[ConfigError]:
    """What a model found wrong in a file (in ``line`` of it), a sentence each; ``shape`` is the type it was read as."""
    found = ((path(one["loc"]) if callable(path) else path, one) for one in error.errors())
    return [_sentence(file, one, shape, line) for file, one in found]


def _sentence(path: Path, mistake: Any, shape: Any, line: int | None) -> ConfigError:
    steps, names = _walk(shape, mistake["loc"])
    what = _what(mistake, names)
    value = mistake.get("input")
    # A stray key or an address may hold a password, and so may a whole section: only simple values are repeated.
    private = mistake["type"] in (SECRET, "extra_forbidden", "missing", _SAID) or "://" in str(value)
    seen = Message("", "")
    if not private and not isinstance(value, (Mapping, list, tuple, BaseModel)):
        seen = Message(
            "（读到的是空的：不加引号的 NULL 和 ~ 也是空）" if value is None else f"（读到的值：{value!r}）",
            " (found nothing: NULL and ~ without quotes are nothing)" if value is None else f" (found {value!r})",
        )
    place = "".join(f"#{step + 1}" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
    at_zh, at = (f" 第{line}行", f", line {line}") if line else ("", "")
    if not place and mistake["type"] == _SAID:
        return ConfigError(f"{path}{at_zh} {what.zh}。", f"{path}{at} {what.en}.")
    return ConfigError(
        f"{path}{at_zh} 中“{place or '整个文件'}”{what.zh}{seen.zh}。",
        f"{path}{at}: {place or 'the whole file'} {what.en}{seen.en}.",
    )


def _what(mistake: Any, names: list[str]) -> Message:
    kind, context = mistake["type"], mistake.get("ctx", {})
    if kind in (_SAID, SECRET):
        return Message(context["zh"], context["en"])
    if kind == "extra_forbidden":
        return unknown_name(str(mistake["loc"][-1]), names)
    return refused(mistake)


def unknown_name(name: str, known: Iterable[str]) -> Message:
    """That there is no entry ``name``, with the nearest known one, or all where none is near."""
    names = list(known)
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return Message(f"不是可用的名称，是否为“{near[0]}”？请改正", f"is no known name; perhaps {near[0]} is meant")
    if names and len(names) <= _MOST:
        listed = enumerated(names)
        return Message(f"不是可用的名称，可用的有：{listed.zh}", f"is no known name; there are {listed.en}")
    return Message("不是可用的名称，请改正或删去", "is no known name; correct or remove it")


# -- where an entry stands in its model --------------------------------------------------------------------------------


def _walk(shape: Any, loc: tuple[Any, ...]) -> tuple[list[Any], list[str]]:
    """The steps to an entry as its author knows them (without pydantic's marks for kinds), and the names that may stand
    beside it."""
    shapes = _shapes(shape)
    steps: list[Any] = []
    for at, step in enumerate(loc):
        inner = [found for one in shapes for found in _inside(one, step)]
        last = at == len(loc) - 1
        if inner or last or not shapes:
            steps.append(step)
        if last:
            break
        shapes = inner or [s for s in shapes if _is_kind(s, step)] or shapes
    return steps, sorted({name for one in shapes for name in _names(one)})


def _shapes(shape: Any) -> list[Any]:
    """A type without Annotated, Optional and unions: the models, mappings and tuples that it may be."""
    if get_origin(shape) is Annotated:
        return _shapes(get_args(shape)[0])
    if get_origin(shape) in (Union, UnionType):
        return [found for one in get_args(shape) for found in _shapes(one)]
    return [] if shape in (None, NoneType) else [shape]


def _inside(shape: Any, step: Any) -> list[Any]:
    origin, arguments = get_origin(shape), get_args(shape)
    if _is_model(shape):
        field = next((f for n, f in shape.model_fields.items() if step in _spellings(n, f)), None)
        return _shapes(field.annotation) if field is not None else []
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _shapes(arguments[1])
    return _shapes(arguments[0]) if origin in (tuple, list) and isinstance(step, int) else []


def _is_kind(shape: Any, kind: Any) -> bool:
    if not _is_model(shape) or "kind" not in shape.model_fields:
        return False
    annotation = shape.model_fields["kind"].annotation
    return get_origin(annotation) is Literal and kind in get_args(annotation)


def _names(shape: Any) -> list[str]:
    return [_spellings(n, f)[0] for n, f in shape.model_fields.items()] if _is_model(shape) else []


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)


def _spellings(name: str, field: Any) -> list[str]:
    choices = field.validation_alias
    listed = [str(c) for c in choices.choices] if isinstance(choices, AliasChoices) else [choices] if choices else []
    return [*listed, name]
