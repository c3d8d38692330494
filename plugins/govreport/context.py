"""What every stage and operation is given: the installation, the district, the quarter, and the stores they open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select

import govreport
from govreport.canonical.codes import CodeList
from govreport.connections import ConnectionLookup, from_environment, look_up
from govreport.district.folder import District
from govreport.district.periods import require_reported
from govreport.district.reading import load_district
from govreport.district.words import district_codes
from govreport.errors import ConfigError, IntegrityError
from govreport.period import BASES, KINDS, PERIOD_KINDS
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store import tables
from govreport.store.acceptances import AcceptanceStore
from govreport.store.database import open_results
from govreport.store.files import FileStore
from govreport.store.ledger import Ledger
from govreport.store.log import is_logged, known_keys, last_line
from govreport.store.notices import NoticeStore
from govreport.store.overlay import Overlay
from govreport.store.presented import PresentedStore
from govreport.store.results import ResultStore
from govreport.store.revisions import RevisionStore
from govreport.store.runs import RunStore
from govreport.store.vintages import VintageStore
from govreport.trust.keys import Keys, open_keys
from govreport.workdays import use_table

_EITHER = re.compile(r"\d{4}-\d")
UNATTENDED = "configuration"
"""The role that signs where a district's configuration asks for no signature."""


@dataclass(frozen=True)
class Context:
    """What every stage knows: the installation, the district, the quarter."""

    settings: Settings
    district: District
    quarter: Quarter
    connections: ConnectionLookup = look_up
    """Where hosts and credentials of sources and of the mail server are looked up by name."""
    product_version: str = field(default_factory=lambda: govreport.__version__)
    """What runs and vintages record; verify makes a report again under the version that it was made with."""

    replaced: Mapping[str, str] | None = None
    """Language -> view model of the edition that the report replaces, where a record says it; None: the ledger does."""
    told: str | None = None
    """What readers were told before the report, where a record says it; None: the reports and the database do."""

    made_on: str = ""
    """The kind of processor that a record names, where a report is made again; "": this machine's."""
    rehearses: bool = False
    """Whether sending is only tried out: what would go to whom is found, nothing is sent and nothing recorded."""

    kept_in: str | None = None
    """A folder where everything stays that is put into the store, which itself is only read; None: the store."""

    def __post_init__(self) -> None:
        # Here, and not where a context is made, so that nobody who makes one can forget it: with another installation's
        # table a report would be dated wrongly and nothing would fail.
        use_table(self.settings.reference_dir / "working_days.yaml")

    def __reduce__(self) -> tuple[Any, ...]:
        # Made anew in another process, since making it sets that process up; without the lookup of connections, which
        # not every caller can send: nothing is fetched there.
        return Context, (
            self.settings,
            self.district,
            self.quarter,
            from_environment,
            self.product_version,
            self.replaced,
            self.told,
            self.made_on,
            self.kept_in,
        )

    @classmethod
    def make(cls, settings: Settings, district: str, quarter: str | Quarter) -> Context:
        """A context from names; raises ConfigError."""
        parsed = quarter if isinstance(quarter, Quarter) else Quarter.parse(quarter, KINDS)
        loaded = load_district(settings.districts_dir, district)
        if isinstance(quarter, str) and loaded.base == "month" and _EITHER.fullmatch(quarter.strip()):
            raise ConfigError(
                f"“{quarter}”可以是月，也可以是季度，请写成 {parsed.year}-0{parsed.number} 或 {parsed}。",
                f"{quarter!r} may be a month or a quarter; write {parsed.year}-0{parsed.number} or {parsed}.",
            )
        require_reported(loaded.id, loaded.periods, parsed)
        return cls(settings, loaded, parsed)

    @property
    def is_longer(self) -> bool:
        """Whether the period's figures are put together from stored ones, and nothing is collected for it."""
        return self.district.is_longer(self.quarter)

    @property
    def last_part(self) -> Quarter:
        """The base period (a quarter, or a month) in which the period ends; a base period itself."""
        return self.district.last_part(self.quarter)

    def require_one_base(self) -> None:
        """Raise ConfigError where the store holds figures that were stated of another base period than the district's:
        months and quarters of one district have no common history, and each would be compared with nothing."""
        base, known = self.district.base, set(self.vintages.periods(self.district.id))
        others = (p for p in sorted(known) if p.kind in BASES and p.kind != base)
        # A quarter that is put together has its months beside it; one that was stated from extracts hasn't.
        other = next((p for p in others if not p.parts(base) or not known.issuperset(p.parts(base))), None)
        if other is not None:
            was, now = PERIOD_KINDS[other.kind], PERIOD_KINDS[base]
            raise ConfigError(
                f"{self.district.id} 已有按{was.zh}计算的数字（如 {other}），"
                f"而 district.yaml 的 periods 现以 {base} 为最短；"
                f"同一个区的数字只能按一种时期计算。请把 periods 改回 {other.kind}，"
                f"或另建一个文件夹（另一个区名）按{now.zh}出报告。",
                f"{self.district.id} has figures by {was.en} (such as {other}), while the shortest of periods in "
                f"district.yaml is now {base}; a district's figures are of one kind of period. Put {other.kind} back, "
                f"or report by {now.en} under another folder name.",
            )

    def require_logged_history(self) -> None:
        """Raise where the database has a vintage of the district that the log doesn't know: a run would compare its
        figures with it. ConfigError where the log was never begun, IntegrityError where it was."""
        v, district = tables.vintages.c, self.district.id
        with open_results(self.settings).connect() as connection:
            is_begun = last_line(connection) is not None
            unknown = select(v.id).where(v.district == district, *([~is_logged("vintage")] if is_begun else []))
            found = connection.execute(unknown.limit(1)).scalar()
        if found is None:
            return
        if not is_begun:
            raise ConfigError(
                "结果数据库的日志还是空的（由旧版本升级而来）。请确认数据无误后运行一次 govreport audit --begin，"
                "然后再运行。",
                "The log of the results database is empty: it comes from an earlier version. See that its data are "
                "right, run govreport audit --begin once, and run this again.",
            )
        raise IntegrityError(
            f"数据库中 {district} 的版本 {found[:12]} 不在日志中，不是本系统写入的；本期不予计算，以免与它比较。"
            "请运行 govreport audit 查明。",
            f"The database has a vintage of {district}, {found[:12]}, that isn't in the log: this installation never "
            "wrote it. Nothing is computed that would be compared with it; run govreport audit to find out.",
        )

    @property
    def codes_path(self) -> Path:
        """The file of the code lists that all districts share."""
        return self.settings.reference_dir / "codes.yaml"

    @cached_property
    def codes(self) -> Mapping[str, CodeList]:
        """The code lists with the district's own words; raises ConfigError where these contradict them."""
        return district_codes(self.codes_path, self.district)

    @cached_property
    def files(self) -> FileStore:
        """The store of extracts, tables and documents, by hash."""
        store = FileStore(self.settings.store)
        return store if self.kept_in is None else Overlay(self.kept_in, store)

    @cached_property
    def keys(self) -> Keys:
        """By what this installation seals what it sends out; raises ConfigError."""
        return open_keys(self.settings)

    @property
    def known_keys(self) -> Keys:
        """The keys with the former ones that the log names, whose seals count too."""
        with open_results(self.settings).connect() as connection:
            return known_keys(connection, self.keys)

    @property
    def results(self) -> ResultStore:
        """Snapshots, verdicts, correction sheets and reports."""
        return ResultStore(open_results(self.settings))

    @property
    def vintages(self) -> VintageStore:
        """The figures of each quarter, as each run computed them."""
        return VintageStore(open_results(self.settings))

    @property
    def shown_vintages(self) -> VintageStore:
        """Those that the log knows: what people are shown."""
        return VintageStore(open_results(self.settings), only_logged=True)

    @property
    def runs(self) -> RunStore:
        """Runs: what they used and what they made."""
        return RunStore(open_results(self.settings))

    @property
    def revisions(self) -> RevisionStore:
        """How vintages took each other's place."""
        return RevisionStore(open_results(self.settings))

    @property
    def notices(self) -> NoticeStore:
        """Drafts of correction notices, and who released them."""
        return NoticeStore(open_results(self.settings))

    @property
    def acceptances(self) -> AcceptanceStore:
        """Who answers for what would keep a report from being signed."""
        return AcceptanceStore(open_results(self.settings))

    @property
    def presented(self) -> PresentedStore:
        """What may be shown, and what was issued."""
        return PresentedStore(open_results(self.settings))

    @property
    def signers(self) -> tuple[str, ...]:
        """The roles whose signatures issue a report."""
        return self.district.signoff or (UNATTENDED,)

    @property
    def ledger(self) -> Ledger:
        """The signatures and deliveries in the results database."""
        return Ledger(open_results(self.settings), outbox=self.settings.mail == "outbox")
