"""Names, identifiers, whole numbers, coded words and yes/no.

Whether a credit code's check characters are right is judged in quality/.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from govreport.canonical.codes import CodeList
from govreport.tidy.values.cells import DATE, NUMBER, clean, key, name, narrow, unmark
from govreport.tidy.values.problems import UnreadableError

_SCIENTIFIC = re.compile(r"[-+]?\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_ROUNDED = re.compile(r"\d{15}000")
"""A spreadsheet keeps 15 digits of a number; identifiers beyond have lost the rest."""
_INTEGER = re.compile(r"第?([-+]?\d{1,9})(?:\.0+)?(?:年度?|[批期次笔]次?|分|人次?|个)?")
_CHINESE_INTEGER = re.compile(r"第?([零〇一二两三四五六七八九十百]{1,5})(?:[批期次笔]次?)?")


def _number_as_code(text: str) -> bool:
    return bool(_SCIENTIFIC.fullmatch(text))


def parse_name(cell: str) -> str | None:
    """A name or an address: cleaned, brackets full-width, no spaces."""
    marker, text = unmark(cell)
    if marker == DATE:
        return text
    return name(text) or None


def parse_identifier(cell: str, rule: str = "T-ID-NUMBER") -> str | None:
    """A number that names something (project, certificate): NFKC, no spaces, upper case.

    Raises UnreadableError where a spreadsheet stored it as a number and dropped digits.
    """
    marker, text = unmark(cell)
    folded = narrow(text).upper()
    if marker == NUMBER and (len(folded.lstrip("-").split(".")[0]) > 15 or "." in folded or _number_as_code(folded)):
        raise _damaged(rule)
    if _number_as_code(folded) and "+" in folded:
        raise _damaged(rule)
    return folded or None


def parse_uscc(cell: str) -> str | None:
    """A unified social credit code, upper case.

    One that came as a number, or was rounded by a spreadsheet before it was exported as text, is refused
    (T-USCC-NUMBER): its last digits are gone, whatever the rest looks like.
    """
    marker, text = unmark(cell)
    folded = narrow(text).upper()
    if (marker == NUMBER and len(folded) > 15) or _number_as_code(folded) or _rounded(folded):
        raise _damaged("T-USCC-NUMBER")
    return folded or None


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


def parse_int(cell: str) -> int:
    """A whole number: 2019, 2019年, 2019.0, 第一批. Raises UnreadableError (T-INT)."""
    text = narrow(cell)
    if match := _INTEGER.fullmatch(text):
        return int(match[1])
    if match := _CHINESE_INTEGER.fullmatch(text):
        from cn2an import cn2an  # slow to load, and few cells are Chinese numerals

        try:
            return int(cn2an(match[1], "normal"))
        except ValueError:
            pass
    try:
        whole = Decimal(text) == Decimal(text).to_integral_value()
    except InvalidOperation:
        whole = True
    if whole:
        raise UnreadableError("T-INT", "不是整数", "is not a whole number")
    raise UnreadableError("T-INT", "带有小数", "is not whole")


def parse_code(cell: str, codes: CodeList) -> str:
    """The code of a word. Raises UnreadableError (T-CODE) with the nearest known word where the list lacks it."""
    word = clean(unmark(cell)[1])
    code = codes.find(word)
    if code is not None:
        return code
    near = get_close_matches(key(word), codes.lookup, n=1, cutoff=0.7)
    raise UnreadableError(
        "T-CODE",
        f"不在代码表中（{'、'.join(c.zh for c in codes.codes.values())}）",
        f"is not in its code list ({', '.join(c.zh for c in codes.codes.values())})",
        codes.zh(codes.lookup[near[0]]) if near else None,
    )


def parse_bool(cell: str, codes: CodeList) -> bool:
    """是/否 and their spellings."""
    text = narrow(cell).upper()
    if text in {"TRUE", "FALSE"}:
        return text == "TRUE"
    return parse_code(cell, codes) == "yes"
