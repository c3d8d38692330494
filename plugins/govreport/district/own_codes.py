"""A district's own code lists (codes.yaml): its codes with their names, and what of the product's each counts as.

A list that a district names stands in the product's place; the others stay the product's. Further spellings of a code
are in words.yaml, for own codes as for the product's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from govreport.canonical.codes import Code, CodeList
from govreport.canonical.folding import fold
from govreport.district.dag_config import Model
from govreport.district.layout import CellText
from govreport.district.mistakes import unknown_name
from govreport.errors import ConfigError

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")

_FIXED = ("yes_no", "base_level")
"""Lists whose codes the program itself reads: columns of yes and no, and bases.csv."""


class OwnCode(Model):
    """One code of a district's own."""

    zh: str = ""
    en: str = ""
    means: CellText = ""
    """The product's code that it counts as, where figures and rules need to know; a code that is called like one of the
    product's is that one."""
    aliases: tuple[CellText, ...] = ()
    sensitive: bool | None = None
    """Whether small counts could point at people; by default as the code that it means."""


def in_own_spelling(written: str, own: Iterable[str]) -> str:
    """The code that a file means: one of the district's ``own`` in whatever case, else one of the product's, which are
    all small letters."""
    return next((code for code in own if fold(code) == fold(written)), fold(written))


OwnLists = Mapping[str, Mapping[str, OwnCode]]
"""List of the product -> own code -> what it is."""


def own_codes(
    own: OwnLists, lists: Mapping[str, CodeList], languages: Iterable[str], where: str
) -> Iterator[tuple[str, list[Code]]]:
    """List -> the district's codes, in the order of the file ``where``; raises ConfigError for the first mistake."""
    for error in own_code_problems(own, lists, languages, where):
        raise error
    for name, codes in own.items():
        yield name, [_code(code, entry, lists[name]) for code, entry in codes.items()]


def _code(code: str, entry: OwnCode, product: CodeList) -> Code:
    means = entry.means or (code if code in product.codes else "")
    meant = product.codes.get(means)
    zh, en = entry.zh or entry.en, entry.en or entry.zh
    also = (en,) if en != zh else ()
    sensitive = entry.sensitive if entry.sensitive is not None else meant is not None and meant.sensitive
    aliases = tuple(dict.fromkeys((*also, *entry.aliases)))
    return Code(code, zh, en, aliases, sensitive=sensitive, means=means if means != code else "")


def own_code_problems(
    own: OwnLists, lists: Mapping[str, CodeList], languages: Iterable[str], where: str
) -> Iterator[ConfigError]:
    """Each mistake in a sentence: an unknown list, a code that can't be one, an unknown meaning, a missing name."""
    names = tuple(languages)
    for name, codes in own.items():
        if name not in lists:
            near = unknown_name(name, lists)
            yield ConfigError(f"{where} 中代码表“{name}”{near.zh}。", f"{where}: the code list {name!r} {near.en}.")
            continue
        if name in _FIXED:
            yield ConfigError(
                f"{where} 中的 {name} 不能换成本区的代码，程序按产品的代码计算；其他写法请写进 words.yaml。",
                f"{where}: {name} can't have codes of the district's own, since the program counts by the product's; "
                "write other spellings into words.yaml.",
            )
            continue
        if not codes:
            yield ConfigError(
                f"{where} 中代码表 {name} 没有一个代码；请写出本区的代码，或删去该表，沿用产品的。",
                f"{where}: the list {name} holds no code; write the district's codes, or remove the list to keep the "
                "product's.",
            )
        for code, entry in codes.items():
            yield from _problems(f"{name}.{code}", code, entry, lists[name], names, where)


def _problems(
    place: str, code: str, entry: OwnCode, product: CodeList, languages: tuple[str, ...], where: str
) -> Iterator[ConfigError]:
    if not _CODE.fullmatch(code):
        yield ConfigError(
            f"{where} 的 {place}：代码只能用英文字母、数字和 _ . -，最长60个字符；名称写在 zh、en 中。",
            f"{where}: {place}: a code holds letters a to z, digits and _ . - only, 60 characters at most; its names "
            "belong in zh and en.",
        )
    if entry.means and entry.means not in product.codes:
        near = unknown_name(entry.means, product.codes)
        yield ConfigError(
            f"{where} 的 {place} 的 means“{entry.means}”{near.zh}。",
            f"{where}: {place}.means {entry.means!r} {near.en}.",
        )
    for language in languages:
        if not getattr(entry, language):
            yield ConfigError(
                f"{where} 的 {place} 没有 {language} 名称，而本区的季报有这种语言；请补写 {language}。",
                f"{where}: {place} has no name in {language}, a language of the district's reports; write {language}.",
            )
