"""The story: collect, tidy, check, measure, verify, render, sign, deliver. One short function a stage.

The command line and Airflow call these and nothing deeper. Each stage takes what the one before returned and a Context;
each may be repeated without harm. Belongs here: the order of things. Does not belong here: how any of them is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from govreport.district import District, load_district
from govreport.manifests import DeliveryRow, ExtractCheck, ExtractName, Measurement, Report, Snapshot, TidyExtract, Verdict
from govreport.quarter import Quarter
from govreport.settings import Settings
from govreport.store.files import FileStore

STAGES = ("collect", "tidy", "check", "measure", "verify", "render", "sign", "deliver")


@dataclass(frozen=True)
class Context:
    """What every stage knows: the installation, the district, the quarter."""

    settings: Settings
    district: District
    quarter: Quarter

    @classmethod
    def make(cls, settings: Settings, district: str, quarter: str | Quarter) -> Context:
        """A context from names; raises ConfigError."""
        parsed = quarter if isinstance(quarter, Quarter) else Quarter.parse(quarter)
        return cls(settings, load_district(settings.districts_dir, district), parsed)

    @cached_property
    def files(self) -> FileStore:
        """The file store."""
        return FileStore(self.settings.store)


def collect(context: Context, extract: ExtractName) -> Snapshot:
    """Fetch one extract and keep its bytes. Raises SourceError."""
    raise NotImplementedError


def tidy(context: Context, snapshot: Snapshot) -> TidyExtract:
    """Bring one snapshot to its canonical table. Raises ReadError."""
    raise NotImplementedError


def check(context: Context, extract: TidyExtract) -> ExtractCheck:
    """Judge one extract by its suite."""
    raise NotImplementedError


def conclude(context: Context, checks: list[ExtractCheck]) -> Verdict:
    """Judge the extracts together and say the verdict. Never raises for bad data; see ``require_unblocked``."""
    raise NotImplementedError


def require_unblocked(verdict: Verdict) -> None:
    """Raise BlockedError with the verdict's paragraph where it blocks."""
    raise NotImplementedError


def measure(context: Context, verdict: Verdict) -> Measurement:
    """Compute the quarter's observations, and restate the quarters it is compared with. Raises BlockedError."""
    raise NotImplementedError


def verify(context: Context, measurement: Measurement) -> Measurement:
    """Prove the identities and list the revisions."""
    raise NotImplementedError


def render(context: Context, measurement: Measurement, verdict: Verdict) -> list[Report]:
    """One report a language."""
    raise NotImplementedError


def sign(context: Context, report: Report) -> Report:
    """Record that the report may go out; raises BlockedError where the verdict or an identity holds it."""
    raise NotImplementedError


def deliver(context: Context, report: Report) -> list[DeliveryRow]:
    """Mail the report to every recipient who hasn't had it; raises DeliveryError where it isn't signed."""
    raise NotImplementedError
