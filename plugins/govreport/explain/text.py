"""An explanation in plain words: headings, lines of two or more cells, notes, each in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from govreport.errors import Message, strung
from govreport.explain.explanation import ExplainContext, Explanation, LeftOut
from govreport.explain.facts import aim, definition, file_rows
from govreport.explain.marks import FIGURE, MARK, prints
from govreport.explain.signed import signing
from govreport.explain.words import (
    AGAINST,
    CUTOFF,
    DENOMINATOR,
    NUMERATOR,
    TARGET,
    amount,
    change,
    exact,
    measure_words,
    money_of,
    printed,
    side_of,
)
from govreport.indicators.model import Observation
from govreport.indicators.vintages.status import VINTAGE_STATUS, vintage_status
from govreport.manifests.extracts import place
from govreport.manifests.verdicts import RuleOutcome
from govreport.reports.numbers import table_number
from govreport.vocabulary import SEVERITIES

MOST = 20
"""Lines of one table; the rest is counted."""


@dataclass(frozen=True)
class Part:
    """A heading with lines below it and sentences after them."""

    heading: Message
    lines: list[tuple[Message, ...]] = field(default_factory=list)
    heads: Sequence[Message] = ()
    """Column heads; none for pairs of a word and what it is."""
    notes: list[Message] = field(default_factory=list)


def sections(context: ExplainContext, e: Explanation) -> list[Part]:
    """Everything that is said of the figure, in reading order."""
    parts = [
        Part(Message(MARK.zh, MARK.en), notes=[FIGURE]) if e.not_for_print else None,
        _figure(context, e),
        _made_of(e),
        _files(context, e),
        _rules(e),
        _corrections(context, e),
        _left_out(context, e),
    ]
    return [*(p for p in parts if p is not None), _vintages(context, e), _reports(context, e)]


def _same(text: str) -> Message:
    return Message(text, text)


def _figure(context: ExplainContext, e: Explanation) -> Part:
    indicator = e.asked.indicator
    unit = indicator.unit
    value, scaled = printed(indicator, e.observation), exact(indicator, e.observation)
    lines: list[tuple[Message, ...]] = [
        (Message("数值", "value"), Message(f"{value} {unit.zh}", f"{value} {unit.en}")),
        (Message("准确值", "exactly"), Message(f"{scaled} {unit.zh}", f"{scaled} {unit.en}")),
        *definition(indicator, e.asked.quarter, context.district),
    ]
    for name, (quarter, compared) in e.comparisons.items():
        base, moved = table_number(compared.base, compared.decimals), change(compared)
        text = Message(f"{moved.zh}（{quarter.zh}为{base}）", f"{moved.en} ({base} in {quarter.running_en})")
        lines.append((AGAINST[name], text))
    if e.target is not None:
        t, goal = e.target, aim(e.target, indicator)
        text = Message(f"{t.label_zh}：{goal.zh}（{t.source}）", f"{t.label_en}: {goal.en} ({t.source})")
        lines.append((TARGET, text))
    notes = []
    if not e.observation.shown(indicator) and e.observation.denominator:
        notes.append(
            Message(
                f"分母小于{indicator.denominator_floor}，季报不印比率。",
                f"The denominator is below {indicator.denominator_floor}, so reports print no rate.",
            )
        )
    return Part(Message("数值", "Figure"), lines, notes=notes)


def _made_of(e: Explanation) -> Part:
    top, below = measure_words(e.asked.indicator)
    heads = (Message("", ""), Message("内容", "what"), Message("数", "amount"))
    if e.denominator is None or below is None:
        lines: list[tuple[Message, ...]] = [
            (Message("计入", "counts"), top, side_of(e.numerator, e.asked.indicator.currency))
        ]
    else:
        lines = [
            (NUMERATOR, top, side_of(e.numerator, e.asked.indicator.currency)),
            (DENOMINATOR, below, side_of(e.denominator, e.asked.indicator.currency)),
        ]
    notes = []
    if not e.matches:
        changed = e.definition_changed
        notes.append(
            Message(
                "由现在的口径列出的记录与当时存下的数值不一致"
                + ("：指标口径自那时起改过。" if changed else "，请核对数据存储与参考数据是否被改动。"),
                "The records listed by today's definitions don't give the stored figure"
                + (": the definitions have changed since." if changed else "; check the store and the reference data."),
            )
        )
    return Part(Message("由什么构成", "Made of"), lines, heads, notes)


def _files(context: ExplainContext, e: Explanation) -> Part:
    rows = file_rows(e.checks, context.district)
    lines: list[tuple[Message, ...]] = [
        (
            Message(row.title.zh, row.title.en),
            _same(row.name),
            _same(row.cutoff),
            _same(f"{row.rows_in:,} − {row.left_out:,} = {row.rows_in - row.left_out:,}"),
        )
        for row in rows
    ]
    lines += [(Message("区参考资料", "reference data"), _same(n), _same("—"), _same("—")) for n in e.references]
    hashes = [(row.name, row.sha256) for row in rows]
    if e.references:
        hashes.append(("、".join(e.references), e.vintage.reference_sha256))
    heads = (
        Message("数据", "extract"),
        Message("文件", "file"),
        CUTOFF,
        Message("行数−未计入=计入", "rows − set aside = kept"),
    )
    return Part(Message("来源文件", "Files"), lines, heads, [_same(f"SHA-256 {h}  {name}") for name, h in hashes])


def _rules(e: Explanation) -> Part:
    failed = [o for o in e.outcomes if not o.passed]
    lines: list[tuple[Message, ...]] = [
        (_same(o.rule), SEVERITIES[o.severity], _same(f"{o.failed:,}/{o.evaluated:,}"), Message(o.zh, o.en), _fate(o))
        for o in failed[:MOST]
    ]
    heads = (
        Message("规则", "rule"),
        Message("级别", "severity"),
        Message("问题/核查", "failed/of"),
        Message("内容", "what"),
        Message("处理", "rows"),
    )
    passed = len(e.outcomes) - len(failed)
    note = Message(
        f"对这些文件核查了{len(e.outcomes)}条规则：{passed}条通过，{len(failed)}条有问题。",
        f"{len(e.outcomes)} rules were judged on these files: {passed} passed, {len(failed)} failed.",
    )
    return Part(Message("核查规则", "Rules"), lines, heads if lines else (), [note])


def _fate(o: RuleOutcome) -> Message:
    if o.error is not None:
        return Message("规则出错", "the rule crashed")
    return Message("不计入", "left out") if o.sets_aside else Message("仍计入", "still count")


def _corrections(context: ExplainContext, e: Explanation) -> Part | None:
    if not e.corrections:
        return None
    lines: list[tuple[Message, ...]] = []
    for extract, done in e.corrections[:MOST]:
        title = context.district.sources[extract].title
        old, new = done.old or "空", done.new or "空"
        where = _row(e, extract, done.row or 0)
        lines.append(
            (
                Message(f"{title.zh}{where.zh}", f"{title.en}, {where.en}"),
                _same(done.column),
                _same(f"{old} → {new}"),
                _same(done.reason),
                _same(f"{done.reported_by} {done.date}"),
            )
        )
    heads = (
        Message("记录", "record"),
        Message("栏", "column"),
        Message("更正", "correction"),
        Message("理由", "reason"),
        Message("提出", "reported by"),
    )
    return Part(Message("对这些记录的更正", "Corrections of these records"), lines, heads, _more(e.corrections))


def _left_out(context: ExplainContext, e: Explanation) -> Part:
    count, unread = len(e.left_out), sum(c.tidy.rows_set_aside for c in e.checks)
    lines: list[tuple[Message, ...]] = [(_place(context, e, out), _why(out)) for out in e.left_out[:MOST]]
    notes = [*_more(e.left_out)]
    if unread:
        notes.append(
            Message(
                f"另有{unread:,}行因单元格无法读懂而退回，无从判断是否会计入。",
                f"{unread:,} more rows were returned because a cell couldn't be read; nobody can say whether they "
                "would count.",
            )
        )
    if not count:
        notes.insert(0, Message("没有因规则而少计的记录。", "No record that would count was set aside by a rule."))
    heading = Message(f"本应计入而未计入的记录：{count:,}条", f"Records that would count but were set aside: {count:,}")
    return Part(heading, lines, notes=notes)


def _row(e: Explanation, extract: str, row: int) -> Message:
    return place(row, next((c.tidy.sheets for c in e.checks if c.tidy.extract == extract), ()))


def _place(context: ExplainContext, e: Explanation, out: LeftOut) -> Message:
    source = context.district.sources.get(out.place.extract)
    zh, en = (source.title.zh, source.title.en) if source else (out.place.extract, out.place.extract)
    where = _row(e, out.place.extract, out.place.row)
    return Message(f"{zh}{where.zh}", f"{en}, {where.en}")


def _why(out: LeftOut) -> Message:
    if not out.reasons:
        return Message(
            "它所对应的另一份数据中的记录未计入", "the record of another extract that it belongs to was set aside"
        )
    return strung(reason for _, reason in out.reasons)


def _more(listed: Sequence[object]) -> list[Message]:
    rest = len(listed) - MOST
    return [Message(f"另有{rest:,}条，未列出。", f"And {rest:,} more.")] if rest > 0 else []


def _vintages(context: ExplainContext, e: Explanation) -> Part:
    indicator, asked = e.asked.indicator, e.asked
    lines: list[tuple[Message, ...]] = []
    for stated in e.stated:
        v = stated.vintage
        observation = Observation(
            indicator.id, asked.quarter, asked.town_code, asked.breakdown, asked.member,
            stated.numerator, stated.denominator,
        )  # fmt: skip
        top = amount(stated.numerator, money_of(indicator, indicator.numerator))
        own = Message("本次解释的版本", "explained here") if v.id == e.vintage.id else Message("", "")
        lines.append(
            (
                _same(v.id[:12]),
                Message(v.source_quarter.zh, v.source_quarter.en),
                VINTAGE_STATUS[vintage_status(asked.quarter, v.source_quarter, context.district.timing)],
                _same(printed(indicator, observation)),
                top,
                own,
            )
        )
    heads = (
        Message("版本", "vintage"),
        Message("数据来自", "extracts of"),
        Message("状态", "status"),
        Message("数值", "value"),
        NUMERATOR if indicator.denominator else Message("数", "amount"),
        Message("", ""),
    )
    note = Message(
        f"版本编号：{e.vintage.id}；指标口径：{e.vintage.catalogue_sha256[:12]}；参考资料：{e.vintage.reference_sha256[:12]}",
        f"Vintage {e.vintage.id}; definitions {e.vintage.catalogue_sha256[:12]}; reference data "
        f"{e.vintage.reference_sha256[:12]}",
    )
    return Part(Message("版本", "Vintages"), lines, heads, [note])


def _reports(context: ExplainContext, e: Explanation) -> Part:
    lines: list[tuple[Message, ...]] = []
    for p in e.printed:
        lines.append((_same(p.report.sha256[:12]), _same(p.report.language), prints(p), *signing(context.district, p)))
    heads = (
        Message("季报", "report"),
        Message("语言", "language"),
        Message("所印", "prints"),
        Message("状态", "state"),
        Message("签发", "signed by"),
    )
    none = Message("还没有季报印出这一数值。", "No report has printed this figure yet.")
    return Part(Message("季报与签发", "Reports and signatures"), lines, heads if lines else (), [] if lines else [none])
