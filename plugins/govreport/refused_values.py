"""Why pydantic refuses a value, in both languages: the type of its error and the pattern that isn't kept -> our words.

Settings, the files of districts and the options of commands are checked by pydantic, which speaks English alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from govreport.errors import Message, enumerated

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
PATTERNS: Mapping[str, tuple[str, str]] = {
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
    r"^\d+(MB|GB)$": ("应写成 2GB、500MB 的样子", "must be written like 2GB or 500MB"),
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


def refused(mistake: Mapping[str, Any]) -> Message:
    """What is wrong with a value, as one of ``ValidationError.errors()`` has it; completes 'the value …'."""
    kind, context = mistake["type"], mistake.get("ctx", {})
    if kind in ("literal_error", "union_tag_invalid"):
        known = enumerated(re.findall(r"'([^']*)'", context.get("expected", "") or context.get("expected_tags", "")))
        return Message(f"只能是 {known.zh} 之一", f"must be one of {known.en}")
    if kind == "string_pattern_mismatch":
        return Message(*PATTERNS[context["pattern"]])  # a test sees that every pattern of the models has its words
    words = _WORDS.get(kind) or _WORDS.get(kind.split("_")[0])
    if words is None:
        return Message("不符合要求，请对照文档改正", f"isn't as it should be: {mistake['msg']}")
    return Message(words[0].format(**context), words[1].format(**context))
