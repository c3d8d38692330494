"""Why a file is refused for the unit of its amounts: one sentence in both languages, with the place and what to do."""

from __future__ import annotations

from govreport.currency import Currency
from govreport.errors import ReadError

_LONGEST = 40
"""Characters of a cell that a sentence repeats."""


def other_currency(file: str, row: int, text: str, other: tuple[str, str], own: Currency) -> ReadError:
    """Amounts in another currency than the district's."""
    return ReadError(
        f"文件“{file}”第{row}行“{text[:_LONGEST]}”写明金额是{other[0]}，本区只读{own.in_full.zh}；"
        f"请折算为{own.name.zh}并改正单位后提交。",
        f"{file}: {text[:_LONGEST]!r} in row {row} says that amounts are in {other[1]}, and only {own.many} are read; "
        "convert them, correct the unit and submit the file.",
    )


def unknown_unit(file: str, row: int, text: str, own: Currency) -> ReadError:
    """A statement of a unit that isn't one of those that are known, or is two at once."""
    return ReadError(
        f"文件“{file}”第{row}行“{text[:_LONGEST]}”没有写明一个可识别的金额单位；请只写{own.unit_names.zh}中的一个。",
        f"{file}: {text[:_LONGEST]!r} in row {row} does not state one known unit of money; write one of "
        f"{own.unit_names.en}.",
    )


def differing_units(file: str, first: tuple[int, str], other: tuple[int, str]) -> ReadError:
    """Two statements of the unit contradict each other."""
    return ReadError(
        f"文件“{file}”的金额单位前后不一：第{first[0]}行“{first[1][:_LONGEST]}”与第{other[0]}行“{other[1][:_LONGEST]}”；"
        "请只保留正确的一个。",
        f"{file} states two units of money: {first[1][:_LONGEST]!r} in row {first[0]} and {other[1][:_LONGEST]!r} in "
        f"row {other[0]}; keep the right one only.",
    )


def differs_from_layout(file: str, stated: tuple[int, str], column: str, unit: str) -> ReadError:
    """The file states another unit than the source definition."""
    return ReadError(
        f"文件“{file}”第{stated[0]}行“{stated[1][:_LONGEST]}”与来源定义中“{column}”的单位（unit: {unit}）不一致；"
        "请核对金额并改正文件，或请管理员修改来源定义的 unit。",
        f"{file}: {stated[1][:_LONGEST]!r} in row {stated[0]} differs from the unit of {column} in the source "
        f"definition (unit: {unit}); check the amounts and correct the file, or have unit changed there.",
    )


def no_unit(file: str, header_row: int, title: str, row: int, value: str, own: Currency) -> ReadError:
    """Nothing states the unit of a column whose amounts don't state it themselves."""
    named, shown, one, large = title[:_LONGEST], value[:_LONGEST], own.base, own.large_unit
    return ReadError(
        f"文件“{file}”的“{named}”（第{header_row}行表头）没有写明金额单位，第{row}行的“{shown}”不知是{one}还是{large}；"
        f"请在表头写成“{named}（{one}）”、在表头上方写明“单位：{one}”，或请管理员在来源定义的该列写上 unit。",
        f"{file}: nothing states the unit of {named!r} (header in row {header_row}), so {shown!r} in row {row} may be "
        f"{one} or {large}; write the unit in brackets in the header or {own.unit_line} above it, or have unit set for "
        "this column in the source definition.",
    )
