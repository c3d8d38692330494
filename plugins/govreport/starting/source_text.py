"""The text of sources/EXTRACT.yaml: every likely spelling of a header, not only those of the files at hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from govreport.canonical import EXTRACTS
from govreport.canonical.folding import fold
from govreport.errors import Message
from govreport.language import Language, pick, text_in
from govreport.starting.supplied import Extract
from govreport.tidy.evidence import NOTHING
from govreport.tidy.proposal_yaml import file_pattern, yaml_text
from govreport.tidy.usual_words import Usual, in_one_language
from govreport.vocabulary import EXTRACTS_CALLED

_NOTHING_EN = ("n/a", "none", "unknown", "not known")
_PERSONAL_ZH = ("法定代表人", "负责人", "联系人", "联系电话", "手机", "身份证号", "经办人", "序号", "备注")
_PERSONAL_EN = ("Contact", "Contact name", "Telephone", "Email", "Trustee", "Notes", "Remarks")
SPELT: dict[str, str] = {}
"""Folded header -> as it is usually spelt, filled from the installation's usual words."""


@dataclass
class SourceChoices:
    """What was decided of one extract beyond what its files show."""

    units: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    repeats: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Column -> the one that it repeats, and the one that must be filled for it."""
    title: Message | None = None
    """What the extract is called, where its usual name doesn't say of whom it speaks."""
    dates: str | None = None
    decimal: str | None = None
    cutoff: str | None = None
    entries: dict[str, str] = field(default_factory=dict)
    """Further entries of the source: exits, population."""


def learn_spellings(usual: Usual) -> None:
    """Remember how headers are usually spelt, spaces and all."""
    for columns in usual.values():
        for words in columns.values():
            for word in words:
                SPELT.setdefault(fold(word), word)


def source_text(
    extract: Extract, district: str, owner: str, language: Language, usual: Usual, chosen: SourceChoices
) -> str:
    """The whole file."""
    proposal, table = extract.proposal, EXTRACTS[extract.name]
    title = chosen.title or EXTRACTS_CALLED[extract.name]
    nothing = NOTHING if language == "zh" else (*(word for word in NOTHING if word.isascii()), *_NOTHING_EN)
    place = (
        f'{{url: "inbox/{district}/{{quarter}}", pattern: {json.dumps(file_pattern(proposal), ensure_ascii=False)}}}'
    )
    lines = [
        f"extract: {extract.name}",
        f"title: {{zh: {yaml_text(title.zh)}, en: {yaml_text(title.en)}}}"
        if language == "zh"
        else f"title: {yaml_text(title.en)}",
        f"owner: {yaml_text(owner)}  # {pick(language, '迟了、错了找谁', 'whom to ask when it is late or wrong')}",
        f"location: {place}  # {pick(language, '每季的文件放在这里；别的来源', 'put the files there; other places')}: "
        f"docs/{language}/sources.md",
        *(f"{name}: {value}" for name, value in chosen.entries.items()),
        "layout:",
        f"  nulls: [{', '.join(map(yaml_text, nothing))}]",
    ]
    taken = {fold(c.title) for found in proposal.columns.values() for c in found}
    ignore = [SPELT.get(fold(c.title), c.title) for c in proposal.left]
    personal = _PERSONAL_ZH if language == "zh" else _PERSONAL_EN
    ignore += [word for word in personal if fold(word) not in taken and fold(word) not in set(map(fold, ignore))]
    taken |= set(map(fold, ignore))
    lines.append(
        f"  ignore: [{', '.join(map(yaml_text, ignore))}]  # {pick(language, '已知，不读取', 'known and not read')}"
    )
    lines += [f"  {name}: {value}" for name, value in proposal.hints.items()]
    if proposal.sheets:
        lines.append("  sheets: all")
    if chosen.dates:
        lines.append(f"  dates: {chosen.dates}")
    if chosen.decimal:
        lines.append(f"  decimal: {chosen.decimal}")
    if chosen.cutoff:
        lines.append(f"  cutoff: {chosen.cutoff}")
    lines.append("  columns:")
    for column in table.columns:
        if column.name in chosen.constants:
            lines.append(f"    {column.name}: {{value: {yaml_text(chosen.constants[column.name])}}}")
        elif column.name in chosen.repeats:
            same_as, where = chosen.repeats[column.name]
            lines.append(f"    {column.name}: {{same_as: {same_as}, where: {where}}}")
        elif column.name in proposal.columns:
            lines.append(_column(extract, column.name, usual, language, taken, chosen))
    return "\n".join(lines) + "\n"


def _column(
    extract: Extract, name: str, usual: Usual, language: Language, taken: set[str], chosen: SourceChoices
) -> str:
    own = [SPELT.get(fold(title), title) for title in extract.titles(name)]
    table, further = EXTRACTS[extract.name], []
    for word in in_one_language(usual[extract.name][name], language):
        if word not in table.c and fold(word) not in taken:
            taken.add(fold(word))
            further.append(word)
    entry = f"aliases: [{', '.join(map(yaml_text, (*own, *further)))}]"
    unit = extract.proposal.units.get(name) or chosen.units.get(name)
    if name in extract.proposal.units and unit:
        entry += f", unit: {yaml_text(unit)}"
    return f"    {name}: {{{entry}}}"


def heading(district: str, extract: str, language: Language) -> str:
    """The comment above a source."""
    told = Message(
        f"由文件起草，请核对：govreport sources preview 文件 -d {district} -e {extract}；写法见 docs/zh/new-layout.md",
        f"Drafted from files; look at it: govreport sources preview FILE -d {district} -e {extract}; see "
        "docs/en/new-layout.md",
    )
    return f"# {text_in(language, told)}\n"
