"""A new district's folder outside the Chinese mainland without files of its own: placeholders that pass the check, in
the words of its profile.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govreport.canonical import EXTRACTS
from govreport.currency import currency
from govreport.district.mistakes import unknown_name
from govreport.district.new import NewTown
from govreport.district.profile import profile_names
from govreport.errors import ConfigError
from govreport.quarter import Quarter
from govreport.starting.beginning import Beginning
from govreport.starting.place import Land, code_pattern, profile_entries
from govreport.starting.writing import folder_texts, require_free
from govreport.tidy.usual_words import Usual, synonyms
from govreport.vocabulary import EXTRACTS_CALLED
from govreport.workdays import subdivisions

MAINLAND = "CN"
_ANYWHERE = "UTC"
_TOWNS = 3
_ANY_NUMBER = {"scheme": "pattern", "name": "registration number", "pattern": "[A-Z0-9-]+"}
"""What names an organization, until the district says how its numbers are written."""


@dataclass(frozen=True)
class Placeholders:
    """What is known of a district that has no files yet."""

    id: str
    name: str
    code: str | None
    towns: Sequence[NewTown]
    first_issue: Quarter
    extracts: Sequence[str]


def land_of(profile: str | None, country: str | None, districts_dir: Path) -> Land:
    """The place by its profile, or by its country alone. Raises ConfigError for an unknown one, and where the two
    contradict each other."""
    if profile is not None:
        known = profile_names(districts_dir)
        if profile not in known:
            near = unknown_name(profile, known)
            raise ConfigError(f"方案“{profile}”{near.zh}。", f"The profile {profile!r} {near.en}.")
        entries = profile_entries(profile, districts_dir)
        stated = str(entries.get("country", ""))
        if country is not None and country.upper() != stated:
            raise ConfigError(
                f"方案 {profile} 的国家是 {stated}，与 --country {country} 不同，请去掉其中一个。",
                f"The profile {profile} is of {stated}, unlike --country {country}; leave one of them out.",
            )
    else:
        stated, entries = _known(str(country).upper()), {}
    languages = entries.get("languages", ["zh" if stated == MAINLAND else "en"])
    own = {} if "country" in entries else {"country": stated}
    if "currency" not in entries:
        own["currency"] = _currency(stated)
    if "timezone" not in entries and stated != MAINLAND:
        own["timezone"] = _ANYWHERE
    return Land("zh" if languages[0] == "zh" else "en", profile, entries, own)


def _known(country: str) -> str:
    if subdivisions(country) is None:
        raise ConfigError(
            f"“{country}”不是已知其公共假日的国家，请写两个字母的国家代码，如 GB。",
            f"{country!r} is no country whose public holidays are known; write a country's two letters, such as GB.",
        )
    return country


def _currency(country: str) -> str:
    from babel.numbers import get_territory_currencies

    found = get_territory_currencies(country)
    if len(found) != 1:
        raise ConfigError(
            f"国家 {country} 的货币不止一种或不明，请用 --profile 给出写明了货币的方案。",
            f"{country} has no single currency; give a profile that states one by --profile.",
        )
    return str(found[0])


def write_placeholders(districts_dir: Path, land: Land, wanted: Placeholders, usual: Usual) -> list[Path]:
    """Write the folder and return its files. Raises ConfigError where there is one."""
    require_free(districts_dir, wanted.id)
    unknown = next((name for name in wanted.extracts if name not in EXTRACTS), None)
    if unknown is not None:
        near = unknown_name(unknown, EXTRACTS)
        raise ConfigError(f"数据“{unknown}”{near.zh}。", f"The extract {unknown!r} {near.en}.")
    code = _code(land, wanted.code)
    begun = Beginning(
        id=wanted.id,
        land=land,
        name=wanted.name,
        publisher=f"{wanted.name} Council" if land.language == "en" else wanted.name,
        code=code,
        former_codes=[],
        identifiers=None if "identifiers" in land.entries else _ANY_NUMBER,
        registrars=[],
        towns=list(wanted.towns) or _towns(land, code),
        extracts={},
        choices={},
        usual=usual,
        first_issue=wanted.first_issue,
    )
    texts = folder_texts(begun)
    headers = synonyms(usual, land.language)
    for extract in EXTRACTS:
        if extract in ("registration", *wanted.extracts):
            texts[f"sources/{extract}.yaml"] = _source(begun, extract, headers.get(extract, {}))
    written = []
    for name, text in texts.items():
        path = districts_dir / wanted.id / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def _code(land: Land, given: str | None) -> str:
    pattern = code_pattern(land, "district")
    likely = pattern.example if pattern is not None and pattern.example else "000"
    code = given or likely
    if pattern is not None and not pattern.fits(code):
        raise ConfigError(
            f"区划代码“{code}”不是 {likely} 的样子。", f"The district's code {code!r} isn't written like {likely}."
        )
    return code


def _towns(land: Land, code: str) -> list[NewTown]:
    pattern = code_pattern(land, "town")
    example = pattern.example if pattern is not None and pattern.example else f"{code}-000"
    stem = re.sub(r"\d{1,3}$", "", example)
    digits = len(example) - len(stem)
    called = str(land.entries.get("terms", {}).get("en", {}).get("town", "town")).title()
    return [
        NewTown(f"{stem}{n:0{digits}d}", f"Example {called} {n}", f"Example {called} {n}") for n in range(1, _TOWNS + 1)
    ]


def _source(begun: Beginning, extract: str, headers: Mapping[str, Sequence[str]]) -> str:
    title, money = EXTRACTS_CALLED[extract], currency(begun.land.currency)
    one = money.unit_names.en.split(" or ")[0].split(",")[0]
    url = f"inbox/{begun.id}/{{quarter}}"
    lines = [
        "# Where this extract comes from (docs/en/sources.md) and how its file looks (docs/en/new-layout.md); delete",
        "# the columns that your file lacks. What is read of a file:",
        f"# govreport sources preview FILE -d {begun.id} -e {extract}",
        f"extract: {extract}",
        f"title: {_quoted(title.en)}",
        f"owner: {_quoted(begun.publisher)}  # whom to ask when it is late or wrong",
        f'location: {{url: "{url}", pattern: "{extract}*"}}',
        "layout:",
        '  nulls: ["", "-", n/a, none]',
        "  columns:",
    ]
    for column in EXTRACTS[extract].columns:
        # There is no communities.csv to look these up in.
        if column.name != "_row" and column.info["kind"] != "community":
            spelt = headers.get(column.name) or [column.name]
            unit = f", unit: {_quoted(one)}" if column.info["kind"] == "money" else ""
            lines.append(f"    {column.name}: {{aliases: [{', '.join(map(_quoted, spelt))}]{unit}}}")
    return "\n".join(lines) + "\n"


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
