"""The verdict page: one self-contained HTML file a run that says what was received, what failed and who corrects it.

Great Expectations' own pages load scripts and a logo from elsewhere, which no office network allows; this one asks
nothing of the network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from markupsafe import Markup

from govreport.canonical import EXTRACTS
from govreport.district.folder import District
from govreport.errors import Message
from govreport.html.page import PageWriter, View, file_size, place
from govreport.language import InBothLanguages, Language, capitalized
from govreport.manifests.corrections import CorrectionSheet
from govreport.manifests.verdicts import ExtractCheck, RuleOutcome, Verdict
from govreport.months import said_of
from govreport.quality.opening import aside_of, opening
from govreport.quality.page.trend import Bar, bars
from govreport.quality.page.words import WORDS
from govreport.settings import Settings
from govreport.vocabulary import SEVERITIES, VERDICTS

_SEVERITY_ORDER = ("block", "hold", "warn", "info")
_MOST_QUARTERS = 12
_SENTENCES = re.compile(r"(?<=。)|(?<=\.) (?=[A-Z])")
"""Where the verdict's paragraph is broken into lines."""


def verdict_page(
    verdict: Verdict,
    district: District,
    sheets: Sequence[CorrectionSheet] | None = (),
    history: Sequence[Verdict] = (),
    *,
    settings: Settings | None = None,
    language: Language = "zh",
    link: Callable[[CorrectionSheet], str] | None = None,
    archived: str = "",
) -> bytes:
    """The page in UTF-8; the same verdict, sheets and history give the same bytes.

    ``history`` holds one verdict a quarter; those after this verdict's quarter are left out. ``link`` gives the
    relative address of a sheet, by default its file name. Without sheets (None) the page doesn't speak of them.
    ``archived`` is what a page of an archive says that it is.
    """
    writer = _Writer(language, verdict, district)
    view = _view(writer, sheets, history, link or (lambda sheet: quote(sheet.file.name))) | {"archived": archived}
    return place((settings or Settings()).templates_dir, "verdict.html.j2", view, "web.css").encode()


@dataclass(frozen=True)
class _Writer(PageWriter):
    labels: ClassVar[Mapping[str, Message]] = WORDS
    verdict: Verdict
    district: District

    def say(self, text: InBothLanguages) -> str:
        """A text in the page's language, as it is said of the verdict's period."""
        return super().say(said_of(self.verdict.quarter.kind, text) if isinstance(text, Message) else text)

    @property
    def outcomes(self) -> list[tuple[str, RuleOutcome]]:
        """(extract or ``across``, outcome) of every rule."""
        own = [(check.tidy.extract, outcome) for check in self.verdict.checks for outcome in check.outcomes]
        return [*own, *(("across", outcome) for outcome in self.verdict.outcomes)]

    def suite(self, name: str) -> str:
        """What a suite of rules is about: an extract, or no single file."""
        source = self.district.sources.get(name)
        return self.word("across") if source is None else self.say(source.title)


def _view(
    page: _Writer,
    sheets: Sequence[CorrectionSheet] | None,
    history: Sequence[Verdict],
    link: Callable[[CorrectionSheet], str],
) -> View:
    verdict, word = page.verdict, page.word
    outcomes = page.outcomes
    failed = [_rule(page, suite, o) for suite, o in outcomes if not o.passed]
    failed.sort(key=lambda r: (r["crashed"] is False, _SEVERITY_ORDER.index(r["severity_id"])))
    rows_in, aside = rows_in_of(verdict), rows_aside_of(verdict)
    files = len(verdict.checks)
    return page.shell() | {
        "title": f"{word('title')} {page.say(page.district.name)} {page.say(verdict.quarter)}",
        "district": page.say(page.district.name),
        "publisher": page.say(page.district.publisher),
        "quarter": page.say(verdict.quarter),
        "state": verdict.state,
        "state_words": capitalized(page.say(VERDICTS[verdict.state])),
        "opening": [page.say(line) for line in opening(verdict, page.district)],
        "sentences": _SENTENCES.split(page.pick(verdict.paragraph_zh, verdict.paragraph_en)),
        "figures": [
            (word("rows_in"), f"{rows_in:,}", word("rows_unit")),
            (word("rows_kept"), f"{rows_in - aside:,}", word("rows_unit")),
            (word("rows_aside"), f"{aside:,}", word("rows_unit")),
            (word("rules_failed"), f"{len(failed)}", f"{word('of_rules')} {len(outcomes)} {word('rules_unit')}"),
        ],
        "failed": failed,
        "unread": [_unread(page, check) for check in verdict.checks if check.tidy.rows_set_aside],
        "files_heading": word("files_one") if files == 1 else word("files", n=files),
        "files": [_file(page, check) for check in verdict.checks],
        "sheets": None
        if sheets is None
        else [
            {
                "title": s.title,
                "lines": s.lines,
                "name": s.file.name,
                "href": link(s),
                "size": file_size(s.file.size),
            }
            for s in sheets
        ],
        "trend": list(_trend(page, history)),
        "rules": [
            {"title": page.suite(suite), "rules": [_rule(page, suite, o) for s, o in outcomes if s == suite]}
            for suite in dict.fromkeys(s for s, _ in outcomes)
        ],
        "sha256": verdict.sha256,
    }


def _trend(page: _Writer, history: Sequence[Verdict]) -> Iterator[tuple[str, Markup]]:
    now = page.verdict
    known = {v.quarter: v for v in history if v.quarter < now.quarter} | {now.quarter: now}
    quarters = sorted(known)[-_MOST_QUARTERS:]
    if len(quarters) < 2:
        return
    for label, count in (("trend_aside", rows_aside_of), ("rules_failed", rules_failed_of)):
        counts = [Bar(quarter, count(known[quarter])) for quarter in quarters]
        yield page.word(label), Markup(bars(counts, page.word(label), now.quarter))  # noqa: S704 - escaped there


def rows_in_of(verdict: Verdict) -> int:
    """Rows received in all files."""
    return sum(check.tidy.rows_in for check in verdict.checks)


def rows_aside_of(verdict: Verdict) -> int:
    """Rows that no figure counts: unreadable, or set aside by a rule."""
    return sum(aside_of(check) for check in verdict.checks)


def rules_failed_of(verdict: Verdict) -> int:
    """Rules that weren't met, crashed ones included."""
    return sum(not outcome.passed for outcome in verdict.all_outcomes)


def _rule(page: _Writer, suite: str, outcome: RuleOutcome) -> View:
    crashed = outcome.error is not None
    return {
        "id": outcome.rule,
        "where": page.suite(suite),
        "text": page.say(outcome),
        "why": page.pick(outcome.why_zh, outcome.why_en),
        "detail": page.pick(outcome.detail_zh, outcome.detail_en),
        "severity_id": outcome.severity,
        "severity": page.say(SEVERITIES[outcome.severity]),
        "failed": f"{outcome.failed:,}",
        "evaluated": f"{outcome.evaluated:,}",
        "fate": page.word("aside" if outcome.sets_aside else "kept"),
        "passed": outcome.passed,
        "outcome": page.word(_came_out(outcome)),
        "crashed": crashed,
        "error": outcome.error or "",
    }


def _came_out(outcome: RuleOutcome) -> str:
    if outcome.error is not None:
        return "crashed"
    if not outcome.passed:
        return "not_met"
    return "noted" if outcome.failed else "met"


def _unread(page: _Writer, check: ExtractCheck) -> View:
    return {
        "where": page.suite(check.tidy.extract),
        "text": page.word("unread"),
        "failed": f"{check.tidy.rows_set_aside:,}",
        "evaluated": f"{check.tidy.rows_in:,}",
        "fate": page.word("aside"),
    }


def _file(page: _Writer, check: ExtractCheck) -> View:
    tidy, word = check.tidy, page.word
    aside, source = aside_of(check), page.district.sources.get(tidy.extract)
    read = [
        tidy.encoding or "",
        f"{word('sheet')} {tidy.sheet}" if tidy.sheet else "",
        word("header_row", row=tidy.header_row),
    ]
    table, by = EXTRACTS[tidy.extract], page.district.identifiers_in(tidy.extract)
    return {
        "title": tidy.extract if source is None else page.say(source.title),
        "facts": [
            (word("file"), tidy.filename),
            (word("owner"), source.owner if source is not None else ""),
            (word("cutoff"), tidy.cutoff.isoformat() if tidy.cutoff else word("cutoff_none")),
            (word("format"), page.pick("，", ", ").join(filter(None, read))),
            (word("sha256"), tidy.snapshot_sha256, True),
        ],
        "equation": word("equation", all=f"{tidy.rows_in:,}", kept=f"{tidy.rows_in - aside:,}", aside=f"{aside:,}"),
        "columns": [
            (page.pick(*by.title(name, table.columns[name].info["zh"])), header)
            for name, header in tidy.columns.items()
        ],
        "ignored": tidy.ignored,
        "unknown": tidy.unknown,
    }
