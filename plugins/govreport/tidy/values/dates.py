"""Dates in every form they are written in extracts; whether a day is plausible is judged in quality/."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from govreport.tidy.values.cells import DATE, NUMBER, clean, hyphens, unmark
from govreport.tidy.values.problems import UnreadableError

FIRST, LAST = date(1900, 3, 1), date(2100, 12, 31)
"""Excel counts a 29 February 1900 that never was, and shows an empty date as 1900-01-00: nothing before is believed."""
_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 73_415)
"""Excel serials that can't be mistaken for a year: 1927-05-18 to 2100-12-31."""

_TIME = r"(?:[T\s]*\d{1,2}[:时]\d{1,2}(?:[:分](?:\d{1,2}(?:\.\d+)?秒?)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
_WEEKDAY = r"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?"
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?" + _WEEKDAY + r"\s*" + _TIME)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\s*\d{6}|\s+\d{1,2}:\d\d(?::\d\d)?)?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?份?")
_YEAR = re.compile(r"(\d{4})\s*年?")
_WHOLE = re.compile(r"(\d{1,5})(?:\.\d*)?$")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_NUMERAL = "〇○零一二三四五六七八九"
_CHINESE = re.compile(rf"([{_NUMERAL}]{{4}})年(?:([{_NUMERAL}十廿]{{1,3}})月(?:([{_NUMERAL}十廿]{{1,3}})[日号]?)?)?")


def arabic(text: str) -> str:
    """A date in Chinese numerals (二〇一九年一月五日) with Arabic ones; any other text as it is."""
    match = _CHINESE.search(text)
    if match is None:
        return text
    from cn2an import cn2an  # slow to load, and few cells are Chinese numerals

    def small(numeral: str) -> str:
        return str(cn2an(numeral.replace("○", "〇").strip("〇零") or "〇", "normal"))

    year, month, day = match.groups()
    written = f"{year.translate(_DIGITS)}年"
    if month:
        written += f"{small(month)}月"
    if day:
        written += f"{small(day)}日"
    return text[: match.start()] + written + text[match.end() :]


def _impossible() -> UnreadableError:
    return UnreadableError("T-DATE", "不是存在的日期", "is not a day that exists")


def _made(year: str, month: str, day: str) -> date:
    try:
        return _believed(date(int(year), int(month), int(day)))
    except ValueError:
        raise _impossible() from None


def _believed(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise UnreadableError("T-DATE", "超出可信的年份", "lies outside the years that can be meant")
    return day


def _serial(whole: int) -> date:
    if whole not in _SERIALS:
        raise UnreadableError("T-DATE", "是一个数，不是日期", "is a number, not a date")
    return _believed(_EPOCH + timedelta(days=whole))


def parse_date(cell: str) -> tuple[date, bool]:
    """The day a cell means, and whether the cell states the day (else it is the first of the stated month).

    Raises UnreadableError (T-DATE) for anything that isn't one day or one month.
    """
    marker, raw = unmark(cell)
    if marker == DATE:
        try:
            return _believed(date.fromisoformat(raw[:10])), True
        except ValueError:
            raise _impossible() from None
    text = hyphens(unicodedata.normalize("NFKC", clean(raw))).rstrip("。.;,")
    if marker == NUMBER and (match := _COMPACT.fullmatch(text)) is None:
        whole = _WHOLE.match(text)
        return _serial(int(whole[1]) if whole else 0), True
    text = arabic(text)
    if match := _DAY.fullmatch(text) or _COMPACT.fullmatch(text):
        return _made(*match.groups()[:3]), True
    if match := _MONTH.fullmatch(text):
        return _made(match[1], match[2], "1"), False
    if match := _SERIAL.fullmatch(text):
        return _serial(int(match[1])), True
    if _YEAR.fullmatch(text):
        raise UnreadableError("T-DATE", "只写了年份", "states a year only")
    raise UnreadableError("T-DATE", "不是日期", "is not a date")


def parse_exact_date(cell: str) -> date:
    """The day a cell means; a month without its day is refused (T-DATE)."""
    day, exact = parse_date(cell)
    if not exact:
        raise UnreadableError("T-DATE", "没有写明是哪一日", "does not state the day")
    return day
