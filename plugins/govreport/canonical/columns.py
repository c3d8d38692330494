"""How a column of a canonical table is declared."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, MetaData, String

metadata = MetaData()

ROW = "_row"
"""The row number of the record in its file, as a spreadsheet shows it (the first line is 1)."""


def column(
    name: str, kind: str, zh: str, *, codes: str | None = None, required: bool = False, may_lack: bool = False
) -> Column:  # type: ignore[type-arg]
    """A column with what is said about it in ``info``: its Chinese name, its kind and its code list.

    ``may_lack``: a required column that an extract may lack altogether; where it has it, every record needs a value.
    """
    types = {"date": Date, "money": BigInteger, "int": Integer, "score": Integer, "bool": Boolean}
    return Column(
        name,
        types.get(kind, String),
        nullable=not required,
        info={"zh": zh, "kind": kind, "codes": codes, "may_lack": may_lack},
    )


def in_english(column: Column) -> str:  # type: ignore[type-arg]
    """A column's English name: the declared one without what says how it is stored."""
    return column.name.removesuffix("_fen").removesuffix("_code").replace("_", " ")


def flag(name: str, zh: str) -> Column:  # type: ignore[type-arg]
    """A yes-or-no column."""
    return column(name, "bool", zh, codes="yes_no")


def row_number() -> Column:  # type: ignore[type-arg]
    """The row's number in its file."""
    return Column(ROW, Integer, nullable=False, info={"zh": "行号", "kind": "row", "codes": None})
