"""The operators' note after a run: which files came, how they were judged, what went back, what to do next and how.

For those who run the product, not for the report's readers.
"""

from __future__ import annotations

from collections.abc import Sequence

from govreport.district.folder import District
from govreport.indicators.presentation import PresentedFigures
from govreport.language import Language
from govreport.manifests.corrections import CorrectionSheets
from govreport.manifests.documents import Report
from govreport.manifests.measurements import Measurement
from govreport.manifests.verdicts import RuleOutcome, Verdict
from govreport.reports.documents.frame import framed
from govreport.reports.facts import Facts
from govreport.reports.inputs import ReportInputs, SetAside
from govreport.reports.model import Cell, KeyFinding, Paragraph, ReportModel, Row, TableBlock
from govreport.reports.row_counts import aside_by_unit, rows_of, stated_aside, stated_failures, stated_rows
from govreport.reports.sections.blocks import BlockFactory
from govreport.reports.stated import Stated, claims_of, given_text
from govreport.reports.untrusted_text import sanitize
from govreport.settings import Settings
from govreport.vocabulary import COPIES, EFFECTS, VERDICTS

RULES_SHOWN = 12
PARAGRAPH = 400
"""Characters of the verdict's paragraph that are repeated: the tables below say the rest."""
_ORDER = {"block": 0, "hold": 1, "warn": 2, "info": 3}


def bare_inputs(
    settings: Settings, district: District, verdict: Verdict, set_aside: Sequence[SetAside] = ()
) -> ReportInputs:
    """Inputs of a run that got no further than its verdict."""
    measurement = Measurement(
        district=verdict.district, quarter=verdict.quarter, verdict_sha256=verdict.sha256, vintages=[]
    )
    return ReportInputs(
        settings=settings,
        district=district,
        quarter=verdict.quarter,
        figures=PresentedFigures({}, []),
        verdict=verdict,
        measurement=measurement,
        set_aside=tuple(set_aside),
        fingerprint=verdict.sha256,
        history=(verdict.quarter,),
    )


def operators_note(
    inputs: ReportInputs,
    language: Language,
    *,
    reports: Sequence[Report] = (),
    returns: CorrectionSheets | None = None,
    signed: Sequence[str] = (),
    missing: str = "",
) -> ReportModel:
    """The note; ``signed`` are the roles that have signed the report already, ``missing`` says which quarters lack."""
    facts = Facts(inputs, inputs.words(language))
    words, factory = facts.words, BlockFactory(facts, first_table=1)
    verdict = inputs.verdict
    paragraph = verdict.paragraph_en if language == "en" else verdict.paragraph_zh
    state = "blocked" if verdict.state == "block" else "held" if inputs.held else "ready" if reports else "judged"
    blocks = [
        _extracts(factory),
        _rules(factory),
        *_returned(factory, returns),
        _figures(factory),
        factory.paragraph(given_text("missing", missing)) if missing else None,
        _reports(factory, reports),
        _steps(factory, state, reports, signed),
    ]
    sections = [
        s.model_copy(update={"heading": words("headings.operators")}) for s in factory.section("operators", blocks)
    ]
    return framed(
        facts,
        kind="note",
        about="",
        title=words(
            "operators.title", district=inputs.district.name.en if language == "en" else inputs.district.name.zh
        ),
        issue=facts.quarter_name(facts.quarter),
        headline=[
            words("operators.verdict", state=VERDICTS[verdict.state].in_language(language)),
            words(f"operators.state_{state}"),
        ],
        findings=[
            KeyFinding(
                lead=words("operators.lead"),
                text=_sentences(sanitize(facts, paragraph, longest=PARAGRAPH)),
                bad_news=verdict.state in ("hold", "block"),
            )
        ],
        sections=sections,
    )


def _sentences(text: Stated) -> Stated:
    """Whole sentences only, where the text was cut: the table below says the rest."""
    if not text.endswith("…"):
        return text
    end = max(text.rfind("。"), text.rfind(". "))
    return Stated(text[: end + 1], *claims_of(text)) if end > 0 else text


def _extracts(factory: BlockFactory) -> TableBlock | None:
    facts, words = factory.facts, factory.words
    rows = []
    for check in facts.inputs.verdict.checks:
        tidy = check.tidy
        counted = rows_of(check)
        late = tidy.cutoff is not None and tidy.cutoff != facts.quarter.end
        cells = [Cell(text=words(f"extracts.{tidy.extract}")), Cell(text=sanitize(facts, tidy.filename))]
        stated = stated_rows(counted, str(tidy.extract))
        cells += [Cell(text=text, number=n) for text, n in zip(stated, counted, strict=True)]
        cutoff = facts.date(tidy.cutoff) if tidy.cutoff else words("none")
        cells.append(Cell(text=cutoff, tone="alert" if late else "muted"))
        rows.append(Row(cells=cells))
    absent = sorted(set(facts.district.extracts) - {c.tidy.extract for c in facts.inputs.verdict.checks})
    none = Cell(text=words("none"), tone="muted")
    rows += [
        Row(cells=[Cell(text=words(f"extracts.{e}")), Cell(text=words("operators.absent"), tone="alert"), *[none] * 4])
        for e in absent
    ]
    if not rows:
        return None
    columns = [
        factory.head("extract", width=1.4, align="left"),
        factory.head("file", width=3.0, align="left"),
        factory.head("rows_in", number_format="#,##0"),
        factory.head("rows_used", number_format="#,##0"),
        factory.head("rows_aside", number_format="#,##0"),
        factory.head("cutoff", width=1.8),
    ]
    return factory.table("note_extracts", words("operators.extracts"), columns, rows)


def _rules(factory: BlockFactory) -> TableBlock | None:
    facts, words = factory.facts, factory.words
    english = words.language == "en"
    named: list[tuple[str, RuleOutcome]] = [
        (str(c.tidy.extract), o) for c in facts.inputs.verdict.checks for o in c.outcomes
    ]
    named += [("across", o) for o in facts.inputs.verdict.outcomes]
    failed = [(where, o) for where, o in named if not o.passed or o.error]
    failed.sort(key=lambda p: (_ORDER[p[1].severity], -p[1].failed, p[1].rule, p[0]))
    if not failed:
        return None
    rows = [
        Row(
            cells=[
                Cell(text=words(f"extracts.{where}")),
                Cell(text=given_text("rule", o.rule), tone="muted"),
                Cell(text=sanitize(facts, words.own(o.en if english else o.zh))),
                Cell(text=stated_failures(where, o), number=o.failed),
                Cell(
                    text=EFFECTS[_effect(o, (where, o.rule) in facts.inputs.settled)].in_language(words.language),
                    tone="alert" if o.severity in ("block", "hold") else "normal",
                ),
            ]
        )
        for where, o in failed
    ]
    columns = [
        factory.head("extract", width=1.6, align="left"),
        factory.head("rule_id", width=1.3, align="left"),
        factory.head("rule", width=4.2, align="left"),
        factory.head("failed", number_format="#,##0"),
        factory.head("effect", width=1.2),
    ]
    title = words("operators.rules", count=facts.listed(len(failed), "rules_failed", word=False))
    return factory.table("note_rules", title, columns, rows, shown=RULES_SHOWN, more_note="operators.more_rules")


def _effect(outcome: RuleOutcome, is_accepted: bool) -> str:
    if is_accepted:
        return "accepted"
    return "aside" if outcome.sets_aside and outcome.severity in ("warn", "info") else outcome.severity


def _returned(factory: BlockFactory, returns: CorrectionSheets | None) -> list[TableBlock | Paragraph | None]:
    words = factory.words
    if returns is None:  # nothing was returned yet: nobody can say that nothing has to be
        return []
    if not returns.sheets:
        return [factory.paragraph(words("operators.no_sheets"))]
    facts = factory.facts
    aside = aside_by_unit(facts.inputs)
    sheets = sorted(returns.sheets, key=lambda s: (-aside[s.unit], -s.rows, s.unit))
    rows = [
        Row(
            cells=[
                Cell(text=sanitize(facts, s.title)),
                Cell(text=facts.listed(s.rows, f"sheet_rows:{s.unit}", word=False), number=s.rows),
                Cell(text=stated_aside(aside[s.unit], "", s.unit), number=aside[s.unit]),
                Cell(text=sanitize(facts, s.file.name)),
                Cell(text=_copies(factory, returns, s.file.sha256), tone="muted"),
            ]
        )
        for s in sheets
    ]
    columns = [
        factory.head("owner_unit", width=2.0, align="left"),
        factory.head("rows_listed", number_format="#,##0"),
        factory.head("rows_aside", number_format="#,##0"),
        factory.head("file", width=3.4, align="left"),
        factory.head("state", width=1.4, align="left"),
    ]
    title = words(
        "operators.sheets",
        count=facts.listed(len(sheets), "sheets", word=False),
        rows=facts.listed(sum(s.rows for s in sheets), "sheet_rows", word=False),
        aside=stated_aside(sum(aside[s.unit] for s in sheets)),
    )
    return [factory.table("note_sheets", title, columns, rows)]


def _copies(factory: BlockFactory, returns: CorrectionSheets, sheet: str) -> str:
    states: set[str] = {c.state for c in returns.copies if c.sheet_sha256 == sheet}
    return factory.words.join(COPIES[state].in_language(factory.words.language) for state in sorted(states or {"none"}))


def _figures(factory: BlockFactory) -> Paragraph | None:
    words, measured, listed = factory.words, factory.facts.inputs.measurement, factory.facts.listed
    if not measured.vintages:
        return None
    broken = [words.identity(i.en if words.language == "en" else i.zh) for i in measured.identities if not i.holds]
    return factory.paragraph(
        words(
            "operators.figures",
            figures=listed(sum(v.observations for v in measured.vintages), "figures", word=False),
            quarters=listed(len(measured.vintages), "quarters_measured", word=False),
            revised=bool(measured.revisions),
            revisions=listed(len(measured.revisions), "revisions", word=False),
            identities=listed(len(measured.identities), "identities", word=False),
            broken=words.join(given_text("identity", name) for name in broken),
        )
    )


def _reports(factory: BlockFactory, reports: Sequence[Report]) -> TableBlock | None:
    words = factory.words
    if not reports:
        return None
    rows = [
        Row(
            cells=[
                Cell(text=given_text("file", f.name)),
                Cell(text=given_text("file", f"{f.size:,}"), number=f.size),
                Cell(text=given_text("hash", f.sha256[:12]), tone="muted"),
            ]
        )
        for r in reports
        for f in r.files
    ]
    columns = [
        factory.head("file", width=4.4, align="left"),
        factory.head("bytes", number_format="#,##0"),
        factory.head("hash", width=1.4, align="left"),
    ]
    return factory.table("note_reports", words("operators.reports"), columns, rows)


def _steps(factory: BlockFactory, state: str, reports: Sequence[Report], signed: Sequence[str]) -> TableBlock | None:
    facts, words = factory.facts, factory.words
    target = f"-d {facts.district.id} -q {facts.quarter}"
    steps = []
    if state in ("blocked", "held"):
        steps += [("sheets", f"govreport check {target} --sheets sheets/"), ("again", f"govreport run {target}")]
    elif state == "judged":
        steps.append(("again", f"govreport run {target}"))
    else:
        missing = [role for role in facts.district.signoff if role not in signed]
        steps += [("sign", f"govreport sign {target} --role {role} --signer …") for role in missing]
        steps.append(("deliver", f"govreport run {target}"))
        steps.append(("briefs", f"govreport briefs {target}"))
    if facts.inputs.measurement.revisions:
        steps.append(("revisions", f"govreport revisions {target}"))
    steps += [("prove", f"govreport verify {r.fingerprint[:12]}") for r in reports[:1]]
    rows = [
        Row(
            cells=[Cell(text=words(f"operators.step_{name}")), Cell(text=given_text("command", command), tone="strong")]
        )
        for name, command in steps
    ]
    columns = [factory.head("step", width=3.0, align="left"), factory.head("command", width=4.0, align="left")]
    return factory.table("note_steps", words("operators.steps"), columns, rows)
