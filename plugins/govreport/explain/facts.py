"""What is said of a figure wherever it is explained, worded once for text.py and page_view.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from govreport.district.folder import Bilingual, District, Target
from govreport.errors import Message
from govreport.explain.words import BASIS_WORD, CAVEAT, FORMULA, RULE
from govreport.indicators.citations import cited_in_both
from govreport.indicators.model import BASIS, Indicator
from govreport.manifests.verdicts import ExtractCheck
from govreport.quarter import Quarter

Fact = tuple[Message, Message]
"""A word and what it is."""


def definition(indicator: Indicator, quarter: Quarter, district: District) -> Iterator[Fact]:
    """How the figure is defined: its formula, a caveat, what time it is about, which rule asks for it."""
    yield FORMULA, indicator.formula
    if indicator.caveat is not None:
        yield CAVEAT, indicator.caveat
    basis = BASIS[indicator.basis]
    yield BASIS_WORD, Message(f"{basis.zh}（截至{quarter.end}）", f"{basis.en} (as of {quarter.end})")
    yield RULE, cited_in_both(indicator.source, district.given, quarter.end)


def aim(target: Target, indicator: Indicator) -> Message:
    """How much is to be reached by when."""
    zh, en = indicator.unit
    return Message(f"{target.value}{zh}，{target.due}前", f"{target.value} {en} by {target.due}")


class FileRow(NamedTuple):
    """One file that a figure is made of."""

    title: Bilingual
    name: str
    cutoff: str
    rows_in: int
    left_out: int
    """Rows that no figure counts."""
    sha256: str


def file_rows(checks: Iterable[ExtractCheck], district: District) -> list[FileRow]:
    """The files that were checked, with their rows."""
    return [
        FileRow(
            title=district.sources[check.tidy.extract].title,
            name=check.tidy.filename,
            cutoff=str(check.tidy.cutoff or "—"),
            rows_in=check.tidy.rows_in,
            left_out=check.tidy.rows_set_aside + check.rows_set_aside,
            sha256=check.tidy.snapshot_sha256,
        )
        for check in checks
    ]


def compared_quarters(indicator: Indicator, quarter: Quarter) -> Iterator[tuple[str, Quarter]]:
    """What a figure is compared with: the quarter before (unless its year has just begun anew) and a year ago."""
    if indicator.basis != "year_to_date" or quarter.number != 1:
        yield "previous", quarter.previous
    yield "year_ago", quarter.year_ago
