"""What a number format shows of a number, where that is another number than the stored one: 30000 under 0!.0,"万元" is
shown as 3.0万元.

Only formats that scale, name a unit or hide are followed; for a few others "?" stands for what can't be told.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from govreport.currency import currency
from govreport.currency.declared import EXAMPLE

UNKNOWN = "?"
_SHARED_SIGN = "¥￥"
BUILT_IN = {9: "0%", 10: "0.00%", 12: "# ?/?", 13: "# ??/??"}
"""Formats that a workbook names by number only, and that show something else than the number. 5-8, 37-44 are the
ordinary currency of wherever the workbook is opened."""

_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?)|(?P<escaped>[\\!].?)|(?P<pad>[_*].?)|(?P<bracket>\[[^\]]*\]?)
    |(?P<general>General|G/[^\s;\[\]"\\!@0#?]+)|(?P<date>AM/PM|A/P|上午/下午|[ymdhs]+)|(?P<power>E[-+])
    |(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<at>@)|(?P<slash>/)|(?P<unknown>[a-z])|(?P<text>.)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_CONDITION = re.compile(r"\[\s*(<=|>=|<>|<|>|=)\s*([-+]?[\d.]+(?:E[-+]?\d+)?)\s*\]", re.IGNORECASE)
_SYMBOL = re.compile(r"\[\$([^\]-]*)(?:-([^\]]*))?\]?")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BLANKS = " \t\n\u00a0\u3000"
_PADDED = re.compile(r"0\d+")
_NUMERAL = re.compile(r"([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?")


@dataclass(frozen=True)
class _Section:
    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None
    signs: str

    def has(self, kind: str) -> bool:
        return any(k == kind for k, _ in self.tokens)

    @property
    def words(self) -> str:
        """Its fixed text, without blanks and the ordinary currency sign."""
        return "".join(t for k, t in self.tokens if k == "text").translate(
            dict.fromkeys(map(ord, _BLANKS + self.signs))
        )

    def takes(self, value: float) -> bool:
        sign, limit = self.condition or (">", -math.inf)
        return {
            "<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit,
            "=": value == limit, "<>": value != limit,
        }[sign]  # fmt: skip


@dataclass(frozen=True)
class NumberFormat:
    """A format code, taken apart."""

    sections: tuple[_Section, ...]
    signs: str
    """Of the district's currency."""

    @property
    def harmless(self) -> bool:
        """Whatever it is given, it shows the number or text itself: rounded, grouped, coloured, as a date, in the
        district's currency, and without zeros before it."""
        if any(s.has("date") for s in self.sections):
            return True  # dates come as dates
        return all(self._harmless(i, s) and not _pads(s) for i, s in enumerate(self.sections))

    def shown(self, value: float) -> str | None:
        """What ``value`` is shown as, or None where that is the same number."""
        if any(s.has("date") for s in self.sections):
            return None
        if not math.isfinite(value):
            return UNKNOWN
        text = self._rendered(value)
        return None if same_number(text, value, self.signs) and not is_padded(text) else text

    def shown_text(self, text: str) -> str | None:
        """What a text cell is shown as, or None where that is its text."""
        section = self._text_section()
        if section is None:
            return None
        shown = "".join(text if kind == "at" else part for kind, part in section.tokens if kind in ("at", "text"))
        return None if shown.strip() == text.strip() else shown

    def _text_section(self) -> _Section | None:
        if len(self.sections) > 3:
            return self.sections[3]
        return next((s for s in self.sections if s.has("at")), None)

    def _harmless(self, place: int, section: _Section) -> bool:
        if section.condition or any(section.has(k) for k in ("percent", "unknown", "slash")) or _commas(section)[1:]:
            return False
        if section is self._text_section():
            return section.has("at") and not section.words
        if not (section.has("digit") or section.has("general")):
            return place == 2 and section.words == "-"
        if place == 2 and section.words == "-" and all(t == "?" for k, t in section.tokens if k == "digit"):
            return True
        if not any(t == "0" for k, t in section.tokens if k == "digit") and not section.has("general"):
            return False  # nothing is shown of 0
        return section.words in (("",), ("-", "()", "（）"), ("",), ())[min(place, 3)] and not _divided(section)

    def _chosen(self, value: float) -> tuple[_Section | None, bool]:
        """The section for ``value``, and whether it stands for the minus sign too."""
        numbers = self.sections[:3]
        if not any(s.condition for s in numbers):
            if len(numbers) == 1 or value > 0 or (value == 0 and len(numbers) == 2):
                return numbers[0], False
            return (numbers[1], True) if value < 0 else (numbers[2], False)
        for section in numbers:
            if section.condition is None or section.takes(value):
                return section, False
        return None, False

    def _rendered(self, value: float) -> str:
        section, signed = self._chosen(value)
        if section is None or section.has("unknown") or section.has("slash"):
            return UNKNOWN
        if value < 0 and any(s.condition for s in self.sections):
            return UNKNOWN  # whether a minus is shown depends on the conditions
        number = Decimal(f"{value:.15g}")
        sign = "" if signed or value >= 0 else "-"
        if section.has("power"):
            return UNKNOWN if section.words or section.has("percent") else f"{value:.15g}"
        if section.has("general") or section.has("at"):
            plain = f"{abs(number):f}"
            return sign + "".join(plain if k in ("general", "at") else t for k, t in section.tokens if k != "comma")
        if not section.has("digit"):
            return "".join(t for k, t in section.tokens if k == "text").strip(_BLANKS)
        return _digits(section, abs(number), sign)


def is_padded(shown: str) -> bool:
    """Whether a whole number is shown with zeros before it, as identifiers are: 0123456."""
    return _PADDED.fullmatch(shown.strip(_BLANKS)) is not None


def _pads(section: _Section) -> bool:
    """Two zeros or more, and nothing else that shows digits: 0000000."""
    digits = [text for kind, text in section.tokens if kind in ("digit", "point", "comma")]
    return len(digits) > 1 and set(digits) == {"0"} and not section.words


@lru_cache(maxsize=4096)
def number_format(code: str, own: str = EXAMPLE) -> NumberFormat:
    """A format code taken apart; sections are divided by semicolons. ``own`` is the district's currency."""
    signs = currency(own).signs
    sections: list[_Section] = []
    tokens: list[tuple[str, str]] = []
    condition: tuple[str, float] | None = None
    for match in _TOKEN.finditer((code or "General") + ";"):
        kind, text = match.lastgroup or "", match[0]
        if text == ";":
            sections.append(_Section(tuple(tokens), condition, signs))
            tokens, condition = [], None
        elif kind == "bracket" and (stated := _CONDITION.fullmatch(text)):
            condition = stated[1], float(stated[2])
        elif kind == "bracket":
            tokens += _bracket(text, signs)
        elif kind == "quoted":
            tokens.append(("text", text.strip('"')))
        elif kind == "escaped":
            tokens.append(("text", text[1:]))
        elif kind != "pad":
            tokens.append((kind, text))
    return NumberFormat(tuple(sections), signs)


def _bracket(text: str, signs: str) -> list[tuple[str, str]]:
    """A currency sign, an elapsed time, or what changes the look only (colours, Chinese numerals)."""
    if _ELAPSED.fullmatch(text):
        return [("date", text)]
    if symbol := _SYMBOL.fullmatch(text):
        place = (symbol[2] or "").upper()
        # the sign of the yen is the sign of the yuan
        of_japan = bool(symbol[1]) and symbol[1] in _SHARED_SIGN and place.endswith("411")
        return [("text", f"JP{symbol[1]}" if of_japan else symbol[1])]
    return []


def _commas(section: _Section) -> list[str]:
    """First "," where digits are grouped, otherwise nothing; then one item for each division by 1,000."""
    kinds = [k for k, _ in section.tokens]
    digits = [i for i, k in enumerate(kinds) if k == "digit"]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    whole = [i for i in digits if i < point]
    grouped, scaling = "", []
    for i, kind in enumerate(kinds):
        if kind != "comma":
            continue
        if whole and whole[0] < i < whole[-1]:
            grouped = ","
        elif digits and (i > digits[-1] or (whole and whole[-1] < i < point)):
            # beside its digits it divides; behind a word nobody can say
            scaling.append("," if kinds[i - 1] in ("digit", "comma", "point") else UNKNOWN)
    return [grouped, *scaling]


def _divided(section: _Section) -> bool:
    """A word stands between its digits."""
    kinds = [(k, t) for k, t in section.tokens if k in ("digit", "text", "point")]
    digits = [i for i, (k, _) in enumerate(kinds) if k == "digit"]
    return any(k == "text" and t for k, t in kinds[digits[0] : digits[-1]]) if digits else False


def _digits(section: _Section, number: Decimal, sign: str) -> str:
    grouped, *scaling = _commas(section)
    if UNKNOWN in scaling:
        return UNKNOWN
    kinds = [k for k, _ in section.tokens]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    holders = [t for i, (k, t) in enumerate(section.tokens) if k == "digit" and i < point]
    decimals = [t for i, (k, t) in enumerate(section.tokens) if k == "digit" and i > point]
    try:
        number = number * 100 ** kinds.count("percent") / 1000 ** len(scaling)
        number = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    except InvalidOperation:
        return UNKNOWN
    whole, _, part = f"{number:f}".partition(".")
    whole = whole.lstrip("0")
    filled = _whole(holders, whole, grouped)
    kept = part.rstrip("0")
    out: list[str] = []
    at = 0
    for i, (kind, text) in enumerate(section.tokens):
        if kind == "digit" and i < point:
            out.append(filled.pop(0))
        elif kind == "digit":
            out.append(part[at] if at < len(kept) or text == "0" else "")
            at += 1
        elif kind == "point":
            out.append(("" if holders else whole) + ".")
        elif kind in ("text", "percent"):
            out.append(text)
    shown = "".join(out).strip(_BLANKS)
    return sign + shown if number else shown


def _whole(holders: list[str], whole: str, grouped: str) -> list[str]:
    """The digits before the point, one item a place holder; the first takes all that are left."""
    filled: list[str] = []
    for place, holder in enumerate(reversed(holders)):
        last = place == len(holders) - 1
        end = max(0, len(whole) - place)
        digits = whole[: end if last else 0] or whole[max(0, end - 1) : end] or ("0" if holder == "0" else "")
        text = ""
        for position, digit in enumerate(reversed(digits)):
            comma = grouped if (position + place) and (position + place) % 3 == 0 else ""
            text = digit + comma + text
        filled.append(text)
    return filled[::-1]


def same_number(shown: str, value: float, signs: str) -> bool:
    """Whether a person who reads ``shown`` reads ``value``, rounded perhaps; ``signs`` may stand beside it."""
    text = shown.translate(dict.fromkeys(map(ord, _BLANKS + signs + ",，")))
    if value == 0 and text in ("-", "－"):
        return True
    if text[:1] in ("(", "（") and text[-1:] in (")", "）"):
        text = "-" + text[1:-1]
    match = _NUMERAL.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        return False
    read = Decimal(text)
    step = Decimal(1).scaleb(int(match[4] or 0) - len(match[3] or ""))
    return abs(read - Decimal(repr(float(value)))) <= step * Decimal("0.5001")
