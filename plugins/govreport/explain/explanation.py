"""What there is to say about one figure, as data: its records, its files, its checks, its comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from govreport.canonical.codes import CodeList
from govreport.context import Context
from govreport.district.folder import District, Target
from govreport.errors import Message
from govreport.explain.query import FigureQuery
from govreport.indicators.disclosure.proxies import Proxy
from govreport.indicators.model import Measure, Observation
from govreport.indicators.record_places import Place, extracts_of
from govreport.indicators.records import Chosen
from govreport.manifests.documents import Report
from govreport.manifests.extracts import CorrectionRecord
from govreport.manifests.verdicts import ExtractCheck, RuleOutcome
from govreport.quarter import Quarter
from govreport.reports.numbers import Comparison
from govreport.store.authenticated import Signature
from govreport.store.files import FileStore
from govreport.store.ledger import Ledger
from govreport.store.records import StatedFigure, VintageRow
from govreport.store.results import ResultStore
from govreport.store.vintages import VintageStore


@dataclass(frozen=True)
class ExplainContext:
    """What an explanation is made from: one district's folder, file store and results database."""

    district: District
    files: FileStore
    results: ResultStore
    codes_path: Path
    codes: Mapping[str, CodeList]
    memory_limit: str
    only_logged: bool = False
    """Whether vintages that the log doesn't know are left out."""

    @classmethod
    def of(cls, context: Context, *, only_logged: bool = False) -> ExplainContext:
        """What explanations of a context's figures are made from."""
        return cls(
            district=context.district,
            files=context.files,
            results=context.results,
            codes_path=context.codes_path,
            codes=context.codes,
            memory_limit=context.settings.duckdb_memory,
            only_logged=only_logged,
        )

    @property
    def vintages(self) -> VintageStore:
        """The figures of each quarter, as each run computed them."""
        return VintageStore(self.results.engine, only_logged=self.only_logged)

    @property
    def ledger(self) -> Ledger:
        """Who signed which report."""
        return Ledger(self.results.engine)


@dataclass(frozen=True)
class Side:
    """A numerator or a denominator: its amount and the records it is made of."""

    how: str
    """``count``, ``distinct`` or ``sum``."""
    is_money: bool
    amount: int
    chosen: list[Chosen]
    extracts: list[str]

    @property
    def places(self) -> list[Place]:
        """Where the records stand, each once."""
        return list(dict.fromkeys(place for c in self.chosen for place in c.places))


def make_side(measure: Measure, amount: int, chosen: list[Chosen]) -> Side:
    """The numerator or denominator that ``chosen`` records make."""
    how = "sum" if measure.value is not None else "distinct" if measure.distinct is not None else "count"
    return Side(how, measure.is_money, amount, chosen, extracts_of(measure))


@dataclass(frozen=True)
class LeftOut:
    """A record that would count, had a rule not set it (or a record it depends on) aside."""

    place: Place
    reasons: tuple[tuple[str, Message], ...]
    """(rule, the whole sentence); none where another extract's row is what is missing."""


@dataclass(frozen=True)
class Printed:
    """A report of the figure's quarter, what it says of the figure, and who signed it."""

    report: Report
    same: bool
    """Whether it prints this vintage's numbers."""
    withheld: bool
    """Whether it says that there is a figure, and not which."""
    signatures: list[Signature]


@dataclass(frozen=True)
class Explanation:
    """Everything that can be said of one figure."""

    asked: FigureQuery
    observation: Observation
    numerator: Side
    denominator: Side | None
    vintage: VintageRow
    stated: list[StatedFigure]
    """What every vintage of the quarter says of the figure, this one among them."""
    checks: list[ExtractCheck]
    """Of the extracts that the figure is made of."""
    references: list[str]
    """Files of the district's folder that it is made of."""
    outcomes: list[RuleOutcome]
    """Of the rules about those extracts, and of those across extracts."""
    corrections: list[tuple[str, CorrectionRecord]]
    left_out: list[LeftOut]
    comparisons: dict[str, tuple[Quarter, Comparison]]
    target: Target | None
    printed: list[Printed] = field(default_factory=list)
    scores: list[tuple[object, ...]] = field(default_factory=list)
    """Lines of the towns' score, which stand in no file."""
    definition_changed: bool = False
    """The indicator is declared otherwise now than when the vintage was computed."""
    proxies: frozenset[Proxy] = frozenset()
    """What gives a sensitive group away in the records of the vintage."""
    not_for_print: bool = False
    """Whether reports withhold the figure, or one that it is compared with."""
    matches: bool = True
    """Whether the listed records give the stored figure."""

    @property
    def value(self) -> Fraction | None:
        """The exact value in the printed unit."""
        return self.observation.value(self.asked.indicator)
