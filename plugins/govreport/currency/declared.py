"""What is known of single currencies beyond Babel's names, signs and digits: data that the room's other files read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from govreport.errors import Message

EXAMPLE = "CNY"
"""The currency in which the published dictionary prints examples: that of the sample that the product is shown by."""


@dataclass(frozen=True)
class Declared:
    """What a currency is called, where Babel's names aren't how people write amounts."""

    sign: str | None = None
    """What stands before an amount in English; by default Babel's symbol."""
    plain: Message | None = None
    """One of it, as heads of columns name it; by default its names."""
    many: str | None = None
    """English: many of it, in running text."""
    scale: int = 1_000
    """How many make the unit that large amounts are counted in."""
    printed_large: bool = False
    """Whether reports print amounts in that unit, where the district doesn't say otherwise; by default single ones."""
    large: Message | None = None
    """That unit; by default 千英镑, thousand pounds."""
    written_zh: str | None = None
    """How an exact amount is written; by default with its sign."""
    exact_large: bool = False
    """Whether exact amounts are given in 万 in Chinese where that leaves at most two digits after the point."""
    smallest: Message | None = None
    """The smallest unit, as a sentence names one of it; by default by its number: £0.01."""
    minor_name: Message | None = None
    """Its smallest unit, as heads of columns name it."""
    examples: tuple[str, str] | None = None
    """Two amounts as somebody who fills in a sheet may write them; by default £3.5k, £35,000."""
    signs: str = ""
    """Characters that stand for it in a workbook's formats."""
    before: str = ""
    """As a pattern: what may stand before an amount in a cell, beside sign, code and names."""
    after: str = ""
    """As a pattern: what may stand behind it."""
    units: Mapping[str, Fraction] = field(default_factory=dict)
    """Units that files state -> how many of it; by default those of words.py."""
    stored_in: tuple[str, ...] = ()
    """Units in which the number behind a format is kept."""
    magnitudes: tuple[str, ...] = ()
    """Chinese magnitudes that state the unit by themselves: 3万."""
    numerals: bool = False
    """Whether amounts are also written in Chinese numerals: 叁万元整."""
    sign_is_unit: bool = True
    """Whether its sign alone says that an amount is in single ones. A ¥ stands before amounts in 万元 too."""


DECLARED: Mapping[str, Declared] = {
    "CNY": Declared(
        sign="CNY ",
        plain=Message("元", "yuan"),
        many="yuan",
        scale=10_000,
        printed_large=True,
        large=Message("万元", "CNY 10,000"),
        written_zh="{number}元",
        exact_large=True,
        smallest=Message("1分", "one 分"),
        minor_name=Message("分", "fen"),
        examples=("3.5万元", "35000元"),
        signs="¥￥",
        before="人民币|RMB|CNY|¥|￥",
        after="元|圆|块",
        units={
            "分": Fraction(1, 100), "角": Fraction(1, 10), "元": Fraction(1), "百元": Fraction(100),
            "千元": Fraction(1_000), "万元": Fraction(10_000), "百万元": Fraction(10**6), "亿元": Fraction(10**8),
        },
        stored_in=("元", "千元", "万元", "百万元", "亿元"),
        magnitudes=("万", "百万", "千万", "亿"),
        numerals=True,
        sign_is_unit=False,
    ),
    "GBP": Declared(
        plain=Message("英镑", "£"),
        many="pounds",
        smallest=Message("1便士", "a penny"),
        minor_name=Message("便士", "pence"),
        before="₤",
        after="pounds?(?:sterling)?|sterling|英[镑鎊]",
    ),
    "EUR": Declared(plain=Message("欧元", "€"), many="euros", after="euros?|eur|欧[元罗圆]"),
    "USD": Declared(plain=Message("美元", "$"), many="dollars", before=r"US\$", after="dollars?|美[元金刀圆]"),
    "JPY": Declared(
        sign="¥",
        plain=Message("日元", "¥"),
        many="yen",
        scale=10_000,
        large=Message("万日元", "10,000 yen"),
        signs="¥￥",
        before="(?:JP)?[¥￥]",
        after="円|yen|日[元圆币幣]",
    ),
    "HKD": Declared(many="Hong Kong dollars", after="港[元币幣紙圆]"),
    "MOP": Declared(many="Macanese patacas", after="澳门[元币]|葡币"),
    "KWD": Declared(many="Kuwaiti dinars"),
}  # fmt: skip
"""Code -> what is known. The code list is Babel's; a currency that isn't here is called as Babel calls it."""

MARKS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    # As written after folding; the currencies that it may mean; zh, en. A longer sign stands before the shorter one
    # that it ends in.
    (r"HK\$|HKD|港[元币幣紙圆]", ("HKD",), "港元", "Hong Kong dollars"),
    (r"NT\$|NTD|TWD|(?:新?台|新臺|臺)[币幣]", ("TWD",), "新台币", "New Taiwan dollars"),
    (r"MOP\$?|澳门[元币]|葡币", ("MOP",), "澳门元", "Macanese patacas"),
    (r"(?<![a-zA-Z])A\$|AU\$|AUD|澳(?:大利亚)?[元币]", ("AUD",), "澳元", "Australian dollars"),
    (r"(?<![a-zA-Z])CA?\$|CAD|加(?:拿大)?[元币]", ("CAD",), "加元", "Canadian dollars"),
    (r"(?<![a-zA-Z])S\$|SGD|新(?:加坡)?[元币]|坡币", ("SGD",), "新加坡元", "Singapore dollars"),
    (r"US\$|USD|美[元金刀圆]", ("USD",), "美元", "US dollars"),
    (r"\$|dollars?", ("USD", "HKD", "TWD", "AUD", "CAD", "SGD", "NZD", "MXN"), "美元", "US dollars"),
    (r"€|EURO?S?|欧[元罗圆]", ("EUR",), "欧元", "euros"),
    (r"£|₤|GBP|pounds?(?:sterling)?|英[镑鎊]", ("GBP",), "英镑", "pounds sterling"),
    (r"JPY|円|日[元圆币幣]", ("JPY",), "日元", "Japanese yen"),
    (r"₩|KRW|韩[元币圆]", ("KRW",), "韩元", "Korean won"),
    (r"CHF|瑞士法郎|瑞郎", ("CHF",), "瑞士法郎", "Swiss francs"),
    (r"₽|RUB|卢布", ("RUB",), "卢布", "roubles"),
    (r"฿|THB|泰[铢銖币]", ("THB",), "泰铢", "baht"),
    (r"₹|INR|卢比", ("INR",), "卢比", "rupees"),
    (r"₫|VND|越南盾", ("VND",), "越南盾", "dong"),
    (r"MYR|林吉特|马币", ("MYR",), "林吉特", "ringgit"),
    (r"KWD|科威特第纳尔", ("KWD",), "科威特第纳尔", "Kuwaiti dinars"),
    (r"[元圆]", ("CNY",), "人民币元", "Chinese yuan"),
)
"""How currencies are marked in files as the unit of their amounts."""
UNITLESS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (r"人民币|RMB|CNY", ("CNY",), "人民币", "Chinese yuan"),
    (r"[¥￥]", ("CNY", "JPY"), "人民币或日元（¥）", "Chinese yuan or Japanese yen (¥)"),
)
"""Marks that name a currency and leave its unit open: ¥ stands before amounts in 万元 too."""
