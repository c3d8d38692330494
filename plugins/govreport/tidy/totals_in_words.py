"""Totals whose label and amount stand in one cell: 合计：30万元; 共2笔，合计3万元; 合计：立项金额7万元，拨付金额3万元.

All texts are folded (``key``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from govreport.currency.marks import IN_TITLES, SIGNS, WITHOUT_UNIT
from govreport.tidy.total_labels import TotalLabel, counts_in, total_label

_NUMERALS = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_SIGN = rf"(?:(?:{WITHOUT_UNIT}|{SIGNS}|{IN_TITLES}):?)*-?".casefold()
_AFTER = (
    rf"(?:(?:k|m|mn|million|thousand|bn|billion)?(?:{IN_TITLES}|块)|k|m|mn|million|thousand|bn|billion)?".casefold()
)
_AMOUNT = (
    rf"{_SIGN}(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?[十百千万亿]{{0,2}}{_AFTER}"
    rf"|[{_NUMERALS}]+[元圆](?:.角)?(?:零?.分)?)[整正]?"
)
_CLAUSE = re.compile(rf"(?P<label>(?:.*?[^\d.,:-])??):?(?P<amount>{_AMOUNT})")
_BETWEEN = re.compile(r"[;。]|,(?!\d{3}(?!\d))")
_LONGEST = 80


class Claim(NamedTuple):
    """An amount that a text states."""

    column: str
    """What the text calls it; empty where it names none."""
    amount: str


class InWords(NamedTuple):
    """What one text says of its table."""

    label: TotalLabel
    claims: list[Claim]


def total_in_words(text: str) -> InWords | None:
    """The label and the amounts of a text that states both; None of any other text."""
    if len(text) > _LONGEST or not any(c in text for c in "计额和数共tsΣ∑"):
        return None
    label: TotalLabel | None = None
    claims: list[Claim] = []
    for clause in filter(None, _BETWEEN.split(text)):
        if clause.startswith("其中"):
            break
        found = _CLAUSE.fullmatch(clause)
        if counts_in(clause) or found is None:
            label = label or total_label([clause])
            if not counts_in(clause):
                return None
            continue
        before, column = found["label"], ""
        own = total_label([before]) if before else None
        if own is None and ":" in before:
            before, column = before.split(":", 1)
            own = total_label([before])
        if own is None:
            column = before
        elif own.core == "grand" and own.group:  # 预算总额 is not what the rows come to
            return None
        label = label or own
        if label is None:
            return None
        claims.append(Claim(column, found["amount"]))
    return InWords(label, claims) if label is not None and claims else None


def label_in_words(texts: Iterable[str]) -> TotalLabel | None:
    """The label of the first text among a row's that states a total."""
    return next((found.label for found in map(total_in_words, texts) if found), None)
