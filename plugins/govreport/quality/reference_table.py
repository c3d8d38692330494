"""Small tables of totals as offices send them: 指标名称|单位|代码|数量|上年数据|同比, with a second row 甲 乙 丙 1 2 3.

From a file's cells to the rows below a header that names the wanted columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from govreport.canonical import folding
from govreport.currency import Currency
from govreport.errors import ReadError, enumerated
from govreport.tidy.plain_tables import Rows, plain_tables
from govreport.tidy.units import above_header, of_title, split_unit
from govreport.tidy.values.cells import DOUBTFUL, ERROR, FORMATTED, NESTED, UNCOMPUTED, clean, plain, unmark

NAME = ("指标名称", "指标", "项目", "名称", "资金名称", "资金类别", "indicator", "item")
AMOUNT = ("数量", "本期数", "本季数", "本季拨付", "拨付金额", "金额", "期末数", "本期", "number", "amount")
CODE = ("统一社会信用代码", "信用代码", "社会信用代码")
ORGANIZATION = ("社会组织名称", "组织名称", "单位名称", "名称", "organization", "name")
STATUS = ("状态", "登记状态", "status")
_MARKS = re.compile(r"^(?:(?:其中|[#*·—\-]|[一二三四五六七八九十]+、|\(?[0-9]+\)?[.、]?)[:：]?)++")
_AMOUNT_COLUMN = "amount_fen"
"""Any name that units.py takes for a column of money."""
_NO_VALUE = {
    ERROR: "{shown}（公式错误）",
    UNCOMPUTED: "（未计算的公式）",
    DOUBTFUL: "{shown}（含删除线或上下标）",
    FORMATTED: "{shown}（按格式显示，与所存数值不同）",
    NESTED: "（列表）",
}


def fold(text: str) -> str:
    """A row's or a header's name folded, and without ordering marks: “  其中：社会团体” is 社会团体."""
    return _MARKS.sub("", folding.fold(text))


def rows(filename: str, data: bytes, wanted: Mapping[str, Sequence[str]], own: Currency) -> list[dict[str, str]]:
    """The rows below the first header that has every wanted column, as cells by wanted name; ``unit`` is the unit that
    the row's own column 单位, the amount's header or a row above the header states ("" if none), ``line`` the row
    number.

    A cell that shows something else than it holds (an error, a formula never computed, struck-out text) is given as
    what it is, so that it is no number. Raises ReadError in one sentence where the file can't be read, has no such
    header, or more than one visible sheet with it.
    """
    found = [
        read for table in plain_tables(filename, data, own.code) if (read := _below(table, wanted, own)) is not None
    ]
    if len(found) > 1:
        raise ReadError(
            f"文件“{filename}”有{len(found)}个工作表都含这样的表，无法判断用哪一个，请只留一个",
            f"{filename} has {len(found)} sheets with such a table; leave one of them",
        )
    if found:
        return found[0]
    expected = enumerated(aliases[0] for aliases in wanted.values())
    raise ReadError(f"文件“{filename}”中没有含“{expected.zh}”的表头", f"{filename} has no header with {expected.en}")


def _below(table: Rows, wanted: Mapping[str, Sequence[str]], own: Currency) -> list[dict[str, str]] | None:
    """The rows below the first header with every wanted column; None where there is none."""
    for index, (_, header) in enumerate(table):
        names = [fold(split_unit(plain(cell))[0]) for cell in header]
        found = {
            name: next((names.index(fold(a)) for a in aliases if fold(a) in names), -1)
            for name, aliases in wanted.items()
        }
        if -1 in found.values():
            continue
        stated = _units(header[found["amount"]], table[:index]) if "amount" in found else []
        place = names.index("单位") if "单位" in names else -1
        result = []
        for number, cells in table[index + 1 :]:
            row = {name: _cell(cells[at]) if at < len(cells) else "" for name, at in found.items()}
            unit = fold(plain(cells[place])) if 0 <= place < len(cells) else ""
            units = list(dict.fromkeys([unit] if own.unit(unit) else stated))
            # two units, or one that is none of ours, are no unit: the amount is then no number
            result.append(row | {"unit": units[0] if len(units) == 1 else "、".join(units), "line": str(number)})
        return result
    return None


def _units(title: str, above: Rows) -> list[str]:
    """The units that the amount's title states, otherwise those that the rows above the header do."""
    own = of_title(_AMOUNT_COLUMN, [plain(title)], 0)
    if own is not None:
        return list(own.units)
    return [unit for s in above_header([[plain(c) for c in cells] for _, cells in above]) for unit in s.units]


def _cell(cell: str) -> str:
    """A cell's text, its marker kept where an amount's reader needs it to refuse the cell."""
    marker, text = unmark(cell)
    if marker in (ERROR, UNCOMPUTED, DOUBTFUL, FORMATTED, NESTED):
        return _NO_VALUE[marker].format(shown=clean(text.split("\x1f")[0]))
    return text.strip()
