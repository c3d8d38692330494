"""What a district's folder under include/districts/ may say: the models of its files, and the district as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from govreport.canonical import EXTRACTS
from govreport.currency import Currency, currency, is_currency
from govreport.district.code_patterns import CodePatterns, CommunityCode, IndicatorId, KnownTown, PlaceCode, TownCode
from govreport.district.corrections import Correction
from govreport.district.dag_config import Bilingual as Bilingual
from govreport.district.dag_config import Calendar as Calendar
from govreport.district.dag_config import DagConfig, Model
from govreport.district.dag_config import ExtractName as ExtractName
from govreport.district.dag_config import district_names as district_names
from govreport.district.given import Given
from govreport.district.identifiers import NAMES, OWN_NUMBERS, Identifiers
from govreport.district.laws import StatedLaws
from govreport.district.layout import CellText
from govreport.district.layout import ColumnLayout as ColumnLayout
from govreport.district.layout import Layout as Layout
from govreport.district.mistakes import said
from govreport.district.own_codes import OwnCode
from govreport.district.parameters import StatedParameters
from govreport.district.recipients import MailPolicy as MailPolicy
from govreport.district.recipients import Recipient as Recipient
from govreport.district.reference_data import Assertion, Base, Budget, Commitment, Exit, Population, Scoring
from govreport.district.source import Source as Source
from govreport.errors import Message
from govreport.language import Language


class Town(Model):
    """A town or street. ``code`` and ``name`` are today's; the former ones hold until ``former_until``."""

    code: TownCode
    name: str
    short_name: str
    """As printed in tables: 市桥街."""
    en: str
    short_en: str = ""
    """As charts and tables print it in English, where it isn't ``en`` without a word such as Town."""
    former_code: TownCode | None = None
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

    code: CommunityCode
    town_code: KnownTown
    name: str
    kind: Literal["urban", "rural"]


class Target(Model):
    """What an indicator should reach by a day; ``value`` in the indicator's printed unit."""

    indicator: IndicatorId
    value: Decimal
    due: date
    label_zh: str
    label_en: str
    source: str
    asserted_by: str


class Steward(Model):
    """Who corrects the data of one unit. Roles, not people: the bureau fills in its own addresses."""

    unit: str
    """A town's full name or code, or an owner as a source definition names it."""
    address: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")


class OwnFonts(Model):
    """Font files that the district has a licence for (reports/formats/own_fonts.py)."""

    folder: str = ""
    """Where they lie: an absolute path, or one below include/fonts."""
    body: str | None = Field(default=None, pattern=r"^[^/\\]+$")
    """File of the font of running text: 仿宋."""
    heading: str | None = Field(default=None, pattern=r"^[^/\\]+$")
    """File of the font of masthead and headline: 小标宋."""


class DataLicence(Model):
    """Terms under which others may use the figures."""

    name: str = Field(pattern=r"^[A-Za-z0-9._-]+$")
    """Its short name, such as CC-BY-4.0."""
    title: Bilingual
    path: str = Field(default="", pattern=r"^(https?://\S+)?$")
    """Where its text stands."""


class OpenData(Model):
    """How the district's figures are published as data (docs/en/open-data.md)."""

    licence: DataLicence | None = None
    """Without one the files state no licence."""
    agency: str | None = Field(default=None, pattern=r"^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*$")
    """The maintenance agency of its SDMX structures; by default the folder's name in capitals."""


def _known_currency(value: Any) -> Any:
    if not is_currency(value):
        raise said(
            f"“{value}”不是 ISO 4217 的货币代码，请写 CNY、GBP、EUR 之类的三个字母",
            f"{value!r} is no currency code of ISO 4217; write three letters such as CNY, GBP or EUR",
        )
    return value


CurrencyCode = Annotated[str, BeforeValidator(_known_currency)]


class District(DagConfig):
    """A district as its folder describes it."""

    model_config = ConfigDict(extra="forbid")

    code_patterns: CodePatterns = CodePatterns()
    """How codes of places are written. It stands before the codes that are judged by it."""
    code: PlaceCode
    former_codes: tuple[PlaceCode, ...] = ()
    """Division codes that the district had before: identifiers and codes of places may still carry them."""
    identifiers: Identifiers
    """By what extracts name an organization."""
    currency: CurrencyCode
    """ISO 4217: what all amounts of its files and reports are in."""
    money_in: str = ""
    """The unit in which reports print its amounts: single ones or the currency's large unit; by default what is usual
    for the currency (万元 for CNY, single ones for any other)."""
    registrars: tuple[str, ...]
    """How the district's own registrar is spelt in extracts; others' organizations are not the district's."""
    stewards: tuple[Steward, ...] = ()
    """Where correction sheets go by mail; never to recipients of the report as such."""
    mail_corrections: bool = False
    """Whether runs that deliver also mail the correction sheets to the stewards."""
    fonts: OwnFonts | None = None
    """Its own fonts; without them documents are set in the product's."""
    open_data: OpenData = OpenData()
    terms: Mapping[Language, Mapping[str, str]] = {}
    """Language -> the product's word -> what this district says for it: towns: wards (reports/terms.py)."""
    note: Bilingual | None = None
    """A standing remark printed under every report (the sample's says that its records are invented)."""
    towns: tuple[Town, ...]
    town_offices: bool = True
    """Whether its towns have offices that act and answer for themselves: else matters of towns are the publisher's."""
    communities: tuple[Community, ...]
    targets: tuple[Target, ...]
    recipients: tuple[Recipient, ...]
    sources: Mapping[str, Source]
    population: tuple[Population, ...] = ()
    budgets: tuple[Budget, ...] = ()
    bases: tuple[Base, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    exits: tuple[Exit, ...] = ()
    """From exits.csv: why organizations aren't listed any more by a register without exit dates."""
    scoring: Scoring | None = None
    """From scoring.yaml; without it no town is scored."""
    codes: Mapping[str, Mapping[str, OwnCode]] = {}
    """From codes.yaml (or the profile): the district's own lists in place of the product's (own_codes.py)."""
    words: Mapping[str, Mapping[str, tuple[CellText, ...]]] = {}
    """From words.yaml: list of codes.yaml -> code -> how this district's extracts also spell it."""
    corrections: tuple[Correction, ...] = ()
    """From corrections.yaml, where the district has one."""
    parameters: StatedParameters = Field(default={})
    """Numbers of the place that definitions and rules rest on (parameters.py)."""
    laws: StatedLaws = Field(default={})
    """The laws and documents behind indicators, by key (laws.py)."""
    law_days: Mapping[str, date] = {}
    """Word by which a source is known -> the day from which it can be cited, where its own text doesn't say so."""
    not_expected: tuple[IndicatorId, ...] = ()
    """Indicators that nobody expects of this place: the annex doesn't list them among what isn't supplied."""
    remarks: Mapping[IndicatorId, Bilingual] = {}
    """Indicator -> what is to be known of it in this place, beside the definition's own remark."""
    reference_sha256: str
    """Hash over the folder's reference files, so that a vintage can say which reference data it used."""

    @property
    def money(self) -> Currency:
        """The currency itself, as the district prints it."""
        return currency(self.currency, self.money_in)

    @field_validator("money_in")
    @classmethod
    def _one_of_its_units(cls, value: str, info: ValidationInfo) -> str:
        if value and (code := info.data.get("currency")) is not None:  # a currency that is wrong has been told of
            try:
                currency(code, value)
            except KeyError:
                one, large = currency(code).printable.values()
                raise said(
                    f"“{value}”不是印金额可用的单位，请写{one}或{large}，或删去该项",
                    f"{value!r} is no unit that {code} is printed in; write {one} or {large}, or leave it out",
                ) from None
        return value

    @field_validator("code", "former_codes")
    @classmethod
    def _as_codes_are_written(cls, value: Any, info: ValidationInfo) -> Any:
        if (patterns := info.data.get("code_patterns")) is not None:  # one that is wrong has been told of
            for code in (value,) if isinstance(value, str) else value:
                patterns.require("district", code)
        return value

    @property
    def divisions(self) -> tuple[str, ...]:
        """Today's code of the district and its former ones."""
        return (self.code, *self.former_codes)

    def identifiers_in(self, extract: str) -> Identifiers:
        """By what an extract names those whom it is about: bodies of its own by numbers of its own, or by names where
        it has none."""
        source = self.sources.get(extract)
        if source is None or source.population is None:
            return self.identifiers
        return OWN_NUMBERS if "uscc" in source.layout.columns else NAMES

    @property
    def given(self) -> Given:
        """What it states of what definitions, rules and texts rest on."""
        remarks = {name: Message(text.zh, text.en) for name, text in self.remarks.items()}
        return Given(self.parameters, self.annual_reports, self.laws, self.law_days, remarks, self.money, self.base)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """The same with other entries; what was worked out from the entries before doesn't go along."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("town_by_code", None)
        return copied

    @cached_property
    def town_by_code(self) -> dict[str, Town]:
        """Towns by today's code."""
        return {t.code: t for t in self.towns}


# Two lists of the extracts that must agree: one for the type checker, one for the program.
assert set(get_args(ExtractName)) == set(EXTRACTS)  # noqa: S101
