"""Judging one extract: its suite, frame by frame, into outcomes and files of failing rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from govreport.canonical import EXTRACTS
from govreport.canonical.codes import CodeList
from govreport.district.folder import District
from govreport.district.words import district_codes
from govreport.errors import Message
from govreport.manifests.extracts import TidyExtract
from govreport.manifests.verdicts import ExtractCheck, RuleOutcome
from govreport.months import said_of
from govreport.parallel import prefetch
from govreport.quality.catalogue import rules_of
from govreport.quality.conditions import Scope
from govreport.quality.failure_files import Line, store_lines, store_rows
from govreport.quality.failures import lines, sentences
from govreport.quality.living import with_those_gone
from govreport.quality.profile import Profile
from govreport.quality.rule import FrameName, Need, Rule
from govreport.quality.suite import Judgement, judge
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore

# What imports pandas or pyarrow is imported in functions: the suites can be listed without them.
if TYPE_CHECKING:
    from govreport.quality.frames.frame import Frame
    from govreport.quality.frames.stored_rows import StoredRows

_ORDER = (FrameName.FACTS, FrameName.ROWS, FrameName.REPEATS, FrameName.GROUPS, FrameName.PAST, FrameName.LEFT)
_ABSENT: Mapping[Need, Message] = {
    "predecessor": Message("没有更早季度的概况可比，未作判断。", "No earlier quarter to compare with: not judged."),
    "extracts": Message(
        "本区没有所需的数据来源，未作判断。", "The district has no source of what it needs: not judged."
    ),
    "reference": Message("本季度没有可对照的外部数据，未作判断。", "Nothing to compare with was supplied: not judged."),
    "parameters": Message(
        "本区没有写明所依据的数（district.yaml 的 parameters），未作判断。",
        "The district doesn't state the number that it rests on (parameters in district.yaml): not judged.",
    ),
}

_OTHERS = Message(
    "监管评估的对象不是登记名册中的组织，未作判断。",
    "The evaluation is about other bodies than the register's: not judged.",
)

_COLUMNLESS = Message("文件没有这一列，未作判断。", "The file hasn't the column that it is about: not judged.")


def check_extract(
    district: District,
    tidy: TidyExtract,
    files: FileStore,
    rules: Sequence[Rule] | None = None,
    codes: Mapping[str, CodeList] | None = None,
    past: Sequence[Profile] = (),
) -> ExtractCheck:
    """Judge an extract by its suite.

    ``rules`` replaces the suite, for trying rules out; ``codes`` words the coded values in sentences, by default the
    installation's; ``past`` are the profiles of earlier quarters, the latest first: without one, rules over time are
    outcomes that say so.

    A row that a rule sets aside in one frame is no longer looked at in the next: whether a code is repeated, or a
    project overpaid, is asked of the rows that remain. Bad data never raises; a rule that crashes is an outcome with
    ``error``. Raises IntegrityError where the tidy file is missing from the store or damaged.
    """
    from govreport.quality.frames.stored_rows import StoredRows, means_of

    tidy = with_those_gone(district, tidy, files, past)
    suite = rules_of(tidy.extract, district, rules)
    cutoff, sheets = tidy.cutoff or tidy.quarter.end, {str(tidy.extract): tidy.sheets}
    scope = Scope(district, tidy.quarter, cutoff, codes or installed_codes(district), tuple(past), sheets)
    rows = StoredRows(files, tidy.key, means_of(tidy.extract, scope.codes))
    aside: set[int] = set()
    failures: list[Line] = []
    outcomes = {rule.id: absent(rule, tidy.quarter) for rule in suite if rule.needs and not past}
    outcomes |= {rule.id: unstated(rule) for rule in suite if district.given.lacks(rule.parameters)}
    given = {*tidy.columns, *district.sources[tidy.extract].layout.filled}
    outcomes |= {rule.id: columnless(rule) for rule in suite if _asks_for(rule, tidy.extract) - given}
    for name in _ORDER:
        due = [rule for rule in suite if rule.frame == name and rule.id not in outcomes]
        if not due:
            continue
        failing_lines: dict[str, list[Line]] = {rule.id: [] for rule in due}
        judged: dict[str, list[Judgement]] = {rule.id: [] for rule in due}
        by_rules = [line["rule"] for line in failures if line["row"]]
        for frame in prefetch(_frames(name, tidy, due, rows, aside, by_rules, scope, files)):
            judgements = judge(frame.data, due, scope)
            failing = frame.narrowed(row for judgement in judgements for row in judgement.rows)
            for judgement in judgements:
                failing_lines[judgement.rule.id] += lines(failing, judgement, {tidy.extract: tidy}, scope)
                judged[judgement.rule.id].append(judgement)
        for rule in due:
            if rule.sets_aside:
                aside.update(row for judgement in judged[rule.id] for row in judgement.rows)
            failures += failing_lines[rule.id]
            about_file = name in (FrameName.FACTS, FrameName.PAST, FrameName.LEFT)
            detail = sentences(failing_lines[rule.id]) if about_file else None
            outcomes[rule.id] = _together(rule, judged[rule.id], detail)
    return ExtractCheck(
        tidy=tidy,
        outcomes=[outcomes[rule.id] for rule in suite if rule.id in outcomes],
        failures_key=store_lines(files, failures),
        set_aside_key=store_rows(files, aside),
        rows_set_aside=len(aside),
    )


def _frames(
    name: FrameName,
    tidy: TidyExtract,
    rules: Sequence[Rule],
    rows: StoredRows,
    aside: set[int],
    broken: Sequence[str],
    scope: Scope,
    files: FileStore,
) -> Iterable[Frame]:
    """What rules of the frame ``name`` look at, in one piece or more."""
    from govreport.quality.frames.file_facts import facts, what_is_left
    from govreport.quality.frames.past import past_frame
    from govreport.quality.frames.row_frames import row_frames

    if name == FrameName.FACTS:
        return [facts(tidy, rows, scope, files)]
    if name == FrameName.LEFT:
        return [what_is_left(tidy, rows, len(aside), broken)]
    if name == FrameName.PAST:
        return [past_frame(scope.past[0], tidy, rows, files, scope)]
    return row_frames(name, tidy, rules, rows, aside, scope)


def _together(rule: Rule, judgements: Sequence[Judgement], detail: Message | None) -> RuleOutcome:
    """One outcome of a rule's judgements on every piece; an error in one of them is the rule's."""
    error = next((j.error for j in judgements if j.error is not None), None)
    if error is not None:
        return outcome(rule, 0, 0, error)
    return outcome(rule, sum(j.evaluated for j in judgements), sum(len(j.rows) for j in judgements), None, detail)


def installed_codes(district: District) -> Mapping[str, CodeList]:
    """The code lists of this installation, with the district's own words."""
    return district_codes(Settings().reference_dir / "codes.yaml", district)


def absent(rule: Rule, quarter: Quarter, *, others: bool = False) -> RuleOutcome:
    """The outcome of a rule that lacks what it is judged against: passed, nothing evaluated, for information."""
    why = _OTHERS if others else said_of(quarter.kind, _ABSENT[rule.needs])
    return outcome(rule, 0, 0, None, why).model_copy(update={"severity": "info"})


def unstated(rule: Rule) -> RuleOutcome:
    """The outcome of a rule that rests on what the district doesn't state: off, for information."""
    return outcome(rule, 0, 0, None, _ABSENT["parameters"]).model_copy(update={"severity": "info"})


def columnless(rule: Rule) -> RuleOutcome:
    """The outcome of a rule about a column that the extract hasn't: absent is unknown, and no row's mistake."""
    return outcome(rule, 0, 0, None, _COLUMNLESS).model_copy(update={"severity": "info"})


def _asks_for(rule: Rule, extract: str) -> set[str]:
    """The column that every row would be told to fill in. Rules that leave rows out are asked all the same: a row that
    says of itself that it has ended, without a day for it, must not count as if it hadn't."""
    told = rule.frame in (FrameName.ROWS, FrameName.REPEATS, FrameName.GROUPS) and not rule.sets_aside
    column = EXTRACTS[extract].c.get(rule.column) if told else None
    return {column.name} if column is not None and column.nullable else set()


def outcome(
    rule: Rule, evaluated: int, failed: int, error: str | None = None, detail: Message | None = None
) -> RuleOutcome:
    """A rule's declaration and how it came out, in one record."""
    zh, en = detail or Message("", "")
    return RuleOutcome(
        rule=rule.id,
        severity=rule.severity,
        sets_aside=rule.sets_aside,
        zh=rule.zh,
        en=rule.en,
        why_zh=rule.why_zh,
        why_en=rule.why_en,
        passed=error is None and (failed == 0 or rule.noted),
        evaluated=evaluated,
        failed=failed,
        error=error,
        detail_zh=zh,
        detail_en=en,
    )
