"""Files whose structure is made to hurt, drawn at random: sheets, names, depth, places, repetition, numbers, quotes.

Unlike mutations.py nothing is damaged by chance: each is what somebody who knows the readers would try, in sizes that a
mail or an upload takes. Judged as damaged files are, within the same seconds and memory.
"""

from __future__ import annotations

import io
import json
import random
import re
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

from tests.fuzz import seeds

Made = tuple[str, bytes]
"""A file's name and bytes."""
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FAR = ("XFD1048576", "xfd1048576", "A1048576", "XFD1", "ZZZZ9", "A99999999", "A0", "AAAAAAAAA1", "XFE5", "$B$4")
SPACES = (" ", "\u3000", "\t", "\u00a0", "\u200b")


def _many(rng: random.Random, *sizes: int) -> int:
    return max(1, int(rng.choice(sizes) * rng.uniform(0.5, 1)))


@cache
def _book() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(seeds.seeds()["book.xlsx"])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(members: dict[str, bytes], again: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in (*members.items(), *again):
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _sheet(change: Callable[[str], str]) -> Made:
    """The sound workbook with its sheet's XML changed."""
    book = dict(_book())
    body = book["xl/worksheets/sheet1.xml"].decode()
    book["xl/worksheets/sheet1.xml"] = change(body).encode("utf-8", "replace")
    return "book.xlsx", _packed(book)


def _inserted(rng: random.Random, body: str, pattern: str, make: Callable[[], str], most: int = 6) -> str:
    places = [found.start() for found in re.finditer(pattern, body)]
    for at in sorted(rng.sample(places, min(len(places), rng.randint(1, most))), reverse=True):
        body = body[:at] + make() + body[at:]
    return body


# -- workbooks ---------------------------------------------------------------------------------------------------------


def many_sheets(rng: random.Random) -> Made:
    """Up to twenty thousand sheets, under odd names."""
    book = dict(_book())
    listed = book["xl/workbook.xml"].decode()
    one = re.search("<sheet [^>]*/>", listed)
    assert one is not None
    names = ("台账", "", "a" * 400, "\u202ex", "&#1;", "../x", "Sheet", "_machine")
    sheets = "".join(
        re.sub('name="[^"]*"', f'name="{rng.choice(names)}{rng.choice(("", str(n)))}"', one[0])
        for n in range(_many(rng, 5, 300, 3_000, 20_000))
    )
    book["xl/workbook.xml"] = listed.replace(one[0], sheets).encode()
    return "book.xlsx", _packed(book)


def far_cells(rng: random.Random) -> Made:
    """Cells far away, in one of many spellings."""

    def cell() -> str:
        place = rng.choice(FAR)
        r = rng.choice((f'r="{place}"', f'r = "{place}"', f"r='{place}'", f'\nr="{place}"', f'x=">" r="{place}"', ""))
        value = rng.choice(
            ("<v>1</v>", "<v><![CDATA[1]]></v>", "<!-- x --><v>1</v>", '<f t="array" ref="A1:XFD9">1</f>')
        )
        return f"<c {r}>{value}</c>"

    def row() -> str:
        number = rng.choice(("1048576", "1048577", "99999999999", "40", "-1"))
        return f'<row r="{number}">{cell() * rng.choice((1, 1, 200))}</row>'

    return _sheet(lambda body: _inserted(rng, body, r"</sheetData>", row))


def odd_row_numbers(rng: random.Random) -> Made:
    """Numbers of rows spelt oddly, falling, repeated."""
    spelt = ("0{}", "+{}", " {} ", "{}.0", "{}e0", "0x{}", "", "-{}", "{}{}", "٣", "４", "1", "{} ", "\n{}")

    def other(found: re.Match[str]) -> str:
        if rng.random() > 0.3:
            return found[0]
        return f'<row r="{rng.choice(spelt).replace("{}", found[1])}"'

    return _sheet(lambda body: re.sub(r'<row r="(\d+)"', other, body))


def no_row_numbers(rng: random.Random) -> Made:
    """No numbers, of rows, of cells or of both."""
    which = rng.choice((r' r="\d+"', r' r="[A-Z]+\d+"', r' r="[A-Z]*\d+"'))
    share = rng.choice((0.1, 0.5, 1.0))
    return _sheet(lambda body: re.sub(which, lambda found: "" if rng.random() < share else found[0], body))


def comments_inside(rng: random.Random) -> Made:
    """Comments, instructions, CDATA and other namespaces between what belongs together."""
    things = ("<!-- x -->", "<?x y?>", "<![CDATA[]]>", '<x:y xmlns:x="urn:x"/>', "<!--" + "-x" * 5_000 + "-->")
    places = rng.choice((r"<v>", r"</v>", r"</c>", r"<c ", r"<row ", r"</row>"))
    return _sheet(lambda body: _inserted(rng, body, places, lambda: rng.choice(things), 40))


def deep_markup(rng: random.Random) -> Made:
    """Elements in elements, a hundred to a hundred thousand deep."""
    depth, name = _many(rng, 100, 3_000, 100_000), rng.choice(("c", "v", "row", "sheetData", "x", "is"))
    nest = f"<{name}>" * depth + "1" + f"</{name}>" * rng.choice((depth, depth, depth - 1))
    return _sheet(lambda body: _inserted(rng, body, rng.choice((r"<v>", r"<row ", r"</sheetData>")), lambda: nest, 1))


def merged_and_filled(rng: random.Random) -> Made:
    """Merged cells and array formulas over much, overlapping, many."""
    refs = ("A1:XFD1048576", "A1:B2", "B2:A1", "A1", "A1:A1048576", "?", "A1:ZZZZ1")
    merged = "".join(f'<mergeCell ref="{rng.choice(refs)}"/>' for _ in range(_many(rng, 2, 500, 50_000)))
    formula = f'<row r="90"><c r="A90"><f t="array" ref="{rng.choice(refs)}">1</f><v>1</v></c></row>'

    def change(body: str) -> str:
        body = re.sub(r"<mergeCells.*?</mergeCells>", "", body)
        body = body.replace("</sheetData>", f"{formula if rng.random() < 0.5 else ''}</sheetData>")
        return body.replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>", 1)

    return _sheet(change)


def shared_texts(rng: random.Random) -> Made:
    """Shared texts: too many, too long, nested, pointed at from nowhere."""
    book = dict(_book())
    kind = rng.randrange(4)
    texts = {
        0: "<si><t>x</t></si>" * _many(rng, 1_000, 1_000_000),
        1: f"<si><t>{'长' * _many(rng, 40_000, 4_000_000)}</t></si>",
        2: "<si>" + "<r>" * 20_000 + "<t>x</t>" + "</r>" * 20_000 + "</si>",
        3: "<si><r><t>x</t></r></si>" * 50_000,
    }[kind]
    book["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{NAMESPACE}" count="{rng.choice((0, 2**31, -1))}">{texts}</sst>'.encode()
    )
    index = rng.choice(("0", "999999999999", "-1", "1e3", ""))
    body = book["xl/worksheets/sheet1.xml"].decode()
    book["xl/worksheets/sheet1.xml"] = re.sub(
        r'(t="s"[^>]*><v>)\d+', lambda f: f[1] + (index if rng.random() < 0.1 else "0"), body
    ).encode()
    return "book.xlsx", _packed(book)


def archives(rng: random.Random) -> Made:
    """Members under one name twice, with paths, lying sizes, or that unpack to gigabytes."""
    book = dict(_book())
    kind = rng.randrange(5)
    if kind == 0:
        name = rng.choice(list(book))
        return "book.xlsx", _packed(book, ((name, b"x" * 100),) * rng.randint(1, 3))
    if kind == 1:
        return "book.xlsx", _packed(
            {**book, "../../x": b"x", "/etc/x": b"x", "a\\..\\b": b"x", "xl/" + "d/" * 3_000: b""}
        )
    if kind == 2:
        return "book.xlsx", _packed({**book, **{f"x/{n}": b"" for n in range(_many(rng, 1_000, 60_000))}})
    if kind == 3:
        name = rng.choice(("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/media/a.bin", "xl/sharedStrings.xml"))
        return "book.xlsx", _packed(
            {**book, name: rng.choice((b" ", b"<a>", b"\0")) * _many(rng, 10_000_000, 80_000_000)}
        )
    data = bytearray(_packed(book))
    for found in list(re.finditer(rb"PK\x01\x02", bytes(data)))[: rng.randint(1, 5)]:
        struct.pack_into("<I", data, found.start() + rng.choice((20, 24)), rng.choice((0, 1, 2**31, 2**32 - 1)))
    return "book.xlsx", bytes(data)


def repeated_in_ods(rng: random.Random) -> Made:
    """Rows, columns and cells said to be repeated without end; groups in groups."""
    with zipfile.ZipFile(io.BytesIO(seeds.seeds()["book.ods"])) as archive:
        book = {name: archive.read(name) for name in archive.namelist()}
    body = book["content.xml"].decode()
    number = rng.choice(("1048576", "16384", "99999999999", "-1", "0", "1e9", "x", ""))
    kind = rng.randrange(3)
    if kind < 2:
        tag, attribute = (("table-row", "rows"), ("table-cell", "columns"))[kind]
        repeated = f'<table:{tag} table:number-{attribute}-repeated="{number}"'
        share = rng.choice((0.05, 1.0))
        body = re.sub(f"<table:{tag}(?=[ />])", lambda f: repeated if rng.random() < share else f[0], body)
    else:
        depth = _many(rng, 50, 5_000, 100_000)
        tag = rng.choice(("table:table-row-group", "text:p", "table:table", "text:span"))
        body = _inserted(rng, body, "<table:table-row", lambda: f"<{tag}>" * depth + f"</{tag}>" * depth, 1)
    return "book.ods", _packed({**book, "content.xml": body.encode()})


def records_of_xls(rng: random.Random) -> Made:
    """The old format's records: lengths, dimensions and places that lie."""
    data = bytearray(seeds.seeds()["book.xls"])
    for _ in range(rng.randint(1, 12)):
        kinds = (b"\x00\x02", b"\x08\x02", b"\x03\x02", b"\xfd\x00", b"\xfc\x00", b"\x85\x00", b"\x09\x08", b"\x3c\x00")
        found = [m.start() for m in re.finditer(re.escape(rng.choice(kinds)), bytes(data))]
        if found:
            at = rng.choice(found) + rng.choice((2, 4, 6, 8))
            if at + 4 <= len(data):
                struct.pack_into("<H", data, at, rng.choice((0, 1, 0xFFFF, 0x7FFF, rng.randrange(0x10000))))
    return "book.xls", bytes(data)


# -- JSON --------------------------------------------------------------------------------------------------------------


def _records() -> list[dict[str, Any]]:
    return [dict(record) for record in seeds.records(seeds.grid())]


def pages_of_json(rng: random.Random) -> Made:
    """Pages as servers give them: in pages, several lists, empty, with a next one."""
    listed = _records()
    cut = rng.randrange(len(listed))
    page = {"data": listed[:cut], "next": "http://[::1", "total": 10 ** rng.choice((1, 30))}
    wrapped: Any = rng.choice((
        [page, {"data": listed[cut:]}], {"pages": [page, page]}, {"data": [page]},
        {"data": {"data": {"data": listed}}}, {"a": listed, "b": listed}, {"data": [listed, listed]}, [[listed]],
        {"rows": [], "data": listed}, {"data": None},
    ))  # fmt: skip
    for _ in range(_many(rng, 1, 5, 40)):
        wrapped = {rng.choice(("data", "result", "x")): wrapped}
    return "array.json", json.dumps(wrapped, ensure_ascii=False).encode()


def depth_of_json(rng: random.Random) -> Made:
    """Lists and objects in each other, around the records, in a cell, or alone."""
    depth = _many(rng, 50, 2_000, 200_000)
    opened, closed = rng.choice((("[", "]"), ('{"a":', "}"), ('[{"data":', "}]")))
    inner = rng.choice((json.dumps(_records(), ensure_ascii=False), "1", '"x"'))
    nest = opened * depth + inner + closed * rng.choice((depth, depth, depth - 1, 0))
    return "array.json", rng.choice((nest, f'[{{"项目编号": {nest}}}]')).encode()


def numbers_of_json(rng: random.Random) -> Made:
    """Numbers that are all exponent or all digits; fields stated twice; halves of characters."""
    text = json.dumps(_records(), ensure_ascii=False)
    odd = (
        *(
            "1e999999999",
            "-1e-999999999",
            "9" * 200_000,
            "1" + "0" * 5_000,
            "0x10",
            "NaN",
            "-0",
            "1.",
            "01",
            "Infinity",
        ),
        *('"\\ud800"', '"\\u0000"', "[[[[]]]]", '{"a": 1, "a": 2}', '"' + " " * 100_000 + '"'),
    )
    for _ in range(rng.randint(1, 4)):
        places = [found.span(1) for found in re.finditer(r': ("[^"]*")', text)]
        start, end = rng.choice(places)
        text = text[:start] + rng.choice(odd) + text[end:]
    if rng.random() < 0.3:
        text = text.replace('"项目编号"', '"项目编号": 1, "项目编号"', 1)
    return "array.json", text.encode("utf-8", "replace")


def fields_of_json(rng: random.Random) -> Made:
    """Records without a common field, very wide ones, many of nothing."""
    kind, many = rng.randrange(4), _many(rng, 500, 20_000, 60_000)
    if kind == 0:
        listed: Any = [{f"n{n % 1990}": 1} for n in range(many)]
    elif kind == 1:
        listed = [{f"n{k}": n for k in range(min(many, 5_000))} for n in range(3)]
    elif kind == 2:
        listed = [rng.choice(({}, [], None, "", 0)) for _ in range(many)]
    else:
        listed = [{**record, "x" * many: 1} for record in _records()]
    lines = rng.random() < 0.3
    text = "\n".join(map(json.dumps, listed)) if lines else json.dumps(listed, ensure_ascii=False)
    return ("lines.jsonl" if lines else "array.json"), text.encode()


# -- delimited texts ---------------------------------------------------------------------------------------------------


def quotes_without_end(rng: random.Random) -> Made:
    """A quote that nothing closes, or a million of them."""
    text = seeds.delimited(seeds.grid())
    at = rng.randrange(len(text))
    what = rng.choice(('"', '"' * 999_999, '"\n' * 20_000, '","' * 50_000, '""' * 100_000, "'" * 10_000))
    more = (seeds.delimited(seeds.grid()) * _many(rng, 1, 20)) if rng.random() < 0.5 else ""
    return "utf8.csv", (text[:at] + what + text[at:] + more).encode()


def repeated_headers(rng: random.Random) -> Made:
    """The head of the table again and again: between rows, in a run, in parts, in another order."""
    rows = [list(row) for row in seeds.grid()]
    head = list(seeds.HEADER)
    for _ in range(_many(rng, 1, 30, 3_000)):
        again = rng.choice((head, head[::-1], head[:4], [*head, *head], [f"{h} " for h in head], ["序号"]))
        rows.insert(rng.randrange(len(rows) + 1), again)
    name = rng.choice(("utf8.csv", "book.xlsx"))
    return name, (seeds.delimited(rows).encode() if name == "utf8.csv" else seeds.xlsx(rows))


def columns_without_end(rng: random.Random) -> Made:
    """Rows of hundreds of thousands of cells; ragged ones."""
    rows = [list(row) for row in seeds.grid()]
    for _ in range(rng.randint(1, 3)):
        row = rng.choice(rows)
        row += [rng.choice(("", "x", "1"))] * _many(rng, 100, 20_000, 400_000)
    return "utf8.csv", seeds.delimited(rows).encode()


def cells_without_end(rng: random.Random) -> Made:
    """A cell that a pattern takes hours over, in every column in turn."""
    rows = [list(row) for row in seeds.grid()]
    record = rows[rng.randrange(3, len(rows) - 2)]
    length = _many(rng, 1_000, 32_000, 400_000)
    part = rng.choice(
        (*SPACES, "9", "1,", "(", "-", "2019-01-01 ", "第", "万", "0.", "１", "\u0301", "其中：", "=", "%")
    )
    at = rng.randrange(len(record))
    record[at] = rng.choice(("", record[at])) + part * (length // len(part)) + rng.choice(("", "x", "元"))
    return "utf8.csv", seeds.delimited(rows).encode()


def rows_without_end(rng: random.Random) -> Made:
    """Up to a hundred thousand rows of nothing, of notes, of totals, before, between and after the records."""
    rows = [list(row) for row in seeds.grid()]
    filler = rng.choice(([""], ["注：x"], ["合计", "1"], ["x"] * 15, ["单位：万元"], [" "] * 15))
    at = rng.choice((0, 3, len(rows) // 2, len(rows)))
    rows[at:at] = [filler] * _many(rng, 200, 20_000, 100_000)
    return "utf8.csv", seeds.delimited(rows).encode()


def line_ends_and_marks(rng: random.Random) -> Made:
    """Ends of lines of every kind, marks of encodings in the middle, characters that turn or hide text."""
    text = seeds.delimited(seeds.grid(), newline="\n")
    odd = ("\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00", "\x1a", "\ufeff", "\u202e", "\x1b[2J", "\x1e")
    for _ in range(rng.randint(1, 300)):
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(odd) + text[at:]
    mark = rng.choice((b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"\xef\xbb\xbf" * 3))
    return "utf8.csv", mark + text.encode()


HOSTILE: dict[str, Callable[[random.Random], Made]] = {
    f.__name__: f
    for f in (
        *(many_sheets, far_cells, odd_row_numbers, no_row_numbers, comments_inside, deep_markup, merged_and_filled),
        *(shared_texts, archives, repeated_in_ods, records_of_xls),
        *(pages_of_json, depth_of_json, numbers_of_json, fields_of_json),
        *(quotes_without_end, repeated_headers, columns_without_end, cells_without_end, rows_without_end),
        *(line_ends_and_marks,),
    )
}


def hostile(seed: int, index: int) -> tuple[str, str, bytes]:
    """Structure, file name and bytes of the ``index``-th file of a run; the same for ever."""
    rng = random.Random(f"hostile:{seed}:{index}")
    kind = list(HOSTILE)[index % len(HOSTILE)]
    return (kind, *HOSTILE[kind](rng))
