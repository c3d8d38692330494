"""What a signer is asked and shown: the report's hash, its files, its figures, what holds or warns, what has changed.

Told in the words of the report and of the district, never in codes; signoff_forms.py writes it for Airflow, for the
terminal and for the mail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from govreport.context import Context
from govreport.html.labels import FORMATS, LANGUAGES
from govreport.indicators.catalogue import catalogue_of
from govreport.language import Language, counted, pick, text_in
from govreport.manifests.documents import Report
from govreport.quality.opening import opening, warned
from govreport.release.accepting import accepted_words
from govreport.release.delivered_before import delivered_before, what_people_have
from govreport.release.links import Links
from govreport.reports.model import AttentionBlock, ReportModel, TableBlock
from govreport.reports.quantities import unit_word, with_unit
from govreport.reports.stated import Stated
from govreport.reports.words import words_of

MOST = 5
"""Lines of one kind that a signer is shown; the rest is a link away."""
_SHOWN_FIRST = ("pdf", "annex", "xlsx", "html", "docx", "data")
REVISIONS = "revisions"
"""Key of the report's own table of figures that print otherwise than before."""


class Figure(NamedTuple):
    """A headline figure as printed, and how it changed."""

    name: str
    value: str
    changes: str


class Line(NamedTuple):
    """A line of the question: what stands out in it, the rest, where it leads."""

    head: str
    text: str = ""
    href: str = ""


@dataclass(frozen=True)
class Part:
    """Some lines under a heading, and where the rest is."""

    key: str
    title: str
    lines: Sequence[Line]
    onward: Line | None = None


@dataclass(frozen=True)
class Question:
    """Everything that a role is shown before it signs a report."""

    language: Language
    title: str
    """Which report, which role, which hash."""
    asked: str
    """The same as one says it."""
    report: str
    """The report by its title and issue."""
    as_of: str
    sha256: str
    fingerprint: str
    role: str
    chain: Sequence[str]
    signed: Sequence[str]
    """Who has signed before, each with the words that go with it."""
    headline: Sequence[str]
    figures: Sequence[Figure]
    files: Sequence[Line]
    parts: Sequence[Part]
    """What holds or warns, what changed, findings, matters, what was accepted: those of which there is something."""
    links: Links
    note: str
    """That the sample is one."""

    def part(self, key: str) -> Part | None:
        """One of the parts; None where nothing is said there."""
        return next((part for part in self.parts if part.key == key), None)


def question_title(context: Context, report: Report, role: str, language: Language | None = None) -> str:
    """The headline of the question: which report, which role, which hash."""
    own, name, edition = language or spoken_by(context), context.district.short_name, LANGUAGES[report.language]
    asked = pick(
        own,
        f"{name.zh}{context.quarter.report_zh}（{edition}）请{role}签署",
        f"{name.en}, report of {context.quarter.running_en} ({edition}): {role} to sign",
    )
    return f"{asked} · {report.sha256[:12]}"


def spoken_by(context: Context) -> Language:
    """The language of the district's people, whichever edition they are asked to sign."""
    return context.district.languages[0]


def ask(
    context: Context, report: Report, role: str, links: Links | None = None, language: Language | None = None
) -> Question:
    """What ``role`` is shown of the report. ``language``: by default the district's own; ``links``: by default none."""
    own, where = language or spoken_by(context), links or Links()
    model = ReportModel.model_validate_json(context.files.get(report.model_key))
    parts = (
        _checked(context, report, where, own),
        _changed(context, report, model, where, own),
        _accepted(context, report, own),
        Part("findings", pick(own, "本期要点", "Findings"), [Line(f.lead, f.text) for f in model.findings][:MOST]),
        _attention(model, own),
    )
    return Question(
        language=own,
        title=question_title(context, report, role, own),
        asked=pick(
            own,
            f"{context.district.name.zh}{context.quarter.report_zh}，请{role}签署",
            f"{context.district.name.en}, report of {context.quarter.running_en}: {role} to sign",
        ),
        report=pick(own, "　", " · ").join([model.title, model.issue]),
        as_of=model.as_of,
        sha256=report.sha256,
        fingerprint=report.fingerprint,
        role=role,
        chain=context.district.signoff,
        signed=[
            pick(own, f"{s.role}（{s.signer}）", f"{s.role} ({s.signer})")
            + (pick(own, f"：“{s.comment}”", f": “{s.comment}”") if s.comment else "")
            for s in context.ledger.signatures(report.sha256)
        ],
        headline=model.headline,
        figures=list(_figures(model, own)),
        files=list(_files(context, report, where, own)),
        parts=[part for part in parts if part.lines],
        links=where,
        note=model.note,
    )


def _figures(model: ReportModel, language: Language) -> Iterator[Figure]:
    between, (opened, closed) = pick(language, "；", "; "), pick(language, ("（", "）"), (" (", ")"))
    for kpi in model.kpis:
        said = [f"{c.label} {c.absolute}{f'{opened}{c.relative}{closed}' if c.relative else ''}" for c in kpi.changes]
        gap = "" if kpi.unit == "%" or model.language == "zh" else " "
        yield Figure(kpi.name, f"{kpi.value}{gap}{kpi.unit}".strip(), between.join(said))


def _files(context: Context, report: Report, links: Links, language: Language) -> Iterator[Line]:
    """The report's files, what is signed first; the parts of the data stand in their archive."""
    files = [f for f in report.files if not f.is_part]
    for file in sorted(files, key=lambda f: _SHOWN_FIRST.index(f.format) if f.format in _SHOWN_FIRST else MOST):
        kind = FORMATS.get(file.format) or FORMATS.get(f".{file.format}")
        name = file.name if kind is None else text_in(language, kind)
        yield Line(name, file.name if kind is not None else "", links.file(context, file.key))


def _checked(context: Context, report: Report, links: Links, language: Language) -> Part:
    """What holds it, then what only warns, in sentences; rules by their text."""
    lines = [text_in(language, hold) for hold in report.holds[:MOST]]
    run = context.runs.last_run(context.district.id, context.quarter, "render")
    verdict = context.results.verdict(run.verdict_sha256) if run is not None else None
    if verdict is not None:
        first, *rest = opening(verdict, context.district)
        if report.accepted and not report.holds:
            count = len(report.accepted)
            of = counted(count, "problem that would keep", "problems that would keep")
            zh = f"有{count}条本会挡住签发的问题，已由专人接受，见“已接受的问题”。"
            en = f"{of} it from being signed {'was' if count == 1 else 'were'} accepted; see “Accepted”."
            lines.append(pick(language, zh, en))
        elif not report.holds:
            lines.append(text_in(language, first))
        lines += [text_in(language, line) for line in rest[:1]]
        lines += [text_in(language, line) for line in warned(verdict, context.district)]
    onward = None
    if links.verdict:
        onward = Line(pick(language, "全部规则、逐个文件的说明", "Every rule, file by file"), "", links.verdict)
    title = pick(language, "数据核查结论", "Verdict on the data")
    return Part("checked", title, [Line("", line) for line in lines[:MOST]], onward)


def _changed(context: Context, report: Report, model: ReportModel, links: Links, language: Language) -> Part:
    """What it changes in the edition that people have, and which figures print otherwise than they were stated."""
    title = pick(language, "与以前所印的不同", "What differs from what was printed before")
    beside = [b for b in delivered_before(context) if b.newest.edition.report.sha256 == report.sha256]
    lines = []
    for before in beside:
        changes = before.changes.lines(MOST) if before.changes is not None else []
        said = [what_people_have(context, before), *changes]
        lines += [Line("", text_in(language, line)) for line in said]
    lines = lines or [Line("", text) for text in model.replaces[:MOST]]
    blocks = (b for s in model.sections for b in s.blocks)
    table = next((b for b in blocks if isinstance(b, TableBlock) and b.key == REVISIONS), None)
    if table is not None:
        lines += _revised(context, model, table, language)
    elif not lines:
        lines = [Line("", pick(language, "没有数字与以前所印的不同。", "No figure differs from what was printed."))]
    if beside:
        onward = Line(pick(language, "与收件人手上那一版的不同", "What differs from the edition that people have"), "")
        onward = onward._replace(href=links.edition)
    else:
        onward = Line(pick(language, "本期各次计算与修订", "What was computed when, and revised"), "", links.revisions)
    return Part("changed", title, lines, onward if onward.href else None)


def _revised(context: Context, model: ReportModel, table: TableBlock, language: Language) -> Iterator[Line]:
    """The table's rows, those about one place and period in one line; the reasons, and how many more there are."""
    words = words_of(context.settings.templates_dir, context.district, model.language, context.quarter)
    listed = catalogue_of(context.district.given).values()
    of = {words.of_period(indicator.name.in_language(model.language)): indicator for indicator in listed}

    def changed(name: str, old: Stated, new: Stated) -> str:
        """Both numbers of the table with their unit, which nothing beside them names."""
        indicator, nothing = of.get(name), words("none")
        if indicator is None:
            return f"{old} → {new}"
        unit, sign = unit_word(words, indicator, one=new == "1"), indicator.currency.sign
        if unit == "%" or nothing in (old, new):
            return " → ".join(with_unit(words, number, unit, sign) for number in (old, new))
        return with_unit(words, Stated(f"{old} → {new}"), unit, sign)

    groups: dict[tuple[str, str], list[str]] = {}
    for row in table.rows:
        name, where, period, _, old, new = (cell.text for cell in row.cells)
        groups.setdefault((where, period), []).append(f"{name} {changed(name, Stated(old), Stated(new))}")
    between = pick(language, "；", "; ")
    for (where, period), changes in list(groups.items())[:MOST]:
        yield Line(f"{where}{pick(language, ' ', ', ')}{period}{pick(language, '：', ':')}", between.join(changes))
    if table.note:
        yield Line("", table.note)


def _attention(model: ReportModel, language: Language) -> Part:
    blocks = (b for s in model.sections for b in s.blocks)
    items = [item for block in blocks if isinstance(block, AttentionBlock) for item in block.items]
    colon = pick(model.language, "：", ":")
    lines = [Line(f"{item.heading}{colon}", item.text) for item in items[:MOST]]
    if (rest := len(items) - MOST) > 0:
        lines.append(Line("", pick(language, f"……另有{rest}项，见报告。", f"… and {rest} more, see the report.")))
    return Part("attention", pick(language, "需要关注", "Needs attention"), lines)


def _accepted(context: Context, report: Report, language: Language) -> Part:
    words = accepted_words(context, report.accepted, with_codes=False)
    return Part(
        "accepted", pick(language, "已接受的问题", "Accepted"), [Line("", text_in(language, line)) for line in words]
    )
