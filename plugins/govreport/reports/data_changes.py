"""What one edition of a report's data changes in an earlier one, as the view model and ``changes.json`` hold it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

Level = Literal["none", "minor", "major"]
Relation = Literal["same_quarter", "last_quarter"]


class _Change(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureKey(_Change):
    """What a figure is about, in the codes of ``figures.csv``."""

    indicator: str
    quarter: str
    area: str
    breakdown: str
    member: str


class FigureState(_Change):
    """What ``figures.csv`` states of a figure."""

    value: Decimal | None
    numerator: int | None
    denominator: int | None
    status: str


class RevisedFigure(FigureKey):
    """A figure that has another value."""

    old: FigureState | None
    """None where an earlier state would give away what is hidden beside the figure."""
    new: FigureState


class FieldChange(_Change):
    """A field of a code list that says something else."""

    field: str
    old: str
    new: str


class ChangedCode(_Change):
    """An entry of a code list of which some fields changed."""

    code: str
    changes: tuple[FieldChange, ...]


class ListChanges(_Change):
    """What became of the entries of a code list."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    redefined: tuple[ChangedCode, ...] = ()
    """They mean something else now."""
    relabelled: tuple[ChangedCode, ...] = ()
    """They mean the same and are called otherwise."""


class StatusChange(_Change):
    """So many figures of a quarter whose status alone changed."""

    quarter: str
    old: str
    new: str
    figures: int


class FigureChanges(_Change):
    """What became of the figures that both editions cover."""

    added: tuple[FigureKey, ...] = ()
    removed: tuple[FigureKey, ...] = ()
    revised: tuple[RevisedFigure, ...] = ()
    hidden: tuple[FigureKey, ...] = ()
    """Stated before, and withheld now."""
    shown: tuple[FigureKey, ...] = ()
    """Withheld before, and stated now."""
    status: tuple[StatusChange, ...] = ()


class EditionName(_Change):
    """Which edition was compared with."""

    quarter: str
    version: str
    released: str


class Comparison(_Change):
    """One edition against an earlier one."""

    relation: Relation
    against: EditionName
    level: Level
    quarters: ListChanges
    indicators: ListChanges
    areas: ListChanges
    breakdowns: ListChanges
    members: ListChanges
    figures: FigureChanges


class ChangesFile(_Change):
    """``changes.json``: what this edition of the data changes in earlier ones."""

    data_set: str
    """The district's folder."""
    quarter: str
    version: str
    released: str
    compared: tuple[Comparison, ...]
    """With the edition of the same quarter that this one replaces, then with the last quarter's; empty where neither
    has data."""
