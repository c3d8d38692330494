"""What is wrong, unit by unit: the lines that a correction sheet lists.

One line a (row, column), however many rules it breaks; a line goes to the town that the row names, and to the office
that owns the file where it names none or where the whole file is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.errors import Message
from govreport.language import Language, capitalized, pick, text_in
from govreport.manifests.extracts import TidyExtract, number_shown, place
from govreport.manifests.verdicts import Verdict, snapshots_of
from govreport.quality.asked_rows import asking_lines, unit_asked
from govreport.quality.catalogue import SUITES, fix_of, rules_of
from govreport.quality.shapes import SHAPES
from govreport.quality.sheets import in_english
from govreport.quality.sheets.source_cells import Original, original_rows
from govreport.quarter import Quarter
from govreport.store.files import FileStore
from govreport.tidy.values.money import money_parser
from govreport.tidy.values.problems import AMOUNT, TODO

TIDY_RULES: Mapping[str, str] = {
    "T-DATE": "日期须完整、真实存在",
    "T-DATE-MONTH": "日期须写到日",
    "T-MONEY": "金额须是数字，单位清楚，最细到分",
    "T-UNIT": "金额须写明单位",
    "T-CODE": "须用代码表中的词",
    "T-TOWN": "须是本区的镇街",
    "T-FORMER": "宜用现行的区划代码",
    "T-COMMUNITY": "须是该镇街的村（社区）",
    "T-USCC-NUMBER": "代码须存为文本，不能存为数字",
    "T-ID-NUMBER": "编号须存为文本，不能存为数字",
    "T-ID": "一格只能有一个编号，不带角标",
    "T-TEXT": "须是文字，不能存为日期或逻辑值",
    "T-GARBLED": "文字不能有乱码",
    "T-INT": "须是整数",
    "T-REQUIRED": "必填项不能为空",
    "T-CELLS": "每行的格数须与表头一致",
    "T-ROW": "须是一条完整的记录",
    "T-QUOTE": "英文双引号只能成对括住整格",
    "T-ERROR": "单元格不能是公式错误",
    "T-UNCOMPUTED": "公式须已算出并存有结果",
    "T-DOUBTFUL": "一格不能有部分删除线或上下标",
    "T-FORMAT": "显示的内容须与所存的数一致",
    "T-LONG": "一格最多32,767个字",
    "T-NESTED": "一格只能有一个值",
    "T-CUTOFF": "全文件只能有一个数据截止日期",
    "T-HIDDEN": "没有隐藏的行和工作表",
    "T-TOTAL": "合计行须能读懂",
}
"""What must hold of a single cell, as a clause; tidy's own sentences say what does not."""
_BESIDE = re.compile(r"“([^”]*)”为“([^”]*)”")


@dataclass(frozen=True)
class Unit:
    """Whose sheet it is."""

    id: str
    """Town code or owner."""
    title: str
    town: bool


@dataclass
class FaultyCell:
    """One (row, column) that breaks rules."""

    extract: str
    filename: str
    row: int
    """0 where the whole file is meant."""
    header: str
    """The column as the file calls it; "" where none is meant."""
    column: str | None
    """Its canonical name; None where a new value wouldn't help."""
    original: str
    """The cell's own text."""
    about: str
    """Organization or project, for a person to find it."""
    key: Mapping[str, str]
    """What names the record in a correction."""
    place: Message
    row_shown: int | str
    """Its row in words and as a number, with its sheet where several were read."""
    rules: list[str] = field(default_factory=list)
    demands: list[str] = field(default_factory=list)
    """What each rule asks, in plain words."""
    facts: list[str] = field(default_factory=list)
    """What was seen, where quoting the value doesn't say it."""
    todo: list[str] = field(default_factory=list)
    suggestion: str = ""
    language: Language = "zh"
    """Of the texts above: the district's first."""

    @property
    def correctable(self) -> bool:
        """A new value in this cell can be applied."""
        return self.row > 0 and self.column is not None


def faulty_cells(
    verdict: Verdict, files: FileStore, district: District, codes: Mapping[str, CodeList]
) -> dict[Unit, list[FaultyCell]]:
    """Every failing (row, column) by unit: towns in the district's order, then owners; lines by file, row, column."""
    failures = asking_lines(verdict.checks, verdict.failures_key, files)
    tidies: dict[str, TidyExtract] = {check.tidy.extract: check.tidy for check in verdict.checks}
    originals = {
        name: original_rows(
            tidy, {int(t["row"]) for _, t, _ in failures if t["extract"] == name}, files, district, codes
        )
        for name, tidy in tidies.items()
    }
    joined: dict[tuple[str, int, str], FaultyCell] = {}
    language = district.languages[0]
    units: dict[tuple[str, int, str], Unit] = {}
    known = _units(district, verdict.quarter)
    for suite, line, check in failures:
        tidy = check.tidy
        key = (str(tidy.extract), int(line["row"]), str(line["column"] or ""))
        if key not in joined:
            joined[key] = _faulty_cell(language, line, tidy, originals[tidy.extract].get(int(line["row"])))
        _add(joined[key], suite, line, district)
        unit = unit_asked(line, district.town_by_code, district.sources[tidy.extract].owner)
        units.setdefault(key, known[unit])
    order = {name: i for i, name in enumerate(EXTRACTS)}
    grouped: dict[Unit, list[FaultyCell]] = {unit: [] for unit in known.values()}
    for key in sorted(joined, key=lambda k: (order[k[0]], k[1], _position(tidies[k[0]], k[2]), k[2])):
        grouped[units[key]].append(joined[key])
    return {unit: faults for unit, faults in grouped.items() if faults}


def _units(district: District, quarter: Quarter) -> dict[str, Unit]:
    towns = {town.code: Unit(town.code, town.short_name_on(quarter.end), True) for town in district.towns}
    owners = dict.fromkeys(district.sources[name].owner for name in EXTRACTS if name in district.sources)
    return towns | {owner: Unit(owner, owner, False) for owner in owners}


def _position(tidy: TidyExtract, header: str) -> int:
    headers = list(tidy.columns.values())
    return headers.index(header) if header in headers else -1


def _faulty_cell(
    language: Language, line: Mapping[str, Any], tidy: TidyExtract, original: Original | None
) -> FaultyCell:
    cells = original.cells if original else {}
    header = line["column"] or ""
    by_header = {text: name for name, text in tidy.columns.items()}
    table = EXTRACTS[tidy.extract]
    by_name = {c.info["zh"]: c.name for c in table.columns if c.name in tidy.columns}
    column = by_header.get(header) or by_name.get(header)
    if original is None or line["row"] <= tidy.header_row:
        column = None
    about = " ".join(filter(None, (_about(name, cells.get(name, ""), language) for name in SHAPES[tidy.extract].about)))
    return FaultyCell(
        extract=tidy.extract,
        filename=tidy.filename,
        row=max(0, int(line["row"])),
        header=header,
        column=column,
        original=cells[column] if column is not None and column in cells else line["value"] or "",
        about=about,
        key=original.key_for(column) if original and column else {},
        place=place(int(line["row"]), tidy.sheets),
        row_shown=number_shown(int(line["row"]), tidy.sheets),
        language=language,
    )


def _about(name: str, text: str, language: Language) -> str:
    return pick(language, f"第{text}批", f"instalment {text}") if name == "instalment" and text.isdigit() else text


def _add(fault: FaultyCell, suite: str, line: Mapping[str, Any], district: District) -> None:
    rule = line["rule"]
    if rule in fault.rules:
        return
    fault.rules.append(rule)
    by = district.identifiers_in(fault.extract)
    demanded, todo = by.say(_demand(suite, rule, district)), by.say(_todo(suite, rule, district.currency))
    fault.demands.append(pick(fault.language, f"{demanded.zh}（{rule}）", f"{demanded.en} ({rule})"))
    if fault.language == "zh":  # cut out of the Chinese sentence; the English cells have the value beside them
        for fact in _facts(line, rule, fault):
            _note(fault.facts, fact)
    _note(fault.todo, text_in(fault.language, todo))
    fault.suggestion = fault.suggestion or line["suggestion"] or ""


def _note(texts: list[str], text: str) -> None:
    if text and text not in texts:
        texts.append(text)


def _demand(suite: str, rule: str, district: District) -> Message:
    declared = next((r for r in rules_of(suite, district) if r.id == rule), None) if suite in SUITES else None
    if declared is not None:
        return Message(declared.zh, declared.en)
    return Message(TIDY_RULES.get(rule, "须能读懂"), in_english.DEMANDS.get(rule, "something that can be read"))


def _todo(suite: str, rule: str, currency: str) -> Message:
    if suite in SUITES:
        fix = fix_of(suite, rule)
        return Message(fix.zh, fix.en) if fix else Message("", "")
    words = money_parser(currency).todo if rule == AMOUNT else TODO.get(rule)
    return Message(f"{words[0]}。", f"{capitalized(words[1])}.") if words else Message("", "")


def _facts(line: Mapping[str, Any], rule: str, fault: FaultyCell) -> list[str]:
    """What was seen in this row: the sentence without its place, its value, its rule and what names the record."""
    seen, _, _ = line["zh"].partition(f"，违反规则{rule}：")
    seen, _, _ = seen.partition(f"（规则{rule}）")
    _, _, seen = seen.partition("”")  # the file's name ends there
    seen, _, beside = seen.removeprefix(fault.place.zh).partition("（该行")
    quoted = f"“{line['column']}”"
    if seen.startswith(quoted):
        seen = seen.removeprefix(quoted).removeprefix(f"的值“{line['value']}”")
        seen = "" if seen.startswith("为") else seen
    shown = [f"“{header}”为“{value}”" for header, value in _BESIDE.findall(beside) if value not in fault.about]
    return [fact for fact in (seen, "，".join(shown)) if fact]


def files_of(faults: Iterable[FaultyCell], verdict: Verdict) -> dict[str, str]:
    """The files that these cells stand in: extract -> hash. Another file may be replaced without touching them."""
    judged = snapshots_of(verdict)
    return {extract: judged[extract] for extract in sorted({fault.extract for fault in faults})}


def rows_of(faults: Iterable[FaultyCell]) -> int:
    """How many rows are meant, whole files not counted."""
    return len({(f.extract, f.row) for f in faults if f.row > 0})
