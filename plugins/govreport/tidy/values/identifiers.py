"""Numbers that name something: projects, certificates, organizations; and what a spreadsheet makes of them.

Whether a credit code's check characters are right is judged in quality/.
"""

from __future__ import annotations

import re

from govreport.tidy.values.cells import BOOLEAN, DATE, NUMBER, SERIAL_1904, hyphens, narrow, unmark
from govreport.tidy.values.numerals import holds_raised
from govreport.tidy.values.problems import UnreadableError

_SCIENTIFIC = re.compile(r"[-+]?[0-9](?:\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_ROUNDED = re.compile(r"[0-9]{15}000")
"""A spreadsheet keeps 15 digits of a number; identifiers beyond have lost the rest."""
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
MADE_DATE = (
    rf"(?:[0-9]{{1,2}}-)?(?:{_MONTHS})-[0-9]{{1,4}}|[0-9]{{1,2}}-(?:{_MONTHS})"
    r"|(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日|[0-9]{4}年[0-9]{1,2}月|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
)
"""How a spreadsheet shows and exports an identifier (3-1, 2019-9) that it took for a date; no office writes one so."""
DAY = r"[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}(?: 0?0:00(?::00)?)?"
"""A day, which may be an identifier all the same where the others look like it."""
TRUTH = "TRUE|FALSE|True|False|true|false"
_MADE_DATE, _DAY, _TRUTH = re.compile(MADE_DATE), re.compile(DAY), re.compile(TRUTH)

_MARKS = str.maketrans(
    dict.fromkeys("〔[【［﹝〈（", "(") | dict.fromkeys("〕]】］﹞〉）", ")") | dict.fromkeys("∕⁄╱", "/") | {"∶": ":"}
)
_LONG_DASH = re.compile("[—―─━]{2,}")
_TWO_LINES = re.compile(r"[0-9][ \t]*[\n\r\x0b\x0c\x85\u2028\u2029]\s*[0-9A-Za-z]")


def parse_identifier(cell: str) -> str | None:
    """A number that names something (project, certificate), in the one form in which all its spellings are kept:
    NFKC, no spaces, upper case, one kind of dash and of bracket.

    Raises UnreadableError: T-ID-NUMBER where a spreadsheet stored it as something else and changed it, T-ID where it
    may be two or holds a footnote's sign.
    """
    marker, text = unmark(cell)
    _require_text(marker, text, "T-ID-NUMBER")
    if _TWO_LINES.search(text):
        raise UnreadableError("T-ID", "占了两行，可能是两个编号", "stands on two lines, so it may be two numbers")
    kept = narrow(hyphens(_LONG_DASH.sub("-", text)).translate(_MARKS)).translate(_MARKS).upper()
    if marker in (NUMBER, SERIAL_1904) and (
        len(kept.lstrip("-").split(".")[0]) > 15 or "." in kept or _SCIENTIFIC.fullmatch(kept)
    ):
        raise _damaged("T-ID-NUMBER")
    if _SCIENTIFIC.fullmatch(kept) and ("+" in kept or "." in kept):
        raise _damaged("T-ID-NUMBER")
    return kept or None


def parse_uscc(cell: str) -> str | None:
    """A unified social credit code, upper case.

    One that came as a number, a date or a truth value, or was rounded by a spreadsheet before it was exported as text,
    is refused (T-USCC-NUMBER): its last digits are gone, whatever the rest looks like.
    """
    marker, text = unmark(cell)
    _require_text(marker, text, "T-USCC-NUMBER")
    if _DAY.fullmatch(narrow(text)):
        raise _made("日期", "a date", "T-USCC-NUMBER")
    kept = narrow(text).upper()
    long_number = marker in (NUMBER, SERIAL_1904) and len(kept) > 15
    if long_number or _SCIENTIFIC.fullmatch(kept) or _rounded(kept):
        raise _damaged("T-USCC-NUMBER")
    return kept or None


def _require_text(marker: str, text: str, rule: str) -> None:
    """Refuse what a spreadsheet made a date or a truth value, and digits that only folding would make digits."""
    seen = narrow(text)
    if marker == BOOLEAN or _TRUTH.fullmatch(seen):
        raise _made("逻辑值", "a truth value", rule)
    if marker == DATE or _MADE_DATE.fullmatch(seen):
        raise _made("日期", "a date", rule)
    if holds_raised(text):
        raise UnreadableError("T-ID", "含有角标或带圈的数字", "holds a raised or circled digit")


def _made(zh: str, en: str, rule: str) -> UnreadableError:
    return UnreadableError(rule, f"被表格软件存成了{zh}", f"was made {en} by a spreadsheet")


def doubtful(cell: str) -> UnreadableError | None:
    """What is wrong with a number or a day among identifiers of another kind; None for any other cell."""
    marker, text = unmark(cell)
    if marker in (NUMBER, SERIAL_1904):
        return UnreadableError(
            "T-ID-NUMBER",
            "被存为数字，同列其他编号是另一种写法，开头的0等可能已丢失",
            "was stored as a number among identifiers of another form, so zeros at its beginning may be lost",
        )
    return _made("日期", "a date", "T-ID-NUMBER") if _DAY.fullmatch(text.strip()) else None


def _rounded(code: str) -> bool:
    """Eighteen digits of which the last three are 0 and no check character fits: a spreadsheet kept fifteen."""
    if not _ROUNDED.fullmatch(code):
        return False
    from stdnum.cn import uscc  # slow to load, and few codes end in 000

    return not uscc.is_valid(code)


def _damaged(rule: str) -> UnreadableError:
    return UnreadableError(
        rule,
        "被表格软件当作数字保存，末尾几位已丢失",
        "was stored as a number by a spreadsheet, so its last digits are lost",
    )
