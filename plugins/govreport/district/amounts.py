"""Whether the amounts in a district's CSV files can be in its currency."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from govreport.district.files import read_text
from govreport.district.folder import District
from govreport.errors import ConfigError

_NAMED = {"budgets.csv": ("yuan", "amount"), "bases.csv": ("investment_yuan", "investment")}
"""File -> a column that is called after one currency, and what it is called for any."""


def amount_problems(folder: Path, district: District) -> Iterator[ConfigError]:
    """Columns that are called after another currency, and amounts finer than the currency's smallest unit."""
    own = district.money
    for file, (column, general) in _NAMED.items():
        path = folder / file
        heads = read_text(path).splitlines()[:1] if path.is_file() else []
        if heads and column in heads[0].split(",") and not column.endswith(own.many):
            yield ConfigError(
                f"{path} 的列 {column} 写的是另一种货币，本区的是{own.name.zh}；请核对金额，并把列名改为 {general}。",
                f"{path}: the column {column} names another currency, and the district's is {own.code}; check the "
                f"amounts and call the column {general}.",
            )
    stated = [("budgets.csv", b.amount) for b in district.budgets]
    stated += [("bases.csv", b.investment) for b in district.bases if b.investment is not None]
    for file, amount in stated:
        if amount * own.minor % 1:
            yield ConfigError(
                f"{folder / file} 的金额 {amount} 比{own.smallest.zh}还细，请改正。",
                f"{folder / file}: the amount {amount} is finer than {own.smallest.en}; correct it.",
            )
