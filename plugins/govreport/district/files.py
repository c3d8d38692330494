"""Reading one YAML or CSV file of a district's folder, and saying in one sentence what is wrong with it.

Which files a folder has is in dag_config.py and reading.py.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from govreport import strict_yaml
from govreport.canonical.folding import fold
from govreport.district.mistakes import FileOf, mistakes
from govreport.errors import ConfigError, Message

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
OnMistake = Callable[[ConfigError], None]
"""What is done with a mistake: ``raise_at_once``, or the ``append`` of a list."""


def raise_at_once(error: ConfigError) -> None:
    """Stop at the first mistake."""
    raise error


def read_text(path: Path) -> str:
    """A file's text; raises ConfigError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"缺少文件 {path}，每个区的文件夹都必须有它。", f"{path} is missing; every district folder must have it."
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(
            f"{path} 不是 UTF-8 编码，请另存为 UTF-8。", f"{path} isn't UTF-8; save it as UTF-8."
        ) from None


def read_yaml(path: Path, loader: Any = strict_yaml.LOADER) -> Any:
    """A YAML file's content; raises ConfigError."""
    text = read_text(path)
    try:
        return strict_yaml.load(text, loader)
    except yaml.YAMLError as error:
        raise not_yaml(path, error) from None
    except ValueError:
        raise _no_such_day(path, text) from None


_LIKELY: tuple[tuple[str, str, str], ...] = (
    (r"'?\\?t'? ?.*cannot start|tab", "缩进请用空格，不用制表符", "indent with spaces, not with tabs"),
    (
        r"mapping values are not allowed",
        "内容含冒号的请加引号，缩进请与上下行对齐",
        "put a text that holds a colon in quotes, and align the line with its neighbours",
    ),
    (
        r"could not find expected ':'",
        "名称后要有半角冒号和一个空格",
        "write a colon and a space after the name",
    ),
    (r"',' or '[\]}]'|flow", "括号要成对，各项之间用半角逗号", "close every bracket and separate the items by commas"),
    (r"quoted scalar|end of stream", "引号要成对", "close every quotation mark"),
    (
        r"cannot start any token|alias|anchor",
        "以 @ * & % ` 开头的文字请加引号",
        "put a text that begins with @ * & % ` in quotes",
    ),
    (r"block|expected key|indent", "缩进请与同级各行对齐", "align the line with those of its level"),
    (r"special characters", "文件中有控制字符，请删去", "remove the control characters"),
)
"""What libyaml complains of, what to do about it in zh and en."""


def not_yaml(path: Path, error: yaml.YAMLError) -> ConfigError:
    """What to do about a text that isn't YAML, and near which line."""
    problem = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else 0
    if isinstance(error, strict_yaml.TwiceError):
        return ConfigError(
            f"{path} 第{line}行又写了一次“{problem}”，同一处只能写一次，请合并或删去其一。",
            f"{path}, line {line}: {problem} stands here a second time; merge the two or remove one.",
        )
    if isinstance(error, strict_yaml.TooMuchError):
        return ConfigError(
            f"{path} 第{line}行嵌套过深，或引用（* 和 &）展开后过大，未予读取；请照现有的文件改写。",
            f"{path}, line {line}: nested too deeply, or what * and & stand for is too much, so it was not read; write "
            "it as other files of the kind are.",
        )
    todo = next((Message(zh, en) for sign, zh, en in _LIKELY if re.search(sign, problem)), None)
    todo = todo or Message("请检查冒号、缩进、括号和引号", "look at colons, indentation, brackets and quotation marks")
    at = Message(f"第{line}行附近" if line else "", f" near line {line}" if line else "")
    return ConfigError(f"{path} {at.zh}不是有效的 YAML：{todo.zh}。", f"{path} is not valid YAML{at.en}: {todo.en}.")


def _no_such_day(path: Path, text: str) -> ConfigError:
    for number, line in enumerate(text.splitlines(), start=1):
        for day in re.findall(r"\b\d{4}-\d{1,2}-\d{1,2}\b", line):
            try:
                date(*map(int, day.split("-")))
            except ValueError:
                return ConfigError(
                    f"{path} 第{number}行的 {day} 不是存在的日期，请改正；若是文字，请加引号。",
                    f"{path}, line {number}: there is no day {day}; correct it, or put it in quotes if it is a text.",
                )
    return ConfigError(f"{path} 中有不存在的日期或数字，请改正。", f"{path} holds a day or a number that can't exist.")


def read_entries(path: Path) -> dict[str, Any]:
    """A YAML file that holds entries by name; raises ConfigError."""
    entries = read_yaml(path)
    if not isinstance(entries, dict):
        raise ConfigError(
            f"{path} 应当是“名称: 内容”各行，请照现有的区改写。",
            f"{path} should hold lines of the form name: value; write it like that of another district.",
        )
    return entries


def read_csv(
    path: Path,
    model: type[M],
    on_mistake: OnMistake = raise_at_once,
    context: Mapping[str, Any] | None = None,
    once: str = "",
) -> tuple[M, ...]:
    """A CSV file's lines; every wrong line goes to ``on_mistake``.

    ``context`` is given to the model's validators; what stands in the column ``once`` may stand there a single time.
    """
    rows = []
    seen: dict[str, int] = {}
    reader = csv.DictReader(read_text(path).splitlines())
    titles = [title.strip() for title in reader.fieldnames or ()]
    for row in reader:
        number = reader.line_num  # not a count: an empty line is no row, and a refused one is left out
        values: dict[str, Any] = {k: v for k, v in row.items() if v}
        if "aliases" in values:
            values["aliases"] = tuple(values["aliases"].split("|"))
        try:
            read = model.model_validate(values, context=dict(context or {}))
        except ValidationError as error:
            lacking = [str(e["loc"][0]) for e in error.errors() if e["type"] == "missing" and e["loc"]]
            if lacking := [name for name in lacking if name not in titles]:  # once, and not for every line
                on_mistake(
                    ConfigError(
                        f"{path} 的首行缺少 {'、'.join(lacking)}，每行都要有；请加上这些列并逐行填写。",
                        f"{path}: the first line lacks {', '.join(lacking)}, which every line needs; add these columns "
                        "and fill them in.",
                    )
                )
                return ()
            for mistake in mistakes(path, error, model, number):
                on_mistake(mistake)
            continue
        value = str(getattr(read, once)) if once else ""
        first = seen.setdefault(fold(value), number) if once else number
        if first != number:
            on_mistake(
                ConfigError(
                    f"{path} 第{number}行的 {once}“{value}”与第{first}行重复，请改正或删去其一。",
                    f"{path}, line {number}: the {once} {value!r} already stands in line {first}; correct or remove "
                    "one.",
                )
            )
            continue
        rows.append(read)
    return tuple(rows)


def validated(
    path: Path | FileOf, build: Callable[[], T], on_mistake: OnMistake = raise_at_once, shape: Any = None
) -> T | None:
    """What ``build`` makes of a file that is read as a ``shape``; None where ``on_mistake`` gathered its mistakes."""
    try:
        return build()
    except ValidationError as error:
        for mistake in mistakes(path, error, shape):
            on_mistake(mistake)
    except ConfigError as error:
        on_mistake(error)
    return None
