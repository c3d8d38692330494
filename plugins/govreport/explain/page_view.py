"""What stands on a figure's page and on the page of a list of records, as plain data for figure.html.j2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from govreport.errors import Message
from govreport.explain.explanation import Side
from govreport.explain.export import ROLES, Line, lines_of
from govreport.explain.facts import Fact, aim, compared_quarters, definition, file_rows
from govreport.explain.figure_page import FigurePage, by_breakdown, by_town
from govreport.explain.lists import Listed, listed_columns, lists_html
from govreport.explain.rows import head_of, identifiers_of
from govreport.explain.words import (
    AGAINST,
    CUTOFF,
    DENOMINATOR,
    TARGET,
    amount,
    change,
    measure_words,
    money_of,
    printed,
    side_of,
)
from govreport.html.page import View
from govreport.indicators.model import Indicator, Measure, Observation
from govreport.indicators.vintages.status import VINTAGE_STATUS, vintage_status
from govreport.reports.numbers import Comparison
from govreport.reports.quantities import is_money
from govreport.reports.targets import target_in_force

_FILE_HEADS = (
    Message("数据与文件", "extract and file"),
    CUTOFF,
    Message("行数 − 未计入", "rows − set aside"),
    Message("散列值", "SHA-256"),
)
_MANY = Message(
    "记录较多，不在本页列出；取得清单：{command} --records list.csv",
    "There are too many records for a page; to get the list: {command} --records list.csv",
)


def figure_view(page: FigurePage, indicator: Indicator, top: Side, below: Side | None, link: str) -> View:
    """The page of an indicator; ``link`` leads to the list of its denominator where that stands elsewhere."""
    observation = page.observation(indicator)
    together = below is not None and not link
    lines = lines_of(top, below if together else None)
    listed = _listed(page, indicator, lines)
    lists = lists_html(lines, listed, page.cells, with_role=together, language=page.language)
    hidden = observation is not None and not observation.shown(indicator)
    return _page(page, indicator, (top, below)) | {
        "value": "—" if observation is None else printed(indicator, observation),
        "unit": page.say(indicator.unit),
        "changes": list(_changes(page, indicator)),
        "warning": page.pick("分母过小或为零，不印比率。", "The denominator is too small or zero: no rate is printed.")
        if hidden
        else "",
        "facts": [(page.say(name), page.say(text)) for name, text in _facts(page, indicator, observation)],
        "tables": [*by_town(page, indicator, {line.town_code for line in lines}), *by_breakdown(page, indicator)],
        "notes": [*_notes(page, indicator, top, below, listed, link), *_withheld(page, listed)],
        "lists": Markup(lists),  # noqa: S704 - escaped cell by cell in lists.py
    }


def list_view(page: FigurePage, indicator: Indicator, below: Side) -> View:
    """The page that lists the records of a denominator; the same for every figure that stands on it."""
    lines = lines_of(below, None)
    listed = _listed(page, indicator, lines, [m for m in [indicator.denominator] if m])
    lists = lists_html(lines, listed, page.cells, with_role=False, language=page.language)
    return _page(page, indicator, (below,)) | {
        "name": page.say(measure_words(indicator)[1] or DENOMINATOR),
        "command": "",
        "notes": [
            {"text": page.say(side_of(below, indicator.currency)), "href": "", "link": ""},
            *_withheld(page, listed),
        ],
        "lists": Markup(lists),  # noqa: S704 - escaped cell by cell in lists.py
    }


def _page(page: FigurePage, indicator: Indicator, sides: Sequence[Side | None]) -> View:
    """What every page has: where it belongs, the files, the rules, the vintage; nothing of the figure yet."""
    district = page.context.district
    read = {name for s in sides if s is not None for name in s.extracts}
    checks = [c for c in page.verdict.checks if c.tidy.extract in read]
    outcomes = [o for c in checks for o in c.outcomes]
    failed = [o for o in outcomes if not o.passed]
    status = vintage_status(page.quarter, page.vintage.source_quarter, district.timing)
    rows = file_rows(checks, district)
    aside = sum(row.left_out for row in rows)
    return page.shell() | {
        "publisher": page.say(district.publisher),
        "place": page.say(district.name),
        "quarter": page.say(page.quarter),
        "name": page.say(indicator.name),
        "command": page.command(indicator),
        "vintage": page.vintage.id,
        "status": page.say(VINTAGE_STATUS[status]),
        "note": page.say(district.note) if district.note else "",
        "value": "",
        "unit": "",
        "changes": [],
        "warning": "",
        "facts": [],
        "tables": [],
        "file_heads": [page.say(head) for head in _FILE_HEADS],
        "files": [
            {
                "title": page.say(row.title),
                "name": row.name,
                "cutoff": row.cutoff,
                "rows": f"{row.rows_in:,} − {row.left_out:,}",
                "sha256": row.sha256,
            }
            for row in rows
        ],
        "rules": page.pick(
            f"对这些文件核查了{len(outcomes)}条规则，{len(failed)}条有问题；共有{aside:,}行未计入。",
            f"{len(outcomes)} rules were judged on these files and {len(failed)} failed; "
            f"{aside:,} rows were set aside.",
        ),
        "failed": [
            page.pick(
                f"{o.rule} {o.zh}（{o.failed:,}/{o.evaluated:,}，{'不计入' if o.sets_aside else '仍计入'}）",
                f"{o.rule} {o.en} ({o.failed:,}/{o.evaluated:,}, {'set aside' if o.sets_aside else 'still count'})",
            )
            for o in failed
        ],
    }


def _changes(page: FigurePage, indicator: Indicator) -> Iterator[View]:
    now = page.figures.value(indicator.id, page.quarter)
    for name, past in compared_quarters(indicator, page.quarter):
        base = page.figures.value(indicator.id, past)
        if now is not None and base is not None:
            compared = Comparison(now, base, indicator.decimals, indicator.is_rate, is_money(indicator))
            yield {"label": page.say(AGAINST[name]), "text": page.say(change(compared))}


def _facts(page: FigurePage, indicator: Indicator, observation: Observation | None) -> Iterator[Fact]:
    district = page.context.district
    formula, *others = definition(indicator, page.quarter, district)
    yield formula
    if observation is not None and observation.denominator is not None and indicator.denominator is not None:
        top = amount(observation.numerator, money_of(indicator, indicator.numerator))
        below = amount(observation.denominator, money_of(indicator, indicator.denominator))
        yield Message("计算", "computed"), Message(f"{top.zh} ÷ {below.zh}", f"{top.en} ÷ {below.en}")
    yield from others
    target = target_in_force(district, indicator, page.quarter)
    if target is not None:
        goal = aim(target, indicator)
        yield (
            TARGET,
            Message(
                f"{target.label_zh}（{goal.zh}；{target.source}）", f"{target.label_en} ({goal.en}; {target.source})"
            ),
        )


def _listed(
    page: FigurePage, indicator: Indicator, lines: Sequence[Line], measures: Sequence[Measure] | None = None
) -> dict[str, Listed]:
    """What the page shows of the records of each extract."""
    used = measures or [m for m in (indicator.numerator, indicator.denominator) if m is not None]
    breakdowns = [b for b in indicator.breakdowns if not measures]
    found = {}
    for extract, sheet in page.cells.sheets.items():
        own = [line for line in lines if line.place.extract == extract]
        if own:
            parts = [[n.place for n in own if n.role == role] for role in ROLES]
            withheld = page.withholding.of(extract, parts)
            found[extract] = listed_columns(extract, sheet, used, breakdowns, page.context.codes, withheld)
    return found


def _withheld(page: FigurePage, listed: Mapping[str, Listed]) -> Iterator[View]:
    """What a list withholds, and why."""
    for shown in listed.values():
        if shown.whole:
            text = Message(
                "这些记录几乎都属于同一类特定人群，逐条列出会说明各项目的服务对象，本页只列合计。",
                "Nearly all of these records are about one sensitive group of people; a list would say for whom each "
                "of them is, so this page gives totals only.",
            )
        elif shown.withheld:
            place = page.context.district
            named = [(c, identifiers_of(place, c)) for c in shown.withheld]
            heads = [Message(head_of(c, place.money, by=by), head_of(c, place.money, "en", by)) for c, by in named]
            zh, en = "、".join(h.zh for h in heads), ", ".join(h.en for h in heads)
            text = Message(
                f"不公开的栏：{zh}。从中可以看出记录属于哪类特定人群。记录按编号排列，也不列行号。",
                f"Withheld: {en}. They would tell which records are about a sensitive group of people. Records stand "
                "in the order of their numbers, without row numbers.",
            )
        else:
            continue
        yield {"text": page.say(text), "href": "", "link": ""}


def _notes(
    page: FigurePage, indicator: Indicator, top: Side, below: Side | None, listed: Mapping[str, Listed], link: str
) -> Iterator[View]:
    words, observation = measure_words(indicator), page.observation(indicator)
    for measure, part, text, elsewhere in (
        (indicator.numerator, top, words[0], ""),
        (indicator.denominator, below, words[1], link),
    ):
        if measure is None or part is None or text is None:
            continue
        number = (observation.numerator if part is top else observation.denominator) if observation else None
        if part.chosen or not number:
            records = page.say(side_of(part, indicator.currency))
        else:
            records = page.say(_MANY).format(command=page.command(indicator))
        yield {
            "text": f"{page.say(text)}{page.pick('：', ': ')}{records}",
            "href": elsewhere,
            "link": page.pick("看清单", "see the list") if elsewhere else "",
        }
    for extract, shown in listed.items():
        if shown.numbered and not shown.whole:
            kind = page.pick("行号为文件中的行号：", "Row numbers are those of the file ")
            yield {"text": kind + page.cells.sheets[extract].filename, "href": "", "link": ""}
