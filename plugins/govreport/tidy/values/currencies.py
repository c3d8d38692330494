"""Currencies and per cents, which amounts may be written with: all but the yuan are named and refused."""

from __future__ import annotations

import re

NAMES: tuple[tuple[str, str, str], ...] = (
    # As written after folding, zh, en. A longer sign stands before the shorter one that it ends in.
    (r"HK\$|HKD|港[元币幣紙圆]", "港元", "Hong Kong dollars"),
    (r"NT\$|NTD|TWD|(?:新?台|新臺|臺)[币幣]", "新台币", "New Taiwan dollars"),
    (r"MOP\$?|澳门[元币]|葡币", "澳门元", "Macanese patacas"),
    (r"(?<![a-zA-Z])A\$|AU\$|AUD|澳(?:大利亚)?[元币]", "澳元", "Australian dollars"),
    (r"(?<![a-zA-Z])CA?\$|CAD|加(?:拿大)?[元币]", "加元", "Canadian dollars"),
    (r"(?<![a-zA-Z])S\$|SGD|新(?:加坡)?[元币]|坡币", "新加坡元", "Singapore dollars"),
    (r"US\$|USD|\$|美[元金刀圆]", "美元", "US dollars"),
    (r"€|EURO?S?|欧[元罗圆]", "欧元", "euros"),
    (r"£|₤|GBP|英[镑鎊]", "英镑", "pounds sterling"),
    (r"JPY|円|日[元圆币幣]", "日元", "Japanese yen"),
    (r"₩|KRW|韩[元币圆]", "韩元", "Korean won"),
    (r"CHF|瑞士法郎|瑞郎", "瑞士法郎", "Swiss francs"),
    (r"₽|RUB|卢布", "卢布", "roubles"),
    (r"฿|THB|泰[铢銖币]", "泰铢", "baht"),
    (r"₹|INR|卢比", "卢比", "rupees"),
    (r"₫|VND|越南盾", "越南盾", "dong"),
    (r"MYR|林吉特|马币", "林吉特", "ringgit"),
)
_NAMED = [(re.compile(sign, re.IGNORECASE), zh, en) for sign, zh, en in NAMES]
FOREIGN = "|".join(f"(?:{sign})" for sign, _, _ in NAMES)
"""Any currency but the yuan, to be matched without regard to case."""
_SHARE = re.compile(r"[%‰]|百分之|千分之|percent", re.IGNORECASE)


def foreign(text: str) -> tuple[str, str] | None:
    """The other currency that a folded text names, zh and en."""
    return next(((zh, en) for sign, zh, en in _NAMED if sign.search(text)), None)


def is_share(text: str) -> bool:
    """A per cent or per mille of something."""
    return bool(_SHARE.search(text))
