"""The issue before this one as it is kept: the matters that it told, so that this one can say what became of them.

Read from the stored view model of the newest earlier quarter that has a report that could go out. Models of earlier
versions of the product keep no figures with their matters: those are told by their headings alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from govreport.context import Context
from govreport.errors import IntegrityError
from govreport.language import Language
from govreport.quarter import Quarter
from govreport.reports.model import MatterFigure
from govreport.reports.open_data.edition import DataEdition, stored_edition
from govreport.store.editions import read_editions


@dataclass(frozen=True)
class Matter:
    """A matter as that issue told it."""

    rule: str
    heading: str
    figures: tuple[MatterFigure, ...]


@dataclass(frozen=True)
class LastIssue:
    """An earlier issue and its matters, in their order."""

    quarter: Quarter
    model_key: str
    """The stored model that this was read from: part of what a report is made from."""
    matters: tuple[Matter, ...]
    stored: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """The model as it was kept."""

    @cached_property
    def data(self) -> DataEdition | None:
        """Its figures as data; None where a version of the product wrote it that kept none."""
        return stored_edition(self.stored)


def last_issue(context: Context, language: Language) -> LastIssue | None:
    """The newest earlier issue in that language, its signed edition where there is one; None where none is kept whole.

    Reports that were held aren't issues: nobody was told what they say.
    """
    quarter = context.quarter
    for _ in range(quarter.in_a_year):  # an issue older than a year is followed up by nobody
        quarter = quarter.previous
        key = _issued(context, quarter, language)
        if key:
            try:
                return read_issue(context.files.get(key), quarter, key)
            except IntegrityError:  # lost or damaged: nothing is said of it rather than something of an older one
                return None
    return None


def _issued(context: Context, quarter: Quarter, language: Language) -> str:
    """Key of the stored model of a quarter's issue; "" where the quarter has none."""
    roles = context.signers
    editions = [
        e
        for e in read_editions(context.results.engine, context.district.id, quarter, [])
        if e.report.language == language and not e.report.held
    ]
    signed = [e for e in editions if not e.missing(roles)]
    return next((e.report.model_key for e in signed or editions), "")


def read_issue(stored: bytes, quarter: Quarter, key: str) -> LastIssue:
    """An issue from its stored model, whatever version of the product wrote it."""
    model = json.loads(stored)
    return LastIssue(quarter, key, tuple(_matters(model)), model)


def _matters(model: Mapping[str, Any]) -> Iterator[Matter]:
    for section in model.get("sections", ()):
        for block in section.get("blocks", ()):
            if block.get("type") == "attention":
                for row in block.get("items", ()):
                    yield Matter(row.get("key", ""), row.get("heading", ""), _figures(row))


def _figures(row: Mapping[str, Any]) -> tuple[MatterFigure, ...]:
    """All of a matter's figures, or none where another version of the product wrote them otherwise."""
    try:
        return tuple(MatterFigure.model_validate(figure) for figure in row.get("figures", ()))
    except ValidationError:
        return ()
