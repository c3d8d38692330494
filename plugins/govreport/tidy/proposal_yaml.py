"""A proposed layout as the YAML of a source and a list of what remains to be decided."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from govreport.canonical import EXTRACTS
from govreport.currency import currency
from govreport.district.folder import District
from govreport.errors import Message
from govreport.tidy.evidence import NOTHING
from govreport.tidy.proposal import Proposal

_SAFE = re.compile(r"[\u4e00-\u9fff（）A-Za-z][\u4e00-\u9fff（）、A-Za-z0-9_]*")
_RESERVED = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def source_yaml(
    proposal: Proposal, district: District, *, units: Mapping[str, str] = {}, cutoff: str | None = None
) -> str:
    """The text of sources/<extract>.yaml. What was only guessed, and what is still to be decided, ends in ``# ?``."""
    table = EXTRACTS[proposal.extract]
    standing = district.sources.get(proposal.extract)
    owner = standing.owner if standing else next((s.owner for s in district.sources.values()), district.publisher.zh)
    title = standing.title if standing else None
    place = (
        f'{{url: "inbox/{district.id}/{{quarter}}", pattern: {json.dumps(file_pattern(proposal), ensure_ascii=False)}}}'
    )
    lines = [
        f"extract: {proposal.extract}",
        f"title: {{zh: {yaml_text(title.zh)}, en: {yaml_text(title.en)}}}"
        if title
        else f"title: {{zh: {yaml_text(_purpose(proposal.extract))}, en: {proposal.extract}}}",
        f"owner: {yaml_text(owner)}{'' if standing else '  # ?'}",
        f"location: {place}  # ?",
        "layout:",
        f"  nulls: [{', '.join(map(yaml_text, NOTHING))}]",
    ]
    ignore = [c.title for c in proposal.left if c.basis != "unknown"]
    if ignore:
        lines.append(f"  ignore: [{', '.join(map(yaml_text, ignore))}]")
    lines += [
        f"  # ignore or an alias of a column: {yaml_text(c.title)}  # ?" for c in proposal.left if c.basis == "unknown"
    ]
    lines += [f"  {name}: {value}" for name, value in proposal.hints.items()]
    if proposal.sheets:
        lines.append(f"  sheets: all  # ? {'、'.join(proposal.sheets)}")
    if proposal.dates:
        lines.append("  # dates: day_first  # ?" if proposal.dates == "?" else f"  dates: {proposal.dates}")
    if cutoff:
        lines.append(f"  cutoff: {cutoff}")
    elif not proposal.has_cutoff:
        lines.append("  # cutoff: quarter_end  # ?")
    if proposal.repeats:
        lines.append(f"  # group_by: [{', '.join(proposal.repeats)}]  # ?")
    lines += [f"  # encoding: {encoding}  # ?" for encoding in dict.fromkeys(proposal.encodings)]
    lines.append("  columns:")
    for column in table.columns:
        name = column.name
        if name in proposal.columns:
            lines.append(_column(proposal, name, units))
        elif name in proposal.missing:
            lines.append(f"    # {name}: {{value: …}}  # ? {column.info['zh']}")
    return "\n".join(lines) + "\n"


def _column(proposal: Proposal, name: str, units: Mapping[str, str]) -> str:
    found = proposal.columns[name]
    entry = f"aliases: [{', '.join(yaml_text(c.title) for c in found)}]"
    unsure = any(c.basis != "name" or c.doubted for c in found)
    if name in proposal.units:
        unit = proposal.units[name] or units.get(name)
        entry += f", unit: {unit}" if unit else ""
        unsure |= unit is None
    return f"    {name}: {{{entry}}}{'  # ?' if unsure else ''}"


def words_yaml(proposal: Proposal) -> str:
    """Lines for words.yaml; empty where every word is known."""
    lines = []
    for listed, words in proposal.words.items():
        lines.append(f"{listed}:")
        meant: dict[str, list[str]] = {}
        for word, code in words.items():
            meant.setdefault(code or "", []).append(word)
        for code, spelt in meant.items():
            text = f"{yaml_text(code) if code else '…'}: [{', '.join(map(yaml_text, spelt))}]"
            lines.append(f"  {text}  # ?" if code else f"  # {text}  # ?")
    return "\n".join(lines) + "\n" if lines else ""


def to_decide(proposal: Proposal, *, units: Mapping[str, str] = {}, cutoff: str | None = None) -> list[Message]:
    """What the files don't tell and a person must, a sentence each."""
    names = {c.name: str(c.info["zh"]) for c in EXTRACTS[proposal.extract].columns}
    told: list[Message] = []
    own = currency(proposal.currency)
    for name in proposal.missing:
        told.append(
            Message(
                f"没有“{names[name]}”一列（{name}，必需）：写出它的表头，或用 value 写固定值",
                f"no column for {name} ({names[name]}, required): write its header, or a constant as value",
            )
        )
    for name, found in proposal.columns.items():
        for c in found:
            if c.basis != "name":
                told.append(
                    Message(
                        f"“{c.title}”是不是“{names[name]}”（{name}，{c.confidence}%）？不是就改",
                        f"is {c.title} really {name} ({names[name]}, {c.confidence}%)? If not, change it",
                    )
                )
            elif c.doubted:
                told.append(
                    Message(
                        f"“{c.title}”一列的内容大多不像“{names[name]}”（{name}），请核对",
                        f"most cells of {c.title} don't read as {name} ({names[name]}); look at them",
                    )
                )
    for name, unit in proposal.units.items():
        if unit is None and name not in units:
            title = proposal.columns[name][0].title
            told.append(
                Message(
                    f"“{title}”的单位文件没有写明：补写 unit: {own.base} 或 {own.large_unit}等",
                    f"no unit is stated for {title}: add unit: {own.base}, {own.large_unit} or another",
                )
            )
    told += [
        Message(
            f"“{c.title}”不知是什么：写入某列的 aliases，或写入 ignore；现在不取",
            f"{c.title} is unknown: put it into a column's aliases, or into ignore; it isn't read now",
        )
        for c in proposal.left
        if c.basis == "unknown"
    ]
    told += _to_decide_of_the_file(proposal, cutoff)
    if proposal.words:
        told.append(
            Message(
                "有代码表中没有的词，见上面的 words.yaml：核对后存入区文件夹的 words.yaml",
                "some words are in no code list, see words.yaml above: check them and save them as the district's "
                "words.yaml",
            )
        )
    told.append(
        Message(
            "来源在哪里（location）和联系谁（owner）", "where the extract comes from (location) and whom to ask (owner)"
        )
    )
    return told


def _to_decide_of_the_file(proposal: Proposal, cutoff: str | None) -> list[Message]:
    told = []
    if not proposal.has_cutoff and not cutoff:
        told.append(
            Message(
                "表头上方没有写数据截止日期：如总是到季末，写 cutoff: quarter_end",
                "no cut-off is stated above the header: if the data always run to the quarter's end, write cutoff: "
                "quarter_end",
            )
        )
    if proposal.dates == "?":
        told.append(
            Message(
                "05/03/2019 是几月几日？日在前写 dates: day_first，月在前写 dates: month_first",
                "which day is 05/03/2019? Write dates: day_first or dates: month_first",
            )
        )
    if proposal.sheets:
        told.append(
            Message(
                f"有几个同样的工作表（{'、'.join(proposal.sheets)}）：全要写 sheets: all，只要一个写 sheet: 名称",
                f"several sheets hold this table ({', '.join(proposal.sheets)}): sheets: all for all of them, sheet: "
                "name for one",
            )
        )
    if proposal.repeats:
        told.append(
            Message(
                f"{'、'.join(proposal.repeats)} 有空格：若表示同上，写 group_by: [{', '.join(proposal.repeats)}]",
                f"{', '.join(proposal.repeats)} has empty cells: if they mean the same as above, write group_by: "
                f"[{', '.join(proposal.repeats)}]",
            )
        )
    told += [
        Message(
            f"编码按 {encoding} 读：名称有乱码就写明 encoding",
            f"read as {encoding}: if names look garbled, state the encoding",
        )
        for encoding in dict.fromkeys(proposal.encodings)
    ]
    return told


def file_pattern(proposal: Proposal) -> str:
    """The files' name with every number, and what differs between the files, left open."""
    paths = [PurePath(name) for name in proposal.files]
    names = {f"{re.sub(r'[0-9Qq年第季度月日_.-]*[0-9][0-9Qq年第季度月日_.-]*', '*', p.stem)}{p.suffix}" for p in paths}
    return names.pop() if len(names) == 1 else f"*{paths[0].suffix}"


def _purpose(extract: str) -> str:
    found = re.search(r"（([^（）]+)）", str(EXTRACTS[extract].info["zh"]))
    return found[1] if found else extract


def yaml_text(value: Any) -> str:
    """A text as YAML that can't be read as anything else, in quotes only where it needs them."""
    text = str(value)
    return text if _SAFE.fullmatch(text) and text.casefold() not in _RESERVED else json.dumps(text, ensure_ascii=False)
