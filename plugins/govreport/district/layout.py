"""How an extract's file looks, as a source's YAML says it: columns, format, and what the file itself leaves out.

What is said against a layout is worded here; the columns that an extract may have are in canonical/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, ValidationInfo, field_validator, model_validator

from govreport.canonical import EXTRACTS
from govreport.canonical.folding import fold
from govreport.currency import Currency, currency
from govreport.currency.declared import EXAMPLE
from govreport.district.dag_config import Model
from govreport.district.layout_entries import CELL, by_canonical_names, codec, day_or_cell, named_sheets
from govreport.district.layout_entries import QUARTER_END as QUARTER_END
from govreport.district.layout_entries import CellText as CellText
from govreport.district.mistakes import said, unknown_name
from govreport.errors import Message

SCHEME = "scheme"
"""Under this name a reader hands a source the scheme of the district's identifiers."""
_WORKBOOKS = ("xlsx", "xls", "ods")
_NOT_IN: Mapping[str, tuple[str, ...]] = {
    "sheet": ("csv", "json"),
    "sheets": ("csv", "json"),
    "records": ("csv", *_WORKBOOKS),
    "encoding": _WORKBOOKS,
}
"""Entry -> formats that know no such thing."""


class ColumnLayout(Model):
    """How one canonical column is called in this district's file, or what it holds where the file lacks it."""

    aliases: tuple[CellText, ...] = ()
    unit: CellText | None = None
    """Money only: the unit where neither the header nor the cell states one, as the district's currency knows it."""
    nulls: tuple[CellText, ...] | None = None
    """Words that mean "nothing" in this column; replaces the layout's general list."""
    value: CellText | None = None
    """A constant, written as a cell would be, for a column that the file lacks: every row has it."""
    default: CellText | None = None
    """Written as a cell would be: what an empty cell of this column stands for."""
    same_as: str | None = None
    """The canonical column whose cells this one repeats: one amount that says what was awarded and what was paid."""
    where: str | None = None
    """With ``same_as``: the canonical column that must be filled for it, else this one is empty (no day of payment: not
    paid)."""
    optional: bool = False
    """True where some of the files have the column and others don't: a form that gained or lost it over the years."""

    @model_validator(mode="after")
    def _one_way(self) -> ColumnLayout:
        if self.same_as is not None:
            also = [n for n in ("aliases", "value", "default", "nulls", "unit") if getattr(self, n) not in (None, ())]
            if also:
                raise said(
                    f"既写了 same_as 又写了 {also[0]}，请删去其一",
                    f"has both same_as and {also[0]}; remove one of them",
                )
            return self
        if self.where is not None:
            raise said("写了 where，只与 same_as 一起写，请删去", "has where, which goes with same_as only; remove it")
        if self.value is None and not any(map(fold, self.aliases)):
            raise said(
                "没有写表头：请写 aliases: [文件中的表头]，文件没有这一列时写 value: 固定值",
                "names no header; write aliases: [the file's header], or value: … where the file has no such column",
            )
        if self.value is not None:
            also = [n for n in ("aliases", "default", "nulls", "optional") if getattr(self, n) not in (None, (), False)]
            if also:
                raise said(
                    f"既写了 value 又写了 {also[0]}：文件有这一列就删去 value，没有就只写 value",
                    f"has both value and {also[0]}; remove value where the file has the column, and the other where it "
                    "hasn't",
                )
        return self


class Layout(Model):
    """How an extract's file looks: format, sheet, and which header stands for which canonical column."""

    format: Literal["auto", "csv", "json", "xlsx", "xls", "ods"] = "auto"
    """The content decides; a stated format is a check on it. Macro workbooks (.xlsm) are xlsx."""
    encoding: Annotated[str | None, BeforeValidator(codec)] = None
    """Delimited text and JSON only: the encoding, where the bytes alone don't tell."""
    sheet: CellText | None = None
    sheets: Annotated[Literal["all"] | tuple[str, ...] | None, BeforeValidator(named_sheets)] = None
    """Where a workbook has several visible sheets of this table: all of them, or those named."""
    dates: Literal["day_first", "month_first"] | None = None
    """How 05/03/2019 is meant; without it such a date is refused where both readings exist."""
    cutoff: Annotated[str | None, BeforeValidator(day_or_cell)] = None
    """The day up to which the data run, where the file doesn't say: a day (2019-09-30), quarter_end, or a cell (B2)."""
    records: str | None = None
    """JSON only: where the list of records stands (dotted); columns' aliases may be dotted places within a record."""
    decimal: Literal["point", "comma"] = "point"
    """What stands before the decimals of amounts that are written as text: 1,234.50 or 1.234,50."""
    currency: str = EXAMPLE
    """The district's, which district.yaml states: never written in a layout."""
    columns: Annotated[Mapping[str, ColumnLayout], BeforeValidator(by_canonical_names)]
    ignore: tuple[CellText, ...] = ()
    """Headers known and left behind: running numbers, remarks, personal data."""
    nulls: tuple[CellText, ...] = ()
    group_by: tuple[str, ...] = ()
    """Columns whose merged or omitted cells repeat the cell above."""
    empty: Literal["refused", "allowed"] = "refused"
    """Whether a file with its header and no row is a return that says "nothing"."""

    @field_validator("columns")
    @classmethod
    def _named_units(cls, columns: Mapping[str, ColumnLayout], info: ValidationInfo) -> Mapping[str, ColumnLayout]:
        """Units by the name that the currency gives them; one that it hasn't is said below."""
        own = currency(info.data["currency"])
        return {
            name: setting.model_copy(update={"unit": own.unit(setting.unit) or setting.unit})
            if setting.unit
            else setting
            for name, setting in columns.items()
        }

    @property
    def money(self) -> Currency:
        """The currency of its amounts."""
        return currency(self.currency)

    @property
    def constants(self) -> dict[str, str]:
        """Canonical column -> what every row has in it, for the columns that the file lacks."""
        return {name: setting.value for name, setting in self.columns.items() if setting.value is not None}

    @property
    def filled(self) -> set[str]:
        """The canonical columns that the layout fills in, for which the file has no column of their own."""
        return {name for name, setting in self.columns.items() if not setting.aliases}

    def needed(self, extract: str) -> list[str]:
        """The required columns that the file itself must have, in the table's order."""
        constant = self.constants
        return [
            c.name
            for c in EXTRACTS[extract].columns
            if not c.nullable
            and c.name in self.columns
            and c.name not in constant
            and self.columns[c.name].same_as is None
        ]

    @model_validator(mode="after")
    def _consistent(self) -> Layout:
        for wrong in (self._formats(), self._groups(), self._words(), self._repeated()):
            if (first := next(wrong, None)) is not None:
                raise said(*first)
        return self

    def _formats(self) -> Iterator[Message]:
        if self.sheet is not None and self.sheets is not None:
            yield Message("同时写了 sheet 和 sheets，只能留一个", "has both sheet and sheets; keep one of them")
        for entry, without in _NOT_IN.items():
            if getattr(self, entry) is not None and self.format in without:
                yield Message(
                    f"写明 format: {self.format}，这种文件没有 {entry}，请删去其一",
                    f"states format: {self.format}, which knows no {entry}; remove one of the two",
                )
        if self.cutoff is not None and CELL.fullmatch(self.cutoff) and self.format == "json":
            yield Message(
                f"的 cutoff: {self.cutoff} 是单元格，JSON 没有单元格，请写日期或 {QUARTER_END}",
                f"has the cell {self.cutoff} as its cutoff, and JSON has no cells; write a day or {QUARTER_END}",
            )

    def _groups(self) -> Iterator[Message]:
        for name in self.group_by:
            setting = self.columns.get(name)
            if setting is None:
                problem = unknown_name(name, self.columns)
                yield Message(f"的 group_by 中的“{name}”{problem.zh}", f"has in group_by {name!r}, which {problem.en}")
            elif setting.value is not None or setting.default is not None:
                also = "value" if setting.value is not None else "default"
                yield Message(
                    f"的 group_by 中有 {name}，而它又写了 {also}：空格是重复上一格，还是另有所指？请删去其一",
                    f"has {name} in group_by and a {also} for it; an empty cell can't be both, so remove one",
                )

    def _words(self) -> Iterator[Message]:
        """One header can't stand for two things."""
        meant: dict[str, str] = {}
        for name, setting in self.columns.items():
            for alias in setting.aliases:
                other = meant.setdefault(fold(alias), name)
                if other != name:
                    yield Message(
                        f"中表头“{alias}”既是 {other} 又是 {name}，请删去其一；"
                        f"确是同一列的，{name} 写 same_as: {other}",
                        f"has the header {alias} for both {other} and {name}; remove one, or write same_as: {other} "
                        f"for {name} where one column is both",
                    )
        for word in self.ignore:
            if (owner := meant.get(fold(word))) is not None:
                yield Message(
                    f"中表头“{word}”既是 {owner} 又在 ignore 中，请删去其一",
                    f"has the header {word} both for {owner} and in ignore; remove one",
                )

    def _repeated(self) -> Iterator[Message]:
        """What repeats a column, and where it does, must be columns that the file has."""
        for name, setting in self.columns.items():
            for entry, other in (("same_as", setting.same_as), ("where", setting.where)):
                if other is not None and (other == name or not getattr(self.columns.get(other), "aliases", ())):
                    yield Message(
                        f"中 {name} 的 {entry}: {other} 不是文件中有表头（aliases）的另一列，请改正",
                        f"has {entry}: {other} for {name}, which is no other column with a header (aliases) of its "
                        "own; correct it",
                    )
