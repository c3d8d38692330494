"""Any currency: its names, units and digits; amounts read and printed in it, and those of another refused by name."""

from __future__ import annotations

import pickle
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from govreport.currency import currency, is_currency
from govreport.currency.marks import foreign
from govreport.district.given import Given
from govreport.indicators.catalogue import CATALOGUE, catalogue_sha256, in_currency
from govreport.language import Language
from govreport.reports.quantities import in_cell, quantity, unit_word
from govreport.reports.words import Words
from govreport.tidy.values.cells import FORMATTED
from govreport.tidy.values.money import DecimalMark, parse_money
from govreport.tidy.values.problems import UnreadableError
from tests.conftest import PROJECT

PAID = "G10"
"""An indicator of money."""
PER_MONEY = "M07"


def words(language: Language) -> Words:
    path: Path = PROJECT / "include" / "templates" / f"narrative.{language}.yaml"
    return Words(language, yaml.safe_load(path.read_text(encoding="utf-8")))


EN, ZH = words("en"), words("zh")


@pytest.mark.parametrize(
    ("code", "digits", "written", "finest"),
    [
        ("CNY", 2, "1,234.50元", "0.01"),
        ("GBP", 2, "£1,234.50", "0.01"),
        ("JPY", 0, "¥123,450", "1"),
        ("KWD", 3, "KWD 123.450", "0.001"),
        ("EUR", 2, "€1,234.50", "0.01"),
    ],
)
def test_a_currency_has_its_own_digits(code: str, digits: int, written: str, finest: str) -> None:
    own = currency(code)
    assert own.digits == digits
    assert own.written(123450).zh == written
    assert own.decimal(1) == Decimal(finest)


def test_only_iso_codes_are_currencies() -> None:
    assert is_currency("GBP")
    assert not is_currency("POUND")
    assert not is_currency(None)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("£", "£"), ("GBP", "£"), ("pounds", "£"), ("Pounds sterling", "£"), ("英镑", "£"), ("thousand", "£ thousand"),
        ("k", "£ thousand"), ("£k", "£ thousand"), ("£000", "£ thousand"), ("£’000", "£ thousand"),
        ("thousands of pounds", "£ thousand"), ("million", "£ million"), ("m", "£ million"), ("£m", "£ million"),
        ("GBP million", "£ million"), ("万英镑", "万英镑"), ("元", None), ("€", None), ("", None),
    ],
)  # fmt: skip
def test_a_unit_is_known_by_its_spellings(text: str, unit: str | None) -> None:
    assert currency("GBP").unit(text) == unit


@pytest.mark.parametrize(
    ("text", "unit", "code", "amount"),
    [
        ("£1,234.50", None, "GBP", 123450), ("1,234.50", "£", "GBP", 123450), ("(1,234.50)", "£", "GBP", -123450),
        ("-£5", None, "GBP", -500), ("£1.2m", None, "GBP", 120_000_000), ("1.2 million", None, "GBP", 120_000_000),
        ("5k", None, "GBP", 500_000), ("951", "£ thousand", "GBP", 95_100_000), ("5 pounds", None, "GBP", 500),
        ("GBP 951,000", None, "GBP", 95_100_000), ("95.1万英镑", None, "GBP", 95_100_000),
        ("¥3,500", None, "JPY", 3500), ("3万円", None, "JPY", 30_000), ("3500", "¥", "JPY", 3500),
        ("1.234", "KWD", "KWD", 1234), ("KWD 1,234.5", None, "KWD", 1_234_500),
        (f"{FORMATTED}£951.00\x1f951", "£", "GBP", 95_100),
    ],
)  # fmt: skip
def test_amounts_are_read_in_the_districts_currency(text: str, unit: str | None, code: str, amount: int) -> None:
    assert parse_money(text, unit, code) == amount


@pytest.mark.parametrize(
    ("text", "unit", "code", "why"),
    [
        ("951", None, "GBP", "or £ thousand"), ("3元", "£", "GBP", "Chinese yuan"), ("¥3", "£", "GBP", "Japanese yen"),
        ("€3", "£", "GBP", "euros"), ("US$3", "£", "GBP", "US dollars"), ("PLN 3", "£", "GBP", "Polish zlotys"),
        ("£3", "元", "CNY", "pounds sterling"), ("GBP 3", "元", "CNY", "pounds"), ("日元3", "元", "CNY", "yen"),
        ("3.5", "¥", "JPY", "finer than ¥1"), ("1.005", "£", "GBP", "finer than a penny"),
        ("1.2345", "KWD", "KWD", "finer than KWD 0.001"), ("叁万", "£", "GBP", "not an amount"),
    ],
)  # fmt: skip
def test_any_other_currency_is_refused_by_name(text: str, unit: str | None, code: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        parse_money(text, unit, code)


def test_a_sign_that_two_currencies_share_is_foreign_to_neither() -> None:
    assert foreign("¥3", "CNY") is foreign("¥3", "JPY") is foreign("$3", "USD") is None
    assert foreign("3日元", "JPY") is None
    assert foreign("3日元", "CNY") == ("日元", "Japanese yen")


@pytest.mark.parametrize(
    ("text", "decimal", "amount"),
    [
        ("1.234,50", "comma", 123450),
        ("1234,5", "comma", 123450),
        ("1,234.50", "point", 123450),
        ("1,234", "point", 123400),
        ("1.234", "comma", 123400),
    ],
)
def test_decimals_stand_behind_what_the_layout_states(text: str, decimal: DecimalMark, amount: int) -> None:
    assert parse_money(text, "€", "EUR", decimal) == amount


@pytest.mark.parametrize(
    ("text", "decimal", "what"),
    [("1.234,50", "point", "decimal: comma"), ("1,23", "point", "decimal: comma"), ("1.23", "comma", "decimal point")],
)
def test_decimals_that_the_layout_doesnt_state_are_never_guessed(text: str, decimal: DecimalMark, what: str) -> None:
    with pytest.raises(UnreadableError, match=what):
        parse_money(text, "€", "EUR", decimal)


@pytest.mark.parametrize(
    ("code", "printed_in", "pence", "english", "chinese", "in_english", "in_chinese"),
    [
        ("GBP", "", 36_900, "£369", "369英镑", "369", "369"),
        ("GBP", "", 2_222_569, "£22,226", "22,226英镑", "22,226", "22,226"),
        ("GBP", "", 120_000_000, "£1,200,000", "1,200,000英镑", "1,200,000", "1,200,000"),
        ("GBP", "", 30, "£0.30", "0.30英镑", "0.30", "0.30"),
        ("GBP", "", 0, "£0", "0英镑", "0", "0"),
        ("GBP", "thousand", 95_149_999, "£951,000", "95.1万英镑", "951", "95.1"),
        ("GBP", "thousand", 95_150_000, "£952,000", "95.2万英镑", "952", "95.2"),
        ("GBP", "£000", 120_000_000, "£1.2 million", "120万英镑", "1,200", "120.0"),
        ("GBP", "£000", -500_000, "−£5,000", "−0.5万英镑", "−5", "−0.5"),
        ("GBP", "£000", 36_900, "£369", "0.0369万英镑", "0.369", "0.0369"),
        ("CNY", "", 95_100_000, "CNY 951,000", "95.1万元", "951", "95.1"),
        ("CNY", "", 920_000_000, "CNY 9.2 million", "920万元", "9,200", "920.0"),
        ("CNY", "", 36_900, "CNY 369", "0.0369万元", "0.369", "0.0369"),
        ("CNY", "元", 2_222_569, "CNY 22,226", "22,226元", "22,226", "22,226"),
        ("JPY", "", 369, "¥369", "369日元", "369", "369"),
        ("JPY", "万日元", 951_000, "¥951,000", "95.1万日元", "951", "95.1"),
        ("KWD", "", 369_400, "KWD 369", "369科威特第纳尔", "369", "369"),
        ("KWD", "", 4, "KWD 0.004", "0.004科威特第纳尔", "0.004", "0.004"),
        ("KWD", "KWD thousand", 951_000_000, "KWD 951,000", "95.1万科威特第纳尔", "951", "95.1"),
    ],
)
def test_amounts_are_printed_in_the_districts_unit_and_never_as_nothing(
    code: str, printed_in: str, pence: int, english: str, chinese: str, in_english: str, in_chinese: str
) -> None:
    indicator = in_currency(currency(code, printed_in))[PAID]
    value = pence * indicator.scale
    assert str(quantity(EN, indicator, value).text) == english
    assert str(quantity(ZH, indicator, value).text) == chinese
    assert in_cell(EN, indicator, value, nonzero=True).text == in_english
    assert in_cell(ZH, indicator, value, nonzero=True).text == in_chinese


@pytest.mark.parametrize(("code", "unit"), [("GBP", "元"), ("GBP", "million"), ("CNY", "千元"), ("JPY", "£")])
def test_amounts_are_printed_in_no_other_unit(code: str, unit: str) -> None:
    with pytest.raises(KeyError):
        currency(code, unit)


def test_the_unit_of_printing_is_kept_by_whoever_computes_elsewhere() -> None:
    for own in (currency("GBP"), currency("GBP", "thousand"), currency("CNY"), currency("CNY", "元")):
        assert pickle.loads(pickle.dumps(own)) == own  # noqa: S301
    assert currency("GBP") != currency("GBP", "thousand")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("whole", [951_000, 369, 1_234_567])
@pytest.mark.parametrize("printed_large", [False, True])
@pytest.mark.parametrize("code", ["CNY", "GBP", "JPY", "KWD"])
def test_what_is_printed_is_the_figure_in_the_unit_that_the_claim_states(
    code: str, printed_large: bool, whole: int, language: Language
) -> None:
    own = currency(code)
    if printed_large:
        whole = whole // 1_000 * 1_000 or 1_000
    indicator = in_currency(currency(code, own.printable[own.declared.scale if printed_large else 1]))[PAID]
    exact = Fraction(whole * own.minor) * indicator.scale
    for printed in (quantity(words(language), indicator, exact), in_cell(words(language), indicator, exact)):
        number = printed.shown if hasattr(printed, "shown") else printed.number
        assert Fraction(number) == exact * Fraction(printed.per_unit)


def test_heads_name_the_unit_of_the_currency() -> None:
    own, large = in_currency(currency("GBP")), in_currency(currency("GBP", "thousand"))
    assert [unit_word(w, own[PAID]) for w in (ZH, EN)] == ["英镑", "£"]
    assert unit_word(EN, own[PAID], stored=True) == "£"
    assert [unit_word(w, large[PAID]) for w in (ZH, EN)] == ["万英镑", "£ thousand"]
    assert unit_word(EN, large[PAID], stored=True) == "thousand pounds"
    assert own[PER_MONEY].unit.en == large[PER_MONEY].unit.en == "attendances per thousand pounds"
    assert own[PER_MONEY].scale == large[PER_MONEY].scale == 100_000
    assert [unit_word(w, CATALOGUE[PAID]) for w in (ZH, EN)] == ["万元", "CNY thousand"]


def test_declarations_hold_no_currency_and_every_catalogue_its_own() -> None:
    of_yuan, of_pounds = r"(?<!日)元/|[万千百]元|¥|CNY|\byuan\b", "£|英镑|pound"
    for code, others in (("GBP", of_yuan), ("JPY", f"{of_yuan.replace('¥|', '')}|{of_pounds}"), ("CNY", of_pounds)):
        for indicator in in_currency(currency(code)).values():
            told = " ".join([*indicator.name, *indicator.unit, *indicator.formula])
            assert not re.search(r"\{(money|large|one)\}", told)
            assert not re.search(others, told), told
    pounds, yuan = (catalogue_sha256(Given(currency=currency(code))) for code in ("GBP", "CNY"))
    assert pounds != yuan
