"""Reading a district's folder and checking it as a whole: the first mistake raised, or all of them listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError

from govreport.canonical.folding import fold
from govreport.currency import is_currency
from govreport.currency.declared import EXAMPLE
from govreport.district.amounts import amount_problems
from govreport.district.code_patterns import CONTEXT, TOWNS, CodePatterns
from govreport.district.corrections import Correction, clashing
from govreport.district.dag_config import (
    OWN_DAYS,
    check_name,
    district_names,
    entry_problems,
    missing_files,
    source_files,
)
from govreport.district.digest import reference_digest
from govreport.district.files import (
    OnMistake,
    raise_at_once,
    read_csv,
    read_text,
    read_yaml,
    validated,
)
from govreport.district.folder import Community, District, Source, Target, Town
from govreport.district.layout import SCHEME
from govreport.district.locations import with_query_text
from govreport.district.own_codes import OwnLists
from govreport.district.profile import read_described
from govreport.district.recipients import Recipient, with_town_codes
from govreport.district.reference_data import Assertion, Base, Budget, Commitment, Exit, Population, Scoring
from govreport.errors import ConfigError, Message, enumerated
from govreport.strict_yaml import TEXT_LOADER
from govreport.workdays import load_years

_OPTIONAL: Mapping[str, type[BaseModel]] = {
    "population": Population,
    "budgets": Budget,
    "bases": Base,
    "commitments": Commitment,
    "assertions": Assertion,
    "exits": Exit,
}
"""Files of the folder that a district may leave out."""
_ONCE: Mapping[str, str] = {"towns": "code", "communities": "code"}
"""File -> the column in which nothing may stand twice."""
_WORDS = Mapping[str, Mapping[str, tuple[str, ...]]]
"""What words.yaml holds: list -> code -> words."""


def load_district(districts_dir: Path, name: str) -> District:
    """Read and validate ``districts_dir/name``; raises ConfigError with the file and the entry that is wrong."""
    district = _read_whole(districts_dir, name, raise_at_once)
    assert district is not None  # noqa: S101 - for the type checker: mistakes were raised
    return district


def district_problems(districts_dir: Path, name: str) -> list[Message]:
    """Everything that is wrong with a district's folder, a sentence each; what one mistake hides shows once that one is
    corrected.

    Raises ConfigError where there is no such folder.
    """
    mistakes: list[ConfigError] = []
    _read_whole(districts_dir, name, mistakes.append)
    return list(dict.fromkeys(error.message for error in mistakes))


def _read_whole(districts_dir: Path, name: str, on_mistake: OnMistake) -> District | None:
    """The district; None where mistakes were gathered."""
    folder = districts_dir / name
    if not folder.is_dir() or (on_mistake is raise_at_once and not (folder / "district.yaml").is_file()):
        known = enumerated(district_names(districts_dir))
        raise ConfigError(
            f"没有名为“{name}”的区，现有：{known.zh}。", f"There is no district named {name!r}; known: {known.en}."
        )
    check_name(districts_dir, name)
    mistakes: list[ConfigError] = []

    def wrong(error: ConfigError) -> None:
        mistakes.append(error)
        on_mistake(error)

    for missing in missing_files(folder):
        wrong(missing)
    path = folder / "district.yaml"
    written = _written(path)
    parts = _parts(folder, written, wrong)
    if not path.is_file():
        return None
    described = validated(path, lambda: read_described(path), wrong)
    if described is None:
        return None
    digest = "" if mistakes else reference_digest(folder, described.entries, tuple(_OPTIONAL))
    parts["codes"] = {**(described.entries.get("codes") or {}), **parts.get("codes", {})}  # list by list
    entries = {**described.entries, "id": name, **parts, "reference_sha256": digest}
    district = validated(
        described.file_of, lambda: District.model_validate(entries, context={SCHEME: written.scheme}), wrong, District
    )
    if district is None:
        return None
    for problem in _whole_problems(folder, district, complete=not mistakes):
        wrong(problem)
    for extract, source in district.sources.items():
        if owner := _foreign_owner(source.location.connection, name, districts_dir):
            wrong(_not_its_own(folder / "sources" / f"{extract}.yaml", source.location.connection, owner))
    if mistakes:
        return None
    towns = {fold(name): t.code for t in district.towns for name in _names(t)}
    path = folder / "recipients.yaml"
    recipients = validated(path, lambda: with_town_codes(path, district.recipients, towns, district.languages), wrong)
    return None if recipients is None else _with_units(district.model_copy(update={"recipients": recipients}))


class _Written(NamedTuple):
    """What district.yaml says of how the files beside it are written."""

    currency: str
    patterns: CodePatterns | None = None
    scheme: str | None = None


def _written(path: Path) -> _Written:
    """From district.yaml; what can't be read there is left out, for its own reader tells of it."""
    try:
        entries = read_described(path).entries if path.is_file() else {}
        patterns = CodePatterns.model_validate(entries.get(CONTEXT) or {})
    except (ConfigError, ValidationError):
        return _Written(EXAMPLE)
    currency, scheme = entries.get("currency"), entries.get("identifiers")
    return _Written(
        str(currency) if is_currency(currency) else EXAMPLE,
        patterns,
        scheme.get("scheme") if isinstance(scheme, dict) else None,
    )


def _parts(folder: Path, written: _Written, on_mistake: OnMistake) -> dict[str, Any]:
    """The folder's files beside district.yaml; one that can't be read is left empty."""
    parts: dict[str, Any] = {"sources": {}}
    owners: dict[str, str] = {}
    for extract, path in source_files(folder, on_mistake).items():
        read_source = lambda path=path: Source.model_validate(  # noqa: E731
            _source(folder, path, written.currency), context={SCHEME: written.scheme}
        )
        source = validated(path, read_source, on_mistake, Source)
        if source is not None and source.extract != extract:
            on_mistake(
                ConfigError(
                    f"{path} 写的是 extract: {source.extract}，与文件名不符，请改成一致。",
                    f"{path} says extract: {source.extract}, which isn't its name; make them agree.",
                )
            )
        elif source is not None:
            owner = owners.setdefault(fold(source.owner), source.owner)  # of two spellings the first stands for both
            parts["sources"][extract] = source.model_copy(update={"owner": owner})
    context: dict[str, Any] = {CONTEXT: written.patterns}
    told: list[ConfigError] = []

    def wrong(error: ConfigError) -> None:
        told.append(error)
        on_mistake(error)

    lines: dict[str, type[BaseModel]] = {"towns": Town, "communities": Community, "targets": Target, **_OPTIONAL}
    for field, model in lines.items():
        path = folder / f"{field}.csv"
        once = _ONCE.get(field, "")
        read = lambda p=path, m=model, once=once: read_csv(p, m, wrong, context, once)  # noqa: E731
        if path.is_file():
            parts[field] = validated(path, read, wrong) or ()
            if field == "towns" and not told:  # of a list that is read in part a line might miss what isn't missing
                context[TOWNS] = {fold(t.code): t.code for t in parts[field]}
        elif field not in _OPTIONAL:
            parts[field] = ()  # that it is missing has been said
    path = folder / "scoring.yaml"
    if path.is_file():
        parts["scoring"] = validated(path, lambda: Scoring.model_validate(read_yaml(path)), on_mistake, Scoring)
    path = folder / "corrections.yaml"
    if path.is_file():
        listed = TypeAdapter(tuple[Correction, ...])
        read_listed = lambda: listed.validate_python(read_yaml(path, TEXT_LOADER) or ())  # noqa: E731
        corrections = validated(path, read_listed, on_mistake, tuple[Correction, ...])
        parts["corrections"] = corrections or ()
        if (clash := _clash(path, corrections or ())) is not None:
            on_mistake(clash)
    path = folder / OWN_DAYS
    parts["working_days"] = (validated(path, lambda: load_years(path), on_mistake) or {}) if path.is_file() else {}
    path = folder / "recipients.yaml"
    parts["recipients"] = ()
    if path.is_file():
        people = TypeAdapter(tuple[Recipient, ...])
        read_people = lambda: people.validate_python(read_yaml(path) or ())  # noqa: E731
        parts["recipients"] = validated(path, read_people, on_mistake, tuple[Recipient, ...]) or ()
    for field, shape in (("codes", OwnLists), ("words", _WORDS)):
        path = folder / f"{field}.yaml"
        if path.is_file():
            read_lists = lambda p=path, shape=shape: TypeAdapter(shape).validate_python(_words(p))  # noqa: E731
            parts[field] = validated(path, read_lists, on_mistake, shape) or {}
    return parts


def _words(path: Path) -> Any:
    """As text: 是 is a truth value to YAML where it is written yes, and a code may be a number."""
    return read_yaml(path, TEXT_LOADER) or {}


def _source(folder: Path, path: Path, currency: str) -> Any:
    entries = read_yaml(path)
    if isinstance(entries, dict) and isinstance(entries.get("layout"), dict):
        if "currency" in entries["layout"]:
            raise ConfigError(
                f"{path} 的 layout 写了 currency：一个区只有一种货币，写在 district.yaml 中，请删去此处的。",
                f"{path} has currency in layout: a district has one, which district.yaml states; remove it here.",
            )
        entries["layout"]["currency"] = currency
    if isinstance(entries, dict) and "location" in entries:
        entries["location"] = with_query_text(entries["location"], lambda name: read_text(folder / name))
    return entries


def _units(district: District) -> dict[str, str]:
    """Folded -> as it is called: towns by their code and names, and owners."""
    named = (name for t in district.towns for name in (t.code, t.name, t.short_name))
    return {fold(name): name for name in (*named, *(s.owner for s in district.sources.values()))}


def _with_units(district: District) -> District:
    units = _units(district)
    stewards = (s.model_copy(update={"unit": units[fold(s.unit)]}) for s in district.stewards)
    return district.model_copy(update={"stewards": tuple(stewards)})


def _names(town: Town) -> list[str]:
    former = (town.former_code, town.former_name, town.former_short_name)
    return [town.code, town.name, town.short_name, *(name for name in former if name)]


def _foreign_owner(connection: str | None, name: str, districts_dir: Path) -> str | None:
    """The other district whose connection this is: one whose name ends in _<district> is that district's alone."""
    others = district_names(districts_dir) if connection else []
    # the longest name that fits: where there are districts "a" and "b_a", a connection x_b_a is b_a's
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
    second = clashing(corrections)
    if second is None:
        return None
    named = enumerated(f"{column}={value}" for column, value in second.key.items())
    return ConfigError(
        f"{path} 对同一格({second.extract}，{named.zh}，{second.column})写了两条更正，请删去其一或分开季度。",
        f"{path} holds two corrections of one cell ({second.extract}, {named.en}, {second.column}); remove one or give "
        "them different quarters.",
    )


def _whole_problems(folder: Path, district: District, *, complete: bool) -> Iterator[ConfigError]:
    """What is wrong between files. ``complete`` is False where some weren't read: what rests on them is left out."""
    yield from entry_problems(folder, district)
    if not complete:
        return
    yield from amount_problems(folder, district)
    listed = (folder / "communities.csv").is_file()
    for extract, source in district.sources.items() if not listed else ():
        if "community_code" in source.layout.columns:
            yield ConfigError(
                f"{folder / 'sources' / extract}.yaml 有 community_code，而本区没有 communities.csv；"
                "请补该文件，或把这一列的表头写入 ignore。",
                f"{folder / 'sources' / extract}.yaml has community_code, and the district no communities.csv; supply "
                "that file, or write the column's header under ignore.",
            )
    units = _units(district)
    for steward in district.stewards:
        if fold(steward.unit) not in units:
            yield ConfigError(
                f"{folder / 'district.yaml'} 的 stewards 中“{steward.unit}”既不是镇街，也不是来源定义中的 owner。",
                f"{folder / 'district.yaml'}: stewards name {steward.unit!r}, which is neither a town nor an owner.",
            )
