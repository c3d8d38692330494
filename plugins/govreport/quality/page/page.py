"""The verdict page: one self-contained HTML file a run that says what was received, what failed and who mends it.

Great Expectations' own pages load scripts and a logo from elsewhere, which no office network allows; this one is placed
by our template and asks nothing of the network. Belongs here: choosing what stands on the page. Does not belong here:
its look (include/templates/verdict.html.j2), its fixed words (page_words.py), the drawing of bars (page_trend.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from govreport.canonical import EXTRACTS
from govreport.district.folder import District
from govreport.errors import Message
from govreport.language import Language, capitalized
from govreport.manifests.corrections import CorrectionSheet
from govreport.manifests.verdicts import ExtractCheck, RuleOutcome, Verdict
from govreport.quality.page.trend import Bar, bars
from govreport.quality.page.words import LABELS
from govreport.settings import Settings
from govreport.templating import engine, style
from govreport.vocabulary import SEVERITIES, VERDICTS

_SEVERITY_ORDER = ("block", "hold", "warn", "info")
_MOST_QUARTERS = 12


def verdict_page(
    verdict: Verdict,
    district: District,
    sheets: Sequence[CorrectionSheet] | None = (),
    history: Sequence[Verdict] = (),
    *,
    settings: Settings | None = None,
    language: Language = "zh",
    link: Callable[[CorrectionSheet], str] | None = None,
) -> bytes:
    """The page in UTF-8; the same verdict, sheets and history give the same bytes.

    ``history`` holds one verdict a quarter; those after this verdict's quarter are left out. ``link`` gives the
    relative address of a sheet, by default its file name. Without sheets (None) the page doesn't speak of them.
    """
    templates = (settings or Settings()).templates_dir
    view = _view(verdict, district, sheets, history, language, link or (lambda sheet: quote(sheet.file.name)))
    page = engine(templates).get_template("verdict.html.j2").render(d=view, css=style(templates / "web.css"))
    return page.encode("utf-8")


def _view(
    verdict: Verdict,
    district: District,
    sheets: Sequence[CorrectionSheet] | None,
    history: Sequence[Verdict],
    language: Language,
    link: Callable[[CorrectionSheet], str],
) -> dict[str, Any]:
    def say(message: Message) -> str:
        return message.in_language(language)

    words = {name: say(message) for name, message in LABELS.items()}
    zh, count = language == "zh", len(verdict.checks)
    words["files"] = words["files_one"] if count == 1 else words["files"].format(n=count)
    outcomes = _by_suite(verdict)
    failed = [_rule(suite, o, words, language, district) for suite, o in outcomes if not o.passed]
    failed.sort(key=lambda r: (r["crashed"] is False, _SEVERITY_ORDER.index(r["severity_id"])))
    rows_in, aside = rows_in_of(verdict), rows_aside_of(verdict)
    known = {v.quarter: v for v in history if v.quarter < verdict.quarter} | {verdict.quarter: verdict}
    quarters = sorted(known)[-_MOST_QUARTERS:]
    return {
        "language": language,
        "lang_tag": "zh-CN" if zh else "en",
        "words": words,
        "district": district.name.zh if zh else district.name.en,
        "publisher": district.publisher.zh if zh else district.publisher.en,
        "quarter": verdict.quarter.zh if zh else verdict.quarter.en,
        "state": verdict.state,
        "state_words": capitalized(say(VERDICTS[verdict.state])),
        "paragraph": verdict.paragraph_zh if zh else verdict.paragraph_en,
        "figures": [
            (words["rows_in"], f"{rows_in:,}", words["rows_unit"]),
            (words["rows_kept"], f"{rows_in - aside:,}", words["rows_unit"]),
            (words["rows_aside"], f"{aside:,}", words["rows_unit"]),
            (words["rules_failed"], f"{len(failed)}", f"{words['of_rules']} {len(outcomes)} {words['rules_unit']}"),
        ],
        "failed": failed,
        "unread": [_unread(check, words, district, language) for check in verdict.checks if check.tidy.rows_set_aside],
        "files": [_file(check, district, words, language) for check in verdict.checks],
        "sheets": None
        if sheets is None
        else [
            {
                "title": s.title,
                "lines": s.lines,
                "name": s.file.name,
                "href": link(s),
                "size": f"{s.file.size / 1024:.0f} KB",
            }
            for s in sheets
        ],
        "trend": [
            (words[label], Markup(bars([_bar(known[q], count) for q in quarters], words[label], verdict.quarter)))  # noqa: S704 - escaped there
            for label, count in (("trend_aside", rows_aside_of), ("trend_failed", rules_failed_of))
        ]
        if len(quarters) > 1
        else [],
        "rules": [
            {"title": _suite_title(suite, district, words, language), "rules": [
                _rule(suite, o, words, language, district) for s, o in outcomes if s == suite
            ]}
            for suite in dict.fromkeys(s for s, _ in outcomes)
        ],
        "sha256": verdict.sha256,
    }  # fmt: skip


def rows_in_of(verdict: Verdict) -> int:
    """Rows received in all files."""
    return sum(check.tidy.rows_in for check in verdict.checks)


def rows_aside_of(verdict: Verdict) -> int:
    """Rows that no figure counts: unreadable, or set aside by a rule."""
    return sum(check.tidy.rows_set_aside + check.rows_set_aside for check in verdict.checks)


def rules_failed_of(verdict: Verdict) -> int:
    """Rules that weren't met, crashed ones included."""
    return sum(not outcome.passed for outcome in verdict.all_outcomes)


def _bar(verdict: Verdict, count: Callable[[Verdict], int]) -> Bar:
    return Bar(verdict.quarter, count(verdict))


def _by_suite(verdict: Verdict) -> list[tuple[str, RuleOutcome]]:
    own = [(check.tidy.extract, outcome) for check in verdict.checks for outcome in check.outcomes]
    return [*own, *(("across", outcome) for outcome in verdict.outcomes)]


def _suite_title(suite: str, district: District, words: dict[str, str], language: Language) -> str:
    source = district.sources.get(suite)
    if source is None:
        return words["across"]
    return source.title.zh if language == "zh" else source.title.en


def _rule(
    suite: str, outcome: RuleOutcome, words: dict[str, str], language: Language, district: District
) -> dict[str, Any]:
    zh = language == "zh"
    crashed = outcome.error is not None
    return {
        "id": outcome.rule,
        "where": _suite_title(suite, district, words, language),
        "text": outcome.zh if zh else outcome.en,
        "why": outcome.why_zh if zh else outcome.why_en,
        "detail": outcome.detail_zh if zh else outcome.detail_en,
        "severity_id": outcome.severity,
        "severity": SEVERITIES[outcome.severity].in_language(language),
        "failed": f"{outcome.failed:,}",
        "evaluated": f"{outcome.evaluated:,}",
        "fate": words["aside"] if outcome.sets_aside else words["kept"],
        "passed": outcome.passed,
        "outcome": words["crashed"] if crashed else words["met"] if outcome.passed else words["not_met"],
        "crashed": crashed,
        "error": outcome.error or "",
    }


def _unread(check: ExtractCheck, words: dict[str, str], district: District, language: Language) -> dict[str, str]:
    return {
        "where": _suite_title(check.tidy.extract, district, words, language),
        "text": words["unread"],
        "failed": f"{check.tidy.rows_set_aside:,}",
        "evaluated": f"{check.tidy.rows_in:,}",
        "fate": words["aside"],
    }


def _file(check: ExtractCheck, district: District, words: dict[str, str], language: Language) -> dict[str, Any]:
    tidy = check.tidy
    aside = tidy.rows_set_aside + check.rows_set_aside
    read = [
        tidy.encoding or "",
        f"{words['sheet']} {tidy.sheet}" if tidy.sheet else "",
        words["header_row"].format(row=tidy.header_row),
    ]
    table = EXTRACTS[tidy.extract]
    return {
        "title": _suite_title(tidy.extract, district, words, language),
        "facts": [
            (words["file"], tidy.filename),
            (words["owner"], district.sources[tidy.extract].owner),
            (words["cutoff"], tidy.cutoff.isoformat() if tidy.cutoff else words["cutoff_none"]),
            (words["format"], ("，" if language == "zh" else ", ").join(filter(None, read))),
        ],
        "equation": words["equation"].format(
            all=f"{tidy.rows_in:,}", kept=f"{tidy.rows_in - aside:,}", aside=f"{aside:,}"
        ),
        "sha256": tidy.snapshot_sha256,
        "columns": [
            (table.columns[name].info["zh"] if language == "zh" else name, header)
            for name, header in tidy.columns.items()
        ],
        "ignored": tidy.ignored,
        "unknown": tidy.unknown,
    }
