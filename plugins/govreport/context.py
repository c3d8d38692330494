"""What every stage and operation is given: the installation, the district, the quarter, and the stores they open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import govreport
from govreport.canonical.codes import CodeList
from govreport.connections import ConnectionLookup, from_environment
from govreport.district.folder import District
from govreport.district.periods import require_reported
from govreport.district.reading import load_district
from govreport.district.words import district_codes
from govreport.period import KINDS
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.database import open_database
from govreport.store.files import FileStore
from govreport.store.ledger import Ledger
from govreport.store.notices import NoticeStore
from govreport.store.presented import PresentedStore
from govreport.store.results import ResultStore
from govreport.store.revisions import RevisionStore
from govreport.store.runs import RunStore
from govreport.store.vintages import VintageStore
from govreport.workdays import use_table

UNATTENDED = "configuration"
"""The role that signs where a district's configuration asks for no signature."""


@dataclass(frozen=True)
class Context:
    """What every stage knows: the installation, the district, the quarter."""

    settings: Settings
    district: District
    quarter: Quarter
    connections: ConnectionLookup = from_environment
    """Where sources' hosts and credentials are looked up by name."""
    product_version: str = field(default_factory=lambda: govreport.__version__)
    """What runs and vintages record; verify makes a report again under the version that it was made with."""

    replaced: Mapping[str, str] | None = None
    """Language -> view model of the edition that the report replaces, where a record says it; None: the ledger does."""
    told: str | None = None
    """What readers were told before the report, where a record says it; None: the reports and the database do."""

    made_on: str = ""
    """The kind of processor that a record names, where a report is made again; "": this machine's."""

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
        )

    @classmethod
    def make(cls, settings: Settings, district: str, quarter: str | Quarter) -> Context:
        """A context from names; raises ConfigError."""
        parsed = quarter if isinstance(quarter, Quarter) else Quarter.parse(quarter, KINDS)
        loaded = load_district(settings.districts_dir, district)
        require_reported(loaded.id, loaded.periods, parsed)
        return cls(settings, loaded, parsed)

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
        return FileStore(self.settings.store)

    @property
    def results(self) -> ResultStore:
        """Snapshots, verdicts, correction sheets and reports."""
        return ResultStore(open_database(self.settings.database))

    @property
    def vintages(self) -> VintageStore:
        """The figures of each quarter, as each run computed them."""
        return VintageStore(open_database(self.settings.database))

    @property
    def runs(self) -> RunStore:
        """Runs: what they used and what they made."""
        return RunStore(open_database(self.settings.database))

    @property
    def revisions(self) -> RevisionStore:
        """How vintages took each other's place."""
        return RevisionStore(open_database(self.settings.database))

    @property
    def notices(self) -> NoticeStore:
        """Drafts of correction notices, and who released them."""
        return NoticeStore(open_database(self.settings.database))

    @property
    def presented(self) -> PresentedStore:
        """What may be shown, and what was issued."""
        return PresentedStore(open_database(self.settings.database))

    @property
    def signers(self) -> tuple[str, ...]:
        """The roles whose signatures issue a report."""
        return self.district.signoff or (UNATTENDED,)

    @property
    def ledger(self) -> Ledger:
        """The signatures and deliveries in the results database."""
        return Ledger(open_database(self.settings.database))
