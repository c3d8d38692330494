"""Failing rows as sentences: file, row, column, value, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from govreport.canonical import EXTRACTS, ROW
from govreport.canonical.personal import without_personal
from govreport.errors import Message
from govreport.manifests.extracts import TidyExtract, place
from govreport.quality.conditions import Scope
from govreport.quality.failure_files import Line
from govreport.quality.rule import Record, Rule
from govreport.quality.suite import Judgement
from govreport.quality.values import EMPTY, printed

if TYPE_CHECKING:
    from govreport.quality.frames.frame import Frame


def lines(frame: Frame, judgement: Judgement, tidies: Mapping[str, TidyExtract], scope: Scope) -> list[Line]:
    """One line a failing row of ``judgement``. ``tidies`` holds the extracts that the frame's rows come from."""
    rule = judgement.rule
    return [_line(rule, record, tidies, scope) for record in frame.records(list(judgement.rows))]


def _line(rule: Rule, record: Record, tidies: Mapping[str, TidyExtract], scope: Scope) -> Line:
    extract = str(record.get("extract") or next(iter(tidies)))
    tidy = tidies.get(extract)
    row = int(record.get("line", record[ROW]))
    column = str(record[rule.column_from]) if rule.column_from else rule.column
    header = _header(column, record, tidy, extract, scope)
    value = _shown(column, record, extract, scope)
    suggestion = rule.suggest(record, scope) if rule.suggest else None
    observed = _unnamed(rule.observed(record, scope)) if rule.observed else _quoted(header, value)
    shown = [(_header(c, record, tidy, extract, scope), _shown(c, record, extract, scope) or EMPTY) for c in rule.shows]
    context_zh = f"（该行{'，'.join(f'“{h}”为“{v}”' for h, v in shown)}）" if shown else ""
    context_en = f" ({', '.join(f'{h}: {v}' for h, v in shown)})" if shown else ""
    fate = _fate(rule, record)
    hint_zh = f"是否应为“{suggestion}”？" if suggestion else ""
    hint_en = f" Should it be {suggestion}?" if suggestion else ""
    place = _place(tidy, extract, row)
    if "place_zh" in record:
        place = Message(record["place_zh"], record["place_en"])
    return {
        "extract": extract,
        "row": row,
        "column": header,
        "value": value,
        "rule": rule.id,
        "zh": f"{place.zh}{observed.zh}{context_zh}，违反规则{rule.id}：{rule.zh}。{fate.zh}{rule.fix.zh}{hint_zh}",
        "en": f"{place.en}{observed.en}{context_en}; rule {rule.id}: {rule.en}. {fate.en}{rule.fix.en}{hint_en}",
        "suggestion": suggestion,
        "town_code": record.get("town_code"),
    }


def _place(tidy: TidyExtract | None, extract: str, row: int) -> Message:
    if tidy is None:
        return Message(f"{extract}：", f"{extract}: ")
    if row <= 0:
        return Message(f"文件“{tidy.filename}”", f"{tidy.filename}: ")
    where = place(row, tidy.sheets)
    return Message(f"文件“{tidy.filename}”{where.zh}", f"{tidy.filename}, {where.en}: ")


def _quoted(header: str, value: str) -> Message:
    if not value:
        return Message(f"“{header}”为空", f"{header} is empty")
    return Message(f"“{header}”为“{value}”", f"{header} is “{value}”")


def _fate(rule: Rule, record: Record) -> Message:
    if ROW not in record or "line" in record:
        return Message("", "")
    if rule.sets_aside:
        return Message("该行不计入报表。", "The row is left out of the report. ")
    return Message("该行仍计入报表。", "The row still counts. ")


@cache
def _about(extract: str, column: str) -> Mapping[str, Any]:
    """What the canonical tables say of a column; nothing where they have none of that name."""
    table = EXTRACTS.get(extract)
    return table.columns[column].info if table is not None and column in table.columns else {}


def _header(column: str, record: Record, tidy: TidyExtract | None, extract: str, scope: Scope) -> str:
    if column == "value":
        return str(record.get("header") or "")
    about = _about(extract, column)
    name = str(about.get("zh", column))
    if about.get("kind") == "id":
        name = scope.district.identifiers_in(extract).say(Message(name, "")).zh
    return tidy.columns.get(column, name) if tidy is not None else name


def _shown(column: str, record: Record, extract: str, scope: Scope) -> str:
    """A value as it may be kept: without what points at a person. The sheet that goes back has the cell itself."""
    is_number = _about(extract, column).get("kind") == "id"
    own_form = is_number and scope.district.identifiers_in(extract).scheme == "pattern"
    return without_personal(_text(column, record, extract, scope), code=own_form)


def _unnamed(seen: Message) -> Message:
    """What a rule saw, which may quote a cell."""
    return Message(without_personal(seen.zh), without_personal(seen.en))


def _text(column: str, record: Record, extract: str, scope: Scope) -> str:
    info, value = _about(extract, column), record.get(column)
    if not info or value is None:
        return printed("text", value, scope.district.money)
    if info["kind"] == "coded" and info["codes"] in scope.codes and value in scope.codes[info["codes"]].codes:
        return scope.codes[info["codes"]].zh(value)
    if info["kind"] == "town" and value in scope.district.town_by_code:
        return scope.district.town_by_code[value].short_name_on(scope.quarter.end)
    return printed(info["kind"], value, scope.district.money)


def sentences(found: Sequence[Line], limit: int = 3) -> Message:
    """The first sentences of ``found`` and how many more there are: the detail of a rule about a whole file."""
    more = len(found) - limit
    return Message(
        "".join(line["zh"] for line in found[:limit]) + (f"另有{more}处。" if more > 0 else ""),
        " ".join(line["en"] for line in found[:limit]) + (f" And {more} more." if more > 0 else ""),
    )
