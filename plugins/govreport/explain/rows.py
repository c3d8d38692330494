"""What the listed records say: their rows in the tidy extracts, read back by row number, under Chinese heads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Column

from govreport.canonical import EXTRACTS, GONE, REFERENCES, ROW
from govreport.canonical.codes import CodeList
from govreport.canonical.columns import in_english
from govreport.canonical.personal import without_personal
from govreport.currency import Currency
from govreport.district.folder import District
from govreport.district.identifiers import Identifiers
from govreport.errors import Message
from govreport.indicators.record_places import Place
from govreport.indicators.warehouse import reference_rows
from govreport.manifests.verdicts import ExtractCheck
from govreport.period import Period
from govreport.quality.frames.stored_rows import StoredRows
from govreport.quality.living import carried_rows
from govreport.store.files import FileStore

REFERENCE_WORDS: Mapping[str, str] = {
    "town_code": "镇街",
    "name": "名称",
    "community_code": "村(社区)",
    "kind": "类别",
    "year": "年份",
    "persons": "常住人口",
    "fund": "资金类别",
    "budget_fen": "预算",
    "base_id": "基地编号",
    "level": "级别",
    "opened_on": "启用日期",
    "closed_on": "停用日期",
    "area_m2": "面积(平方米)",
    "investment_fen": "投资",
    "capacity": "可容纳数",
    "counts_for_town": "计入镇街",
    "commitment_id": "承诺编号",
    "due_on": "期限",
    "fulfilled_on": "兑现日期",
    "indicator": "指标",
    "weight_e4": "权重(万分之一分)",
    "numerator": "分子",
    "denominator": "分母",
    "points_e4": "得分(万分之一分)",
    "day": "日期",
    "working_day": "第几个工作日",
}
"""Heads of the columns of reference tables, whose files have English ones."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "registration": ("name", "uscc"),
    "funding": ("project_no", "project_name", "recipient_name", "instalment"),
    "evaluation": ("event_no", "name", "uscc"),
    "filing": ("filing_no", "community_code"),
    "party": ("name", "uscc"),
    "linkage": ("community_code",),
    "ventures": ("project_no", "project_name", "stage"),
    "donations": ("donation_no", "community_code"),
    "activities": ("activity_no", "name", "uscc"),
}
"""Columns by which a reader of a page knows the record. Groups filed with a town have no name here: small groups of
residents may be called after a person."""

TOGETHER: Mapping[str, tuple[frozenset[str], ...]] = {"funding": (frozenset({"recipient_name", "recipient_uscc"}),)}
"""Columns that say the same: where one of them is withheld the others are."""

_OPEN = {
    "legal_type", "registered_on", "status", "exited_on", "is_community_org", "category", "is_federation", "sector",
    "joined_federation_on", "is_charity", "is_hub", "form", "filed_on", "ended_on", "fund", "approved_on",
    "recipient_uscc", "purpose", "awarded_fen", "paid_on", "paid_fen", "budget_fen", "department", "event_kind",
    "report_year", "event_on", "event_result", "due_on", "closed_on", "grade", "valid_to", "disclosure_item", "round",
    "field", "stage", "done_on", "stage_result", "grant_fen", "own_funds_fen", "activities", "people_served",
    "volunteers", "volunteer_hours", "is_brand", "became_on", "received_on", "donor_class", "cash_fen", "in_kind_fen",
    "activity_kind", "title", "held_on", "attendances", "people", "leaders", "as_of", "started_on", "is_pilot",
    "is_showcase", "committee_on", "deliberations", "has_residents_committee", "has_organization", "has_social_work",
    "has_enterprise", "has_fund", "has_volunteers", "has_charity_resources", "party_form", "no_party_reason",
    "established_on", "community_code",
}  # fmt: skip
"""Further columns that a page may show. What isn't here stays out: domicile, applicant, people served by name of group,
party members and staff of a single organization, and whatever column comes later until somebody decides."""

_NEVER = {"donations": {"donor_class"}, "ventures": {"implementer_kind", "applicant_name"}}


@dataclass(frozen=True)
class Sheet:
    """Rows of one extract or reference table, under their columns."""

    extract: str
    title: Message
    filename: str
    columns: tuple[Column[Any], ...]
    values: dict[int, tuple[Any, ...]]
    """Row number in the file -> values of the columns."""
    sheets: tuple[str, ...] = ()
    """The file's sheets, where several were read."""


def head_of(column: Column[Any], own: Currency, language: str = "zh", by: Identifiers | None = None) -> str:
    """A column's name as a head; amounts of money say what they are in, and identifiers what they are called."""
    if by is not None and by.scheme != "uscc" and column.name.endswith("uscc"):
        return by.title(column.name, str(column.info["zh"])).in_language(language)
    if language == "en":
        plain = in_english(column)
        return f"{plain} ({own.plain.en})" if is_money(column) else plain
    word = str(column.info.get("zh") or REFERENCE_WORDS.get(column.name, column.name))
    return f"{word}（{own.plain.zh}）" if is_money(column) else word


def identifiers_of(district: District, column: Column[Any]) -> Identifiers:
    """By what the extract of a column names those whom it is about, which may be bodies of its own."""
    extract = next((name for name, table in EXTRACTS.items() if column.table is table), "")
    return district.identifiers_in(extract)


def is_money(column: Column[Any]) -> bool:
    """Whether the column holds amounts of money."""
    return column.name.endswith("_fen")


def may_be_public(extract: str, column: str) -> bool:
    """Whether a page may show the column of an extract's records."""
    if column in _NEVER.get(extract, ()):
        return False
    return column in NAMES.get(extract, ()) or column in _OPEN or extract in REFERENCES


def read_sheets(
    places: Iterable[Place],
    checks: Collection[ExtractCheck],
    district: District,
    files: FileStore,
    scores: Iterable[tuple[Any, ...]] = (),
) -> dict[str, Sheet]:
    """The rows at these places, by extract; a place that can't be found has no row."""
    wanted: dict[str, set[int]] = {}
    for place in places:
        wanted.setdefault(place.extract, set()).add(place.row)
    sheets: dict[str, Sheet] = {}
    for check in checks:
        if check.tidy.extract in wanted:
            sheets[check.tidy.extract] = _extract_sheet(check, wanted[check.tidy.extract], district, files)
    for name in sorted(wanted.keys() & REFERENCES.keys()):
        lines = list(scores) if name == "town_scores" else reference_rows(district)[name]
        values = {line: tuple(row) for line, row in enumerate(lines, start=2) if line in wanted[name]}
        file = "scoring.yaml" if name == "town_scores" else f"{name}.csv"
        sheets[name] = Sheet(name, Message(file, file), file, tuple(REFERENCES[name].columns), values)
    return sheets


def _extract_sheet(check: ExtractCheck, rows: set[int], district: District, files: FileStore) -> Sheet:
    name = check.tidy.extract
    columns = tuple(c for c in EXTRACTS[name].columns if c.name != ROW)
    table = StoredRows(files, check.tidy.key).only(sorted(rows))
    held = [c for c in columns if c.name in table.column_names]
    parts = [table[c.name].to_pylist() for c in held]
    title = district.sources[name].title
    return Sheet(
        name,
        Message(title.zh, title.en),
        check.tidy.filename,
        tuple(held),
        dict(zip(table[ROW].to_pylist(), zip(*parts, strict=True), strict=True))
        | {
            row[ROW]: tuple(_as_held(row, c) for c in held)
            for row in carried_rows(check.tidy.living, files)
            if row[ROW] in rows
        },
        tuple(check.tidy.sheets),
    )


def _as_held(row: Mapping[str, Any], column: Column[Any]) -> Any:
    """A cell of an organization that its register no longer lists: a derived exit is of a quarter, not of a day."""
    value = row[column.name]
    if column.name == "exited_on" and row["status"] == GONE and isinstance(value, date):
        return Derived(value)
    return value


class Derived(NamedTuple):
    """The last day of the quarter in which an organization was first no longer listed."""

    day: date


class Writer:
    """Writes values as people read them, in one language."""

    def __init__(self, district: District, codes: Mapping[str, CodeList], day: date, language: str) -> None:
        self._codes, self._language, self._district = codes, language, district
        self._towns = {t.code: t.en if language == "en" else t.short_name_on(day) for t in district.towns} | {
            "": district.name.en if language == "en" else district.name.zh
        }
        self.money = district.money
        """What amounts are in."""
        self._communities = {c.code: c.name for c in district.communities}

    def by(self, column: Column[Any]) -> Identifiers:
        """By what the column's extract names those whom it is about."""
        return identifiers_of(self._district, column)

    def town(self, code: str | None) -> str:
        """A town's name; nothing for none."""
        return "" if code is None else self._towns.get(code, code)

    def value(self, column: Column[Any], value: Any) -> str | int | Decimal | date:
        """A cell: dates as dates, money in whole ones, codes as words, nothing as ""."""
        if value is None:
            return ""
        if isinstance(value, Derived):
            quarter = Period.containing(value.day, self._district.base)
            return f"{quarter.en} (derived)" if self._language == "en" else f"{quarter.zh}（推定）"
        if column.name == "town_code":
            return self.town(str(value))
        if column.name == "community_code":
            return self._communities.get(str(value), str(value))
        if is_money(column):
            return self.money.decimal(int(value))
        if isinstance(value, bool):
            return ("Yes" if value else "No") if self._language == "en" else ("是" if value else "否")
        named = column.info.get("codes")
        if named is not None and named in self._codes and value in self._codes[named].codes:
            code = self._codes[named].codes[value]
            return code.en if self._language == "en" else code.zh
        if isinstance(value, int | date):
            return value
        own_form = self.by(column).scheme == "pattern" and column.name.endswith("uscc")
        return without_personal(str(value), code=own_form)
