"""What columns are usually called: the dictionary for proposing a layout, and headers that are never wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from govreport.canonical import EXTRACTS, ROW
from govreport.canonical.folding import fold
from govreport.currency.declared import EXAMPLE
from govreport.district.files import read_yaml
from govreport.district.folder import District, Layout
from govreport.language import Language

Usual = Mapping[str, Mapping[str, list[str]]]
"""Extract -> canonical column -> headers, the usual first."""

_PERSONAL = re.compile(
    r"法定代表人|法人代表|^法人$|负责人|联系人|经办人|经手|捐赠人|填报人|填表人|制表人|审核人|检查人员|姓名|书记|电话|手机|"
    r"身份证|证件号|邮箱|e-?mail|phone|mobile|contact|微信|QQ|"
    r"trustee|telephone|surname|forename|first ?name|last ?name|date of birth",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_COUNT = re.compile(r"人数|人次|数量")
_IDLE = re.compile(r"序号|编?序|流水号?|行号|no\.?|备注|说明|附注|remarks?|notes?|comments?|row", re.IGNORECASE)


def is_personal(title: str) -> bool:
    """Names, phones and numbers of persons; how many persons there are is no such thing."""
    return bool(_PERSONAL.search(title)) and not _COUNT.search(title)


def is_idle(title: str) -> bool:
    """Running numbers and remarks."""
    return bool(_IDLE.fullmatch(title))


def usual_words(path: Path, districts: Iterable[District] = ()) -> Usual:
    """The installation's dictionary, the names of the canonical columns, and what these districts' layouts say."""
    listed: Mapping[str, Mapping[str, list[str]]] = read_yaml(path) if path.is_file() else {}
    words: dict[str, dict[str, list[str]]] = {}
    for extract, table in EXTRACTS.items():
        for column in table.columns:
            if column.name == ROW:
                continue
            known = [str(column.info["zh"]), column.name, *listed.get(extract, {}).get(column.name, ())]
            for district in districts:
                source = district.sources.get(extract)
                setting = source.layout.columns.get(column.name) if source else None
                known += setting.aliases if setting else ()
            words.setdefault(extract, {})[column.name] = list(dict.fromkeys(known))
    return words


def in_one_language(words: Iterable[str], language: Language) -> list[str]:
    """The headers that files in a language bear: no places within JSON records, no names of the product's own."""
    plain = [word for word in words if "_" not in word and "." not in word]
    return [word for word in plain if (_CHINESE.search(word) is not None) == (language == "zh")]


def synonyms(usual: Usual, language: Language) -> Usual:
    """Extract -> column -> headers in a language, none of them twice in an extract: what a layout may list."""
    listed: dict[str, dict[str, list[str]]] = {}
    for extract, columns in usual.items():
        taken: set[str] = set()
        for name, words in columns.items():
            own = [w for w in in_one_language(words, language) if fold(w) not in taken]
            taken |= set(map(fold, own))
            listed.setdefault(extract, {})[name] = own
    return listed


def usual_layout(extract: str, usual: Usual, money: str = EXAMPLE, hints: Mapping[str, str] = {}) -> Layout:
    """A layout that knows every usual word; one that two columns bear is the first one's. Every sheet counts.

    ``money`` is the district's currency; ``hints`` are what the file itself must be told (hints.py)."""
    taken: set[str] = set()
    columns: dict[str, Any] = {}
    for name, words in usual[extract].items():
        own = [w for w in words if fold(w) not in taken]
        taken |= set(map(fold, own))
        columns[name] = {"aliases": own or [name]}
    sheets = {} if hints else {"sheets": "all"}  # only a text or a JSON file needs hints, and neither has sheets
    return Layout.model_validate({**sheets, **hints, "currency": money, "columns": columns})
