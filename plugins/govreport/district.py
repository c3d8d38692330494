"""A district: its folder under include/districts/, validated as a whole.

Belongs here: reading district.yaml, towns.csv, communities.csv, targets.csv, recipients.yaml, corrections.yaml and
sources/*.yaml, and saying in one sentence what is wrong with them. Does not belong here: fetching or reading extracts
(sources/, tidy/).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from govreport.canonical import EXTRACTS, REQUIRED
from govreport.corrections import Correction, clashing
from govreport.errors import ConfigError
from govreport.locations import SECRET, AnyLocation, Location, with_query_text
from govreport.quarter import Quarter
from govreport.recipients import MailPolicy as MailPolicy
from govreport.recipients import Recipient as Recipient
from govreport.recipients import settled
from govreport.reference_data import Assertion, Base, Budget, Commitment, Population, Scoring

M = TypeVar("M", bound=BaseModel)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Leaves every value the text it is written as: cells of extracts are text, 2018-02-30 and 007 among them."""
T = TypeVar("T")
Unit = Literal["元", "万元"]
Address = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
ParsedQuarter = Annotated[Quarter, BeforeValidator(lambda v: Quarter.parse(v) if isinstance(v, str) else v)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Bilingual(_Model):
    """A text in both languages."""

    zh: str
    en: str


class Town(_Model):
    """A town or street. ``code`` and ``name`` are today's; the former ones hold until ``former_until``."""

    code: str = Field(pattern=r"^\d{9}$")
    name: str
    short_name: str
    """As printed in tables: 市桥街."""
    en: str
    former_code: str | None = Field(default=None, pattern=r"^\d{9}$")
    former_name: str | None = None
    former_short_name: str | None = None
    former_until: date | None = None
    aliases: tuple[str, ...] = ()
    tile_column: int
    """Place in the tile grid chart; relative position only."""
    tile_row: int

    def _is_former(self, day: date) -> bool:
        return self.former_until is not None and day <= self.former_until

    def name_on(self, day: date) -> str:
        """The full name in force on ``day``."""
        return (self.former_name if self._is_former(day) else None) or self.name

    def short_name_on(self, day: date) -> str:
        """The short name in force on ``day``."""
        return (self.former_short_name if self._is_former(day) else None) or self.short_name

    def code_on(self, day: date) -> str:
        """The division code in force on ``day``."""
        return (self.former_code if self._is_former(day) else None) or self.code


class Community(_Model):
    """A residents' committee (urban) or village committee (rural)."""

    code: str = Field(pattern=r"^\d{12}$")
    town_code: str
    name: str
    kind: Literal["urban", "rural"]


class Target(_Model):
    """What an indicator should reach by a day; ``value`` in the indicator's printed unit."""

    indicator: str
    value: Decimal
    due: date
    label_zh: str
    label_en: str
    source: str
    asserted_by: str


class Steward(_Model):
    """Who mends the data of one unit. Roles, not people: the bureau fills in its own addresses."""

    unit: str
    """A town's full name or code, or an owner as a source definition names it."""
    address: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")


class ColumnLayout(_Model):
    """How one canonical column is called in this district's file."""

    aliases: tuple[str, ...]
    unit: Unit | None = None
    """Money only: the unit where neither the header nor the cell states one."""
    nulls: tuple[str, ...] | None = None
    """Words that mean "nothing" in this column; replaces the layout's general list."""
    optional: bool = False
    """True where some of the files have the column and others don't: a form that gained or lost it over the years."""


class Layout(_Model):
    """How an extract's file looks."""

    format: Literal["auto", "csv", "json", "xlsx", "xls", "ods"] = "auto"
    """The content decides; a stated format is a check on it. Macro workbooks (.xlsm) are xlsx."""
    sheet: str | None = None
    columns: Mapping[str, ColumnLayout]
    ignore: tuple[str, ...] = ()
    """Headers known and left behind: running numbers, remarks, personal data."""
    nulls: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    """Columns whose merged or omitted cells repeat the cell above."""


ExtractName = Literal[
    "registration", "funding", "evaluation", "filing", "party", "linkage", "ventures", "donations", "activities"
]


class Source(_Model):
    """One extract of a district: who owns it, where it lies, how it looks."""

    extract: ExtractName
    title: Bilingual
    owner: str
    """The office to ask when the extract is late or wrong."""
    location: AnyLocation
    due_working_days: int | None = Field(default=None, ge=1, le=60)
    """The extract is due by the end of the n-th working day after the quarter; by default the report's release day."""
    layout: Layout

    @model_validator(mode="after")
    def _columns_exist(self) -> Source:
        table = EXTRACTS[self.extract]
        unknown = sorted(set(self.layout.columns) - {c.name for c in table.columns})
        if unknown:
            raise ValueError(f"unknown canonical columns {unknown} for {self.extract}")
        missing = sorted(
            c.name for c in table.columns if not c.nullable and c.name != "_row" and c.name not in self.layout.columns
        )
        if missing:
            raise ValueError(f"required canonical columns {missing} of {self.extract} have no header aliases")
        if not isinstance(self.location, Location) and self.layout.format not in ("auto", "csv"):
            raise ValueError("databases and web services are kept as CSV: write layout format: csv")
        return self


class ReportHead(_Model):
    """What stands in the report's masthead and distribution block."""

    title: Bilingual
    first_issue: ParsedQuarter
    release_working_days: int = Field(ge=1, le=60)
    """The report is dated the n-th working day after the quarter."""
    report_to: Bilingual
    send_to: Bilingual
    contact: Bilingual


class Calendar(_Model):
    """On which working day after the quarter each step of a report is due; the release day is the report's own.

    Those left out follow from the release: three, two and one working day before it are drafting, countersigning and
    reviewing; 3, 5 and 7 working days after the quarter the registers are frozen, towns send, problems go back.
    """

    freeze: int | None = Field(default=None, ge=1, le=60)
    town_returns: int | None = Field(default=None, ge=1, le=60)
    feedback: int | None = Field(default=None, ge=1, le=60)
    draft: int | None = Field(default=None, ge=1, le=60)
    countersign: int | None = Field(default=None, ge=1, le=60)
    review: int | None = Field(default=None, ge=1, le=60)
    hour: int = Field(default=9, ge=0, le=23)
    """O'clock on the release day, the district's time."""


class OwnFonts(_Model):
    """Font files that the district has a licence for (reports/own_fonts.py)."""

    folder: str = ""
    """Where they lie: an absolute path, or one below include/fonts."""
    body: str | None = Field(default=None, pattern=r"^[^/\\]+$")
    """File of the font of running text: 仿宋."""
    heading: str | None = Field(default=None, pattern=r"^[^/\\]+$")
    """File of the font of masthead and headline: 小标宋."""


class District(_Model):
    """A district as its folder describes it."""

    id: str
    code: str = Field(pattern=r"^\d{6}$")
    name: Bilingual
    short_name: Bilingual
    publisher: Bilingual
    timezone: str
    registrars: tuple[str, ...]
    """How the district's own registrar is spelt in extracts; others' organizations are not the district's."""
    languages: tuple[Literal["zh", "en"], ...] = ("zh",)
    sender: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    report: ReportHead
    signoff: tuple[str, ...] = ()
    """Roles that must sign a report's hash before it goes out, in order; none in the sample."""
    signers: Mapping[str, tuple[str, ...]] = {}
    """Role of ``signoff`` -> user ids of those who may sign in it; any operator may in a role without an entry."""
    signoff_patience_hours: float = Field(default=24, gt=0)
    """How long a signature may be awaited before operators are told, and how often they are told again."""
    operators: tuple[Address, ...] = ()
    """Who is told of failed runs and of steps that are about to be late."""
    calendar: Calendar = Calendar()
    stewards: tuple[Steward, ...] = ()
    """Where correction sheets go by mail; never to recipients of the report as such."""
    mail_corrections: bool = False
    """Whether runs that deliver also mail the correction sheets to the stewards."""
    fonts: OwnFonts | None = None
    """Its own fonts; without them documents are set in the product's."""
    note: Bilingual | None = None
    """A standing remark printed under every report (the sample's says that its records are invented)."""
    towns: tuple[Town, ...]
    communities: tuple[Community, ...]
    targets: tuple[Target, ...]
    recipients: tuple[Recipient, ...]
    mail: MailPolicy = MailPolicy()
    """What may be mailed where."""
    sources: Mapping[str, Source]
    population: tuple[Population, ...] = ()
    budgets: tuple[Budget, ...] = ()
    bases: tuple[Base, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    scoring: Scoring | None = None
    """From scoring.yaml; without it no town is scored."""
    corrections: tuple[Correction, ...] = ()
    """From corrections.yaml, where the district has one."""
    reference_sha256: str
    """Hash over the folder's reference files, so that a vintage can say which reference data it used."""

    @property
    def tz(self) -> ZoneInfo:
        """The timezone in which the district's days begin."""
        return ZoneInfo(self.timezone)

    @cached_property
    def extracts(self) -> tuple[ExtractName, ...]:
        """The extracts that this district has a source for, in the order of the story."""
        return tuple(s.extract for s in (self.sources[name] for name in EXTRACTS if name in self.sources))

    @cached_property
    def town_by_code(self) -> dict[str, Town]:
        """Towns by today's code."""
        return {t.code: t for t in self.towns}


_OPERATIONAL = (
    "operators",
    "signoff",
    "signers",
    "signoff_patience_hours",
    "calendar",
    "stewards",
    "mail_corrections",
    "mail",
)
"""Entries of district.yaml that change no figure and no page: another operator must not make another report."""
_STATED: Mapping[str, type[BaseModel]] = {
    "population": Population,
    "budgets": Budget,
    "bases": Base,
    "commitments": Commitment,
    "assertions": Assertion,
}
"""Files of the folder that a district may leave out."""


def _sentence(path: Path, error: ValidationError) -> ConfigError:
    first = error.errors()[0]
    place = " → ".join(str(p) for p in first["loc"]) or "(whole file)"
    value, found, found_zh = first.get("input"), "", ""
    # A stray key or an address may hold a password, and so may a whole section: only simple values are repeated.
    private = first["type"] in (SECRET, "extra_forbidden") or "://" in str(value)
    if not private and not isinstance(value, (Mapping, list, tuple)):
        found, found_zh = f" (found {value!r})", f"(读到的值：{value!r})"
    return ConfigError(
        f"{path} 中“{place}”不符合要求：{first['msg']}{found_zh}。请改正后重试。",
        f"{path}: {place}: {first['msg']}{found}. Correct it and run again.",
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"缺少文件 {path}，每个区的文件夹都必须有它。", f"{path} is missing; every district folder must have it."
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(
            f"{path} 不是 UTF-8 编码，请另存为 UTF-8。", f"{path} isn't UTF-8; save it as UTF-8."
        ) from None


def _yaml(path: Path, loader: Any = _LOADER) -> Any:
    try:
        return yaml.load(_read(path), Loader=loader)  # noqa: S506 - a safe loader, the fast one where it is built in
    except (yaml.YAMLError, ValueError) as error:  # a day that doesn't exist is a ValueError
        reason = " ".join(str(error).split())
        raise ConfigError(f"{path} 不是有效的 YAML:{reason}", f"{path} is not valid YAML: {reason}") from None


def _source(folder: Path, path: Path) -> Any:
    entries = _yaml(path)
    if isinstance(entries, dict) and "location" in entries:
        entries["location"] = with_query_text(entries["location"], lambda name: _read(folder / name))
    return entries


def _csv(path: Path, model: type[M]) -> tuple[M, ...]:
    rows = []
    for number, row in enumerate(csv.DictReader(_read(path).splitlines()), start=2):
        values: dict[str, Any] = {k: v for k, v in row.items() if v}
        if "aliases" in values:
            values["aliases"] = tuple(values["aliases"].split("|"))
        try:
            rows.append(model.model_validate(values))
        except ValidationError as error:
            raise _sentence(path.with_name(f"{path.name} line {number}"), error) from None
    return tuple(rows)


def district_names(districts_dir: Path) -> list[str]:
    """Folders that hold a district.yaml, sorted."""
    return sorted(p.parent.name for p in districts_dir.glob("*/district.yaml"))


def load_district(districts_dir: Path, name: str) -> District:
    """Read and validate ``districts_dir/name``; raises ConfigError with the file and the entry that is wrong."""
    import hashlib

    folder = districts_dir / name
    if not (folder / "district.yaml").is_file():
        known = "、".join(district_names(districts_dir))
        raise ConfigError(
            f"没有名为“{name}”的区，现有：{known}。", f"There is no district named {name!r}; known: {known}."
        )
    sources: dict[str, Any] = {}
    for path in sorted((folder / "sources").glob("*.yaml")):
        source = _validated(path, lambda path=path: Source.model_validate(_source(folder, path)))  # type: ignore[misc]
        sources[source.extract] = source
    for extract in REQUIRED:
        if extract not in sources:
            raise ConfigError(
                f"{folder / 'sources'} 中没有 {extract} 的来源定义，请补一个 {extract}.yaml。",
                f"{folder / 'sources'} defines no source for {extract}; add {extract}.yaml.",
            )
    digest = hashlib.sha256()
    digest.update(_reference_text(folder / "district.yaml"))
    for file in ("towns.csv", "communities.csv", "targets.csv"):
        digest.update(_read(folder / file).encode())
    stated: dict[str, Any] = {}
    for field, model in _STATED.items():
        path = folder / f"{field}.csv"
        if path.is_file():
            digest.update(f"{path.name}\n{_read(path)}".encode())
            stated[field] = _csv(path, model)
    path = folder / "scoring.yaml"
    if path.is_file():
        digest.update(f"{path.name}\n{_read(path)}".encode())
        stated["scoring"] = _validated(path, lambda: Scoring.model_validate(_yaml(path)))
    path = folder / "corrections.yaml"
    corrections: tuple[Correction, ...] = ()
    if path.is_file():
        digest.update(_read(path).encode())  # other corrections, other vintages
        adapter = TypeAdapter(tuple[Correction, ...])
        corrections = _validated(path, lambda: adapter.validate_python(_yaml(path, _TEXT_LOADER) or ()))
        _check_corrections(path, corrections)
    path = folder / "recipients.yaml"
    recipients = _validated(path, lambda: TypeAdapter(tuple[Recipient, ...]).validate_python(_yaml(path) or ()))
    path = folder / "district.yaml"
    district = _validated(
        path,
        lambda: District.model_validate(
            {
                **_yaml(path),
                "id": name,
                "towns": _csv(folder / "towns.csv", Town),
                "communities": _csv(folder / "communities.csv", Community),
                "targets": _csv(folder / "targets.csv", Target),
                "recipients": recipients,
                "corrections": corrections,
                **stated,
                "sources": sources,
                "reference_sha256": digest.hexdigest(),
            }
        ),
    )
    _check_whole(folder, district)
    towns = {name: t.code for t in district.towns for name in _names(t)}
    return district.model_copy(
        update={"recipients": settled(folder / "recipients.yaml", recipients, towns, district.languages)}
    )


def _names(town: Town) -> list[str]:
    former = (town.former_code, town.former_name, town.former_short_name)
    return [town.code, town.name, town.short_name, *(name for name in former if name)]


def _validated(path: Path, build: Callable[[], T]) -> T:
    try:
        return build()
    except ValidationError as error:
        raise _sentence(path, error) from None


def _reference_text(path: Path) -> bytes:
    entries = _yaml(path)
    if not isinstance(entries, dict):
        return _read(path).encode()  # validation will say what is wrong with it
    kept = {name: entry for name, entry in entries.items() if name not in _OPERATIONAL}
    return json.dumps(kept, sort_keys=True, ensure_ascii=False, default=str).encode()


def _check_corrections(path: Path, corrections: tuple[Correction, ...]) -> None:
    twice = clashing(corrections)
    if twice is not None:
        named = "、".join(f"{column}={value}" for column, value in twice.key.items())
        raise ConfigError(
            f"{path} 对同一格({twice.extract}，{named}，{twice.column})写了两条更正，请删去其一或分开季度。",
            f"{path} holds two corrections of one cell ({twice.extract}, {named}, {twice.column}); remove one or give "
            "them different quarters.",
        )


def _check_whole(folder: Path, district: District) -> None:
    codes = [t.code for t in district.towns]
    if len(set(codes)) != len(codes):
        raise ConfigError(
            f"{folder / 'towns.csv'} 中有重复的镇街代码。", f"{folder / 'towns.csv'} repeats a town code."
        )
    for community in district.communities:
        if community.town_code not in district.town_by_code:
            raise ConfigError(
                f"{folder / 'communities.csv'} 中 {community.name} 的镇街 {community.town_code} 不在 towns.csv 中。",
                f"{folder / 'communities.csv'}: {community.name} names the town {community.town_code}, "
                "which towns.csv lacks.",
            )
    for file, lines in (("population.csv", district.population), ("bases.csv", district.bases)):
        for line in lines:
            if line.town_code and line.town_code not in district.town_by_code:
                raise ConfigError(
                    f"{folder / file} 中的镇街代码 {line.town_code} 不在 towns.csv 中。",
                    f"{folder / file} names the town {line.town_code}, which towns.csv lacks.",
                )
    units = {name for t in district.towns for name in (t.code, t.name)} | {s.owner for s in district.sources.values()}
    for steward in district.stewards:
        if steward.unit not in units:
            raise ConfigError(
                f"{folder / 'district.yaml'} 的 stewards 中“{steward.unit}”既不是镇街，也不是来源定义中的 owner。",
                f"{folder / 'district.yaml'}: stewards name {steward.unit!r}, which is neither a town nor an owner.",
            )
    if strangers := [role for role in district.signers if role not in district.signoff]:
        raise ConfigError(
            f"{folder / 'district.yaml'} 的 signers 中“{strangers[0]}”不在签发链 signoff 中。",
            f"{folder / 'district.yaml'}: signers name {strangers[0]!r}, which isn't in the chain signoff.",
        )
    if len(set(district.signoff)) != len(district.signoff):
        raise ConfigError(
            f"{folder / 'district.yaml'} 的 signoff 中有重复的角色。",
            f"{folder / 'district.yaml'}: signoff repeats a role.",
        )
    try:
        _ = district.tz
    except (KeyError, ValueError):
        raise ConfigError(
            f"{folder / 'district.yaml'} 的 timezone“{district.timezone}”不是已知时区。",
            f"{folder / 'district.yaml'}: {district.timezone!r} is not a known timezone.",
        ) from None


assert set(get_args(ExtractName)) == set(EXTRACTS)  # noqa: S101
