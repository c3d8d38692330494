"""What is wrong with an entry of a district's files, worded in both languages: where it stands, what is wrong, what to
write instead. The checks themselves are the models' (folder.py and its neighbours).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from govreport.errors import ConfigError, Message

SECRET = "credentials"  # noqa: S105 - the type of an error
"""Type of the validation error of a credential in YAML; whoever prints it leaves the value out."""
FileOf = Callable[[Sequence[Any]], Path]
"""The steps to an entry -> the file that it stands in, where entries of several files are read as one."""
_SAID = "said"
_MOST = 30
"""Names that a sentence lists at most."""

_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("缺少这一项，请补写", "is missing; write it"),
    "string": ("应为文字，请写成带引号的文字", "must be a text; put it in quotes"),
    "tuple": ("应为列表，请写成 [甲, 乙]", "must be a list; write [one, two]"),
    "list": ("应为列表，请写成 [甲, 乙]", "must be a list; write [one, two]"),
    "mapping": ("应为若干“名称: 内容”", "must hold entries of the form name: value"),
    "dict": ("应为若干“名称: 内容”", "must hold entries of the form name: value"),
    "model": ("应为若干“名称: 内容”", "must hold entries of the form name: value"),
    "int": ("应为整数", "must be a whole number"),
    "float": ("应为数字", "must be a number"),
    "finite": ("应为数字", "must be a number"),
    "decimal": ("应为数字", "must be a number"),
    "bool": ("应为 true 或 false", "must be true or false"),
    "date": ("应为日期，请写成 2019-09-30 的样子", "must be a day; write it like 2019-09-30"),
    "too_short": ("不能为空", "can't be empty"),
    "string_too_short": ("不能为空", "can't be empty"),
    "greater_than": ("须大于{gt}", "must be above {gt}"),
    "greater_than_equal": ("不能小于{ge}", "can't be below {ge}"),
    "less_than": ("须小于{lt}", "must be below {lt}"),
    "less_than_equal": ("不能大于{le}", "can't be above {le}"),
    "decimal_max_places": ("小数最多{decimal_places}位", "can't have more than {decimal_places} decimals"),
    "union_tag_not_found": ("没有写明是哪一种（kind）", "doesn't say of which kind it is (kind)"),
}
"""Type of a validation error, or the word that it begins with -> what is wrong."""
_PATTERNS: Mapping[str, tuple[str, str]] = {
    r"^\d{6}$": ("应为六位数字", "must be six digits"),
    r"^\d{9}$": ("应为九位数字", "must be nine digits"),
    r"^\d{12}$": ("应为十二位数字", "must be twelve digits"),
    r"^[A-Z0-9]{1,3}$": ("应为大写字母和数字，最长三个，如 ENG", "must be capitals and digits, three at most: ENG"),
    r"^[^@\s]+@[^@\s]+$": ("应为邮件地址，如 name@example.org", "must be a mail address such as name@example.org"),
    r"^https?://": ("应以 http:// 或 https:// 开头", "must begin with http:// or https://"),
    r"^(https?://\S+)?$": (
        "应以 http:// 或 https:// 开头，不含空格",
        "must begin with http:// or https:// and hold no space",
    ),
    r"^[^/\\]+$": ("应为文件名，不带文件夹", "must be a file's name without a folder"),
    r"^[A-Za-z0-9._-]+$": (
        "只能用英文字母、数字和 . _ -，如 CC-BY-4.0",
        "may hold letters a to z, digits and . _ - only, such as CC-BY-4.0",
    ),
    r"^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*$": (
        "应以英文字母开头，只用英文字母、数字和 _ -，各段以 . 相连，如 CN.GZ_PANYU",
        "must begin with a letter a to z and hold letters, digits and _ - only, parts joined by a point: CN.GZ_PANYU",
    ),
    r"^[A-Za-z0-9_.-]{1,256}$": (
        "只能用英文字母、数字和 _ . -，最长256个字符",
        "may hold letters a to z, digits and _ . - only, 256 characters at most",
    ),
    r"^[A-Za-z][A-Za-z0-9_]*$": (
        "应以英文字母开头，只用英文字母、数字和下划线",
        "must begin with a letter a to z and hold letters, digits and underscores only",
    ),
}
"""How a value must be written -> what is said of one that isn't; every pattern of the models has its words here."""


def said(zh: str, en: str, kind: str = _SAID) -> PydanticCustomError:
    """An error for a model's validator to raise, already in both languages; each completes 'the entry …'."""
    return PydanticCustomError(kind, "{en}", {"zh": zh, "en": en})


def pattern_words(pattern: str, example: str, name: str, value: str) -> Message:
    """That ``value`` isn't written as the district's pattern ``name`` says: by its example, never the pattern."""
    words = _PATTERNS.get(pattern)
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
    at = f" line {line}" if line else ""
    if not place and mistake["type"] == _SAID:
        return ConfigError(f"{path}{at} {what.zh}。", f"{path}{at} {what.en}.")
    return ConfigError(
        f"{path}{at} 中“{place or '整个文件'}”{what.zh}{seen.zh}。",
        f"{path}{at}: {place or 'the whole file'} {what.en}{seen.en}.",
    )


def _what(mistake: Any, names: list[str]) -> Message:
    kind, context = mistake["type"], mistake.get("ctx", {})
    if kind in (_SAID, SECRET):
        return Message(context["zh"], context["en"])
    if kind == "extra_forbidden":
        return unknown_name(str(mistake["loc"][-1]), names)
    if kind in ("literal_error", "union_tag_invalid"):
        known = re.findall(r"'([^']*)'", context.get("expected", "") or context.get("expected_tags", ""))
        return Message(f"只能是 {'、'.join(known)} 之一", f"must be one of {', '.join(known)}")
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        return Message(*_PATTERNS[pattern])  # a test sees that every pattern of the models has its words
    words = _WORDS.get(kind) or _WORDS.get(kind.split("_")[0])
    if words is None:
        return Message("不符合要求，请对照文档改正", f"isn't as it should be: {mistake['msg']}")
    return Message(words[0].format(**context), words[1].format(**context))


def unknown_name(name: str, known: Iterable[str]) -> Message:
    """That there is no entry ``name``, with the nearest known one, or all where none is near."""
    names = list(known)
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return Message(f"不是可用的名称，是否为“{near[0]}”？请改正", f"is no known name; perhaps {near[0]} is meant")
    if names and len(names) <= _MOST:
        return Message(
            f"不是可用的名称，可用的有：{'、'.join(names)}", f"is no known name; there are {', '.join(names)}"
        )
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
