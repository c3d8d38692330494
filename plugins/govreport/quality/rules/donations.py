"""The suite of the donations extract: gifts to community funds.

Belongs here: the declared rules. Does not belong here: makers of rules shared with other extracts (common.py,
makers.py), whether the community has a fund at all (returns_across.py).
"""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.rule import Record, Rule, Scope, expectation
from govreport.quality.rules.common import FIX_SOURCE, file_rules, town_rule
from govreport.quality.rules.factories import dated, in_force_rule, negative_rule, once_rule
from govreport.quality.rules.history import band_rule, size_rules


def _nothing(record: Record, scope: Scope) -> Message:
    return Message("捐赠资金和捐赠物资折价都没有金额", "neither money nor goods have an amount")


_OWN: list[Rule] = [
    once_rule(
        "donations",
        "E12-DONATIONS",
        "donation_no",
        Message("捐赠编号", "gift number"),
        why=Message(
            "重复的行会使筹集金额虚增；只计第一行。", "Repetitions would inflate the sum raised; the first row counts."
        ),
    ),
    town_rule("donations"),
    in_force_rule("donations"),
    negative_rule("donations", ("donation_no",)),
    dated(
        "donations",
        "E21-RECEIVED",
        "received_on",
        2000,
        Message("入账日期在2000年至数据截止日期之间", "a gift was received between 2000 and the cut-off"),
        Message("日期不合理，捐赠会被算进错误的季度。", "With an impossible date the gift falls into a wrong quarter."),
        ("donation_no",),
    ),
    Rule(
        "E39-AMOUNT",
        "donations",
        "warn",
        True,
        zh="捐赠资金或捐赠物资折价大于零",
        en="a gift has money or goods of some value",
        why=Message("没有金额的捐赠只会虚增笔数。", "A gift without an amount only inflates the number of gifts."),
        fix=FIX_SOURCE,
        column="cash_fen",
        expect=expectation("ExpectColumnValuesToBeBetween", column="given_fen", min_value=0, strict_min=True),
        shows=("donation_no", "in_kind_fen"),
        observed=_nothing,
    ),
    band_rule(
        "donations",
        "E23-BAND",
        "cash_fen",
        "donor_class",
        Message("捐赠资金在同类捐赠方历来的范围内", "the gift is within what its class of donor has given so far"),
        Message(
            "差出一个数量级以上多因元、万元混用；捐赠可能属实，故仍计入。",
            "More than an order of magnitude off usually means 元 taken for 万元; it may be real, so the row stays.",
        ),
        shows=("donation_no", "donor_class"),
    ),
]

RULES: list[Rule] = [*file_rules("donations", totals=True), *size_rules("donations"), *_OWN]
"""The suite, in the order in which it is reported."""
