"""A district: its folder under include/districts/, validated as a whole.

Belongs here: reading district.yaml, towns.csv, communities.csv, targets.csv, recipients.yaml, corrections.yaml and
sources/*.yaml, and saying in one sentence what is wrong with them. Does not belong here: fetching or reading extracts
(sources/, tidy/).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from govreport.canonical import EXTRACTS
from govreport.district.corrections import Correction, clashing
from govreport.district.dag_config import Bilingual as Bilingual
from govreport.district.dag_config import Calendar as Calendar
from govreport.district.dag_config import ExtractName as ExtractName
from govreport.district.dag_config import Model, Outline, check_name, entry_problems, missing_files, source_files
from govreport.district.dag_config import district_names as district_names
from govreport.district.files import (
    TEXT_LOADER,
    Tell,
    at_once,
    read_csv,
    read_entries,
    read_text,
    read_yaml,
    validated,
)
from govreport.district.locations import AnyLocation, with_query_text
from govreport.district.recipients import MailPolicy as MailPolicy
from govreport.district.recipients import Recipient as Recipient
from govreport.district.recipients import settled
from govreport.district.reference_data import Assertion, Base, Budget, Commitment, Population, Scoring
from govreport.errors import ConfigError, Message

Unit = Literal["元", "万元"]


class Town(Model):
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


class Community(Model):
    """A residents' committee (urban) or village committee (rural)."""

    code: str = Field(pattern=r"^\d{12}$")
    town_code: str
    name: str
    kind: Literal["urban", "rural"]


class Target(Model):
    """What an indicator should reach by a day; ``value`` in the indicator's printed unit."""

    indicator: str
    value: Decimal
    due: date
    label_zh: str
    label_en: str
    source: str
    asserted_by: str


class Steward(Model):
    """Who mends the data of one unit. Roles, not people: the bureau fills in its own addresses."""

    unit: str
    """A town's full name or code, or an owner as a source definition names it."""
    address: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")


class ColumnLayout(Model):
    """How one canonical column is called in this district's file."""

    aliases: tuple[str, ...]
    unit: Unit | None = None
    """Money only: the unit where neither the header nor the cell states one."""
    nulls: tuple[str, ...] | None = None
    """Words that mean "nothing" in this column; replaces the layout's general list."""
    optional: bool = False
    """True where some of the files have the column and others don't: a form that gained or lost it over the years."""


class Layout(Model):
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


class Source(Model):
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
        if self.location.kept_as_csv and self.layout.format not in ("auto", "csv"):
            raise ValueError("databases and web services are kept as CSV: write layout format: csv")
        return self


class OwnFonts(Model):
    """Font files that the district has a licence for (reports/formats/own_fonts.py)."""

    folder: str = ""
    """Where they lie: an absolute path, or one below include/fonts."""
    body: str | None = Field(default=None, pattern=r"^[^/\\]+$")
    """File of the font of running text: 仿宋."""
    heading: str | None = Field(default=None, pattern=r"^[^/\\]+$")
    """File of the font of masthead and headline: 小标宋."""


class District(Outline):
    """A district as its folder describes it."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^\d{6}$")
    registrars: tuple[str, ...]
    """How the district's own registrar is spelt in extracts; others' organizations are not the district's."""
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
    "pool",
    "access",
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


def load_district(districts_dir: Path, name: str) -> District:
    """Read and validate ``districts_dir/name``; raises ConfigError with the file and the entry that is wrong."""
    district = _read_whole(districts_dir, name, at_once)
    assert district is not None  # noqa: S101 - for the type checker: mistakes were raised
    return district


def district_problems(districts_dir: Path, name: str) -> list[Message]:
    """Everything that is wrong with a district's folder, a sentence each; what one file hides shows once it is mended.

    Raises ConfigError where there is no such folder.
    """
    found: list[ConfigError] = []
    _read_whole(districts_dir, name, found.append)
    return list(dict.fromkeys(error.message for error in found))


def _read_whole(districts_dir: Path, name: str, tell: Tell) -> District | None:
    folder = districts_dir / name
    if not folder.is_dir() or (tell is at_once and not (folder / "district.yaml").is_file()):
        known = "、".join(district_names(districts_dir))
        raise ConfigError(
            f"没有名为“{name}”的区，现有：{known}。", f"There is no district named {name!r}; known: {known}."
        )
    check_name(districts_dir, name)
    told: list[ConfigError] = []

    def wrong(error: ConfigError) -> None:
        told.append(error)
        tell(error)

    for missing in missing_files(folder):
        wrong(missing)
    parts = _parts(folder, wrong)
    path = folder / "district.yaml"
    if not path.is_file():
        return None
    digest = "" if told else _reference_digest(folder)
    more = {"id": name, **parts, "reference_sha256": digest}
    district = validated(path, lambda: District.model_validate({**read_entries(path), **more}), wrong)
    if district is None:
        return None
    for problem in _whole_problems(folder, district, complete=not told):
        wrong(problem)
    for extract, source in district.sources.items():
        if stranger := _foreign_connection(source.location.connection, name, districts_dir):
            wrong(_not_its_own(folder / "sources" / f"{extract}.yaml", source.location.connection, stranger))
    if told:
        return None
    towns = {name: t.code for t in district.towns for name in _names(t)}
    path = folder / "recipients.yaml"
    recipients = validated(path, lambda: settled(path, district.recipients, towns, district.languages), wrong)
    return None if recipients is None else district.model_copy(update={"recipients": recipients})


def _parts(folder: Path, tell: Tell) -> dict[str, Any]:
    """The folder's files beside district.yaml; one that can't be read is told and left empty."""
    parts: dict[str, Any] = {"sources": {}}
    for extract, path in source_files(folder, tell).items():
        source = validated(path, lambda path=path: Source.model_validate(_source(folder, path)), tell)  # type: ignore[misc]
        if source is not None and source.extract != extract:
            tell(
                ConfigError(
                    f"{path} 写的是 extract: {source.extract}，与文件名不符，请改成一致。",
                    f"{path} says extract: {source.extract}, which isn't its name; make them agree.",
                )
            )
        elif source is not None:
            parts["sources"][extract] = source
    lines: dict[str, type[BaseModel]] = {"towns": Town, "communities": Community, "targets": Target, **_STATED}
    for field, model in lines.items():
        path = folder / f"{field}.csv"
        read = lambda path=path, model=model: read_csv(path, model, tell)  # noqa: E731
        if path.is_file():
            parts[field] = validated(path, read, tell) or ()
        elif field not in _STATED:
            parts[field] = ()  # that it is missing has been said
    path = folder / "scoring.yaml"
    if path.is_file():
        parts["scoring"] = validated(path, lambda: Scoring.model_validate(read_yaml(path)), tell)
    path = folder / "corrections.yaml"
    if path.is_file():
        corrections = TypeAdapter(tuple[Correction, ...])
        found = validated(path, lambda: corrections.validate_python(read_yaml(path, TEXT_LOADER) or ()), tell)
        parts["corrections"] = found or ()
        if (clash := _clash(path, found or ())) is not None:
            tell(clash)
    path = folder / "recipients.yaml"
    parts["recipients"] = ()
    if path.is_file():
        people = TypeAdapter(tuple[Recipient, ...])
        parts["recipients"] = validated(path, lambda: people.validate_python(read_yaml(path) or ()), tell) or ()
    return parts


def _source(folder: Path, path: Path) -> Any:
    entries = read_yaml(path)
    if isinstance(entries, dict) and "location" in entries:
        entries["location"] = with_query_text(entries["location"], lambda name: read_text(folder / name))
    return entries


def _reference_digest(folder: Path) -> str:
    entries = read_entries(folder / "district.yaml")
    kept = {name: entry for name, entry in entries.items() if name not in _OPERATIONAL}
    digest = hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False, default=str).encode())
    for file in ("towns.csv", "communities.csv", "targets.csv"):
        digest.update(read_text(folder / file).encode())
    for file in (*(f"{field}.csv" for field in _STATED), "scoring.yaml"):
        if (folder / file).is_file():
            digest.update(f"{file}\n{read_text(folder / file)}".encode())
    if (folder / "corrections.yaml").is_file():
        digest.update(read_text(folder / "corrections.yaml").encode())  # other corrections, other vintages
    return digest.hexdigest()


def _names(town: Town) -> list[str]:
    former = (town.former_code, town.former_name, town.former_short_name)
    return [town.code, town.name, town.short_name, *(name for name in former if name)]


def _foreign_connection(connection: str | None, name: str, districts_dir: Path) -> str | None:
    """The other district whose connection this is: one whose name ends in _<district> is that district's alone."""
    others = district_names(districts_dir) if connection else []
    owners = [other for other in {*others, name} if connection and connection.casefold().endswith(f"_{other}")]
    owner = max(owners, key=len, default=name)
    return None if owner == name else owner


def _not_its_own(path: Path, connection: str | None, owner: str) -> ConfigError:
    return ConfigError(
        f"{path} 用了 {owner} 区的连接 {connection}；以 _{owner} 结尾的连接只归该区，请改用本区的或共用的连接。",
        f"{path} names {connection}, a connection of the district {owner}: those ending in _{owner} are its alone. "
        "Name one of this district's own, or one that all share.",
    )


def _clash(path: Path, corrections: tuple[Correction, ...]) -> ConfigError | None:
    twice = clashing(corrections)
    if twice is None:
        return None
    named = "、".join(f"{column}={value}" for column, value in twice.key.items())
    return ConfigError(
        f"{path} 对同一格({twice.extract}，{named}，{twice.column})写了两条更正，请删去其一或分开季度。",
        f"{path} holds two corrections of one cell ({twice.extract}, {named}, {twice.column}); remove one or give "
        "them different quarters.",
    )


def _whole_problems(folder: Path, district: District, *, complete: bool) -> Iterator[ConfigError]:
    """What is wrong between files. ``complete`` is False where some weren't read, so that nothing hinges on them."""
    yield from entry_problems(folder, district)
    if not complete:
        return
    codes = [t.code for t in district.towns]
    if len(set(codes)) != len(codes):
        yield ConfigError(
            f"{folder / 'towns.csv'} 中有重复的镇街代码。", f"{folder / 'towns.csv'} repeats a town code."
        )
    for community in district.communities:
        if community.town_code not in district.town_by_code:
            yield ConfigError(
                f"{folder / 'communities.csv'} 中 {community.name} 的镇街 {community.town_code} 不在 towns.csv 中。",
                f"{folder / 'communities.csv'}: {community.name} names the town {community.town_code}, "
                "which towns.csv lacks.",
            )
    for file, lines in (("population.csv", district.population), ("bases.csv", district.bases)):
        for line in lines:
            if line.town_code and line.town_code not in district.town_by_code:
                yield ConfigError(
                    f"{folder / file} 中的镇街代码 {line.town_code} 不在 towns.csv 中。",
                    f"{folder / file} names the town {line.town_code}, which towns.csv lacks.",
                )
    units = {name for t in district.towns for name in (t.code, t.name)} | {s.owner for s in district.sources.values()}
    for steward in district.stewards:
        if steward.unit not in units:
            yield ConfigError(
                f"{folder / 'district.yaml'} 的 stewards 中“{steward.unit}”既不是镇街，也不是来源定义中的 owner。",
                f"{folder / 'district.yaml'}: stewards name {steward.unit!r}, which is neither a town nor an owner.",
            )


assert set(get_args(ExtractName)) == set(EXTRACTS)  # noqa: S101
