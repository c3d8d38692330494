"""The data dictionary: canonical and reference tables, what each column is and where a district has it from.

It writes data-dictionary.md of docs/zh and docs/en.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Column, Table

from govreport import canonical
from govreport.canonical import EXTRACTS, REFERENCES, REQUIRED, ROW
from govreport.canonical.codes import CodeList
from govreport.dictionary.markdown import KINDS, page, table
from govreport.district.folder import District
from govreport.errors import Message
from govreport.language import Language

_TITLES: Mapping[str, Message] = {
    "towns": Message("镇街", "Towns"),
    "communities": Message("村(社区)", "Communities"),
    "calendar": Message("工作日历", "Working days"),
    "population": Message("常住人口", "Population"),
    "budgets": Message("预算", "Budgets"),
    "bases": Message("孵化基地", "Incubation bases"),
    "commitments": Message("承诺", "Promises"),
    "town_scores": Message("考评得分", "Scores"),
}


def tables_page(district: District, codes: Mapping[str, CodeList], language: Language) -> str:
    """The page in one language."""
    zh = language == "zh"
    lines = [
        "# 数据字典" if zh else "# Data dictionary",
        "",
        "本页由 `make docs` 根据 `plugins/govreport/canonical/`、`include/reference/codes.yaml` 和"
        f"{district.name.zh}的来源定义"
        "生成，请勿手改。每份数据整理成一张标准表；含个人信息的列（法定代表人、电话、证件号）整理时即被去掉，标准表中没有。"
        if zh
        else "Written by `make docs` from `plugins/govreport/canonical/`, `include/reference/codes.yaml` and the "
        f"sources of {district.name.en}; don't edit. Every extract is brought to one canonical table; personal columns "
        "(legal representatives, phones, identity numbers) are dropped by tidy and have no place in any of them.",
        "",
    ]
    for extract, canonical_table in EXTRACTS.items():
        lines += _extract(extract, canonical_table, district, language)
    lines += ["## 参考表" if zh else "## Reference tables", ""]
    for name, reference in REFERENCES.items():
        lines += [f"### {name} {_TITLES.get(name, Message('', '')).in_language(language)}".rstrip(), ""]
        lines += [*_purpose(reference, language), ""]
        heads = ("列", "类型", "必填") if zh else ("Column", "Type", "Required")
        lines += table(heads, ((f"`{c.name}`", str(c.type), _tick(not c.nullable, zh)) for c in reference.columns))
    lines += ["## 代码表" if zh else "## Code lists", ""]
    for code_list in codes.values():
        lines += _codes(code_list, language)
    return page(lines)


def _extract(extract: str, table_: Table, district: District, language: Language) -> list[str]:
    zh, source = language == "zh", district.sources.get(extract)
    title = source.title.zh if source and zh else source.title.en if source else extract
    lines = [f"## {table_.name} {title}", "", *_purpose(table_, language), ""]
    if source is None:
        lines += ["本区没有此项数据。" if zh else "This district has no source for it.", ""]
    else:
        need = extract in REQUIRED
        lines += [
            f"数据名 `{extract}`（{'必须有' if need else '可以没有'}），由{source.owner}提供。"
            if zh
            else f"Extract `{extract}` ({'required' if need else 'optional'}), from {source.owner}.",
            "",
        ]
    heads = (
        ("列", "中文名", "类型", "代码表", "必填", "个人信息", "本区文件中的表头")
        if zh
        else ("Column", "Called", "Type", "Code list", "Required", "Personal", "Headers in this district's files")
    )
    rows = []
    for column in table_.columns:
        listed = column.info["codes"]
        layout = source.layout.columns.get(column.name) if source else None
        rows.append(
            (
                f"`{column.name}`",
                column.info["zh"],
                KINDS[column.info["kind"]].in_language(language),
                f"[{listed}](#{'代码表' if zh else 'codes'}-{listed})" if listed else "",
                _tick(not column.nullable, zh),
                "否" if zh else "no",
                _origin(column, layout.aliases if layout else (), zh),
            )
        )
    lines += table(heads, rows)
    if source is not None and source.layout.ignore:
        left = "、".join(source.layout.ignore)
        lines += [f"不取的列（个人信息、序号、备注）：{left}。" if zh else f"Columns left behind: {left}.", ""]
    return lines


def _purpose(table_: Table, language: Language) -> list[str]:
    """What a row is, line by line: a table within it needs its lines."""
    said = str(table_.info["zh"]) if language == "zh" else purposes().get(table_.name, "")
    return said.replace("``", "`").splitlines()


def _origin(column: Column[object], aliases: tuple[str, ...], zh: bool) -> str:
    if column.name == ROW:
        return "文件中的行号" if zh else "the row's number in its file"
    return "、".join(aliases)


def _tick(required: bool, zh: bool) -> str:
    return ("是" if zh else "yes") if required else ""


def _codes(code_list: CodeList, language: Language) -> list[str]:
    zh = language == "zh"
    anchor = f'<a id="{"代码表" if zh else "codes"}-{code_list.name}"></a>'
    heads = (
        ("代码", "中文", "英文", "起", "止", "敏感")
        if zh
        else ("Code", "Chinese", "English", "From", "To", "Sensitive")
    )
    rows = (
        (f"`{c.code}`", c.zh, c.en, str(c.valid_from or ""), str(c.valid_to or ""), _tick(c.sensitive, zh))
        for c in code_list.codes.values()
    )
    return [anchor, "", f"### {code_list.name}", "", *table(heads, rows)]


@cache
def purposes() -> Mapping[str, str]:
    """Table -> what stands about it behind its declaration."""
    found = {}
    for path in sorted(Path(canonical.__file__).parent.glob("*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for statement, after in pairwise(body):
            if (
                isinstance(statement, ast.Assign)
                and isinstance(statement.targets[0], ast.Name)
                and isinstance(after, ast.Expr)
                and isinstance(after.value, ast.Constant)
                and isinstance(after.value.value, str)
            ):
                found[statement.targets[0].id] = after.value.value.strip()
    return found
