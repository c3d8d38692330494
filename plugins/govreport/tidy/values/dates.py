"""Dates in every form they are written in extracts; whether a day is plausible is judged in quality/."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Literal

from govreport.tidy.values.cells import BOOLEAN, DATE, FORMATTED, NUMBER, SERIAL_1904, unmark
from govreport.tidy.values.numerals import folded
from govreport.tidy.values.problems import UnreadableError

FIRST, LAST = date(1900, 3, 1), date(2100, 12, 31)
"""Excel counts a 29 February 1900 that never was, and shows an empty date as 1900-01-00: nothing before is believed."""
_EPOCH = date(1899, 12, 30)
_TO_1904 = 1462
"""Days between the first days of the two calendars that workbooks count by."""
_SERIALS = range(10_000, 73_415)
"""Excel serials that can't be mistaken for a year: 1927-05-18 to 2100-12-31."""

# Written for text whose spaces numerals.folded has made single: no pattern can repeat over a long run of them.
_ZONE = r"(?: ?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?))?"
_CLOCK = r"(?P<hour>[0-9]{1,2})[:时](?P<minute>[0-9]{1,2})(?:[:分](?:(?P<second>[0-9]{1,2})(?:\.[0-9]+)?秒?)?)?"
_TIME = rf"(?:(?: ?T ?| |(?<=[日号)])){_CLOCK}{_ZONE})?"
_WEEKDAY = r"(?: ?\(?(?:星期|周)[一二三四五六日天]\)?)?"
_DAY = re.compile(r"([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2}) ?[日号]?" + _WEEKDAY + _TIME)
_DAY_LAST = re.compile(r"([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?([0-9]{4})" + _TIME)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?: ?[0-9]{6}| [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?")
_MONTH = re.compile(r"([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?月?份?")
_LOST_ZERO = re.compile(r"[0-9]{4} ?\. ?[0-9]")
"""2019.1 may be October: a spreadsheet drops the zero of 2019.10."""
_YEAR = re.compile(r"([0-9]{4}) ?年?")
_WHOLE = re.compile(r"([0-9]{1,5})(?:\.[0-9]*)?$")
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")

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


@dataclass(frozen=True)
class DateStyle:
    """What a source says of its dates."""

    order: Literal["day_first", "month_first"] | None = None
    """How 05/03/2019 is meant."""
    zone: tzinfo | None = None
    """Where the day is the one that counts: a moment with an offset is brought to this zone. Without it such a moment
    is refused."""


PLAIN = DateStyle()
"""A source that says nothing."""


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


def parse_date(cell: str, style: DateStyle = PLAIN) -> tuple[date, bool]:
    """The day a cell means, and whether the cell states the day (else it is the first of the stated month).

    Raises UnreadableError (T-DATE) for anything that isn't one day or one month.
    """
    marker, raw = unmark(cell)
    if marker == DATE:
        try:
            return _believed(date.fromisoformat(raw[:10])), True
        except ValueError:
            raise _impossible() from None
    text = folded(raw) if marker not in (BOOLEAN, FORMATTED) else None
    if text is None:
        raise _no_date()
    text = text.rstrip("。.;,")
    if marker in (NUMBER, SERIAL_1904) and (match := _COMPACT.fullmatch(text)) is None:
        whole = _WHOLE.match(text)
        shift = _TO_1904 if marker == SERIAL_1904 else 0
        return _serial(int(whole[1]) + shift if whole else 0), True
    text = arabic(text)
    if match := _DAY.fullmatch(text):
        return _on(_made(*match.groups()[:3]), match, style), True
    if match := _DAY_LAST.fullmatch(text):
        return _on(_day_last(match[1], match[3], match[4], style), match, style), True
    if match := _COMPACT.fullmatch(text):
        return _made(*match.groups()), True
    if _LOST_ZERO.fullmatch(text):
        raise UnreadableError(
            "T-DATE", "可能是1月，也可能是丢了末尾0的10月", "may be January, or October without its 0"
        )
    if match := _MONTH.fullmatch(text):
        return _made(match[1], match[2], "1"), False
    if match := _SERIAL.fullmatch(text):
        return _serial(int(match[1])), True
    if _YEAR.fullmatch(text):
        raise UnreadableError("T-DATE", "只写了年份", "states a year only")
    raise _no_date()


def _no_date() -> UnreadableError:
    return UnreadableError("T-DATE", "不是日期", "is not a date")


def _day_last(first: str, second: str, year: str, style: DateStyle) -> date:
    """A date whose year stands last: as the source writes them, or where only one order gives a day."""
    if style.order is not None:
        day, month = (first, second) if style.order == "day_first" else (second, first)
        return _made(year, month, day)
    days = set()
    for day, month in ((first, second), (second, first)):
        try:
            days.add(_made(year, month, day))
        except UnreadableError:
            continue
    if not days:
        raise _impossible()
    if len(days) > 1:
        raise UnreadableError(
            "T-DATE",
            "分不清日和月的先后（来源定义的 dates 可写明 day_first 或 month_first）",
            "may have day or month first (dates in the source definition can say day_first or month_first)",
        )
    return days.pop()


def _on(day: date, match: re.Match[str], style: DateStyle) -> date:
    """The day in the source's zone, where the cell states a moment with its offset from UTC."""
    if match["hour"] is None:
        return day
    try:
        moment = datetime(day.year, day.month, day.day, int(match["hour"]), int(match["minute"]), tzinfo=UTC)
    except ValueError:
        raise UnreadableError("T-DATE", "含有不存在的时刻", "has a time of day that does not exist") from None
    offset = match["zone"]
    if offset is None:
        return day
    if style.zone is None:
        raise UnreadableError(
            "T-DATE", "带有时区，无法判断是哪一日", "states an offset, so its day is not certain here"
        )
    if offset[0] in "+-":
        away = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:].removeprefix(":") or 0))
        if away > timedelta(hours=14):
            raise UnreadableError("T-DATE", "含有不存在的时区", "has an offset that does not exist")
        moment = moment.replace(tzinfo=timezone(away if offset[0] == "+" else -away))
    return _believed(moment.astimezone(style.zone).date())


def parse_exact_date(cell: str, style: DateStyle = PLAIN) -> date:
    """The day a cell means; a month without its day is refused (T-DATE)."""
    day, exact = parse_date(cell, style)
    if not exact:
        raise UnreadableError("T-DATE", "没有写明是哪一日", "does not state the day")
    return day
