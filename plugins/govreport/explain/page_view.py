"""What stands on a figure's page, as plain data for its template.

Belongs here: choosing and wording. Does not belong here: making and keeping pages (pages.py), lists (lists.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from govreport.errors import Message
from govreport.explain.explanation import ExplainContext, Side
from govreport.explain.export import Line, lines_of
from govreport.explain.lists import Cells, lists_html, public_columns
from govreport.explain.words import AGAINST, amount, change, measure_words, printed, side_of
from govreport.indicators.citations import cited
from govreport.indicators.engine import code_list_of
from govreport.indicators.labels import breakdown_word, member_word
from govreport.indicators.model import BASIS, Indicator, Measure
from govreport.indicators.presentation import PresentedFigures
from govreport.indicators.vintages.status import VINTAGE_STATUS, vintage_status
from govreport.language import Language
from govreport.manifests.measurements import VintageRef
from govreport.manifests.verdicts import Verdict
from govreport.reports.numbers import Comparison
from govreport.reports.targets import target_in_force

WORDS = {
    "skip": Message("跳到正文", "Skip to the content"),
    "records": Message("记录", "Records"),
    "files": Message("来源与核查", "Files and checks"),
    "command": Message("完整说明与清单：", "The whole explanation and the list:"),
    "vintage": Message("版本", "Vintage"),
    "top": Message("回到页首", "Back to the top"),
}


@dataclass(frozen=True)
class Source:
    """What all pages of one report are made from."""

    context: ExplainContext
    vintage: VintageRef
    verdict: Verdict
    figures: PresentedFigures
    language: Language
    cells: Cells

    def say(self, message: Message) -> str:
        """The message in the pages' language."""
        return message.in_language(self.language)


def figure_view(source: Source, indicator: Indicator, top: Side, below: Side | None, link: str) -> dict[str, Any]:
    """The page of an indicator; ``link`` leads to the list of its denominator where that stands elsewhere."""
    say, figures, quarter = source.say, source.figures, source.vintage.quarter
    observation = figures.get(indicator.id, quarter)
    together = below is not None and not link
    lines = lines_of(top, below if together else None)
    listed = _lists(source, indicator, lines, with_role=together)
    value = "—" if observation is None else printed(indicator, observation)
    return _page(source, indicator, (top, below)) | {
        "value": value,
        "unit": say(indicator.unit),
        "changes": _changes(source, indicator),
        "warning": ""
        if observation is None or observation.shown(indicator)
        else say(Message("分母过小或为零，不印比率。", "The denominator is too small or zero: no rate is printed.")),
        "facts": [(say(name), text) for name, text in _facts(source, indicator)],
        "tables": [*_towns(source, indicator, {line.town_code for line in lines}), *_breakdowns(source, indicator)],
        "notes": list(_notes(source, indicator, top, below, lines, link)),
        "lists": Markup(listed),  # noqa: S704 - escaped cell by cell in lists.py
    }


def list_view(source: Source, indicator: Indicator, below: Side) -> dict[str, Any]:
    """The page that lists the records of a denominator; the same for every figure that stands on it."""
    words = measure_words(indicator)[1] or Message("分母", "denominator")
    lines = lines_of(below, None)
    listed = _lists(source, indicator, lines, with_role=False, measures=[m for m in [indicator.denominator] if m])
    view = _page(source, indicator, (below,), measures=[m for m in [indicator.denominator] if m])
    return view | {
        "name": source.say(words),
        "command": "",
        "value": "",
        "unit": "",
        "changes": [],
        "warning": "",
        "facts": [],
        "tables": [],
        "notes": [{"text": source.say(side_of(below)), "href": "", "link": ""}],
        "lists": Markup(listed),  # noqa: S704 - escaped cell by cell in lists.py
    }


def _page(
    source: Source, indicator: Indicator, sides: Sequence[Side | None], measures: Sequence[Measure] | None = None
) -> dict[str, Any]:
    """What every page has: where it belongs, the files, the rules, the vintage."""
    say, context, quarter = source.say, source.context, source.vintage.quarter
    district = context.district
    read = {name for s in sides if s is not None for name in s.extracts}
    checks = [c for c in source.verdict.checks if c.tidy.extract in read]
    failed = [o for c in checks for o in c.outcomes if not o.passed]
    judged = sum(len(c.outcomes) for c in checks)
    status = vintage_status(quarter, source.vintage.source_quarter, district.report.release_working_days)
    aside = sum(c.tidy.rows_set_aside + c.rows_set_aside for c in checks)
    return {
        "lang_tag": "zh-CN" if source.language == "zh" else "en",
        "language": source.language,
        "words": {name: say(message) for name, message in WORDS.items()},
        "publisher": district.publisher.zh if source.language == "zh" else district.publisher.en,
        "place": district.name.zh if source.language == "zh" else district.name.en,
        "quarter": quarter.zh if source.language == "zh" else quarter.en,
        "name": say(indicator.name),
        "command": f"govreport explain {quarter} {indicator.id} -d {district.id}",
        "vintage": source.vintage.id,
        "status": say(VINTAGE_STATUS[status]),
        "note": say(Message(district.note.zh, district.note.en)) if district.note else "",
        "file_heads": [
            say(h)
            for h in (
                Message("数据与文件", "extract and file"),
                Message("数据截止", "cut-off"),
                Message("行数 − 未计入", "rows − set aside"),
                Message("散列值", "SHA-256"),
            )
        ],
        "files": [
            {
                "title": say(Message(*_title(source, c.tidy.extract))),
                "name": c.tidy.filename,
                "cutoff": str(c.tidy.cutoff or "—"),
                "rows": f"{c.tidy.rows_in:,} − {c.tidy.rows_set_aside + c.rows_set_aside:,}",
                "sha256": c.tidy.snapshot_sha256,
            }
            for c in checks
        ],
        "rules": say(
            Message(
                f"对这些文件核查了{judged}条规则，{len(failed)}条有问题；共有{aside:,}行未计入。",
                f"{judged} rules were judged on these files and {len(failed)} failed; {aside:,} rows were set aside.",
            )
        ),
        "failed": [
            f"{o.rule} {o.zh}（{o.failed:,}/{o.evaluated:,}，{'不计入' if o.sets_aside else '仍计入'}）"
            if source.language == "zh"
            else f"{o.rule} {o.en} ({o.failed:,}/{o.evaluated:,}, {'set aside' if o.sets_aside else 'still count'})"
            for o in failed
        ],
    }


def _title(source: Source, extract: str) -> tuple[str, str]:
    title = source.context.district.sources[extract].title
    return title.zh, title.en


def _changes(source: Source, indicator: Indicator) -> list[dict[str, str]]:
    figures, quarter, found = source.figures, source.vintage.quarter, []
    now = figures.value(indicator.id, quarter)
    for name, past in (("previous", quarter.previous), ("year_ago", quarter.year_ago)):
        if name == "previous" and indicator.basis == "year_to_date" and quarter.number == 1:
            continue
        base = figures.value(indicator.id, past)
        if now is not None and base is not None:
            compared = Comparison(now, base, indicator.decimals, indicator.is_rate)
            found.append({"label": source.say(AGAINST[name]), "text": source.say(change(compared))})
    return found


def _facts(source: Source, indicator: Indicator) -> Iterable[tuple[Message, str]]:
    say, quarter = source.say, source.vintage.quarter
    yield Message("口径", "formula"), say(indicator.formula)
    observation = source.figures.get(indicator.id, quarter)
    if observation is not None and observation.denominator is not None and indicator.denominator is not None:
        top = say(amount(observation.numerator, is_money=indicator.numerator.is_money))
        below = say(amount(observation.denominator, is_money=indicator.denominator.is_money))
        yield Message("计算", "computed"), f"{top} ÷ {below}"
    if indicator.caveat is not None:
        yield Message("说明", "note"), say(indicator.caveat)
    basis = say(BASIS[indicator.basis])
    yield Message("时间口径", "basis"), say(Message(f"{basis}（截至{quarter.end}）", f"{basis} (as of {quarter.end})"))
    yield Message("依据", "rule"), cited(indicator.source, source.context.district.code)
    target = target_in_force(source.context.district.targets, indicator, quarter)
    if target is not None:
        yield (
            Message("目标", "target"),
            say(
                Message(
                    f"{target.label_zh}（{target.value}{indicator.unit.zh}，{target.due}前；{target.source}）",
                    f"{target.label_en} ({target.value} {indicator.unit.en} by {target.due}; {target.source})",
                )
            ),
        )


def _heads(source: Source, indicator: Indicator, first: Message) -> list[str]:
    heads = [first, Message(f"数值（{indicator.unit.zh}）", f"value ({indicator.unit.en})")]
    if indicator.denominator is not None:
        heads += [Message("分子", "numerator"), Message("分母", "denominator")]
    return [source.say(h) for h in heads]


def _cells(source: Source, indicator: Indicator, town: str, breakdown: str = "", member: str = "") -> list[str]:
    observation = source.figures.get(indicator.id, source.vintage.quarter, town, breakdown, member)
    if observation is None:
        return ["—"] * (3 if indicator.denominator is not None else 1)
    cells = [printed(indicator, observation)]
    if indicator.denominator is not None:
        cells.append(source.say(amount(observation.numerator, is_money=indicator.numerator.is_money)))
        cells.append(source.say(amount(observation.denominator or 0, is_money=indicator.denominator.is_money)))
    return cells


def _towns(source: Source, indicator: Indicator, listed: set[str | None]) -> list[dict[str, Any]]:
    if not indicator.by_town:
        return []
    quarter, district = source.vintage.quarter, source.context.district
    rows = [
        {
            "id": f"t-{town.code}",
            "name": source.cells.writer.town(town.code),
            "href": f"#r-{town.code}" if town.code in listed else "",
            "cells": _cells(source, indicator, town.code),
            "total": False,
        }
        for town in district.towns
        if source.figures.get(indicator.id, quarter, town.code) is not None
    ]
    if not rows:
        return []
    rows.append(
        {
            "id": "t-district",
            "name": source.say(Message("全区", "District")),
            "href": "",
            "cells": _cells(source, indicator, ""),
            "total": True,
        }
    )
    heads = _heads(source, indicator, Message("镇街", "town"))
    title = source.say(Message("分镇街", "By town"))
    return [{"id": "towns", "title": title, "heads": heads, "rows": rows, "note": ""}]


def _breakdowns(source: Source, indicator: Indicator) -> Iterable[dict[str, Any]]:
    """The district's figures by member, as far as they may be shown; no list of records is split by member."""
    quarter, context = source.vintage.quarter, source.context
    for breakdown in indicator.breakdowns:
        named = code_list_of(indicator.numerator.relation.c[breakdown])
        rows = [
            {
                "id": f"b-{breakdown}-{member}",
                "name": source.say(member_word(indicator, breakdown, member, context.district, context.codes)),
                "href": "",
                "cells": _cells(source, indicator, "", breakdown, member),
                "total": False,
            }
            for member in _in_order(source, named, source.figures.members(indicator.id, quarter, breakdown))
        ]
        if rows:
            word = breakdown_word(breakdown)
            yield {
                "id": f"by-{breakdown}",
                "title": source.say(Message(f"按{word.zh}", f"By {word.en}")),
                "heads": _heads(source, indicator, word),
                "rows": rows,
                "note": "",
            }


def _in_order(source: Source, named: str | None, members: list[str]) -> list[str]:
    """Members as their code list prints them; those without a list as they are."""
    listed = list(source.context.codes[named].codes) if named is not None and named in source.context.codes else []
    return [m for m in listed if m in members] + [m for m in members if m not in listed]


def _lists(
    source: Source,
    indicator: Indicator,
    lines: Sequence[Line],
    *,
    with_role: bool,
    measures: Sequence[Measure] | None = None,
) -> str:
    used = measures or [m for m in (indicator.numerator, indicator.denominator) if m is not None]
    there = {line.place.extract for line in lines}
    extracts = [e for e in source.cells.sheets if e in there]
    breakdowns = [b for b in indicator.breakdowns if not measures]
    columns = {
        extract: public_columns(extract, source.cells.sheets[extract], used, breakdowns, source.context.codes)
        for extract in extracts
    }
    return lists_html(lines, columns, source.cells, with_role=with_role, language=source.language)


def _notes(
    source: Source, indicator: Indicator, top: Side, below: Side | None, lines: Sequence[Line], link: str
) -> Iterable[dict[str, str]]:
    say = source.say
    words = measure_words(indicator)
    command = (
        f"govreport explain {source.vintage.quarter} {indicator.id} -d {source.context.district.id} --records list.csv"
    )
    many = Message(
        f"记录较多，不在本页列出；取得清单：{command}",
        f"There are too many records for a page; to get the list: {command}",
    )
    for measure, part, text, elsewhere in (
        (indicator.numerator, top, words[0], ""),
        (indicator.denominator, below, words[1], link),
    ):
        if measure is None or part is None or text is None:
            continue
        observation = source.figures.get(indicator.id, source.vintage.quarter)
        number = (observation.numerator if part is top else observation.denominator) if observation else None
        listed = bool(part.chosen) or not number
        said = side_of(part) if listed else many
        yield {
            "text": f"{say(text)}：{say(said)}" if source.language == "zh" else f"{say(text)}: {say(said)}",
            "href": elsewhere,
            "link": say(Message("看清单", "see the list")) if elsewhere else "",
        }
    for extract in dict.fromkeys(line.place.extract for line in lines):
        sheet = source.cells.sheets.get(extract)
        if sheet is not None:
            kind = Message("行号为文件中的行号：", "Row numbers are those of the file ")
            yield {"text": say(kind) + sheet.filename, "href": "", "link": ""}
