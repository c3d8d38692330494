"""The sentence about a code that the register lacks. Belongs here: that; rules that use it are in across.py and
returns_across.py."""

from __future__ import annotations

from collections.abc import Callable

from govreport.errors import Message
from govreport.quality.rule import Record, Scope


def unregistered(name: str) -> Callable[[Record, Scope], Message]:
    """What is said of the code in column ``name``: not on the register, or in a row that doesn't count."""

    def observed(record: Record, scope: Scope) -> Message:
        code, row = record[name], record["register_row"]
        if row is not None:
            return Message(
                f"代码{code}在登记名册第{int(row)}行，而该行已因其他规则不计入报表",
                f"the code {code} stands in row {int(row)} of the register, which other rules leave out of the report",
            )
        return Message(f"登记名册中没有代码{code}", f"the register has no code {code}")

    return observed
