from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from cn2an import an2cn
from hypothesis import given
from hypothesis import strategies as st

from govreport.tidy.readers.sheet_grid import cell_text as _text
from govreport.tidy.values.money import money_parser
from govreport.tidy.values.problems import UnreadableError

parse_money = money_parser("CNY").parse

FEN = st.integers(0, 10**13)


def shown(amount: Decimal) -> str:
    return format(amount.normalize(), "f")


@given(FEN)
def test_an_amount_is_read_the_same_in_every_form_it_is_written(fen: int) -> None:
    yuan, wan = Decimal(fen) / 100, Decimal(fen) / 1_000_000
    for text, unit in [
        (shown(yuan), "元"),
        (f"{yuan:,.2f}", "元"),
        (f"{yuan}元", "万元"),
        (f"¥{yuan:,}元整", None),
        (f"人民币{yuan}圆", None),
        (shown(wan), "万元"),
        (f"{shown(wan)}万元", "元"),
        (f"{shown(wan)}万", None),
        (f" {yuan} 元\xa0", None),
        (f"{yuan}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．")), "元"),
    ]:
        assert parse_money(text, unit) == fen, text
        if fen:
            for negative in (
                f"-{text.strip()}",
                f"({text.strip()})",
                f"△{text.strip()}",
                f"−{text.strip()}",
                f"（{text}）",
            ):
                assert parse_money(negative, unit) == -fen, negative


@given(st.integers(1, 10**8 - 1))
def test_amounts_in_chinese_numerals_are_read(yuan: int) -> None:
    assert parse_money(f"{an2cn(yuan, 'up')}元整", None) == yuan * 100
    assert parse_money(f"{an2cn(yuan, 'low')}元", "万元") == yuan * 100


@given(st.integers(10**8, 10**12))
def test_beyond_a_hundred_million_a_numeral_is_read_rightly_or_refused(yuan: int) -> None:
    # The numeral's writer and reader disagree about 零 behind 亿 (100,001,011 came back as 1): never a wrong amount.
    with suppress(UnreadableError):
        assert parse_money(f"{an2cn(yuan, 'up')}元整", None) == yuan * 100


@pytest.mark.parametrize("text", ["一万五元", "壹亿壹仟零壹拾壹元整"])
def test_a_numeral_that_may_mean_two_amounts_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        parse_money(text, None)


@given(st.decimals(0, 10**6, places=2))
def test_a_number_cell_keeps_its_value(amount: Decimal) -> None:
    assert parse_money(_text(float(amount)), "元") == int(amount * 100)


def test_words_state_their_unit() -> None:
    assert parse_money("叁万元", None) == 3_000_000
    assert parse_money("叁万", "万元") == 3_000_000
    assert parse_money("壹仟贰佰叁拾肆元伍角陆分", None) == 123_456
    assert parse_money("3万元", "元") == 3_000_000
    assert parse_money("30000元整", "万元") == 3_000_000


@pytest.mark.parametrize(
    ("text", "unit", "why"),
    [
        ("1.005", "元", "finer"),
        ("0.0000001", "万元", "finer"),
        ("12", None, "元 or 万元"),
        ("5千", "万元", "元 or 万元"),
        ("叁拾", "万元", "元 or 万元"),
        ("约3万元", None, "not an amount"),
        ("1,23", "元", "decimal: comma"),
        ("3万或4万", "元", "not an amount"),
        ("1.2E+05", "元", "not an amount"),
        ("百分之五", "元", "not an amount"),
        ("9" * 30, "元", "impossibly large"),
        (_text(1e40), "元", "impossibly large"),
    ],
)
def test_what_is_no_sure_amount_is_refused(text: str, unit: str | None, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        parse_money(text, unit)
