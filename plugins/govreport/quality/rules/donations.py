"""The suite of the donations extract: gifts to community funds."""

from __future__ import annotations

from govreport.errors import Message
from govreport.quality.conditions import dated_since, expectation
from govreport.quality.rule import Rule, sentence
from govreport.quality.rules.every_file import BESIDE_PREDECESSORS, EVERY_FILE, STATED_TOTAL
from govreport.quality.rules.factories import IN_FORCE, TOWN, band_rule, negative_rule, once_rule

RULES: list[Rule] = [
    *EVERY_FILE,
    STATED_TOTAL,
    *BESIDE_PREDECESSORS,
    once_rule(
        id="E12-DONATIONS",
        column="donation_no",
        zh="同一捐赠编号只出现一次",
        en="a gift number stands once",
        repeated=Message("同一捐赠编号", "the same gift number"),
        why=Message(
            "重复的行会使筹集金额虚增；只计第一行。", "Repetitions would inflate the sum raised; the first row counts."
        ),
        shows=("donation_no",),
    ),
    TOWN,
    IN_FORCE,
    negative_rule(shows=("donation_no",)),
    Rule(
        id="E21-RECEIVED",
        severity="warn",
        sets_aside=True,
        zh="入账日期在{events_from_year}年至数据截止日期之间",
        en="a gift was received between {events_from_year} and the cut-off",
        why=Message(
            "日期不合理，捐赠会被算进错误的季度。", "With an impossible date the gift falls into a wrong quarter."
        ),
        expect=dated_since("received_on", "events_from_year"),
        parameters=("events_from_year",),
        shows=("donation_no",),
    ),
    Rule(
        id="E39-AMOUNT",
        severity="warn",
        sets_aside=True,
        zh="捐赠资金或捐赠物资折价大于零",
        en="a gift has money or goods of some value",
        why=Message("没有金额的捐赠只会虚增笔数。", "A gift without an amount only inflates the number of gifts."),
        expect=expectation("ExpectColumnValuesToBeBetween", column="given_fen", min_value=0, strict_min=True),
        column="cash_fen",
        shows=("donation_no", "in_kind_fen"),
        observed=sentence("捐赠资金和捐赠物资折价都没有金额", "neither money nor goods have an amount"),
    ),
    band_rule(
        extract="donations",
        amount="cash_fen",
        kind="donor_class",
        zh="捐赠资金在同类捐赠方历来的范围内",
        en="the gift is within what its class of donor has given so far",
        why=Message(
            "差出一个数量级以上多因金额单位混用；捐赠可能属实，故仍计入。",
            "More than an order of magnitude off usually means one unit of money taken for another; it may be real, "
            "so the row stays.",
        ),
        shows=("donation_no", "donor_class"),
    ),
]
"""The suite, in the order in which it is reported."""
