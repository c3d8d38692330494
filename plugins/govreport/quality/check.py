"""Judging one extract: its suite, frame by frame, into outcomes and files of failing rows.

Belongs here: the order of frames and what becomes of a failing row. Does not belong here: rules that look across
extracts and the verdict (conclude.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from govreport.canonical import EXTRACTS
from govreport.codes import CodeList, load_codes
from govreport.district import District
from govreport.manifests import ExtractCheck, RuleOutcome, TidyExtract
from govreport.quality.catalogue import SUITES
from govreport.quality.rule import FrameName, Rule, Scope
from govreport.settings import Settings
from govreport.store.files import FileStore

_ORDER: tuple[FrameName, ...] = ("facts", "rows", "repeats", "groups")


def check_extract(
    district: District,
    tidy: TidyExtract,
    files: FileStore,
    rules: Sequence[Rule] | None = None,
    codes: Mapping[str, CodeList] | None = None,
) -> ExtractCheck:
    """Judge an extract by its suite.

    ``rules`` replaces the suite, for trying rules out; ``codes`` words the coded values in sentences, by default the
    installation's.

    A row that a rule sets aside in one frame is no longer looked at in the next: whether a code is repeated, or a
    project overpaid, is asked of the rows that remain. Bad data never raises; a rule that crashes is an outcome with
    ``error``. Raises IntegrityError where the tidy file is missing from the store or damaged.
    """
    from govreport.quality.failures import Line, lines, read_table, sentences, store_lines, store_rows
    from govreport.quality.frames import check_frame, facts, row_frame
    from govreport.quality.suite import judge

    suite = SUITES[tidy.extract] if rules is None else rules
    scope = Scope(district, tidy.quarter, tidy.cutoff or tidy.quarter.end, codes or installed_codes())
    rows = read_table(files, tidy.key)
    data = check_frame(rows, EXTRACTS[tidy.extract])
    aside: set[int] = set()
    found: list[Line] = []
    outcomes: dict[str, RuleOutcome] = {}
    for name in _ORDER:
        due = [rule for rule in suite if rule.frame == name]
        if not due:
            continue
        frame = facts(tidy, rows) if name == "facts" else row_frame(name, tidy, data, rows, aside)
        for judgement in judge(frame.data, due, scope):
            told = lines(frame, judgement, {tidy.extract: tidy}, scope)
            found += told
            if judgement.rule.sets_aside:
                aside |= set(judgement.rows)
            detail = sentences(told) if name == "facts" else None
            outcomes[judgement.rule.id] = outcome(
                judgement.rule, judgement.evaluated, len(judgement.rows), judgement.error, detail
            )
    return ExtractCheck(
        tidy=tidy,
        outcomes=[outcomes[rule.id] for rule in suite if rule.id in outcomes],
        failures_key=store_lines(files, found),
        set_aside_key=store_rows(files, aside),
        rows_set_aside=len(aside),
    )


def installed_codes() -> Mapping[str, CodeList]:
    """The code lists of this installation."""
    return load_codes(Settings().reference_dir / "codes.yaml")


def outcome(
    rule: Rule, evaluated: int, failed: int, error: str | None = None, detail: tuple[str, str] | None = None
) -> RuleOutcome:
    """A rule's declaration and how it came out, in one record."""
    zh, en = detail or ("", "")
    return RuleOutcome(
        rule=rule.id,
        severity=rule.severity,
        sets_aside=rule.sets_aside,
        zh=rule.zh,
        en=rule.en,
        why_zh=rule.why_zh,
        why_en=rule.why_en,
        passed=failed == 0 and error is None,
        evaluated=evaluated,
        failed=failed,
        error=error,
        detail_zh=zh,
        detail_en=en,
    )
