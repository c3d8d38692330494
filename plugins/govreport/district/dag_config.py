"""What the scheduler must know of a district: its names, its days, who signs, which extracts it has.

Read from district.yaml and the names of the files beside it alone, for DAG files are read every few seconds and a
province has a hundred districts. Everything else that a folder may say is in folder.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from govreport.canonical import EXTRACTS, REQUIRED
from govreport.district.country import Country, known_part
from govreport.district.files import OnMistake, raise_at_once, validated
from govreport.district.models import Bilingual as Bilingual
from govreport.district.models import Model as Model
from govreport.district.periods import Periods, base_of, longer_of, require_heads
from govreport.district.profile import read_described
from govreport.district.recipients import MailPolicy
from govreport.district.report_head import ParsedBase as ParsedBase
from govreport.district.report_head import ReportHead
from govreport.district.timing import StatedReports, Timing
from govreport.errors import ConfigError, enumerated
from govreport.language import Language
from govreport.period import Period, PeriodKind
from govreport.workdays import WorkCalendar, Year, load_years

NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
"""What a district's folder may be called: it is part of ids, addresses and names of connections."""
FILES = ("district.yaml", "towns.csv", "targets.csv", "recipients.yaml")
"""Files that every district's folder has; beside them sources/<extract>.yaml of the required extracts."""
OWN_DAYS = "working_days.yaml"
"""A file that a district may have: years whose working days it states itself."""
Address = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)]
"""One address, or several."""

ExtractName = Literal[
    "registration", "funding", "evaluation", "filing", "party", "linkage", "ventures", "donations", "activities"
]


class Calendar(Model):
    """On which working day after the quarter each step of a report is due; the release day is the report's own.

    Those left out follow from the others, as schedule.py says.
    """

    freeze: int | None = Field(default=None, ge=1, le=60)
    town_returns: int | None = Field(default=None, ge=1, le=60)
    feedback: int | None = Field(default=None, ge=1, le=60)
    draft: int | None = Field(default=None, ge=1, le=60)
    countersign: int | None = Field(default=None, ge=1, le=60)
    review: int | None = Field(default=None, ge=1, le=60)
    hour: int = Field(default=9, ge=0, le=23)
    """O'clock on the release day, the district's time."""


class Access(Model):
    """Roles of Airflow's own (FAB) access control that may see a district's DAGs, and that may start them."""

    read: tuple[str, ...] = ()
    run: tuple[str, ...] = ()


class DagConfig(Model):
    """A district as its DAGs need it; ``District`` is the whole."""

    model_config = ConfigDict(extra="ignore")

    id: str
    profile: str | None = None
    """The profile that gives what district.yaml leaves out (profile.py)."""
    country: Country = Field(default="", validate_default=True)
    """Whose public holidays it has: ISO 3166, two letters."""
    subdivision: str | None = Field(default=None, pattern=r"^[A-Z0-9]{1,3}$")
    """The part of the country that has public holidays of its own: ISO 3166-2 without the country."""
    working_days: Mapping[int, Year] = {}
    """From working_days.yaml, where the district has one: years whose days it states itself."""
    annual_reports: StatedReports = None
    """By when organizations report on the year before."""
    name: Bilingual
    short_name: Bilingual
    publisher: Bilingual
    timezone: str
    sender: Address
    report: ReportHead
    signoff: tuple[str, ...] = ()
    """Roles that must sign a report's hash before it goes out, in order; none in the sample."""
    signers: Mapping[str, tuple[Annotated[str, Field(coerce_numbers_to_str=True)], ...]] = {}
    """Role of ``signoff`` -> user ids of those who may sign in it; any operator may in a role without an entry."""
    accounts: Mapping[str, tuple[str, ...]] = {}
    """Role of ``signoff`` -> accounts of the operating system that may sign in it on the command line; any account that
    can type the command may in a role without an entry."""
    signer_mail: Mapping[str, Addresses] = {}
    """Role of ``signoff`` -> addresses of those who sign in it: they are told by mail when it is their turn."""
    signoff_patience_hours: float = Field(default=24, gt=0)
    """How long a signature may be awaited before operators are told, and how often they are told again."""
    operators: tuple[Address, ...] = ()
    """Who is told of failed runs and of steps that are about to be late."""
    mail: MailPolicy = MailPolicy()
    """What may be mailed where."""
    languages: tuple[Language, ...] = ("zh",)
    periods: Periods = ("quarter",)
    """Of which periods it makes reports (periods.py)."""
    calendar: Calendar = Calendar()
    pool: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_.-]{1,256}$")
    """Airflow's pool that the district's tasks run in; it must have been made. None: the one that all share."""
    access: Access = Access()
    """Who may see and start the district's DAGs where Airflow keeps roles of its own."""
    sources: Mapping[str, Any]
    """Extract -> where it comes from; a DAG needs only which extracts there are."""

    @model_validator(mode="after")
    def _has_heads(self) -> DagConfig:
        require_heads(self.periods, self.report)
        return self

    @field_validator("subdivision")
    @classmethod
    def _part_of_the_country(cls, value: str | None, info: ValidationInfo) -> str | None:
        return known_part(value, info.data.get("country", ""))

    @property
    def base(self) -> PeriodKind:
        """The kind of period that its extracts are taken for: the shortest that it reports."""
        return base_of(self.periods)

    @property
    def longer_kinds(self) -> tuple[PeriodKind, ...]:
        """The kinds whose figures are put together from those of base periods."""
        return longer_of(self.periods)

    def is_longer(self, period: Period) -> bool:
        """Whether the period's figures are put together from those of its parts, which are base periods."""
        return period.kind != self.base

    def parts_of(self, period: Period) -> tuple[Period, ...]:
        """The base periods within a period, oldest first; of a base period itself."""
        return period.parts(self.base)

    def last_part(self, period: Period) -> Period:
        """The base period in which a period ends."""
        return period.last_part(self.base)

    @property
    def work_calendar(self) -> WorkCalendar:
        """The days on which its offices work."""
        return WorkCalendar(self.country, self.subdivision, self.working_days)

    @property
    def timing(self) -> Timing:
        """When its figures are made and become final."""
        return Timing(
            self.work_calendar, self.report.release_working_days, self.annual_reports, self.report.longer_days
        )

    @property
    def tz(self) -> ZoneInfo:
        """The timezone in which the district's days begin."""
        return ZoneInfo(self.timezone)

    @property
    def extracts(self) -> tuple[ExtractName, ...]:
        """The extracts that this district has a source for, in the order of the story."""
        return tuple(name for name in EXTRACTS if name in self.sources)  # type: ignore[misc]


class UnreadableDistrict(NamedTuple):
    """A district whose district.yaml can't be read, and why."""

    name: str
    error: ConfigError


def district_names(districts_dir: Path) -> list[str]:
    """Folders that hold a district.yaml, sorted."""
    return sorted(p.parent.name for p in districts_dir.glob("*/district.yaml"))


def missing_files(folder: Path) -> Iterator[ConfigError]:
    """A sentence for each file that every district must have and this folder lacks."""
    for path in (folder / file for file in FILES):
        if not path.is_file():
            yield ConfigError(
                f"缺少文件 {path}，每个区的文件夹都必须有它。",
                f"{path} is missing; every district folder must have it.",
            )
    for extract in REQUIRED:
        if not (folder / "sources" / f"{extract}.yaml").is_file():
            yield ConfigError(
                f"{folder / 'sources'} 中没有 {extract} 的来源定义，请补一个 {extract}.yaml。",
                f"{folder / 'sources'} defines no source for {extract}; add {extract}.yaml.",
            )


def source_files(folder: Path, on_mistake: OnMistake = raise_at_once) -> dict[str, Path]:
    """Extract -> its source file, which is called after it; a file of another name is a mistake."""
    files = {}
    for path in sorted((folder / "sources").glob("*.yaml")):
        if path.stem in EXTRACTS:
            files[path.stem] = path
        else:
            known = enumerated(EXTRACTS)
            on_mistake(
                ConfigError(
                    f"{path} 的文件名不是数据名称；请改为 {known.zh} 之一加 .yaml。",
                    f"{path} isn't called after an extract; its name must be one of {known.en}, with .yaml.",
                )
            )
    return files


def entry_problems(folder: Path, config: DagConfig) -> Iterator[ConfigError]:
    """What is wrong between entries of district.yaml."""
    path = folder / "district.yaml"
    chained = {"signers": config.signers, "accounts": config.accounts, "signer_mail": config.signer_mail}
    for entry, roles in chained.items():
        for role in roles:
            if role not in config.signoff:
                yield ConfigError(
                    f"{path} 的 {entry} 中“{role}”不在签发链 signoff 中。",
                    f"{path}: {entry} name {role!r}, which isn't in the chain signoff.",
                )
    for role, addresses in config.signer_mail.items():
        for address in addresses:
            if not config.mail.allows(address, "internal", config.sender):
                yield ConfigError(
                    f"{path} 的 signer_mail 中“{role}”的地址 {address} 不在可收内部信息的域名内；"
                    "请核对地址，或在 mail.domains 的 internal 中加上它的域名。",
                    f"{path}: the address {address} of {role} in signer_mail isn't in a domain that may have internal "
                    "mail; correct it, or add its domain to internal in mail.domains.",
                )
    if len(set(config.signoff)) != len(config.signoff):
        yield ConfigError(f"{path} 的 signoff 中有重复的角色。", f"{path}: signoff repeats a role.")
    try:
        _ = config.tz
    except (KeyError, ValueError):
        yield ConfigError(
            f"{path} 的 timezone“{config.timezone}”不是已知时区。",
            f"{path}: {config.timezone!r} is not a known timezone.",
        )


def check_name(districts_dir: Path, name: str) -> None:
    """Raise ConfigError where a district can't be called so."""
    if not NAME.fullmatch(name):
        raise ConfigError(
            f"{districts_dir / name}：区的文件夹名须为小写字母开头的小写字母、数字、下划线，最长 31 个字符；请改名。",
            f"{districts_dir / name}: a district's folder is called by lower-case letters, digits and underscores, "
            "a letter first, 31 characters at most; rename it.",
        )


def read_dag_config(districts_dir: Path, name: str) -> DagConfig:
    """What the DAGs of ``districts_dir/name`` need; raises ConfigError."""
    check_name(districts_dir, name)
    folder = districts_dir / name
    for missing in missing_files(folder):
        raise missing
    described = read_described(folder / "district.yaml")
    days = folder / OWN_DAYS
    own = {"id": name, "sources": source_files(folder), "working_days": load_years(days) if days.is_file() else {}}
    entries = described.entries | own
    config = validated(described.file_of, lambda: DagConfig.model_validate(entries), shape=DagConfig)
    assert config is not None  # noqa: S101 - for the type checker: mistakes were raised
    for problem in entry_problems(folder, config):
        raise problem
    return config


def read_dag_configs(districts_dir: Path, only: str | None = None) -> tuple[list[DagConfig], list[UnreadableDistrict]]:
    """Every district (or that one) in order, and those that can't be read: a mistake in one hides no other."""
    configs, unreadable = [], []
    for name in district_names(districts_dir):
        if only is not None and name != only:
            continue
        try:
            configs.append(read_dag_config(districts_dir, name))
        except ConfigError as error:
            unreadable.append(UnreadableDistrict(name, error))
    return configs, unreadable
