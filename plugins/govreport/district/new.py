"""A new district's folder: everything that a district must have, in placeholders that pass validation.

How the files look is in include/templates/district.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from govreport.canonical import EXTRACTS, REQUIRED
from govreport.currency import currency
from govreport.currency.declared import EXAMPLE
from govreport.district.code_patterns import CodePattern
from govreport.district.dag_config import check_name
from govreport.district.files import read_text
from govreport.errors import ConfigError, enumerated
from govreport.quarter import Quarter
from govreport.templating import engine
from govreport.vocabulary import EXTRACTS_CALLED

NOBODYS_CODE = "990000"
"""A division code that no district has."""
_COLUMNS = ("code", "name")
_READ = (*_COLUMNS, "en", "aliases")
_WRITTEN = ("short_name", "tile_column", "tile_row")
"""Columns of a district's own towns.csv that are made anew: such a file serves as a list too."""


@dataclass(frozen=True)
class NewTown:
    """A town as somebody lists it, or a placeholder."""

    code: str
    name: str
    en: str
    aliases: tuple[str, ...] = ()
    """Other spellings in files."""

    @property
    def short_name(self) -> str:
        """As printed in tables: 市桥街道 is 市桥街."""
        return self.name.removesuffix("道") if self.name.endswith("街道") else self.name


@dataclass(frozen=True)
class NewDistrict:
    """What is known of a district that is about to have a folder."""

    id: str
    name_zh: str
    name_en: str
    code: str
    towns: Sequence[NewTown]
    first_issue: Quarter
    extracts: Sequence[str] = REQUIRED
    headers: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    """Extract -> column -> what files usually call it; the canonical name where it says nothing."""
    currency: str = EXAMPLE
    profile: str = "cn"


def placeholder_towns(code: str, count: int) -> list[NewTown]:
    """Towns that are called example and numbered."""
    return [NewTown(f"{code}{n:03d}", f"示例{n}街道", f"Example {n} Subdistrict") for n in range(1, count + 1)]


NATIONAL = CodePattern(pattern=r"\d{9}", example="990203001")
"""A town's code on the Chinese mainland."""


def read_towns(path: Path, codes: CodePattern | None = NATIONAL) -> list[NewTown]:
    """Towns from a CSV file with the columns code, name and perhaps en and aliases (by |); raises ConfigError.
    ``codes``: how their codes are written, None for any."""
    example = f"，代码如 {codes.example}" if codes and codes.example else ""
    example_en = f" (a code such as {codes.example})" if codes and codes.example else ""
    towns = []
    reader = csv.DictReader(read_text(path).splitlines())
    titles = [title.strip() for title in reader.fieldnames or ()]
    if not set(_COLUMNS) <= set(titles):
        raise ConfigError(
            f"{path} 的首行是“{','.join(titles)}”；"
            f"须为 code,name,en,aliases（后两列可以没有；别名用 | 分开）{example}。",
            f"{path}: the first line is {','.join(titles)!r}; it must be code,name,en,aliases (the last two may be "
            f"left out; aliases by |){example_en}.",
        )
    if unread := [title for title in titles if title not in _READ and title not in _WRITTEN]:
        raise ConfigError(
            f"{path} 的“{unread[0]}”一列不会被读取；首行只写 code,name,en,aliases，请改正或删去这一列。",
            f"{path}: the column {unread[0]} isn't read; the first line holds code,name,en,aliases only: rename the "
            "column or remove it.",
        )
    for number, row in enumerate(reader, start=2):
        values = {name: (row.get(name) or "").strip() for name in _READ}
        if not all(values[name] for name in _COLUMNS) or (codes is not None and not codes.fits(values["code"])):
            raise ConfigError(
                f"{path} 第 {number} 行不是“代码,名称[,英文名]”{example}；首行须为 code,name,en。",
                f"{path} line {number} isn't a code, a name and perhaps an English one{example_en}; the first line "
                "must be code,name,en.",
            )
        others = tuple(word.strip() for word in values["aliases"].split("|") if word.strip())
        towns.append(NewTown(values["code"], values["name"], values["en"] or values["name"], others))
    if not towns:
        raise ConfigError(f"{path} 中没有镇街。", f"{path} lists no towns.")
    return towns


def write_district(districts_dir: Path, templates_dir: Path, new: NewDistrict) -> list[Path]:
    """Write the folder and return its files; raises ConfigError where there is one, or where a value can't be right."""
    check_name(districts_dir, new.id)
    folder = districts_dir / new.id
    if folder.exists():
        raise ConfigError(
            f"{folder} 已经存在，没有改动；请换一个名称，或直接改其中的文件。",
            f"{folder} exists and was left alone; choose another name, or edit its files.",
        )
    if not (len(new.code) == 6 and new.code.isdigit()):
        raise ConfigError(f"区划代码“{new.code}”不是六位数字。", f"The division code {new.code!r} isn't six digits.")
    if unknown := [name for name in new.extracts if name not in EXTRACTS]:
        known = enumerated(EXTRACTS)
        raise ConfigError(
            f"没有名为“{unknown[0]}”的数据，可选：{known.zh}。",
            f"There is no extract {unknown[0]!r}; there are {known.en}.",
        )
    texts = _texts(templates_dir / "district", new)
    written = []
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8")
        written.append(path)
    return written


def _texts(templates: Path, new: NewDistrict) -> dict[str, str]:
    environment, quoted = engine(templates), _quoted
    short = new.name_zh.removesuffix("区") or new.name_zh
    domain = f"{new.id.replace('_', '-')}.example"
    bureau = f"{new.name_zh}民政局"
    view = {
        "title": f"{new.name_zh} ({new.name_en})".replace("\n", " "),
        "id": new.id,
        "profile": new.profile,
        "code": quoted(new.code),
        "currency": new.currency,
        "name_zh": quoted(new.name_zh),
        "name_en": quoted(new.name_en),
        "short_zh": quoted(short),
        "short_en": quoted(new.name_en.removesuffix(" District")),
        "bureau_zh": quoted(bureau),
        "bureau_en": quoted(f"{new.name_en} Civil Affairs Bureau"),
        "report_zh": quoted(f"{new.name_zh}社会组织治理季报"),
        "report_en": quoted(f"{new.name_en} Social Organizations Quarterly"),
        "sender": f"report@{domain}",
        "domain": domain,
        "first_issue": str(new.first_issue),
    }
    texts = {
        "district.yaml": environment.get_template("district.yaml.txt.j2").render(view),
        "recipients.yaml": environment.get_template("recipients.yaml.txt.j2").render(address=f"director@{domain}"),
        "targets.csv": csv_text(["indicator", "value", "due", "label_zh", "label_en", "source", "asserted_by"], []),
        "towns.csv": csv_text(
            ["code", "name", "short_name", "en", "aliases", "tile_column", "tile_row"],
            [
                [t.code, t.name, t.short_name, t.en, "|".join(t.aliases), n % 4 + 1, n // 4 + 1]
                for n, t in enumerate(new.towns)
            ],
        ),
        "communities.csv": csv_text(
            ["code", "town_code", "name", "kind"],
            [[f"{t.code}001", t.code, f"{t.short_name}示例社区居民委员会", "urban"] for t in new.towns],
        ),
    }
    for extract in EXTRACTS:
        if extract in {*REQUIRED, *new.extracts}:
            texts[f"sources/{extract}.yaml"] = environment.get_template("source.yaml.txt.j2").render(
                id=new.id,
                extract=extract,
                title_zh=quoted(EXTRACTS_CALLED[extract].zh),
                title_en=quoted(EXTRACTS_CALLED[extract].en),
                owner=quoted(bureau),
                url=quoted(f"extracts/{new.id}/{{quarter}}"),
                columns=_columns(extract, currency(new.currency).base, new.headers.get(extract, {})),
            )
    return texts


def _columns(extract: str, one: str, headers: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    return [
        {
            "name": column.name,
            "headers": ", ".join(map(_quoted, headers.get(column.name) or [str(column.info["zh"])])),
            "unit": one if column.info["kind"] == "money" else "",
        }
        for column in EXTRACTS[extract].columns
        if column.name != "_row"
    ]


def _quoted(text: str) -> str:
    """A text as YAML that can't be read as anything else."""
    return json.dumps(text, ensure_ascii=False)


def csv_text(head: list[str], rows: Sequence[Sequence[object]]) -> str:
    """A table as the folder's CSV files have it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    return out.getvalue()
